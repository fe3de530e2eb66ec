"""Returned goods: cases and their parcels' arrival, units on the bench, rules, photos, refurbishing, clearance lots."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.database.model import Amount, Flag, Id, Model, Number, Text
from warehouse_app.database.types import Json


class Handover(Model):
    """Return parcels that a driver left, counted before they are scanned: their clock starts at `at`."""

    __tablename__ = "handover"
    __table_args__ = (
        Index("ix_handover_open", "due_at", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    no: Mapped[str] = mapped_column(unique=True)
    parcels: Mapped[int]  # counted
    scanned: Mapped[Number]
    status: Mapped[str] = mapped_column(default="open", server_default="open")  # open, closed
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    user_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ReturnCase(Model):
    """What comes back in one parcel. Kinds: announced (an RMA), blind (of an order, not announced), rto (undelivered,
    sealed), unknown (nobody knows whose). Status: announced, arrived, done. `station_id` is the claim of a bench.

    `value` in hundredths orders the queue among cases due at the same time. `order_id` is the first of its orders.
    `outcome` is the customer's side: full, part, none, exchange; '' while undecided.
    """

    __tablename__ = "return_case"
    __table_args__ = (
        UniqueConstraint("client_id", "no"),
        Index("ix_return_case_queue", "due_at", "value", "id", postgresql_where=text("status = 'arrived'"),
              sqlite_where=text("status = 'arrived'")),
        Index("ix_return_case_station", "station_id",
              postgresql_where=text("status = 'arrived' AND station_id IS NOT NULL"),
              sqlite_where=text("status = 'arrived' AND station_id IS NOT NULL")),
        Index("ix_return_case_announced", "created_at", "id", postgresql_where=text("status = 'announced'"),
              sqlite_where=text("status = 'announced'")),
        Index("ix_return_case_order", "order_id"),
        Index("ix_return_case_arrived_at", "arrived_at"),
        Index("ix_return_case_handover", "handover_id", postgresql_where=text("handover_id IS NOT NULL"),
              sqlite_where=text("handover_id IS NOT NULL")),
    )  # fmt: skip
    id: Mapped[Id]
    no: Mapped[str]
    client_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("client.id"))
    kind: Mapped[str] = mapped_column(default="announced", server_default="announced")
    status: Mapped[str] = mapped_column(default="announced", server_default="announced")
    order_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sales_order.id"))
    parcel_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parcel.id"))  # that comes back unopened
    tracking_no: Mapped[Text]
    value: Mapped[Amount]
    created_at: Mapped[datetime]
    arrived_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    handover_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("handover.id"))
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    user_id: Mapped[uuid.UUID | None]
    owner_id: Mapped[uuid.UUID | None]  # who finds out whose an unknown parcel is
    closed_at: Mapped[datetime | None]
    refund_due_at: Mapped[datetime | None]
    outcome: Mapped[Text]
    outcome_reason: Mapped[Text]
    gift: Mapped[Text]  # that comes back with it: '' none, asked, back, missing
    refunded_at: Mapped[datetime | None]
    replacement_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sales_order.id"))


# Cases that wait for inspection, in the very words of their index.
ARRIVED: ColumnElement[bool] = ReturnCase.__table__.c.status == literal_column("'arrived'")


class ReturnLine(Model):
    """What a case expects of a product (and order), and how many units of it have been on the bench."""

    __tablename__ = "return_line"
    __table_args__ = (
        CheckConstraint("expected >= 0 AND received >= 0", "quantities"),
        Index("ix_return_line_case", "case_id", "line_no"),
        Index("ix_return_line_order_line", "order_line_id"),
    )
    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("return_case.id"))
    line_no: Mapped[int]
    order_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sales_order.id"))
    order_line_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("order_line.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    expected: Mapped[Number]
    received: Mapped[Number]
    reason: Mapped[Text]
    wants: Mapped[str] = mapped_column(default="refund", server_default="refund")  # refund, exchange
    exchange_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))


class ReturnUnit(Model):
    """One unit on the bench and what became of it (more than one only in a parcel that came back unopened).

    Kinds: returned (of an order line), over (more than was shipped), other (ours, but not of these orders), foreign (no
    product of ours), rto. Status: open (on the bench), placed, work (being refurbished), cleared (left in a lot).
    `computed` is the grade that the answers gave, `grade` the one that counts.
    """

    __tablename__ = "return_unit"
    __table_args__ = (
        Index("ix_return_unit_case", "case_id", "id"),
        Index("ix_return_unit_work", "station_id", postgresql_where=text("status = 'work'"),
              sqlite_where=text("status = 'work'")),
        Index("ix_return_unit_placed", "disposition", "placed_at", postgresql_where=text("status = 'placed'"),
              sqlite_where=text("status = 'placed'")),
        Index("ix_return_unit_clearance", "clearance_id", postgresql_where=text("clearance_id IS NOT NULL"),
              sqlite_where=text("clearance_id IS NOT NULL")),
    )  # fmt: skip
    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("return_case.id"))
    line_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("return_line.id"))
    order_line_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("order_line.id"))
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    code: Mapped[str] = mapped_column(unique=True)  # of its label
    scanned: Mapped[Text]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default="open", server_default="open")
    lot: Mapped[Text]
    expiry: Mapped[Text]
    serial: Mapped[Text]
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    answers: Mapped[dict] = mapped_column(Json, default=dict)
    rules_version: Mapped[Number]
    computed: Mapped[Text]
    grade: Mapped[Text]
    grade_reason: Mapped[Text]  # why an inspector changed it
    disposition: Mapped[Text]
    value: Mapped[Amount]  # what the customer paid for it
    recovery: Mapped[Amount]  # what it is expected to bring
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("location.id"))
    user_id: Mapped[uuid.UUID | None]
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    opened_at: Mapped[datetime]
    graded_at: Mapped[datetime | None]
    placed_at: Mapped[datetime | None]
    clearance_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clearance.id"))
    second_due: Mapped[Flag]
    second_user_id: Mapped[uuid.UUID | None]
    second_answers: Mapped[dict] = mapped_column(Json, default=dict)
    second_grade: Mapped[Text]


# Units being refurbished, in the very words of their index.
IN_WORK: ColumnElement[bool] = ReturnUnit.__table__.c.status == literal_column("'work'")


class ReturnRules(Model):
    """One version of the questions, grades and dispositions, as rows of domain/grading.py. The highest is in force."""

    __tablename__ = "return_rules"
    id: Mapped[Id]
    version: Mapped[int] = mapped_column(unique=True)
    rows: Mapped[list] = mapped_column(Json)
    at: Mapped[datetime]
    user_id: Mapped[uuid.UUID | None]


class Photo(Model):
    """A picture taken at a station; its file is kept by its hash (evidence.py). It waits until a job attaches it."""

    __tablename__ = "photo"
    __table_args__ = (
        Index("ix_photo_waiting", "station_id", postgresql_where=text("case_id IS NULL AND parcel_id IS NULL"),
              sqlite_where=text("case_id IS NULL AND parcel_id IS NULL")),
        Index("ix_photo_parcel", "parcel_id", postgresql_where=text("parcel_id IS NOT NULL"),
              sqlite_where=text("parcel_id IS NOT NULL")),
        Index("ix_photo_case", "case_id"),
        Index("ix_photo_sha256", "sha256"),
    )  # fmt: skip
    id: Mapped[Id]
    sha256: Mapped[str]
    media: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]  # bytes
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("return_case.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("return_unit.id"))
    parcel_id: Mapped[uuid.UUID | None]  # open on the packing bench
    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station.id"))
    user_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]


class RefurbishWork(Model):
    """One step of work on a unit: clean, repack, relabel, test, part. Cost in hundredths."""

    __tablename__ = "refurbish_work"
    __table_args__ = (Index("ix_refurbish_work_unit", "unit_id"),)
    id: Mapped[Id]
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("return_unit.id"))
    work: Mapped[str]
    seconds: Mapped[Number]
    cost: Mapped[Amount]
    user_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]


class Clearance(Model):
    """Units that leave together for a buyer or receiver: liquidate, donate, vendor, customer, dispose."""

    __tablename__ = "clearance"
    __table_args__ = (
        Index("ix_clearance_open", "station_id", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    no: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    client_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("client.id"))
    status: Mapped[str] = mapped_column(default="open", server_default="open")  # open, closed
    receiver: Mapped[Text]
    units: Mapped[Number]
    value: Mapped[Amount]  # what it brought
    currency: Mapped[str] = mapped_column(default="KRW", server_default="KRW")
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    user_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
