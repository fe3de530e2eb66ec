"""`warehouse boxes [NO]`: which boxes orders need, and how the goods lie in them; plans what has no plan yet."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, write
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("order_no", metavar="NO", nargs="?", default="", help="this order alone")
    parser.add_argument("--client", default="", metavar="CODE", help="orders of this client")
    parser.add_argument("--json", action="store_true", help="one JSON object an order, with every unit's place in mm")


def run(arguments: Namespace) -> int:
    from warehouse_app.box_plans import plan_ahead, plans

    with closing(opened(arguments)) as database:
        while plan_ahead(database, 200):
            pass
        with database.read() as connection:
            found = list(plans(connection, arguments.order_no, arguments.client))
    if arguments.order_no and not found:
        raise Failure(say("There is no order {order} to be packed.", order=arguments.order_no), BAD_INPUT)
    for plan in found:
        if arguments.json:
            write(json.dumps(plan, ensure_ascii=False))
            continue
        boxes = ", ".join(f"{box['box']} ({len(box['units'])})" for box in plan["boxes"])
        loose = f"  + {', '.join(plan['loose'])}" if plan["loose"] else ""
        write(f"{plan['client']} {plan['order_no']}: {boxes or '–'}{loose}")
    return 0
