"""What clients are billed for (화주 정산): goods in, stored, picked, packed, materials, returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, exists, func, not_, or_, select

from warehouse_app.database.models import (
    Balance,
    Client,
    Journal,
    KitJob,
    Location,
    Move,
    Order,
    ParcelLine,
    Product,
    RefurbishWork,
    ReturnUnit,
    table,
)
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.packing_report import materials_report
from warehouse_app.site import SiteFacts

_move, _product, _client, _order = table(Move), table(Product), table(Client), table(Order)
_journal, _unit, _work, _kit = table(Journal), table(ReturnUnit), table(RefurbishWork), table(KitJob)
_content, _balance = table(ParcelLine), table(Balance)
_reversal, _undo = _move.alias("reversal"), _journal.alias("undo")
_from, _to = table(Location).alias("source"), table(Location).alias("target")
_start, _end = bindparam("start", type_=UtcTime), bindparam("end", type_=UtcTime)
_in_span = and_(_move.c.at >= _start, _move.c.at < _end)
_stands = ~exists(select(_reversal.c.id).where(_reversal.c.reverses == _move.c.id))
_is_goods = or_(_move.c.kind != "ship", exists(select(_content.c.id).where(
    _content.c.parcel_id == _move.c.from_id, _content.c.product_id == _move.c.product_id, _content.c.kind == "goods",
)))  # fmt: skip
_KINDS = ("receive", "put_away", "pick", "pack", "ship", "return")
_MOVED = (
    select(_client.c.code, _move.c.kind, func.sum(_move.c.quantity).label("units"),
           func.count(func.distinct(_move.c.ref_id)).label("refs"))
    .join_from(_move, _product, _product.c.id == _move.c.product_id)
    .join(_client, _client.c.id == _product.c.client_id)
    .where(_in_span, _stands, _move.c.kind.in_(_KINDS), _is_goods)
    .group_by(_client.c.code, _move.c.kind)
)  # fmt: skip
_PARCELS = (
    select(_client.c.code, func.count().label("parcels"))
    .join_from(_journal, _order, _order.c.id == _journal.c.ref_id)
    .join(_client, _client.c.id == _order.c.client_id)
    .where(_journal.c.at >= _start, _journal.c.at < _end, _journal.c.workflow == "pack", _journal.c.ok,
           _journal.c.step == "label_back", _journal.c.kind.in_(["tracking_no", "parcel"]),
           ~exists(select(_undo.c.id).where(_undo.c.undoes == _journal.c.id)))
    .group_by(_client.c.code)
)  # fmt: skip
# What came into the house less what went out of it, by client and moment.
_inside, _outside = not_(_to.c.kind.in_(["outside"])), not_(_from.c.kind.in_(["outside"]))
_signed = case((and_(_inside, not_(_outside)), _move.c.quantity), (and_(_outside, not_(_inside)), -_move.c.quantity),
               else_=0)  # fmt: skip
_crossing = (
    select(_client.c.code, _move.c.at, _signed.label("units"))
    .join_from(_move, _product, _product.c.id == _move.c.product_id)
    .join(_client, _client.c.id == _product.c.client_id)
    .join(_from, _from.c.id == _move.c.from_id)
    .join(_to, _to.c.id == _move.c.to_id)
    .where(_inside != _outside, _product.c.kind == "goods")
)
_CROSSED = _crossing.where(_in_span)
_SINCE = _crossing.with_only_columns(_client.c.code, func.sum(_signed).label("units")).where(_move.c.at >= _start)
_NOW = (
    select(_client.c.code, func.sum(_balance.c.on_hand).label("units"))
    .join_from(_balance, _product, _product.c.id == _balance.c.product_id)
    .join(_client, _client.c.id == _product.c.client_id)
    .join(_to, _to.c.id == _balance.c.location_id)
    .where(_to.c.kind != "outside", _product.c.kind == "goods")
    .group_by(_client.c.code)
)
_GRADED = (
    select(_client.c.code, func.sum(_unit.c.quantity).label("units"))
    .join_from(_unit, _product, _product.c.id == _unit.c.product_id)
    .join(_client, _client.c.id == _product.c.client_id)
    .where(_unit.c.placed_at >= _start, _unit.c.placed_at < _end)
    .group_by(_client.c.code)
)

ACTIVITIES: dict[str, tuple[Sentence, Sentence]] = {
    "received": (say("Goods received"), say("units")), "put_away": (say("Put away"), say("units")),
    "stored": (say("Stored"), say("unit-days")), "picked": (say("Picked"), say("units")),
    "packed": (say("Packed"), say("units")), "parcels": (say("Parcels packed"), say("parcels")),
    "orders": (say("Orders shipped"), say("orders")), "shipped": (say("Shipped"), say("units")),
    "materials": (say("Boxes, inserts and materials"), say("money")),
    "returned": (say("Came back"), say("units")), "graded": (say("Graded"), say("units")),
    "refurbished": (say("Refurbishing"), say("minutes")), "kits": (say("Sets built or taken apart"), say("sets")),
}  # fmt: skip


def billing_report(
    connection: Connection, site: SiteFacts, now: datetime, first: date, last: date, client: str = ""
) -> list[dict[str, Any]]:
    """Billable activity of days of the site, both included, as rows of client, activity, quantity.

    `stored` are units in the house at the end of each day, added up over the days; days to come count nothing.
    """
    start = datetime.combine(first, time(), site.zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time(), site.zone).astimezone(UTC)
    given = {"start": start, "end": end}
    found: dict[tuple[str, str], int] = defaultdict(int)
    names = {"receive": "received", "put_away": "put_away", "pick": "picked", "pack": "packed", "ship": "shipped",
             "return": "returned"}  # fmt: skip
    for row in connection.execute(_MOVED, given):
        found[row.code, names[row.kind]] = int(row.units)
        if row.kind == "ship":
            found[row.code, "orders"] = row.refs
    for row in connection.execute(_PARCELS, given):
        found[row.code, "parcels"] = row.parcels
    for code, days in _stored(connection, site, now, first, last, given):
        found[code, "stored"] = days
    for material in materials_report(connection, site, first, last):
        found[material["client"], "materials"] += material["cost"]
    for row in connection.execute(_GRADED, given):
        found[row.code, "graded"] = int(row.units)
    for code, minutes in _refurbished(connection, given):
        found[code, "refurbished"] += minutes
    for code, sets in _kits(connection, given):
        found[code, "kits"] += sets
    order = list(ACTIVITIES)
    return [
        {"client": code, "activity": activity, "quantity": quantity // 100 if activity == "materials" else quantity}
        for (code, activity), quantity in sorted(found.items(), key=lambda e: (e[0][0], order.index(e[0][1])))
        if quantity and client in ("", code)
    ]  # fmt: skip


def _stored(
    connection: Connection, site: SiteFacts, now: datetime, first: date, last: date, given: dict[str, datetime]
) -> Iterator[tuple[str, int]]:
    """(client, unit-days)."""
    held: dict[str, int] = {row.code: int(row.units or 0) for row in connection.execute(_NOW)}
    for code, units in connection.execute(_SINCE.group_by(_client.c.code), given):
        held[code] = held.get(code, 0) - int(units)  # what is there now, less what came since
    change: dict[tuple[str, date], int] = defaultdict(int)
    for row in connection.execute(_CROSSED, given):
        change[row.code, row.at.astimezone(site.zone).date()] += row.units
    codes = {*held, *(code for code, _ in change)}
    for code in sorted(codes):
        units, total, day = held.get(code, 0), 0, first
        while day <= min(last, site.today(now)):
            units += change.get((code, day), 0)
            total += units
            day += timedelta(days=1)
        yield code, total


def _refurbished(connection: Connection, given: dict[str, datetime]) -> Iterator[tuple[str, int]]:
    rows = connection.execute(
        select(_client.c.code, func.sum(_work.c.seconds))
        .join_from(_work, _unit, _unit.c.id == _work.c.unit_id)
        .join(_product, _product.c.id == _unit.c.product_id)
        .join(_client, _client.c.id == _product.c.client_id)
        .where(_work.c.at >= _start, _work.c.at < _end)
        .group_by(_client.c.code),
        given,
    )
    yield from ((row[0], -(-int(row[1] or 0) // 60)) for row in rows)


def _kits(connection: Connection, given: dict[str, datetime]) -> Iterator[tuple[str, int]]:
    rows = connection.execute(
        select(_client.c.code, func.sum(_kit.c.sets))
        .join_from(_kit, _product, _product.c.id == _kit.c.kit_id)
        .join(_client, _client.c.id == _product.c.client_id)
        .where(_kit.c.at >= _start, _kit.c.at < _end)
        .group_by(_client.c.code),
        given,
    )
    yield from ((row[0], int(row[1] or 0)) for row in rows)
