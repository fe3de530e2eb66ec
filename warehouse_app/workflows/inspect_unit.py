"""One unit on the inspector's bench: which it is, its questions, its grade, its photo."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, func, select

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import (
    Balance,
    Location,
    Order,
    OrderLine,
    Photo,
    Product,
    ReturnCase,
    ReturnLine,
    ReturnUnit,
    table,
)
from warehouse_app.database.types import new_key
from warehouse_app.domain.grading import UnitFacts
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.numbers import next_own
from warehouse_app.resolve import Thing
from warehouse_app.return_rules import rules_in_force, rules_of
from warehouse_app.returns import client_of
from warehouse_app.settings import site_settings
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows.destinations import plan_place
from warehouse_app.workflows.evidence import attach_photos
from warehouse_app.workflows.inspect_facts import RETURNED, InspectJob, kinds_left, read_unit, shipped_lines
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


def next_step(turn: Turn, job: InspectJob) -> Step | None:
    """Serial number or lot → questions → photo → (another grade); None where the unit is ready to be put away."""
    unit: Any = job.unit
    if unit.kind == "returned":
        if unit.serial_tracked and not unit.serial:
            return _scan_serial(job, unit)
        if (unit.lot_tracked or unit.expiry_tracked) and not unit.lot and not unit.expiry:
            left = kinds_left(turn, unit)
            if len({(row.lot, row.expiry) for row in left}) > 1:
                return _scan_lot(job, unit, left)
    if not unit.grade:
        question = rules_of(turn.connection, unit.rules_version).next_question(unit.category or "", unit.answers)
        assert question is not None, "the last answer gives the grade"
        return _question(turn, job, unit, question)
    if "grade" in job.hand:
        return _grade_reason(job, unit)
    if "regrade" in job.hand:
        return _choose_grade(turn, job, unit)
    if job.hand.get("no_photo") != str(unit.id) and _wants_photo(turn, unit):
        return _photo_step(job, unit)
    return None


def facts(job: InspectJob) -> tuple[tuple[Sentence, str], ...]:
    """Along the bottom: the return and what its customer wants."""
    reasons = ", ".join(dict.fromkeys(line.reason for line in job.expected if line.reason))
    return ((say("Return"), job.head.no), (say("Reason"), reasons or "–"))


# -- which unit -----------------------------------------------------------------------------------------------------


def take(turn: Turn, job: InspectJob, thing: Thing) -> Said:
    """A scanned unit is on the bench. What was not expected is asked about first."""
    if thing.kind == "unknown":
        turn.confirm(say("{code} is no product of ours. Take it in?", code=thing.text[:60]))
        return _odd_unit(turn, job, "foreign", None, thing)
    if thing.quantity > 1:
        raise Refused("bad_quantity", say("This is the code of a case. Scan the units one by one."))
    announced = next((x for x in job.unfinished if x.product_id == thing.id), None)
    shipped = shipped_lines(turn, job, thing.id)
    out = [row for row in shipped if row.returned < row.shipped]
    if not out:
        product = turn.connection.execute(_PRODUCT, {"product": thing.id}).one()
        return _not_out(turn, job, thing, shipped, product)
    row = next((x for x in out if announced is not None and x.order_line_id == announced.order_line_id), out[0])
    if announced is None and job.expected:
        turn.confirm(say("{sku} was not announced. Take it in?", sku=thing.label))
    gs1 = thing.gs1
    unit = {
        "order_line_id": row.order_line_id, "product_id": thing.id, "kind": "returned", "value": row.unit_price,
        "serial": (gs1.serial or "") if gs1 is not None else "", "lot": (gs1.lot or "") if gs1 is not None else "",
        "expiry": (gs1.expiry or "") if gs1 is not None else "",
    }  # fmt: skip
    unit_id = _put_on_bench(turn, job, unit, thing, announced, row.order_id)
    turn.recorder.count(OrderLine, {row.order_line_id: {"returned": 1}})
    now = turn.connection.execute(RETURNED, {"line": row.order_line_id}).one()
    if now.returned > now.shipped:  # another bench was faster
        raise Conflict("returned")
    _fill_kind(turn, unit_id)
    return Said(say("{sku} is on the bench", sku=thing.row.sku), ref_id=job.head.case_id)


def _not_out(turn: Turn, job: InspectJob, thing: Thing, shipped: list[Any], product: Any) -> Said:
    """Ours, but nothing of it is still with this customer."""
    if any(row.shipped for row in shipped):
        turn.confirm(say("All {sku} of this order are back already. Take it in?", sku=product.sku))
        kind = "over"
    elif shipped:
        turn.confirm(say("{sku} was never shipped to this customer. Take it in?", sku=product.sku))
        kind = "over"
    elif job.head.client_id not in (None, product.client_id):
        turn.confirm(say("{sku} belongs to another client. Take it in?", sku=product.sku))
        kind = "other"
    else:
        turn.confirm(say("{sku} is not of this order. Take it in?", sku=product.sku))
        kind = "other"
    return _odd_unit(turn, job, kind, product, thing)


def _odd_unit(turn: Turn, job: InspectJob, kind: str, product: Any | None, thing: Thing) -> Said:
    """What was not sent by us, or not to them: grade X at once."""
    unit = {
        "order_line_id": None, "product_id": thing.id if product is not None else None, "kind": kind,
        "value": product.price if product is not None else 0, "serial": "", "lot": "", "expiry": "",
    }  # fmt: skip
    unit_id = _put_on_bench(turn, job, unit, thing, None, None)
    return grade(turn, read_unit(turn, unit_id), {}, "X", job.head.case_id)


def _put_on_bench(
    turn: Turn, job: InspectJob, unit: dict[str, Any], thing: Thing, announced: Any | None, order_id: Any
) -> uuid.UUID:
    line_id = None
    if announced is not None:
        line_id = announced.line_id
        turn.recorder.count(ReturnLine, {line_id: {"received": 1}})
    elif unit["product_id"] is not None:
        same = next(
            (x for x in job.lines if x.product_id == thing.id and x.order_line_id == unit["order_line_id"]), None
        )
        if same is not None:
            line_id = same.line_id
            turn.recorder.count(ReturnLine, {line_id: {"received": 1}})
        else:
            last = turn.connection.scalar(_LAST_LINE, {"case": job.head.case_id}) or 0
            (line_id,) = turn.recorder.add(ReturnLine, [{
                "case_id": job.head.case_id, "line_no": last + 1, "order_id": order_id,
                "order_line_id": unit["order_line_id"], "product_id": thing.id, "expected": 0, "received": 1,
                "reason": "", "wants": "refund",
            }])  # fmt: skip
    key, code = new_key(), f"UNIT-{next_own(turn.connection, 'unit')}"
    version, _ = rules_in_force(turn.connection)
    share = site_settings(turn.site.settings).second_gradings
    turn.recorder.add(ReturnUnit, [{
        "id": key, "case_id": job.head.case_id, "line_id": line_id, **unit,
        "code": code, "scanned": thing.text[:200], "answers": {},
        "rules_version": version, "user_id": turn.user_id, "station_id": turn.station_id, "opened_at": turn.now,
        "second_due": unit["kind"] == "returned" and key.int % 100 < share, "second_answers": {},
    }])  # fmt: skip
    turn.recorder.attach(code, "unit", key)
    return key


def _fill_kind(turn: Turn, unit_id: uuid.UUID) -> None:
    """Lot, expiry and serial number as they left, where there is only one choice; refuse what never left."""
    unit = read_unit(turn, unit_id)
    if not (unit.serial_tracked or unit.lot_tracked or unit.expiry_tracked):
        return
    left = kinds_left(turn, unit)
    known = [row for row in left if (not unit.serial or row.serial == unit.serial)
             and (not unit.lot or row.lot == unit.lot) and (not unit.expiry or row.expiry == unit.expiry)]  # fmt: skip
    if left and not known and unit.serial:
        raise Refused("wrong_item", say("Serial number {serial} did not leave with this order.", serial=unit.serial))
    if left and not known:
        raise Refused("wrong_lot", say("Lot {lot} did not leave with this order.", lot=unit.lot or unit.expiry))
    if len({(row.lot, row.expiry) for row in known}) == 1:
        one = known[0]
        serial = one.serial if len(known) == 1 and not unit.serial_tracked else unit.serial
        turn.recorder.set(
            ReturnUnit, unit.id, lot=(unit.lot, one.lot), expiry=(unit.expiry, one.expiry),
            serial=(unit.serial, serial),
        )  # fmt: skip


def _scan_serial(job: InspectJob, unit: Any) -> Step:
    def serial(turn: Turn, thing: Thing) -> Said:
        text = thing.gs1.serial if thing.gs1 is not None and thing.gs1.serial else thing.text
        row = next((row for row in kinds_left(turn, unit) if row.serial == text), None)
        if row is None:
            raise Refused("wrong_item", say("Serial number {serial} did not leave with this order.", serial=text[:40]))
        turn.recorder.set(
            ReturnUnit, unit.id, serial=("", text), lot=(unit.lot, row.lot), expiry=(unit.expiry, row.expiry)
        )
        return Said(say("{serial} is right", serial=text), ref_id=job.head.case_id)

    ask = say("Scan the serial number of {sku}", sku=unit.sku)
    return _unit_step(job, "scan_serial", ask, {"serial": serial, "item": serial}, {"quantity": 1})


def _scan_lot(job: InspectJob, unit: Any, left: list[Any]) -> Step:
    def lot(turn: Turn, thing: Thing) -> Said:
        text = thing.gs1.lot if thing.gs1 is not None and thing.gs1.lot else thing.text
        row = next((row for row in left if text in (row.lot, row.expiry)), None)
        if row is None:
            raise Refused("wrong_lot", say("Lot {lot} did not leave with this order.", lot=text[:40]))
        turn.recorder.set(ReturnUnit, unit.id, lot=(unit.lot, row.lot), expiry=(unit.expiry, row.expiry))
        return Said(say("Lot {lot}", lot=row.lot or row.expiry), ref_id=job.head.case_id)

    kinds = sorted({(row.lot, row.expiry) for row in left})
    step = _unit_step(job, "scan_lot", say("Which lot of {sku}?", sku=unit.sku), {"lot": lot, "item": lot},
                      {"lot": kinds[0][0], "expiry": kinds[0][1]})  # fmt: skip
    step.choices = [
        (say("Lot {lot} · expiry {expiry}", lot=a or "–", expiry=b or "–"), Thing("lot", a or b)) for a, b in kinds[:9]
    ]
    return step


# -- questions and the grade ------------------------------------------------------------------------------------------


def _question(turn: Turn, job: InspectJob, unit: Any, question: Any) -> Step:
    def answer(turn: Turn, thing: Thing) -> Said:
        answers = {**unit.answers, question.key: thing.text}
        rules = rules_of(turn.connection, unit.rules_version)
        if rules.next_question(unit.category or "", answers) is None:
            return grade(turn, unit, answers, "", job.head.case_id)
        turn.recorder.set(ReturnUnit, unit.id, answers=(unit.answers, answers))
        return Said(dict(_choices(question))[thing.text], ref_id=job.head.case_id)

    step = _unit_step(job, "question", question.text, {"choice": answer}, {})
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


def _choose_grade(turn: Turn, job: InspectJob, unit: Any) -> Step:
    def choose(turn: Turn, thing: Thing) -> Said:
        turn.hold({**job.hand, "grade": thing.text})
        return Said(say("Grade {grade}. Why?", grade=thing.text), ref_id=job.head.case_id)

    rules = rules_of(turn.connection, unit.rules_version)
    step = _unit_step(job, "choose_grade", say("Which grade is it?"), {"choice": choose}, {"grade": unit.grade})
    step.choices = [(say("Grade {grade}", grade=g), Thing("choice", g)) for g in rules.grades if g != unit.grade]
    return step


def _grade_reason(job: InspectJob, unit: Any) -> Step:
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

    step = _unit_step(job, "grade_reason", say("Why grade {grade}?", grade=job.hand["grade"]),
                      {"choice": why, "text": why, "unknown": why}, {"grade": job.hand["grade"]})  # fmt: skip
    step.choices = [(words, Thing("choice", key)) for key, words in REASONS.items()]
    step.shown = ("choice", "text")
    return step


# -- photos ---------------------------------------------------------------------------------------------------------


def _wants_photo(turn: Turn, unit: Any) -> bool:
    rules = rules_of(turn.connection, unit.rules_version)
    if not rules.needs_photo(unit.grade, unit.value // 100, unit.category or ""):
        return False
    return not turn.connection.scalar(_PHOTOS, {"unit": unit.id})


def _photo_step(job: InspectJob, unit: Any) -> Step:
    def photo(turn: Turn, _: Thing) -> Said:
        count = attach_photos(turn, job.head.case_id, unit.id)
        if not count:
            turn.confirm(say("No photo was taken. Go on without one?"))
            turn.hold({**job.hand, "no_photo": str(unit.id)})
            return Said(say("Without a photo"), ref_id=job.head.case_id)
        return Said(say("{count} photos kept", count=count), ref_id=job.head.case_id)

    step = _unit_step(job, "photo", say("Take a photo of {sku}", sku=unit.sku or unit.scanned), {},
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


# -- aside ----------------------------------------------------------------------------------------------------------


def no_code(turn: Turn, job: InspectJob) -> Said:
    """CMD-NOCODE: the unit is chosen by its picture."""
    if not job.unfinished:
        raise Refused("nothing_to_do", say("Nothing is announced any more."))
    turn.hold({**job.hand, "nocode": True})
    return Said(say("Which one is it?"), ref_id=job.head.case_id)


def choose_step(job: InspectJob) -> Step:
    def chosen(turn: Turn, thing: Thing) -> Said:
        turn.hold({k: v for k, v in job.hand.items() if k != "nocode"})
        return take(turn, job, thing)

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({k: v for k, v in job.hand.items() if k != "nocode"})
        return Said(say("Scan it after all."), ref_id=job.head.case_id)

    step = Step("choose_item", say("Which one is it?"), {"item": chosen}, {"CMD-BACK": back}, target=job.target(),
                lines=job.shown())  # fmt: skip
    step.choices = [
        (say("{sku} {name}", sku=x.sku, name=x.name), Thing("item", x.sku, x.product_id, row=x))
        for x in job.unfinished[:9]
    ]
    return step


def name_order(turn: Turn, job: InspectJob, thing: Thing) -> Said:
    """The order that the box, or a part of it, turns out to be of."""
    order_id = uuid.UUID(str(thing.id))
    if order_id in job.orders:
        raise Refused("already_done", say("Order {order} belongs to this return.", order=thing.label))
    client = client_of(turn, order_id)
    if job.head.client_id not in (None, client):
        raise Refused("wrong_parcel", say("Order {order} is of another client.", order=thing.label))
    if job.head.first_order is None:
        turn.recorder.set(
            ReturnCase, job.head.case_id, order_id=(None, order_id), client_id=(job.head.client_id, client)
        )
    else:
        turn.hold({**job.hand, "orders": [*job.hand.get("orders", []), str(order_id)]})
    return Said(say("Order {order} belongs to this return", order=thing.label), ref_id=job.head.case_id)


def _unit_step(job: InspectJob, name: str, ask: Sentence, accepts: dict[str, Handler], target: dict[str, Any]) -> Step:
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
