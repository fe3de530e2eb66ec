"""`warehouse export WHAT`: files for others, into a folder.

tracking: the tracking numbers of a day, one file for each client and sales channel; upload: the parcels that got a
number on a day, one file for each carrier that takes one; refunds: what the customers of the
day's returns get; return-rules: the rules of returns, to be edited and imported again.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import closing
from datetime import date
from pathlib import Path

from warehouse_app.command_line.command import Failure, opened, tell
from warehouse_app.domain.sentences import Sentence, say

_NONE: dict[str, Sentence] = {
    "tracking": say("No parcel left on {day}."),
    "upload": say("No parcel of {day} is for a carrier that takes a file."),
    "refunds": say("No return was finished on {day}."),
    "return-rules": say("There are no rules."),
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=list(_NONE), metavar="WHAT", help=", ".join(_NONE))
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--client", default="", metavar="CODE")
    parser.add_argument("--channel", metavar="NAME")
    parser.add_argument("--carrier", default="", metavar="CODE", help="the upload of this carrier alone")
    parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="when the parcels left; today if not given")


def run(arguments: Namespace) -> int:
    from warehouse_app.personal import note_seen
    from warehouse_app.reports.exports import export_refunds, export_return_rules
    from warehouse_app.reports.tracking import export_tracking
    from warehouse_app.reports.uploads import export_uploads
    from warehouse_app.site import read_site

    with closing(opened(arguments)) as database, database.read() as connection:
        site = read_site(connection)
        day = arguments.date or site.today(database.now(connection))
        try:
            if arguments.what == "tracking":
                written = export_tracking(connection, site, day, arguments.out, arguments.client, arguments.channel)
            elif arguments.what == "upload":
                written = export_uploads(connection, site, day, arguments.out, arguments.carrier)
            elif arguments.what == "refunds":
                written = export_refunds(connection, site, day, arguments.out)
            else:
                written = export_return_rules(connection, arguments.out)
        except OSError as error:
            why = error.strerror or "?"
            raise Failure(say("{folder} cannot be written: {why}", folder=str(arguments.out), why=why)) from None
        if arguments.what == "upload":
            note_seen(database, "upload", sum(written.values()))
    for path, rows in written.items():
        tell(arguments, say("{file}: {rows} rows", file=path, rows=rows))
    if not written:
        tell(arguments, Sentence(_NONE[arguments.what].text, {"day": day}))
    return 0


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a date like 2026-12-07") from None
