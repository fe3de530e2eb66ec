"""Labels of things that are scanned in the house: bins, totes, carts, badges, items, boxes, orders, parcels."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, select

from warehouse_app.database.models import Client, Code, Location, Order, Product, User, table
from warehouse_app.domain.papers import CodeKind, CodeLabel

MOST = 2000  # labels of one answer
_code, _product, _place, _user, _order, _client = (table(m) for m in (Code, Product, Location, User, Order, Client))

_CODES = (
    select(
        _code.c.text, _code.c.kind, _code.c.quantity, _product.c.sku, _product.c.name.label("product"),
        _product.c.kind.label("product_kind"), _place.c.kind.label("place_kind"), _place.c.zone, _place.c.aisle,
        _user.c.name.label("user"), _user.c.roles, _client.c.code.label("client"),
    )
    .select_from(
        _code.outerjoin(_product, and_(_code.c.kind == "item", _product.c.id == _code.c.ref_id))
        .outerjoin(_place, and_(_code.c.kind == "location", _place.c.id == _code.c.ref_id))
        .outerjoin(_user, and_(_code.c.kind == "badge", _user.c.id == _code.c.ref_id))
        .outerjoin(_order, and_(_code.c.kind == "order", _order.c.id == _code.c.ref_id))
        .outerjoin(_client, _client.c.id == case((_code.c.kind == "item", _product.c.client_id),
                                                 else_=_order.c.client_id))
    )
    .where(_code.c.kind.in_(["item", "location", "badge", "order", "parcel"]))
    .order_by(_code.c.text)
    .limit(MOST)
)  # fmt: skip


def code_labels(connection: Connection, what: CodeKind, text: str) -> list[CodeLabel]:
    """The labels of the codes of this kind that read `text`, or begin with it where it ends in *; by code."""
    beginning = text.removesuffix("*")
    if beginning == text:
        wanted = _code.c.text == text
    else:
        wanted = _code.c.text.startswith(beginning, autoescape=True)
    labels = [_label(row) for row in connection.execute(_CODES.where(wanted, _of_kind(what)))]
    # LIKE takes small and capital letters for the same on some databases.
    return [label for label in labels if label.code.startswith(beginning)]


def code_label(connection: Connection, ref_id: uuid.UUID, copy: int = 0) -> CodeLabel | None:
    """The label of the thing with this id; a product's has its barcode rather than its SKU."""
    rows = [row for row in connection.execute(_CODES.where(_code.c.ref_id == ref_id)) if row.quantity == 1]
    rows.sort(key=lambda row: row.text == row.sku)
    return _label(rows[0]) if rows else None


def labels_of(connection: Connection, ids: Sequence[uuid.UUID]) -> list[CodeLabel]:
    """The labels of the locations with these ids; other codes of a place, such as its GLN, get none."""
    wanted = _CODES.where(_code.c.ref_id.in_(ids), _code.c.text == _place.c.code).limit(None)
    return [_label(row) for row in connection.execute(wanted)]


def _of_kind(what: CodeKind) -> Any:
    if what in ("tote", "cart"):
        return _place.c.kind == what
    if what == "bin":
        return _place.c.kind.not_in(["tote", "cart", "parcel", "outside"])
    if what == "box":
        return _product.c.kind == "box"
    return _code.c.kind == what


def _label(row: Any) -> CodeLabel:
    if row.kind == "item":
        name = f"{row.product} × {row.quantity}" if row.quantity > 1 else row.product
        return CodeLabel("box" if row.product_kind == "box" else "item", row.text, name, row.client)
    if row.kind == "badge":
        return CodeLabel("badge", row.text, row.user, row.roles)
    if row.kind in ("order", "parcel"):
        return CodeLabel(row.kind, row.text, zone=row.client or "")
    if row.place_kind in ("tote", "cart"):
        number = re.search(r"\d+$", row.text)
        large = str(int(number.group())) if number else ""
        return CodeLabel(row.place_kind, row.text, zone=row.zone, number=large)
    return CodeLabel("bin", row.text, zone=" · ".join(word for word in (row.zone, row.aisle) if word))
