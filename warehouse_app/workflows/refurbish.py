"""Refurbish (양품화·리퍼): a returned unit is worked on, graded again, and goes where its new grade sends it.

Scan the unit's label. Do the work, and scan what you did: clean, repack, relabel, test, replace a part (then enter what
the part cost). The time between the scans is kept. CMD-DONE: the questions are asked again; stick the new label on, put
the unit to its place and scan it. CMD-BACK before any work leaves the unit where it was.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select

from warehouse_app.database.models import Balance, Code, RefurbishWork, ReturnUnit, table
from warehouse_app.database.returns import IN_WORK
from warehouse_app.domain.dispositions import DISPOSITIONS
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.resolve import Thing
from warehouse_app.return_rules import rules_of
from warehouse_app.settings import site_settings
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows.claims import take_up
from warehouse_app.workflows.destinations import accept, destination, plan_place, stock_grade
from warehouse_app.workflows.inspect_facts import read_unit
from warehouse_app.workflows.inspect_grade import disposed
from warehouse_app.workflows.parcels import request_copy

NAME = "refurbish"
ROLES = frozenset({"inspector"})
WORK: dict[str, Sentence] = {
    "clean": say("Cleaned"), "repack": say("Repacked"), "relabel": say("New label"), "test": say("Tested"),
    "part": say("Part replaced"),
}  # fmt: skip
_LONGEST = 4 * 3600  # seconds that one step of work may have taken; more is a break

_unit, _work, _balance, _code = table(ReturnUnit), table(RefurbishWork), table(Balance), table(Code)
_MINE = select(_unit.c.id).where(IN_WORK, _unit.c.station_id == bindparam("station")).limit(1)
_NEXT = (
    select(_unit.c.code)
    .where(_unit.c.status == literal_column("'placed'"), _unit.c.disposition == "refurbish")
    .order_by(_unit.c.placed_at, _unit.c.id)
    .limit(1)
)
OF_LABEL = select(_code.c.ref_id).where(_code.c.text == bindparam("text"), _code.c.kind == "unit")
_DONE = (
    select(_work.c.work, func.count().label("n"))
    .where(_work.c.unit_id == bindparam("unit"))
    .group_by(_work.c.work)
)  # fmt: skip
BOOKED = select(_balance.c.on_hand).where(
    _balance.c.location_id == bindparam("place"), _balance.c.product_id == bindparam("product"),
    _balance.c.lot == bindparam("lot"), _balance.c.expiry == bindparam("expiry"),
    _balance.c.serial == bindparam("serial"), _balance.c.grade == bindparam("grade"), _balance.c.on_hand > 0,
)  # fmt: skip


def next_step(turn: Turn) -> Step:
    """Unit → work → questions → destination."""
    key = turn.connection.scalar(_MINE, {"station": turn.station_id})
    if key is None:
        return _start(turn)
    unit, hand = read_unit(turn, key), turn.hand
    if hand.get("placing"):
        return _scan_destination(turn, unit)
    if "answers" in hand:
        return _question(turn, unit, hand["answers"])
    if hand.get("part"):
        return _enter_cost(unit)
    return _scan_work(turn, unit)


def _start(turn: Turn) -> Step:
    code = turn.connection.scalar(_NEXT)
    if code is None:
        return Step("start", say("Nothing waits to be refurbished"), {"serial": _open})
    return Step("start", say("Scan the label of {unit}, or of another unit", unit=code), {"serial": _open},
                target={"serial": code})  # fmt: skip


def _open(turn: Turn, thing: Thing) -> Said:
    key = turn.connection.scalar(OF_LABEL, {"text": thing.text})
    if key is None:
        raise Refused("unknown_code", say("{code} is not known here.", code=thing.text[:60]))
    unit = read_unit(turn, key)
    if unit.status == "work":
        take_up(turn, ReturnUnit, unit.id, unit.station_id)
    elif unit.status != "placed" or unit.disposition != "refurbish":
        told = DISPOSITIONS.get(unit.disposition)
        raise Refused("wrong_item", say("{unit} is not to be refurbished.", unit=unit.code), told)
    else:
        booked(turn, unit)
        turn.recorder.set(ReturnUnit, unit.id, status=("placed", "work"), station_id=(unit.station_id, turn.station_id))
    turn.hold({"since": turn.now.isoformat()} | {k: v for k, v in turn.hand.items() if k == "totes"})
    return Said(say("{sku}: grade {grade}", sku=unit.sku, grade=unit.grade), ref_id=unit.case_id)


def booked(turn: Turn, unit: Any) -> StockKey:
    """The unit's stock key; refused where its place does not have it any more."""
    key = StockKey(unit.product_id, unit.lot, unit.expiry, unit.serial, stock_grade(unit.disposition, unit.grade))
    where = {"place": unit.place_id, "product": key.product_id, **key._asdict()}
    if not turn.connection.scalar(BOOKED, {k: v for k, v in where.items() if k != "product_id"}):
        raise Refused("no_stock", say("{unit} is not booked where it was put. Count that place.", unit=unit.code))
    return key


