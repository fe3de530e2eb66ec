"""Arrive (반품 입고): scan every return parcel in as it comes to the dock; its clock starts.

Scan any code on the parcel: its return tracking number, the number of the return, our own label, or the order. That
is all; the parcel goes to the shelf of returns. A parcel with our own label that is still sealed (반송: undelivered) is
done here: scan a tote, put everything into it; CMD-NO if it was opened.

Exceptions: nobody knows the code → scan it again, a case of its own opens; take a photo (CMD-PHOTO) or go on. The
driver leaves many at once → CMD-QTY and their number: the clock of all of them starts, and those not scanned are
missed when CMD-DONE ends the hand-over.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, exists, func, literal_column, select

from warehouse_app.database.engine import Conflict
from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import (
    Handover,
    Location,
    Move,
    OrderLine,
    Parcel,
    Product,
    ReturnCase,
    ReturnUnit,
    Station,
    table,
)
from warehouse_app.domain.sentences import say
from warehouse_app.numbers import next_own
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.resolve import Thing
from warehouse_app.returns import arrive, client_of, due_at, find_case, open_blind, open_case, order_of
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows.evidence import attach_photos

NAME = "arrive"
ROLES = frozenset({"receiver", "inspector"})

_handover, _case, _parcel, _move = table(Handover), table(ReturnCase), table(Parcel), table(Move)
_order_line, _product, _location, _unit = table(OrderLine), table(Product), table(Location), table(ReturnUnit)
_station = table(Station)
_MOST = 9999  # parcels a driver leaves at once

_OPEN_HANDOVER = select(_handover).where(
    _handover.c.status == literal_column("'open'"), _handover.c.station_id == bindparam("station")
)
_NEXT = (
    select(_case.c.no, _case.c.tracking_no)
    .where(_case.c.status == literal_column("'announced'"))  # as its index has it
    .order_by(_case.c.created_at, _case.c.id)
    .limit(1)
)
_PARCEL = select(_parcel.c.id, _parcel.c.sscc, _parcel.c.tracking_no, _parcel.c.order_id).where(
    _parcel.c.id == bindparam("parcel")
)
_undo = _move.alias("undo")
# What left in the parcel; box and material stay used.
_CONTENT = (
    select(
        _move.c.product_id, _move.c.lot, _move.c.expiry, _move.c.serial, _move.c.grade, _move.c.ref_id,
        func.sum(_move.c.quantity).label("quantity"), _product.c.temperature, _product.c.kind, _product.c.price,
        _order_line.c.id.label("order_line_id"), _order_line.c.shipped, _order_line.c.returned,
        _order_line.c.unit_price,
    )
    .join_from(_move, _product, _product.c.id == _move.c.product_id)
    .outerjoin(_order_line, (_order_line.c.order_id == _move.c.ref_id)
               & (_order_line.c.product_id == _move.c.product_id))
    .where(
        _move.c.from_id == bindparam("parcel"), _move.c.to_id == bindparam("customer"), _move.c.kind == "ship",
        _product.c.kind.in_(["goods", "insert"]),
        ~exists(select(_undo.c.id).where(_undo.c.reverses == _move.c.id)),
    )
    .group_by(
        _move.c.product_id, _move.c.lot, _move.c.expiry, _move.c.serial, _move.c.grade, _move.c.ref_id,
        _product.c.temperature, _product.c.kind, _product.c.price, _order_line.c.id,
    )
)  # fmt: skip
_TOO_MANY = select(func.count()).where(
    _order_line.c.id.in_(bindparam("lines", expanding=True)), _order_line.c.returned > _order_line.c.shipped
)
_OF_PARCEL = select(_case.c.no).where(_case.c.parcel_id == bindparam("parcel")).limit(1)
_TOTE = (
    select(_location.c.code)
    .where(NO_PARCEL, _location.c.kind == "tote", _location.c.use == "")
    .order_by(_location.c.code)
    .limit(1)
)
_LOCK_TOTE = select(_location.c.use).where(_location.c.id == bindparam("tote")).with_for_update(key_share=True)
_OPEN_ELSEWHERE = select(_station.c.id).where(_station.c.tote_id == bindparam("tote")).limit(1)


def next_step(turn: Turn) -> Step:
    """Parcel after parcel; a sealed one with its tote."""
    hand = turn.hand
    if "parcel" in hand:
        return _sealed(turn, uuid.UUID(hand["parcel"]))
    if "unknown" in hand:
        return _unknown(hand["unknown"], hand["no"])
    if "count" in hand:
        return _enter_quantity()
    return _scan_parcel(turn)


def _scan_parcel(turn: Turn) -> Step:
    handover = turn.connection.execute(_OPEN_HANDOVER, {"station": turn.station_id}).first()
    following = turn.connection.execute(_NEXT).first()
    target: dict[str, Any] = {}
    if following is not None:
        target = {"rma": following.no, "tracking_no": following.tracking_no}

    def scan(turn: Turn, thing: Thing) -> Said:
        return _arrived(turn, thing, handover)

    accepts = dict.fromkeys(("tracking_no", "rma", "parcel", "order"), scan)
    accepts |= dict.fromkeys(("unknown", "item", "insert", "box"), lambda turn, thing: _nobodys(turn, thing, handover))
    shown = ("tracking_no", "rma", "parcel", "order")
    if handover is None:
        ask = say("Scan every return parcel")
        return Step("start", ask, accepts, {"CMD-QTY": _count}, target=target, shown=shown)
    left = max(handover.parcels - handover.scanned, 0)
    ask = say("Scan the parcels: {left} more", left=left) if left else say("All are here: scan Done")
    commands = {"CMD-DONE": lambda turn, _: _end_handover(turn, handover)}
    return Step(
        "scan_parcel", ask, accepts, commands, goes_on=not left, target=target, shown=shown,
        done=handover.scanned, total=max(handover.parcels, handover.scanned),
        detail=say("Hand-over {no}", no=handover.no),
    )  # fmt: skip


def _arrived(turn: Turn, thing: Thing, handover: Any | None) -> Said:
    found = find_case(turn, thing, "announced")
    if found is not None and thing.kind in ("parcel", "tracking_no") and found.status == "done":
        found = None  # an earlier return of the same order
    if found is None:
        order_id = order_of(turn, thing)
        if thing.kind in ("parcel", "tracking_no"):
            no = turn.connection.scalar(_OF_PARCEL, {"parcel": thing.id})
            if no is not None:
                raise Refused("already_done", say("Return {rma} of this parcel is here already.", rma=no))
            turn.hold({"parcel": str(thing.id)})
            return Said(say("Our own label. Is the parcel still sealed?"), ref_id=order_id)
        found = open_blind(turn, order_id)
    elif found.status == "arrived":
        raise Refused("already_done", say("Return {rma} is here already.", rma=found.no))
    elif found.status == "done":
        raise Refused("already_done", say("Return {rma} is finished.", rma=found.no))
    arrive(turn, found, handover)
    return Said(say("Return {rma} is here. Put it on the shelf.", rma=found.no), ref_id=found.id)


# -- sealed: back to stock at once --------------------------------------------------------------------------------


def _sealed(turn: Turn, parcel_id: uuid.UUID) -> Step:
    parcel = turn.connection.execute(_PARCEL, {"parcel": parcel_id}).one()
    tote = turn.hand.get("tote") or turn.connection.scalar(_TOTE)
    ask = say("Still sealed: scan a tote for everything in it. Opened: No")
    target = {"parcel": parcel.sscc, "tracking_no": parcel.tracking_no, "tote": tote, "destination": tote}

    def opened(turn: Turn, _: Thing) -> Said:
        found = open_blind(turn, parcel.order_id, parcel.id)
        arrive(turn, found, turn.connection.execute(_OPEN_HANDOVER, {"station": turn.station_id}).first())
        turn.hold({})
        return Said(say("Return {rma} is here. Put it on the shelf.", rma=found.no), ref_id=found.id)

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({})
        return Said(say("The parcel is left as it was."))

    commands = {"CMD-NO": opened, "CMD-BACK": back}
    return Step(
        "scan_tote", ask, {"tote": lambda turn, thing: _back_to_origin(turn, parcel, thing)}, commands, target=target
    )


def _back_to_origin(turn: Turn, parcel: Any, thing: Thing) -> Said:
    """Everything that left in the parcel is in the tote and goes back to the bins as new."""
    use = turn.connection.scalar(_LOCK_TOTE, {"tote": thing.id})
    if use not in ("", "received"):
        raise Refused("wrong_tote", say("{tote} is in use for orders.", tote=thing.label))
    if use == "received" and turn.connection.scalar(_OPEN_ELSEWHERE, {"tote": thing.id}):
        raise Refused("wrong_tote", say("{tote} is being emptied.", tote=thing.label))
    customer = turn.site.outside["CUSTOMER"]
    rows = turn.connection.execute(_CONTENT, {"parcel": parcel.id, "customer": customer}).all()
    back = [row for row in rows if row.order_line_id is None or row.returned + row.quantity <= row.shipped]
    if not back:
        raise Refused("already_done", say("All of this parcel has come back already."))
    if len(back) < len(rows):
        raise Refused("blocked", say("Some of this parcel has come back already: scan No, and it is inspected."))
    if any(row.temperature != "ambient" for row in back):
        raise Refused("blocked", say("It was to be kept cold: scan No, and it is inspected."))
    record = turn.recorder
    found = open_case(turn, "rto", client_of(turn, parcel.order_id), order_id=parcel.order_id, parcel_id=parcel.id)
    handover = turn.connection.execute(_OPEN_HANDOVER, {"station": turn.station_id}).first()
    arrive(turn, found, handover)
    record.set(
        ReturnCase, found.id, status=("arrived", "done"), closed_at=(None, turn.now), outcome=("", "none"),
        outcome_reason=("", "rto"),
    )  # fmt: skip
    number = next_own(turn.connection, "unit", len(back))
    record.add(ReturnUnit, [
        {
            "case_id": found.id, "order_line_id": row.order_line_id, "product_id": row.product_id,
            "code": f"UNIT-{number + at}", "kind": "rto", "status": "placed", "lot": row.lot,
            "expiry": row.expiry, "serial": row.serial, "quantity": int(row.quantity), "answers": {},
            "computed": "S", "grade": "S", "disposition": "restock_new",
            "value": (row.unit_price or 0) * int(row.quantity), "recovery": (row.unit_price or 0) * int(row.quantity),
            "place_id": thing.id, "user_id": turn.user_id, "station_id": turn.station_id, "opened_at": turn.now,
            "graded_at": turn.now, "placed_at": turn.now, "second_answers": {},
        }
        for at, row in enumerate(back)
    ])  # fmt: skip
    lines: dict[uuid.UUID, int] = {}
    for row in back:
        if row.order_line_id is not None:
            lines[row.order_line_id] = lines.get(row.order_line_id, 0) + int(row.quantity)
    record.count(OrderLine, {key: {"returned": n} for key, n in sorted(lines.items())})
    if turn.connection.scalar(_TOO_MANY, {"lines": sorted(lines)}):  # somebody else was faster
        raise Conflict("returned")
    record.move_many([
        MoveLine(StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade), int(row.quantity), customer,
                 thing.id, "return", found.id)
        for row in back
    ])  # fmt: skip
    if use == "":
        record.set(Location, thing.id, use=("", "received"))
    turn.hold({})
    units = sum(int(row.quantity) for row in back)
    return Said(say("{units} units in {tote}, to be put away", units=units, tote=thing.label), ref_id=found.id)


# -- nobody knows it ------------------------------------------------------------------------------------------------


def _nobodys(turn: Turn, thing: Thing, handover: Any | None) -> Said:
    """A code that is no parcel's: asked about, then a case of its own, with whoever scanned it as its owner."""
    text = thing.text[:100]
    turn.confirm(say("Nobody knows {code}. Open a case for it?", code=text[:60]))
    found = open_case(turn, "unknown", None, tracking_no=text)
    if thing.kind == "unknown":
        turn.recorder.attach(text, "rma", found.id)
    arrive(turn, found, handover)
    turn.hold({"unknown": str(found.id), "no": found.no})
    return Said(say("Case {rma}: write it on the parcel.", rma=found.no), ref_id=found.id)


