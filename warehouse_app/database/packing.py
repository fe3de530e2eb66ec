"""Sets made of other products (임가공) and work on them; learned weights; packing recipes; plans of boxes."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.database.model import Id, Model, Number, Text
from warehouse_app.database.types import Json


class KitPart(Model):
    """`quantity` units of a product go into one set."""

    __tablename__ = "kit_part"
    __table_args__ = (
        UniqueConstraint("kit_id", "product_id"),
        CheckConstraint("quantity > 0 AND kit_id <> product_id", "sane"),
    )
    id: Mapped[Id]
    kit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[int]


class KitUse(Model):
    """An order line of a set that is sent as its parts: so many units of another line for each set."""

    __tablename__ = "kit_use"
    __table_args__ = (UniqueConstraint("kit_line_id", "part_line_id"),)
    id: Mapped[Id]
    kit_line_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("order_line.id"))
    part_line_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("order_line.id"), index=True)
    quantity: Mapped[int]


class KitJob(Model):
    """Sets being built (or taken apart) at a station. `place_id` holds the sets and the parts of the one in hand.

    `hand` is JSON: the moves that brought the parts of the unfinished set, as [product, lot, expiry, units, from].
    """

    __tablename__ = "kit_job"
    __table_args__ = (
        Index("ix_kit_job_station", "station_id", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    kit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[str] = mapped_column(default="build", server_default="build")  # build, apart
    status: Mapped[str] = mapped_column(default="open", server_default="open")  # open, done
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("location.id"))
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    user_id: Mapped[uuid.UUID | None]
    sets: Mapped[Number]  # finished, or taken apart
    hand: Mapped[Text]
    at: Mapped[datetime]


class LearnedWeight(Model):
    """What one unit of a product weighed in parcels that left (domain/weights.py), in milligrams."""

    __tablename__ = "learned_weight"
    __table_args__ = (UniqueConstraint("product_id"),)
    id: Mapped[Id]
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    unit_mg: Mapped[int]
    tolerance_mg: Mapped[int]
    readings: Mapped[int]


class PackingRecipes(Model):
    """One version of a client's packing recipes (포장 지시), as rows of domain/recipes.py. The highest is in force."""

    __tablename__ = "packing_recipes"
    __table_args__ = (UniqueConstraint("client_id", "version"),)
    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("client.id"))
    version: Mapped[int]
    rows: Mapped[list] = mapped_column(Json)
    at: Mapped[datetime]
    user_id: Mapped[uuid.UUID | None]


class CoolantRule(Model):
    """A line of a client's coolant table (domain/coolant.py)."""

    __tablename__ = "coolant_rule"
    id: Mapped[Id]
    client_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("client.id"), index=True)
    temperature: Mapped[str]
    from_month: Mapped[int]
    to_month: Mapped[int]
    up_to_hours: Mapped[Number]
    box_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]
    how: Mapped[Text]


class BoxPlan(Model):
    """Which boxes an order's or a parcel's (`ref_id`) goods go into, and how they lie there (box_plans.py).

    `key` is of the goods and boxes it was made for: where they differ by now, the plan is no longer of use.
    """

    __tablename__ = "box_plan"
    __table_args__ = (UniqueConstraint("ref_id"),)
    id: Mapped[Id]
    ref_id: Mapped[uuid.UUID]
    key: Mapped[str]
    plan: Mapped[dict] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(index=True)
