"""What happens to a parcel besides its scans: opening it for an order, its label, its end, taking it apart."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select

from warehouse_app.combining import in_parcel, orders_in, parcels_with
from warehouse_app.coolants import COLD
from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import (
    Allocation,
    Balance,
    Client,
    Code,
    Location,
    Order,
    OrderLine,
    Parcel,
    ParcelLine,
    PrintJob,
    TrackingNumber,
    table,
)
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.numbers import next_sscc, next_tracking_number
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.step import Refused, Turn
from warehouse_app.workflows import cold, supplies, way
from warehouse_app.workflows.claims import take_up
from warehouse_app.workflows.contents import Goods, contents_of, goods_of

_order, _line, _parcel, _pline = table(Order), table(OrderLine), table(Parcel), table(ParcelLine)
_client, _balance, _location = table(Client), table(Balance), table(Location)
_a, _job = table(Allocation), table(PrintJob)

_ORDER = (
    select(_order, _client.c.code.label("client"), _client.c.handwritten_notes)
    .join_from(_order, _client, _client.c.id == _order.c.client_id)
    .where(_order.c.id == bindparam("order"))
    .with_for_update(of=_order)
)
_OPEN_PARCEL = select(_parcel).where(
    _parcel.c.id.in_(parcels_with(bindparam("order"))), _parcel.c.status.in_(["open", "labelled"])
)
_LAST_COPY = select(func.max(_job.c.copy)).where(_job.c.ref_id == bindparam("ref"), _job.c.kind == bindparam("kind"))
_AHEAD = select(_parcel).where(_parcel.c.order_id == bindparam("order"), _parcel.c.status == "ahead")
_TOTES = (
    select(_location.c.id, _location.c.code, _location.c.use, _location.c.order_id, _location.c.batch_id,
           _location.c.slot, _location.c.is_full, func.coalesce(func.sum(_balance.c.on_hand), 0).label("units"))
    .select_from(_location.outerjoin(_balance, _balance.c.location_id == _location.c.id))
    .where(or_(_location.c.order_id == bindparam("order"), _location.c.id == bindparam("tote")),
           _location.c.kind == "tote")
    .group_by(_location.c.id)
    .order_by(_location.c.code)
)  # fmt: skip
_PROGRESS = (
    select(
        func.sum(_line.c.ordered - _line.c.cancelled).label("wanted"), func.sum(_line.c.picked).label("picked"),
        func.sum(_line.c.packed).label("packed"), func.sum(_line.c.allocated).label("allocated"),
    )
    .where(_line.c.order_id == bindparam("order"), _line.c.kind == "goods")
)  # fmt: skip
_CONTENT = select(_balance).where(_balance.c.location_id == bindparam("parcel"), _balance.c.on_hand > 0)
_GOODS_LINES = (
    select(_pline.c.id.label("line_id"), _pline.c.order_line_id, _pline.c.product_id, _pline.c.quantity,
           _pline.c.verified, _line.c.order_id)
    .join_from(_pline, _line, _line.c.id == _pline.c.order_line_id)
    .where(_pline.c.parcel_id == bindparam("parcel"), _pline.c.quantity > 0)
    .order_by(_pline.c.line_no)
)  # fmt: skip
_ORDERS = select(_order.c.id, _order.c.status).where(_order.c.id.in_(orders_in(in_parcel(bindparam("parcel")))))
SHARED_TOTE_OF = (
    select(_location.c.id, _location.c.code, _location.c.batch_id)
    .join_from(_a, _location, and_(_location.c.batch_id == _a.c.batch_id, _location.c.use == "single"))
    .where(_a.c.order_id == bindparam("order"), _a.c.picked > 0)
    .order_by(_location.c.code)
    .limit(1)
)
_OWN_TOTE_OF = (
    select(_location.c.id, _location.c.batch_id)
    .where(_location.c.order_id == bindparam("order"), _location.c.kind == "tote")
    .order_by(_location.c.code)
    .limit(1)
)
_LABEL_JOBS = select(_job.c.id, _job.c.status).where(
    _job.c.ref_id == bindparam("parcel"),
    _job.c.kind == "shipping_label",
    _job.c.status.in_(["requested", "sent", "printed", "unsure", "failed"]),
)


def open_order(
    turn: Turn,
    order_id: uuid.UUID,
    tote_id: uuid.UUID | None,
    batch_id: uuid.UUID | None = None,
    *,
    chosen: bool = False,
) -> Any:
    """Open the order's parcel at this bench: take up the one begun, or begin it. Returns the order's row.

    `chosen`: the program found it among the picked ones; if a colleague was faster, another one is found (Conflict).
    Raises Refused: blocked, claimed, no_stock, already_done.
    """
    order = turn.connection.execute(_ORDER, {"order": order_id}).one()
    if chosen and order.status != "picked":
        raise Conflict("order")
    begun = turn.connection.execute(_OPEN_PARCEL, {"order": order_id}).first()
    if begun is not None:
        take_up(turn, Parcel, begun.id, begun.station_id)
        if again := cold.clock(turn, begun, runs=True):
            turn.recorder.set(Parcel, begun.id, **again)
        return order
    _check_ready(order)
    ahead = turn.connection.execute(_AHEAD, {"order": order_id}).first()
    goods = goods_of(turn.connection, order)
    if not goods.lines:
        raise Refused("nothing_to_do", say("Order {order} has nothing to pack.", order=order.order_no))
    _begin(turn, tote_id, batch_id, goods, ahead)
    return order


def _check_ready(order: Any) -> None:
    no = order.order_no
    if order.status == "cancelled":
        raise Refused("blocked", say("Order {order} is cancelled. Put its goods back.", order=no))
    if order.status == "on_hold":
        raise Refused("blocked", say("Order {order} is on hold. Leave it on the hold shelf.", order=no))
    if order.status in ("allocated", "picking", "new"):
        raise Refused("wrong_tote", say("Order {order} is still being picked.", order=no))
    if order.status == "waiting":
        raise Refused("no_stock", say("Order {order} waits for stock.", order=no))
    if order.status in ("packed", "shipped", "part_shipped", "complete"):
        raise Refused("already_done", say("Order {order} is packed.", order=no))


def _begin(turn: Turn, tote_id: uuid.UUID | None, batch_id: uuid.UUID | None, goods: Goods, ahead: Any | None) -> None:
    """Begin the parcel; one that was labelled before picking (`ahead`) is filled now."""
    record, order, parcel_id = turn.recorder, goods.order, ahead.id if ahead else new_key()
    by = way.at_opening(turn, order, goods.temperature)
    contents = contents_of(turn, parcel_id, [goods], by["hours"])
    head = {
        "station_id": turn.station_id, "user_id": turn.user_id, "tote_id": tote_id, "batch_id": batch_id,
        "warm_since": turn.now if goods.temperature in COLD else None, **contents.parcel,
        **(by if ahead is None or ahead.carrier_id == by["carrier_id"] else {}),
    }  # fmt: skip
    if ahead:
        changes = {n: (getattr(ahead, n), value) for n, value in head.items() if getattr(ahead, n) != value}
        record.set(Parcel, parcel_id, status=("ahead", "open"), **changes)
    else:
        parcel = new_parcel(turn.connection, turn.site.id, order, parcel_id, turn.now)
        record.add(Parcel, [{**parcel, **head}], undo={"status": "void", "station_id": None})
    record.add(ParcelLine, contents.lines)
    if order.status != "packing":
        record.set(Order, order.id, status=(order.status, "packing"))
    note = contents.parcel["needs_confirm"] and not order.handwritten_notes
    request_print(turn, ["packing_slip", "gift_note"] if note else ["packing_slip"], parcel_id, order.order_no)


def new_parcel(
    connection: Connection, site_id: uuid.UUID, order: Any, parcel_id: uuid.UUID, now: datetime
) -> dict[str, Any]:
    """The row of a new open parcel, to be inserted; its SSCC and its place in the ledger are made here and stay."""
    code = next_sscc(connection)
    place = {"id": parcel_id, "site_id": site_id, "code": code, "kind": "parcel", "temperature": "ambient"}
    connection.execute(insert(_location).values(place))
    connection.execute(insert(table(Code)).values(text=code, kind="parcel", ref_id=parcel_id, quantity=1))
    return {
        "id": parcel_id, "order_id": order.id, "sscc": code, "status": "open", "carrier_id": order.carrier_id,
        "opened_at": now,
    }  # fmt: skip


def request_print(turn: Turn, kinds: list[str], ref_id: uuid.UUID, code: str, reason: str = "", copy: int = 0) -> None:
    """Ask for papers; they are printed after the commit."""
    rows = [
        {"kind": kind, "ref_id": ref_id, "code": code, "status": "requested", "reason": reason, "copy": copy,
         "station_id": turn.station_id, "at": turn.now}
        for kind in kinds
    ]  # fmt: skip
    turn.recorder.add(PrintJob, rows, undo={"status": "void"})


def request_copy(turn: Turn, kind: str, ref_id: uuid.UUID, code: str) -> None:
    """Ask for one more copy of a paper; each says which copy it is."""
    last = turn.connection.scalar(_LAST_COPY, {"ref": ref_id, "kind": kind}) or 0
    request_print(turn, [kind], ref_id, code, "reprint", last + 1)


def label(turn: Turn, head: Any) -> None:
    """Everything is in the box: take a tracking number and print the label, unless it was printed ahead."""
    if head.tracking_no:
        turn.recorder.set(Parcel, head.id, status=("open", "labelled"))
        return
    carrier_id, rule, carrier, service = way.at_label(turn, head)
    number = buy_number(turn.connection, carrier_id, rule, carrier, head.id, turn.now, service)
    changes: dict[str, Any] = {"status": ("open", "labelled"), "tracking_no": (None, number)}
    if head.blocked == "address":
        changes["blocked"] = ("address", "")
    turn.recorder.set(Parcel, head.id, **changes)
    request_print(turn, ["shipping_label"], head.id, number)


def buy_number(
    connection: Connection, carrier_id: uuid.UUID, rule: str, carrier: str, parcel_id: uuid.UUID, now: datetime,
    service: str = "",
) -> str:  # fmt: skip
    """A tracking number for a parcel; it is burned whatever becomes of it. Raises Refused no_numbers."""
    number = next_tracking_number(connection, carrier_id, rule, carrier, service)
    connection.execute(
        insert(table(TrackingNumber)).values(
            number=number, carrier_id=carrier_id, parcel_id=parcel_id, issued_at=now
        )
    )  # fmt: skip
    connection.execute(insert(table(Code)).values(text=number, kind="tracking_no", ref_id=parcel_id, quantity=1))
    return number


def close(turn: Turn, head: Any) -> uuid.UUID | None:
    """The label is on the box: the parcel is closed and its totes are free. Returns an order that goes on."""
    record, goes_on = turn.recorder, None
    record.set(
        Parcel, head.id, status=("labelled", "packed"), closed_at=(None, turn.now),
        station_id=(turn.station_id, None),
    )  # fmt: skip
    jobs = turn.connection.execute(_LABEL_JOBS, {"parcel": head.id}).all()
    for status in {j.status for j in jobs}:
        record.set_many(PrintJob, [j.id for j in jobs if j.status == status], status=(status, "verified"))
    for order_id, status in _orders(turn.connection, head):
        progress = turn.connection.execute(_PROGRESS, {"order": order_id}).one()
        more = min(progress.picked, progress.wanted) > progress.packed
        if status == "packing":
            record.set(Order, order_id, status=("packing", "picked" if more else "packed"))
        tote_id = head.tote_id if order_id == head.order_id else tote_of(turn.connection, order_id)[0]
        free_totes(turn, order_id, tote_id, surplus="pick" if more else "putback")
        if more:
            goes_on = goes_on or order_id
    return goes_on


def free_totes(turn: Turn, order_id: uuid.UUID, tote_id: uuid.UUID | None, surplus: str) -> None:
    """Free the order's empty totes; one that still holds its goods gets the use `surplus`."""
    for tote in turn.connection.execute(_TOTES, {"order": order_id, "tote": tote_id}).all():
        if not tote.units:
            turn.recorder.set(
                Location, tote.id, use=(tote.use, ""), order_id=(tote.order_id, None),
                batch_id=(tote.batch_id, None), slot=(tote.slot, 0), is_full=(tote.is_full, False),
            )  # fmt: skip
            if turn.tote_id == tote.id:
                turn.take_tote(None)
        elif tote.order_id == order_id and tote.use != surplus:
            turn.recorder.set(Location, tote.id, use=(tote.use, surplus))


