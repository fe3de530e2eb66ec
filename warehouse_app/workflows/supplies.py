"""Boxes, inserts and materials of a parcel: they come from stock and go back to where they lay."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, or_, select

from warehouse_app.database.goods import is_of_recalled_lot
from warehouse_app.database.models import Balance, Location, Move, table
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.step import Turn

_balance, _location, _move = table(Balance), table(Location), table(Move)
_KINDS = ("box", "insert", "material", "undo")  # taking a thing out again can be undone

_SOURCES = (
    select(_balance.c.location_id, _balance.c.lot, _balance.c.expiry,
           (_balance.c.on_hand - _balance.c.allocated).label("free"))
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(
        _balance.c.product_id == bindparam("product"), _balance.c.on_hand > _balance.c.allocated,
        _balance.c.grade == "", _balance.c.serial == "", ~is_of_recalled_lot(_balance),
        _location.c.kind.in_(["packing", "bin", "staging"]),
    )
    .order_by(_location.c.kind != "packing", _balance.c.expiry, _balance.c.since, _balance.c.location_id)
    .limit(bindparam("most"))
)  # fmt: skip
_SUPPLIED = select(_move).where(or_(_move.c.to_id == bindparam("parcel"), _move.c.from_id == bindparam("parcel")))

Sources = dict[StockKey, Counter[uuid.UUID]]
"""Units of each thing that a parcel was supplied with, by the place they came from."""


def supply(turn: Turn, product_id: uuid.UUID, parcel_id: uuid.UUID, quantity: int, kind: str) -> None:
    """Units go into the parcel: from the bench's stock, then from bins; what is not booked comes from ADJUSTMENT."""
    lines = []
    for row in turn.connection.execute(_SOURCES, {"product": product_id, "most": quantity}).all():
        if taken := min(row.free, quantity):
            key = StockKey(product_id, row.lot, row.expiry)
            lines.append(MoveLine(key, taken, row.location_id, parcel_id, kind, parcel_id))
            quantity -= taken
    if quantity:
        outside = turn.site.outside["ADJUSTMENT"]
        lines.append(MoveLine(StockKey(product_id), quantity, outside, parcel_id, kind, parcel_id))
    turn.recorder.move_many(lines)


def sources(turn: Turn, parcel_id: uuid.UUID) -> Sources:
    """Where the boxes, inserts and materials that are in a parcel came from."""
    found: Sources = {}
    for move in turn.connection.execute(_SUPPLIED, {"parcel": parcel_id}).all():
        counted = found.setdefault(StockKey(move.product_id, move.lot, move.expiry), Counter())
        if move.to_id != parcel_id:
            counted[move.to_id] -= move.quantity
        elif move.kind in _KINDS:
            counted[move.from_id] += move.quantity
    return found


def back(of: Mapping[StockKey, Counter[uuid.UUID]], content: Any) -> Iterator[tuple[uuid.UUID, int]]:
    """(place, units) to which one balance of a parcel goes back as far as it was supplied; the rest are goods."""
    left = content.on_hand
    if not (content.serial or content.grade):
        for place, units in of.get(StockKey(content.product_id, content.lot, content.expiry), {}).items():
            if (n := min(units, left)) > 0:
                yield place, n
                left -= n


def give_back(turn: Turn, product_id: uuid.UUID, parcel_id: uuid.UUID) -> None:
    """A box taken out of the parcel returns to where it came from."""
    for key, places in sources(turn, parcel_id).items():
        if key.product_id == product_id and (place := next((p for p, n in places.items() if n > 0), None)):
            turn.recorder.move(key, 1, parcel_id, place, "unpack", parcel_id)
            return
