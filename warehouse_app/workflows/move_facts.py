"""What a move has in hand: the place it takes goods from, what lies there, and the units taken so far.

In hand are units of one product: {"from": place, "product", "n", "lot" where the barcode said one} or, of goods with
serial numbers, {"from", "product", "serials"}. "serial_of" is a product whose serial number is still asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import and_, bindparam, select

from warehouse_app.database.models import Balance, Location, Product, table
from warehouse_app.domain.screen import Line
from warehouse_app.domain.slotting import Goods
from warehouse_app.recorder import StockKey
from warehouse_app.slotting import VOLUME
from warehouse_app.step import Turn
from warehouse_app.transfer import Units

_location, _balance, _product = table(Location), table(Balance), table(Product)
_SHOWN = 50

# First to expire, first to be taken.
_THERE = (
    select(
        _location.c.id.label("place_id"), _location.c.code, _location.c.kind, _location.c.use, _balance.c.product_id,
        _balance.c.lot, _balance.c.expiry, _balance.c.serial, _balance.c.grade, _balance.c.on_hand,
        _balance.c.allocated, _product.c.sku, _product.c.name, _product.c.image, _product.c.client_id,
        _product.c.temperature, _product.c.serial_tracked, VOLUME.label("volume"),
    )
    .select_from(
        _location.outerjoin(_balance, and_(_balance.c.location_id == _location.c.id, _balance.c.on_hand > 0))
        .outerjoin(_product, _product.c.id == _balance.c.product_id)
    )
    .where(_location.c.id == bindparam("place"))
    .order_by(
        _product.c.sku, _balance.c.expiry == "", _balance.c.expiry, _balance.c.since, _balance.c.lot,
        _balance.c.serial,
    )
)  # fmt: skip


@dataclass(frozen=True)
class MoveJob:
    """The place goods are taken from (`head`), what lies there, and what is in hand as the station keeps it."""

    head: Any
    rows: list[Any]
    hand: dict[str, Any]

    @property
    def place(self) -> str:
        """The source's code."""
        return str(self.head.code)

    @cached_property
    def taken(self) -> list[Any]:
        """What lies there of the product in hand and of the lot in hand."""
        return self.of(self.hand.get("product", ""), self.hand.get("lot"))

    @property
    def quantity(self) -> int:
        """Units in hand."""
        return len(self.hand["serials"]) if "serials" in self.hand else int(self.hand.get("n", 0))

    def of(self, product: str, lot: str | None = None) -> list[Any]:
        """What lies there of a product (and a lot), first to expire first."""
        return [row for row in self.rows if str(row.product_id) == product and lot in (None, row.lot)]

    def units(self) -> list[tuple[Any, int]]:
        """The balances in hand and how much of each; fewer than in hand where others took some meanwhile."""
        if "serials" in self.hand:
            return [(row, 1) for row in self.taken if row.serial in self.hand["serials"]]
        found, left = [], self.quantity
        for row in self.taken:
            n = min(left, row.on_hand)
            if n:
                found.append((row, n))
            left -= n
        return found

    def shown(self) -> tuple[Line, ...]:
        """The products that lie there."""
        totals: dict[uuid.UUID, int] = {}
        named = {row.product_id: row for row in self.rows}
        for row in self.rows:
            totals[row.product_id] = totals.get(row.product_id, 0) + row.on_hand
        return tuple(
            Line(row.sku, row.name, 0, totals[key], location=self.place, image=row.image or "")
            for key, row in list(named.items())[:_SHOWN]
        )


def load(turn: Turn) -> MoveJob | None:
    """What this station moves; None where it has taken up nothing. One statement."""
    hand = turn.hand
    if "from" not in hand:
        return None
    return read_place(turn, uuid.UUID(hand["from"]), hand)


def read_place(turn: Turn, place: uuid.UUID, hand: dict[str, Any] | None = None) -> MoveJob:
    """A place and what lies in it."""
    rows = turn.connection.execute(_THERE, {"place": place}).all()
    return MoveJob(rows[0], [row for row in rows if row.product_id is not None], hand or {})


def key_of(row: Any) -> StockKey:
    """The stock key of a row."""
    return StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade)


def as_units(taken: Iterable[tuple[Any, int]]) -> dict[StockKey, Units]:
    """Rows and how much of each, as they are transferred."""
    return {key_of(row): Units(row.sku, n, row.on_hand, row.allocated) for row, n in taken}


def as_goods(taken: Iterable[tuple[Any, int]]) -> list[tuple[str, Goods]]:
    """Rows and how much of each, as a bin takes them or not: (SKU, goods), one for each lot."""
    found: dict[tuple[Any, ...], tuple[str, Goods]] = {}
    for row, n in taken:
        kind = (row.lot, row.expiry, row.grade)
        sku, goods = found.get((row.product_id, kind)) or (
            row.sku, Goods(row.product_id, row.client_id, kind, 0, row.temperature, int(row.volume))
        )  # fmt: skip
        found[row.product_id, kind] = sku, goods._replace(quantity=goods.quantity + n)
    return list(found.values())
