"""Pick (피킹): walk past the bins and bring the goods of orders to the packing bench.

Scan a cart, and the program builds the next batch: the orders nearest their cut-off, and near each other. Then, at
each stop: scan the bin, scan the item (or the item and the quantity), scan the tote that the screen names; where it
names none, take any empty one. A batch of single-item orders has one tote for all: it is scanned once. A wave's
total pick (총량피킹) goes into common totes too and is then sorted: scan an item, put it into the slot's tote.

Exceptions: not enough there → CMD-SHORT; a unit is damaged → CMD-DAMAGED; the way is blocked → CMD-SKIP (the stop
returns at the end); the tote is full → CMD-SPLIT; the bin should be empty now: it is → CMD-YES, it is not → CMD-NO.
Breaks and shift changes: CMD-LOGOUT; whoever scans the cart, a tote or an order goes on at the same stop.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from warehouse_app.database.models import Allocation, Batch, CountTask, Location, OrderLine
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recalls import is_recalled
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import batches, shorts, sort
from warehouse_app.workflows.pick_facts import PickJob, load

NAME = "pick"
ROLES = frozenset({"picker", "packer"})
_MANY = 3  # from so many units on, the quantity is asked for before further item scans


def next_step(turn: Turn) -> Step:
    """Start a batch → bin → item (→ lot or serial) (→ quantity) → tote, stop by stop; then the cart is free."""
    job = None if turn.is_idle else load(turn)
    if job is None:
        return batches.start_step(turn)
    if not job.rows:
        return sort.next_step(turn, job.head) if job.head.kind == "total" else _finish(job)
    if job.head.bin_id != job.at.location_id:
        return _scan_bin(job)
    if job.head.hand_walk != job.at.walk:
        return _scan_item(job)
    if job.hand < 0:
        return _scan_serial(job) if job.at.serial else _scan_lot(job)
    if job.hand < job.need:
        return _enter_quantity(job)
    return _scan_tote(job)


def _scan_bin(job: PickJob) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        if thing.id != job.at.location_id:
            raise Refused(
                "wrong_bin", say("This is {location}.", location=thing.label), say("Go to {bin}.", bin=job.at.location)
            )
        turn.recorder.set(Batch, job.head.id, bin_id=(job.head.bin_id, thing.id), ask_empty=(job.head.ask_empty, None))
        return Said(say("{bin} is right.", bin=job.at.location), ref_id=job.head.id)

    ask = say("Go to {bin} and scan it", bin=job.at.location)
    return _step(job, "scan_bin", ask, {"location": accept}, quantity=job.stop_need)


def _scan_item(job: PickJob) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        _check_item(turn, job, thing)
        said = thing.gs1 is not None and (thing.gs1.serial if job.at.serial else thing.gs1.lot)
        if (job.at.serial or job.at.several_lots) and not said:
            return _hold(turn, job, -1)
        return _take(turn, job, thing.quantity)

    ask = say("Scan {sku}, {quantity} wanted", sku=job.at.sku, quantity=job.stop_need)
    return _step(job, "scan_item", ask, _goods(accept), quantity=job.stop_need)


def _scan_lot(job: PickJob) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        if thing.text != job.at.lot:
            _check_recall(turn, job, thing.text)
            raise Refused("wrong_lot", say("Lot {lot} is not the one.", lot=thing.text[:40]), _wanted_lot(job))
        return _take(turn, job, 1)

    return _step(job, "scan_lot", say("Scan lot {lot}", lot=job.at.lot), {"lot": accept})


def _scan_serial(job: PickJob) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        if thing.text != job.at.serial:
            raise Refused("wrong_item", say("Serial number {serial} is not the one.", serial=thing.text[:40]))
        return _take(turn, job, 1)

    return _step(job, "scan_serial", say("Scan serial number {serial}", serial=job.at.serial), {"serial": accept})


def _enter_quantity(job: PickJob) -> Step:
    def item(turn: Turn, thing: Thing) -> Said:
        _check_item(turn, job, thing)
        return _take(turn, job, job.hand + thing.quantity)

    def quantity(turn: Turn, thing: Thing) -> Said:
        return _take(turn, job, thing.quantity, counted=True)

    def tote(turn: Turn, thing: Thing) -> Said:
        if not job.hand:
            raise Refused("wrong_kind", say("First scan the item, or enter how many you took."))
        return _drop(turn, job, thing)

    goods = _goods(item)
    accepts = {"quantity": quantity, **goods} if job.need >= _MANY else {**goods, "quantity": quantity}
    if not job.is_shared or job.at.tote_id is None:
        accepts["tote"] = tote
    if job.need >= _MANY:
        ask = say("Take {need} × {sku} and enter the quantity", need=job.need, sku=job.at.sku)
    else:
        ask = say("Scan each {sku}: {hand} of {need} taken", hand=job.hand, need=job.need, sku=job.at.sku)
    return _step(job, "enter_quantity", ask, accepts, tote=job.at.tote)


def _scan_tote(job: PickJob) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        return _drop(turn, job, thing)

    quantity = min(job.hand, job.need)
    if job.at.tote:
        ask = say("Put {quantity} into {tote}", quantity=quantity, tote=job.at.tote)
    elif job.is_shared:
        ask = say("Put {quantity} into an empty tote and scan it", quantity=quantity)
    else:
        ask = say("Put {quantity} into an empty tote in slot {slot} and scan it", quantity=quantity, slot=job.at.slot)
    return _step(job, "scan_tote", ask, {"tote": accept}, tote=job.at.tote, quantity=quantity)


def _finish(job: PickJob) -> Step:
    return Step("finish", say("Batch done"), automatic=lambda turn: batches.finish(turn, job.head))


# -- what the steps share ------------------------------------------------------------------------------------------


def _goods(handler: Handler) -> dict[str, Handler]:
    """Item scans; a box or an insert that was ordered is goods too."""
    return {"item": handler, "insert": handler, "box": handler}


def _step(job: PickJob, name: str, ask: Sentence, accepts: Mapping[str, Handler], **target: Any) -> Step:
    commands: dict[str, Handler] = {
        "CMD-SHORT": lambda turn, _: shorts.short(turn, job, "short"),
        "CMD-SKIP": lambda turn, _: _skip(turn, job),
        "CMD-DAMAGED": lambda turn, _: shorts.damaged(turn, job),
        "CMD-SPLIT": lambda turn, _: _tote_full(turn, job),
        "CMD-EMPTY": lambda turn, _: shorts.short(turn, job, "empty"),
    }
    at = job.at
    detail = say("{name} · batch {batch}", name=at.name, batch=job.head.no)
    if at.expiry:
        detail = say("{name} · lot {lot} · expiry {expiry}", name=at.name, lot=at.lot or "–", expiry=at.expiry)
    elif at.lot:
        detail = say("{name} · lot {lot}", name=at.name, lot=at.lot)
    if job.head.ask_empty:
        commands["CMD-YES"] = lambda turn, _: _last_bin(turn, job, empty=True)
        commands["CMD-NO"] = lambda turn, _: _last_bin(turn, job, empty=False)
        detail = say("The last bin should be empty now: scan yes or no, or just go on")
    wanted: set[uuid.UUID] = {at.product_id, at.location_id}
    # An insert or a box is looked for only where one was ordered.
    shown = {kind: h for kind, h in accepts.items() if kind not in ("insert", "box")}
    return Step(
        name, ask, accepts, commands, wanted=wanted, detail=detail, target=job.target(**target), done=job.head.picked,
        total=job.head.units, lines=job.lines(), slots=job.slots(), image=at.image, shown=tuple(shown),
    )  # fmt: skip


def _wanted_lot(job: PickJob) -> Sentence:
    return say("Take lot {lot}.", lot=job.at.lot)


def _check_recall(turn: Turn, job: PickJob, lot: str) -> None:
    if is_recalled(turn.connection, job.at.product_id, lot):
        raise Refused("blocked", say("Lot {lot} is recalled. Leave it there.", lot=lot[:40]), _wanted_lot(job))


def _check_item(turn: Turn, job: PickJob, thing: Thing) -> None:
    """The right product and, where the barcode says them, the right lot and serial number."""
    at = job.at
    if thing.id != at.product_id:
        wanted = say("Wanted: {sku} {name}. Put this one back.", sku=at.sku, name=at.name)
        raise Refused("wrong_item", say("This is {item}.", item=thing.label), wanted)
    if thing.gs1 is not None:
        if thing.gs1.lot and at.lot and thing.gs1.lot != at.lot:
            _check_recall(turn, job, thing.gs1.lot)
            raise Refused("wrong_lot", say("Lot {lot} is not the one.", lot=thing.gs1.lot), _wanted_lot(job))
        if thing.gs1.serial and at.serial and thing.gs1.serial != at.serial:
            raise Refused("wrong_item", say("Serial number {serial} is not the one.", serial=thing.gs1.serial))


def _hold(turn: Turn, job: PickJob, hand: int) -> Said:
    """Note what the hand holds at this stop."""
    head = job.head
    turn.recorder.set(Batch, head.id, hand_walk=(head.hand_walk, job.at.walk), hand=(head.hand, hand))
    if hand < 0:
        return Said(say("{sku} is right.", sku=job.at.sku), ref_id=head.id)
    return Said(say("{sku}: {hand} of {need}", sku=job.at.sku, hand=hand, need=job.need), ref_id=head.id)


def _take(turn: Turn, job: PickJob, hand: int, *, counted: bool = False) -> Said:
    """Units in hand. With one tote for all, what is complete or was counted is in it without a scan."""
    if hand > job.need:
        raise Refused("over_quantity", say("{quantity} is too many: {need} wanted.", quantity=hand, need=job.need))
    if job.is_shared and job.at.tote_id and (hand == job.need or counted):
        return _put(turn, job, hand, job.at.tote_id, job.at.tote)
    return _hold(turn, job, hand)


def _drop(turn: Turn, job: PickJob, thing: Thing) -> Said:
    """The hand's units go into the tote scanned: the order's own, or an empty one that becomes the order's."""
    at = job.at
    if at.tote_id is None:
        batches.check_empty_tote(turn, thing)
        turn.recorder.set(
            Location, thing.id, use=("", job.head.kind if job.is_shared else "pick"),
            order_id=(None, None if job.is_shared else at.order_id), batch_id=(None, job.head.id),
            slot=(0, 0 if job.is_shared else at.slot),
        )  # fmt: skip
    elif thing.id != at.tote_id:
        right = say("Put it into {tote}.", tote=at.tote)
        raise Refused("wrong_tote", say("This is {tote}.", tote=thing.label), right)
    return _put(turn, job, min(job.hand, job.need), thing.id, thing.label)