def orders_of(connection: Connection, head: Any) -> list[uuid.UUID]:
    """The orders of a parcel, the one that leads first."""
    return [order_id for order_id, _ in _orders(connection, head)]


def _orders(connection: Connection, head: Any) -> list[tuple[uuid.UUID, str]]:
    """The orders of a parcel with their statuses, the one that leads first."""
    if not head.joined:
        return [(head.order_id, head.order_status)]
    rows = connection.execute(_ORDERS, {"parcel": head.id}).all()
    return sorted(((r.id, r.status) for r in rows), key=lambda r: (r[0] != head.order_id, r[0]))


def tote_of(connection: Connection, order_id: uuid.UUID) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """The tote that an order's goods lie in, its own or one it shares, and the pick batch that filled it."""
    found: Any = connection.execute(_OWN_TOTE_OF, {"order": order_id}).first()
    found = found or connection.execute(SHARED_TOTE_OF, {"order": order_id}).first()
    return (found.id, found.batch_id) if found else (None, None)


def goods_lines(connection: Connection, parcel_id: uuid.UUID) -> list[Any]:
    """The lines of goods of a parcel: line_id, order_id, order_line_id, product_id, quantity, verified."""
    return list(connection.execute(_GOODS_LINES, {"parcel": parcel_id}).all())


