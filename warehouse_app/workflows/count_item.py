"""Counting what lies in a bin: items, quantities, and what else must be known of tracked goods. Nothing of the book
figures is shown."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, or_, select

from warehouse_app.database.models import Balance, CountLine, Location, table
from warehouse_app.domain.expiry import read_expiry
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import StockKey
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import count_end
from warehouse_app.workflows.count_facts import PRODUCT, CountJob

_GOODS = ("item", "insert", "box")
_MOST = 99_999
_location, _balance = table(Location), table(Balance)
# A serial number that is booked where no count can take it from: in a tote, in a parcel, promised to an order.
_SERIAL_BOUND = (
    select(_location.c.code)
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(
        _balance.c.product_id == bindparam("product"), _balance.c.serial == bindparam("serial"),
        _balance.c.on_hand > 0, _location.c.id != bindparam("place"),
        or_(_location.c.kind != "bin", _balance.c.allocated > 0),
    )
    .limit(1)
)  # fmt: skip


def step(turn: Turn, job: CountJob) -> Step:
    """Count items, or say what else must be known of the one in hand."""
    held = turn.hand.get("item")
    if held is None:
        return _count_item(turn, job)
    product = _product(turn, job, held)
    return _ASK[_missing(job, product, held) or "lot"](job, product, held)


def _count_item(turn: Turn, job: CountJob) -> Step:
    head = job.head
    accepts: dict[str, Handler] = {kind: lambda turn, thing: _item(turn, job, thing) for kind in _GOODS}
    last = next((line for line in job.lines if str(line.line_id) == turn.hand.get("last")), None)
    if last is not None and not last.serial:
        accepts["quantity"] = lambda turn, thing: _in_all(turn, job, last, thing.quantity)
    commands: dict[str, Handler] = {
        "CMD-DONE": lambda turn, _: count_end.done(turn, job),
        "CMD-EMPTY": lambda turn, _: count_end.empty(turn, job),
        "CMD-BACK": lambda turn, _: count_end.leave(turn, job),
    }
    ask = say("Count everything in {bin}: scan each one", bin=job.place)
    if head.product_id is not None:
        ask = say("Count {sku} in {bin}: scan each one", sku=head.wanted_sku, bin=job.place)
    sku, name = head.wanted_sku, head.wanted_name
    if job.again:
        sku, name = job.again[0].sku, job.again[0].name
        ask = say("{sku} in {bin} moved meanwhile: count it again", sku=sku, bin=job.place)
    if last is not None:
        detail = say("{sku}: {counted} counted. Digits say how many there are in all.", sku=last.sku,
                     counted=last.counted)  # fmt: skip
    else:
        detail = say("Or scan one and enter how many there are in all. Then scan Done.")
    shown = ("item", "quantity") if "quantity" in accepts else ("item",)
    return _step(job, "count_item", ask, accepts, commands, shown, detail, sku=sku, name=name)


def _scan_lot(job: CountJob, product: Any, held: dict[str, Any]) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        lot = thing.gs1.lot if thing.gs1 is not None and thing.gs1.lot else thing.text
        more = {"expiry": thing.gs1.expiry} if thing.gs1 is not None and thing.gs1.expiry else {}
        return _known(turn, job, {**held, "lot": lot, **more})

    return _more(job, product, "scan_lot", say("Scan the lot of {sku}", sku=product.sku), {"lot": accept})


def _scan_expiry(job: CountJob, product: Any, held: dict[str, Any]) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        expiry = thing.gs1.expiry if thing.gs1 is not None and thing.gs1.expiry else read_expiry(thing.text)
        if not expiry:
            raise Refused("bad_value", say("{text} is no date like 2027-03-31.", text=thing.text[:40]))
        return _known(turn, job, {**held, "expiry": expiry})

    ask = say("Enter the expiry of {sku}, like 2027-03-31", sku=product.sku)
    return _more(job, product, "scan_expiry", ask, {"expiry": accept})


def _scan_serial(job: CountJob, product: Any, held: dict[str, Any]) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        serial = thing.gs1.serial if thing.gs1 is not None and thing.gs1.serial else thing.text
        return _known(turn, job, {**held, "serial": serial})

    ask = say("Scan the serial number of {sku}", sku=product.sku)
    return _more(job, product, "scan_serial", ask, {"serial": accept})


_ASK = {"lot": _scan_lot, "expiry": _scan_expiry, "serial": _scan_serial}


def _more(job: CountJob, product: Any, name: str, ask: Sentence, accepts: dict[str, Handler]) -> Step:
    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({k: v for k, v in turn.hand.items() if k != "item"})
        return Said(say("{sku} is not counted.", sku=product.sku), ref_id=job.head.id)

    return _step(job, name, ask, accepts, {"CMD-BACK": back}, tuple(accepts), None, sku=product.sku, name=product.name)


def _step(
    job: CountJob, step: str, ask: Sentence, accepts: dict[str, Handler], commands: dict[str, Handler],
    shown: tuple[str, ...], detail: Sentence | None, **target: Any,
) -> Step:  # fmt: skip
    wanted: set[uuid.UUID] = {row.product_id for row in job.book} | {line.line_product for line in job.lines}
    if job.head.product_id is not None:
        wanted.add(job.head.product_id)
    return Step(
        step, ask, accepts, commands, wanted=wanted if step == "count_item" else (), detail=detail, lines=job.shown(),
        target={"location": job.place, **target}, done=job.counted, total=job.counted, shown=shown,
        image=job.head.wanted_image or "",
    )  # fmt: skip


# -- what a scan records -------------------------------------------------------------------------------------------


def _item(turn: Turn, job: CountJob, thing: Thing) -> Said:
    head = job.head
    if head.product_id not in (None, thing.id):
        only = say("Only {sku} is counted here now.", sku=head.wanted_sku)
        raise Refused("wrong_item", say("This is {item}.", item=thing.label), only)
    held: dict[str, Any] = {"product": str(thing.id), "units": thing.quantity}
    if thing.gs1 is not None:
        held |= {n: getattr(thing.gs1, n) for n in ("lot", "expiry", "serial") if getattr(thing.gs1, n)}
    return _known(turn, job, held)


def _known(turn: Turn, job: CountJob, held: dict[str, Any]) -> Said:
    """Count what is in hand if all that matters is known of it; else remember it and ask."""
    product = _product(turn, job, held)
    if _missing(job, product, held):
        turn.hold({**turn.hand, "item": held})
        return Said(say("{sku} is right.", sku=product.sku), ref_id=job.head.id)
    key = _key(job, product, held)
    units = held["units"]
    line = job.line(key)
    if product.serial_tracked:
        units = 1
        _check_serial(turn, job, key)
    total = units + (line.counted if line is not None else 0)
    if total > _MOST:
        raise Refused("bad_quantity", say("{quantity} is too many.", quantity=total))
    if line is not None:
        last = line.line_id
        turn.recorder.set(CountLine, last, counted=(line.counted, total))
    else:
        row = {"task_id": job.head.id, "round": job.head.round, **key._asdict(), "counted": total}
        last = turn.recorder.add(CountLine, [row])[0]
    turn.hold({"task": str(job.head.id), "last": str(last)})
    return Said(say("{sku}: {counted} counted", sku=product.sku, counted=total), ref_id=job.head.id)


def _in_all(turn: Turn, job: CountJob, line: Any, quantity: int) -> Said:
    turn.recorder.set(CountLine, line.line_id, counted=(line.counted, quantity))
    return Said(say("{sku}: {counted} counted", sku=line.sku, counted=quantity), ref_id=job.head.id)


def _check_serial(turn: Turn, job: CountJob, key: StockKey) -> None:
    if any((line.line_product, line.serial) == (key.product_id, key.serial) and line.counted for line in job.lines):
        raise Refused("duplicate_serial", say("Serial number {serial} is counted already.", serial=key.serial))
    where = {"product": key.product_id, "serial": key.serial, "place": job.head.location_id}
    if place := turn.connection.scalar(_SERIAL_BOUND, where):
        booked = say("Serial number {serial} is booked in {place}.", serial=key.serial, place=place)
        raise Refused("duplicate_serial", booked, say("Set it aside and tell a supervisor."))


# -- what is known of goods ----------------------------------------------------------------------------------------


def _product(turn: Turn, job: CountJob, held: dict[str, Any]) -> Any:
    """A row with the product's SKU and flags: a balance here, else the product itself."""
    key = uuid.UUID(held["product"])
    here = next((row for row in job.book if row.product_id == key), None)
    return here if here is not None else turn.connection.execute(PRODUCT, {"product": key}).one()


