"""Work in hand: pick batches, parcels and their lines, manifests, print jobs, and the journal of all inputs."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.database.model import Flag, Id, Model, Number, Text
from warehouse_app.database.types import Json


class Batch(Model):
    """A pick batch: one walk. Kinds: cluster (a tote an order), single (one tote for single-item orders), total
    (a wave's totals, then sorted). `station_id` is its claim; parked batches have none.

    At the stop: `bin_id` is the bin confirmed, `hand_walk` the stop whose item was seen (-1 = none), `hand` the units
    in the picker's hand that no tote has yet.
    """

    __tablename__ = "batch"
    __table_args__ = (
        Index("ix_batch_station", "station_id", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
        Index("ix_batch_parked", "status", "id", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    no: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default="open", server_default="open")  # open, done
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    user_id: Mapped[uuid.UUID | None]
    cart_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("location.id"))
    wave_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]
    units: Mapped[Number]  # to pick, as built
    picked: Mapped[Number]
    bin_id: Mapped[uuid.UUID | None]
    hand_walk: Mapped[int] = mapped_column(default=-1, server_default="-1")
    hand: Mapped[Number]
    skips: Mapped[Number]
    ask_empty: Mapped[uuid.UUID | None]  # the bin to be confirmed empty
    sort_id: Mapped[uuid.UUID | None]  # the allocation whose item was scanned for sorting


class Parcel(Model):
    """A parcel of an order; also a location row with the same id. Status: ahead (labelled before picking), open
    (being filled), labelled (number bought, label not scanned back), packed (closed), shipped, void.

    `joined` further orders of the same household travel in it (합포장): those whose lines it has (ORDERS_IN).
    """

    __tablename__ = "parcel"
    __table_args__ = (
        Index("ix_parcel_station", "station_id", postgresql_where=text("status IN ('open', 'labelled')"),
              sqlite_where=text("status IN ('open', 'labelled')")),
        Index("ix_parcel_to_ship", "carrier_id", "id",
              postgresql_where=text("status = 'packed' AND manifest_id IS NULL"),
              sqlite_where=text("status = 'packed' AND manifest_id IS NULL")),
        Index("ix_parcel_order", "order_id"),
        Index("ix_parcel_manifest", "manifest_id", postgresql_where=text("manifest_id IS NOT NULL"),
              sqlite_where=text("manifest_id IS NOT NULL")),
    )  # fmt: skip
    id: Mapped[Id]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sales_order.id"))
    sscc: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default="open", server_default="open")
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    user_id: Mapped[uuid.UUID | None]
    carrier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("carrier.id"))
    tote_id: Mapped[uuid.UUID | None]  # the tote the goods come from
    batch_id: Mapped[uuid.UUID | None]  # of a single-item tote
    units: Mapped[Number]
    verified: Mapped[Number]
    suggested_box_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    box_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    needs_confirm: Mapped[Flag]  # confirm-only steps (gift note) wait
    confirmed: Mapped[Flag]
    last_line_id: Mapped[uuid.UUID | None]  # the line whose item was scanned last: digits count for it
    tracking_no: Mapped[str | None] = mapped_column(unique=True)
    blocked: Mapped[Text]  # why it may not ship: address, cancelled, quantity, recall, hold
    number: Mapped[int] = mapped_column(default=1, server_default="1")  # 1 of n of this order
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    manifest_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("manifest.id"))
    shipped_at: Mapped[datetime | None]
    weight_g: Mapped[Number]  # agreed at the scale
    expected_g: Mapped[Number]
    tolerance_g: Mapped[Number]
    weighed: Mapped[Text]  # scale, typed; asked, then allowed: a supervisor lets a weight pass that does not agree
    weight_reason: Mapped[Text]
    boxes: Mapped[Number]  # that the plan of its goods has
    box_reason: Mapped[Text]  # why the suggested box was not taken
    joined: Mapped[Number]
    alone: Mapped[Flag]  # joining was declined
    temperature: Mapped[Text]  # of its goods: ambient, chilled, frozen
    service: Mapped[Text]  # of its carrier, where known
    notice: Mapped[list[Any] | None] = mapped_column(Json)  # a Sentence: why not the service that was wished for
    hours: Mapped[Number]  # to delivery, at opening
    warm_since: Mapped[datetime | None]  # when cold goods came out of the cold; None: they are back in it
    warm_s: Mapped[Number]  # seconds out of it before that
    warm_ok: Mapped[uuid.UUID | None]  # the supervisor who found them cold enough
    late_mate: Mapped[Text]  # number of an order of the household that came after the label: asked about before it goes
    pictured: Mapped[Text]  # of the open box: '' not asked, taken, none
    recipe: Mapped[Text]  # code and version of its packing recipe
    weigher_id: Mapped[uuid.UUID | None]  # that supervisor


# Parcels at a bench, in the very words of their index: SQLite does not see it in a list of parameters.
AT_A_BENCH: ColumnElement[bool] = Parcel.__table__.c.status.in_(
    [literal_column("'open'"), literal_column("'labelled'")]
)
# Closed parcels on no manifest, likewise.
TO_SHIP: ColumnElement[bool] = and_(
    Parcel.__table__.c.status == literal_column("'packed'"), Parcel.__table__.c.manifest_id.is_(None)
)


class ParcelLine(Model):
    """What belongs into a parcel: goods (with their order line), an insert (with its reason), a material."""

    __tablename__ = "parcel_line"
    __table_args__ = (
        CheckConstraint("verified >= 0 AND verified <= quantity", "quantities"),
        Index("ix_parcel_line_parcel", "parcel_id", "line_no"),
        Index(
            "ix_parcel_line_order_line",
            "order_line_id",
            postgresql_where=text("order_line_id IS NOT NULL"),
            sqlite_where=text("order_line_id IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    parcel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parcel.id"))
    order_line_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("order_line.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    line_no: Mapped[int]
    kind: Mapped[str] = mapped_column(default="goods", server_default="goods")
    quantity: Mapped[int]
    verified: Mapped[Number]
    reason: Mapped[list] = mapped_column(Json, default=list)  # a Sentence: why this gift
    rule: Mapped[Text]  # the code of the rule that gave it
    how: Mapped[Text]  # of a material: scan, confirm, show
    text: Mapped[Text]  # what the recipe says to this step
    picture: Mapped[Text]
    per_unit: Mapped[Number]  # of a material: units for each unit of goods, 0 = for the parcel
    skip_reason: Mapped[Text]
    outcome: Mapped[Text]  # substitute, skip, block: what became of a gift without stock


class TrackingNumber(Model):
    """Every tracking number ever issued; a void one is burned and never used again."""

    __tablename__ = "tracking_number"
    number: Mapped[str] = mapped_column(primary_key=True)
    carrier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("carrier.id"))
    parcel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parcel.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(index=True)


class Manifest(Model):
    """Parcels handed to one carrier together (집하 인계 목록)."""

    __tablename__ = "manifest"
    __table_args__ = (
        Index("ix_manifest_station", "station_id", postgresql_where=text("status = 'open'"),
              sqlite_where=text("status = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    no: Mapped[str] = mapped_column(unique=True)
    carrier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("carrier.id"))
    status: Mapped[str] = mapped_column(default="open", server_default="open")
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    user_id: Mapped[uuid.UUID | None]
    parcels: Mapped[Number]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class PrintJob(Model):
    """A paper to print: what (kind) of which row (ref_id).

    States: requested (with a printer's name: on its way there), sent (a printer has it), printed (as the printer says),
    unsure (it may have come out), failed, verified (scanned back), void.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        Index("ix_print_job_requested", "id", postgresql_where=text("status = 'requested'"),
              sqlite_where=text("status = 'requested'")),
        Index("ix_print_job_ref", "ref_id"),
    )  # fmt: skip
    id: Mapped[Id]
    kind: Mapped[str]  # shipping_label, packing_slip, gift_note, manifest, code_label
    ref_id: Mapped[uuid.UUID]
    code: Mapped[Text]  # the number printed, for people
    status: Mapped[str] = mapped_column(default="requested", server_default="requested")
    reason: Mapped[Text]  # of a reprint
    copy: Mapped[Number]
    tries: Mapped[Number]
    error: Mapped[Text]
    printer: Mapped[Text]
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    at: Mapped[datetime]
    leased_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


class Journal(Model):
    """Every input of every station, once. `facts` are what it recorded, as undo replays them backwards.

    `hash` is the keyed hash of the previous row's hash and this row; `undoes` names the input that this one takes back.
    """

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("station_id", "seq"),
        Index("ix_journal_at", "at"),
    )
    id: Mapped[Id]
    input_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[uuid.UUID | None]
    workflow: Mapped[str]
    step: Mapped[str]
    raw: Mapped[str]  # canonical text of the input; the same id with other content is id_reused
    kind: Mapped[Text]
    ok: Mapped[bool]
    code: Mapped[str]
    result: Mapped[dict] = mapped_column(Json)
    facts: Mapped[list] = mapped_column(Json)
    ref_id: Mapped[uuid.UUID | None]  # the order, batch, parcel or manifest worked on
    undoes: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    key_id: Mapped[str]
    hash: Mapped[str]


class Action(Model):
    """A named system action that changed something without a scan: an import, an allocation run, a change taken."""

    __tablename__ = "action"
    id: Mapped[Id]
    kind: Mapped[str]
    detail: Mapped[dict] = mapped_column(Json, default=dict)
    at: Mapped[datetime]
    user_id: Mapped[uuid.UUID | None]


class Outbox(Model):
    """A message to be sent after the fact it tells of: event kind, its row, and its delivery state."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "id", postgresql_where=text("status = 'waiting'"),
              sqlite_where=text("status = 'waiting'")),
    )  # fmt: skip
    id: Mapped[Id]
    kind: Mapped[str]  # order_shipped
    ref_id: Mapped[uuid.UUID]
    payload: Mapped[dict] = mapped_column(Json, default=dict)
    status: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    tries: Mapped[Number]
    error: Mapped[Text]
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
