"""One return case from order to final destination: what was sold and shipped, what was announced and came, how each
unit was graded and by whom, where it went, what its customer got, and every scan of it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from warehouse_app.database.models import (
    Carrier,
    Clearance,
    Client,
    Code,
    Handover,
    Journal,
    Location,
    Order,
    OrderLine,
    Parcel,
    Photo,
    Product,
    RefurbishWork,
    ReturnCase,
    ReturnLine,
    ReturnUnit,
    Station,
    User,
    table,
)
from warehouse_app.domain import codes
from warehouse_app.domain.grading import NOT_OURS
from warehouse_app.domain.return_words import CASE_KINDS, OUTCOME_REASONS, OUTCOMES, STATES, WANTS
from warehouse_app.domain.sentences import Sentence, translate
from warehouse_app.reports.case_units import units_told
from warehouse_app.reports.values import local, money
from warehouse_app.returns import risk, work_calendar
from warehouse_app.site import SiteFacts

MOST = 500  # scans, and cases found

_case, _line, _unit, _client = table(ReturnCase), table(ReturnLine), table(ReturnUnit), table(Client)
_order, _order_line, _parcel, _product = table(Order), table(OrderLine), table(Parcel), table(Product)
_code, _photo, _work, _lot, _user = table(Code), table(Photo), table(RefurbishWork), table(Clearance), table(User)
_journal, _station, _carrier, _handover = table(Journal), table(Station), table(Carrier), table(Handover)
_place = table(Location)
_later, _second, _swap = _journal.alias("later"), _user.alias("second"), _product.alias("swap")
_replacement = _order.alias("replacement")

_MEANT = select(_code.c.kind, _code.c.ref_id).where(
    _code.c.text.in_(bindparam("texts", expanding=True)),
    _code.c.kind.in_(["rma", "unit", "order", "parcel", "tracking_no"]),
)
_orders_meant = or_(
    _order.c.id.in_(bindparam("refs", expanding=True)),
    _order.c.id.in_(select(_parcel.c.order_id).where(_parcel.c.id.in_(bindparam("refs", expanding=True)))),
)
_FOUND = (
    select(_case.c.id, _case.c.no, _client.c.code, _case.c.kind, _case.c.status, _case.c.outcome, _case.c.arrived_at,
           _order.c.order_no)
    .select_from(
        _case.outerjoin(_client, _client.c.id == _case.c.client_id).outerjoin(_order, _order.c.id == _case.c.order_id)
    )
    .where(or_(
        _case.c.id.in_(bindparam("refs", expanding=True)),
        _case.c.id.in_(select(_unit.c.case_id).where(_unit.c.code.in_(bindparam("texts", expanding=True)))),
        _case.c.order_id.in_(select(_order.c.id).where(_orders_meant)),
        _case.c.id.in_(
            select(_line.c.case_id)
            .join(_order_line, _order_line.c.id == _line.c.order_line_id)
            .where(_order_line.c.order_id.in_(select(_order.c.id).where(_orders_meant)))
        ),
    ))
    .order_by(_case.c.created_at.desc(), _case.c.id)
    .limit(MOST)
)  # fmt: skip
_HEAD = (
    select(_case, _client.c.code.label("client"), _station.c.name.label("station"), _user.c.name.label("user"),
           _second.c.name.label("owner"), _handover.c.no.label("handover"),
           _replacement.c.order_no.label("replacement"), _replacement.c.status.label("replacement_status"))
    .select_from(
        _case.outerjoin(_client, _client.c.id == _case.c.client_id)
        .outerjoin(_station, _station.c.id == _case.c.station_id)
        .outerjoin(_user, _user.c.id == _case.c.user_id)
        .outerjoin(_second, _second.c.id == _case.c.owner_id)
        .outerjoin(_handover, _handover.c.id == _case.c.handover_id)
        .outerjoin(_replacement, _replacement.c.id == _case.c.replacement_id)
    )
    .where(_case.c.id == bindparam("case"))
)  # fmt: skip
_LINES = (
    select(_line, _product.c.sku, _product.c.name, _swap.c.sku.label("exchange_sku"), _order.c.order_no)
    .select_from(
        _line.join(_product, _product.c.id == _line.c.product_id)
        .outerjoin(_swap, _swap.c.id == _line.c.exchange_id)
        .outerjoin(_order, _order.c.id == _line.c.order_id)
    )
    .where(_line.c.case_id == bindparam("case"))
    .order_by(_line.c.line_no)
)
_ORDERS = (
    select(_order.c.id, _order.c.order_no, _order.c.channel, _order.c.status, _order.c.ordered_at)
    .where(_order.c.id.in_(bindparam("orders", expanding=True)))
    .order_by(_order.c.order_no)
)
_PARCELS = (
    select(_parcel.c.order_id, _parcel.c.sscc, _parcel.c.tracking_no, _parcel.c.status, _parcel.c.shipped_at,
           _carrier.c.code)
    .join(_carrier, _carrier.c.id == _parcel.c.carrier_id)
    .where(_parcel.c.order_id.in_(bindparam("orders", expanding=True)), _parcel.c.status != "void")
    .order_by(_parcel.c.number, _parcel.c.id)
)  # fmt: skip
_UNITS = (
    select(_unit, _product.c.sku, _product.c.name, _product.c.category, _place.c.code.label("place"),
           _place.c.zone, _user.c.name.label("user"), _station.c.name.label("station"),
           _second.c.name.label("second_user"), _order_line.c.order_id, _order.c.order_no, _lot.c.no.label("lot_no"),
           _lot.c.kind.label("lot_kind"), _lot.c.status.label("lot_status"), _lot.c.receiver,
           _lot.c.closed_at.label("lot_closed_at"))
    .select_from(
        _unit.outerjoin(_product, _product.c.id == _unit.c.product_id)
        .outerjoin(_place, _place.c.id == _unit.c.place_id)
        .outerjoin(_user, _user.c.id == _unit.c.user_id)
        .outerjoin(_station, _station.c.id == _unit.c.station_id)
        .outerjoin(_second, _second.c.id == _unit.c.second_user_id)
        .outerjoin(_order_line, _order_line.c.id == _unit.c.order_line_id)
        .outerjoin(_order, _order.c.id == _order_line.c.order_id)
        .outerjoin(_lot, _lot.c.id == _unit.c.clearance_id)
    )
    .where(_unit.c.case_id == bindparam("case"))
    .order_by(_unit.c.opened_at, _unit.c.id)
)  # fmt: skip
_PHOTOS = (
    select(_photo, _user.c.name.label("user"), _station.c.name.label("station"))
    .select_from(_photo.join(_station, _station.c.id == _photo.c.station_id)
                 .outerjoin(_user, _user.c.id == _photo.c.user_id))
    .where(_photo.c.case_id == bindparam("case"))
    .order_by(_photo.c.at, _photo.c.id)
)  # fmt: skip
_WORK = (
    select(_work, _user.c.name.label("user"))
    .select_from(_work.join(_unit, _unit.c.id == _work.c.unit_id).outerjoin(_user, _user.c.id == _work.c.user_id))
    .where(_unit.c.case_id == bindparam("case"))
    .order_by(_work.c.at, _work.c.id)
)
_SCANS = (  # from the first moment it can have been scanned: the journal is found by time
    select(_journal.c.at, _journal.c.seq, _journal.c.workflow, _journal.c.step, _journal.c.raw, _journal.c.ok,
           _journal.c.code, _journal.c.result, _station.c.name.label("station"), _user.c.name.label("user"),
           _later.c.id.label("undone"))
    .select_from(
        _journal.join(_station, _station.c.id == _journal.c.station_id)
        .outerjoin(_user, _user.c.id == _journal.c.user_id)
        .outerjoin(_later, _later.c.undoes == _journal.c.id)
    )
    .where(_journal.c.at >= bindparam("since"), _journal.c.ref_id.in_(bindparam("refs", expanding=True)))
    .order_by(_journal.c.at, _journal.c.station_id, _journal.c.seq)
    .limit(MOST)
)  # fmt: skip


class FoundCase(NamedTuple):
    """A case by what people call it; `client` and `order_no` are '' where nobody knows."""

    id: uuid.UUID
    no: str
    client: str
    kind: str
    status: str
    outcome: str
    arrived_at: datetime | None
    order_no: str


def find_cases(connection: Connection, text: str, client: str | None = None) -> list[FoundCase]:
    """Cases by return number, order number, tracking number, SSCC or a unit's label; the latest first.

    A return number that is written in full means that return alone. At most MOST. Two statements.
    """
    try:
        texts = list(codes.read(text).lookups)
    except codes.BadText:
        return []
    if not texts:
        return []
    refs = [row.ref_id for row in connection.execute(_MEANT, {"texts": texts})]
    rows = connection.execute(_FOUND, {"refs": refs, "texts": texts}).all()
    found = [
        FoundCase(r.id, r.no, r.code or "", r.kind, r.status, r.outcome, r.arrived_at, r.order_no or "")
        for r in rows if client is None or r.code == client
    ]  # fmt: skip
    return [case for case in found if case.no in texts] or found


def case(connection: Connection, site: SiteFacts, found: FoundCase, now: datetime, language: str) -> dict[str, Any]:
    """All of a case as `warehouse case --json` has it: see command_line/case.py."""
    told: dict[str, Any] = worded(life(connection, site, now, found.id), language)
    return told


def life(connection: Connection, site: SiteFacts, now: datetime, case_id: uuid.UUID) -> dict[str, Any] | None:
    """The same with words as Sentences and times as the site's; None if there is none.

    Eight statements, and one for each version of the rules that its units were graded with.
    """
    head = connection.execute(_HEAD, {"case": case_id}).one_or_none()
    if head is None:
        return None
    lines = connection.execute(_LINES, {"case": case_id}).all()
    units = connection.execute(_UNITS, {"case": case_id}).all()
    photos: dict[uuid.UUID | None, list[dict[str, Any]]] = {}
    for row in connection.execute(_PHOTOS, {"case": case_id}):
        photos.setdefault(row.unit_id, []).append({
            "sha256": row.sha256, "media": row.media, "width": row.width, "height": row.height, "size": row.size,
            "at": local(site, row.at), "station": row.station, "user": row.user or "",
        })  # fmt: skip
    work: dict[uuid.UUID, list[Any]] = {}
    for row in connection.execute(_WORK, {"case": case_id}):
        work.setdefault(row.unit_id, []).append(row)
    keys = sorted(({row.order_id for row in (*lines, *units)} | {head.order_id}) - {None})
    orders = [
        {"order_no": row.order_no, "channel": row.channel, "status": row.status,
         "ordered_at": local(site, row.ordered_at), "id": row.id}
        for row in connection.execute(_ORDERS, {"orders": keys})
    ]  # fmt: skip
    numbers = {order.pop("id"): order["order_no"] for order in orders}
    refs = [case_id, *{unit.clearance_id for unit in units if unit.clearance_id is not None}]
    state = _state(site, now, head)
    good = [unit for unit in units if unit.kind == "returned" and unit.grade not in ("", NOT_OURS)]
    return {
        "rma": head.no, "client": head.client or "", "kind": head.kind, "kind_said": CASE_KINDS[head.kind],
        "status": head.status, "state": state, "state_said": STATES[state], "tracking_no": head.tracking_no,
        "order_no": numbers.get(head.order_id, ""), "value": money(head.value),
        "created_at": local(site, head.created_at), "arrived_at": local(site, head.arrived_at),
        "handover": head.handover or "", "due_at": local(site, head.due_at), "closed_at": local(site, head.closed_at),
        "in_time": head.closed_at <= head.due_at if head.closed_at and head.due_at else None,
        "station": head.station or "", "inspector": head.user or "", "owner": head.owner or "",
        "orders": orders,
        "parcels": [
            {"order_no": numbers[row.order_id], "parcel": row.sscc, "tracking_no": row.tracking_no or "",
             "carrier": row.code, "status": row.status, "shipped_at": local(site, row.shipped_at)}
            for row in connection.execute(_PARCELS, {"orders": keys})
        ],
        "lines": [
            {"sku": x.sku, "name": x.name, "order_no": x.order_no or "", "expected": x.expected,
             "received": x.received, "reason": x.reason, "wants": x.wants,
             "wants_said": WANTS.get(x.wants, x.wants), "exchange_sku": x.exchange_sku or ""}
            for x in lines
        ],
        "units": units_told(connection, site, units, photos, work),
        "photos": photos.get(None, []),
        "outcome": head.outcome, "outcome_said": OUTCOMES[head.outcome], "outcome_reason": head.outcome_reason,
        "outcome_reason_said": OUTCOME_REASONS.get(head.outcome_reason, head.outcome_reason),
        "gift": head.gift, "accepted_value": money(sum(unit.value for unit in good)),
        "refund_due_at": local(site, head.refund_due_at), "refunded_at": local(site, head.refunded_at),
        "replacement": head.replacement or "", "replacement_status": head.replacement_status or "",
        "journal": [
            {"at": local(site, row.at), "user": row.user or "", "station": row.station, "workflow": row.workflow,
             "step": row.step, "scan": row.raw, "ok": row.ok, "code": row.code,
             "say": Sentence.from_json(row.result["say"]), "undone": row.undone is not None}
            for row in connection.execute(_SCANS, {"refs": refs, "since": head.arrived_at or head.created_at})
        ],
    }  # fmt: skip


def worded(told: Any, language: str) -> Any:
    """Plain data for JSON: Sentences translated, times UTC in ISO 8601 ('' where they have not come)."""
    match told:
        case Sentence():
            return translate(told, language)
        case datetime():
            return told.astimezone(UTC).isoformat()
        case dict():
            return {name: worded(value, language) for name, value in told.items()}
        case list():
            return [worded(value, language) for value in told]
    return told


def _state(site: SiteFacts, now: datetime, head: Any) -> str:
    if head.status != "arrived" or head.due_at is None:
        return str(head.status)
    return work_calendar(site).urgency(head.due_at, now, risk(site))
