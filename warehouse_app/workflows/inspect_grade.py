"""The grade of a unit on the inspector's bench: its questions, what the answers give, another grade, its photo."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, func, select

from warehouse_app.database.models import (
    Balance,
    Location,
    Order,
    OrderLine,
    Photo,
    Product,
    ReturnLine,
    ReturnUnit,
    table,
)
from warehouse_app.domain.grading import UnitFacts
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.return_rules import rules_of
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows.destinations import plan_place
from warehouse_app.workflows.evidence import attach_photos
from warehouse_app.workflows.inspect_facts import InspectJob
from warehouse_app.workflows.parcels import request_copy, request_print

_line, _unit, _photo, _product = table(ReturnLine), table(ReturnUnit), table(Photo), table(Product)
_balance, _location, _order, _order_line = table(Balance), table(Location), table(Order), table(OrderLine)

_PRODUCT = select(_product.c.client_id, _product.c.sku, _product.c.price).where(_product.c.id == bindparam("product"))
_LAST_LINE = select(func.max(_line.c.line_no)).where(_line.c.case_id == bindparam("case"))
_PHOTOS = select(func.count()).select_from(_photo).where(_photo.c.unit_id == bindparam("unit"))
_IN_BINS = (
    select(func.coalesce(func.sum(_balance.c.on_hand - _balance.c.allocated), 0))
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(_balance.c.product_id == bindparam("product"), _balance.c.grade == "", _location.c.kind == "bin")
)

# Why an inspector changes a grade, as data and in words.
REASONS = {
    "missed": say("The answers missed something"),
    "better": say("It is better than the answers say"),
    "worse": say("It is worse than the answers say"),
    "client": say("The client wants it so"),
}


def facts(job: InspectJob) -> tuple[tuple[Sentence, str], ...]:
    """Along the bottom: the return and what its customer wants."""
    reasons = ", ".join(dict.fromkeys(line.reason for line in job.expected if line.reason))
    return ((say("Return"), job.head.no), (say("Reason"), reasons or "–"))


# -- questions and the grade ------------------------------------------------------------------------------------------


def question(turn: Turn, job: InspectJob, unit: Any, question: Any) -> Step:
    def answer(turn: Turn, thing: Thing) -> Said:
        answers = {**unit.answers, question.key: thing.text}
        rules = rules_of(turn.connection, unit.rules_version)
        if rules.next_question(unit.category or "", answers) is None:
            return grade(turn, unit, answers, "", job.head.case_id)
        turn.recorder.set(ReturnUnit, unit.id, answers=(unit.answers, answers))
        return Said(dict(_choices(question))[thing.text], ref_id=job.head.case_id)

    step = unit_step(job, "question", question.text, {"choice": answer}, {})
    step.detail = _so_far(turn, unit)
    step.choices = [(words, Thing("choice", name)) for name, words in _choices(question)]
    step.lines = ()
    return step


def _so_far(turn: Turn, unit: Any) -> Sentence:
    """The product and the answers given, in a line under the question."""
    told: Sentence = say("{code}", code=f"{unit.sku} {unit.name}")
    rules = rules_of(turn.connection, unit.rules_version)
    given: dict[str, str] = {}
    while (asked := rules.next_question(unit.category or "", given)) is not None and asked.key in unit.answers:
        given[asked.key] = unit.answers[asked.key]
        words = dict(_choices(asked)).get(given[asked.key])
        if words is not None:
            told = say("{before} · {answer}", before=told, answer=words)
    return told


def _choices(question: Any) -> list[tuple[str, Sentence]]:
    return [(choice.key, choice.text) for choice in question.choices]


def grade(turn: Turn, unit: Any, answers: dict[str, Any], known: str, case_id: uuid.UUID) -> Said:
    """The answers give grade, disposition and label. `known` is the grade of what needs no questions."""
    rules = rules_of(turn.connection, unit.rules_version)
    letter, why = known, None
    if not known:
        graded = rules.grade(unit.category or "", answers)
        letter, why = graded.grade, graded.reason
    plan = disposed(turn, unit, letter)
    changes: dict[str, Any] = {
        "answers": (unit.answers, answers), "computed": (unit.computed, letter), "grade": (unit.grade, letter),
        "disposition": (unit.disposition, plan["disposition"]), "recovery": (unit.recovery, plan["recovery"]),
        "place_id": (unit.place_id, plan["place_id"]), "graded_at": (unit.graded_at, turn.now),
    }  # fmt: skip
    turn.recorder.set(ReturnUnit, unit.id, **changes)
    request_print(turn, ["unit_label"], unit.id, unit.code)
    return Said(say("Grade {grade}", grade=letter), why, ref_id=case_id)


def disposed(turn: Turn, unit: Any, letter: str) -> dict[str, Any]:
    """Disposition, expected recovery and planned place of a unit with this grade."""
    stock = turn.connection.scalar(_IN_BINS, {"product": unit.product_id}) if unit.product_id is not None else 0
    age = (turn.now - unit.ordered_at).days if unit.ordered_at is not None else 0
    known = UnitFacts(
        grade=letter, client=unit.client or "", category=unit.category or "", reason=unit.reason or "",
        wants=unit.wants or "", value=unit.value // 100, age=age, stock=int(stock or 0),
    )  # fmt: skip
    found = rules_of(turn.connection, unit.rules_version).dispose(known)
    disposition = found.disposition
    if unit.product_id is None and disposition not in ("hold", "customer", "dispose"):
        disposition = "hold"  # what is no product of ours is never sold
    place = plan_place(turn, disposition, found.destination)
    return {"disposition": disposition, "recovery": unit.value * found.percent // 100, "place_id": place}


def change_grade(turn: Turn, job: InspectJob) -> Said:
    """CMD-GRADE: the inspector knows better."""
    turn.hold({**job.hand, "regrade": True})
    return Said(say("Which grade?"), ref_id=job.head.case_id)


def choose_grade(turn: Turn, job: InspectJob, unit: Any) -> Step:
    def choose(turn: Turn, thing: Thing) -> Said:
        turn.hold({**job.hand, "grade": thing.text})
        return Said(say("Grade {grade}. Why?", grade=thing.text), ref_id=job.head.case_id)

    rules = rules_of(turn.connection, unit.rules_version)
    step = unit_step(job, "choose_grade", say("Which grade is it?"), {"choice": choose}, {"grade": unit.grade})
    step.choices = [(say("Grade {grade}", grade=g), Thing("choice", g)) for g in rules.grades if g != unit.grade]
    return step


def grade_reason(job: InspectJob, unit: Any) -> Step:
    def why(turn: Turn, thing: Thing) -> Said:
        letter = job.hand["grade"]
        plan = disposed(turn, unit, letter)
        turn.recorder.set(
            ReturnUnit, unit.id, grade=(unit.grade, letter), grade_reason=(unit.grade_reason, thing.text[:200]),
            disposition=(unit.disposition, plan["disposition"]), recovery=(unit.recovery, plan["recovery"]),
            place_id=(unit.place_id, plan["place_id"]),
        )  # fmt: skip
        request_copy(turn, "unit_label", unit.id, unit.code)
        turn.hold({k: v for k, v in job.hand.items() if k not in ("grade", "regrade")})
        return Said(say("Grade {grade}: stick the new label on", grade=letter), ref_id=job.head.case_id)

    step = unit_step(job, "grade_reason", say("Why grade {grade}?", grade=job.hand["grade"]),
                      {"choice": why, "text": why, "unknown": why}, {"grade": job.hand["grade"]})  # fmt: skip
    step.choices = [(words, Thing("choice", key)) for key, words in REASONS.items()]
    step.shown = ("choice", "text")
    return step


# -- photos ---------------------------------------------------------------------------------------------------------


def wants_photo(turn: Turn, unit: Any) -> bool:
    rules = rules_of(turn.connection, unit.rules_version)
    if not rules.needs_photo(unit.grade, unit.value // 100, unit.category or ""):
        return False
    return not turn.connection.scalar(_PHOTOS, {"unit": unit.id})


def photo_step(job: InspectJob, unit: Any) -> Step:
    def photo(turn: Turn, _: Thing) -> Said:
        count = attach_photos(turn, job.head.case_id, unit.id)
        if not count:
            turn.confirm(say("No photo was taken. Go on without one?"))
            turn.hold({**job.hand, "no_photo": str(unit.id)})
            return Said(say("Without a photo"), ref_id=job.head.case_id)
        return Said(say("{count} photos kept", count=count), ref_id=job.head.case_id)

    step = unit_step(job, "photo", say("Take a photo of {sku}", sku=unit.sku or unit.scanned), {},
                      {"grade": unit.grade})  # fmt: skip
    step.commands = {"CMD-PHOTO": photo, **step.commands}
    step.goes_on = True
    return step


def photo_of_case(turn: Turn, job: InspectJob) -> Said:
    """Photos of the parcel as a whole."""
    count = attach_photos(turn, job.head.case_id)
    if not count:
        raise Refused("bad_value", say("No photo was taken."))
    return Said(say("{count} photos kept", count=count), ref_id=job.head.case_id)


# -- what all these steps share ----------------------------------------------------------------------------------


def unit_step(job: InspectJob, name: str, ask: Sentence, accepts: dict[str, Handler], target: dict[str, Any]) -> Step:
    """A step with a unit open on the bench."""
    unit: Any = job.unit
    commands: dict[str, Handler] = {}
    if "regrade" in job.hand:
        commands["CMD-BACK"] = lambda turn, _: _keep_grade(turn, job)
    return Step(
        name, ask, accepts, commands, target=job.target(**target), done=job.done, total=job.total, facts=facts(job),
        image=unit.image or "", detail=say("{code}", code=f"{unit.sku or unit.scanned} {unit.name or ''}".strip()),
    )  # fmt: skip


def _keep_grade(turn: Turn, job: InspectJob) -> Said:
    turn.hold({k: v for k, v in job.hand.items() if k not in ("grade", "regrade")})
    return Said(say("The grade stays."), ref_id=job.head.case_id)
