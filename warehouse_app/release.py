"""Promised units that are not there, or may not be sold: their orders are promised others at the next allocation.

Nothing that is picked is touched. An order that nobody picks yet waits again; in a batch that is being walked only
the need for these units ends.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, exists, select

from warehouse_app.database.models import Allocation, Batch, Order, OrderLine, table
from warehouse_app.recorder import Recorder, StockKey
from warehouse_app.workflows.batches import settle_orders

Place = tuple[StockKey, uuid.UUID]  # a stock key and its bin

_a, _order, _line, _batch = table(Allocation), table(Order), table(OrderLine), table(Batch)
_OPEN = (
    select(
        _a, _order.c.status, _order.c.parts, _batch.c.units.label("batch_units"), _batch.c.status.label("batch_status"),
        _batch.c.kind.label("batch_kind"),
    )
    .select_from(_a.join(_order, _order.c.id == _a.c.order_id).outerjoin(_batch, _batch.c.id == _a.c.batch_id))
    .where(
        _a.c.open, _a.c.location_id.in_(bindparam("places", expanding=True)),
        _a.c.product_id.in_(bindparam("products", expanding=True)),
    )
    .order_by(_a.c.batch_id.is_not(None), _order.c.ship_by.desc(), _a.c.id.desc())
)  # fmt: skip
_LEFT = select(
    _order.c.id,
    exists(select(_a.c.id).where(_a.c.order_id == _order.c.id, _a.c.open)).label("promised"),
    exists(select(_line.c.id).where(_line.c.order_id == _order.c.id, _line.c.picked > _line.c.packed)).label("picked"),
).where(_order.c.id.in_(bindparam("orders", expanding=True)))


def release(record: Recorder, need: Mapping[Place, int]) -> None:
    """End the promise of so many units of each place, the least urgent first.

    The balances themselves are the caller's: what he moves away takes its promise along (`MoveLine.allocated`).
    Raises Conflict where a picker was faster.
    """
    if not need:
        return
    places = {"places": sorted({place for _, place in need}), "products": sorted({k.product_id for k, _ in need})}
    left = Counter(need)
    changes: dict[uuid.UUID, dict[str, tuple[Any, Any]]] = {}
    lines: Counter[uuid.UUID] = Counter()
    batches: Counter[uuid.UUID] = Counter()
    batch_rows: dict[uuid.UUID, Any] = {}
    waiting: dict[uuid.UUID, Any] = {}
    walked: set[uuid.UUID] = set()
    for row in record.connection.execute(_OPEN, places).all():
        place = (StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade), row.location_id)
        n = min(row.quantity - row.picked, left[place])
        if not n:
            continue
        left[place] -= n
        still = row.quantity - n > row.picked
        changes[row.id] = {
            "quantity": (row.quantity, row.quantity - n), "picked": (row.picked, row.picked), "open": (True, still),
        }  # fmt: skip
        lines[row.order_line_id] += n
        if row.batch_id is None:
            waiting[row.order_id] = row
            continue
        batches[row.batch_id] += n
        batch_rows[row.batch_id] = row
        if row.batch_kind != "total" and not still:
            walked.add(row.order_id)
    record.set_each(Allocation, changes)
    record.count(OrderLine, {line: {"allocated": -n} for line, n in lines.items()})
    record.set_each(Batch, {
        key: {"units": (batch_rows[key].batch_units, batch_rows[key].batch_units - n),
              "status": (batch_rows[key].batch_status, batch_rows[key].batch_status)}
        for key, n in batches.items()
    })  # fmt: skip
    _wait(record, waiting)
    settle_orders(record, walked - set(waiting))


def _wait(record: Recorder, rows: Mapping[uuid.UUID, Any]) -> None:
    """Orders that nobody picks yet wait for stock; those that go in parts go on with what they have."""
    orders = [key for key, row in rows.items() if row.status == "allocated"]
    if not orders:
        return
    changes: dict[uuid.UUID, dict[str, tuple[Any, Any]]] = {}
    for row in record.connection.execute(_LEFT, {"orders": orders}):
        status = "waiting"
        if rows[row.id].parts:
            status = "allocated" if row.promised else "picked" if row.picked else "waiting"
        changes[row.id] = {"status": ("allocated", status)}
    record.set_each(Order, changes)
