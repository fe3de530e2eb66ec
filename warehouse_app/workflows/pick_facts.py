"""The facts of a pick batch in hand: its head and its open stops, loaded by one statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, false, or_, select

from warehouse_app.database.models import Allocation, Balance, Batch, Location, Order, Product, table
from warehouse_app.domain.screen import Line, Slot
from warehouse_app.recorder import StockKey
from warehouse_app.step import Turn

_batch, _a, _product, _order = (table(m) for m in (Batch, Allocation, Product, Order))
_bin = table(Location).alias("bin")
_tote = table(Location).alias("tote")
_cart = table(Location).alias("cart")
_balance = table(Balance)

# More than one lot of the product in this bin: the worker must say which one was taken.
_several_lots = case(
    (
        _product.c.lot_tracked,
        exists(
            select(_balance.c.lot).where(
                _balance.c.product_id == _a.c.product_id, _balance.c.location_id == _a.c.location_id,
                _balance.c.lot != _a.c.lot, _balance.c.on_hand > 0,
            )
        ),
    ),
    else_=false(),
).label("several_lots")  # fmt: skip

_JOB = (
    select(
        _batch.c.id, _batch.c.no, _batch.c.kind, _batch.c.cart_id, _batch.c.units, _batch.c.picked, _batch.c.bin_id,
        _batch.c.hand_walk, _batch.c.hand, _batch.c.skips, _batch.c.ask_empty, _batch.c.sort_id,
        _cart.c.code.label("cart"),
        _a.c.id.label("allocation_id"), _a.c.order_id, _a.c.order_line_id, _a.c.product_id, _a.c.location_id, _a.c.lot,
        _a.c.expiry, _a.c.serial, _a.c.grade, _a.c.quantity, _a.c.picked.label("taken"), _a.c.walk, _a.c.skip_no,
        _a.c.slot, _bin.c.code.label("location"), _product.c.sku, _product.c.name, _product.c.image,
        _order.c.order_no, _tote.c.id.label("tote_id"), _tote.c.code.label("tote"), _several_lots,
    )
    .select_from(
        _batch.outerjoin(_a, and_(_a.c.batch_id == _batch.c.id, _a.c.open))
        .outerjoin(_bin, _bin.c.id == _a.c.location_id)
        .outerjoin(_product, _product.c.id == _a.c.product_id)
        .outerjoin(_order, _order.c.id == _a.c.order_id)
        .outerjoin(_cart, _cart.c.id == _batch.c.cart_id)
        .outerjoin(
            _tote,
            and_(
                _tote.c.batch_id == _batch.c.id, _tote.c.kind == "tote", ~_tote.c.is_full,
                or_(_tote.c.order_id == _a.c.order_id, _tote.c.use.in_(["single", "total"])),
            ),
        )
    )
    .where(_batch.c.station_id == bindparam("station"), _batch.c.status == "open")
    .order_by(_batch.c.id, _a.c.skip_no, _a.c.walk, _a.c.slot, _a.c.id)
)  # fmt: skip


@dataclass(frozen=True)
class PickJob:
    """A batch of this station. `rows` are its open allocations in walking order, the stop at hand first."""

    head: Any
    rows: list[Any]

    @cached_property
    def stop(self) -> list[Any]:
        """The open allocations of the stop at hand: one bin, one product, one lot."""
        first = self.rows[0]
        return [r for r in self.rows if r.walk == first.walk and r.skip_no == first.skip_no]

    @property
    def at(self) -> Any:
        """The allocation at hand: the next drop."""
        return self.rows[0]

    @property
    def is_shared(self) -> bool:
        """Whether one tote serves all orders of the batch."""
        return self.head.kind in ("single", "total")

    @property
    def drop(self) -> list[Any]:
        """The allocations that the next tote scan serves."""
        return self.stop if self.is_shared else [r for r in self.stop if r.order_id == self.at.order_id]

    @cached_property
    def need(self) -> int:
        """Units still wanted for the drop at hand."""
        return sum(r.quantity - r.taken for r in self.drop)

    @property
    def stop_need(self) -> int:
        """Units still wanted at the stop, for all its drops."""
        return sum(r.quantity - r.taken for r in self.stop)

    @property
    def hand(self) -> int:
        """Units in the picker's hand for the drop at hand; -1: the item was seen, its lot or serial not yet."""
        return self.head.hand if self.head.hand_walk == self.at.walk else 0

    @property
    def key(self) -> StockKey:
        """What is picked here."""
        return stock_key(self.at)

    def target(self, **more: Any) -> dict[str, Any]:
        """What a worker needs to know at this stop."""
        at = self.at
        target = {
            "order": "" if self.is_shared else at.order_no, "sku": at.sku, "name": at.name, "location": at.location,
            "cart": self.head.cart, "quantity": self.need, "lot": at.lot, "expiry": at.expiry, "serial": at.serial,
            "grade": at.grade,
        }  # fmt: skip
        return {**target, **more}

    def lines(self) -> tuple[Line, ...]:
        """Every open line of the batch."""
        return tuple(
            Line(r.sku, r.name, r.taken, r.quantity, location=r.location, tote=r.tote or "", order=r.order_no,
                 slot=r.slot, image=r.image)
            for r in self.rows
        )  # fmt: skip

    def slots(self) -> tuple[Slot, ...]:
        """The cart's tote slots with what goes in at this stop."""
        if self.is_shared:
            return ()
        now = {r.slot: r.quantity - r.taken for r in self.stop}
        seen: dict[int, Slot] = {}
        for r in self.rows:
            seen.setdefault(r.slot, Slot(r.slot, now.get(r.slot, 0), r.tote or "", r.order_no))
        return tuple(seen[n] for n in sorted(seen))


def stock_key(row: Any) -> StockKey:
    """The stock key of an allocation's row."""
    return StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade)


def load(turn: Turn) -> PickJob | None:
    """The batch of this station, None if it has none. One statement."""
    rows = turn.connection.execute(_JOB, {"station": turn.station_id}).all()
    if not rows:
        return None
    rows = [r for r in rows if r.id == rows[0].id]
    return PickJob(rows[0], [r for r in rows if r.allocation_id is not None])
