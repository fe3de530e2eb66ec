"""Locations as a list: found by the beginning of their code, kind, zone and aisle; and which codes are taken."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Location, table
from warehouse_app.domain.papers import CodeLabel
from warehouse_app.reports.code_labels import labels_of

MOST = 2000  # rows of one list
MOST_LABELS = 20_000  # labels of one sheet or print run
_place = table(Location)
_SHOWN = (NO_PARCEL, _place.c.kind != "outside")


@dataclass(frozen=True)
class Filter:
    """Which locations: '' is any. `text` is the beginning of the code."""

    text: str = ""
    kind: str = ""
    zone: str = ""
    aisle: str = ""


@dataclass(frozen=True)
class PlaceRow:
    """One location; coordinates in metres, capacities 0 = not known."""

    id: uuid.UUID
    code: str
    kind: str
    zone: str
    aisle: str
    bay: str
    level: str
    x_m: float | None
    y_m: float | None
    capacity_l: int
    capacity_units: int
    temperature: str


@dataclass(frozen=True)
class PlaceList:
    """The first MOST locations of a filter, how many there are, and what can be chosen: zones, kinds, aisles."""

    rows: tuple[PlaceRow, ...]
    count: int
    kinds: tuple[str, ...]
    zones: tuple[str, ...]
    aisles: tuple[str, ...]


def places(connection: Connection, wanted: Filter) -> PlaceList:
    """Locations by code; the choices of aisles are those of the zone."""
    conditions = _conditions(wanted)
    rows = connection.execute(select(_place).where(*conditions).order_by(_place.c.code).limit(MOST)).all()
    aisles = [*_SHOWN, _place.c.zone == wanted.zone] if wanted.zone else _SHOWN
    return PlaceList(
        tuple(_row(row) for row in rows),
        connection.scalar(select(func.count()).select_from(_place).where(*conditions)) or 0,
        _choices(connection, _place.c.kind, _SHOWN),
        _choices(connection, _place.c.zone, _SHOWN),
        _choices(connection, _place.c.aisle, aisles),
    )


def taken_codes(connection: Connection, codes: Sequence[str]) -> list[str]:
    """Those of these codes that locations have already, in their order."""
    known: set[str] = set()
    for at in range(0, len(codes), 5000):
        part = list(codes[at : at + 5000])
        known |= set(connection.scalars(select(_place.c.code).where(_place.c.code.in_(part))))
    return [code for code in codes if code in known]


def ids_of(connection: Connection, wanted: Filter) -> list[uuid.UUID]:
    """All locations of a filter, by code, at most MOST_LABELS."""
    statement = select(_place.c.id).where(*_conditions(wanted)).order_by(_place.c.code).limit(MOST_LABELS)
    return list(connection.scalars(statement))


def place_labels(connection: Connection, ids: Sequence[uuid.UUID]) -> list[CodeLabel]:
    """The labels of these locations, by code."""
    found = [label for at in range(0, len(ids), 5000) for label in labels_of(connection, ids[at : at + 5000])]
    return sorted(found, key=lambda label: label.code)


def _conditions(wanted: Filter) -> list[Any]:
    conditions = [*_SHOWN]
    if wanted.text:
        conditions.append(_place.c.code.istartswith(wanted.text, autoescape=True))
    conditions += [_place.c[name] == value for name in ("kind", "zone", "aisle") if (value := getattr(wanted, name))]
    return conditions


def _choices(connection: Connection, column: Any, conditions: Any) -> tuple[str, ...]:
    found = select(column).where(*conditions, column != "").distinct().order_by(column).limit(MOST)
    return tuple(connection.scalars(found))


def _row(row: Row[Any]) -> PlaceRow:
    x, y = (None if value is None else value / 1000 for value in (row.x_mm, row.y_mm))
    return PlaceRow(row.id, row.code, row.kind, row.zone, row.aisle, row.bay, row.level, x, y, row.capacity_l,
                    row.capacity_units, row.temperature)  # fmt: skip
