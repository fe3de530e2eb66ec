"""Stock found by anything scannable or typed: a product, place, lot, serial number, order or parcel, and what is
there of it: how much, where, promised to whom."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, func, or_, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Allocation, Balance, Client, Location, Order, Parcel, Product, table
from warehouse_app.domain import codes
from warehouse_app.reports.stock import PROMISED
from warehouse_app.resolve import Thing, look_up
from warehouse_app.site import SiteFacts

MOST_FOUND = 40  # things of one answer
MOST_ROWS = 500  # balances or promises of one thing

_balance, _product, _client, _place = table(Balance), table(Product), table(Client), table(Location)
_order, _parcel, _a = table(Order), table(Parcel), table(Allocation)
_KEY = ("lot", "expiry", "serial", "grade")

Kind = Literal["product", "place", "lot", "serial", "order"]


@dataclass(frozen=True)
class Subject:
    """What was found. `id` is of a product (of lots and serial numbers too), a place (a parcel too) or an order;
    `lot` and `serial` narrow a product down; `place_kind` is bin, tote, parcel and so on."""

    kind: Kind
    id: uuid.UUID
    code: str
    name: str = ""
    client: str = ""
    lot: str = ""
    serial: str = ""
    place_kind: str = ""


@dataclass(frozen=True)
class Holding:
    """Units of one stock key in one place. `order_no` is the order that a tote or parcel serves; `since` local."""

    client: str
    sku: str
    name: str
    location: str
    place_kind: str
    zone: str
    lot: str
    expiry: str
    serial: str
    grade: str
    on_hand: int
    promised: int
    order_no: str
    since: datetime


@dataclass(frozen=True)
class Promise:
    """Units in a bin that an order is to get; `ship_by` in the site's time."""

    order_no: str
    client: str
    channel: str
    status: str
    ship_by: datetime
    sku: str
    location: str
    lot: str
    quantity: int


@dataclass(frozen=True)
class Stock:
    """What there is of a subject in real places: units in all, of them promised, and the rows (at most MOST_ROWS)."""

    subject: Subject
    on_hand: int
    promised: int
    holdings: tuple[Holding, ...]
    promises: tuple[Promise, ...]
    counted_at: datetime | None  # of a place: when it was counted last

    @property
    def free(self) -> int:
        return self.on_hand - self.promised


def find_stock(connection: Connection, site: SiteFacts, text: str) -> list[Subject]:
    """What a text may mean, the likeliest first: a code, else a lot or serial number, else beginnings of codes and
    parts of names. At most MOST_FOUND."""
    try:
        scan = codes.read(text)
    except codes.BadText:
        return []
    found = [subject for thing in look_up(connection, scan) for subject in _meant(thing)]
    if not found and scan.kind != "command":
        found = _keys(connection, scan.text) or _beginnings(connection, site, scan.text)
    return found[:MOST_FOUND]


def stock_of(connection: Connection, site: SiteFacts, subject: Subject) -> Stock:
    """Where a subject is, how much, and reserved for what."""
    here = _wanted(connection, subject)
    places = _balance.join(_place, _place.c.id == _balance.c.location_id)
    there = (here, _balance.c.on_hand > 0, _place.c.kind != "outside")
    total = connection.execute(
        select(func.sum(_balance.c.on_hand), func.sum(PROMISED)).select_from(places).where(*there)
    ).one()
    rows = connection.execute(
        select(
            _client.c.code.label("client"), _product.c.sku, _product.c.name, _place.c.code.label("location"),
            _place.c.kind.label("place_kind"), _place.c.zone, _balance.c.lot, _balance.c.expiry, _balance.c.serial,
            _balance.c.grade, _balance.c.on_hand, PROMISED.label("promised"),
            func.coalesce(_order.c.order_no, "").label("order_no"), _balance.c.since,
        )
        .select_from(
            places.join(_product, _product.c.id == _balance.c.product_id)
            .join(_client, _client.c.id == _product.c.client_id)
            .outerjoin(_parcel, and_(_place.c.kind == "parcel", _parcel.c.id == _place.c.id))
            .outerjoin(_order, _order.c.id == func.coalesce(_parcel.c.order_id, _place.c.order_id))
        )
        .where(*there)
        .order_by(_client.c.code, _product.c.sku, _balance.c.expiry, _balance.c.lot, _place.c.code, _balance.c.serial)
        .limit(MOST_ROWS)
    ).all()  # fmt: skip
    holdings = tuple(Holding(**{**row._mapping, "since": row.since.astimezone(site.zone)}) for row in rows)
    counted = None
    if subject.kind == "place":
        counted = connection.scalar(select(_place.c.counted_at).where(_place.c.id == subject.id))
    return Stock(
        subject, int(total[0] or 0), int(total[1] or 0), holdings, _promises(connection, site, subject),
        counted.astimezone(site.zone) if counted else None,
    )  # fmt: skip


