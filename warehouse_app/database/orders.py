"""Orders, their lines and allocations, the personal store, waves, and what an import set aside."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.database.model import Amount, Flag, Id, Model, Number, Text
from warehouse_app.database.types import Json

OPEN_STATUSES = ("new", "waiting", "allocated", "picking", "picked", "packing", "packed", "part_shipped", "on_hold")


class Person(Model):
    """Personal data of one order's recipient, apart from the ledger so that it can be erased (retention.py)."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_customer", "customer"), Index("ix_person_household", "household"))
    id: Mapped[Id]
    recipient: Mapped[Text]
    phone: Mapped[Text]
    email: Mapped[Text]
    postcode: Mapped[Text]
    address1: Mapped[Text]
    address2: Mapped[Text]
    country: Mapped[Text]
    message: Mapped[Text]
    gift_message: Mapped[Text]
    customer: Mapped[Text]  # who this is, as far as an order tells (gifts.customer_key)
    household: Mapped[Text]  # the same for orders that may go in one parcel (combining.household_keys); '' = nobody's
    phone_mark: Mapped[Text]  # tells their phones apart without saying them
    extra: Mapped[dict] = mapped_column(Json, default=dict)


class Order(Model):
    """A customer's order. `status` is one of the protocol's order statuses; `held_from` is the status before a hold.

    `units` and `lines` count goods still wanted (ordered − cancelled), kept with the lines and recomputed by check.
    """

    __tablename__ = "sales_order"
    __table_args__ = (
        UniqueConstraint("client_id", "channel", "order_no"),
        Index("ix_sales_order_status", "status", "ship_by", "ordered_at", "id"),
        Index("ix_sales_order_order_no", "order_no"),
    )
    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("client.id"))
    channel: Mapped[Text]
    order_no: Mapped[str]
    status: Mapped[str] = mapped_column(default="new", server_default="new")
    held_from: Mapped[Text]
    hold_reason: Mapped[Text]
    ordered_at: Mapped[datetime]
    ship_by: Mapped[datetime]
    not_before: Mapped[datetime | None]
    service: Mapped[Text]
    carrier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("carrier.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    tags: Mapped[Text]
    temperature: Mapped[str] = mapped_column(default="ambient", server_default="ambient")  # or chilled, frozen, mixed
    parts: Mapped[Flag]  # may go in parts
    is_gift: Mapped[Flag]  # has a gift message
    bundle: Mapped[Text]  # the marketplace's own combined-packing key
    units: Mapped[Number]
    lines: Mapped[Number]
    value: Mapped[Amount]
    currency: Mapped[str] = mapped_column(default="KRW", server_default="KRW")
    wave_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("wave.id"))
    notes: Mapped[dict] = mapped_column(Json, default=dict)
    fingerprint: Mapped[Text]  # of the imported content; a re-import that differs is a change