def _unknown(case_id: str, no: str) -> Step:
    def photo(turn: Turn, _: Thing) -> Said:
        count = attach_photos(turn, uuid.UUID(case_id))
        turn.hold({})
        if not count:
            return Said(say("{rma} without a photo", rma=no), ref_id=uuid.UUID(case_id))
        return Said(say("{count} photos kept for {rma}", count=count, rma=no), ref_id=uuid.UUID(case_id))

    ask = say("Take a photo of the parcel and write {rma} on it", rma=no)
    return Step("photo", ask, {}, {"CMD-PHOTO": photo, "CMD-DONE": photo}, goes_on=True, target={"rma": no})


# -- a hand-over counted first --------------------------------------------------------------------------------------


def _count(turn: Turn, _: Thing) -> Said:
    turn.hold({"count": True})
    return Said(say("How many parcels did the driver leave?"))


def _enter_quantity() -> Step:
    def enter(turn: Turn, thing: Thing) -> Said:
        if thing.quantity > _MOST:
            raise Refused("bad_quantity", say("At most {most} parcels at once.", most=_MOST))
        no = f"HANDOVER-{turn.site.today(turn.now):%y%m%d}-{next_own(turn.connection, 'handover')}"
        turn.recorder.add(Handover, [{
            "no": no, "parcels": thing.quantity, "station_id": turn.station_id, "user_id": turn.user_id,
            "at": turn.now, "due_at": due_at(turn.site, turn.now),
        }])  # fmt: skip
        turn.hold({})
        return Said(say("{n} parcels: their clock has started", n=thing.quantity))

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({})
        return Said(say("Not counted."))

    ask = say("Enter the number of parcels that the driver left")
    return Step("enter_quantity", ask, {"quantity": enter}, {"CMD-BACK": back})


def _end_handover(turn: Turn, handover: Any) -> Said:
    missing = handover.parcels - handover.scanned
    if missing > 0:
        turn.confirm(say("{n} parcels were not scanned. End the hand-over all the same?", n=missing))
    turn.recorder.set(Handover, handover.id, status=("open", "closed"), closed_at=(None, turn.now))
    if missing > 0:
        return Said(say("Hand-over {no}: {n} parcels are missing", no=handover.no, n=missing))
    return Said(say("Hand-over {no}: all {n} are here", no=handover.no, n=handover.scanned))
