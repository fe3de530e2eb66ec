"""Turning a scanned text into a typed thing: the one place that asks the code table what a text means."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, select

from warehouse_app.database.models import Asn, Client, Code, Location, Order, Parcel, Product, table
from warehouse_app.domain.codes import Gs1, Scan
from warehouse_app.domain.sentences import Sentence, say

_code, _product, _location = table(Code), table(Product), table(Location)
_order, _parcel, _client, _asn = table(Order), table(Parcel), table(Client), table(Asn)

_LOOK_UP = (
    select(
        _code.c.text, _code.c.kind, _code.c.quantity, _code.c.ref_id,
        _product.c.sku, _product.c.name, _product.c.kind.label("product_kind"), _product.c.client_id,
        _client.c.code.label("client"),
        _location.c.code.label("location"), _location.c.kind.label("location_kind"), _location.c.use,
        _location.c.order_id, _location.c.batch_id, _location.c.is_full,
        _order.c.order_no, _order.c.status.label("order_status"), _order.c.channel,
        _parcel.c.status.label("parcel_status"), _parcel.c.order_id.label("parcel_order_id"), _parcel.c.tracking_no,
        _parcel.c.sscc, _parcel.c.carrier_id, _parcel.c.station_id.label("parcel_station_id"),
        _parcel.c.manifest_id, _parcel.c.blocked, _parcel.c.late_mate, _asn.c.no.label("asn"),
        _asn.c.status.label("asn_status"),
    )
    .select_from(
        _code.outerjoin(_product, and_(_code.c.kind == "item", _product.c.id == _code.c.ref_id))
        .outerjoin(_location, and_(_code.c.kind == "location", _location.c.id == _code.c.ref_id))
        .outerjoin(_order, and_(_code.c.kind == "order", _order.c.id == _code.c.ref_id))
        .outerjoin(_parcel, and_(_code.c.kind.in_(["parcel", "tracking_no"]), _parcel.c.id == _code.c.ref_id))
        .outerjoin(_asn, and_(_code.c.kind == "asn", _asn.c.id == _code.c.ref_id))
        .outerjoin(_client, _client.c.id == case((_code.c.kind == "item", _product.c.client_id),
                                                 (_code.c.kind == "asn", _asn.c.client_id),
                                                 else_=_order.c.client_id))
    )
    .where(_code.c.text.in_(bindparam("texts", expanding=True)))
    .limit(40)
)  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """What was scanned: its kind (of the protocol), its row's id, the units one scan means, and the row found."""

    kind: str
    text: str
    id: Any = None
    quantity: int = 1
    row: Any = None
    gs1: Gs1 | None = None
    needs_label: bool = False  # chosen by its picture: its barcode is missing or cannot be read

    @property
    def label(self) -> str:
        """How a person calls it: SKU and name, or its code."""
        if self.row is None:
            return self.text
        if self.row.sku is not None:
            return f"{self.row.sku} {self.row.name}".strip()
        return self.row.location or self.row.order_no or self.row.asn or self.text

    def described(self) -> Sentence:
        """The thing with its client or channel, as a choice among things of the same code."""
        if self.row is not None and self.row.order_no is not None:
            return say("Order {order} of {client} ({channel})", order=self.row.order_no, client=self.row.client,
                       channel=self.row.channel)  # fmt: skip
        if self.row is not None and self.row.sku is not None:
            return say("{product} of {client}", product=self.label, client=self.row.client)
        if self.row is not None and self.row.asn is not None:
            return say("Receipt {asn} of {client}", asn=self.row.asn, client=self.row.client)
        return say("{code}", code=self.label)


def look_up(connection: Connection, scan: Scan) -> list[Thing]:
    """Everything the text may stand for; the first of its lookups that is registered counts. One statement."""
    rows = connection.execute(_LOOK_UP, {"texts": list(scan.lookups)}).all()
    for text in scan.lookups:
        if found := [_thing(row, scan) for row in rows if row.text == text]:
            return found
    return []


def choose(things: Sequence[Thing], accepted: Collection[str], wanted: Collection[uuid.UUID]) -> list[Thing]:
    """The things the step can mean: those it wants, else those of a kind it accepts, else all."""
    if here := [thing for thing in things if thing.id in wanted]:
        return here
    return [thing for thing in things if thing.kind in accepted] or list(things)


def _thing(row: Any, scan: Scan) -> Thing:
    kind = row.kind
    if kind == "item" and row.product_kind in ("box", "insert"):
        kind = row.product_kind
    elif kind == "location" and row.location_kind in ("tote", "cart"):
        kind = row.location_kind
    elif kind == "unit":  # the label of one returned unit
        kind = "serial"
    return Thing(kind, scan.text, row.ref_id, row.quantity, row, scan.gs1)
