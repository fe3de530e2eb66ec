"""Replenishment (보충): what is to be brought from reserve to pick faces, worked out from stock and from promises.

A face below its minimum is filled up to its maximum with free units, first to expire first. Units in reserve that are
promised to orders nobody picks yet come first, whatever the minimum, as far as the face has room. One task brings one
stock key from one bin; what lies in a second bin is planned when it is done.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, insert, literal_column, or_, select

from warehouse_app.database.goods import is_of_recalled_lot
from warehouse_app.database.models import (
    Allocation,
    Balance,
    CountTask,
    Location,
    Order,
    PickFace,
    Product,
    ReplenishTask,
    Station,
    table,
)
from warehouse_app.database.types import new_key
from warehouse_app.recorder import StockKey
from warehouse_app.site import plan_alone, read_site

_AT_ONCE = 200  # faces of one plan: a worker waits for it; the others come when these are done

_face, _task, _balance, _a = table(PickFace), table(ReplenishTask), table(Balance), table(Allocation)
_place, _product, _order, _count = table(Location), table(Product), table(Order), table(CountTask)
_station = table(Station)
_reserve = _place.alias("reserve")

OPEN = _task.c.status == literal_column("'open'")  # as the partial index has it
_NAMES = ("product_id", "lot", "expiry", "serial", "grade")
_IS_BIN = _place.c.kind == literal_column("'bin'")
_UNBATCHED = and_(_a.c.open, _a.c.batch_id.is_(None))


def _in_doubt(product: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a bin, or a product in it, is to be counted because the books are in doubt."""
    return exists(
        select(_count.c.id).where(
            _count.c.location_id == _place.c.id, _count.c.status == literal_column("'open'"), _count.c.doubt,
            or_(_count.c.product_id == product, _count.c.product_id.is_(None)),
        )
    )  # fmt: skip


_there = (
    select(func.coalesce(func.sum(_balance.c.on_hand), 0))
    .where(_balance.c.product_id == _face.c.product_id, _balance.c.location_id == _face.c.location_id)
    .scalar_subquery()
)
_on_its_way = (
    select(_task.c.to_id, _task.c.product_id, func.sum(_task.c.quantity).label("units"))
    .where(OPEN)
    .group_by(_task.c.to_id, _task.c.product_id)
    .subquery("on_its_way")
)
_is_in_reserve = exists(
    select(_balance.c.product_id)
    .join(_reserve, _reserve.c.id == _balance.c.location_id)
    .where(
        _balance.c.product_id == _face.c.product_id, _balance.c.on_hand > _balance.c.allocated, _reserve.c.is_reserve,
        _balance.c.grade == "",
    )
)  # fmt: skip
_have = _there + func.coalesce(_on_its_way.c.units, 0)
_demanded = _face.c.product_id.in_(
    select(_a.c.product_id)
    .join_from(_a, _place, _place.c.id == _a.c.location_id)
    .where(_UNBATCHED, _place.c.is_reserve)
)
_FACES = (
    select(
        _face.c.location_id, _face.c.product_id, _face.c.minimum, _face.c.maximum, _place.c.mixed_lots,
        _have.label("have"),
    )
    .join_from(_face, _place, _place.c.id == _face.c.location_id)
    .outerjoin(_on_its_way, and_(_on_its_way.c.to_id == _face.c.location_id,
                                 _on_its_way.c.product_id == _face.c.product_id))
    .where(
        _IS_BIN, _have < _face.c.maximum, or_(_demanded, and_(_have < _face.c.minimum, _is_in_reserve)),
        ~_in_doubt(_face.c.product_id),
    )
    .order_by(_on_its_way.c.units.is_not(None), ~_demanded, _place.c.code, _face.c.product_id)
    .limit(_AT_ONCE)
)  # fmt: skip
_FACES_OF = _FACES.where(_face.c.product_id == bindparam("product"))
_LIES_THERE = select(_balance.c.location_id, _balance.c.product_id, _balance.c.lot, _balance.c.expiry).where(
    _balance.c.location_id.in_(bindparam("places", expanding=True)), _balance.c.on_hand > 0
)
_TASKS = select(_task).where(OPEN, _task.c.product_id.in_(bindparam("products", expanding=True)))
_DEMAND = (
    select(*(_a.c[c] for c in _NAMES), _a.c.location_id, func.sum(_a.c.quantity - _a.c.picked).label("units"))
    .join_from(_a, _place, _place.c.id == _a.c.location_id)
    .join(_order, _order.c.id == _a.c.order_id)
    .where(
        _UNBATCHED, _a.c.product_id.in_(bindparam("products", expanding=True)), _IS_BIN, _place.c.is_reserve,
        ~_in_doubt(_a.c.product_id),
    )
    .group_by(*(_a.c[c] for c in _NAMES), _a.c.location_id)
    .order_by(func.min(_order.c.ship_by), func.min(_a.c.expiry), _a.c.location_id)
)  # fmt: skip
_RESERVE = (
    select(*(_balance.c[c] for c in _NAMES), _balance.c.location_id,
           (_balance.c.on_hand - _balance.c.allocated).label("units"))
    .join_from(_balance, _place, _place.c.id == _balance.c.location_id)
    .where(
        _balance.c.product_id.in_(bindparam("products", expanding=True)), _balance.c.grade == "",
        _balance.c.on_hand > _balance.c.allocated, _IS_BIN, _place.c.is_reserve, ~_in_doubt(_balance.c.product_id),
        or_(_balance.c.expiry == "", _balance.c.expiry >= bindparam("today")), ~is_of_recalled_lot(_balance),
    )
    .order_by(_balance.c.expiry == "", _balance.c.expiry, _balance.c.since, _place.c.code, _balance.c.serial)
)  # fmt: skip


