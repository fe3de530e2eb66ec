"""`warehouse carriers [CODE]`: services, next cut-offs and numbers left of each; `--add` takes a profile."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path
from typing import Any

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell, write
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", nargs="?", default="", help="this carrier alone")
    parser.add_argument("--add", type=Path, metavar="FILE.toml", help="take a carrier's profile")
    parser.add_argument("--json", action="store_true", help="one JSON object a carrier")


def run(arguments: Namespace) -> int:
    from warehouse_app.carriers import add_profile, carriers, numbers_left
    from warehouse_app.domain.carriers import BadProfile
    from warehouse_app.site import read_site

    with closing(opened(arguments)) as database:
        if arguments.add is not None:
            try:
                text = arguments.add.read_text(encoding="utf-8-sig")
                profile = database.run(lambda connection: add_profile(connection, text))
            except (OSError, UnicodeDecodeError):
                raise Failure(say("{file} cannot be read.", file=str(arguments.add)), BAD_INPUT) from None
            except BadProfile as bad:
                raise Failure(bad.sentence, BAD_INPUT) from None
            tell(arguments, say("Carrier {carrier} is taken.", carrier=profile.code))
            return 0
        with database.read() as connection:
            site, now = read_site(connection), database.now(connection)
            rows = [row for row in carriers(connection) if arguments.code in ("", row.code)]
            if arguments.code and not rows:
                raise Failure(say("There is no carrier {carrier}.", carrier=arguments.code), BAD_INPUT)
            left = numbers_left(connection)
            told = [_told(row, site, now, left) for row in rows]
    for one in told:
        if arguments.json:
            write(json.dumps(one, ensure_ascii=False))
            continue
        write(f"{one['code']:10} {one['name']}  {one['format']}")
        for temperature, at in one["cut_offs"].items():
            write(f"{'':10} {temperature}: {at}")
        for service in one["services"]:
            write(f"{'':10} {service['code']} {service['name']}")
        for numbers in one["numbers"]:
            mark = "  !" if numbers["low"] else ""
            write(f"{'':10} {numbers['service'] or '*'}: {numbers['left']:,}{mark}")
    return 0


def _told(row: Any, site: Any, now: Any, left: list[Any]) -> dict[str, Any]:
    from warehouse_app.carriers import cut_offs_of, profile_of_row
    from warehouse_app.domain.carriers import TEMPERATURES

    profile, cut_offs = profile_of_row(row), cut_offs_of(row, site)
    return {
        "code": row.code, "name": row.name or row.code, "format": row.rule, "chosen": profile.choose,
        "cut_offs": {t: cut_offs.next(now, t).astimezone(site.zone).strftime("%Y-%m-%d %H:%M") for t in TEMPERATURES},
        "services": [{"code": s.code, "name": s.name, "days": s.days} for s in profile.services],
        "numbers": [
            {"service": n.service, "left": n.left, "low": n.low} for n in left if n.code == row.code
        ],
    }  # fmt: skip
