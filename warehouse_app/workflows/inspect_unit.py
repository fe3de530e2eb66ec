"""One unit on the inspector's bench: which it is, and what is asked of it next."""

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
from warehouse_app.domain.sentences import say
from warehouse_app.numbers import next_own
from warehouse_app.resolve import Thing
from warehouse_app.return_rules import rules_in_force, rules_of
from warehouse_app.returns import client_of
from warehouse_app.settings import site_settings
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows import inspect_grade
from warehouse_app.workflows.inspect_facts import RETURNED, InspectJob, kinds_left, read_unit, shipped_lines

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
        return inspect_grade.question(turn, job, unit, question)
    if "grade" in job.hand:
        return inspect_grade.grade_reason(job, unit)
    if "regrade" in job.hand:
        return inspect_grade.choose_grade(turn, job, unit)
    if job.hand.get("no_photo") != str(unit.id) and inspect_grade.wants_photo(turn, unit):
        return inspect_grade.photo_step(job, unit)
    return None


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
    return inspect_grade.grade(turn, read_unit(turn, unit_id), {}, "X", job.head.case_id)


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
    step = inspect_grade.unit_step(job, "scan_serial", ask, {"serial": serial, "item": serial}, {"quantity": 1})
    step.commands = {"CMD-NO": lambda turn, _: _swapped(turn, job, unit)}
    step.detail = say("It bears another number: No")
    return step


def _swapped(turn: Turn, job: InspectJob, unit: Any) -> Said:
    """CMD-NO: the unit is not the one that was sent; it counts as none of the order's."""
    turn.recorder.count(OrderLine, {unit.order_line_id: {"returned": -1}})
    turn.recorder.set(ReturnUnit, unit.id, kind=("returned", "over"), order_line_id=(unit.order_line_id, None))
    return inspect_grade.grade(turn, read_unit(turn, unit.id), {}, "X", job.head.case_id)


def _scan_lot(job: InspectJob, unit: Any, left: list[Any]) -> Step:
    def lot(turn: Turn, thing: Thing) -> Said:
        text = thing.gs1.lot if thing.gs1 is not None and thing.gs1.lot else thing.text
        row = next((row for row in left if text in (row.lot, row.expiry)), None)
        if row is None:
            raise Refused("wrong_lot", say("Lot {lot} did not leave with this order.", lot=text[:40]))
        turn.recorder.set(ReturnUnit, unit.id, lot=(unit.lot, row.lot), expiry=(unit.expiry, row.expiry))
        return Said(say("Lot {lot}", lot=row.lot or row.expiry), ref_id=job.head.case_id)

    kinds = sorted({(row.lot, row.expiry) for row in left})
    step = inspect_grade.unit_step(job, "scan_lot", say("Which lot of {sku}?", sku=unit.sku), {"lot": lot, "item": lot},
                      {"lot": kinds[0][0], "expiry": kinds[0][1]})  # fmt: skip
    step.choices = [
        (say("Lot {lot} · expiry {expiry}", lot=a or "–", expiry=b or "–"), Thing("lot", a or b)) for a, b in kinds[:9]
    ]
    return step


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