def unpack(turn: Turn, head: Any, totes: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Goods back into the totes of their orders, {order: tote}; orders that have none here stay in the parcel.

    When none is left, box and inserts go back to stock; the parcel is void, its number burned.
    """
    record = turn.recorder
    lines = goods_lines(turn.connection, head.id)
    mine = [line for line in lines if line.order_id in totes]
    leaving = _orders(turn.connection, head)
    stay = any(line.verified for line in lines if line.order_id not in totes)
    _take_out(turn, head, mine, totes, supplied=not stay)
    record.count(OrderLine, {line.order_line_id: {"packed": -line.verified} for line in mine if line.verified})
    if stay:
        units = sum(line.verified for line in mine)
        less = {line.line_id: {"verified": -line.verified, "quantity": -line.quantity} for line in mine}
        record.count(ParcelLine, less)
        whole = sum(line.quantity for line in mine)
        leaving = [(order_id, status) for order_id, status in leaving if order_id in totes]
        less_joined = sum(order_id != head.order_id for order_id, _ in leaving)
        record.set(
            Parcel, head.id, verified=(head.verified, head.verified - units), units=(head.units, head.units - whole),
            joined=(head.joined, head.joined - less_joined), blocked=(head.blocked, "unpack"),
        )  # fmt: skip
    else:
        record.set(
            Parcel, head.id, status=(head.status, "void"), station_id=(head.station_id, None),
            tracking_no=(head.tracking_no, None), manifest_id=(head.manifest_id, None),
        )  # fmt: skip
    for order_id, status in leaving:
        if status in ("packing", "packed", "picked"):
            record.set(Order, order_id, status=(status, "picked"))


def _take_out(
    turn: Turn, head: Any, lines: list[Any], totes: Mapping[uuid.UUID, uuid.UUID], *, supplied: bool
) -> None:  # fmt: skip
    """Units of these lines into the totes of their orders; what the parcel was supplied with back to its places."""
    wanted = Counter[tuple[uuid.UUID, uuid.UUID]]()
    for line in lines:
        wanted[line.product_id, totes[line.order_id]] += line.verified
    sources = supplies.sources(turn, head.id)
    moves = []
    for content in turn.connection.execute(_CONTENT, {"parcel": head.id}).all():
        key = StockKey(content.product_id, content.lot, content.expiry, content.serial, content.grade)
        left = content.on_hand
        for place, units in supplies.back(sources, content):
            left -= units
            if supplied:
                moves.append(MoveLine(key, units, head.id, place, "unpack", head.id))
        for (product_id, tote_id), units in wanted.items():
            if product_id == content.product_id and (n := min(left, units)) > 0:
                moves.append(MoveLine(key, n, head.id, tote_id, "unpack", head.id))
                wanted[product_id, tote_id] -= n
                left -= n
    turn.recorder.move_many(moves)
