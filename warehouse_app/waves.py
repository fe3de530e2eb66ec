"""Waves (출고차수): a supervisor releases allocated orders to be picked together."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from warehouse_app.database.engine import Conflict, Database
from warehouse_app.database.models import Action, Client, Order, Wave, table
from warehouse_app.database.types import new_key
from warehouse_app.site import read_site

_order, _wave, _client = table(Order), table(Wave), table(Client)


class Filter(NamedTuple):
    """Which allocated orders: of a client, to be shipped by a time of today (site time; overdue ones too), of a
    temperature, with one line (True) or several (False)."""

    client: str = ""
    before: time | None = None
    temperature: str = ""
    single: bool | None = None


class Released(NamedTuple):
    """A wave: its number, kind (batch or total), what it was released for, and its orders and units."""

    no: int
    kind: str
    filter: dict[str, Any]
    at: datetime
    orders: int
    units: int


def release(
    database: Database, wanted: Filter, *, total: bool = False, user_id: uuid.UUID | None = None
) -> Released | None:
    """Put allocated orders that are in no wave yet into a new one; None if there is none. Raises Unavailable."""
    try:
        return database.run(lambda connection: _release(connection, database.now(connection), wanted, total, user_id))
    except _Nothing:
        return None


def waves(connection: Connection, limit: int = 50) -> list[Released]:
    """The last waves, newest first; orders and units are those not yet gone."""
    open_order = _order.c.status.in_(["allocated", "picking", "picked", "packing", "packed"])
    statement = (
        select(
            _wave.c.no, _wave.c.kind, _wave.c.filter, _wave.c.at, func.count(_order.c.id).label("orders"),
            func.coalesce(func.sum(_order.c.units), 0).label("units"),
        )
        .select_from(_wave.outerjoin(_order, (_order.c.wave_id == _wave.c.id) & open_order))
        .group_by(_wave.c.id)
        .order_by(_wave.c.no.desc())
        .limit(limit)
    )  # fmt: skip
    return [Released(r.no, r.kind, r.filter, r.at, r.orders, int(r.units)) for r in connection.execute(statement)]


class _Nothing(Exception):
    """No order fits; nothing is kept."""


def _release(connection: Connection, now: datetime, wanted: Filter, total: bool, user_id: uuid.UUID | None) -> Released:
    site = read_site(connection)
    wave_id, kind = new_key(), "total" if total else "batch"
    shown = {
        "client": wanted.client, "before": wanted.before.strftime("%H:%M") if wanted.before else "",
        "temperature": wanted.temperature, "single": wanted.single,
    }  # fmt: skip
    shown = {name: value for name, value in shown.items() if value not in ("", None)}
    no = (connection.scalar(select(func.max(_wave.c.no))) or 0) + 1
    head = {"id": wave_id, "no": no, "kind": kind, "filter": shown, "at": now, "user_id": user_id}
    try:
        connection.execute(insert(_wave), head)
    except IntegrityError:
        raise Conflict("wave") from None  # released at the same time as another
    statement = update(_order).where(_order.c.status == "allocated", _order.c.wave_id.is_(None))
    if wanted.client:
        statement = statement.where(
            _order.c.client_id == select(_client.c.id).where(_client.c.code == wanted.client).scalar_subquery()
        )
    if wanted.before is not None:
        latest = datetime.combine(site.today(now), wanted.before, site.zone)
        statement = statement.where(_order.c.ship_by <= latest)
    if wanted.temperature:
        statement = statement.where(_order.c.temperature == wanted.temperature)
    if wanted.single is not None:
        statement = statement.where(_order.c.lines == 1 if wanted.single else _order.c.lines > 1)
    units = connection.execute(statement.values(wave_id=wave_id).returning(_order.c.units)).scalars().all()
    if not units:
        raise _Nothing
    detail = {"no": no, "orders": len(units), **shown}
    connection.execute(
        insert(table(Action)), {"id": new_key(), "kind": "wave", "detail": detail, "at": now, "user_id": user_id}
    )
    return Released(no, kind, shown, now, len(units), sum(units))
