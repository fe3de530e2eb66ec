"""`warehouse audit`: verify that nobody changed the journal; tell who changed what of the set-up, and who saw names."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import asdict

from warehouse_app.command_line.command import FAILED, opened, tell, write, write_json
from warehouse_app.domain.sentences import Sentence, say

_WHAT: dict[str, Sentence] = {
    "edited": say("{station}: row {row} was edited."),
    "missing": say("{station}: before row {row} something was deleted, inserted or put in another order."),
    "cut off": say("{station}: the last rows up to {row} are cut off, or the last one was changed."),
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "job", choices=["verify", "changes", "personal"], metavar="JOB", help="verify, changes, personal"
    )
    parser.add_argument(
        "kind", nargs="?", default="settings", metavar="KIND", help="changes: settings, or a kind of file"
    )
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from sqlalchemy import func, select

    from warehouse_app.database.models import Journal, Station, table
    from warehouse_app.journal import audit_key, broken_links, data_folder

    if arguments.job != "verify":
        return _tell_history(arguments)
    with closing(opened(arguments)) as database, database.read() as connection:
        broken = broken_links(connection, audit_key(data_folder(database)))
        rows = connection.scalar(select(func.count()).select_from(table(Journal))) or 0
        stations = connection.scalar(select(func.count()).select_from(table(Station))) or 0
    if arguments.json:
        found = [link._asdict() for link in broken]
        write_json({"unbroken": not broken, "rows": rows, "stations": stations, "breaks": found})
        return FAILED if broken else 0
    for link in broken:
        tell(arguments, Sentence(_WHAT[link.what].text, {"station": link.station, "row": link.row}))
    if not broken:
        tell(arguments, say("The journal is unbroken: {rows} rows of {stations} stations.", rows=rows,
                            stations=stations))  # fmt: skip
    return FAILED if broken else 0


def _tell_history(arguments: Namespace) -> int:
    from warehouse_app.personal import seen
    from warehouse_app.setup.history import history
    from warehouse_app.site import read_site

    with closing(opened(arguments)) as database, database.read() as connection:
        zone = read_site(connection).zone
        rows = seen(connection) if arguments.job == "personal" else history(connection, arguments.kind)
    for row in rows:
        told = {**asdict(row), "at": row.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")}
        write(json.dumps(told, ensure_ascii=False) if arguments.json else "  ".join(map(str, told.values())))
    return 0
