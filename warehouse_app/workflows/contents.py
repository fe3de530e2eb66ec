"""What belongs into a parcel: the goods of its orders, inserts by rules, materials by the recipe; and in which box."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from warehouse_app.box_plans import Wanted, family_of, propose
from warehouse_app.coolants import coolant_of
from warehouse_app.database.models import OrderLine, Parcel, Product, table
from warehouse_app.domain.carriers import coldest
from warehouse_app.gifts import inserts_of
from warehouse_app.recipes import recipe_of
from warehouse_app.step import Turn
from warehouse_app.workflows.cold import line_of

_line, _product, _parcel = table(OrderLine), table(Product), table(Parcel)
_TO_PACK = (
    select(
        _line.c.id, _line.c.product_id, _line.c.line_no, (_line.c.picked - _line.c.packed).label("units"),
        (_line.c.ordered - _line.c.cancelled - _line.c.packed).label("wanted"), _line.c.unit_price,
        _line.c.sources, _product.c.sku, _product.c.category,
        _product.c.length_mm, _product.c.width_mm, _product.c.height_mm, _product.c.weight_g,
        _product.c.fragile, _product.c.upright, _product.c.temperature,
    )
    .join_from(_line, _product, _product.c.id == _line.c.product_id)
    .where(_line.c.order_id == bindparam("order"), _line.c.picked > _line.c.packed)
    .order_by(_line.c.line_no)
)  # fmt: skip
_PARCELS_OF = select(func.count()).where(
    _parcel.c.order_id == bindparam("order"), _parcel.c.status.not_in(["void", "ahead"]),
    _parcel.c.id != bindparam("parcel"),
)  # fmt: skip

# Columns of a parcel line that most lines do not use.
_PLAIN = {"reason": [], "rule": "", "outcome": "", "how": "", "text": "", "picture": "", "per_unit": 0}


class Goods(NamedTuple):
    """An order's row and its lines to pack, with the units of each; all of one temperature class.

    `whole` are those of all its classes: what gifts go by.
    """

    order: Any
    lines: list[tuple[Any, int]]
    temperature: str
    whole: list[tuple[Any, int]]


class Contents(NamedTuple):
    """Columns of a parcel, and its lines."""

    parcel: dict[str, Any]
    lines: list[dict[str, Any]]


def goods_of(connection: Connection, order: Any) -> Goods:
    """What of an order is picked, wanted, and in no parcel yet; of a mixed order its coldest class."""
    found = connection.execute(_TO_PACK, {"order": order.id}).all()
    whole = lines = [(line, min(line.units, line.wanted)) for line in found if line.wanted > 0]
    temperature = order.temperature
    if temperature == "mixed":
        temperature = coldest(line.temperature for line, _ in lines)
        lines = [(line, units) for line, units in lines if line.temperature == temperature]
    return Goods(order, lines, temperature, whole)


def contents_of(
    turn: Turn, parcel_id: uuid.UUID, goods: Sequence[Goods], hours: int, after: int = 0
) -> Contents:  # fmt: skip
    """What a parcel of these orders gets; the first one leads. Its lines are numbered from `after` on.

    Inserts and the gift note go into the first parcel of the order that leads. Coolant is for so many hours.
    """
    orders, lines = [g.order for g in goods], [line for g in goods for line in g.lines]
    units = sum(n for _, n in lines)
    lead = orders[0]
    recipe_code, recipe, materials = recipe_of(turn.connection, orders, units, goods[0].temperature)
    family = family_of(turn.connection, lead.client_id, recipe.boxes if recipe else frozenset())
    refs = [parcel_id] if len(orders) > 1 else [lead.id, parcel_id]
    box = propose(turn.connection, refs, [Wanted(line, n) for line, n in lines], family, turn.now)
    number = turn.connection.scalar(_PARCELS_OF, {"order": lead.id, "parcel": parcel_id}) or 0
    gifts = [] if number else inserts_of(turn.connection, turn.site, [(g.order, g.whole) for g in goods])
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
    coolant = coolant_of(turn.connection, turn.site, turn.now, lead.client_id, goods[0].temperature, hours, box.box_id)
    rows += [line_of(row, parcel_id, 0) for row in coolant]
    head = {
        "units": units, "temperature": goods[0].temperature, "suggested_box_id": box.box_id, "boxes": box.boxes,
        "needs_confirm": lead.is_gift and not number, "number": number + 1,
        "recipe": recipe_code,
    }  # fmt: skip
    return Contents(head, [{**row, "parcel_id": parcel_id, "line_no": after + at} for at, row in enumerate(rows, 1)])