def _booked(job: CountJob, product: Any, held: dict[str, Any]) -> list[Any]:
    """The balances here that may be the units in hand, by all that is known of them."""
    rows = [row for row in job.book if row.product_id == product.product_id]
    for name in ("serial", "lot", "expiry"):
        value = held.get(name)
        if value and (found := [row for row in rows if getattr(row, name) == value]):
            rows = found
        elif value and getattr(product, f"{name}_tracked"):
            return []  # found goods
    return rows


def _missing(job: CountJob, product: Any, held: dict[str, Any]) -> str:
    """What must still be asked of tracked goods: serial, lot or expiry; '' if nothing."""
    if product.serial_tracked and not held.get("serial"):
        return "serial"
    rows = _booked(job, product, held)
    for name in ("lot", "expiry"):
        if getattr(product, f"{name}_tracked") and not held.get(name) and len({getattr(r, name) for r in rows}) != 1:
            return name
    return ""


def _key(job: CountJob, product: Any, held: dict[str, Any]) -> StockKey:
    """The stock key of the units in hand: as booked here where it is booked, else as said."""
    known: dict[str, str] = {}
    rows = _booked(job, product, held)
    for name in ("lot", "expiry", "serial"):
        values = {getattr(row, name) for row in rows}
        tracked = getattr(product, f"{name}_tracked")
        known[name] = values.pop() if len(values) == 1 else held.get(name, "") if tracked else ""
    return StockKey(product.product_id, known["lot"], known["expiry"], known["serial"])
