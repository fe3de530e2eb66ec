"""One order: its lines with what became of each, and its parcels with what lies in them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from warehouse_app.combining import parcels_with
from warehouse_app.database.models import Carrier, Client, Order, OrderLine, Parcel, ParcelLine, Product, table
from warehouse_app.kits import Share, shares

_order, _line, _client, _product = table(Order), table(OrderLine), table(Client), table(Product)
_parcel, _content, _carrier = table(Parcel), table(ParcelLine), table(Carrier)

_LINES = (
    select(_line, _product.c.sku)
    .join(_product, _product.c.id == _line.c.product_id)
    .where(_line.c.order_id == bindparam("order"))
    .order_by(_line.c.line_no)
)
_PARCELS = (
    select(_parcel.c.id, _parcel.c.sscc, _parcel.c.tracking_no, _carrier.c.code)
    .join(_carrier, _carrier.c.id == _parcel.c.carrier_id)
    .where(_parcel.c.id.in_(parcels_with(bindparam("order"))), _parcel.c.status != "void")
    .order_by(_parcel.c.number, _parcel.c.id)
)
_CONTENTS = (
    select(_content.c.parcel_id, _product.c.sku, func.sum(_content.c.verified).label("quantity"))
    .join(_product, _product.c.id == _content.c.product_id)
    .join(_parcel, _parcel.c.id == _content.c.parcel_id)
    .outerjoin(_line, _line.c.id == _content.c.order_line_id)
    .where(
        func.coalesce(_line.c.order_id, _parcel.c.order_id) == bindparam("order"),
        _parcel.c.id.in_(parcels_with(bindparam("order"))),
        _content.c.verified > 0,
    )
    .group_by(_content.c.parcel_id, _product.c.id, _product.c.sku)
    .order_by(func.min(_content.c.line_no))
)


class FoundOrder(NamedTuple):
    """An order by what people call it."""

    id: uuid.UUID
    client: str
    channel: str
    order_no: str
    status: str
    parts: bool


def find_orders(
    connection: Connection, order_no: str, client: str | None = None, channel: str | None = None
) -> list[FoundOrder]:
    """The orders of this number; the same number may exist at several clients and channels."""
    statement = (
        select(_order.c.id, _client.c.code, _order.c.channel, _order.c.order_no, _order.c.status, _order.c.parts)
        .join(_client, _client.c.id == _order.c.client_id)
        .where(_order.c.order_no == order_no)
        .order_by(_client.c.code, _order.c.channel)
    )
    if client is not None:
        statement = statement.where(_client.c.code == client)
    if channel is not None:
        statement = statement.where(_order.c.channel == channel)
    return [FoundOrder(*row) for row in connection.execute(statement)]


def _sets_done(connection: Connection, order_id: uuid.UUID, lines: Sequence[Any]) -> dict[uuid.UUID, dict[str, int]]:
    """Units picked, packed and shipped by line; a set that goes as its parts is as far as the last of them."""
    done = {x.id: {"picked": x.picked, "packed": x.packed, "shipped": x.shipped} for x in lines}
    if any(x.kind == "kit" for x in lines):
        wanted = {x.id: x.ordered - x.cancelled for x in lines}
        of_kit: dict[uuid.UUID, list[Share]] = {}
        for share in shares(connection, order_id):
            of_kit.setdefault(share.kit_line_id, []).append(share)
        for key, parts in of_kit.items():
            done[key] = {
                name: min([wanted[key], *(done[p.part_line_id][name] // p.each for p in parts)])
                for name in ("picked", "packed", "shipped")
            }
    return done


def order(connection: Connection, found: FoundOrder) -> dict[str, Any]:
    """The order as the contract of `warehouse order` has it. Units; `backorder` is what an order that goes in parts
    still lacks: wanted and neither shipped nor on its way."""
    lines = connection.execute(_LINES, {"order": found.id}).all()
    contents: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for row in connection.execute(_CONTENTS, {"order": found.id}):
        contents.setdefault(row.parcel_id, []).append({"sku": row.sku, "quantity": int(row.quantity)})
    progress = _sets_done(connection, found.id, lines)
    in_parts = found.parts or found.status == "part_shipped"
    return {
        "client": found.client, "channel": found.channel, "order_no": found.order_no, "status": found.status,
        "lines": [
            {
                "sku": line.sku, "ordered": line.ordered, **progress[line.id], "cancelled": line.cancelled,
                "backorder": line.ordered - line.cancelled - line.allocated if in_parts and line.kind == "goods" else 0,
            }
            for line in lines
        ],
        "parcels": [
            {
                "parcel": parcel.sscc, "tracking_no": parcel.tracking_no or "", "carrier": parcel.code,
                "contents": contents.get(parcel.id, []),
            }
            for parcel in connection.execute(_PARCELS, {"order": found.id})
        ],
    }  # fmt: skip
