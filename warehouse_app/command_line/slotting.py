"""`warehouse slotting`: products that should lie nearer, with the walking it would have saved; --consolidate: those
scattered over several bins. --refresh sums the picks and classes (A, B, C) first."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.classes import refresh
from warehouse_app.command_line.command import opened, tell, write_json
from warehouse_app.domain.sentences import say
from warehouse_app.reports.slotting import nearer, scattered
from warehouse_app.site import read_site


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--refresh", action="store_true", help="bring picks and classes up to date first")
    parser.add_argument("--consolidate", action="store_true", help="products in several bins that would fit into one")
    parser.add_argument("--json", action="store_true", help="answer with JSON")


def run(arguments: Namespace) -> int:
    with closing(opened(arguments)) as database:
        if arguments.refresh:
            classes = refresh(database)
            if not arguments.json:
                tell(arguments, say("Class A: {a}, B: {b}, C: {c} products", a=classes.a, b=classes.b, c=classes.c))
        with database.read() as connection:
            if arguments.consolidate:
                gather = scattered(connection)
            else:
                moves = nearer(connection, read_site(connection), database.now(connection))
    if arguments.json:
        write_json([row.as_json() for row in (gather if arguments.consolidate else moves)])
    elif arguments.consolidate:
        for product in gather:
            bins = ", ".join(f"{code} ({units})" for code, units in product.bins)
            tell(arguments, say("{sku} of {client} lies in {bins}: gather it in {bin}", sku=product.sku,
                                client=product.client, bins=bins, bin=product.into))  # fmt: skip
    else:
        for row in moves:
            where = say("change places with {sku}", sku=row.swap) if row.swap else say("empty")
            saves = say(
                "{sku} of {client} ({abc}): {bin} → {to} ({where}) saves {metres} m a week",
                sku=row.sku,
                client=row.client,
                abc=row.abc,
                bin=row.bin,
                to=row.to,
                where=where,
                metres=row.saved_m,
            )
            tell(arguments, saves)
    return 0
