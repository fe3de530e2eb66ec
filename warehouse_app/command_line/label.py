"""`warehouse label KIND CODE`: one paper, or the labels of many codes, as a PDF file. Changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell
from warehouse_app.domain.papers import CodeKind, Paper, PaperSize, command_sheet
from warehouse_app.domain.sentences import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OF_PARCELS = ("shipping_label", "packing_slip", "gift_note")
_OF_CODES = get_args(CodeKind)
KINDS = (*_OF_PARCELS, "manifest", "receipt", *_OF_CODES, "commands")
_PERSONAL = ("shipping_label", "packing_slip", "gift_note")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=" ".join(KINDS))
    parser.add_argument(
        "code", metavar="CODE", nargs="?", default="",
        help="a tracking number, SSCC or order for papers of parcels; a manifest; a receipt; a code or its start*",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    parser.add_argument("--size", choices=[size.value for size in PaperSize], metavar="SIZE",
                        help=" ".join(size.value for size in PaperSize))  # fmt: skip
    parser.add_argument("--client", metavar="CODE", help="where several clients have an order of this number")
    parser.add_argument("--channel", metavar="NAME", help="where several channels have one")


def run(arguments: Namespace) -> int:
    papers, size = _papers(arguments)
    if not papers:
        raise Failure(say("There is no {kind} for {code}.", kind=arguments.kind, code=arguments.code), BAD_INPUT)
    unprintable = import_module("printing.barcodes").Unprintable
    try:
        data = import_module("printing.registry").render(papers, size, arguments.lang)
    except unprintable as error:
        raise Failure(error.sentence, BAD_INPUT) from None
    except ValueError:
        raise Failure(say("This paper has no size {size}.", size=arguments.size), BAD_INPUT) from None
    arguments.out.write_bytes(data)
    tell(arguments, say("{file}: {count} on paper.", file=arguments.out, count=len(papers)))
    return 0


def _papers(arguments: Namespace) -> tuple[Sequence[Paper], PaperSize | None]:
    """What to print, and the size: as asked for, else as the site has it."""
    from sqlalchemy import select

    from warehouse_app.database.models import Site, table
    from warehouse_app.personal import note_seen
    from warehouse_app.reports.code_labels import code_labels
    from warehouse_app.reports.papers import paper, paper_size

    size = PaperSize(arguments.size) if arguments.size else None
    if arguments.kind == "commands":
        return [command_sheet()], size
    if not arguments.code:
        raise Failure(say("Say which one: warehouse label {kind} CODE", kind=arguments.kind), BAD_INPUT)
    database = opened(arguments)
    try:
        with database.read() as connection:
            if arguments.kind in _OF_CODES:
                return code_labels(connection, arguments.kind, arguments.code), size
            found = [paper(connection, arguments.kind, key) for key in _rows(connection, arguments)]
            papers = [one for one in found if one is not None]
        if arguments.kind in _PERSONAL:
            note_seen(database, arguments.kind, len(papers))
        with database.read() as connection:
            if papers and size is None:
                size = paper_size(papers[0], connection.execute(select(table(Site).c.settings)).scalar_one())
            return papers, size
    finally:
        database.close()


def _rows(connection: Connection, arguments: Namespace) -> list[UUID]:
    """The ids of the parcels, manifests or receipts that the code names."""
    from warehouse_app.reports.order import find_orders
    from warehouse_app.reports.receipts import receipts_of
    from warehouse_app.reports.search import manifests_of, parcels_of

    if arguments.kind == "manifest":
        return manifests_of(connection, arguments.code)
    if arguments.kind == "receipt":
        return receipts_of(connection, arguments.code, arguments.client)
    orders = find_orders(connection, arguments.code, arguments.client, arguments.channel)
    if len(orders) > 1:
        several = ", ".join(f"--client {o.client} --channel {o.channel!r}" for o in orders)
        raise Failure(say("There are several orders {order}: {several}", order=arguments.code, several=several),
                      BAD_INPUT)  # fmt: skip
    return parcels_of(connection, arguments.code, orders[0].id if orders else None)
