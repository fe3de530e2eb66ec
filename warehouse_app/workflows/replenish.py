"""Replenish (보충): bring goods from reserve to the bins from which they are picked.

Scan Done to begin (or the reserve bin at once). Go to the bin that the screen names and scan it, scan the item, take
as many as the screen says, and scan the pick face they go to. The next task follows. What is promised to orders comes
first, and its orders find it at the face.

Another number → enter it after the item. Too few in the bin → CMD-SHORT: the bin will be counted, and another bin is
looked for. Later → CMD-SKIP. CMD-BACK leaves the task to others.
"""

from __future__ import annotations

from typing import Any

from warehouse_app.database.models import CountTask, ReplenishTask
from warehouse_app.domain.screen import Line
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.replenishment import propose
from warehouse_app.resolve import Thing
from warehouse_app.slotting import check_goods, read_bin
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.transfer import Units, transfer
from warehouse_app.workflows.claims import check_silent
from warehouse_app.workflows.replenish_facts import (
    first_from,
    following,
    goods_of,
    key_of,
    mine,
    movable,
    upcoming,
)

NAME = "replenish"
ROLES = frozenset({"receiver", "picker"})
_GOODS = ("item", "insert", "box")


def next_step(turn: Turn) -> Step:
    """Reserve bin → item → pick face, task by task."""
    task = mine(turn)
    if task is None:
        return _start(turn)
    if task.twin_id is not None:
        return Step("twin", say("This is planned twice"), automatic=lambda turn: _drop_twin(turn, task))
    if movable(task) < 1:
        return Step("gone", say("Nothing is left to bring"), automatic=lambda turn: _void(turn, task))
    hand = turn.hand
    if hand.get("task") != str(task.id):
        return _scan_bin(task)
    return _scan_face(task, hand["n"]) if "n" in hand else _scan_item(task)


# -- which task ------------------------------------------------------------------------------------------------------


def _start(turn: Turn) -> Step:
    tasks = upcoming(turn)
    accepts: dict[str, Handler] = {"location": _claim_at}
    if not tasks:
        return Step("start", say("No pick face needs anything now"), accepts)
    at = tasks[0]
    ask = say("Bring {quantity} × {sku} from {bin}: scan Done", quantity=at.quantity, sku=at.sku, bin=at.source)

    def begin(turn: Turn, _: Thing) -> Said:
        return _claim(turn, at)

    lines = tuple(Line(t.sku, t.name, 0, t.quantity, location=t.source, image=t.image or "") for t in tasks)
    return Step("start", ask, accepts, {"CMD-DONE": begin}, goes_on=True, target=_target(at, at.quantity, at.source),
                lines=lines, detail=_why(at), image=at.image or "")  # fmt: skip


def _take_up(turn: Turn, task: Any) -> None:
    """Claim a task that nobody holds, or only a station that has fallen silent; undo wants it open still."""
    if task.station_id is not None:
        check_silent(turn, task.station_id)
    claim = (task.station_id, turn.station_id)
    turn.recorder.set(ReplenishTask, task.id, status=("open", "open"), station_id=claim)


def _claim(turn: Turn, task: Any) -> Said:
    _take_up(turn, task)
    return Said(say("{sku} goes to {face}", sku=task.sku, face=task.face), ref_id=task.id)


def _claim_at(turn: Turn, thing: Thing) -> Said:
    """The worker stands at a reserve bin already."""
    task = first_from(turn, thing.id)
    if task is None:
        raise Refused("wrong_bin", say("Nothing is to be brought from {bin}.", bin=thing.label))
    _claim(turn, task)
    return _arrive(turn, task)


def _claim_next(turn: Turn) -> None:
    """The station goes on with the most urgent task, if there is any."""
    turn.hold({})
    if tasks := upcoming(turn):
        _take_up(turn, tasks[0])


# -- the steps -------------------------------------------------------------------------------------------------------


