"""Move (재고 이동): goods go from one bin to another, or from a tote or the receiving place into a bin.

Scan the bin (or tote) the goods lie in. Scan an item, a case for its units; again is one more, digits say how many.
Then scan the bin they go to. Nothing is booked before that. The bin they go to scanned at once, twice: everything goes
there. Goods that are promised to orders take their orders along.

Of several lots the first to expire goes, or the lot that the barcode names. CMD-BACK leaves; what was in hand stays
where it was.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Location, Station, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.slotting import check_goods, read_bin
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.transfer import transfer
from warehouse_app.workflows.claims import check_silent
from warehouse_app.workflows.move_facts import MoveJob, as_goods, as_units, load, read_place

NAME = "move"
ROLES = frozenset({"receiver", "picker"})

_SOURCES = ("bin", "receiving")
_GOODS = ("item", "insert", "box")
_station = table(Station)
_HOLDER = (
    select(_station.c.id).where(_station.c.tote_id == bindparam("tote"), _station.c.id != bindparam("station")).limit(1)
)


def next_step(turn: Turn) -> Step:
    """Source → item → bin, until the source is left."""
    job = load(turn)
    if job is None:
        return _start()
    if "serial_of" in job.hand:
        return _scan_serial(job)
    return _scan_bin(job) if job.quantity else _scan_item(job)


# -- where from ------------------------------------------------------------------------------------------------------


def _start() -> Step:
    ask = say("Scan the bin or tote that goods are to leave")
    return Step("start", ask, {"location": _open, "tote": _open})


def _open(turn: Turn, thing: Thing) -> Said:
    job = read_place(turn, thing.id)
    head = job.head
    if head.kind == "tote":
        if head.use not in ("", "received"):
            raise Refused("wrong_tote", say("{tote} is in use for orders.", tote=thing.label))
        holder = turn.connection.scalar(_HOLDER, {"tote": thing.id, "station": turn.station_id})
        if holder is not None:
            check_silent(turn, holder)
    elif head.kind not in _SOURCES:
        raise Refused("wrong_bin", say("Nothing is moved out of {location} here.", location=thing.label))
    if not job.rows:
        raise Refused("no_stock", say("Nothing is booked in {location}.", location=thing.label))
    turn.hold({"from": str(thing.id)})
    return Said(say("From {location}: scan what you take.", location=thing.label), ref_id=thing.id)


# -- what ------------------------------------------------------------------------------------------------------------


def _scan_item(job: MoveJob) -> Step:
    if not job.rows:
        return Step("left_empty", say("Nothing is left in {bin}", bin=job.place), automatic=lambda turn: turn.hold({}))
    first = job.rows[0]

    def item(turn: Turn, thing: Thing) -> Said:
        return _take(turn, job, thing)

    def everything(turn: Turn, thing: Thing) -> Said:
        return _move_all(turn, job, thing)

    accepts: dict[str, Handler] = {**dict.fromkeys(_GOODS, item), "location": everything}
    detail = say("All of it: scan the bin it goes to, twice")
    ask = say("Scan what you take out of {bin}", bin=job.place)
    target = {"sku": first.sku, "name": first.name, **_from(job)}
    return _step(job, "scan_item", ask, accepts, ("item", "location"), detail, target)


def _scan_serial(job: MoveJob) -> Step:
    rows = job.of(job.hand["serial_of"])
    if not rows:  # somebody took the last one
        return Step("taken", say("It is gone"), automatic=lambda turn: _without_question(turn, job))
    left = [row for row in rows if row.serial not in job.hand.get("serials", ())] or rows

    def serial(turn: Turn, thing: Thing) -> Said:
        text = thing.gs1.serial if thing.gs1 is not None and thing.gs1.serial else thing.text
        return _take_serial(turn, job, rows, text)

    def back(turn: Turn, _: Thing) -> Said:
        _without_question(turn, job)
        return Said(say("{sku} stays.", sku=rows[0].sku), ref_id=job.head.place_id)

    ask = say("Scan the serial number of {sku}", sku=rows[0].sku)
    target = {"sku": rows[0].sku, "name": rows[0].name, "serial": left[0].serial, "quantity": 1, **_from(job)}
    step = _step(job, "scan_serial", ask, {"serial": serial, "item": serial}, ("serial",), None, target)
    step.commands, step.wanted = {"CMD-BACK": back}, ()
    return step


def _without_question(turn: Turn, job: MoveJob) -> None:
    turn.hold({k: v for k, v in job.hand.items() if k != "serial_of"})


def _take(turn: Turn, job: MoveJob, thing: Thing) -> Said:
    """Units of an item, in addition to those in hand."""
    product = str(thing.id)
    rows = job.of(product)
    if not rows:
        raise Refused("wrong_item", say("{item} is not booked in {bin}.", item=thing.label, bin=job.place))
    if job.quantity and job.hand["product"] != product:
        sku = job.taken[0].sku if job.taken else ""
        raise Refused("wrong_item", say("This is {item}.", item=thing.label), say("First put {sku} away.", sku=sku))
    gs1 = thing.gs1
    if rows[0].serial_tracked and any(row.serial for row in rows):
        if gs1 is not None and gs1.serial:
            return _take_serial(turn, job, rows, gs1.serial)
        turn.hold({**job.hand, "serial_of": product})
        return Said(say("{sku} is right. Which one?", sku=rows[0].sku), ref_id=job.head.place_id)
    lot = job.hand.get("lot")
    if gs1 is not None and gs1.lot and any(row.lot for row in rows):
        if gs1.lot not in {row.lot for row in rows}:
            raise Refused("wrong_lot", say("Lot {lot} is not booked in {bin}.", lot=gs1.lot, bin=job.place))
        if job.quantity and lot != gs1.lot:
            raise Refused("wrong_lot", say("This is lot {lot}.", lot=gs1.lot), say("First put the others away."))
        lot = gs1.lot
    units = thing.quantity * (gs1.quantity if gs1 is not None and gs1.quantity else 1)
    return _hold(turn, job, product, job.quantity + units, lot)


def _hold(turn: Turn, job: MoveJob, product: str, quantity: int, lot: str | None) -> Said:
    rows = job.of(product, lot)
    there = sum(row.on_hand for row in rows)
    if quantity > there:
        sentence = say("Only {n} × {sku} are booked in {bin}.", n=there, sku=rows[0].sku, bin=job.place)
        raise Refused("over_quantity", sentence)
    turn.hold({"from": job.hand["from"], "product": product, "n": quantity, **({"lot": lot} if lot else {})})
    return Said(say("{quantity} × {sku} in hand", quantity=quantity, sku=rows[0].sku), ref_id=job.head.place_id)


def _take_serial(turn: Turn, job: MoveJob, rows: list[Any], serial: str) -> Said:
    if serial not in {row.serial for row in rows}:
        raise Refused("wrong_item", say("Serial number {serial} is not booked in {bin}.", serial=serial[:40],
                                        bin=job.place))  # fmt: skip
    serials = job.hand.get("serials", [])
    if serial in serials:
        raise Refused("duplicate_serial", say("{serial} is in hand already.", serial=serial))
    turn.hold({"from": job.hand["from"], "product": str(rows[0].product_id), "serials": [*serials, serial]})
    said = say("{quantity} × {sku} in hand", quantity=len(serials) + 1, sku=rows[0].sku)
    return Said(said, ref_id=job.head.place_id)


# -- where to --------------------------------------------------------------------------------------------------------


def _scan_bin(job: MoveJob) -> Step:
    held: Any = job.taken[0] if job.taken else None
    if held is None:  # somebody took all of it
        return Step("taken", say("It is gone"),
                    automatic=lambda turn: turn.hold({"from": job.hand["from"]}))  # fmt: skip

    def place(turn: Turn, thing: Thing) -> Said:
        return _put(turn, job, thing)

    def item(turn: Turn, thing: Thing) -> Said:
        return _take(turn, job, thing)

    accepts: dict[str, Handler] = {"location": place, **dict.fromkeys(_GOODS, item)}
    if "serials" not in job.hand:
        accepts["quantity"] = lambda turn, thing: _hold(
            turn, job, job.hand["product"], thing.quantity, job.hand.get("lot")
        )
    shown = tuple(kind for kind in ("location", "item", "quantity") if kind in accepts)
    ask = say("Put {quantity} × {sku} into a bin and scan it", quantity=job.quantity, sku=held.sku)
    target = {"sku": held.sku, "name": held.name, "quantity": job.quantity, "lot": held.lot, "expiry": held.expiry}
    return _step(job, "scan_bin", ask, accepts, shown, say("Out of {bin}", bin=job.place), target)


def _put(turn: Turn, job: MoveJob, thing: Thing) -> Said:
    taken = job.units()
    there = sum(n for _, n in taken)
    held = job.taken[0]
    if there < job.quantity:
        sentence = say("Only {n} × {sku} are booked in {bin} by now.", n=there, sku=held.sku, bin=job.place)
        raise Refused("no_stock", sentence, say("Enter how many you have."))
    _check(turn, job, thing, taken)
    _record(turn, job, thing, taken)
    said = say("{quantity} × {sku} in {bin}", quantity=there, sku=held.sku, bin=thing.label)
    return Said(said, ref_id=job.head.place_id)


def _move_all(turn: Turn, job: MoveJob, thing: Thing) -> Said:
    """Everything there goes to one bin, once the worker scanned it twice."""
    taken = [(row, row.on_hand) for row in job.rows]
    units = sum(n for _, n in taken)
    _check(turn, job, thing, taken)
    turn.confirm(say("All {units} units of {bin} go to {to}?", units=units, bin=job.place, to=thing.label))
    _record(turn, job, thing, taken)
    said = say("{units} units of {bin} are in {to}", units=units, bin=job.place, to=thing.label)
    return Said(said, ref_id=job.head.place_id)


def _check(turn: Turn, job: MoveJob, thing: Thing, taken: list[tuple[Any, int]]) -> None:
    """Refuse a bin that may not take all of it."""
    if thing.id == job.head.place_id:
        raise Refused("wrong_bin", say("They lie in {bin} already.", bin=job.place))
    place = read_bin(turn, thing, {row.product_id for row, _ in taken})
    for sku, goods in as_goods(taken):
        check_goods(place, sku, goods)
        place.put(goods, goods.quantity)


def _record(turn: Turn, job: MoveJob, thing: Thing, taken: list[tuple[Any, int]]) -> None:
    head = job.head
    transfer(turn.recorder, (head.place_id, head.code), thing.id, as_units(taken), "move")
    is_empty = sum(n for _, n in taken) == sum(row.on_hand for row in job.rows)
    if is_empty and head.kind == "tote":  # unless a receiver has put something into it since
        is_empty = not read_place(turn, head.place_id).rows
        if is_empty:
            turn.recorder.set(Location, head.place_id, use=(head.use, ""))
    turn.hold({} if is_empty else {"from": job.hand["from"]})


# -- the screen ------------------------------------------------------------------------------------------------------


def _from(job: MoveJob) -> dict[str, str]:
    return {"tote" if job.head.kind == "tote" else "location": job.place}


def _step(
    job: MoveJob, name: str, ask: Sentence, accepts: dict[str, Handler], shown: tuple[str, ...],
    detail: Sentence | None, target: dict[str, Any],
) -> Step:  # fmt: skip
    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({})
        return Said(say("{bin} is left as it was.", bin=job.place), ref_id=job.head.place_id)

    wanted = {row.product_id for row in job.rows}
    image = next((row.image for row in job.rows if row.sku == target["sku"]), "")
    return Step(name, ask, accepts, {"CMD-BACK": back}, wanted=wanted, target=target, lines=job.shown(),
                detail=detail, shown=shown, image=image or "")  # fmt: skip
