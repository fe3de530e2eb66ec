"""Put-away (적치, 재적치): received goods, and goods nobody wants any more, go from their tote or place into bins.

Scan a tote, the receiving place, or an item that lies there. The program names a bin for everything, in the shortest
walk: scan the item, then the bin; what does not fit into one bin is split. Several people may put away from one
receiving place. A tote is free when it is empty.

Exceptions: another bin is allowed where it may hold the goods; part of a line goes elsewhere → digits after the item;
later → CMD-SKIP; put the item down again → CMD-BACK; leave the rest to others → CMD-BACK before an item is scanned.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.inbound import TO_PUT
from warehouse_app.database.models import Allocation, Balance, Location, Order, OrderLine, PutTask, Station, table
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.screen import Line
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.slotting import check_bin
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows.claims import SILENT, check_silent
from warehouse_app.workflows.putaway_facts import PutJob, key_of, load, plan_place

NAME = "putaway"
ROLES = frozenset({"picker", "packer", "receiver"})

_location, _balance, _station, _put = table(Location), table(Balance), table(Station), table(PutTask)
_line, _order, _a = table(OrderLine), table(Order), table(Allocation)

_full = exists(select(_balance.c.product_id).where(_balance.c.location_id == _location.c.id, _balance.c.on_hand > 0))
_TOTE = (
    select(_location.c.code)
    .where(NO_PARCEL, _location.c.kind == "tote", _location.c.use.in_(["putback", "received"]), _full,
           ~exists(select(_station.c.id).where(_station.c.tote_id == _location.c.id)))
    .order_by(_location.c.use, _location.c.code)
    .limit(1)
)  # fmt: skip
# Goods that no station at work has planned: others could not begin with the rest.
_planned = (
    select(func.coalesce(func.sum(_put.c.quantity), 0))
    .where(
        _put.c.place_id == _balance.c.location_id, _put.c.station_id != bindparam("station"), TO_PUT,
        _put.c.station_id.in_(
            select(_station.c.id).where(_station.c.heard_at >= bindparam("alive", type_=UtcTime))
        ),
        *(_put.c[c] == _balance.c[c] for c in ("product_id", "lot", "expiry", "serial", "grade")),
    )
    .correlate(_balance)
    .scalar_subquery()
)  # fmt: skip
_left = exists(
    select(_balance.c.product_id).where(_balance.c.location_id == _location.c.id, _balance.c.on_hand > _planned)
)
_RECEIVING = (
    select(_location.c.code)
    .where(NO_PARCEL, _location.c.kind == "receiving", _left)
    .order_by(_location.c.code)
    .limit(1)
)
_PLACE = select(_location.c.kind, _location.c.use).where(_location.c.id == bindparam("place"))
_HELD_TOTE = select(_location.c.use).where(_location.c.id == bindparam("place")).with_for_update(key_share=True)
_LIES_AT = (
    select(_location.c.id, _location.c.code)
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(_balance.c.product_id == bindparam("product"), _balance.c.on_hand > 0, _location.c.kind == "receiving")
    .order_by(_balance.c.on_hand.desc(), _location.c.code)
    .limit(1)
)
_HOLDER = select(_station.c.id, _station.c.tote_id).where(
    _station.c.tote_id == bindparam("tote"), _station.c.id != bindparam("station")
)
_STILL = select(_balance.c.product_id).where(_balance.c.location_id == bindparam("place"), _balance.c.on_hand > 0)
_OTHERS_TASKS = (
    select(_put.c.station_id)
    .where(_put.c.place_id == bindparam("place"), TO_PUT, _put.c.station_id != bindparam("station"))
    .limit(1)
)
# Lines that the units had been picked for and no longer need.
_LINES = (
    select(_line.c.id, _line.c.picked, _line.c.packed, _line.c.ordered, _line.c.cancelled, _order.c.status)
    .join_from(_line, _order, _order.c.id == _line.c.order_id)
    .where(
        _line.c.product_id == bindparam("product"), _line.c.picked > _line.c.packed,
        or_(_line.c.order_id == bindparam("order"),
            _line.c.order_id.in_(select(_a.c.order_id).where(_a.c.batch_id == bindparam("batch")))),
    )
    .order_by(_order.c.status != "cancelled", _order.c.status != "on_hold", _line.c.id)
)  # fmt: skip


def next_step(turn: Turn) -> Step:
    """Tote or receiving place → item → bin, until nothing is left there."""
    job = load(turn)
    if job is None:
        return _start(turn)
    if not job.rows:
        return Step("place_done", say("Nothing is left here"), automatic=lambda turn: _end(turn, job))
    return _scan_bin(turn, job) if job.held is not None else _scan_item(job)


def _start(turn: Turn) -> Step:
    tote = turn.connection.scalar(_TOTE)
    place = None if tote else _place_left(turn)
    if tote:
        ask, shown = say("Scan {tote} to put its goods away", tote=tote), ("tote", "location", "item")
    elif place:
        ask, shown = say("Scan {place} or an item there", place=place), ("location", "item", "tote")
    else:
        ask, shown = say("Nothing to put away now"), ("tote", "location", "item")
    accepts: dict[str, Handler] = {
        "tote": _open_tote, "location": _open_place, "item": _open_item, "insert": _open_item, "box": _open_item
    }  # fmt: skip
    return Step("start", ask, accepts, target={"tote": tote, "location": place}, shown=shown)


def _place_left(turn: Turn) -> str | None:
    """A receiving place where goods lie that this station could put away."""
    found: str | None = turn.connection.scalar(_RECEIVING, {"station": turn.station_id, "alive": turn.now - SILENT})
    return found


def _open_tote(turn: Turn, thing: Thing) -> Said:
    use = turn.connection.scalar(_HELD_TOTE, {"place": thing.id})  # whoever scans it now waits, and is told
    if use not in ("putback", "received"):
        raise Refused("wrong_tote", say("{tote} has nothing to put away.", tote=thing.label))
    holder = turn.connection.execute(_HOLDER, {"tote": thing.id, "station": turn.station_id}).first()
    if holder is not None:
        check_silent(turn, holder.id)
        turn.recorder.set(Station, holder.id, tote_id=(holder.tote_id, None))
    turn.take_tote(thing.id)
    plan_place(turn, thing.id, use)
    return Said(say("Tote {tote}", tote=thing.label))


def _open_place(turn: Turn, thing: Thing) -> Said:
    place = turn.connection.execute(_PLACE, {"place": thing.id}).one()
    if place.kind != "receiving":
        raise Refused("wrong_kind", say("{location} is no place where goods arrive.", location=thing.label))
    turn.take_tote(thing.id)
    if not plan_place(turn, thing.id, ""):
        _nothing_there(turn, thing)
    return Said(say("{place}", place=thing.label))


def _nothing_there(turn: Turn, thing: Thing) -> None:
    other = turn.connection.scalar(_OTHERS_TASKS, {"place": thing.id, "station": turn.station_id})
    if other is not None:
        check_silent(turn, other)
    raise Refused("nothing_to_do", say("Nothing is left at {place}.", place=thing.label))


def _open_item(turn: Turn, thing: Thing) -> Said:
    """An item from the receiving place: that product alone, and it is in hand already."""
    place = turn.connection.execute(_LIES_AT, {"product": thing.id}).first()
    if place is None:
        raise Refused("wrong_item", say("{item} lies at no receiving place.", item=thing.label))
    turn.take_tote(place.id)
    if not plan_place(turn, place.id, "", thing.id):
        _nothing_there(turn, Thing("location", place.code, place.id))
    job = load(turn)
    assert job is not None
    return _take(turn, job, thing)


def _scan_item(job: PutJob) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        return _take(turn, job, thing)

    def skip(turn: Turn, _: Thing) -> Said:
        last = max(row.walk for row in job.rows)
        turn.recorder.set(PutTask, at.task_id, walk=(at.walk, last + 1))
        return Said(say("{sku} comes last.", sku=at.sku))

    at = job.rows[0]
    ask = say("Take {quantity} × {sku} and scan it", quantity=at.quantity, sku=at.sku)
    commands: dict[str, Handler] = {"CMD-SKIP": skip, "CMD-BACK": lambda turn, _: _leave(turn, job)}
    return _step(job, at, "scan_item", ask, {"item": accept, "insert": accept, "box": accept}, commands, ("item",))


def _take(turn: Turn, job: PutJob, thing: Thing) -> Said:
    rows = [row for row in job.rows if row.product_id == thing.id]
    if not rows:
        raise Refused("wrong_item", say("{item} is not to be put away from here.", item=thing.label))
    if thing.gs1 and (thing.gs1.lot or thing.gs1.serial):
        rows = [r for r in rows if r.lot == (thing.gs1.lot or r.lot) and r.serial == (thing.gs1.serial or r.serial)]
        if not rows:
            raise Refused("wrong_lot", say("This lot of {item} is not booked here.", item=thing.label))
    turn.hold({"task": str(rows[0].task_id)})
    return Said(say("{sku}: put away {quantity}", sku=rows[0].sku, quantity=rows[0].quantity))


def _scan_bin(turn: Turn, job: PutJob) -> Step:
    held = job.held

    def accept(turn: Turn, thing: Thing) -> Said:
        return _put_in(turn, job, thing)

    def count(turn: Turn, thing: Thing) -> Said:
        if thing.quantity > _of_key(job):
            raise Refused("over_quantity", say("Only {n} × {sku} lie here.", n=_of_key(job), sku=held.sku))
        turn.hold({"task": str(held.task_id), "n": thing.quantity})
        return Said(say("{quantity} × {sku}", quantity=thing.quantity, sku=held.sku))

    def another(turn: Turn, thing: Thing) -> Said:
        return _take(turn, job, thing)

    def down(turn: Turn, _: Thing) -> Said:
        turn.hold({})
        return Said(say("{sku} is put down.", sku=held.sku))

    if held.bin:
        ask = say("Put {quantity} × {sku} into {bin} and scan it", quantity=job.quantity, sku=held.sku, bin=held.bin)
    else:
        ask = say("No bin has room: choose one for {quantity} × {sku} and scan it", quantity=job.quantity, sku=held.sku)
    accepts: dict[str, Handler] = {"location": accept, "quantity": count, "item": another}
    return _step(job, held, "scan_bin", ask, accepts, {"CMD-BACK": down}, ("location", "quantity"), job.quantity)


def _of_key(job: PutJob) -> int:
    """Units of the key in hand that this station may put away."""
    mine = sum(row.planned for row in job.rows if key_of(row) == key_of(job.held))
    return int(min(mine, job.held.on_hand))


def _put_in(turn: Turn, job: PutJob, thing: Thing) -> Said:
    held, n = job.held, job.quantity
    key = key_of(held)
    check_bin(turn, thing, key, n)
    kind = "put_back" if held.use == "putback" else "put_away"
    turn.recorder.move(key, n, held.place_id, thing.id, kind, held.order_id)
    left, done = n, {}
    for row in [held, *(r for r in job.rows if r is not held and key_of(r) == key)]:
        if part := min(left, row.planned):
            done[row.task_id] = {"quantity": -part}
            left -= part
    turn.recorder.count(PutTask, done)
    if held.use == "putback":
        _give_up(turn, held, n)
    turn.hold({})
    return Said(say("{quantity} × {sku} in {bin}", quantity=n, sku=held.sku, bin=thing.label))


def _give_up(turn: Turn, held: Any, units: int) -> None:
    """The orders that the units had been picked for have them no longer."""
    left, lines = units, {}
    where = {"product": held.product_id, "order": held.order_id, "batch": held.batch_id}
    for line in turn.connection.execute(_LINES, where).all():
        # An order on hold keeps a tote of its own; what it had in a shared one is picked again when it goes on.
        wanted = 0 if line.status in ("cancelled", "on_hold") else line.ordered - line.cancelled
        if n := min(left, line.picked - max(line.packed, min(wanted, line.picked))):
            lines[line.id] = {"picked": -n, "allocated": -n}
            left -= n
    turn.recorder.count(OrderLine, lines)


def _step(
    job: PutJob, at: Any, name: str, ask: Sentence, accepts: dict[str, Handler], commands: dict[str, Handler],
    shown: tuple[str, ...], quantity: int = 0,
) -> Step:  # fmt: skip
    where = {} if job.shared else {"tote": at.place}
    lines = tuple(
        Line(r.sku, r.name, 0, r.quantity, location=r.bin or "", tote=where.get("tote", ""), image=r.image)
        for r in job.rows
    )
    target = {
        "sku": at.sku, "name": at.name, "quantity": quantity or at.quantity, "lot": at.lot, "expiry": at.expiry,
        "serial": at.serial, "location": at.bin, **where,
    }  # fmt: skip
    wanted: set[uuid.UUID] = {r.product_id for r in job.rows}
    facts = ((say("Lies at"), at.place),)
    return Step(name, ask, accepts, commands, target=target, lines=lines, wanted=wanted, shown=shown, image=at.image,
                facts=facts)  # fmt: skip


def _leave(turn: Turn, job: PutJob) -> Said:
    """What is not put away stays where it is, for whoever scans it."""
    turn.recorder.set_each(PutTask, {row.task_id: {"station_id": (turn.station_id, None)} for row in job.rows})
    turn.take_tote(None)
    return Said(say("The rest stays at {place}.", place=job.head.place))


def _end(turn: Turn, job: PutJob) -> None:
    """Nothing of this station's plan is left: plan what came since, free an empty tote, or leave."""
    head = job.head
    if not job.shared:
        if turn.connection.execute(_STILL, {"place": head.place_id}).first() is not None:
            if not plan_place(turn, head.place_id, head.use):
                turn.take_tote(None)
            return
        turn.recorder.set(
            Location, head.place_id, use=(head.use, ""), order_id=(head.order_id, None),
            batch_id=(head.batch_id, None), slot=(head.slot, 0), is_full=(head.is_full, False),
        )  # fmt: skip
    turn.take_tote(None)