def _put(turn: Turn, job: PickJob, quantity: int, tote_id: uuid.UUID, tote: str) -> Said:
    """Record the pick: bin → tote, allocations, order lines, and the orders that are now complete."""
    head, at = job.head, job.at
    left = turn.recorder.move(job.key, quantity, at.location_id, tote_id, "pick", head.id, allocated=quantity)
    taken: dict[uuid.UUID, dict[str, tuple[Any, Any]]] = {}
    lines: dict[uuid.UUID, dict[str, int]] = {}
    closed, rest = [], quantity
    for row in job.drop:
        if n := min(rest, row.quantity - row.taken):
            rest -= n
            stays_open = row.taken + n < row.quantity
            taken[row.allocation_id] = {"picked": (row.taken, row.taken + n), "open": (True, stays_open)}
            lines.setdefault(row.order_line_id, {"picked": 0})["picked"] += n
            if not stays_open:
                closed.append(row)
    turn.recorder.set_each(Allocation, taken)
    turn.recorder.count(OrderLine, lines)
    remaining = [r for r in job.rows if r not in closed]
    following: Any = remaining[0] if remaining and not job.is_shared else None
    # The item was seen at this stop: the next tote's single unit needs no second item scan.
    same_stop = following is not None and (following.walk, following.skip_no) == (at.walk, at.skip_no)
    hand = 1 if same_stop and following.order_id != at.order_id and following.quantity - following.taken == 1 else 0
    changes = {
        "picked": (head.picked, head.picked + quantity), "hand": (head.hand, hand),
        "hand_walk": (head.hand_walk, at.walk),
        "ask_empty": (head.ask_empty, at.location_id if left == 0 else None),
    }  # fmt: skip
    if head.kind != "total":  # a total pick has still to be sorted
        batches.settle(turn, {r.order_id for r in closed} - {r.order_id for r in remaining})
    if remaining or head.kind == "total":
        turn.recorder.set(Batch, head.id, **changes)
    else:
        batches.finish(turn, head, changes)
    return Said(say("{quantity} × {sku} into {tote}", quantity=quantity, sku=at.sku, tote=tote), ref_id=head.id)


