"""Every kind of set-up: what it is called, what names its rows, and how it is kept. A new one is one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.setup import rows
from warehouse_app.setup.rows import Rows


@dataclass(frozen=True)
class SetupKind:
    """A kind: `key` are the columns that name a row; `whole`: its import replaces all rows with the same values in
    these columns (None: a row stands for itself); `removable`: rows that may be taken out one by one."""

    title: Sentence
    rows: Rows
    key: tuple[str, ...]
    whole: tuple[str, ...] | None = None
    removable: bool = False


SETUP: Mapping[str, SetupKind] = {
    "clients": SetupKind(say("Clients"), rows.clients, ("client",)),
    "products": SetupKind(say("Products, boxes, materials"), rows.products, ("sku", "client")),
    "barcodes": SetupKind(say("Barcodes"), rows.barcodes, ("sku", "barcode", "client"), removable=True),
    "locations": SetupKind(say("Locations"), rows.locations, ("code",)),
    "faces": SetupKind(say("Pick faces"), rows.faces, ("sku", "client", "location"), removable=True),
    "users": SetupKind(say("People"), rows.users, ("badge",)),
    "carriers": SetupKind(say("Carriers and cut-offs"), rows.carriers, ("carrier",)),
    "numbers": SetupKind(say("Tracking number ranges"), rows.numbers, ("carrier", "first", "last", "service")),
    "recipes": SetupKind(say("Packing recipes"), rows.recipes, ("client", "recipe", "step"), ("client",)),
    "inserts": SetupKind(say("Gifts and inserts"), rows.inserts, ("sku", "client", "code"), removable=True),
    "kits": SetupKind(say("Sets"), rows.kits, ("kit_sku", "client", "component_sku"), ("kit_sku", "client")),
    "coolants": SetupKind(
        say("Coolant"), rows.coolants, ("client", "temperature", "months", "hours", "box", "sku"), ("client",)
    ),
    "listings": SetupKind(
        say("Listings of channels"), rows.listings, ("listing", "channel", "option", "sku", "client"),
        ("listing", "channel", "option", "client"),
    ),
    "life_rules": SetupKind(say("Remaining life"), rows.life_rules, ("client", "channel"), removable=True),
    "return_rules": SetupKind(
        say("Questions and rules of returns"), rows.return_rules, ("part", "name", "category", "when"), ()
    ),
    "shifts": SetupKind(say("Shifts"), rows.shifts, ("shift",), ()),
}  # fmt: skip
