"""The map of the floor: every bin with how full it is, how often its goods are picked and how long they lie there; the
walk of an open pick batch."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Allocation, Balance, Batch, Location, Product, Station, table
from warehouse_app.domain.floor_plan import Plan, Spot, plan_of
from warehouse_app.slotting import VOLUME

MOST_BATCHES = 200
_place, _balance, _product = table(Location), table(Balance), table(Product)
_batch, _a, _station = table(Batch), table(Allocation), table(Station)
_NOT_DRAWN = ("outside", "parcel", "tote", "cart")

_volume = VOLUME / 1_000_000.0  # litres
_HELD = (
    select(
        _balance.c.location_id, func.sum(_balance.c.on_hand).label("units"),
        func.sum(_balance.c.on_hand * _volume).label("litres"), func.max(_product.c.picks).label("picks"),
        func.min(_balance.c.since).label("since"),
    )
    .join_from(_balance, _product, _product.c.id == _balance.c.product_id)
    .where(_balance.c.on_hand > 0)
    .group_by(_balance.c.location_id)
    .subquery()
)  # fmt: skip
_BINS = (
    select(
        _place.c.id, _place.c.code, _place.c.kind, _place.c.aisle, _place.c.bay, _place.c.level, _place.c.x_mm,
        _place.c.y_mm, _place.c.capacity_l, _place.c.capacity_units, _HELD.c.units, _HELD.c.litres, _HELD.c.picks,
        _HELD.c.since,
    )
    .select_from(_place.outerjoin(_HELD, _HELD.c.location_id == _place.c.id))
    .where(NO_PARCEL, _place.c.kind.not_in(_NOT_DRAWN))
    .order_by(_place.c.code)
)  # fmt: skip


class MapBin(NamedTuple):
    """One place. `fill` is 0 to 1 and above where it is over its capacity, -1 where the capacity is not known;
    `picks` the order lines of its busiest product; `days` since its oldest goods came, -1 if it is empty."""

    id: uuid.UUID
    code: str
    kind: str
    units: int
    fill: float
    picks: int
    days: int


@dataclass(frozen=True)
class FloorMap:
    """All places with their boxes on the plan, in the same order; `numbers` finds them by id."""

    bins: tuple[MapBin, ...]
    plan: Plan
    numbers: dict[uuid.UUID, int]


@dataclass(frozen=True)
class OpenBatch:
    """A pick batch that can be drawn."""

    id: uuid.UUID
    no: str
    station: str


def floor_map(connection: Connection, now: datetime) -> FloorMap:
    """The map as it is now. One statement; 100,000 bins take a second or two: not for the window's own thread."""
    bins, spots = [], []
    for row in connection.execute(_BINS):
        x, y = (None if value is None else value / 1000 for value in (row.x_mm, row.y_mm))
        spots.append(Spot(row.aisle, row.bay, row.level, x, y))
        days = (now - row.since).days if row.since is not None else -1
        bins.append(MapBin(row.id, row.code, row.kind, row.units or 0, _fill(row), row.picks or 0, days))
    return FloorMap(tuple(bins), plan_of(spots), {one.id: number for number, one in enumerate(bins)})


def open_batches(connection: Connection) -> list[OpenBatch]:
    """Batches that are being picked, the latest first."""
    rows = connection.execute(
        select(_batch.c.id, _batch.c.no, func.coalesce(_station.c.name, "").label("station"))
        .select_from(_batch.outerjoin(_station, _station.c.id == _batch.c.station_id))
        .where(_batch.c.status == "open")
        .order_by(_batch.c.id.desc())
        .limit(MOST_BATCHES)
    )
    return [OpenBatch(row.id, row.no, row.station) for row in rows]


def walk_of(connection: Connection, batch_id: uuid.UUID) -> list[uuid.UUID]:
    """The bins of a batch in the order in which they are walked to, those picked already too."""
    rows = connection.execute(
        select(_a.c.location_id, func.min(_a.c.skip_no), func.min(_a.c.walk))
        .where(_a.c.batch_id == batch_id)
        .group_by(_a.c.location_id)
        .order_by(func.min(_a.c.skip_no), func.min(_a.c.walk))
    )
    return [row.location_id for row in rows]


def _fill(row: Any) -> float:
    """The fuller of its two measures."""
    if not row.units:
        return 0.0
    known = []
    if row.capacity_units:
        known.append(row.units / row.capacity_units)
    if row.capacity_l and row.litres:
        known.append(float(row.litres) / row.capacity_l)
    return max(known, default=-1.0)
