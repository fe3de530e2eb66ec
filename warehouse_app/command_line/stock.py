"""`warehouse stock`: what is where."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import opened, tell, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--client", default="", metavar="CODE")
    parser.add_argument("--sku", default="", metavar="SKU")
    parser.add_argument("--location", default="", metavar="CODE")
    parser.add_argument("--json", action="store_true", help="answer with a JSON list")


def run(arguments: Namespace) -> int:
    from warehouse_app.reports.stock import stock

    with closing(opened(arguments)) as database, database.read() as connection:
        rows = stock(connection, arguments.client, arguments.sku, arguments.location)
    if arguments.json:
        write_json(rows)
    elif not rows:
        tell(arguments, say("There is nothing."))
    else:
        for row in rows:
            more = " ".join(str(row[k]) for k in ("lot", "expiry", "serial", "grade") if row[k])
            what = f"{row['client']:8} {row['sku']:20} {row['location']:14}"
            write(f"{what} {row['on_hand']:6} {row['allocated']:6}  {more}")
    return 0