@dataclass
class _Task:
    key: StockKey
    source: uuid.UUID
    quantity: int = 0
    demand: int = 0


@dataclass
class _Face:
    """A face being planned. `kinds` are the lots and expiries there or on their way; `taken` keys have a task."""

    row: Any
    room: int
    kinds: set[tuple[str, str]] = field(default_factory=set)
    taken: set[StockKey] = field(default_factory=set)
    tasks: dict[StockKey, _Task] = field(default_factory=dict)

    def bring(self, key: StockKey, source: uuid.UUID, units: int, *, demand: bool) -> int:
        """Plan up to so many units from a bin; returns how many."""
        kind = (key.lot, key.expiry)
        known = self.tasks.get(key)
        n = min(units, self.room)
        if n <= 0 or key in self.taken or source == self.row.location_id:
            return 0
        if known is not None and known.source != source:
            return 0
        if self.kinds and kind not in self.kinds and not self.row.mixed_lots:
            return 0
        task = self.tasks.setdefault(key, _Task(key, source))
        task.quantity += n
        task.demand += n if demand else 0
        self.kinds.add(kind)
        self.room -= n
        return n


def plan(connection: Connection, now: datetime) -> list[uuid.UUID]:
    """Add the tasks that are due, of some faces at a time; their ids. The same few statements, however much there is.

    Faces to which something is on its way already come last: called again it goes on with the others.
    """
    rows = propose(connection, now)
    if rows:
        connection.execute(insert(_task), rows)
    return [row["id"] for row in rows]


def propose(connection: Connection, now: datetime, product_id: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """The rows of the tasks that are due. Two stations never plan at once."""
    statement, where = (_FACES, {}) if product_id is None else (_FACES_OF, {"product": product_id})
    if connection.execute(statement, where).first() is None:
        return []
    plan_alone(connection)
    rows = connection.execute(statement, where).all()
    products = {"products": sorted({row.product_id for row in rows})}
    if not rows:
        return []
    today = read_site(connection).today(now).isoformat()
    faces = _load(connection, rows)
    tasks = connection.execute(_TASKS, products).all()
    for task in tasks:
        face = faces.get((task.to_id, task.product_id))
        if face is not None:
            face.kinds.add((task.lot, task.expiry))
            face.taken.add(_key(task))
    promised = _units(connection.execute(_DEMAND, products), ((t, t.demand) for t in tasks))
    free = _units(connection.execute(_RESERVE, {**products, "today": today}),
                  ((t, t.quantity - t.demand) for t in tasks))  # fmt: skip
    for face in faces.values():
        for at in promised.get(face.row.product_id, ()):
            at.units -= face.bring(at.key, at.place, at.units, demand=True)
        if face.row.have < face.row.minimum:
            for at in free.get(face.row.product_id, ()):
                at.units -= face.bring(at.key, at.place, at.units, demand=False)
    return [
        {
            "id": new_key(), **task.key._asdict(), "from_id": task.source, "to_id": face.row.location_id,
            "quantity": task.quantity, "demand": task.demand, "status": "open", "at": now,
        }
        for face in faces.values()
        for task in face.tasks.values()
    ]  # fmt: skip


def open_tasks(connection: Connection, limit: int = 5000) -> list[dict[str, Any]]:
    """Every open task as plain values, the most urgent first: for lists."""
    source, target = _place.alias("source"), _place.alias("target")
    statement = (
        select(
            _product.c.sku, _product.c.name, source.c.code.label("location"), target.c.code.label("destination"),
            _task.c.lot, _task.c.expiry, _task.c.serial, _task.c.quantity, _task.c.demand,
            func.coalesce(_station.c.name, "").label("station"),
        )
        .join_from(_task, _product, _product.c.id == _task.c.product_id)
        .join(source, source.c.id == _task.c.from_id)
        .join(target, target.c.id == _task.c.to_id)
        .outerjoin(_station, _station.c.id == _task.c.station_id)
        .where(OPEN)
        .order_by(_task.c.demand == 0, _task.c.at, source.c.code, _task.c.id)
        .limit(limit)
    )  # fmt: skip
    return [dict(row._mapping) for row in connection.execute(statement)]


@dataclass
class _Lying:
    key: StockKey
    place: uuid.UUID
    units: int


def _load(connection: Connection, rows: Sequence[Any]) -> dict[tuple[Any, Any], _Face]:
    faces = {(row.location_id, row.product_id): _Face(row, row.maximum - row.have) for row in rows}
    for row in connection.execute(_LIES_THERE, {"places": sorted({row.location_id for row in rows})}):
        if (row.location_id, row.product_id) in faces:
            faces[row.location_id, row.product_id].kinds.add((row.lot, row.expiry))
    return faces


def _units(rows: Iterable[Any], bound: Iterable[tuple[Any, int]]) -> dict[uuid.UUID, list[_Lying]]:
    """What lies in reserve by product, without what open tasks are to take."""
    taken: dict[tuple[StockKey, uuid.UUID], int] = {}
    for task, n in bound:
        at = (_key(task), task.from_id)
        taken[at] = taken.get(at, 0) + n
    found: dict[uuid.UUID, list[_Lying]] = {}
    for row in rows:
        key = _key(row)
        units = int(row.units) - taken.get((key, row.location_id), 0)
        if units > 0:
            found.setdefault(row.product_id, []).append(_Lying(key, row.location_id, units))
    return found


def _key(row: Any) -> StockKey:
    return StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade)
