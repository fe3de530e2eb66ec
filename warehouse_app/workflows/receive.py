"""Receive (입고): book the goods that arrive, unit by unit, against what was announced.

Scan the receipt, or any item of it: the program finds the receipt. Then scan every unit; the barcode of a case counts
its whole contents, and digits after an item add so many more. Lot, expiry and serial number are read from the barcode
where it says them, else they are asked; lot and expiry hold for the next units of the same product. Units lie in the
receiving place until they are put away. Scan a tote, and they go into that tote; CMD-SPLIT: it is full. When all has
come, CMD-DONE closes the receipt and prints it. Several stations may receive one together.

Exceptions: too many, not announced, another lot, an odd date → the program asks, the same scan again agrees. A barcode
nobody knows → CMD-NOCODE, choose the product, a supervisor's badge attaches it; or CMD-HOLD and a tote for problems (a
supervisor who scans that tote at the start settles what lies in it). A
unit without a barcode → CMD-NOCODE: it counts and its label prints. The last unit is damaged → CMD-DAMAGED. Weight and
size that nobody knows yet are taken when given. Nobody announced it → scan an item twice: a blind receipt.
CMD-DONE with goods missing closes it all the same, once confirmed; CMD-BACK leaves it open.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from warehouse_app.domain.expiry import read_expiry
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import receive_extras as extras
from warehouse_app.workflows import receive_unit
from warehouse_app.workflows import receive_unknown as odd
from warehouse_app.workflows.receive_facts import ReceiveJob, load, read_product
from warehouse_app.workflows.receive_problem import solve_step
from warehouse_app.workflows.receive_start import open_receipt, start_step

NAME = "receive"
ROLES = frozenset({"receiver"})


def next_step(turn: Turn) -> Step:
    """Open a receipt → items (→ lot → expiry → serial number) → close it."""
    if "problems" in turn.hand:
        return solve_step(turn)
    job = load(turn)
    if job is None or job.head.status != "open":
        return start_step(turn, job)
    if "aside" in job.hand:
        return odd.problem_step(job)
    if "chosen" in job.hand:
        return odd.consent_step(turn, job)
    if "code" in job.hand:
        return odd.choose_step(job)
    if "wait" in job.hand:
        return _complete(turn, job)
    return _scan_item(job) if job.unfinished or not job.known else _close(job)


def _scan_item(job: ReceiveJob) -> Step:
    at: Any = job.at
    if at is None:
        return _step(job, "scan_item", say("Scan the items"))
    left = at.expected - at.received
    return _step(job, "scan_item", say("Scan {sku}: {left} more", sku=at.sku, left=left))


def _close(job: ReceiveJob) -> Step:
    ask = say("{asn} is complete: scan Done", asn=job.head.no)
    if job.head.is_blind:
        ask = say("Scan the items; Done closes {asn}", asn=job.head.no)
    return _step(job, "close_receipt", ask, goes_on=True)


def _complete(turn: Turn, job: ReceiveJob) -> Step:
    """A unit in hand lacks its lot, expiry or serial number."""
    wait = job.hand["wait"]
    product: Any = read_product(turn, job, uuid.UUID(wait["product"]))
    asked = receive_unit.missing(product, wait)
    line = next(iter(job.lines_of(product.product_id)), None)
    announced = {name: getattr(line, name, "") for name in ("lot", "expiry")}

    def take(turn: Turn, thing: Thing) -> Said:
        gs1 = thing.gs1
        value = getattr(gs1, asked, "") if gs1 is not None else ""
        if not value and thing.kind != asked and thing.text != announced.get(asked):
            raise Refused("wrong_kind", say("{code} is a product.", code=thing.label), ask)
        if thing.kind != asked and value and thing.id != product.product_id:
            raise Refused("wrong_item", say("This is {item}.", item=thing.label), ask)
        value = value or _plain(thing.text)
        if asked == "expiry":
            value = read_expiry(value)
            if not value:
                raise Refused("bad_value", say("{text} is no date.", text=thing.text[:40]), say("2027-01-31 or 270131"))
        return receive_unit.go_on(turn, job, {**wait, asked: value})

    ask = _ASKED[asked](product.sku)
    accepts: dict[str, Handler] = {asked: take, "item": take, "insert": take, "box": take}
    target = {"sku": product.sku, "name": product.name, "quantity": wait["n"], **announced}
    step = odd.side_step(job, f"scan_{asked}", ask, accepts, target, (asked,))
    step.image = product.image or ""
    return step


_ASKED = {
    "lot": lambda sku: say("Scan the lot of {sku}", sku=sku),
    "expiry": lambda sku: say("Scan or enter the expiry of {sku}", sku=sku),
    "serial": lambda sku: say("Scan the serial number of {sku}", sku=sku),
}


def _step(job: ReceiveJob, name: str, ask: Sentence, *, goes_on: bool = False) -> Step:
    """The step at which any item may come."""
    last, lacks = job.last, extras.lacks(job.last)

    def item(turn: Turn, thing: Thing) -> Said:
        return receive_unit.scan(turn, job, thing)

    def unknown(turn: Turn, thing: Thing) -> Said:
        return odd.unknown(turn, job, thing)

    accepts: dict[str, Handler] = {"item": item, "insert": item, "box": item}
    if last is not None and (last.received < last.expected or not last.expected):
        accepts["quantity"] = lambda turn, thing: receive_unit.enter(turn, job, last, thing.quantity)
    shown = [kind for kind in accepts if kind not in ("insert", "box")] + ["tote", *lacks]
    accepts |= {
        "tote": lambda turn, thing: extras.take_tote(turn, job, thing),
        "location": lambda turn, thing: extras.take_place(turn, job, thing),
        "asn": lambda turn, thing: _switch(turn, job, thing),
        "unknown": unknown,
    }
    if "weight" in lacks:
        accepts["weight"] = lambda turn, thing: extras.weigh(turn, job, thing)
    if "text" in lacks:
        accepts["text"] = unknown
    wanted = {line.product_id for line in job.lines}
    return Step(
        name, ask, accepts, _commands(job), goes_on=goes_on, wanted=wanted, target=job.target(), lines=job.shown(),
        done=job.done, total=job.total, detail=_detail(job, lacks), facts=_facts(job),
        image=(job.at.image or "") if job.at else "", shown=tuple(shown),
    )  # fmt: skip


def _commands(job: ReceiveJob) -> Mapping[str, Handler]:
    return {
        "CMD-DONE": lambda turn, _: extras.close(turn, job),
        "CMD-DAMAGED": lambda turn, _: extras.damaged(turn, job),
        "CMD-NOCODE": lambda turn, _: odd.no_code(turn, job),
        "CMD-HOLD": lambda turn, _: odd.hold(turn, job),
        "CMD-SPLIT": lambda turn, _: extras.tote_full(turn, job),
        "CMD-BACK": lambda turn, _: _leave(turn, job),
    }


def _switch(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    if thing.id == job.head.asn_id:
        raise Refused("already_done", say("This is {asn}.", asn=thing.label))
    return open_receipt(turn, thing)


def _leave(turn: Turn, job: ReceiveJob) -> Said:
    extras.leave_tote(turn, job)
    turn.hold({})
    return Said(say("Receipt {asn} stays open.", asn=job.head.no), ref_id=job.head.asn_id)


def _detail(job: ReceiveJob, lacks: list[str]) -> Sentence | None:
    last = job.last
    if last is not None and lacks:
        return say("{sku} was never measured: weigh it or enter 120x80x40", sku=last.sku)
    if job.hand.get("expiry") and job.lot_holds:
        return say("Lot {lot} · expiry {expiry}", lot=job.hand.get("lot") or "–", expiry=job.hand["expiry"])
    if job.hand.get("lot") and job.lot_holds:
        return say("Lot {lot}", lot=job.hand["lot"])
    return say("{receipt} of {client}", receipt=job.head.no, client=job.head.client)


def _facts(job: ReceiveJob) -> tuple[tuple[Sentence, str], ...]:
    return ((say("Receipt"), job.head.no), (say("Into"), job.into))


def _plain(text: str) -> str:
    if "\x1d" in text:
        raise Refused("bad_value", say("This code has characters that cannot be read. Scan it again."))
    return text
