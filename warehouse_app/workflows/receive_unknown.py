"""Barcodes that nobody knows or can read: attached to a product with a supervisor's consent, or set aside."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Journal, Location, Problem, Station, table
from warehouse_app.domain import codes
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import receive_extras as extras
from warehouse_app.workflows import receive_unit
from warehouse_app.workflows.receive_facts import ReceiveJob, read_product
from warehouse_app.workflows.supervisor import shown_badge

_MOST_CHOICES = 20
_SIZE = re.compile(r"(\d{1,5})\s*[xX×*]\s*(\d{1,5})\s*[xX×*]\s*(\d{1,5})", re.ASCII)
_journal, _station, _location = table(Journal), table(Station), table(Location)
_IN_TOTE = select(_location.c.slot).where(_location.c.id == bindparam("tote"))
_BEFORE = (
    select(_journal.c.raw, _journal.c.code, _journal.c.workflow)
    .join_from(_station, _journal, _journal.c.id == _station.c.last_journal_id)
    .where(_station.c.id == bindparam("station"))
)


def unknown(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """A text that means nothing here: a lot of the product in hand in GS1 form, a size, or an unknown barcode."""
    gs1, product = thing.gs1, job.hand.get("product")
    if gs1 is not None and not gs1.gtin and (gs1.lot or gs1.expiry) and product:
        lot, expiry = gs1.lot or job.hand.get("lot", ""), gs1.expiry
        turn.hold({**job.hand, "lot": lot, "expiry": expiry})
        return Said(say("From now on lot {lot}", lot=lot[:40]), ref_id=job.head.asn_id)
    if found := _SIZE.fullmatch(thing.text):
        return extras.measure(turn, job, dict(zip(extras.SIDES, map(int, found.groups()), strict=True)))
    raise Refused(
        "unknown_code", say("{code} is not known.", code=thing.text[:60]),
        say("No readable barcode: choose the product. Hold: set it aside."),
    )  # fmt: skip


def no_code(turn: Turn, job: ReceiveJob) -> Said:
    """Choose the product: of the unknown barcode just scanned, or of a unit that has none (its label prints)."""
    lines = (job.unfinished or job.known)[:_MOST_CHOICES]
    if not lines:
        raise Refused("nothing_to_do", say("There is no product to choose from. Hold sets it aside."))
    if code := _code_before(turn, "unknown_code"):
        if codes.reserved(code):
            raise Refused("bad_value", say("{code} is a code of the house.", code=code[:60]))
        turn.hold({**job.hand, "code": code})
        return Said(say("Which product is {code}?", code=code[:40]), ref_id=job.head.asn_id)
    choices = [
        (say("{sku} {name}", sku=x.sku, name=x.name), Thing("item", x.sku, x.product_id, needs_label=True))
        for x in {line.product_id: line for line in lines}.values()
    ]
    return Said(say("Which one is it?"), choices=choices, ref_id=job.head.asn_id)


def choose_step(job: ReceiveJob) -> Step:
    """The product that an unknown barcode stands for: by its picture, or by another unit of it."""

    def accept(turn: Turn, thing: Thing) -> Said:
        product = read_product(turn, job, thing.id)
        if product.client_id != job.head.owner_id:
            raise Refused("wrong_item", say("{sku} belongs to another client.", sku=product.sku))
        turn.hold({**job.hand, "chosen": str(thing.id)})
        return Said(say("{sku}. A supervisor agrees with the badge.", sku=product.sku), ref_id=job.head.asn_id)

    lines = {x.product_id: x for x in job.unfinished or job.known}
    choices = [
        (say("{sku} {name}", sku=x.sku, name=x.name), Thing("item", x.sku, x.product_id)) for x in lines.values()
    ]
    ask = say("Which product is {code}?", code=job.hand["code"][:40])
    step = side_step(job, "choose_item", ask, {"item": accept, "insert": accept, "box": accept}, {}, ("item",))
    step.choices = choices[:_MOST_CHOICES]
    step.wanted = set(lines)
    return step


def consent_step(turn: Turn, job: ReceiveJob) -> Step:
    """A supervisor's badge attaches the barcode to the product, and the unit counts."""
    product = read_product(turn, job, uuid.UUID(job.hand["chosen"]))

    def accept(turn: Turn, thing: Thing) -> Said:
        shown_badge(turn, thing.text, say("Only a supervisor may say so: scan a supervisor's badge."))
        raw = job.hand["code"]
        scan = codes.read(raw)
        gs1 = scan.gs1
        text = gs1.gtin if gs1 is not None and gs1.gtin else scan.text
        turn.recorder.attach(text, "item", product.product_id)
        hand = {k: v for k, v in job.hand.items() if k not in ("code", "chosen")}
        said = receive_unit.scan(turn, ReceiveJob(job.head, job.lines, hand),
                                 Thing("item", text, product.product_id, gs1=gs1))  # fmt: skip
        said.detail = say("{code} is {sku} from now on.", code=text[:40], sku=product.sku)
        return said

    ask = say("Supervisor: is {code} really {sku}?", code=job.hand["code"][:20], sku=product.sku)
    step = side_step(job, "consent", ask, {"badge": accept}, {"sku": product.sku, "name": product.name})
    step.detail = say("The supervisor scans the own badge; Back: no")
    return step


