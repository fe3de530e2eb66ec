"""The practice scanner: the codes that could be scanned at a screen, right ones first, then some wrong ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from warehouse_app.database.models import Client, Code, Location, Order, Product, User, table
from warehouse_app.domain.codes import COMMAND
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import Sentence, say

_code, _product, _location, _user = table(Code), table(Product), table(Location), table(User)
_order, _client = table(Order), table(Client)


@dataclass(frozen=True)
class PracticeCode:
    """A code to try: its text, what it is, and whether the screen wants it."""

    code: str
    label: Sentence
    right: bool


def practice_codes(connection: Connection, screen: Screen) -> list[PracticeCode]:
    """Codes for this screen."""
    if screen.step == "login":
        users = connection.execute(select(_user).where(_user.c.active).order_by(_user.c.badge).limit(8))
        return [PracticeCode(u.badge, say("Badge of {name}", name=u.name), True) for u in users]
    right = [code for kind in screen.expects for code in _right(connection, screen, kind)]
    right += [PracticeCode(c.code, c.text, True) for c in screen.choices]
    right += [
        PracticeCode(code, COMMAND[code].name, True) for code in screen.commands if screen.expects[:1] == ("command",)
    ][:1]
    known = {r.code for r in right}
    return [*dict.fromkeys(right), *(w for w in _wrong(connection, screen) if w.code not in known)]


def _right(connection: Connection, screen: Screen, kind: str) -> list[PracticeCode]:
    target = screen.target
    if kind in ("item", "insert") and "sku" in target:
        sku = str(target["sku"])
        client = _client_of(connection, str(target.get("order", "")))
        return [PracticeCode(_barcode(connection, sku, client), say("Product {sku}", sku=sku), True)]
    if kind == "quantity" and "quantity" in target:
        return [PracticeCode(str(target["quantity"]), say("Quantity {n}", n=target["quantity"]), True)]
    if kind == "tote":
        tote = target.get("tote") or (_free(connection, "tote") if screen.step != "start" else "")
        return [PracticeCode(str(tote), say("Tote"), True)] if tote else []
    if kind == "cart":
        cart = target.get("cart") or _free(connection, "cart")
        return [PracticeCode(str(cart), say("Cart"), True)] if cart else []
    names = {
        "location": say("Bin"), "box": say("Box"), "tracking_no": say("Shipping label"), "order": say("Order"),
        "lot": say("Lot"), "serial": say("Serial number"), "manifest": say("Manifest"),
    }  # fmt: skip
    value = target.get(kind)
    return [PracticeCode(str(value), names[kind], True)] if kind in names and value else []


def _wrong(connection: Connection, screen: Screen) -> list[PracticeCode]:
    target = screen.target
    other = connection.execute(
        select(_product.c.sku)
        .where(_product.c.kind == "goods", _product.c.sku.not_in([line.sku for line in screen.lines] or [""]))
        .order_by(_product.c.sku)
        .limit(1)
    ).first()
    place = connection.execute(
        select(_location.c.code)
        .where(_location.c.kind == "bin", _location.c.code != str(target.get("location", "")))
        .order_by(_location.c.code)
        .limit(1)
    ).first()
    wrong = [PracticeCode("4006381333931", say("An unknown barcode"), False)]
    if other is not None:
        wrong.insert(0, PracticeCode(other.sku, say("Another product"), False))
    if place is not None and "location" in screen.expects:
        wrong.insert(0, PracticeCode(place.code, say("Another bin"), False))
    return wrong


def _barcode(connection: Connection, sku: str, client: Any) -> str:
    """A barcode of the product that means one unit, else its SKU."""
    statement = (
        select(_code.c.text)
        .join_from(_code, _product, _product.c.id == _code.c.ref_id)
        .where(_product.c.sku == sku, _code.c.kind == "item", _code.c.quantity == 1, _code.c.text != sku)
        .order_by(_code.c.text)
        .limit(1)
    )
    if client is not None:
        statement = statement.where(_product.c.client_id == client)
    return connection.scalar(statement) or sku


def _client_of(connection: Connection, order_no: str) -> Any:
    return connection.scalar(select(_order.c.client_id).where(_order.c.order_no == order_no).limit(1))


def _free(connection: Connection, kind: str) -> str:
    statement = (
        select(_location.c.code)
        .where(_location.c.kind == kind, _location.c.use == "", _location.c.batch_id.is_(None))
        .order_by(_location.c.code)
        .limit(1)
    )
    return connection.scalar(statement) or ""
