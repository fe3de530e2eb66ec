"""From an empty database to the first label: what is there already, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Balance, Location, Order, Parcel, Product, Site, User, table
from warehouse_app.domain.sentences import Sentence, say

_product, _location, _user = table(Product), table(Location), table(User)


@dataclass(frozen=True)
class FirstStep:
    """One step: what to do, where (`page`: a kind of set-up, a page or a job), and whether it is done."""

    name: str
    ask: Sentence
    page: str
    is_done: bool


_STEPS: Mapping[str, tuple[Sentence, str]] = {
    "people": (say("Give everybody a badge: name, roles, and a PIN for supervisors"), "users"),
    "sender": (say("Say who sends: the sender's name and address on labels"), "settings"),
    "products": (say("Enter products with their barcodes, or import a file of them"), "products"),
    "boxes": (say("Enter boxes with their inner sizes: products of the kind box"), "products"),
    "bins": (say("Make bins and totes by a pattern, and print their labels"), "places"),
    "stock": (say("Say what lies where: import the stock, or receive it with the scanner"), "import"),
    "orders": (say("Import orders: your own format, or a marketplace's"), "import"),
    "label": (say("Pick and pack one order: its label prints by itself"), "pick"),
}


def first_steps(connection: Connection) -> list[FirstStep]:
    """Every step in its order."""
    settings = connection.execute(select(table(Site).c.settings)).scalar_one()
    conditions = {
        "people": select(_user.c.id).where(_user.c.active).offset(1),
        "products": select(_product.c.id).where(_product.c.kind == "goods"),
        "boxes": select(_product.c.id).where(_product.c.kind == "box"),
        "bins": select(_location.c.id).where(NO_PARCEL, _location.c.kind == "bin"),
        "stock": select(table(Balance).c.product_id).where(table(Balance).c.on_hand > 0),
        "orders": select(table(Order).c.id),
        "label": select(table(Parcel).c.id).where(table(Parcel).c.tracking_no != ""),
    }
    done = {name: connection.execute(found.limit(1)).first() is not None for name, found in conditions.items()}
    done["sender"] = bool(settings.get("sender"))
    return [FirstStep(name, ask, page, done[name]) for name, (ask, page) in _STEPS.items()]
