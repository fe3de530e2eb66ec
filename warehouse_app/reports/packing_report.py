"""What packing used: boxes, inserts and materials with their cost; and which suggested boxes were not taken."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, or_, select

from warehouse_app.database.models import Client, Location, Move, Parcel, Product, table
from warehouse_app.database.types import UtcTime
from warehouse_app.site import SiteFacts

_move, _product, _client, _parcel = table(Move), table(Product), table(Client), table(Parcel)
_from, _to = table(Location).alias("source"), table(Location).alias("target")
_taken, _suggested = _product.alias("taken"), _product.alias("suggested")
_signed = case((_to.c.kind == "parcel", _move.c.quantity), else_=-_move.c.quantity)
_used = func.sum(_signed)
_USED = (
    select(_client.c.code, _product.c.sku, _product.c.name, _product.c.kind, _product.c.price, _product.c.currency,
           _used.label("units"),
           func.count(func.distinct(case((_to.c.kind == "parcel", _move.c.to_id)))).label("parcels"))
    .select_from(
        _move.join(_product, _product.c.id == _move.c.product_id).join(_client, _client.c.id == _product.c.client_id)
        .join(_from, _from.c.id == _move.c.from_id).join(_to, _to.c.id == _move.c.to_id)
    )
    .where(
        _move.c.at >= bindparam("start", type_=UtcTime), _move.c.at < bindparam("end", type_=UtcTime),
        _product.c.kind.in_(["box", "insert", "consumable"]), _move.c.kind.not_in(["pack", "ship"]),
        or_(_to.c.kind == "parcel", _from.c.kind == "parcel"), _to.c.code != "CUSTOMER",
    )
    .group_by(_client.c.code, _product.c.id, _product.c.sku, _product.c.name, _product.c.kind, _product.c.price,
              _product.c.currency)
    .having(_used != 0)
    .order_by(_client.c.code, _product.c.kind, _product.c.sku)
)  # fmt: skip
_BOXES = (
    select(_client.c.code, _suggested.c.sku.label("suggested"), _taken.c.sku.label("taken"), _parcel.c.box_reason,
           func.count().label("parcels"))
    .select_from(
        _parcel.join(_suggested, _suggested.c.id == _parcel.c.suggested_box_id)
        .join(_taken, _taken.c.id == _parcel.c.box_id).join(_client, _client.c.id == _taken.c.client_id)
    )
    .where(
        _parcel.c.status.in_(["packed", "shipped"]),
        _parcel.c.closed_at >= bindparam("start", type_=UtcTime), _parcel.c.closed_at < bindparam("end", type_=UtcTime),
    )
    .group_by(_client.c.code, _suggested.c.sku, _taken.c.sku, _parcel.c.box_reason)
    .order_by(_client.c.code, _suggested.c.sku, _taken.c.sku, _parcel.c.box_reason)
)  # fmt: skip


def materials_report(
    connection: Connection, site: SiteFacts, first: date, last: date, client: str = ""
) -> list[dict[str, Any]]:
    """Units of each box, insert and material that went into parcels and stayed there, from the ledger.

    `unit_cost` and `cost` are the product's price, in hundredths of its currency; days are the site's, both included.
    """
    span = _span(site, first, last)
    return materials_used(connection, span["start"], span["end"], client)


def materials_used(connection: Connection, start: datetime, end: datetime, client: str = "") -> list[dict[str, Any]]:
    """The same between two moments, the second one not included."""
    found = connection.execute(_USED, {"start": start, "end": end})
    return [
        {
            "client": row.code, "sku": row.sku, "name": row.name, "kind": row.kind, "parcels": row.parcels,
            "units": int(row.units), "unit_cost": row.price, "cost": row.price * int(row.units),
            "currency": row.currency,
        }
        for row in found if client in ("", row.code)
    ]  # fmt: skip


def boxes_report(
    connection: Connection, site: SiteFacts, first: date, last: date, client: str = ""
) -> list[dict[str, Any]]:
    """Parcels closed in the span by the box that was suggested, the one taken, and the reason if it was another."""
    found = connection.execute(_BOXES, _span(site, first, last))
    return [
        {
            "client": row.code, "suggested": row.suggested, "taken": row.taken, "parcels": row.parcels,
            "overruled": row.suggested != row.taken, "reason": row.box_reason,
        }
        for row in found if client in ("", row.code)
    ]  # fmt: skip


def _span(site: SiteFacts, first: date, last: date) -> dict[str, datetime]:
    begin = datetime.combine(first, time(), site.zone)
    return {"start": begin, "end": datetime.combine(last + timedelta(days=1), time(), site.zone)}
