"""The moves of a product, lot, serial number, place or order, the latest first, a page at a time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from warehouse_app.database.models import Client, Location, Move, Product, Station, User, table
from warehouse_app.reports.stock_search import Subject, places_of
from warehouse_app.site import SiteFacts

PAGE = 100  # moves of one page

_move, _product, _client = table(Move), table(Product), table(Client)
_user, _station = table(User), table(Station)
_from, _to = table(Location).alias("source"), table(Location).alias("goal")


@dataclass(frozen=True)
class MoveRow:
    """One line of the ledger; `at` in the site's time, `id` is where the page after it goes on."""

    id: uuid.UUID
    at: datetime
    kind: str
    client: str
    sku: str
    name: str
    quantity: int
    lot: str
    expiry: str
    serial: str
    source: str
    goal: str
    user: str
    station: str


def moves_of(
    connection: Connection, site: SiteFacts, subject: Subject, before: uuid.UUID | None = None, limit: int = PAGE
) -> list[MoveRow]:
    """The latest moves of a subject, of those before a move of an earlier page; at most `limit`."""
    ids: set[uuid.UUID] = set()
    for wanted in _wanted(connection, subject):
        statement = select(_move.c.id).where(wanted).order_by(_move.c.id.desc()).limit(limit)
        if before is not None:
            statement = statement.where(_move.c.id < before)
        ids |= set(connection.scalars(statement))
    latest = sorted(ids, reverse=True)[:limit]
    if not latest:
        return []
    rows = connection.execute(
        select(
            _move.c.id, _move.c.at, _move.c.kind, _client.c.code.label("client"), _product.c.sku, _product.c.name,
            _move.c.quantity, _move.c.lot, _move.c.expiry, _move.c.serial, _from.c.code.label("source"),
            _to.c.code.label("goal"), func.coalesce(_user.c.name, "").label("user"),
            func.coalesce(_station.c.name, "").label("station"),
        )
        .select_from(
            _move.join(_product, _product.c.id == _move.c.product_id)
            .join(_client, _client.c.id == _product.c.client_id)
            .join(_from, _from.c.id == _move.c.from_id)
            .join(_to, _to.c.id == _move.c.to_id)
            .outerjoin(_user, _user.c.id == _move.c.user_id)
            .outerjoin(_station, _station.c.id == _move.c.station_id)
        )
        .where(_move.c.id.in_(latest))
        .order_by(_move.c.id.desc())
    ).all()  # fmt: skip
    return [MoveRow(**{**row._mapping, "at": row.at.astimezone(site.zone)}) for row in rows]


def _wanted(connection: Connection, subject: Subject) -> list[Any]:
    """Conditions that each an index serves; what any of them finds counts."""
    if subject.kind == "place":
        return [_move.c.from_id == subject.id, _move.c.to_id == subject.id]
    if subject.kind == "order":
        places = places_of(connection, subject.id)
        return [_move.c.from_id.in_(places), _move.c.to_id.in_(places)] if places else []
    narrow = [_move.c[name] == value for name in ("lot", "serial") if (value := getattr(subject, name))]
    return [and_(_move.c.product_id == subject.id, *narrow)]
