"""Products, the one table of scannable codes, locations, balances and moves."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    String,
    UniqueConstraint,
    exists,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.database.model import Amount, Flag, Id, Model, Number, Text
from warehouse_app.database.types import Json

SUPPLIER, CUSTOMER, ADJUSTMENT, SCRAP, LIQUIDATED, DONATED = OUTSIDE = (
    "SUPPLIER",
    "CUSTOMER",
    "ADJUSTMENT",
    "SCRAP",
    "LIQUIDATED",
    "DONATED",
)


class Product(Model):
    """A client's SKU. Sizes in mm, weight in g, price in hundredths of `currency`. A box's sizes are inner sizes."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("client_id", "sku"),
        Index("ix_product_picks", "picks", postgresql_where=text("picks > 0"), sqlite_where=text("picks > 0")),
        Index("ix_product_box", "client_id", "sku", postgresql_where=text("kind = 'box'"),
              sqlite_where=text("kind = 'box'")),
    )  # fmt: skip
    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("client.id"))
    sku: Mapped[str]
    name: Mapped[Text]
    kind: Mapped[str] = mapped_column(default="goods", server_default="goods")
    length_mm: Mapped[Number]
    width_mm: Mapped[Number]
    height_mm: Mapped[Number]
    weight_g: Mapped[Number]
    price: Mapped[Amount]
    currency: Mapped[str] = mapped_column(default="KRW", server_default="KRW")
    category: Mapped[Text]
    temperature: Mapped[str] = mapped_column(default="ambient", server_default="ambient")
    fragile: Mapped[Flag]
    lot_tracked: Mapped[Flag]
    expiry_tracked: Mapped[Flag]
    serial_tracked: Mapped[Flag]
    upright: Mapped[Flag]  # is packed the way it stands
    max_weight_g: Mapped[Number]  # of a box: what it carries; 0 is no limit
    no_combine: Mapped[Flag]  # its orders go in parcels of their own (합포 금지)
    no_air: Mapped[Flag]  # may not fly: aerosols, batteries
    image: Mapped[Text]
    abc: Mapped[Text]  # A, B or C by picks; '' = not picked yet
    picks: Mapped[Number]  # order lines picked in the weeks that `abc` looks back
    notes: Mapped[dict] = mapped_column(Json, default=dict)


class Code(Model):
    """Everything that can be scanned: what the text means (`kind`) and the row it stands for (`ref_id`).

    Kinds: item (a product; `quantity` units a scan; boxes and inserts too), location (bins, totes, carts: what the
    location row says; a GLN too), badge, order, batch, parcel (SSCC), tracking_no (ref = parcel), carrier, manifest,
    asn, rma (a return case, by its number or tracking number), unit (a returned unit's label), clearance.
    """

    __tablename__ = "code"
    text: Mapped[str] = mapped_column(String, primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    ref_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    __table_args__ = (Index("ix_code_ref_id", "ref_id"),)


class Location(Model):
    """A place goods can be: bin, receiving, packing, staging, returns, quarantine, refurbish, tote, cart, parcel,
    outside. A tote in work says whose it is: `use` is pick, single, total, putback, received, problem, kit or hold;
    '' is free. `distance_mm` is the walk from where picking begins. A reserve bin refills pick faces. Capacities of 0
    are unknown: no limit. `is_empty` helps to find an empty bin quickly; it is a hint, and the balances decide."""

    __tablename__ = "location"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        Index("ix_location_order", "order_id", postgresql_where=text("order_id IS NOT NULL"),
              sqlite_where=text("order_id IS NOT NULL")),
        Index("ix_location_batch", "batch_id", postgresql_where=text("batch_id IS NOT NULL"),
              sqlite_where=text("batch_id IS NOT NULL")),
        Index("ix_location_kind_use", "kind", "use", "code", postgresql_where=text("kind <> 'parcel'"),
              sqlite_where=text("kind <> 'parcel'")),
        Index("ix_location_bin", "temperature", "is_empty", "distance_mm", postgresql_where=text("kind = 'bin'"),
              sqlite_where=text("kind = 'bin'")),
    )  # fmt: skip
    id: Mapped[Id]
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str]
    kind: Mapped[str]
    zone: Mapped[Text]
    aisle: Mapped[Text]
    bay: Mapped[Text]
    level: Mapped[Text]
    x_mm: Mapped[int | None]
    y_mm: Mapped[int | None]
    capacity_l: Mapped[Number]
    capacity_units: Mapped[Number]
    mixed_lots: Mapped[Flag]
    is_reserve: Mapped[Flag]
    distance_mm: Mapped[Number]
    is_empty: Mapped[Flag]
    counted_at: Mapped[datetime | None]
    temperature: Mapped[str] = mapped_column(default="ambient", server_default="ambient")
    use: Mapped[Text]
    order_id: Mapped[uuid.UUID | None]
    batch_id: Mapped[uuid.UUID | None]
    slot: Mapped[Number]
    is_full: Mapped[Flag]


# Parcels are locations too, and many. A search by kind or use says that it wants none: only in these very words does
# SQLite see that the small index of all other places will do.
NO_PARCEL: ColumnElement[bool] = Location.__table__.c.kind != literal_column("'parcel'")


