"""`warehouse recall`: stop a lot, and say where every unit of it is or went."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import FAILED, Failure, opened, tell, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("lot", metavar="LOT")
    parser.add_argument("--sku", required=True, metavar="SKU")
    parser.add_argument("--client", default="", metavar="CODE")
    parser.add_argument("--reason", default="", metavar="TEXT")
    parser.add_argument("--lift", action="store_true", help="the lot may be sold again")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.recalls import RecallRefused, lift, recall

    with closing(opened(arguments)) as database:
        try:
            if arguments.lift:
                found = lift(database, arguments.sku, arguments.lot, arguments.client)
            else:
                found = recall(database, arguments.sku, arguments.lot, arguments.client, arguments.reason[:300])
        except RecallRefused as refused:
            raise Failure(refused.sentence, FAILED) from None
    if arguments.json:
        write_json(found)
        return 0
    if arguments.lift:
        tell(arguments, say("Lot {lot} of {sku} may be sold again.", lot=found["lot"], sku=found["sku"]))
    else:
        tell(arguments, say("Lot {lot} of {sku} is recalled: {here} units here, {gone} units left.", lot=found["lot"],
                            sku=found["sku"], here=found["units_here"], gone=found["units_gone"]))  # fmt: skip
    for row in found["here"]:
        write(f"  {row['location']:20} {row['kind']:10} {row['on_hand']:6}  {row['order_no']} {row['tracking_no']}")
    for row in found["gone"]:
        who = f"{row['recipient']} {row['phone']}"
        write(
            f"  {row['order_no']:20} {row['tracking_no'] or '':20} {row['quantity']:6}  {row['shipped_at'][:10]} {who}"
        )
    return 0
