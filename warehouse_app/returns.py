"""Return cases: finding one by anything scanned, opening one for what nobody announced, arrival and its clock."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from warehouse_app.database.models import (
    Handover,
    Order,
    OrderLine,
    Parcel,
    ReturnCase,
    ReturnLine,
    table,
)
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.numbers import next_own
from warehouse_app.resolve import Thing
from warehouse_app.settings import site_settings
from warehouse_app.site import SiteFacts
from warehouse_app.step import Refused, Turn

if TYPE_CHECKING:
    from warehouse_app.domain.calendar import WorkCalendar

_case, _line, _order, _order_line = table(ReturnCase), table(ReturnLine), table(Order), table(OrderLine)
_parcel = table(Parcel)
_BY_ID = select(_case).where(_case.c.id == bindparam("case"))
# Announced or waiting cases come before those that are done; of several the oldest.
_OF_ORDER = (
    select(_case)
    .where(
        or_(
            _case.c.order_id == bindparam("order"),
            _case.c.id.in_(select(_line.c.case_id).where(_line.c.order_id == bindparam("order"))),
        )
    )
    .order_by(
        case((_case.c.status == bindparam("first"), 0), (_case.c.status == "done", 2), else_=1), _case.c.created_at
    )
    .limit(1)
)
_SHIPPED = (
    select(
        _order.c.id, _order.c.order_no, _order.c.client_id,
        func.coalesce(func.sum(_order_line.c.shipped), 0).label("shipped"),
        func.coalesce(func.sum(_order_line.c.returned), 0).label("returned"),
        func.max(_order.c.value).label("value"),
    )
    .select_from(_order.outerjoin(_order_line, and_(_order_line.c.order_id == _order.c.id,
                                                    _order_line.c.kind == "goods")))
    .where(_order.c.id == bindparam("order"))
    .group_by(_order.c.id)
)  # fmt: skip
_CLIENT_OF = select(_order.c.client_id).where(_order.c.id == bindparam("order"))
_PARCEL_ORDER = select(_parcel.c.id, _parcel.c.order_id, _parcel.c.status).where(_parcel.c.id == bindparam("parcel"))


def work_calendar(site: SiteFacts) -> WorkCalendar:
    """The site's business days and hours, as the return clock counts them."""
    from warehouse_app.domain.calendar import WorkCalendar  # its holiday tables are slow to import

    settings = site_settings(site.settings)
    closed = set()
    for text in settings.closing_days.replace(",", " ").split():
        try:
            closed.add(date.fromisoformat(text))
        except ValueError:
            continue
    begin, _, end = settings.work_hours.partition("-")
    return WorkCalendar(site.zone, site.calendar, frozenset(closed), time.fromisoformat(begin), time.fromisoformat(end))


def due_at(site: SiteFacts, arrived: datetime) -> datetime:
    """When what arrived then must be inspected (UTC)."""
    return work_calendar(site).due(arrived, site_settings(site.settings).return_days)


def refund_due_at(site: SiteFacts, arrived: datetime) -> datetime:
    """When the customer of what arrived then must have the money back (UTC)."""
    return work_calendar(site).due(arrived, site_settings(site.settings).refund_days)


def risk(site: SiteFacts) -> timedelta:
    """How long before its due time a case is at risk."""
    return timedelta(hours=site_settings(site.settings).return_risk_hours)


def find_case(turn: Turn, thing: Thing, first: str) -> Any | None:
    """The case that a return number, parcel, order or tracking number means; `first` is the status preferred."""
    if thing.kind == "rma":
        return turn.connection.execute(_BY_ID, {"case": thing.id}).first()
    return turn.connection.execute(_OF_ORDER, {"order": order_of(turn, thing), "first": first}).first()


def order_of(turn: Turn, thing: Thing) -> uuid.UUID:
    """The order of an order number, parcel or tracking number."""
    if thing.kind == "order":
        return uuid.UUID(str(thing.id))
    row = turn.connection.execute(_PARCEL_ORDER, {"parcel": thing.id}).one()
    if row.status != "shipped":
        raise Refused("wrong_parcel", say("Parcel {parcel} has not left.", parcel=thing.text))
    return uuid.UUID(str(row.order_id))


def client_of(turn: Turn, order_id: uuid.UUID) -> uuid.UUID:
    """Whose goods an order is."""
    return uuid.UUID(str(turn.connection.scalar(_CLIENT_OF, {"order": order_id})))


def read_case(turn: Turn, case_id: uuid.UUID) -> Any:
    """The row of a case."""
    return turn.connection.execute(_BY_ID, {"case": case_id}).one()


def open_blind(turn: Turn, order_id: uuid.UUID, parcel_id: uuid.UUID | None = None) -> Any:
    """A case of a shipped order that nobody announced. Raises Refused where nothing of it can come back."""
    order = turn.connection.execute(_SHIPPED, {"order": order_id}).one()
    if not order.shipped:
        raise Refused("blocked", say("Order {order} has not been shipped.", order=order.order_no))
    if order.returned >= order.shipped:
        raise Refused("already_done", say("All of order {order} has come back already.", order=order.order_no))
    return open_case(turn, "blind", order.client_id, order_id=order_id, parcel_id=parcel_id, value=order.value)


def open_case(
    turn: Turn,
    kind: str,
    client_id: uuid.UUID | None,
    *,
    order_id: uuid.UUID | None = None,
    parcel_id: uuid.UUID | None = None,
    tracking_no: str = "",
    value: int = 0,
) -> Any:
    """A new case with a number of its own; its row. Taken back it is gone, its number burned."""
    key, no = new_key(), f"RMA-{turn.site.today(turn.now):%y%m%d}-{next_own(turn.connection, 'rma')}"
    turn.recorder.add(
        ReturnCase,
        [{
            "id": key, "no": no, "client_id": client_id, "kind": kind, "status": "announced", "order_id": order_id,
            "parcel_id": parcel_id, "tracking_no": tracking_no, "value": value, "created_at": turn.now,
            "owner_id": turn.user_id if kind == "unknown" else None,
        }],
    )  # fmt: skip
    turn.recorder.attach(no, "rma", key)
    return read_case(turn, key)


def arrive(turn: Turn, found: Any, handover: Any | None = None) -> None:
    """A case's parcel is here: its clock starts, with that of the hand-over it was counted in."""
    due = handover.due_at if handover is not None else due_at(turn.site, turn.now)
    changes: dict[str, Any] = {
        "status": (found.status, "arrived"),
        "arrived_at": (found.arrived_at, handover.at if handover is not None else turn.now),
        "due_at": (found.due_at, due),
    }
    if handover is not None:
        changes["handover_id"] = (found.handover_id, handover.id)
    turn.recorder.set(ReturnCase, found.id, **changes)
    if handover is not None:
        turn.recorder.count(Handover, {handover.id: {"scanned": 1}})
