"""`warehouse report NAME`: figures of a span of days; on the screen, as JSON, or in a file."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from warehouse_app.command_line import shift
from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, write, write_json
from warehouse_app.domain.sentences import Sentence, say, translate


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "name", choices=sorted([*REPORTS, "shift"]),
        help="shift: what a shift did, how fast and how well; "
        "returns: times, grades and recovery of what came back; materials: boxes, inserts and materials used; "
        "boxes: suggested boxes that were taken or not; billing: what clients are billed for",
    )  # fmt: skip
    parser.add_argument("--from", dest="first", metavar="DATE", help="first day (today)")
    parser.add_argument("--to", dest="last", metavar="DATE", help="last day (the first)")
    parser.add_argument("--client", default="", metavar="CODE", help="of this client alone")
    parser.add_argument("--out", metavar="FILE", help="a .csv, .xlsx or .json file; of a shift also .pdf")
    shift.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    if arguments.name == "shift":
        return shift.run(arguments)
    from warehouse_app.site import read_site

    with closing(opened(arguments)) as database, database.read() as connection:
        site = read_site(connection)
        now = database.now(connection)
        first = _day(arguments.first) or site.today(now)
        last = _day(arguments.last) or first
        if last < first:
            raise Failure(say("The last day comes before the first."), BAD_INPUT)
        data, rows = REPORTS[arguments.name](Asked(connection, site, now, first, last, arguments))
    data = {"from": first.isoformat(), "to": last.isoformat(), **data}
    if arguments.out:
        _save(Path(arguments.out), data, rows)
    elif arguments.json:
        write_json(data)
    else:
        widths = [max(len(str(row[at])) for row in rows) for at in range(len(rows[0]))]
        for row in rows:
            write("  ".join(f"{'–' if c is None else c!s:{w}}" for c, w in zip(row, widths, strict=True)).rstrip())
    return 0


class Asked(NamedTuple):
    """What a report is made of: the database and the site, now, the span's days, and the arguments."""

    connection: Any
    site: Any
    now: datetime
    first: date
    last: date
    arguments: Namespace


def _returns(asked: Asked) -> tuple[dict[str, Any], list[list[Any]]]:
    from warehouse_app.reports.returns_report import returns_report

    speaks = asked.arguments.lang
    report = returns_report(*asked[:5], asked.arguments.client)
    data = {
        "figures": {f.key: {"value": f.value, "unit": f.unit, "sample": f.sample} for f in report.figures},
        "grades": report.grades, "dispositions": report.dispositions, "outcomes": report.outcomes,
    }  # fmt: skip
    head = [say("Figure"), say("Value"), say("Unit"), say("Sample"), say("Definition")]
    rows: list[list[Any]] = [[translate(word, speaks) for word in head]]
    rows += [
        [translate(f.name, speaks), f.value, f.unit, f.sample, translate(f.definition, speaks)]
        for f in report.figures
    ]  # fmt: skip
    for name, mix in (("grade", report.grades), ("disposition", report.dispositions), ("outcome", report.outcomes)):
        rows += [[f"{name} {key}", count, "", "", ""] for key, count in mix.items()]
    return data, rows


def _materials(asked: Asked) -> tuple[dict[str, Any], list[list[Any]]]:
    from warehouse_app.reports.packing_report import materials_report

    found = materials_report(asked.connection, asked.site, asked.first, asked.last, asked.arguments.client)
    head = [say("Client"), say("SKU"), say("Name"), say("Kind"), say("Parcels"), say("Units"), say("Unit cost"),
            say("Cost"), say("Currency")]  # fmt: skip
    return {"materials": found}, _table(head, found, asked.arguments.lang)


def _boxes(asked: Asked) -> tuple[dict[str, Any], list[list[Any]]]:
    from warehouse_app.reports.packing_report import boxes_report

    found = boxes_report(asked.connection, asked.site, asked.first, asked.last, asked.arguments.client)
    head = [say("Client"), say("Suggested"), say("Taken"), say("Parcels"), say("Another one"), say("Reason")]
    return {
        "parcels": sum(row["parcels"] for row in found),
        "overruled": sum(row["parcels"] for row in found if row["overruled"]), "boxes": found,
    }, _table(head, found, asked.arguments.lang)  # fmt: skip


def _billing(asked: Asked) -> tuple[dict[str, Any], list[list[Any]]]:
    from warehouse_app.reports.billing import ACTIVITIES, billing_report

    speaks = asked.arguments.lang
    found = billing_report(*asked[:5], asked.arguments.client)
    rows: list[list[Any]] = [
        [translate(w, speaks) for w in (say("Client"), say("Activity"), say("Quantity"), say("Unit"))]
    ]
    rows += [
        [row["client"], *(translate(words, speaks) for words in ACTIVITIES[row["activity"]][:1]), row["quantity"],
         translate(ACTIVITIES[row["activity"]][1], speaks)]
        for row in found
    ]  # fmt: skip
    return {"billing": found}, rows


REPORTS: Mapping[str, Callable[[Asked], tuple[dict[str, Any], list[list[Any]]]]] = {
    "returns": _returns, "materials": _materials, "boxes": _boxes, "billing": _billing,
}  # fmt: skip


def _table(head: Sequence[Sentence], found: Sequence[Mapping[str, Any]], speaks: str) -> list[list[Any]]:
    return [[translate(word, speaks) for word in head], *(list(row.values()) for row in found)]


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Failure(say("{text} is no date like 2027-01-31.", text=text[:40]), BAD_INPUT) from None


def _save(path: Path, data: dict[str, Any], rows: Sequence[Sequence[Any]]) -> None:
    """Write the file; what looks like a formula stays text."""
    from warehouse_app.reports.files import save_csv, save_sheets

    kind = path.suffix.lower()
    try:
        if kind == ".json":
            path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        elif kind == ".csv":
            save_csv(path, rows)
        elif kind == ".xlsx":
            save_sheets(path, {data["from"]: rows})
        else:
            raise Failure(say("A report is a .csv, .xlsx or .json file."), BAD_INPUT)
    except OSError as error:
        raise Failure(say("{file} cannot be written: {reason}", file=path.name, reason=error.strerror or "")) from None
