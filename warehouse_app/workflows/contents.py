"""What belongs into a parcel: the goods of its orders, inserts by rules, materials by the recipe; and in which box."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, literal_column, select

from warehouse_app.database.models import OrderLine, Parcel, Product, table
from warehouse_app.domain import boxes
from warehouse_app.gifts import inserts_of
from warehouse_app.recipes import recipe_of
from warehouse_app.step import Turn

_line, _product, _parcel = table(OrderLine), table(Product), table(Parcel)
_TO_PACK = (
    select(
        _line.c.id, _line.c.product_id, _line.c.line_no, (_line.c.picked - _line.c.packed).label("units"),
        (_line.c.ordered - _line.c.cancelled - _line.c.packed).label("wanted"), _line.c.unit_price,
        _line.c.sources, _product.c.sku, _product.c.category,
        _product.c.length_mm, _product.c.width_mm, _product.c.height_mm, _product.c.weight_g,
    )
    .join_from(_line, _product, _product.c.id == _line.c.product_id)
    .where(_line.c.order_id == bindparam("order"), _line.c.picked > _line.c.packed)
    .order_by(_line.c.line_no)
)  # fmt: skip
# The kind in the very words of its index: a client has few boxes among its products.
_BOXES = (
    select(_product.c.id, _product.c.sku, _product.c.length_mm, _product.c.width_mm, _product.c.height_mm)
    .where(_product.c.client_id == bindparam("client"), _product.c.kind == literal_column("'box'"))
    .order_by(_product.c.sku)
)
_PARCELS_OF = select(func.count()).where(
    _parcel.c.order_id == bindparam("order"), _parcel.c.status.not_in(["void", "ahead"]),
    _parcel.c.id != bindparam("parcel"),
)  # fmt: skip

# Columns of a parcel line that most lines do not use.
_PLAIN = {"reason": [], "rule": "", "outcome": "", "how": "", "text": "", "picture": "", "per_unit": 0}


class Goods(NamedTuple):
    """An order's row and its lines to pack, with the units of each."""

    order: Any
    lines: list[tuple[Any, int]]


class Contents(NamedTuple):
    """Columns of a parcel, and its lines."""

    parcel: dict[str, Any]
    lines: list[dict[str, Any]]


def goods_of(connection: Connection, order: Any) -> Goods:
    """What of an order is picked, wanted, and in no parcel yet."""
    found = connection.execute(_TO_PACK, {"order": order.id}).all()
    return Goods(order, [(line, min(line.units, line.wanted)) for line in found if line.wanted > 0])


def contents_of(turn: Turn, parcel_id: uuid.UUID, goods: Sequence[Goods], after: int = 0) -> Contents:
    """What a parcel of these orders gets; the first one leads. Its lines are numbered from `after` on.

    Inserts and the gift note go into the first parcel of the order that leads.
    """
    orders, lines = [g.order for g in goods], [line for g in goods for line in g.lines]
    units = sum(n for _, n in lines)
    lead = orders[0]
    recipe_code, recipe, materials = recipe_of(turn.connection, orders, units)
    box = _suggested_box(turn, lead, lines, recipe.boxes if recipe else frozenset())
    number = turn.connection.scalar(_PARCELS_OF, {"order": lead.id, "parcel": parcel_id}) or 0
    gifts = [] if number else inserts_of(turn.connection, turn.site, goods)
    rows: list[dict[str, Any]] = [
        {"order_line_id": line.id, "product_id": line.product_id, "kind": "goods", "quantity": n, **_PLAIN}
        for line, n in lines
    ]
    rows += [
        {"order_line_id": None, "product_id": product_id, "kind": "insert",
         "quantity": 0 if gift.outcome == "skip" else gift.quantity, **_PLAIN, "reason": gift.reason.to_json(),
         "rule": gift.rule, "outcome": "" if gift.outcome == "give" else gift.outcome}
        for product_id, gift in gifts
    ]  # fmt: skip
    rows += [
        {"order_line_id": None, "product_id": materials[step.sku], "kind": "material", "quantity": step.quantity,
         **_PLAIN, "how": step.how, "text": step.text, "picture": step.picture, "per_unit": step.each}
        for step in (recipe.steps if recipe else ())
    ]  # fmt: skip
    head = {
        "units": units, "suggested_box_id": box, "needs_confirm": lead.is_gift and not number, "number": number + 1,
        "recipe": recipe_code,
    }  # fmt: skip
    return Contents(head, [{"parcel_id": parcel_id, "line_no": after + at, **row} for at, row in enumerate(rows, 1)])


def _suggested_box(turn: Turn, order: Any, lines: list[Any], allowed: frozenset[str]) -> uuid.UUID | None:
    found = turn.connection.execute(_BOXES, {"client": order.client_id}).all()
    found = [box for box in found if box.sku in allowed] or found
    if not found:
        return None
    kinds = [boxes.Box(b.sku, b.length_mm, b.width_mm, b.height_mm) for b in found]
    items = [boxes.Item(x.length_mm, x.width_mm, x.height_mm, x.weight_g, n) for x, n in lines]
    best = boxes.suggest(items, kinds).box
    return next((b.id for b in found if best is not None and b.sku == best.code), found[-1].id)
