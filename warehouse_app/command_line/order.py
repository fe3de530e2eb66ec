"""`warehouse order NO`: one order, its lines and parcels."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("order_no", metavar="NO")
    parser.add_argument("--client", metavar="CODE", help="where several clients have an order of this number")
    parser.add_argument("--channel", metavar="NAME", help="where several channels have one")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.reports.order import find_orders, order

    with closing(opened(arguments)) as database, database.read() as connection:
        found = find_orders(connection, arguments.order_no, arguments.client, arguments.channel)
        if not found:
            raise Failure(say("There is no order {order}.", order=arguments.order_no), BAD_INPUT)
        if len(found) > 1:
            several = ", ".join(f"--client {o.client} --channel {o.channel!r}" for o in found)
            sentence = say("There are several orders {order}: {several}", order=arguments.order_no, several=several)
            raise Failure(sentence, BAD_INPUT)
        told = order(connection, found[0])
    if arguments.json:
        write_json(told)
        return 0
    write(f"{told['client']} {told['channel']} {told['order_no']}  {told['status']}")
    for line in told["lines"]:
        counters = ", ".join(f"{name} {n}" for name, n in line.items() if name != "sku" and n)
        write(f"  {line['sku']:20} {counters}")
    for parcel in told["parcels"]:
        contents = ", ".join(f"{c['quantity']} × {c['sku']}" for c in parcel["contents"])
        write(f"  {parcel['carrier']} {parcel['tracking_no'] or parcel['parcel']}: {contents}")
    return 0
