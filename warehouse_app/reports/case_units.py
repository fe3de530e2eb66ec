"""The units of a return case as they are told: questions and answers in words, grades, work, and where each is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from warehouse_app.domain.dispositions import DISPOSITIONS
from warehouse_app.domain.grading import RuleSet
from warehouse_app.domain.return_words import UNIT_KINDS, UNIT_STATUSES
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.values import local, money
from warehouse_app.return_rules import rules_of
from warehouse_app.site import SiteFacts
from warehouse_app.workflows.inspect_grade import REASONS
from warehouse_app.workflows.refurbish import WORK


def units_told(
    connection: Connection,
    site: SiteFacts,
    units: Sequence[Any],
    photos: Mapping[uuid.UUID | None, list[dict[str, Any]]],
    work: Mapping[uuid.UUID, Sequence[Any]],
) -> list[dict[str, Any]]:
    """The units as reports/cases.py tells them; `photos` and `work` by unit."""
    rules = {version: rules_of(connection, version) for version in sorted({unit.rules_version for unit in units})}
    return [
        _unit(site, unit, rules[unit.rules_version], photos.get(unit.id, []), work.get(unit.id, ())) for unit in units
    ]


def first_grade(grade: str, computed: str, is_refurbished: bool) -> str:
    """The grade that a second grading is compared with: the inspector's, before any work on the unit."""
    return computed if is_refurbished else grade


def _unit(
    site: SiteFacts, unit: Any, rules: RuleSet, photos: list[dict[str, Any]], work: Sequence[Any]
) -> dict[str, Any]:
    category = unit.category or ""
    return {
        "unit": unit.code, "sku": unit.sku or "", "name": unit.name or "", "scanned": unit.scanned,
        "kind": unit.kind, "kind_said": UNIT_KINDS[unit.kind], "status": unit.status,
        "status_said": UNIT_STATUSES[unit.status], "order_no": unit.order_no or "", "lot": unit.lot,
        "expiry": unit.expiry, "serial": unit.serial, "quantity": unit.quantity,
        "rules_version": unit.rules_version, "answers": _answers(rules, category, unit.answers),
        "computed": unit.computed, "computed_said": _why(rules, category, unit.answers, unit.computed),
        "grade": unit.grade, "grade_reason": unit.grade_reason,
        "grade_reason_said": REASONS.get(unit.grade_reason, unit.grade_reason),
        "disposition": unit.disposition, "disposition_said": DISPOSITIONS.get(unit.disposition, ""),
        "place": unit.place or "", "zone": unit.zone or "", "destination_said": _destination(unit),
        "value": money(unit.value), "recovery": money(unit.recovery), "opened_at": local(site, unit.opened_at),
        "graded_at": local(site, unit.graded_at), "placed_at": local(site, unit.placed_at),
        "inspector": unit.user or "", "station": unit.station or "", "photos": photos,
        "work": [
            {"work": x.work, "work_said": WORK.get(x.work, x.work), "seconds": x.seconds, "cost": money(x.cost),
             "at": local(site, x.at), "user": x.user or ""}
            for x in work
        ],
        "work_seconds": sum(x.seconds for x in work), "work_cost": money(sum(x.cost for x in work)),
        "second": {
            "due": bool(unit.second_due), "grade": unit.second_grade, "inspector": unit.second_user or "",
            "answers": _answers(rules, category, unit.second_answers),
            "agrees": unit.second_grade == first_grade(unit.grade, unit.computed, bool(work))
            if unit.second_grade else None,
        },
        "clearance": {
            "no": unit.lot_no, "kind": unit.lot_kind, "status": unit.lot_status, "receiver": unit.receiver,
            "closed_at": local(site, unit.lot_closed_at),
        } if unit.lot_no else None,
    }  # fmt: skip


def _destination(unit: Any) -> Sentence:
    """Where the unit is or went, in one sentence."""
    if unit.status == "open":
        return say("on the bench")
    if unit.status == "work":
        return say("being refurbished")
    if unit.status == "cleared" and unit.receiver:
        return say("left with {lot} to {receiver}", lot=unit.lot_no, receiver=unit.receiver)
    if unit.status == "cleared":
        return say("left with {lot}", lot=unit.lot_no)
    if unit.lot_no:
        return say("in {place}, to leave with {lot}", place=unit.place or "–", lot=unit.lot_no)
    return say("put into {place}", place=unit.place or "–")


def _answers(rules: RuleSet, category: str, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Questions and answers in the order asked; what the rules do not know is told as it was kept."""
    asked = rules.questions.get(category.casefold()) or rules.questions.get("", [])
    texts = {question.key: question for question in asked}
    order = [*(key for key in texts if key in answers), *(key for key in answers if key not in texts)]
    told = []
    for key in order:
        known = texts.get(key)
        choices = {choice.key: choice.text for choice in known.choices} if known is not None else {}
        told.append({
            "question_key": key, "answer_key": answers[key], "question": known.text if known is not None else key,
            "answer": choices.get(answers[key], answers[key]),
        })  # fmt: skip
    return told


def _why(rules: RuleSet, category: str, answers: Mapping[str, str], computed: str) -> Sentence | str:
    """Why the answers give the grade; '' of what was never asked about."""
    if not answers or not computed:
        return ""
    try:
        graded = rules.grade(category, answers)
    except LookupError:
        return ""
    return graded.reason if graded.grade == computed else ""
