"""The live board: what waits, whether cut-offs will be made at the present rate, who works, what needs a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal_column, or_, select, union

from warehouse_app.carriers import cut_offs_of, numbers_left
from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import (
    Balance,
    Carrier,
    CoolantRule,
    InsertRule,
    Journal,
    Location,
    Order,
    Outbox,
    PrintJob,
    Product,
    ReturnCase,
    Station,
    User,
    table,
)
from warehouse_app.database.returns import ARRIVED
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.queues import queues
from warehouse_app.settings import site_settings
from warehouse_app.site import SiteFacts

MOST = 1000  # counted of anything
ACTIVE = timedelta(minutes=10)  # a station heard of since then is at work
RATE = timedelta(hours=1)  # what was packed in this time is the present rate
_order, _carrier, _journal, _station = table(Order), table(Carrier), table(Journal), table(Station)
_user, _case, _job, _outbox = table(User), table(ReturnCase), table(PrintJob), table(Outbox)
_balance, _place = table(Balance), table(Location)
_BEFORE_PACKED = ("new", "waiting", "allocated", "picking", "picked", "packing")
_UNPACKED = select(func.count()).select_from(
    select(_order.c.id)
    .where(_order.c.status.in_(_BEFORE_PACKED), _order.c.ship_by <= bindparam("at", type_=UtcTime),
           _order.c.carrier_id == bindparam("carrier"))
    .limit(MOST).subquery()
)  # fmt: skip
_PACKED = select(func.count()).where(
    _journal.c.at > bindparam("since", type_=UtcTime), _journal.c.workflow == "pack", _journal.c.ok,
    _journal.c.step == "label_back", _journal.c.kind.in_(["tracking_no", "parcel"]),
)  # fmt: skip
_STATIONS = (
    select(_station.c.name, _station.c.heard_at, _user.c.name.label("user"))
    .outerjoin_from(_station, _user, _user.c.id == _station.c.user_id)
    .where(_station.c.heard_at > bindparam("since", type_=UtcTime))
    .order_by(_station.c.name)
)
_RETURNS = select(_case.c.due_at).where(ARRIVED, _case.c.due_at.is_not(None)).order_by(_case.c.due_at).limit(MOST)


def _counted(statement: Any) -> Any:
    return select(func.count()).select_from(statement.limit(MOST).subquery()).scalar_subquery()


_PROBLEMS = select(
    _counted(select(_order.c.id).where(_order.c.status == literal_column("'on_hold'"))).label("on_hold"),
    _counted(select(_case.c.id).where(_case.c.kind == "unknown", _case.c.status != "done",
                                      _case.c.arrived_at.is_not(None))).label("unknown"),
    _counted(select(_job.c.id).where(_job.c.status == "failed",
                                     _job.c.at > bindparam("since", type_=UtcTime))).label("prints"),
    _counted(select(_outbox.c.id).where(_outbox.c.status == "dead")).label("letters"),
)  # fmt: skip


_material = table(Product)
_asked_for = union(select(table(InsertRule).c.product_id), select(table(CoolantRule).c.product_id))
_left = (  # of a material that is stocked at all; None of one that nobody counts
    select(func.sum(_balance.c.on_hand - _balance.c.allocated))
    .join_from(_balance, _place, _place.c.id == _balance.c.location_id)
    .where(_balance.c.product_id == _material.c.id, NO_PARCEL)
    .scalar_subquery()
)
_LOW = select(func.count()).select_from(  # boxes, gifts of rules and coolants: few products, each found by an index
    select(_material.c.id)
    .where(or_(_material.c.kind == literal_column("'box'"), _material.c.id.in_(_asked_for)), _left < bindparam("least"))
    .subquery()
)


@dataclass(frozen=True)
class BoardCutOff:
    """A cut-off of today with the orders not packed for it; `done_at` is when they are at the present rate (HH:MM; ''
    unknown), `makes_it` whether that is in time (None: nobody knows)."""

    carrier: str
    at: str
    minutes: int
    orders: int
    done_at: str
    makes_it: bool | None


@dataclass(frozen=True)
class Problem:
    """What needs a decision, how often, and the page where it is taken."""

    words: Sentence
    count: int
    page: str


@dataclass(frozen=True)
class Board:
    """All of it at one moment; `rate` is parcels packed in the last hour, `returns` are counts by urgency."""

    at: str
    waiting: dict[str, int]
    rate: int
    cut_offs: tuple[BoardCutOff, ...]
    returns: dict[str, int]
    stations: tuple[tuple[str, str, int], ...]
    """(station, person, whole minutes since its last input)."""
    problems: tuple[Problem, ...]


def board(connection: Connection, site: SiteFacts, now: datetime) -> Board:
    """What the board shows now; reads indexes alone, and counts no further than MOST."""
    found = queues(connection, now)
    rate = connection.scalar(_PACKED, {"since": now - RATE}) or 0
    stations = connection.execute(_STATIONS, {"since": now - ACTIVE}).all()
    return Board(
        now.astimezone(site.zone).strftime("%H:%M"), {name: waiting.count for name, waiting in found.jobs.items()},
        rate, _cut_offs(connection, site, now, rate), _returns(connection, site, now),
        tuple((s.name, s.user or "", int((now - s.heard_at).total_seconds() // 60)) for s in stations),
        _problems(connection, site, now, found.short, found.aside),
    )  # fmt: skip


def _cut_offs(connection: Connection, site: SiteFacts, now: datetime, rate: int) -> tuple[BoardCutOff, ...]:
    """Today's cut-offs still to come for which orders wait, the earliest first; earlier ones are packed first."""
    local = now.astimezone(site.zone)
    today = sorted(
        (datetime.combine(local.date(), at, site.zone), row.code, row)
        for row in connection.execute(select(_carrier).order_by(_carrier.c.code))
        for at in cut_offs_of(row, site).all_of_day(local.date())
    )
    rows, before, counted = [], 0, dict[Any, int]()
    for at, _, carrier in today:
        if at <= local:
            continue
        orders = connection.scalar(_UNPACKED, {"at": at, "carrier": carrier.id}) or 0
        before += max(orders - counted.get(carrier.id, 0), 0)  # those of its earlier cut-off are among them
        counted[carrier.id] = max(orders, counted.get(carrier.id, 0))
        if not orders:
            continue
        done = now + timedelta(hours=before / rate) if rate else None
        rows.append(BoardCutOff(
            carrier.name or carrier.code, at.strftime("%H:%M"), int((at - local).total_seconds() // 60), orders,
            done.astimezone(site.zone).strftime("%H:%M") if done is not None else "",
            done <= at if done is not None else None,
        ))  # fmt: skip
    return tuple(rows)


def _returns(connection: Connection, site: SiteFacts, now: datetime) -> dict[str, int]:
    """Returns that wait by their due time: overdue, today, later."""
    found = {"overdue": 0, "today": 0, "later": 0}
    today = site.today(now)
    for (due,) in connection.execute(_RETURNS):
        key = "overdue" if due < now else "today" if due.astimezone(site.zone).date() == today else "later"
        found[key] += 1
    return found


def _problems(connection: Connection, site: SiteFacts, now: datetime, short: int, aside: int) -> tuple[Problem, ...]:
    row: Any = connection.execute(_PROBLEMS, {"since": now - timedelta(days=1)}).one()
    listed = [
        (say("Orders lack stock"), short, "orders"), (say("Orders are on hold"), row.on_hold, "orders"),
        (say("Orders could not be imported"), aside, "import"),
        (say("Parcels that nobody knows"), row.unknown, "returns"), (say("Papers did not print"), row.prints, "prints"),
        (say("Messages could not be sent"), row.letters, "orders"),
    ]  # fmt: skip
    problems = [Problem(words, count, page) for words, count, page in listed if count]
    least = site_settings(site.settings).low_materials
    if least and (low := connection.scalar(_LOW, {"least": least}) or 0):
        problems.append(Problem(say("Boxes, gifts or coolant run out"), low, "stock"))
    problems += [
        Problem(say("{carrier}: tracking numbers run out", carrier=n.name), n.left, "settings")
        for n in numbers_left(connection) if n.low
    ]  # fmt: skip
    return tuple(problems)