def _scan_bin(task: Any) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        if thing.id != task.from_id:
            raise Refused("wrong_bin", say("This is {location}.", location=thing.label), ask)
        return _arrive(turn, task)

    ask = say("Go to {bin} and scan it", bin=task.source)
    return _step(task, "scan_bin", ask, {"location": accept}, ("location",), _quantity(task), task.source)


def _arrive(turn: Turn, task: Any) -> Said:
    turn.hold({"task": str(task.id)})
    return Said(say("{bin} is right.", bin=task.source), ref_id=task.id)


def _scan_item(task: Any) -> Step:
    quantity = _quantity(task)

    def item(turn: Turn, thing: Thing) -> Said:
        if thing.id != task.product_id:
            raise Refused("wrong_item", say("This is {item}.", item=thing.label), ask)
        gs1 = thing.gs1
        if gs1 is not None and gs1.lot and task.lot and gs1.lot != task.lot:
            raise Refused("wrong_lot", say("Lot {lot} is not the one.", lot=gs1.lot),
                          say("Take lot {lot}.", lot=task.lot))  # fmt: skip
        if task.serial and gs1 is not None and gs1.serial:
            return serial(turn, thing)
        if task.serial:
            raise Refused("wrong_kind", say("Scan its serial number."), ask)
        turn.hold({"task": str(task.id), "n": quantity})
        return Said(say("Take {quantity} × {sku}", quantity=quantity, sku=task.sku), ref_id=task.id)

    def serial(turn: Turn, thing: Thing) -> Said:
        text = thing.gs1.serial if thing.gs1 is not None and thing.gs1.serial else thing.text
        if text != task.serial:
            raise Refused("wrong_item", say("Serial number {serial} is not the one.", serial=text[:40]), ask)
        turn.hold({"task": str(task.id), "n": quantity})
        return Said(say("Take {quantity} × {sku}", quantity=quantity, sku=task.sku), ref_id=task.id)

    accepts: dict[str, Handler] = dict.fromkeys(_GOODS, item)
    if task.serial:
        ask = say("Take {sku} with serial number {serial} and scan it", sku=task.sku, serial=task.serial)
        accepts = {"serial": serial, **accepts}
        return _step(task, "scan_serial", ask, accepts, ("serial", "item"), quantity, task.source)
    ask = say("Take {quantity} × {sku} and scan one", quantity=quantity, sku=task.sku)
    return _step(task, "scan_item", ask, accepts, ("item",), quantity, task.source)


def _scan_face(task: Any, quantity: int) -> Step:
    def number(turn: Turn, thing: Thing) -> Said:
        if thing.quantity > movable(task):
            sentence = say("Only {n} × {sku} may leave {bin}.", n=movable(task), sku=task.sku, bin=task.source)
            raise Refused("over_quantity", sentence)
        turn.hold({"task": str(task.id), "n": thing.quantity})
        return Said(say("{quantity} × {sku}", quantity=thing.quantity, sku=task.sku), ref_id=task.id)

    def face(turn: Turn, thing: Thing) -> Said:
        if thing.id != task.to_id:
            raise Refused("wrong_bin", say("This is {location}.", location=thing.label), ask)
        return _put(turn, task, thing, quantity)

    ask = say("Put {quantity} × {sku} into {bin} and scan it", quantity=quantity, sku=task.sku, bin=task.face)
    accepts: dict[str, Handler] = {"location": face, "quantity": number}
    return _step(task, "scan_face", ask, accepts, ("location", "quantity"), quantity, task.face)


def _put(turn: Turn, task: Any, thing: Thing, quantity: int) -> Said:
    """Book the units, end the task and go on with the next."""
    if quantity > movable(task):
        sentence = say("Only {n} × {sku} may leave {bin} by now.", n=movable(task), sku=task.sku, bin=task.source)
        raise Refused("no_stock", sentence, say("Enter how many you have."))
    check_goods(read_bin(turn, thing, [task.product_id]), task.sku, goods_of(task, quantity))
    units = Units(task.sku, quantity, task.on_hand, task.allocated, min(task.demand, quantity))
    transfer(turn.recorder, (task.from_id, task.source), task.to_id, {key_of(task): units}, "replenish", task.id)
    _end(turn, task, "done")
    _claim_next(turn)
    said = say("{quantity} × {sku} in {bin}", quantity=quantity, sku=task.sku, bin=task.face)
    return Said(said, ref_id=task.id)


