"""A second inspector grades a unit blind: the same questions, the first grade hidden; both are kept."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Code, ReturnUnit, table
from warehouse_app.domain.sentences import say
from warehouse_app.resolve import Thing
from warehouse_app.return_rules import rules_of
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows.inspect_facts import read_unit

_code = table(Code)
_OF_LABEL = select(_code.c.ref_id).where(_code.c.text == bindparam("text"), _code.c.kind == "unit")


def open_unit(turn: Turn, thing: Thing) -> Said:
    """The label of a unit that a second inspector is to grade."""
    found = turn.connection.scalar(_OF_LABEL, {"text": thing.text})
    if found is None:
        raise Refused("unknown_code", say("{code} is not known here.", code=thing.text[:60]))
    unit = read_unit(turn, found)
    if not unit.second_due or unit.kind != "returned" or not unit.grade:
        raise Refused("nothing_to_do", say("{code} needs no second grading.", code=unit.code))
    if unit.second_grade:
        raise Refused("already_done", say("{code} was graded twice already.", code=unit.code))
    if unit.user_id == turn.user_id:
        raise Refused("not_allowed", say("You graded it first: somebody else must."))
    turn.hold({**turn.hand, "second": str(unit.id), "answers": {}})
    return Said(say("Grade {sku} as you see it", sku=unit.sku), ref_id=unit.case_id)


def question(turn: Turn) -> Step:
    """The next question about the unit."""
    hand = turn.hand
    unit: Any = read_unit(turn, uuid.UUID(hand["second"]))
    rules = rules_of(turn.connection, unit.rules_version)
    asked: Any = rules.next_question(unit.category or "", hand["answers"])

    def answer(turn: Turn, thing: Thing) -> Said:
        answers = {**hand["answers"], asked.key: thing.text}
        if rules.next_question(unit.category or "", answers) is not None:
            turn.hold({**hand, "answers": answers})
            return Said(say("{sku}: next question", sku=unit.sku), ref_id=unit.case_id)
        letter = rules.grade(unit.category or "", answers).grade
        turn.recorder.set(
            ReturnUnit, unit.id, second_user_id=(None, turn.user_id), second_grade=("", letter),
            second_answers=(unit.second_answers, answers),
        )  # fmt: skip
        turn.hold({k: v for k, v in hand.items() if k not in ("second", "answers")})
        if letter == unit.grade:
            return Said(say("Both say grade {grade}. Put it back.", grade=letter), ref_id=unit.case_id)
        said = say("You say {grade}, the first said {other}. Put it back.", grade=letter, other=unit.grade)
        return Said(said, ref_id=unit.case_id)

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({k: v for k, v in hand.items() if k not in ("second", "answers")})
        return Said(say("Not graded."), ref_id=unit.case_id)

    step = Step("question", asked.text, {"choice": answer}, {"CMD-BACK": back},
                target={"sku": unit.sku, "name": unit.name}, image=unit.image or "")  # fmt: skip
    step.choices = [(choice.text, Thing("choice", choice.key)) for choice in asked.choices]
    return step
