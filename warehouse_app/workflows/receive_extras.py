"""What else may happen while goods arrive: unreadable and unknown barcodes, damage, measures, totes."""

from __future__ import annotations

import re
import uuid
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app import login
from warehouse_app.database.models import Asn, AsnLine, Balance, Journal, Location, Problem, Product, Station, table
from warehouse_app.domain import codes
from warehouse_app.domain.sentences import say
from warehouse_app.recorder import StockKey
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows import receive_unit
from warehouse_app.workflows.claims import check_silent
from warehouse_app.workflows.receive_facts import QUARANTINE, ReceiveJob, read_product

_MOST_CHOICES = 20
_SIZE = re.compile(r"(\d{1,5})\s*[xX×*]\s*(\d{1,5})\s*[xX×*]\s*(\d{1,5})", re.ASCII)
_journal, _station, _balance = table(Journal), table(Station), table(Balance)
_BEFORE = (
    select(_journal.c.raw, _journal.c.code, _journal.c.workflow)
    .join_from(_station, _journal, _journal.c.id == _station.c.last_journal_id)
    .where(_station.c.id == bindparam("station"))
)
_LIES_IN = select(_balance.c.product_id).where(_balance.c.location_id == bindparam("place"), _balance.c.on_hand > 0)
_HOLDER = select(_station.c.id).where(_station.c.tote_id == bindparam("tote"), _station.c.id != bindparam("station"))


# -- a barcode that cannot be read, or that nobody knows -------------------------------------------------------------