def _meant(thing: Thing) -> list[Subject]:
    row = thing.row
    if thing.kind in ("item", "box", "insert"):
        product = Subject("product", thing.id, row.sku, row.name, row.client)
        gs1 = thing.gs1
        if gs1 is not None and gs1.serial:
            return [Subject("serial", thing.id, gs1.serial, thing.label, row.client, serial=gs1.serial), product]
        if gs1 is not None and gs1.lot:
            return [Subject("lot", thing.id, gs1.lot, thing.label, row.client, lot=gs1.lot), product]
        return [product]
    if thing.kind in ("location", "tote", "cart"):
        return [Subject("place", thing.id, row.location, place_kind=row.location_kind)]
    if thing.kind in ("parcel", "tracking_no"):
        return [Subject("place", thing.id, row.sscc or thing.text, row.tracking_no or "", place_kind="parcel")]
    if thing.kind == "order":
        return [Subject("order", thing.id, row.order_no, row.channel, row.client)]
    return []


def _keys(connection: Connection, text: str) -> list[Subject]:
    """Products with a lot or serial number of this text; those sold out are remembered by their empty balances."""
    rows = connection.execute(
        select(
            _balance.c.product_id, _product.c.sku, _product.c.name, _client.c.code.label("client"),
            (_balance.c.lot == text).label("is_lot"),
        )
        .join_from(_balance, _product, _product.c.id == _balance.c.product_id)
        .join(_client, _client.c.id == _product.c.client_id)
        .where(or_(_balance.c.lot == text, _balance.c.serial == text))
        .distinct()
        .order_by(_product.c.sku)
        .limit(MOST_FOUND)
    ).all()  # fmt: skip
    return [
        Subject("lot", row.product_id, text, f"{row.sku} {row.name}", row.client, lot=text)
        if row.is_lot
        else Subject("serial", row.product_id, text, f"{row.sku} {row.name}", row.client, serial=text)
        for row in rows
    ]


def _beginnings(connection: Connection, site: SiteFacts, text: str) -> list[Subject]:
    products = connection.execute(
        select(_product.c.id, _product.c.sku, _product.c.name, _client.c.code.label("client"))
        .join_from(_product, _client, _client.c.id == _product.c.client_id)
        .where(or_(_product.c.sku.istartswith(text, autoescape=True), _product.c.name.icontains(text, autoescape=True)))
        .order_by(_product.c.sku)
        .limit(MOST_FOUND // 2)
    )
    places = connection.execute(
        select(_place.c.id, _place.c.code, _place.c.kind)
        .where(NO_PARCEL, _place.c.site_id == site.id, _place.c.kind != "outside",
               _place.c.code.istartswith(text, autoescape=True))
        .order_by(_place.c.code)
        .limit(MOST_FOUND // 2)
    )  # fmt: skip
    return [
        *(Subject("product", row.id, row.sku, row.name, row.client) for row in products),
        *(Subject("place", row.id, row.code, place_kind=row.kind) for row in places),
    ]


def places_of(connection: Connection, order_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The totes and parcels of an order, as locations."""
    totes = select(_place.c.id).where(_place.c.order_id == order_id, _place.c.order_id.is_not(None))
    parcels = select(_parcel.c.id).where(_parcel.c.order_id == order_id)
    return list(connection.scalars(totes.union(parcels)))


def _wanted(connection: Connection, subject: Subject) -> Any:
    """The balances of a subject."""
    if subject.kind == "place":
        return _balance.c.location_id == subject.id
    if subject.kind == "order":
        return _balance.c.location_id.in_(places_of(connection, subject.id))
    narrow = [_balance.c[name] == value for name in ("lot", "serial") if (value := getattr(subject, name))]
    return and_(_balance.c.product_id == subject.id, *narrow)


def _promises(connection: Connection, site: SiteFacts, subject: Subject) -> tuple[Promise, ...]:
    """What orders are to get of it, the most urgent first."""
    source: Any = _a.join(_order, _order.c.id == _a.c.order_id)
    if subject.kind == "place":
        wanted = _a.c.location_id == subject.id
    elif subject.kind == "order":
        wanted = _a.c.order_id == subject.id
    else:  # by the places where it lies: promises are found by place
        lies = and_(_balance.c.location_id == _a.c.location_id, _balance.c.product_id == _a.c.product_id,
                    *(_balance.c[name] == _a.c[name] for name in _KEY))  # fmt: skip
        source = source.join(_balance, lies)
        wanted = and_(_wanted(connection, subject), _balance.c.allocated > 0)
    rows = connection.execute(
        select(
            _order.c.order_no, _client.c.code, _order.c.channel, _order.c.status, _order.c.ship_by, _product.c.sku,
            _place.c.code, _a.c.lot, (_a.c.quantity - _a.c.picked),
        )
        .select_from(
            source.join(_client, _client.c.id == _order.c.client_id)
            .join(_product, _product.c.id == _a.c.product_id)
            .join(_place, _place.c.id == _a.c.location_id)
        )
        .where(wanted, _a.c.open)
        .order_by(_order.c.ship_by, _order.c.order_no, _product.c.sku)
        .limit(MOST_ROWS)
    ).all()  # fmt: skip
    return tuple(Promise(*row[:4], row.ship_by.astimezone(site.zone), *row[5:]) for row in rows)