class Balance(Model):
    """What is where, by the stock key. Kept in the transaction of its moves; none for outside places.

    `allocated` is kept for bins only: the sum of their open allocations.
    """

    __tablename__ = "balance"
    __table_args__ = (
        CheckConstraint("on_hand >= 0 AND allocated >= 0 AND allocated <= on_hand", "quantities"),
        Index("ix_balance_location", "location_id"),
        Index("ix_balance_serial", "serial", "product_id", postgresql_where=text("serial <> ''"),
              sqlite_where=text("serial <> ''")),
    )  # fmt: skip
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), primary_key=True)
    location_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"), primary_key=True)
    lot: Mapped[str] = mapped_column(primary_key=True, default="")
    expiry: Mapped[str] = mapped_column(primary_key=True, default="")
    serial: Mapped[str] = mapped_column(primary_key=True, default="")
    grade: Mapped[str] = mapped_column(primary_key=True, default="")
    on_hand: Mapped[int]
    allocated: Mapped[Number]
    since: Mapped[datetime]


class Move(Model):
    """One append-only line of the ledger. Exactly one of journal_id (a scan) and action_id (an import or a named
    system action) says why. `reverses` names the move that an undo takes back."""

    __tablename__ = "move"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity"),
        CheckConstraint("from_id <> to_id", "places"),
        Index("ix_move_product", "product_id", "id"),
        Index("ix_move_journal", "journal_id"),
        Index("ix_move_to", "to_id", "id"),
        Index("ix_move_from", "from_id", "id"),
        Index("ix_move_at", "at"),
    )
    id: Mapped[Id]
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    lot: Mapped[Text]
    expiry: Mapped[Text]
    serial: Mapped[Text]
    grade: Mapped[Text]
    quantity: Mapped[int]
    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"))
    to_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"))
    kind: Mapped[str]  # import, receive, put_away, move, replenish, count, pick, pack, …, undo
    ref_id: Mapped[uuid.UUID | None]  # the order, parcel or batch it was for
    journal_id: Mapped[uuid.UUID | None]
    action_id: Mapped[uuid.UUID | None]
    reverses: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID | None]
    station_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]


class CountTask(Model):
    """A bin (and product; none = all of them) to be counted. While the book figure is in `doubt` it is not allocated.

    `stage`: '' to be counted, second (by another person), approve (by a supervisor). `holder_id` is the station at it.
    """

    __tablename__ = "count_task"
    __table_args__ = (
        Index("ix_count_task_open", "location_id", "product_id", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    location_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"))
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    reason: Mapped[str]  # short, empty, damaged, plan, asked
    status: Mapped[str] = mapped_column(default="open", server_default="open")  # open, done, void
    stage: Mapped[Text]
    doubt: Mapped[bool] = mapped_column(default=True, server_default=true())
    holder_id: Mapped[uuid.UUID | None]
    round: Mapped[int] = mapped_column(default=1, server_default="1")  # the one being counted
    began_at: Mapped[datetime | None]  # when somebody began to count this round
    first_user_id: Mapped[uuid.UUID | None]
    second_user_id: Mapped[uuid.UUID | None]
    approver_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    station_id: Mapped[uuid.UUID | None]  # that asked for the count
    closed_at: Mapped[datetime | None]


# Open counts, in the very words of their index.
OPEN_COUNT: ColumnElement[bool] = CountTask.__table__.c.status == literal_column("'open'")


class CountLine(Model):
    """What one person counted of one stock key in one round; `book` is the figure when the round ended."""

    __tablename__ = "count_line"
    __table_args__ = (
        UniqueConstraint("task_id", "round", "product_id", "lot", "expiry", "serial", "grade",
                         name="uq_count_line_key"),
    )  # fmt: skip
    id: Mapped[Id]
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("count_task.id"))
    round: Mapped[int]
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    lot: Mapped[Text]
    expiry: Mapped[Text]
    serial: Mapped[Text]
    grade: Mapped[Text]
    counted: Mapped[Number]
    book: Mapped[int | None]


class Recall(Model):
    """A lot that may not be sold any more; status active or lifted."""

    __tablename__ = "recall"
    __table_args__ = (
        Index("ix_recall_active", "product_id", "lot", postgresql_where=text("status = 'active'"),
              sqlite_where=text("status = 'active'")),
    )  # fmt: skip
    id: Mapped[Id]
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    lot: Mapped[str]
    reason: Mapped[Text]
    status: Mapped[str] = mapped_column(default="active", server_default="active")
    user_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]


def is_of_recalled_lot(goods: FromClause) -> ColumnElement[bool]:
    """Whether rows with a product and a lot (balances, allocations) are of a lot that may not be sold."""
    recall = Recall.__table__
    return exists(
        select(recall.c.id).where(
            recall.c.product_id == goods.c.product_id, recall.c.lot == goods.c.lot,
            recall.c.status == literal_column("'active'"),
        )
    )  # fmt: skip


class LifeRule(Model):
    """How many days goods must still keep when they are promised to orders of a client's channel ('' = any)."""

    __tablename__ = "life_rule"
    __table_args__ = (UniqueConstraint("client_id", "channel"),)
    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("client.id"))
    channel: Mapped[Text]
    days: Mapped[int]


class Activity(Model):
    """How often a product was picked on a day of the site: order lines and units. Summed from the ledger."""

    __tablename__ = "activity"
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)  # YYYY-MM-DD
    picks: Mapped[Number]
    units: Mapped[Number]
