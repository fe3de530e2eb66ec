"""Orders found by anything that stands on them or lies with them: numbers, codes, totes, goods, names.

Everything but names is found by indexes: it is asked for while somebody types.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from warehouse_app.combining import in_parcel, orders_in, parcels_with
from warehouse_app.database.models import (
    Allocation,
    Balance,
    Client,
    Code,
    Location,
    Manifest,
    Order,
    OrderLine,
    Parcel,
    ParcelLine,
    Person,
    table,
)
from warehouse_app.database.orders import OPEN_STATUSES
from warehouse_app.domain import codes
from warehouse_app.site import SiteFacts

MOST = 200  # rows of one answer
NAMED_AMONG = 20_000  # names are looked for in so many of the latest orders

_order, _client, _parcel, _code, _person = (table(m) for m in (Order, Client, Parcel, Code, Person))
_place, _line, _a, _manifest, _balance = (table(m) for m in (Location, OrderLine, Allocation, Manifest, Balance))

_joined, _pline = _parcel.alias("joined"), table(ParcelLine)

_MEANT = select(_code.c.kind, _code.c.ref_id).where(_code.c.text.in_(bindparam("texts", expanding=True))).limit(40)
_key: Any = bindparam("key")
_orders_of_parcel = select(_parcel.c.order_id).where(_parcel.c.id == _key).union(orders_in(in_parcel(_key)))
_FOUND_BY: Mapping[str, Any] = {
    "order": select(_order.c.id).where(_order.c.id == _key),
    "parcel": _orders_of_parcel,
    "tracking_no": _orders_of_parcel,
    "manifest": select(_parcel.c.order_id).where(_parcel.c.manifest_id == _key).limit(MOST),
    "batch": select(_a.c.order_id).where(_a.c.batch_id == _key, _a.c.open).limit(MOST),
    "location": select(_place.c.order_id).where(_place.c.id == _key, _place.c.order_id.is_not(None)),
    "item": select(_line.c.order_id)
    .join(_order, _order.c.id == _line.c.order_id)
    .where(_line.c.product_id == _key, _order.c.status.in_(OPEN_STATUSES))
    .order_by(_order.c.ship_by)
    .limit(MOST),
}  # fmt: skip
# A tote of single-item orders: those that are picked and want what lies in it.
_SHARED_TOTE = (
    select(_order.c.id)
    .join(_line, _line.c.order_id == _order.c.id)
    .join(_balance, _balance.c.product_id == _line.c.product_id)
    .where(_order.c.status == "picked", _balance.c.location_id == _key, _balance.c.on_hand > 0)
    .order_by(_order.c.ship_by)
    .limit(MOST)
)
_BEGINNING = (
    select(_order.c.id, _order.c.order_no).where(_order.c.order_no >= bindparam("text")).order_by(_order.c.order_no)
).limit(MOST)
_latest = select(_order.c.id, _order.c.person_id).order_by(_order.c.id.desc()).limit(NAMED_AMONG).subquery()
_NAMED = (
    select(_latest.c.id).join_from(_latest, _person, _person.c.id == _latest.c.person_id).limit(MOST)
)  # fmt: skip
_LATEST = select(_order.c.id).order_by(_order.c.id.desc()).limit(MOST)
_ROWS = (
    select(
        _order.c.id, _client.c.code.label("client"), _order.c.channel, _order.c.order_no, _order.c.status,
        _order.c.units, _order.c.ship_by,
        func.coalesce(
            select(func.max(_parcel.c.tracking_no))
            .where(_parcel.c.order_id == _order.c.id, _parcel.c.status != "void")
            .scalar_subquery(),
            select(func.max(_joined.c.tracking_no))  # the order travels with another one
            .where(_joined.c.id == _pline.c.parcel_id, _pline.c.order_line_id == _line.c.id,
                   _line.c.order_id == _order.c.id, _pline.c.quantity > 0, _joined.c.status != "void")
            .scalar_subquery(),
        )
        .label("tracking_no"),
    )
    .join_from(_order, _client, _client.c.id == _order.c.client_id)
    .where(_order.c.id.in_(bindparam("orders", expanding=True)))
    .order_by(_order.c.ship_by.desc(), _order.c.id.desc())
)  # fmt: skip
_PARCEL = select(_parcel.c.id).where(
    or_(_parcel.c.sscc == bindparam("text"), _parcel.c.tracking_no == bindparam("text"))
)
_PARCELS = (
    select(_parcel.c.id)
    .where(_parcel.c.id.in_(parcels_with(bindparam("order"))), _parcel.c.status != "void")
    .order_by(_parcel.c.number, _parcel.c.id)
)
_MANIFEST = select(_manifest.c.id).where(_manifest.c.no == bindparam("text"))


@dataclass(frozen=True)
class OrderRow:
    """One order in a list of orders; `ship_by` is the site's time, `tracking_no` the last one of its parcels."""

    client: str
    channel: str
    order_no: str
    status: str
    units: int
    ship_by: str
    tracking_no: str
    id: uuid.UUID


def find_orders(connection: Connection, site: SiteFacts, text: str, *, by_name: bool = False) -> list[OrderRow]:
    """Orders by number or its beginning, tracking number, SSCC, tote, batch, manifest, product; '' the latest ones.

    `by_name`: by a part of the recipient's name, too; for those who may see names. At most MOST rows, the one to be
    shipped last first.
    """
    text = text.strip()
    if not text:
        found = set(connection.execute(_LATEST).scalars())
    else:
        found = _by_code(connection, text) | _by_beginning(connection, text)
        if by_name and len(text) > 1:
            named = _NAMED.where(_person.c.recipient.contains(text, autoescape=True))
            found |= set(connection.execute(named).scalars())
    rows = connection.execute(_ROWS, {"orders": list(found)}).all() if found else []
    return [_row(row, site) for row in rows[:MOST]]


def parcels_of(connection: Connection, text: str, order_id: uuid.UUID | None = None) -> list[uuid.UUID]:
    """The parcel with this SSCC or current tracking number, else the parcels of the order that are not void."""
    found = list(connection.execute(_PARCEL, {"text": text}).scalars())
    if not found and order_id is not None:
        found = list(connection.execute(_PARCELS, {"order": order_id}).scalars())
    return found


def manifests_of(connection: Connection, text: str) -> list[uuid.UUID]:
    """The manifest with this number."""
    return list(connection.execute(_MANIFEST, {"text": text}).scalars())


def _by_code(connection: Connection, text: str) -> set[uuid.UUID]:
    """Orders that a scannable code leads to, read as a scan would be."""
    try:
        texts = list(codes.read(text).lookups)
    except codes.BadText:
        return set()
    found: set[uuid.UUID] = set()
    for kind, key in connection.execute(_MEANT, {"texts": texts}).all() if texts else ():
        if kind in _FOUND_BY:
            orders = set(connection.execute(_FOUND_BY[kind], {"key": key}).scalars())
            if kind == "location" and not orders:
                orders = set(connection.execute(_SHARED_TOTE, {"key": key}).scalars())
            found |= orders
    return found


def _by_beginning(connection: Connection, text: str) -> set[uuid.UUID]:
    # No upper bound: what sorts last differs with the database's collation. What follows `text` is near it.
    return {row.id for row in connection.execute(_BEGINNING, {"text": text}) if row.order_no.startswith(text)}


def _row(row: Any, site: SiteFacts) -> OrderRow:
    local = row.ship_by.astimezone(site.zone).strftime("%Y-%m-%d %H:%M")
    return OrderRow(row.client, row.channel, row.order_no, row.status, row.units, local, row.tracking_no or "", row.id)
