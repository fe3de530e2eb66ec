"""Count (재고조사): say what really lies in a bin.

Scan the bin that the screen names, or any other. Then scan every unit that lies in it, or a case for its units, or
the item once and how many of it there are in all. Lot, expiry and serial number are asked where they make a
difference. Scan Done when that is all, Empty when nothing lies there, Back to leave the count.

You do not see what the books say. Where you and they differ by little, the books follow you at once; by more, another
person counts the bin again; by much, a supervisor decides. Goods that moved while you counted are counted again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, and_, bindparam, case, or_, select

from warehouse_app.database.goods import OPEN_COUNT
from warehouse_app.database.models import CountTask, Location, Product, Station, table
from warehouse_app.database.types import Key, UtcTime, new_key
from warehouse_app.domain.sentences import say
from warehouse_app.login import OFFICE_ROLES
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows import count_approval, count_item
from warehouse_app.workflows.claims import SILENT, check_silent
from warehouse_app.workflows.count_facts import load

NAME = "count"
ROLES = frozenset({"receiver", "picker"})
PLACES = ("bin", "quarantine", "returns", "refurbish", "staging")

_task, _location, _station, _product = table(CountTask), table(Location), table(Station), table(Product)
# A supervisor's decision, then what the books doubt, then second counts, then what was planned, bin by bin.
_rank = case(
    (_task.c.stage == "approve", 0), (_task.c.stage == "second", 2), (and_(_task.c.doubt, _task.c.stage == ""), 1),
    else_=3,
)  # fmt: skip
_NEXT = (
    select(_location.c.code, _task.c.reason, _task.c.stage, _product.c.sku, _product.c.name)
    .select_from(
        _task.join(_location, _location.c.id == _task.c.location_id)
        .outerjoin(_station, _station.c.id == _task.c.holder_id)
        .outerjoin(_product, _product.c.id == _task.c.product_id)
    )
    .where(
        OPEN_COUNT, or_(_task.c.stage != "approve", bindparam("office", type_=Boolean)),
        or_(_task.c.holder_id.is_(None), _task.c.holder_id == bindparam("station"), _station.c.heard_at.is_(None),
            _station.c.heard_at < bindparam("silent", type_=UtcTime)),
        or_(_task.c.stage != "second", _task.c.first_user_id.is_distinct_from(bindparam("user", type_=Key))),
    )
    .order_by(_rank, _task.c.at, _location.c.code, _task.c.id)
    .limit(1)
)  # fmt: skip
_PLACE = select(_location.c.id, _location.c.kind).where(_location.c.id == bindparam("place")).with_for_update()
_TASKS_AT = (
    select(_task).where(_task.c.location_id == bindparam("place"), OPEN_COUNT).order_by(_rank, _task.c.at, _task.c.id)
)


def next_step(turn: Turn) -> Step:
    """Bin → items (→ lot, expiry, serial number) (→ quantity), until Done; a supervisor's bin may want his decision."""
    job = load(turn)
    if job is not None:
        return count_item.step(turn, job)
    return count_approval.next_step(turn, _scan_bin) or _start(turn)


def _start(turn: Turn) -> Step:
    where = {
        "station": turn.station_id, "user": turn.user_id, "silent": turn.now - SILENT,
        "office": bool(turn.roles & OFFICE_ROLES),
    }  # fmt: skip
    work = turn.connection.execute(_NEXT, where).first()
    if work is None:
        return Step("start", say("No count is asked for. Scan a bin to count it"), {"location": _scan_bin})
    reason = _STAGES.get(work.stage) or _REASONS.get(work.reason)
    target = {"location": work.code, "sku": work.sku, "name": work.name}
    return Step("start", say("Go to {bin} and scan it", bin=work.code), {"location": _scan_bin}, target=target,
                detail=reason)  # fmt: skip


_STAGES = {
    "second": say("A second count, by another person"), "approve": say("Its count waits for your decision"),
}  # fmt: skip
_REASONS = {
    "short": say("A picker found too few"), "empty": say("A picker found the bin empty"),
    "damaged": say("A picker found damaged goods"), "not_empty": say("This bin should be empty"),
    "plan": say("The day's plan of counts"), "asked": say("This count was asked for"),
}  # fmt: skip


def _scan_bin(turn: Turn, thing: Thing) -> Said:
    """Claim the bin's most urgent count, or begin one of its own."""
    place = turn.connection.execute(_PLACE, {"place": thing.id}).one()  # two counts of one bin never begin at once
    if place.kind not in PLACES:
        raise Refused("wrong_bin", say("{location} is not counted.", location=thing.label))
    tasks = turn.connection.execute(_TASKS_AT, {"place": thing.id}).all()
    refused: Refused | None = None
    for task in tasks:
        try:
            return _claim(turn, task, thing)
        except Refused as no:
            refused = refused or no
    if refused is not None:
        raise refused
    own = {"id": new_key(), "location_id": thing.id, "reason": "asked", "doubt": False, "holder_id": turn.station_id,
            "at": turn.now, "began_at": turn.now, "station_id": turn.station_id}  # fmt: skip
    turn.recorder.add(CountTask, [own])
    turn.hold({"task": str(own["id"])})
    return Said(say("{bin}: count everything in it.", bin=thing.label), ref_id=thing.id)


def _claim(turn: Turn, task: Any, thing: Thing) -> Said:
    if task.stage == "approve":
        if not turn.roles & OFFICE_ROLES:
            raise Refused("not_allowed", say("{bin} waits for a supervisor.", bin=thing.label))
        turn.hold({"approve": str(task.id)})
        return Said(say("{bin}: approve its count.", bin=thing.label), ref_id=task.id)
    if task.stage == "second" and task.first_user_id == turn.user_id:
        sentence = say("You have counted {bin} already.", bin=thing.label)
        raise Refused("not_allowed", sentence, say("Another person counts it now."))
    if task.holder_id not in (None, turn.station_id):
        check_silent(turn, task.holder_id)
    began = task.began_at or turn.now
    turn.recorder.set(CountTask, task.id, holder_id=(task.holder_id, turn.station_id), began_at=(task.began_at, began))
    turn.hold({"task": str(task.id)})
    return Said(say("{bin}: count what is asked for.", bin=thing.label), ref_id=task.id)
