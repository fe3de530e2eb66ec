"""`warehouse forget`: erase the personal data of orders that ended longer ago than their client keeps them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import opened, tell
from warehouse_app.domain.sentences import say
from warehouse_app.retention import forget


def add_arguments(parser: ArgumentParser) -> None:
    """It has none."""


def run(arguments: Namespace) -> int:
    with closing(opened(arguments)) as database:
        count = forget(database)
    tell(arguments, say("The recipients of {count} orders are forgotten.", count=count))
    return 0
