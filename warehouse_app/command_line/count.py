"""`warehouse count`: plan the day's counts, ask for some, list what is open."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--plan", action="store_true", help="today's share of all bins")
    parser.add_argument("--days", type=int, default=30, metavar="N", help="all bins are seen within so many days (30)")
    parser.add_argument("--bin", action="append", default=[], metavar="CODE", help="ask for a count of a bin")
    parser.add_argument("--sku", action="append", default=[], metavar="SKU", help="of a product, wherever it lies")
    parser.add_argument("--abc", choices=["A", "B", "C"], default="", help="of all products of a class")
    parser.add_argument("--client", default="", metavar="CODE", help="whose SKU is meant")
    parser.add_argument("--json", action="store_true", help="list what is open as JSON")


def run(arguments: Namespace) -> int:
    from warehouse_app.count_plan import PlanRefused, ask_for, plan
    from warehouse_app.reports.counts import open_counts

    if not 1 <= arguments.days <= 3650:
        raise Failure(say("The days must be from 1 to {most}.", most=3650), BAD_INPUT)
    asked = bool(arguments.bin or arguments.sku or arguments.abc)
    with closing(opened(arguments)) as database:
        added = 0
        try:
            if arguments.plan:
                added += plan(database, arguments.days)
            if asked:
                added += ask_for(database, arguments.bin, arguments.sku, arguments.abc, arguments.client)
        except PlanRefused as refused:
            raise Failure(refused.sentence, BAD_INPUT) from None
        with database.read() as connection:
            rows = open_counts(connection)
    if arguments.json:
        write_json(rows)
        return 0
    if arguments.plan or asked:
        tell(arguments, say("{added} counts are new, {all} are open.", added=added, all=len(rows)))
        return 0
    if not rows:
        tell(arguments, say("No count is open."))
    for row in rows:
        what = f"{row['location']:14} {row['sku']:20} {row['reason']:10} {row['stage']:8}"
        write(f"{what} {row['station']:12} {row['first']}")
    return 0
