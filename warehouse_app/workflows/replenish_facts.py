"""The facts of replenishment: the task of this station, and the next ones there are.

The task is claimed by its row. In hand is {"task": its id} once the reserve bin is scanned, with "n" units once the
item is.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select, tuple_

from warehouse_app.database.models import Allocation, Balance, Location, Product, ReplenishTask, Station, table
from warehouse_app.database.types import Key, UtcTime
from warehouse_app.domain.slotting import Goods
from warehouse_app.recorder import StockKey
from warehouse_app.replenishment import OPEN, plan
from warehouse_app.slotting import VOLUME
from warehouse_app.step import Turn
from warehouse_app.workflows.claims import SILENT

_task, _balance, _product, _station = table(ReplenishTask), table(Balance), table(Product), table(Station)
_a = table(Allocation)
_source, _face = table(Location).alias("source"), table(Location).alias("face")
_twin = _task.alias("twin")
_KEY = ("lot", "expiry", "serial", "grade")
SHOWN = 20

# Units promised to orders that nobody walks to yet: they may go along.
_loose = (
    select(func.coalesce(func.sum(_a.c.quantity - _a.c.picked), 0))
    .where(
        _a.c.open, _a.c.batch_id.is_(None), _a.c.location_id == _task.c.from_id,
        _a.c.product_id == _task.c.product_id, *(_a.c[c] == _task.c[c] for c in _KEY),
    )
    .correlate(_task)
    .scalar_subquery()
)  # fmt: skip
_COLUMNS = (
    _task.c.id, _task.c.product_id, *(_task.c[c] for c in _KEY), _task.c.from_id, _task.c.to_id, _task.c.quantity,
    _task.c.demand, _task.c.at, _task.c.station_id, _source.c.code.label("source"), _face.c.code.label("face"),
    _product.c.sku, _product.c.name, _product.c.image, _product.c.client_id, _product.c.temperature,
    VOLUME.label("volume"),
)  # fmt: skip
_named = (
    _task.join(_source, _source.c.id == _task.c.from_id)
    .join(_face, _face.c.id == _task.c.to_id)
    .join(_product, _product.c.id == _task.c.product_id)
)
_MINE = (
    select(
        *_COLUMNS, func.coalesce(_balance.c.on_hand, 0).label("on_hand"),
        func.coalesce(_balance.c.allocated, 0).label("allocated"), _loose.label("loose"),
        _twin.c.id.label("twin_id"), _twin.c.station_id.label("twin_station"),
    )
    .select_from(
        _named.outerjoin(_balance, and_(_balance.c.location_id == _task.c.from_id,
                                        *(_balance.c[c] == _task.c[c] for c in ("product_id", *_KEY))))
        .outerjoin(_twin, and_(_twin.c.status == literal_column("'open'"), _twin.c.to_id == _task.c.to_id,
                               _twin.c.id != _task.c.id, *(_twin.c[c] == _task.c[c] for c in ("product_id", *_KEY))))
    )
    .where(OPEN, _task.c.station_id == bindparam("station"))
    .order_by(_task.c.id)
    .limit(1)
)  # fmt: skip
# What is promised to orders first, then plan by plan in the order of the bins.
_rank = case((_task.c.demand > 0, 0), else_=1)
_URGENT = (_rank, _task.c.at, _source.c.code, _task.c.id)
_may_claim = or_(
    _task.c.station_id.is_(None),
    _task.c.station_id.in_(
        select(_station.c.id).where(
            or_(_station.c.heard_at.is_(None), _station.c.heard_at < bindparam("silent", type_=UtcTime))
        )
    ),
)
_NEXT = select(*_COLUMNS).select_from(_named).where(OPEN, _may_claim).order_by(*_URGENT).limit(SHOWN)
_FROM = (
    select(*_COLUMNS)
    .select_from(_named)
    .where(OPEN, _task.c.from_id == bindparam("place"))
    .order_by(_task.c.station_id.is_not(None), *_URGENT)
    .limit(1)
)
_after = tuple_(*_URGENT) > tuple_(
    bindparam("rank"), bindparam("at", type_=UtcTime), bindparam("source"), bindparam("task", type_=Key)
)
_AFTER = (
    select(*_COLUMNS)
    .select_from(_named)
    .where(OPEN, _may_claim, _task.c.id != bindparam("task", type_=Key))
    .order_by(case((_after, 0), else_=1), *_URGENT)
    .limit(1)
)


def mine(turn: Turn) -> Any | None:
    """The task claimed by this station, with what lies at its source."""
    return turn.connection.execute(_MINE, {"station": turn.station_id}).first()


def movable(task: Any) -> int:
    """Units that may leave the source: all but those of batches being walked."""
    return int(task.on_hand - task.allocated + task.loose)


def upcoming(turn: Turn) -> list[Any]:
    """The tasks that may be claimed, the most urgent first; planned anew where there is none."""
    where = {"silent": turn.now - SILENT}
    rows = list(turn.connection.execute(_NEXT, where))
    if not rows and plan(turn.connection, turn.now):
        rows = list(turn.connection.execute(_NEXT, where))
    return rows


def first_from(turn: Turn, place: uuid.UUID) -> Any | None:
    """The most urgent task that brings something from a bin; one that nobody holds before all others."""
    return turn.connection.execute(_FROM, {"place": place}).first()


def following(turn: Turn, task: Any) -> Any | None:
    """The task after this one, round in a circle."""
    at = {"rank": 0 if task.demand else 1, "at": task.at, "source": task.source, "task": task.id}
    where = {"silent": turn.now - SILENT, **at}
    return turn.connection.execute(_AFTER, where).first()


def key_of(task: Any) -> StockKey:
    """The stock key of a task."""
    return StockKey(task.product_id, task.lot, task.expiry, task.serial, task.grade)


def goods_of(task: Any, quantity: int) -> Goods:
    """So many units of a task, as a bin takes them or not."""
    kind = (task.lot, task.expiry, task.grade)
    return Goods(task.product_id, task.client_id, kind, quantity, task.temperature, int(task.volume))
