"""The blackout kit: what a shift needs on paper when the power or the database is gone.

Pick lists and packing slips of the orders that are not packed, the most urgent first, and the labels whose numbers are
issued. What is done by them on paper is scanned afterwards: every sheet carries the barcode of its order.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from warehouse_app.database.models import (
    Allocation,
    Client,
    Location,
    Order,
    OrderLine,
    Parcel,
    Person,
    Product,
    Site,
    table,
)
from warehouse_app.domain.masking import mask_name
from warehouse_app.domain.papers import PackingSlip, Paper, PickLine, PickList, SlipLine
from warehouse_app.reports.papers import shipping_label

MOST = 1000  # orders: more is no shift's work on paper
_order, _line, _product, _client = table(Order), table(OrderLine), table(Product), table(Client)
_a, _place, _parcel, _person, _site = (table(m) for m in (Allocation, Location, Parcel, Person, Site))
_NOT_PACKED = ("allocated", "picking", "picked", "packing")
_ORDERS = (
    select(_order.c.id, _order.c.order_no, _order.c.ordered_at, _order.c.ship_by, _order.c.is_gift,
           _client.c.code, _client.c.name, _person.c.recipient)
    .join_from(_order, _client, _client.c.id == _order.c.client_id)
    .outerjoin(_person, _person.c.id == _order.c.person_id)
    .where(_order.c.status.in_(_NOT_PACKED))
    .order_by(_order.c.ship_by, _order.c.id)
    .limit(MOST)
)  # fmt: skip
_TO_PICK = (
    select(_a.c.order_id, _place.c.code, _product.c.sku, _product.c.name, _a.c.lot,
           (_a.c.quantity - _a.c.picked).label("units"))
    .join_from(_a, _place, _place.c.id == _a.c.location_id)
    .join(_product, _product.c.id == _a.c.product_id)
    .where(_a.c.order_id.in_(bindparam("orders", expanding=True)), _a.c.open, _a.c.quantity > _a.c.picked)
    .order_by(_a.c.order_id, _place.c.code, _product.c.sku)
)  # fmt: skip
_WANTED = (
    select(_line.c.order_id, _product.c.sku, _product.c.name, (_line.c.ordered - _line.c.cancelled).label("units"))
    .join_from(_line, _product, _product.c.id == _line.c.product_id)
    .where(_line.c.order_id.in_(bindparam("orders", expanding=True)), _line.c.kind == "goods",
           _line.c.ordered > _line.c.cancelled)
    .order_by(_line.c.order_id, _line.c.line_no)
)  # fmt: skip
_LABELS = (
    select(_parcel.c.id)
    .where(_parcel.c.status.in_(["ahead", "labelled"]), _parcel.c.tracking_no.is_not(None))
    .order_by(_parcel.c.id)
    .limit(MOST)
)
_AT_ONCE = 200


def blackout_kit(connection: Connection) -> dict[str, list[Paper]]:
    """The papers by kind: pick_list, packing_slip, shipping_label; kinds without any are left out."""
    orders: list[Any] = list(connection.execute(_ORDERS).all())
    zone = ZoneInfo(connection.scalar(select(_site.c.time_zone)) or "UTC")
    keys = [order.id for order in orders]
    picks, wanted = _by_order(connection, _TO_PICK, keys), _by_order(connection, _WANTED, keys)
    lists: list[Paper] = [
        PickList(
            order.order_no, order.name or order.code, order.ship_by.astimezone(zone).strftime("%m-%d %H:%M"),
            tuple(PickLine(r.code, r.sku, r.name, r.units, r.lot) for r in picks[order.id]),
        )
        for order in orders if picks.get(order.id)
    ]  # fmt: skip
    slips: list[Paper] = [
        PackingSlip(
            order.order_no, order.name or order.code,
            tuple(SlipLine(r.sku, r.name, r.units) for r in wanted[order.id]),
            recipient=mask_name(order.recipient or ""), ordered_on=order.ordered_at.astimezone(zone).date(),
            gift=order.is_gift,
        )
        for order in orders if wanted.get(order.id)
    ]  # fmt: skip
    labels = [shipping_label(connection, key) for key in connection.scalars(_LABELS).all()]
    found: Mapping[str, list[Paper]] = {
        "pick_list": lists, "packing_slip": slips, "shipping_label": [label for label in labels if label is not None],
    }  # fmt: skip
    return {kind: papers for kind, papers in found.items() if papers}


def _by_order(connection: Connection, statement: Any, orders: list[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = {}
    for at in range(0, len(orders), _AT_ONCE):
        for row in connection.execute(statement, {"orders": orders[at : at + _AT_ONCE]}):
            found.setdefault(row.order_id, []).append(row)
    return found
