"""Tables that set a site up: site, clients, carriers and their number ranges, people, stations."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.database.model import Flag, Id, Model, Number, Text


class Site(Model):
    """One fulfilment centre. `settings` holds what supervisors may change (see warehouse_app/settings.py)."""

    __tablename__ = "site"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Text]
    time_zone: Mapped[str]
    calendar: Mapped[str]  # country of the public-holiday calendar, ISO 3166: KR
    settings: Mapped[dict[str, Any]]


class Client(Model):
    """A brand whose goods these are (화주)."""

    __tablename__ = "client"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Text]
    ships_in_parts: Mapped[Flag]
    labels_before_picking: Mapped[Flag]
    quantity_entry_from: Mapped[int] = mapped_column(default=4, server_default="4")  # line length; 0 = never
    carrier_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("carrier.id"))
    handwritten_notes: Mapped[Flag]  # gift notes are written by hand at the bench
    note_symbol: Mapped[str] = mapped_column(default="♥", server_default="♥")  # of its printed gift notes
    note_foot: Mapped[Text]
    retention_days: Mapped[int] = mapped_column(default=180, server_default="180")


class Carrier(Model):
    """A parcel carrier; `rule` names its number format (domain/numbers.py); `cut_off` is HH:MM in site time.

    `profile` is the TOML that the customer gave for it, '' the program's own (warehouse_app/carriers.py).
    """

    __tablename__ = "carrier"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Text]
    rule: Mapped[Text]
    cut_off: Mapped[str] = mapped_column(default="17:00", server_default="17:00")
    profile: Mapped[Text]


class NumberRange(Model):
    """A range of numbers (a carrier's tracking numbers, or SSCC serials when carrier_id is null), used in order.

    A range of a `service` is for its parcels alone. `seq` 0 is the stand-in that a carrier comes into being with.
    """

    __tablename__ = "number_range"
    id: Mapped[Id]
    kind: Mapped[str]  # tracking_no, sscc
    carrier_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("carrier.id"), index=True)
    prefix: Mapped[Text]
    first: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    next: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[Number]
    service: Mapped[Text]


class Shift(Model):
    """A shift of the site (교대조): HH:MM in site time; one that ends at or before it begins ends on the next day."""

    __tablename__ = "shift"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    begins: Mapped[str]
    ends: Mapped[str]
    aliases: Mapped[Text]


class User(Model):
    """A person who works here; `roles` are names separated by spaces."""

    __tablename__ = "user_account"
    id: Mapped[Id]
    badge: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Text]
    roles: Mapped[Text]
    pin_salt: Mapped[Text]  # '' where there is no PIN
    pin_hash: Mapped[Text]  # the check of its proof (pins.py)
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class LoginFailure(Model):
    """A wrong PIN: whose, and at which station. Several of them lock both for a while (warehouse_app/login.py)."""

    __tablename__ = "login_failure"
    __table_args__ = (Index("ix_login_failure_at", "at"),)
    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    station: Mapped[Text]
    at: Mapped[datetime]


class Station(Model):
    """A working place with one scanner. Its row is locked by every input; seq and hash head its journal chain."""

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("site_id", "name"),)
    id: Mapped[Id]
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    seq: Mapped[Number]
    hash: Mapped[Text]
    last_journal_id: Mapped[uuid.UUID | None]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    login_seq: Mapped[Number]  # undo never goes below this
    tote_id: Mapped[uuid.UUID | None]  # the tote or place that stands open here: single-item orders, goods to put away
    hand: Mapped[Text]  # JSON: what the worker has in hand, by workflow (step.Turn.hand)
    heard_at: Mapped[datetime | None]
