"""The queue of returns: parcels that wait for inspection by their due time, then value; hand-overs whose parcels were
not all scanned; announced returns that have not come."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, literal_column, or_, select

from warehouse_app.database.models import (
    Client,
    Handover,
    Order,
    ReturnCase,
    ReturnLine,
    Station,
    User,
    table,
)
from warehouse_app.database.returns import ARRIVED
from warehouse_app.database.types import UtcTime
from warehouse_app.reports.values import money
from warehouse_app.returns import risk, work_calendar
from warehouse_app.site import SiteFacts

MOST = 500  # rows of each list
MISSED_DAYS = 7  # so long a closed hand-over with missing parcels is listed
URGENCIES = ("overdue", "at_risk", "due_today", "ok")
AGES = ("today", "one", "two", "older")  # days since arrival, by the site's calendar

_case, _line, _client, _order = table(ReturnCase), table(ReturnLine), table(Client), table(Order)
_handover, _station, _user = table(Handover), table(Station), table(User)


def _when(name: str) -> Any:
    return bindparam(name, type_=UtcTime)


def _counted(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_due, _arrived = _case.c.due_at, _case.c.arrived_at
_COUNTS = select(  # as WorkCalendar.urgency has it
    _counted(_due < _when("now")).label("overdue"),
    _counted(and_(_due >= _when("now"), _due <= _when("risky"))).label("at_risk"),
    _counted(and_(_due > _when("risky"), _due < _when("tomorrow"))).label("due_today"),
    _counted(and_(_due > _when("risky"), _due >= _when("tomorrow"))).label("ok"),
    _counted(_arrived >= _when("today")).label("age_today"),
    _counted(and_(_arrived < _when("today"), _arrived >= _when("yesterday"))).label("age_one"),
    _counted(and_(_arrived < _when("yesterday"), _arrived >= _when("before"))).label("age_two"),
    _counted(_arrived < _when("before")).label("age_older"),
    _counted(_case.c.kind == literal_column("'unknown'")).label("unknown"),
).where(ARRIVED)
_units = select(func.coalesce(func.sum(_line.c.expected), 0)).where(_line.c.case_id == _case.c.id).scalar_subquery()
_COLUMNS = (
    _case.c.id, _case.c.no, _client.c.code.label("client"), _case.c.kind, _order.c.order_no, _case.c.tracking_no,
    _case.c.value, _case.c.created_at, _case.c.arrived_at, _case.c.due_at, _station.c.name.label("station"),
    _user.c.name.label("owner"), _units.label("units"),
)  # fmt: skip
_rows = (
    _case.outerjoin(_client, _client.c.id == _case.c.client_id)
    .outerjoin(_order, _order.c.id == _case.c.order_id)
    .outerjoin(_station, _station.c.id == _case.c.station_id)
    .outerjoin(_user, _user.c.id == _case.c.owner_id)
)
_WAITING = (
    select(*_COLUMNS)
    .select_from(_rows)
    .where(ARRIVED)
    .order_by(_case.c.due_at, _case.c.value.desc(), _case.c.id)
    .limit(MOST)
)
_ANNOUNCED = (
    select(*_COLUMNS)
    .select_from(_rows)
    .where(_case.c.status == literal_column("'announced'"))
    .order_by(_case.c.created_at, _case.c.id)
    .limit(MOST)
)
_NOT_COME = select(func.count()).select_from(_case).where(_case.c.status == literal_column("'announced'"))
_HANDOVERS = (
    select(_handover, _station.c.name.label("station"), _user.c.name.label("user"))
    .select_from(
        _handover.outerjoin(_station, _station.c.id == _handover.c.station_id).outerjoin(
            _user, _user.c.id == _handover.c.user_id
        )
    )
    .where(or_(
        _handover.c.status == literal_column("'open'"),
        and_(_handover.c.scanned < _handover.c.parcels, _handover.c.closed_at >= _when("missed")),
    ))
    .order_by(_handover.c.due_at, _handover.c.no)
    .limit(MOST)
)  # fmt: skip


@dataclass(frozen=True)
class QueueRow:
    """A parcel that waits, or an announced one that has not come (`state` announced; neither arrival nor due time).

    Times are the site's. `units` are announced; `hours` since arrival, of an announced one since it was announced.
    """

    id: uuid.UUID
    rma: str
    client: str
    kind: str
    state: str
    order_no: str
    tracking_no: str
    value: int | float
    units: int
    hours: int
    arrived_at: datetime | None
    due_at: datetime | None
    station: str
    owner: str


@dataclass(frozen=True)
class HandoverRow:
    """A hand-over that is open, or was closed with parcels missing. Times are the site's."""

    no: str
    status: str
    state: str
    parcels: int
    scanned: int
    at: datetime
    due_at: datetime
    station: str
    user: str

    @property
    def missing(self) -> int:
        """Parcels counted and not scanned."""
        return max(self.parcels - self.scanned, 0)


@dataclass(frozen=True)
class ReturnsQueue:
    """The queue now. `counts` by state (URGENCIES, and announced), `ages` by AGES, are of all; lists end at MOST."""

    counts: dict[str, int]
    ages: dict[str, int]
    unknown: int
    waiting: tuple[QueueRow, ...]
    handovers: tuple[HandoverRow, ...]
    announced: tuple[QueueRow, ...]


def returns_queue(connection: Connection, site: SiteFacts, now: datetime) -> ReturnsQueue:
    """What waits now. Five statements."""
    calendar, soon = work_calendar(site), risk(site)
    midnight = datetime.combine(site.today(now), time(), site.zone)
    day = timedelta(days=1)
    counted = connection.execute(_COUNTS, {
        "now": now, "risky": now + soon, "today": midnight, "yesterday": _midnight(site, midnight, -1),
        "before": _midnight(site, midnight, -2), "tomorrow": _midnight(site, midnight, 1),
    }).one()  # fmt: skip

    def row(found: Any) -> QueueRow:
        since = found.arrived_at or found.created_at
        return QueueRow(
            found.id, found.no, found.client or "", found.kind,
            calendar.urgency(found.due_at, now, soon) if found.due_at else "announced", found.order_no or "",
            found.tracking_no, money(found.value), int(found.units), int((now - since).total_seconds() // 3600),
            found.arrived_at.astimezone(site.zone) if found.arrived_at else None,
            found.due_at.astimezone(site.zone) if found.due_at else None, found.station or "", found.owner or "",
        )  # fmt: skip

    handovers = tuple(
        HandoverRow(
            h.no, h.status, calendar.urgency(h.due_at, now, soon), h.parcels, h.scanned, h.at.astimezone(site.zone),
            h.due_at.astimezone(site.zone), h.station or "", h.user or "",
        )
        for h in connection.execute(_HANDOVERS, {"missed": now - MISSED_DAYS * day})
    )  # fmt: skip
    return ReturnsQueue(
        {
            **{state: int(getattr(counted, state)) for state in URGENCIES},
            "announced": int(connection.scalar(_NOT_COME) or 0),
        },
        {age: int(getattr(counted, f"age_{age}")) for age in AGES},
        int(counted.unknown),
        tuple(row(found) for found in connection.execute(_WAITING)),
        handovers,
        tuple(row(found) for found in connection.execute(_ANNOUNCED)),
    )


def _midnight(site: SiteFacts, midnight: datetime, days: int) -> datetime:
    """Midnight so many days later, whatever the clocks do in between."""
    return datetime.combine(midnight.date() + timedelta(days=days), time(), site.zone)
