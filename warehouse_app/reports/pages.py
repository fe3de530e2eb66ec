"""What the window's pages show: what waits in each job, the next cut-off, orders found by anything. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, func, or_, select

from warehouse_app.database.models import (
    Carrier,
    Client,
    Code,
    Location,
    Order,
    Parcel,
    Person,
    SetAside,
    table,
)
from warehouse_app.site import SiteFacts

_MOST = 1000  # counted so far and no further: "999+" tells enough, and counting stays quick
_order, _parcel, _location, _aside = table(Order), table(Parcel), table(Location), table(SetAside)
_carrier, _client, _code, _person = table(Carrier), table(Client), table(Code), table(Person)
_BEFORE_PACKED = ("new", "waiting", "allocated", "picking", "picked", "packing")


@dataclass(frozen=True)
class CutOff:
    """The next cut-off today: its carrier, local time, minutes left and orders that are not packed yet."""

    carrier: str
    at: str
    minutes: int
    orders: int


@dataclass(frozen=True)
class Home:
    """What waits: by workflow, and for supervisors (short orders, orders set aside)."""

    waiting: dict[str, int]
    short: int
    aside: int
    cut_off: CutOff | None


@dataclass(frozen=True)
class OrderRow:
    """One order in a list of orders."""

    client: str
    channel: str
    order_no: str
    status: str
    units: int
    ship_by: str
    tracking_no: str


def home(connection: Connection, site: SiteFacts, now: datetime) -> Home:
    """What waits now."""
    waiting = {
        "pick": _count(connection, select(_order.c.id).where(_order.c.status == "allocated")),
        "pack": _count(connection, select(_order.c.id).where(_order.c.status == "picked")),
        "ship": _count(
            connection, select(_parcel.c.id).where(_parcel.c.status == "packed", _parcel.c.manifest_id.is_(None))
        ),
        "putaway": _count(
            connection, select(_location.c.id).where(_location.c.kind == "tote", _location.c.use == "putback")
        ),
    }
    short = _count(connection, select(_order.c.id).where(_order.c.status == "waiting"))
    aside = _count(connection, select(_aside.c.id).where(_aside.c.resolved_at.is_(None)))
    return Home(waiting, short, aside, next_cut_off(connection, site, now))


def next_cut_off(connection: Connection, site: SiteFacts, now: datetime) -> CutOff | None:
    """The earliest cut-off still to come today that orders wait for."""
    local = now.astimezone(site.zone)
    carriers = connection.execute(select(_carrier.c.id, _carrier.c.code, _carrier.c.cut_off)).all()
    for carrier in sorted(carriers, key=lambda c: c.cut_off):
        hour, minute = map(int, carrier.cut_off.split(":"))
        at = datetime.combine(local.date(), time(hour, minute), site.zone)
        if at <= local:
            continue
        orders = _count(
            connection,
            select(_order.c.id).where(
                _order.c.status.in_(_BEFORE_PACKED), _order.c.carrier_id == carrier.id, _order.c.ship_by <= at
            ),
        )
        if orders:
            return CutOff(carrier.code, carrier.cut_off, int((at - local).total_seconds() // 60), orders)
    return None


def find_orders(connection: Connection, site: SiteFacts, text: str, limit: int = 200) -> list[OrderRow]:
    """Orders by order number (or its beginning), tracking number, SSCC, tote or recipient; '' the latest."""
    text = text.strip()
    statement = (
        select(
            _client.c.code, _order.c.channel, _order.c.order_no, _order.c.status, _order.c.units, _order.c.ship_by,
            select(func.max(_parcel.c.tracking_no)).where(_parcel.c.order_id == _order.c.id).scalar_subquery(),
        )
        .join_from(_order, _client, _client.c.id == _order.c.client_id)
        .order_by(_order.c.ship_by.desc(), _order.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if text:
        coded = select(_code.c.ref_id).where(_code.c.text == text)
        statement = statement.where(
            or_(
                _order.c.order_no == text,
                _order.c.order_no.startswith(text, autoescape=True),
                _order.c.id.in_(select(_parcel.c.order_id).where(_parcel.c.id.in_(coded))),
                _order.c.id.in_(select(_location.c.order_id).where(_location.c.code == text)),
                _order.c.person_id.in_(select(_person.c.id).where(_person.c.recipient == text)),
            )
        )
    return [_row(row, site) for row in connection.execute(statement)]


def _row(row: Any, site: SiteFacts) -> OrderRow:
    client, channel, order_no, status, units, ship_by, tracking_no = row
    local = ship_by.astimezone(site.zone).strftime("%Y-%m-%d %H:%M")
    return OrderRow(client, channel, order_no, status, units, local, tracking_no or "")


def _count(connection: Connection, statement: Any) -> int:
    return connection.scalar(select(func.count()).select_from(statement.limit(_MOST).subquery())) or 0
