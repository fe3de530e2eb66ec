"""The end of a unit and of a case: its destination, what the customer gets, and a replacement where one is wanted."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Outbox, ReturnCase, ReturnUnit, table
from warehouse_app.domain.dispositions import DISPOSITIONS
from warehouse_app.domain.sentences import say
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.resolve import Thing
from warehouse_app.returns import refund_due_at
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import gift_back, inspect_grade
from warehouse_app.workflows.destinations import Destination, accept, destination, stock_grade
from warehouse_app.workflows.evidence import attach_photos
from warehouse_app.workflows.inspect_facts import InspectJob
from warehouse_app.workflows.parcels import request_copy
from warehouse_app.workflows.replacement import replace

_unit, _case = table(ReturnUnit), table(ReturnCase)
_UNITS = select(
    _unit.c.line_id, _unit.c.product_id, _unit.c.kind, _unit.c.grade, _unit.c.quantity, _unit.c.value
).where(_unit.c.case_id == bindparam("case"))
_CASE = select(_case).where(_case.c.id == bindparam("case"))


# -- the unit -------------------------------------------------------------------------------------------------------


def scan_destination(turn: Turn, job: InspectJob) -> Step:
    """Grade and label are there: the unit goes to the one place that is right for it."""
    unit: Any = job.unit
    to = destination(turn, unit, job.hand.get("totes", {}))
    name = unit.sku or unit.scanned

    def put(turn: Turn, thing: Thing) -> Said:
        return _place(turn, job, unit, to, thing)

    commands: dict[str, Handler] = {
        "CMD-GRADE": lambda turn, _: inspect_grade.change_grade(turn, job),
        "CMD-PHOTO": lambda turn, _: _photo(turn, job),
        "CMD-REPRINT": lambda turn, _: _reprint(turn, job),
    }
    target = job.target(grade=unit.grade, serial=unit.serial, lot=unit.lot, expiry=unit.expiry)
    if to is None:
        ask = say("There is no place for {sku}: call the supervisor", sku=name)
    else:
        target |= {"destination": to.code, "tote" if to.is_tote else "location": to.code}
        ask = say("Stick the label on and put {sku} into {place}", sku=name, place=to.code)
    if to is not None and to.is_tote and not to.is_fixed:
        commands["CMD-SPLIT"] = lambda turn, _: _tote_full(turn, job, unit)
    kind = "tote" if to is not None and to.is_tote else "location"
    return Step(
        "scan_destination", ask, {kind: put, ("location" if kind == "tote" else "tote"): put}, commands,
        target=target, done=job.done, total=job.total, shown=(kind,),
        detail=say("Grade {grade} · {disposition}", grade=unit.grade, disposition=DISPOSITIONS[unit.disposition]),
        facts=(*inspect_grade.facts(job), (say("Recovery"), _money(unit.recovery))), image=unit.image or "",
    )  # fmt: skip


def _money(hundredths: int) -> str:
    return f"{hundredths // 100:,}"


def _place(turn: Turn, job: InspectJob, unit: Any, to: Destination | None, thing: Thing) -> Said:
    place, totes = accept(turn, unit.temperature or "", to, thing, job.hand.get("totes", {}))
    attach_photos(turn, job.head.case_id, unit.id)  # taken while it lay on the bench
    _move(turn, unit, place.id)
    turn.recorder.set(
        ReturnUnit, unit.id, status=("open", "placed"), place_id=(unit.place_id, place.id),
        placed_at=(None, turn.now), station_id=(unit.station_id, turn.station_id), user_id=(unit.user_id, turn.user_id),
    )  # fmt: skip
    held = {k: v for k, v in job.hand.items() if k != "no_photo"}
    turn.hold({**held, "totes": totes} if totes else held)
    name = unit.sku or unit.scanned
    if not job.unfinished and job.expected and not gift_back.asked(turn, job):
        _close(turn, job)
        said = say("{sku} is in {place}. Return {rma} is finished.", sku=name, place=place.code, rma=job.head.no)
        return Said(said, ref_id=job.head.case_id)
    return Said(say("{sku} is in {place}", sku=name, place=place.code), ref_id=job.head.case_id)


def _move(turn: Turn, unit: Any, place_id: uuid.UUID) -> None:
    """The unit is in the books from now on; what is no product of ours never is."""
    if unit.product_id is None:
        return
    is_returned = unit.kind == "returned"
    source = turn.site.outside["CUSTOMER" if is_returned else "ADJUSTMENT"]
    key = StockKey(unit.product_id, unit.lot, unit.expiry, unit.serial, stock_grade(unit.disposition, unit.grade))
    turn.recorder.move_many([
        MoveLine(key, unit.quantity, source, place_id, "return" if is_returned else "found", unit.case_id)
    ])  # fmt: skip


def _tote_full(turn: Turn, job: InspectJob, unit: Any) -> Said:
    totes = {k: v for k, v in job.hand.get("totes", {}).items() if k != (unit.temperature or "ambient")}
    turn.hold({**job.hand, "totes": totes})
    return Said(say("Take an empty tote."), ref_id=job.head.case_id)


def _photo(turn: Turn, job: InspectJob) -> Said:
    unit: Any = job.unit
    count = attach_photos(turn, job.head.case_id, unit.id)
    if not count:
        raise Refused("bad_value", say("No photo was taken."))
    return Said(say("{count} photos kept", count=count), ref_id=job.head.case_id)


def _reprint(turn: Turn, job: InspectJob) -> Said:
    unit: Any = job.unit
    request_copy(turn, "unit_label", unit.id, unit.code)
    return Said(say("The label is printed again."), ref_id=job.head.case_id)


# -- the case -------------------------------------------------------------------------------------------------------


def end(turn: Turn, job: InspectJob) -> Said:
    """CMD-DONE: nothing else is in the box. What is missing is asked about."""
    if not job.lines and job.head.kind != "unknown":
        turn.confirm(say("Nothing was scanned. Is the box empty?"))
    missing = job.total - job.done
    if missing:
        turn.confirm(say("{n} announced units are missing. Finish all the same?", n=missing))
    if job.done and gift_back.asked(turn, job):
        return Said(say("Now the gift"), ref_id=job.head.case_id)
    return finish(turn, job)


def finish(turn: Turn, job: InspectJob) -> Said:
    """The case ends with what came."""
    missing = job.total - job.done
    _close(turn, job)
    if missing:
        return Said(
            say("Return {rma} is finished, {n} units missing", rma=job.head.no, n=missing), ref_id=job.head.case_id
        )
    return Said(say("Return {rma} is finished", rma=job.head.no), ref_id=job.head.case_id)


def empty(turn: Turn, job: InspectJob) -> Said:
    """CMD-EMPTY: the box came without goods."""
    if any(line.received for line in job.lines):
        raise Refused("bad_value", say("Units of this return were scanned: it was not empty."))
    turn.confirm(say("The box of {rma} is empty?", rma=job.head.no))
    _close(turn, job, "empty")
    return Said(say("Return {rma}: an empty box", rma=job.head.no), ref_id=job.head.case_id)


def _close(turn: Turn, job: InspectJob, why: str = "") -> None:
    """The case ends; what its customer gets follows from what came back."""
    head = job.head
    units: list[Any] = list(turn.connection.execute(_UNITS, {"case": head.case_id}))
    outcome, reason = _outcome(job, units, why)
    replacement = None
    exchanges = _exchanges(job, units)
    if exchanges:
        replacement = replace(turn, head, exchanges)
        outcome, reason = ("exchange", "") if replacement else (outcome, "no_address")
    arrived = head.arrived_at or turn.now
    turn.recorder.set(
        ReturnCase, head.case_id, status=("arrived", "done"), closed_at=(None, turn.now), outcome=("", outcome),
        outcome_reason=("", reason), refund_due_at=(None, refund_due_at(turn.site, arrived)),
        station_id=(turn.station_id, None), user_id=(None, turn.user_id), replacement_id=(None, replacement),
    )  # fmt: skip
    payload = {
        "rma": head.no, "outcome": outcome, "reason": reason,
        "units": sum(u.quantity for u in units if u.kind == "returned"),
        "value": sum(u.value for u in units if u.kind == "returned" and u.grade != "X"),
    }  # fmt: skip
    turn.recorder.add(Outbox, [{
        "kind": "return_closed", "ref_id": head.case_id, "payload": payload, "status": "waiting", "at": turn.now
    }], undo={"status": "void"})  # fmt: skip
    turn.hold({**{k: v for k, v in turn.hand.items() if k == "totes"}, "last": str(head.case_id)})


def _outcome(job: InspectJob, units: list[Any], why: str) -> tuple[str, str]:
    """full, part or none, and why not full: empty, not_ours, missing."""
    good = sum(u.quantity for u in units if u.kind == "returned" and u.grade != "X")
    if not good:
        return "none", why or ("not_ours" if units else "empty")
    announced = job.total
    if announced and good < announced:
        return "part", "missing"
    if any(u.kind != "returned" or u.grade == "X" for u in units):
        return "part", "not_ours"
    return "full", ""


def _exchanges(job: InspectJob, units: list[Any]) -> list[tuple[uuid.UUID, int]]:
    """(product, units) to be sent instead of what came back for exchange in a fit state."""
    found: dict[uuid.UUID, int] = {}
    for line in job.lines:
        if line.wants == "exchange":
            came = sum(
                u.quantity for u in units if u.line_id == line.line_id and u.kind == "returned" and u.grade != "X"
            )
            product = line.exchange_id or line.product_id
            if came:
                found[product] = found.get(product, 0) + min(came, line.expected)
    return sorted((product, n) for product, n in found.items() if n)


def reopen(turn: Turn, case_id: uuid.UUID) -> None:
    """A finished case is open again at this bench: something else came to light."""
    found = turn.connection.execute(_CASE, {"case": case_id}).one()
    if found.replacement_id is not None:
        raise Refused("blocked", say("A replacement has been ordered for {rma}.", rma=found.no))
    turn.recorder.set(
        ReturnCase, case_id, status=("done", "arrived"), closed_at=(found.closed_at, None),
        outcome=(found.outcome, ""), outcome_reason=(found.outcome_reason, ""), station_id=(None, turn.station_id),
        refund_due_at=(found.refund_due_at, None), user_id=(found.user_id, None),
    )  # fmt: skip