# -- exceptions ----------------------------------------------------------------------------------------------------


def _skip(turn: Turn, job: PickJob) -> Said:
    head = job.head
    if len(job.stop) == len(job.rows):
        raise Refused("nothing_to_do", say("This is the last stop; it cannot be skipped."))
    turn.recorder.set(Batch, head.id, skips=(head.skips, head.skips + 1), hand=(head.hand, 0),
                      hand_walk=(head.hand_walk, -1))  # fmt: skip
    keys = [r.allocation_id for r in job.stop]
    turn.recorder.set_many(Allocation, keys, skip_no=(job.at.skip_no, head.skips + 1))
    return Said(say("{bin} comes back at the end.", bin=job.at.location), ref_id=head.id)


def _tote_full(turn: Turn, job: PickJob) -> Said:
    if job.at.tote_id is None:
        raise Refused("wrong_kind", say("There is no tote in use yet."))
    turn.recorder.set(Location, job.at.tote_id, is_full=(False, True))
    return Said(say("{tote} is full. The next scan takes an empty one.", tote=job.at.tote), ref_id=job.head.id)


def _last_bin(turn: Turn, job: PickJob, *, empty: bool) -> Said:
    """The answer to "is the bin empty now?"; no opens a count of it."""
    bin_id = job.head.ask_empty
    turn.recorder.set(Batch, job.head.id, ask_empty=(bin_id, None))
    if empty:
        return Said(say("Noted: the bin is empty."), ref_id=job.head.id)
    task = {"location_id": bin_id, "reason": "not_empty", "at": turn.now, "station_id": turn.station_id}
    turn.recorder.add(CountTask, [task])
    return Said(say("Noted: the bin will be counted."), ref_id=job.head.id)
