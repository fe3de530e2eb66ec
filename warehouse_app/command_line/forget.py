"""`warehouse forget`: erase personal data: of orders that ended long ago, or of one customer who asks for it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import BAD_INPUT, FAILED, Failure, opened, tell
from warehouse_app.domain.sentences import say
from warehouse_app.reports.order import find_orders
from warehouse_app.retention import StillWanted, forget, forget_customer


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--order", metavar="NO", help="the customer of this order, with all orders of theirs")
    parser.add_argument("--client", metavar="CODE", help="where several clients have an order of this number")
    parser.add_argument("--channel", metavar="NAME", help="where several channels have one")


def run(arguments: Namespace) -> int:
    with closing(opened(arguments)) as database:
        if arguments.order:
            with database.read() as connection:
                orders = find_orders(connection, arguments.order, arguments.client, arguments.channel)
            if len(orders) != 1:
                words = say("There are {n} orders {order}: name client and channel.", n=len(orders),
                            order=arguments.order)  # fmt: skip
                raise Failure(words, BAD_INPUT)
            try:
                count = forget_customer(database, orders[0].id)
            except StillWanted as wanted:
                raise Failure(wanted.sentence, FAILED) from None
        else:
            count = forget(database)
    tell(arguments, say("The recipients of {count} orders are forgotten.", count=count))
    return 0