def _scan_work(turn: Turn, unit: Any) -> Step:
    done = {row.work: row.n for row in turn.connection.execute(_DONE, {"unit": unit.id})}

    def work(turn: Turn, thing: Thing) -> Said:
        if thing.text == "part":
            turn.hold({**turn.hand, "part": True})
            return Said(say("What did the part cost?"), ref_id=unit.case_id)
        return _record(turn, unit, thing.text, 0)

    def ready(turn: Turn, _: Thing) -> Said:
        turn.hold({**turn.hand, "answers": {}})
        return Said(say("Now grade {sku} again", sku=unit.sku), ref_id=unit.case_id)

    def back(turn: Turn, _: Thing) -> Said:
        turn.recorder.set(ReturnUnit, unit.id, status=("work", "placed"))
        turn.hold({k: v for k, v in turn.hand.items() if k == "totes"})
        return Said(say("{unit} waits again.", unit=unit.code), ref_id=unit.case_id)

    commands: dict[str, Handler] = {"CMD-DONE": ready, "CMD-BACK": back}
    step = _step(
        unit, "scan_work", say("What did you do to {sku}? Done when it is ready", sku=unit.sku), {"choice": work}
    )
    step.commands, step.goes_on = commands, bool(done)
    step.choices = [(_counted(words, done.get(key, 0)), Thing("choice", key)) for key, words in WORK.items()]
    return step


def _counted(words: Sentence, n: int) -> Sentence:
    return say("{work} ({n} ×)", work=words, n=n) if n else words


def _enter_cost(unit: Any) -> Step:
    def enter(turn: Turn, thing: Thing) -> Said:
        turn.hold({k: v for k, v in turn.hand.items() if k != "part"})
        return _record(turn, unit, "part", thing.quantity * 100)

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({k: v for k, v in turn.hand.items() if k != "part"})
        return Said(say("No part."), ref_id=unit.case_id)

    step = _step(unit, "enter_cost", say("Enter what the part cost"), {"quantity": enter})
    step.commands = {"CMD-BACK": back}
    return step


def _record(turn: Turn, unit: Any, work: str, cost: int) -> Said:
    """One step of work, with the time since the last scan and what that time costs."""
    since = turn.hand.get("since")
    seconds = int((turn.now - datetime.fromisoformat(since)).total_seconds()) if since else 0
    seconds = seconds if 0 <= seconds <= _LONGEST else 0
    rate = site_settings(turn.site.settings).work_hour_cost
    turn.recorder.add(RefurbishWork, [{
        "unit_id": unit.id, "work": work, "seconds": seconds, "cost": cost + seconds * rate * 100 // 3600,
        "user_id": turn.user_id, "at": turn.now,
    }])  # fmt: skip
    turn.hold({**turn.hand, "since": turn.now.isoformat()})
    return Said(WORK[work], ref_id=unit.case_id)


def _question(turn: Turn, unit: Any, answers: dict[str, str]) -> Step:
    rules = rules_of(turn.connection, unit.rules_version)
    asked: Any = rules.next_question(unit.category or "", answers)

    def answer(turn: Turn, thing: Thing) -> Said:
        given = {**answers, asked.key: thing.text}
        if rules.next_question(unit.category or "", given) is not None:
            turn.hold({**turn.hand, "answers": given})
            return Said(next(c.text for c in asked.choices if c.key == thing.text), ref_id=unit.case_id)
        return _grade(turn, unit, given)

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({k: v for k, v in turn.hand.items() if k != "answers"})
        return Said(say("More work."), ref_id=unit.case_id)

    step = _step(unit, "question", asked.text, {"choice": answer})
    step.commands = {"CMD-BACK": back}
    step.choices = [(choice.text, Thing("choice", choice.key)) for choice in asked.choices]
    return step


