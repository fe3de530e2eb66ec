"""Units that arrive: what each still needs to be known by, the line it counts for, and its record."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from sqlalchemy import bindparam, literal_column, select, update

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Asn, AsnLine, Balance, Location, Move, Product, table
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.expiry import doubtful
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recalls import is_recalled
from warehouse_app.recorder import StockKey
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Turn
from warehouse_app.workflows.parcels import request_print
from warehouse_app.workflows.receive_facts import ReceiveJob, is_known, read_product

_MANY = 1000  # so many at once of what nobody announced are asked about

_asn, _line, _balance, _location, _product = (table(m) for m in (Asn, AsnLine, Balance, Location, Product))
_move = table(Move)
_undo = _move.alias("undo")
# After the line was counted: what it has now, and that its receipt stays open until we are done.
_NOW = (
    select(_line.c.received, _asn.c.status)
    .join_from(_line, _asn, _asn.c.id == _line.c.asn_id)
    .where(_line.c.id == bindparam("line"))
    .with_for_update(of=_asn, read=True)
)
_BEGIN = (
    update(_asn)
    .where(_asn.c.id == bindparam("asn"), _asn.c.first_unit_at.is_(None))
    .values(first_unit_at=bindparam("now", type_=UtcTime))
)
_LOCK_PRODUCT = select(_product.c.id).where(_product.c.id == bindparam("product")).with_for_update()
_SERIAL_AT = (
    select(_location.c.code, _balance.c.on_hand)
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(_balance.c.product_id == bindparam("product"), _balance.c.serial == bindparam("serial"),
           _balance.c.serial != literal_column("''"))
    .order_by(_balance.c.on_hand.desc())
    .limit(1)
)  # fmt: skip
_SERIAL_CAME = (
    select(_move.c.id)
    .where(
        _move.c.product_id == bindparam("product"), _move.c.serial == bindparam("serial"), _move.c.kind == "receive",
        _move.c.ref_id == bindparam("asn"), ~select(_undo.c.id).where(_undo.c.reverses == _move.c.id).exists(),
    )
    .limit(1)
)  # fmt: skip
_NEXT_NO = select(_line.c.line_no).where(_line.c.asn_id == bindparam("asn")).order_by(_line.c.line_no.desc()).limit(1)


class Units(NamedTuple):
    """Units of one product in hand. Lot and expiry are None where the product does not track them."""

    product: Any
    quantity: int
    lot: str | None = None
    expiry: str | None = None
    serial: str = ""
    needs_label: bool = False
    is_counted: bool = False  # the quantity was entered
    doubts: tuple[Sentence, ...] = ()  # about lot and expiry, not asked yet
    over_agreed: bool = False


def scan(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """A scanned item: received at once where all is known of it, else its lot, expiry or serial is asked."""
    product = _check_item(turn, job, thing)
    gs1 = thing.gs1
    quantity = thing.quantity * (gs1.quantity if gs1 is not None and gs1.quantity else 1)
    wait: dict[str, Any] = {"product": str(thing.id), "n": quantity}
    if product.lot_tracked and gs1 is not None and gs1.lot:
        wait["lot"] = gs1.lot
    if product.expiry_tracked and gs1 is not None and gs1.expiry:
        wait["expiry"] = gs1.expiry
    if product.serial_tracked and gs1 is not None and gs1.serial:
        wait["serial"] = gs1.serial
    if thing.needs_label:
        wait["label"] = True
    return go_on(turn, job, wait)


def enter(turn: Turn, job: ReceiveJob, line: Any, quantity: int) -> Said:
    """So many more units of the product in hand."""
    return go_on(turn, job, {"product": str(line.product_id), "n": quantity, "counted": True})


def missing(product: Any, wait: dict[str, Any]) -> str:
    """What must still be asked of units in hand: lot, expiry, serial; '' if nothing."""
    for name in ("lot", "expiry", "serial"):
        if getattr(product, f"{name}_tracked") and not wait.get(name):
            return name
    return ""


def go_on(turn: Turn, job: ReceiveJob, wait: dict[str, Any]) -> Said:
    """Receive units in hand if nothing is missing any more; else keep them in hand until it is known."""
    product = read_product(turn, job, uuid.UUID(wait["product"]))
    wait, hand = {**wait}, job.hand
    same = hand.get("product") == wait["product"] and job.lot_holds
    if same and not wait.get("lot"):  # lot and expiry hold until others are scanned
        wait["lot"] = hand.get("lot", "")
    if same and not wait.get("expiry") and wait.get("lot") == hand.get("lot"):
        wait["expiry"] = hand.get("expiry", "")
    doubts = _doubts(turn, job, product, wait)
    if missing(product, wait):
        doubts |= _too_many(job, product, wait)
        _confirm(turn, list(doubts.values()))  # with the scan that raised them
        wait["agreed"] = [*wait.get("agreed", []), *doubts]
        turn.hold({**hand, "wait": wait})
        return Said(say("{quantity} × {sku} in hand", quantity=wait["n"], sku=product.sku), ref_id=job.head.asn_id)
    units = Units(
        product, 1 if product.serial_tracked else wait["n"],
        wait["lot"] if product.lot_tracked else None, wait["expiry"] if product.expiry_tracked else None,
        wait["serial"] if product.serial_tracked else "", wait.get("label", False), wait.get("counted", False),
        tuple(doubts.values()), "over" in wait.get("agreed", []),
    )  # fmt: skip
    return _receive(turn, job, units, wait)


def _doubts(turn: Turn, job: ReceiveJob, product: Any, wait: dict[str, Any]) -> dict[str, Sentence]:
    """What is odd about the lot and the expiry of units in hand and was not agreed to yet."""
    announced = [line for line in job.lines_of(product.product_id) if line.expected]
    lot = wait.get("lot", "") if product.lot_tracked else ""
    expiry = wait.get("expiry", "") if product.expiry_tracked else ""
    hand, found = job.hand, {}
    is_new = hand.get("product") != wait["product"] or (lot, expiry) != (hand.get("lot"), hand.get("expiry"))
    if lot and announced and is_new and all(line.lot not in ("", lot) for line in announced):
        found["lot"] = say("Lot {lot} is announced, not {other}.", lot=announced[0].lot, other=lot[:40])
    if lot and is_new and is_recalled(turn.connection, product.product_id, lot):
        found["lot"] = say("Lot {lot} is recalled: set it apart.", lot=lot[:40])
    if expiry and is_new:
        of_lot = [line for line in announced if not lot or line.lot in ("", lot)]
        odd = doubtful(expiry, turn.site.today(turn.now))
        if odd == "past":
            found["expiry"] = say("Expired on {expiry}.", expiry=expiry)
        elif odd:
            found["expiry"] = say("Expiry {expiry} is very far ahead.", expiry=expiry)
        elif of_lot and all(line.expiry not in ("", expiry) for line in of_lot):
            found["expiry"] = say("Expiry {expiry} is announced.", expiry=of_lot[0].expiry)
    return {mark: sentence for mark, sentence in found.items() if mark not in wait.get("agreed", [])}


def _too_many(job: ReceiveJob, product: Any, wait: dict[str, Any]) -> dict[str, Sentence]:
    """More than is announced in all lots together: asked about before the lot is."""
    announced = [line for line in job.lines_of(product.product_id) if line.expected]
    expected, received = (sum(getattr(line, c) for line in announced) for c in ("expected", "received"))
    over = received + wait["n"] - expected
    if not announced or over <= 0 or received > expected or "over" in wait.get("agreed", []):
        return {}
    return {"over": say("{n} more than announced.", n=over)}


def _check_item(turn: Turn, job: ReceiveJob, thing: Thing) -> Any:
    """The product scanned, if it may be on this receipt; one that is not on it is confirmed and gets a line."""
    product = read_product(turn, job, thing.id)
    if any(line.product_id == thing.id for line in job.known):
        return product
    if product.client_id != job.head.owner_id:
        told = say("{receipt} is of {client}. Set it aside: Hold.", receipt=job.head.no, client=job.head.client)
        raise Refused("wrong_item", say("{sku} belongs to another client.", sku=product.sku), told)
    if product.kind == "service":
        raise Refused("wrong_item", say("{sku} is a service and lies nowhere.", sku=product.sku))
    if not job.head.is_blind:
        turn.confirm(say("{sku} is not on {receipt}.", sku=product.sku, receipt=job.head.no))
    return product


def _receive(turn: Turn, job: ReceiveJob, units: Units, wait: dict[str, Any]) -> Said:
    """Count the units for their line and book them where they are put."""
    head, product = job.head, units.product
    place = head.tote_id or head.place_id
    if place is None:
        raise Refused("blocked", say("There is no receiving place."))
    if units.serial:
        _check_serial(turn, head.asn_id, product, units.serial)
    line = _line_for(job, units)
    over = _ask(turn, job, line, units)
    line_id, expected = _counted_line(turn, job, line, units)
    if head.first_unit_at is None:  # stays whatever is undone: others may have received since
        turn.connection.execute(_BEGIN, {"asn": head.asn_id, "now": turn.now})
    turn.recorder.count(AsnLine, {line_id: {"received": units.quantity}})
    now = turn.connection.execute(_NOW, {"line": line_id}).one()
    # Another receiver was faster, and it makes a difference: begin again, and ask.
    asked = over or turn.confirmed or units.over_agreed
    if now.status != "open" or (not asked and 0 < expected < now.received):
        raise Conflict("receipt")
    lot = units.lot if units.lot is not None else (line.lot if line is not None else "")
    expiry = units.expiry if units.expiry is not None else (line.expiry if line is not None else "")
    key = StockKey(product.product_id, lot, expiry, units.serial)
    turn.recorder.move(key, units.quantity, turn.site.outside["SUPPLIER"], place, "receive", head.asn_id)
    if units.needs_label:
        request_print(turn, ["code_label"], product.product_id, product.sku)
    hand: dict[str, Any] = {k: v for k, v in job.hand.items() if k in ("asn", "place")}
    hand |= {"line": str(line_id), "product": str(product.product_id), "lot": lot, "expiry": expiry}
    hand["last"] = {"lot": lot, "expiry": expiry, "serial": units.serial, "place": str(place), "n": units.quantity}
    if wait["n"] > units.quantity:  # a case of units with serial numbers
        hand["wait"] = {**wait, "n": wait["n"] - 1, "serial": ""}
    turn.hold(hand)
    said = say("{quantity} × {sku} into {place}", quantity=units.quantity, sku=product.sku, place=job.into)
    told = say("{n} more than announced.", n=over) if over and not head.is_blind else None
    return Said(said, told, ref_id=head.asn_id)


def _check_serial(turn: Turn, asn_id: uuid.UUID, product: Any, serial: str) -> None:
    """Each serial number once. Two stations with the same one wait for each other here."""
    turn.connection.execute(_LOCK_PRODUCT, {"product": product.product_id})
    of_unit = {"product": product.product_id, "serial": serial}
    found = turn.connection.execute(_SERIAL_AT, of_unit).first()
    if found is not None and found.on_hand:
        sentence = say("Serial number {serial} is here already, in {place}.", serial=serial[:40], place=found.code)
        raise Refused("duplicate_serial", sentence)
    if found is not None and turn.connection.scalar(_SERIAL_CAME, {**of_unit, "asn": asn_id}):  # and has left since
        sentence = say("Serial number {serial} has come with this receipt already.", serial=serial[:40])
        raise Refused("duplicate_serial", sentence)


def _line_for(job: ReceiveJob, units: Units) -> Any | None:
    """The line these units count for: one that names their lot and expiry, else one that names none."""

    def fits(line: Any, *, exactly: bool) -> bool:
        pairs = ((line.lot, units.lot), (line.expiry, units.expiry))
        return all(own is None or announced == own or not (exactly or announced) for announced, own in pairs)

    lines = job.lines_of(units.product.product_id)
    for unfinished in (True, False):
        for exactly in (True, False):
            for line in lines:
                if not exactly and not is_known(line):
                    continue
                if (line.received < line.expected) == unfinished and fits(line, exactly=exactly):
                    return line
    return None


def _ask(turn: Turn, job: ReceiveJob, line: Any | None, units: Units) -> int:
    """Ask about whatever is odd, all in one question; returns how many more than announced there will be."""
    doubts = list(units.doubts)
    expected = line.expected if line is not None else 0
    before = line.received if line is not None else 0
    over = max(before + units.quantity - expected, 0)
    if expected:
        if over and not units.over_agreed and (before <= expected or units.is_counted):
            doubts.append(say("{n} more than announced.", n=over))
    elif units.is_counted and (not job.head.is_blind or units.quantity >= _MANY):
        doubts.append(say("Really {n} × {sku}?", n=units.quantity, sku=units.product.sku))
    _confirm(turn, doubts)
    return over


def _confirm(turn: Turn, doubts: list[Sentence]) -> None:
    if doubts:
        turn.confirm(doubts[0] if len(doubts) == 1 else say("{one} {other}", one=doubts[0], other=doubts[-1]))


def _counted_line(turn: Turn, job: ReceiveJob, line: Any | None, units: Units) -> tuple[uuid.UUID, int]:
    """The line's id and what it expects; a new one for what was not announced so."""
    if line is not None:
        return line.line_id, line.expected
    last = turn.connection.scalar(_NEXT_NO, {"asn": job.head.asn_id}) or 0
    row = {"asn_id": job.head.asn_id, "product_id": units.product.product_id, "line_no": last + 1,
           "lot": units.lot or "", "expiry": units.expiry or ""}  # fmt: skip
    # Undone it stays, without units: a colleague may have counted on it since.
    (key,) = turn.recorder.add(AsnLine, [row], undo={"expected": 0})
    return key, 0
