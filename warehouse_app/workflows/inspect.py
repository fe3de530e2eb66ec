"""Inspect (반품 검수): every unit that came back is looked at, graded, and put where its grade sends it.

Scan the parcel (any code on it), or Done for the most urgent one. Scan a unit: the program asks what it is like, one
answer a scan; a sealed unit needs one. Grade, label and destination follow; stick the label on, put the unit there and
scan the place. When all that was announced is placed the case ends by itself; else CMD-DONE ends it.

Exceptions: not announced, more than was shipped, not of this order, not ours → the same scan again takes it in, and it
goes to its own place. Nothing inside → CMD-EMPTY. No barcode → CMD-NOCODE. The grade is wrong → CMD-GRADE, choose
another and say why. A photo is wanted → CMD-PHOTO. The tote is full → CMD-SPLIT. Something else came to light after the
case ended → scan the unit, and it is open again. A unit's own label, scanned first by a second inspector, asks for a
grade without showing the first one.
"""

from __future__ import annotations

import uuid

from sqlalchemy import bindparam, select

from warehouse_app.database.models import ReturnCase, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.returns import arrive, find_case, open_blind, order_of
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import gift_back, inspect_end, inspect_grade, inspect_second, inspect_unit
from warehouse_app.workflows.claims import take_up
from warehouse_app.workflows.inspect_facts import InspectJob, load, next_case

NAME = "inspect"
ROLES = frozenset({"inspector"})

_case = table(ReturnCase)
_LAST = select(_case.c.id, _case.c.no, _case.c.status).where(_case.c.id == bindparam("case"))


def next_step(turn: Turn) -> Step:
    """Case → unit → its questions → its photo → its destination, until nothing is left in the box."""
    if "second" in turn.hand:
        return inspect_second.question(turn)
    job = load(turn)
    if job is None:
        return _start(turn)
    if job.unit is not None:
        return inspect_unit.next_step(turn, job) or inspect_end.scan_destination(turn, job)
    if job.head.gift == "asked":
        return gift_back.step(turn, job, inspect_end.finish)
    if "nocode" in job.hand:
        return inspect_unit.choose_step(job)
    return _scan_item(job)


# -- which case -----------------------------------------------------------------------------------------------------


def _start(turn: Turn) -> Step:
    urgent = next_case(turn)
    accepts: dict[str, Handler] = dict.fromkeys(("rma", "tracking_no", "parcel", "order"), _open)
    accepts["serial"] = inspect_second.open_unit
    if turn.hand.get("last"):
        accepts |= dict.fromkeys(("item", "insert", "box", "unknown"), _reopen)
    shown = ("rma", "tracking_no", "parcel", "order")
    if urgent is None:
        return Step("start", say("No returns wait. Scan a parcel that came back"), accepts, shown=shown)

    def following(turn: Turn, _: Thing) -> Said:
        found = turn.connection.execute(_LAST, {"case": urgent.id}).one()
        return _claim(turn, urgent.id, found.no, None)

    ask = say("Scan the return {rma}, or any other", rma=urgent.no)
    return Step("start", ask, accepts, {"CMD-DONE": following}, target={"rma": urgent.no}, shown=shown)


def _open(turn: Turn, thing: Thing) -> Said:
    """Go to work at the case of a scanned parcel; one that nobody announced opens now."""
    found = find_case(turn, thing, "arrived")
    if found is not None and thing.kind != "rma" and found.status == "done":
        found = None
    if found is None:
        found = open_blind(turn, order_of(turn, thing))
    if found.status == "done":
        raise Refused("already_done", say("Return {rma} is finished.", rma=found.no))
    if found.status == "announced":
        arrive(turn, found)
    return _claim(turn, found.id, found.no, found.station_id)


def _claim(turn: Turn, case_id: uuid.UUID, no: str, holder: uuid.UUID | None) -> Said:
    take_up(turn, ReturnCase, case_id, holder)
    if turn.hand.get("last"):
        turn.hold({k: v for k, v in turn.hand.items() if k != "last"})
    return Said(say("Return {rma}", rma=no), ref_id=case_id)


def _reopen(turn: Turn, thing: Thing) -> Said:
    """One more unit of the case that ended last at this bench."""
    last = turn.connection.execute(_LAST, {"case": uuid.UUID(turn.hand["last"])}).first()
    if last is None or last.status != "done":
        raise Refused("wrong_kind", say("First scan the parcel."))
    turn.confirm(say("One more from return {rma}?", rma=last.no))
    inspect_end.reopen(turn, last.id)
    turn.hold({k: v for k, v in turn.hand.items() if k != "last"})
    job = load(turn)
    assert job is not None
    return inspect_unit.take(turn, job, thing)


# -- its units ------------------------------------------------------------------------------------------------------


def _scan_item(job: InspectJob) -> Step:
    def item(turn: Turn, thing: Thing) -> Said:
        return inspect_unit.take(turn, job, thing)

    accepts: dict[str, Handler] = dict.fromkeys(("item", "insert", "box", "unknown"), item)
    accepts["order"] = lambda turn, thing: inspect_unit.name_order(turn, job, thing)
    accepts["rma"] = lambda turn, thing: _other(job, thing)
    commands: dict[str, Handler] = {
        "CMD-DONE": lambda turn, _: inspect_end.end(turn, job),
        "CMD-EMPTY": lambda turn, _: inspect_end.empty(turn, job),
        "CMD-NOCODE": lambda turn, _: inspect_unit.no_code(turn, job),
        "CMD-PHOTO": lambda turn, _: inspect_grade.photo_of_case(turn, job),
        "CMD-BACK": lambda turn, _: _leave(turn, job),
    }
    return Step(
        "scan_item", _ask(job), accepts, commands, wanted={line.product_id for line in job.unfinished},
        target=job.target(), done=job.done, total=job.total, lines=job.shown(), shown=("item",),
        goes_on=not job.unfinished and bool(job.lines), facts=inspect_grade.facts(job), detail=_detail(job),
        image=next((line.image or "" for line in job.unfinished), ""),
    )  # fmt: skip


def _ask(job: InspectJob) -> Sentence:
    if job.unfinished:
        at = job.unfinished[0]
        return say("Scan the units in the box: {sku} and {n} in all", sku=at.sku, n=job.total - job.done)
    if job.lines:
        return say("Scan what else is in the box, or Done")
    return say("Scan the units in the box")


def _detail(job: InspectJob) -> Sentence | None:
    if job.head.kind == "blind":
        return say("Nobody announced this return")
    if job.head.kind == "unknown":
        return say("Unknown: scan the order if you find out which")
    return None


def _other(job: InspectJob, thing: Thing) -> Said:
    if thing.id == job.head.case_id:
        raise Refused("already_done", say("This is return {rma}.", rma=job.head.no))
    raise Refused("wrong_parcel", say("This is another return."), say("First finish {rma}.", rma=job.head.no))


def _leave(turn: Turn, job: InspectJob) -> Said:
    turn.recorder.set(ReturnCase, job.head.case_id, station_id=(turn.station_id, None))
    turn.hold({k: v for k, v in turn.hand.items() if k == "totes"})
    return Said(say("Return {rma} waits again.", rma=job.head.no), ref_id=job.head.case_id)