def _grade(turn: Turn, unit: Any, answers: dict[str, str]) -> Said:
    """The grade after the work; what would be refurbished once more is sold as it is graded."""
    graded = rules_of(turn.connection, unit.rules_version).grade(unit.category or "", answers)
    plan = disposed(turn, unit, graded.grade)
    if plan["disposition"] == "refurbish":
        plan = {**plan, "disposition": "restock_graded", "place_id": plan_place(turn, "restock_graded", "")}
    place = str(plan["place_id"]) if plan["place_id"] else ""
    turn.hold({**{k: v for k, v in turn.hand.items() if k == "totes"}, "placing": {
        "grade": graded.grade, "answers": answers, "disposition": plan["disposition"], "recovery": plan["recovery"],
        "place": place,
    }})  # fmt: skip
    said = say("Grade {grade}", grade=graded.grade)
    return Said(said, graded.reason, ref_id=unit.case_id)


def _scan_destination(turn: Turn, unit: Any) -> Step:
    plan = turn.hand["placing"]
    planned = _Planned(uuid.UUID(plan["place"]) if plan["place"] else None, unit.temperature)
    to = destination(turn, planned, turn.hand.get("totes", {}))

    def put(turn: Turn, thing: Thing) -> Said:
        place, totes = accept(turn, unit.temperature or "", to, thing, turn.hand.get("totes", {}))
        _move(turn, unit, plan, place.id)
        turn.recorder.set(
            ReturnUnit, unit.id, status=("work", "placed"), grade=(unit.grade, plan["grade"]),
            disposition=(unit.disposition, plan["disposition"]), recovery=(unit.recovery, plan["recovery"]),
            place_id=(unit.place_id, place.id), placed_at=(unit.placed_at, turn.now),
        )  # fmt: skip
        request_copy(turn, "unit_label", unit.id, unit.code)
        turn.hold({"totes": totes} if totes else {})
        return Said(say("{sku} is in {place}", sku=unit.sku, place=place.code), ref_id=unit.case_id)

    step = _step(unit, "scan_destination", say("Put {sku} into {place}", sku=unit.sku, place=to.code if to else "–"),
                 {"tote": put, "location": put}, grade=plan["grade"])  # fmt: skip
    step.detail = say(
        "Grade {grade} · {disposition}", grade=plan["grade"], disposition=DISPOSITIONS[plan["disposition"]]
    )
    if to is not None:
        step.target |= {"destination": to.code, "tote" if to.is_tote else "location": to.code}
        step.shown = ("tote",) if to.is_tote else ("location",)
    return step


class _Planned:
    """What `destination` needs of a unit whose new place is not written down yet."""

    def __init__(self, place_id: uuid.UUID | None, temperature: str | None) -> None:
        self.place_id = place_id
        self.temperature = temperature


def _move(turn: Turn, unit: Any, plan: dict[str, Any], place_id: uuid.UUID) -> None:
    """From the refurbishing place to its new one; under a new grade it leaves the books and enters them again."""
    old, new = booked(turn, unit), stock_grade(plan["disposition"], plan["grade"])
    if old.grade == new:
        if unit.place_id != place_id:
            turn.recorder.move_many([MoveLine(old, unit.quantity, unit.place_id, place_id, "move", unit.case_id)])
        return
    between = turn.site.outside["ADJUSTMENT"]
    turn.recorder.move_many([MoveLine(old, unit.quantity, unit.place_id, between, "regrade", unit.case_id)])
    turn.recorder.move_many([
        MoveLine(old._replace(grade=new), unit.quantity, between, place_id, "regrade", unit.case_id)
    ])  # fmt: skip


def _step(unit: Any, name: str, ask: Sentence, accepts: dict[str, Handler], **target: Any) -> Step:
    shown = {"sku": unit.sku, "name": unit.name, "serial": unit.code, "grade": unit.grade, **target}
    return Step(name, ask, accepts, target=shown, image=unit.image or "")