def unknown(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """A text that means nothing here: a lot of the product in hand in GS1 form, a size, or an unknown barcode."""
    gs1, product = thing.gs1, job.hand.get("product")
    if gs1 is not None and not gs1.gtin and (gs1.lot or gs1.expiry) and product:
        lot, expiry = gs1.lot or job.hand.get("lot", ""), gs1.expiry
        turn.hold({**job.hand, "lot": lot, "expiry": expiry})
        return Said(say("From now on lot {lot}", lot=lot[:40]), ref_id=job.head.asn_id)
    if found := _SIZE.fullmatch(thing.text):
        return _measure(turn, job, {name: int(n) for name, n in zip(_SIDES, found.groups(), strict=True)})
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
    step = side_step(job, "choose_item", ask, {"item": accept, "insert": accept, "box": accept}, shown=("item",))
    step.choices = choices[:_MOST_CHOICES]
    step.wanted = set(lines)
    return step


def consent_step(turn: Turn, job: ReceiveJob) -> Step:
    """A supervisor's badge attaches the barcode to the product, and the unit counts."""
    product = read_product(turn, job, uuid.UUID(job.hand["chosen"]))

    def accept(turn: Turn, thing: Thing) -> Said:
        try:
            user = login.identify(turn.connection, turn.site, thing.text, None, turn.now)
        except login.LoginRefused as refused:
            raise Refused("not_allowed", refused.sentence) from None
        if not login.OFFICE_ROLES & set(user.roles.split()):
            raise Refused("not_allowed", say("{name} is no supervisor.", name=user.name))
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
    step = side_step(job, "consent", ask, {"badge": accept}, sku=product.sku, name=product.name)
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
        if thing.row.use == "":
            turn.recorder.set(Location, thing.id, use=("", "problem"))
        row = {"kind": "unknown_item", "code": job.hand["aside"]["code"], "quantity": 1, "tote_id": thing.id,
               "asn_id": job.head.asn_id, "status": "open", "at": turn.now, "user_id": turn.user_id}  # fmt: skip
        turn.recorder.add(Problem, [row])
        turn.hold({k: v for k, v in job.hand.items() if k != "aside"})
        return Said(say("Set aside in {tote}", tote=thing.label), ref_id=job.head.asn_id)

    ask = say("Put it into an empty tote and scan the tote")
    step = side_step(job, "problem_tote", ask, {"tote": accept})
    step.target = {"order": job.head.no}
    return step


def side_step(job: ReceiveJob, name: str, ask: Any, accepts: Any, shown: tuple[str, ...] = (), **target: Any) -> Step:
    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({k: v for k, v in job.hand.items() if k not in ("code", "chosen", "aside", "wait")})
        return Said(say("Go on with the items"), ref_id=job.head.asn_id)

    done = sum(line.received for line in job.lines)
    total = sum(max(line.expected, line.received) for line in job.lines)
    return Step(
        name, ask, accepts, {"CMD-BACK": back}, target={"order": job.head.no, **target}, lines=job.shown(), done=done,
        total=total, shown=shown,
    )  # fmt: skip


def _code_before(turn: Turn, *results: str) -> str:
    """What was scanned last, if it got one of these results; ''."""
    before = turn.connection.execute(_BEFORE, {"station": turn.station_id}).one_or_none()
    if before is None or before.code not in results or before.workflow != turn.workflow:
        return ""
    return codes.clean(before.raw)


# -- damage and measures ---------------------------------------------------------------------------------------------


def damaged(turn: Turn, job: ReceiveJob) -> Said:
    """One of the units received last goes to quarantine."""
    line, last = job.last, job.hand.get("last")
    if line is None or not last or last["n"] < 1:
        raise Refused("nothing_to_do", say("First scan the damaged unit."))
    key = StockKey(line.product_id, last["lot"], last["expiry"], last["serial"])
    place = uuid.UUID(last["place"])
    lies = {"product": key.product_id, "lot": key.lot, "expiry": key.expiry, "serial": key.serial, "place": place}
    if turn.connection.execute(_IS_THERE, lies).first() is None:
        raise Refused("blocked", say("{sku} was taken away by now.", sku=line.sku))
    to = turn.connection.execute(QUARANTINE).one()
    turn.recorder.move(key, 1, place, to.id, "damaged", job.head.asn_id)
    turn.recorder.count(AsnLine, {line.line_id: {"damaged": 1}})
    turn.hold({**job.hand, "last": {**last, "n": last["n"] - 1}})
    return Said(say("Damaged {sku}: put it on {place}.", sku=line.sku, place=to.code), ref_id=job.head.asn_id)


_IS_THERE = select(_balance.c.on_hand).where(
    _balance.c.product_id == bindparam("product"), _balance.c.location_id == bindparam("place"),
    _balance.c.lot == bindparam("lot"), _balance.c.expiry == bindparam("expiry"),
    _balance.c.serial == bindparam("serial"), _balance.c.grade == "", _balance.c.on_hand > _balance.c.allocated,
)  # fmt: skip
_SIDES = ("length_mm", "width_mm", "height_mm")


def lacks(line: Any | None) -> list[str]:
    """Which measures of the product in hand nobody knows: weight, size."""
    if line is None:
        return []
    sizes = all(getattr(line, side) for side in _SIDES)
    return [name for name, known in (("weight", line.weight_g), ("text", sizes)) if not known]


def weigh(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """The weight of one unit of the product in hand."""
    return _measure(turn, job, {"weight_g": thing.quantity})


def _measure(turn: Turn, job: ReceiveJob, values: dict[str, int]) -> Said:
    line = job.last
    if line is None:
        raise Refused("wrong_kind", say("First scan the item."))
    if not all(0 < n <= 1_000_000 for n in values.values()):
        raise Refused("bad_value", say("That is no measure."))
    if ("weight" if "weight_g" in values else "text") not in lacks(line):
        raise Refused("already_done", say("{sku} is measured already.", sku=line.sku))
    turn.recorder.set(Product, line.product_id, **{name: (getattr(line, name), n) for name, n in values.items()})
    return Said(say("{sku} is measured.", sku=line.sku), ref_id=job.head.asn_id)


# -- where units go --------------------------------------------------------------------------------------------------


def take_tote(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """Units go into this tote from now on."""
    if thing.id == turn.tote_id and job.head.tote:
        raise Refused("already_done", say("{tote} is in use here.", tote=thing.label))
    if thing.row.use not in ("", "received"):
        raise Refused("wrong_tote", say("{tote} is in use.", tote=thing.label))
    leave_tote(turn, job)
    if thing.row.use == "":
        turn.recorder.set(Location, thing.id, use=("", "received"))
    else:
        holder = turn.connection.execute(_HOLDER, {"tote": thing.id, "station": turn.station_id}).first()
        if holder is not None:
            check_silent(turn, holder.id)
            turn.recorder.set(Station, holder.id, tote_id=(thing.id, None))
    turn.take_tote(thing.id)
    return Said(say("Units go into {tote}", tote=thing.label), ref_id=job.head.asn_id)


def take_place(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """Units go to this receiving place from now on."""
    if thing.row.location_kind != "receiving":
        raise Refused("wrong_bin", say("{location} is no receiving place.", location=thing.label))
    leave_tote(turn, job)
    turn.hold({**job.hand, "place": str(thing.id)})
    return Said(say("Units go to {place}", place=thing.label), ref_id=job.head.asn_id)


def tote_full(turn: Turn, job: ReceiveJob) -> Said:
    """The tote is ready to be put away."""
    if not job.head.tote:
        raise Refused("wrong_kind", say("There is no tote in use yet."))
    leave_tote(turn, job)
    return Said(say("{tote} is full. Scan the next one.", tote=job.head.tote), ref_id=job.head.asn_id)


def leave_tote(turn: Turn, job: ReceiveJob) -> None:
    """Let go of the tote; it is free again if nothing lies in it."""
    if job.head.tote:
        if turn.connection.execute(_LIES_IN.limit(1), {"place": job.head.tote_id}).first() is None:
            turn.recorder.set(Location, job.head.tote_id, use=("received", ""))
        turn.take_tote(None)


# -- the end ---------------------------------------------------------------------------------------------------------


def close(turn: Turn, job: ReceiveJob) -> Said:
    """Close the receipt with what came, and print it."""
    head = job.head
    odd = [line for line in job.lines if line.received != line.expected or line.damaged]
    if not job.known or (odd and not head.is_blind):
        turn.confirm(_difference(job))
    leave_tote(turn, job)
    turn.recorder.set(Asn, head.asn_id, status=("open", "closed"), closed_at=(None, turn.now),
                      closed_by=(None, turn.user_id))  # fmt: skip
    receive_unit.request_print(turn, ["receipt"], head.asn_id, head.no)
    turn.hold({})
    return Said(say("Receipt {asn} is closed.", asn=head.no), ref_id=head.asn_id)


def _difference(job: ReceiveJob) -> Any:
    missing = sum(max(line.expected - line.received, 0) for line in job.lines)
    extra = sum(max(line.received - line.expected, 0) for line in job.lines)
    damaged_ = sum(line.damaged for line in job.lines)
    return say("{missing} missing, {extra} too many, {damaged} damaged. Close {asn}?", missing=missing, extra=extra,
               damaged=damaged_, asn=job.head.no)  # fmt: skip