# -- exceptions ------------------------------------------------------------------------------------------------------


def _short(turn: Turn, task: Any) -> Said:
    """The bin is to be counted; the units are looked for elsewhere."""
    count = {
        "location_id": task.from_id, "product_id": task.product_id, "reason": "short", "at": turn.now,
        "station_id": turn.station_id,
    }  # fmt: skip
    turn.recorder.add(CountTask, [count])
    _end(turn, task, "void")
    keys = turn.recorder.add(ReplenishTask, propose(turn.connection, turn.now, task.product_id))
    # Nothing changes here: undo takes new tasks away only while nobody has claimed them.
    turn.recorder.set_each(
        ReplenishTask, {key: {"status": ("open", "open"), "station_id": (None, None)} for key in keys}
    )
    _claim_next(turn)
    if keys:
        return Said(say("{bin} will be counted. {sku} comes from another bin.", bin=task.source, sku=task.sku))
    return Said(say("{bin} will be counted. No other bin has {sku}.", bin=task.source, sku=task.sku))


def _skip(turn: Turn, task: Any) -> Said:
    after = following(turn, task)
    if after is None:
        raise Refused("nothing_to_do", say("There is no other task."))
    _release(turn, task)
    _take_up(turn, after)
    return Said(say("{sku} comes later.", sku=task.sku), ref_id=after.id)


def _leave(turn: Turn, task: Any) -> Said:
    _release(turn, task)
    return Said(say("{sku} is left to others.", sku=task.sku), ref_id=task.id)


def _release(turn: Turn, task: Any) -> None:
    turn.recorder.set(ReplenishTask, task.id, status=("open", "open"), station_id=(turn.station_id, None))
    turn.hold({})


def _end(turn: Turn, task: Any, status: str) -> None:
    turn.recorder.set(ReplenishTask, task.id, status=("open", status), station_id=(turn.station_id, None))


def _void(turn: Turn, task: Any) -> None:
    """Others took the units, or are on their way to them."""
    _end(turn, task, "void")
    turn.hold({})


def _drop_twin(turn: Turn, task: Any) -> None:
    """Undo has opened a task that was planned again meanwhile: what nobody holds goes."""
    if task.twin_station is None:
        turn.recorder.set(ReplenishTask, task.twin_id, status=("open", "void"), station_id=(None, None))
    else:
        _void(turn, task)


# -- the screen ------------------------------------------------------------------------------------------------------


def _quantity(task: Any) -> int:
    return min(int(task.quantity), movable(task))


def _why(task: Any) -> Sentence:
    if task.demand:
        return say("To {face}: {demand} are promised to orders", face=task.face, demand=task.demand)
    return say("To {face}: it runs low", face=task.face)


def _target(task: Any, quantity: int, location: str) -> dict[str, Any]:
    return {
        "location": location, "sku": task.sku, "name": task.name, "quantity": quantity, "lot": task.lot,
        "expiry": task.expiry, "serial": task.serial, "destination": task.face,
    }  # fmt: skip


def _step(
    task: Any, name: str, ask: Sentence, accepts: dict[str, Handler], shown: tuple[str, ...], quantity: int,
    location: str,
) -> Step:  # fmt: skip
    commands: dict[str, Handler] = {
        "CMD-SHORT": lambda turn, _: _short(turn, task),
        "CMD-SKIP": lambda turn, _: _skip(turn, task),
        "CMD-BACK": lambda turn, _: _leave(turn, task),
    }
    wanted = {task.product_id} if "item" in accepts else ()
    line = Line(task.sku, task.name, 0, quantity, location=task.source, image=task.image or "")
    return Step(name, ask, accepts, commands, wanted=wanted, target=_target(task, quantity, location), lines=(line,),
                detail=_why(task), shown=shown, image=task.image or "")  # fmt: skip
