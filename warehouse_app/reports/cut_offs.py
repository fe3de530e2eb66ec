"""The next cut-off: until when a carrier takes parcels today, and the orders that are not packed for it yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from warehouse_app.carriers import cut_offs_of
from warehouse_app.database.models import Carrier, Order, table
from warehouse_app.database.types import UtcTime
from warehouse_app.site import SiteFacts

MOST = 1000  # orders counted
_order, _carrier = table(Order), table(Carrier)
_BEFORE_PACKED = ("new", "waiting", "allocated", "picking", "picked", "packing")

_CARRIERS = select(_carrier)
_AT_RISK = select(func.count()).select_from(
    select(_order.c.id)
    .where(_order.c.status.in_(_BEFORE_PACKED), _order.c.ship_by <= bindparam("at", type_=UtcTime),
           _order.c.carrier_id == bindparam("carrier"))
    .limit(MOST)
    .subquery()
)  # fmt: skip


@dataclass(frozen=True)
class CutOff:
    """The next cut-off today: its carrier, the site's time (HH:MM), whole minutes left, orders not packed yet."""

    carrier: str
    at: str
    minutes: int
    orders: int


def next_cut_off(connection: Connection, site: SiteFacts, now: datetime) -> CutOff | None:
    """The earliest cut-off still to come today for which orders wait, overdue ones among them; None if none does."""
    local = now.astimezone(site.zone)
    today = [
        (datetime.combine(local.date(), at, site.zone), row.code, row)
        for row in connection.execute(_CARRIERS)
        for at in cut_offs_of(row, site).all_of_day(local.date())
    ]
    for at, _, carrier in sorted(today, key=lambda entry: entry[:2]):
        if at > local and (orders := connection.scalar(_AT_RISK, {"at": at, "carrier": carrier.id})):
            minutes = int((at - local).total_seconds() // 60)
            return CutOff(carrier.name or carrier.code, at.strftime("%H:%M"), minutes, orders)
    return None