class OrderLine(Model):
    """One product of an order. `kind` service lines are kept and never picked. Units: ordered − cancelled is wanted;
    allocated − picked is in open allocations; packed are in parcels; shipped have left; returned came back."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "product_id"),
        CheckConstraint(
            "ordered >= cancelled AND cancelled >= 0 AND allocated >= 0 AND picked >= 0 AND packed >= 0 "
            "AND shipped >= 0 AND shipped <= packed AND packed <= picked AND packed <= ordered",
            "quantities",
        ),
    )
    id: Mapped[Id]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sales_order.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), index=True)
    line_no: Mapped[int]
    kind: Mapped[str] = mapped_column(default="goods", server_default="goods")
    ordered: Mapped[int]
    cancelled: Mapped[Number]
    allocated: Mapped[Number]  # units of allocations, picked or not
    picked: Mapped[Number]  # units taken from a bin and not put back
    packed: Mapped[Number]
    shipped: Mapped[Number]
    returned: Mapped[Number]  # units that came back
    unit_price: Mapped[Amount]
    sources: Mapped[list] = mapped_column(Json, default=list)  # the file's rows: [{ref, quantity, price, ...}]


class Allocation(Model):
    """Units of one balance promised to an order line, and their place in a pick batch.

    Open while picked < quantity and not released. A stop is the open allocations of one batch with the same `walk`.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("picked >= 0 AND picked <= quantity", "quantities"),
        Index("ix_allocation_batch", "batch_id", "skip_no", "walk", "slot",
              postgresql_where=text("batch_id IS NOT NULL"), sqlite_where=text("batch_id IS NOT NULL")),
        Index("ix_allocation_unbatched", "order_id", postgresql_where=text("open AND batch_id IS NULL"),
              sqlite_where=text("open AND batch_id IS NULL")),
        Index("ix_allocation_order", "order_id"),
        Index("ix_allocation_stock", "location_id", "product_id", postgresql_where=text("open"),
              sqlite_where=text("open")),
    )  # fmt: skip
    id: Mapped[Id]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sales_order.id"))
    order_line_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("order_line.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    location_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"))
    lot: Mapped[Text]
    expiry: Mapped[Text]
    serial: Mapped[Text]
    grade: Mapped[Text]
    quantity: Mapped[int]
    picked: Mapped[Number]
    open: Mapped[bool] = mapped_column(default=True)
    batch_id: Mapped[uuid.UUID | None]
    walk: Mapped[Number]
    skip_no: Mapped[Number]
    slot: Mapped[Number]
    sorted: Mapped[Number]  # units sorted into the order's tote after a total pick


class Wave(Model):
    """A released wave (출고차수): orders picked together; `kind` is batch (as usual) or total (총량피킹)."""

    __tablename__ = "wave"
    id: Mapped[Id]
    no: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="batch", server_default="batch")
    filter: Mapped[dict] = mapped_column(Json, default=dict)
    at: Mapped[datetime]
    user_id: Mapped[uuid.UUID | None]


class SetAside(Model):
    """An order, return or change that an import could not take (미매칭), kept whole until mended and retried.

    `rows` may hold personal data: erased after the longest retention time of any client.
    """

    __tablename__ = "set_aside"
    id: Mapped[Id]
    kind: Mapped[str]
    format: Mapped[Text]
    client: Mapped[Text]
    channel: Mapped[Text]
    order_no: Mapped[Text]
    rows: Mapped[list] = mapped_column(Json)
    reasons: Mapped[list] = mapped_column(Json)
    file: Mapped[Text]
    fingerprint: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class Listing(Model):
    """What a sales channel's listing or option means in products."""

    __tablename__ = "listing"
    __table_args__ = (UniqueConstraint("client_id", "channel", "listing", "option", "product_id"),)
    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("client.id"))
    channel: Mapped[str]
    listing: Mapped[str]
    option: Mapped[Text]
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]


class InsertRule(Model):
    """When a parcel gets an insert (사은품, 동봉물): the columns of domain/inserts.GiftRule.

    `product_id` is the insert, `pool` SKUs of further ones to draw from; conditions that are empty always hold.
    """

    __tablename__ = "insert_rule"
    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("client.id"), index=True)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    code: Mapped[Text]  # '' = the SKU of its insert
    pool: Mapped[list] = mapped_column(Json, default=list, server_default="[]")
    repeats: Mapped[Flag]
    value_of: Mapped[str] = mapped_column(default="order", server_default="order")
    item: Mapped[Text]
    category: Mapped[Text]
    option: Mapped[Text]
    first_order: Mapped[Flag]
    stop: Mapped[Flag]
    alone: Mapped[Flag]
    per_customer: Mapped[Number]
    at_zero: Mapped[Text]
    ask_back: Mapped[Flag]  # a returned order brings its gift back
    substitute: Mapped[Text]
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    priority: Mapped[Number]
    min_value: Mapped[Amount]
    min_units: Mapped[Number]
    channel: Mapped[Text]
    tag: Mapped[Text]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
