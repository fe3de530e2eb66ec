"""Goods on their way in and between places: receipts, their lines, problems, put-away and replenishment work."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.database.model import Flag, Id, Model, Number, Text


class Asn(Model):
    """Goods announced by a client (입고 예정), or a blind receipt that nobody announced. Status: open, closed.

    Several stations may receive one together: nobody claims it.
    """

    __tablename__ = "asn"
    __table_args__ = (
        UniqueConstraint("client_id", "no"),
        Index("ix_asn_open", "expected_at", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("client.id"))
    no: Mapped[str]
    status: Mapped[str] = mapped_column(default="open", server_default="open")
    is_blind: Mapped[Flag]
    expected_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    first_unit_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[uuid.UUID | None]


class AsnLine(Model):
    """What one receipt expects and got of a product. `lot` and `expiry` as announced, '' = not said.

    `received` counts every unit that came, `damaged` those of them that went to quarantine.
    """

    __tablename__ = "asn_line"
    __table_args__ = (
        UniqueConstraint("asn_id", "product_id", "lot", "expiry"),
        CheckConstraint("received >= 0 AND damaged >= 0 AND damaged <= received", "quantities"),
        Index("ix_asn_line_product", "product_id", "asn_id"),
    )
    id: Mapped[Id]
    asn_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("asn.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    line_no: Mapped[int]
    lot: Mapped[Text]
    expiry: Mapped[Text]
    expected: Mapped[Number]
    received: Mapped[Number]
    damaged: Mapped[Number]


class Problem(Model):
    """Something that arrived and could not be booked: a barcode nobody knows, set aside in a tote for a supervisor."""

    __tablename__ = "problem"
    __table_args__ = (
        Index("ix_problem_open", "at", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    kind: Mapped[str]  # unknown_item
    code: Mapped[Text]
    quantity: Mapped[Number]
    tote_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("location.id"))
    asn_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("asn.id"))
    status: Mapped[str] = mapped_column(default="open", server_default="open")  # open, solved
    at: Mapped[datetime]
    user_id: Mapped[uuid.UUID | None]


class PutTask(Model):
    """Where units in a tote or receiving place are to go: the plan of a put-away walk, in the order of `walk`.

    `quantity` is what is still to be put; a plan done or dropped has 0.
    """

    __tablename__ = "put_task"
    __table_args__ = (
        Index("ix_put_task_place", "place_id", "walk", postgresql_where=text("quantity > 0"),
              sqlite_where=text("quantity > 0")),
        Index("ix_put_task_bin", "bin_id", postgresql_where=text("quantity > 0"),
              sqlite_where=text("quantity > 0")),
        Index("ix_put_task_station", "station_id", postgresql_where=text("quantity > 0"),
              sqlite_where=text("quantity > 0")),
    )  # fmt: skip
    id: Mapped[Id]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"))
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    lot: Mapped[Text]
    expiry: Mapped[Text]
    serial: Mapped[Text]
    grade: Mapped[Text]
    quantity: Mapped[int]
    bin_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("location.id"))  # none: no bin was found
    walk: Mapped[Number]


# Units still to be put, in the very words of the indexes.
TO_PUT: ColumnElement[bool] = PutTask.__table__.c.quantity > literal_column("0")


class PickFace(Model):
    """A bin from which a product is picked, refilled from reserve to `maximum` when it falls below `minimum`."""

    __tablename__ = "pick_face"
    __table_args__ = (UniqueConstraint("location_id", "product_id"),)
    id: Mapped[Id]
    location_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), index=True)
    minimum: Mapped[int]
    maximum: Mapped[int]


class ReplenishTask(Model):
    """Units to bring from reserve to a pick face; `demand` of them are promised to orders already."""

    __tablename__ = "replenish_task"
    __table_args__ = (
        Index("ix_replenish_task_open", "demand", "id", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    lot: Mapped[Text]
    expiry: Mapped[Text]
    serial: Mapped[Text]
    grade: Mapped[Text]
    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"))
    to_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[int]
    demand: Mapped[Number]
    status: Mapped[str] = mapped_column(default="open", server_default="open")  # open, done, void
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    at: Mapped[datetime]
