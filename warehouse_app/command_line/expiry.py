"""`warehouse expiry`: what expires soon, and where it lies."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import opened, tell, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=30, metavar="N", help="within so many days (30)")
    parser.add_argument("--client", default="", metavar="CODE")
    parser.add_argument("--json", action="store_true", help="answer with a JSON list")


def run(arguments: Namespace) -> int:
    from warehouse_app.reports.lots import expiring
    from warehouse_app.site import read_site

    with closing(opened(arguments)) as database, database.read() as connection:
        today = read_site(connection).today(database.now(connection))
        rows = expiring(connection, today, max(min(arguments.days, 36_500), 0), arguments.client)
    if arguments.json:
        write_json(rows)
    elif not rows:
        tell(arguments, say("Nothing expires so soon."))
    for row in rows if not arguments.json else ():
        places = " ".join(f"{p['location']}:{p['on_hand']}" for p in row["places"])
        what = f"{row['expiry']} {row['days']:5}  {row['client']:8} {row['sku']:20} {row['lot']:14}"
        write(f"{what} {row['on_hand']:6} {row['allocated']:6}  {places}")
    return 0