def hold(turn: Turn, job: ReceiveJob) -> Said:
    """Something that cannot be booked goes into a problem tote."""
    code = _code_before(turn, "unknown_code", "wrong_item")
    turn.hold({**job.hand, "aside": {"code": code}})
    return Said(say("Set it aside"), ref_id=job.head.asn_id)


def problem_step(job: ReceiveJob) -> Step:
    """Which tote it was set aside in."""

    def accept(turn: Turn, thing: Thing) -> Said:
        if thing.row.use not in ("", "problem"):
            raise Refused("wrong_tote", say("{tote} is in use.", tote=thing.label))
        # What lies in it is numbered, so that the first is not taken back from under the second.
        n = turn.connection.execute(_IN_TOTE, {"tote": thing.id}).scalar_one()
        turn.recorder.set(Location, thing.id, use=(thing.row.use, "problem"), slot=(n, n + 1))
        row = {"kind": "unknown_item", "code": job.hand["aside"]["code"], "quantity": 1, "tote_id": thing.id,
               "asn_id": job.head.asn_id, "status": "open", "at": turn.now, "user_id": turn.user_id}  # fmt: skip
        turn.recorder.add(Problem, [row])
        turn.hold({k: v for k, v in job.hand.items() if k != "aside"})
        return Said(say("Set aside in {tote}", tote=thing.label), ref_id=job.head.asn_id)

    ask = say("Put it into an empty tote and scan the tote")
    return side_step(job, "problem_tote", ask, {"tote": accept})


def side_step(
    job: ReceiveJob, name: str, ask: Sentence, accepts: Mapping[str, Handler], target: Mapping[str, Any] | None = None,
    shown: tuple[str, ...] = (),
) -> Step:  # fmt: skip
    """A step beside the usual ones, which CMD-BACK leaves."""

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({k: v for k, v in job.hand.items() if k not in ("code", "chosen", "aside", "wait")})
        return Said(say("Go on with the items"), ref_id=job.head.asn_id)

    return Step(
        name, ask, accepts, {"CMD-BACK": back}, target={"order": job.head.no, **(target or {})}, lines=job.shown(),
        done=job.done, total=job.total, shown=shown,
    )  # fmt: skip


def _code_before(turn: Turn, *results: str) -> str:
    """What was scanned last, if it got one of these results; ''."""
    before = turn.connection.execute(_BEFORE, {"station": turn.station_id}).one_or_none()
    if before is None or before.code not in results or before.workflow != turn.workflow:
        return ""
    return codes.clean(before.raw)
