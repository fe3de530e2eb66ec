"""`warehouse allocate`: promise stock to orders, and list what waits."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import asdict

from warehouse_app.command_line.command import opened, tell, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--parts", action="store_true", help="every order may go in parts")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.allocation import allocate, waiting_orders

    with closing(opened(arguments)) as database:
        report = allocate(database, parts=arguments.parts)
        with database.read() as connection:
            short = waiting_orders(connection)
    orders = {(line.client, line.channel, line.order_no) for line in short}
    counts = {"whole": report.whole, "parts": report.in_part, "units": report.units, "waiting": len(orders)}
    if arguments.json:
        write_json({**counts, "short": [asdict(line) for line in short]})
        return 0
    tell(
        arguments,
        say("{whole} orders allocated, {parts} in parts, {units} units; {waiting} orders lack stock.", **counts),
    )
    for line in short:
        write(f"  {line.client} {line.channel} {line.order_no}  {line.sku}  -{line.missing}/{line.wanted}")
    return 0
