"""Kit (세트 작업): build sets (or curation boxes) of their parts, or take sets apart.

Scan the set (the screen names the one that orders wait for), then an empty tote or a place for what comes of it. Scan
the parts of one set, in any order: with the last one the set is booked and its label prints. Go on with the next set.
Done when enough are built; a tote then waits to be put away.

Exceptions: taken up the wrong parts → CMD-BACK lays the parts of the unfinished set back; CMD-BACK before the first
part → sets are taken apart instead: scan each set, and its parts are booked. Serial numbers cannot be in a set.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from sqlalchemy import and_, bindparam, func, literal_column, select

from warehouse_app.database.goods import is_of_recalled_lot
from warehouse_app.database.models import Balance, KitJob, KitPart, Location, Order, OrderLine, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Line
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows.claims import take_up
from warehouse_app.workflows.parcels import request_print

NAME = "kit"
ROLES = frozenset({"packer", "receiver"})
_PLACES = ("packing", "staging", "bin")  # where parts are taken from, the bench first

_job, _part, _product, _place = table(KitJob), table(KitPart), table(Product), table(Location)
_balance, _line, _order = table(Balance), table(OrderLine), table(Order)
_MINE = (
    select(
        _job, _product.c.sku, _product.c.name, _product.c.image, _product.c.temperature, _product.c.expiry_tracked,
        _place.c.code.label("place"), _place.c.kind.label("place_kind"), _place.c.use, _place.c.is_full,
    )
    .join(_product, _product.c.id == _job.c.kit_id)
    .outerjoin(_place, _place.c.id == _job.c.place_id)
    .where(_job.c.station_id == bindparam("station"), _job.c.status == literal_column("'open'"))
    .limit(1)
)  # fmt: skip
_PARKED = (
    select(_job.c.id, _job.c.station_id)
    .where(_job.c.kit_id == bindparam("kit"), _job.c.status == literal_column("'open'"), _job.c.station_id.is_(None))
    .order_by(_job.c.id)
    .limit(1)
)
_PARTS = (
    select(_part.c.product_id, _part.c.quantity, _product.c.sku, _product.c.name, _product.c.image)
    .join(_product, _product.c.id == _part.c.product_id)
    .where(_part.c.kit_id == bindparam("kit"))
    .order_by(_product.c.sku)
)
_wanted = func.sum(_line.c.ordered - _line.c.cancelled - _line.c.allocated)
_WAITED_FOR = (
    select(_line.c.product_id, _product.c.sku, _product.c.name, _wanted.label("units"))
    .join(_order, and_(_order.c.id == _line.c.order_id, _order.c.status == "waiting"))
    .join(_product, _product.c.id == _line.c.product_id)
    .where(
        _line.c.kind == "goods", _line.c.ordered > _line.c.cancelled + _line.c.allocated,
        _line.c.product_id.in_(select(_part.c.kit_id)),
    )
    .group_by(_line.c.product_id, _product.c.sku, _product.c.name)
)  # fmt: skip
_NEXT = _WAITED_FOR.order_by(func.min(_order.c.ship_by), _product.c.sku).limit(1)
_NEED = _WAITED_FOR.where(_line.c.product_id == bindparam("kit"))
_SOURCE = (
    select(_balance.c.location_id, _balance.c.lot, _balance.c.expiry,
           (_balance.c.on_hand - _balance.c.allocated).label("units"))
    .join(_place, _place.c.id == _balance.c.location_id)
    .where(
        _balance.c.product_id == bindparam("product"), _balance.c.on_hand > _balance.c.allocated,
        _balance.c.grade == "", _balance.c.serial == "", ~is_of_recalled_lot(_balance), _place.c.kind.in_(_PLACES),
        _balance.c.location_id != bindparam("place"),
    )
    .order_by(_place.c.kind != "packing", _balance.c.expiry, _balance.c.since, _balance.c.location_id)
    .limit(20)
)  # fmt: skip


def next_step(turn: Turn) -> Step:
    """Set → place → parts of one set after the other → done."""
    job = turn.connection.execute(_MINE, {"station": turn.station_id}).first()
    if job is None:
        return _start(turn)
    if job.place_id is None:
        return _scan_place(job)
    if job.kind == "apart":
        return _scan_set(turn, job)
    return _scan_part(turn, job)


def _start(turn: Turn) -> Step:
    wanted = turn.connection.execute(_NEXT).first()
    if wanted is None:
        return Step("start", say("No order waits for a set. Scan a set to build it"), {"item": _open})
    return Step(
        "start", say("Scan {sku}: {units} sets are waited for", sku=wanted.sku, units=int(wanted.units)),
        {"item": _open}, wanted={wanted.product_id},
        target={"sku": wanted.sku, "name": wanted.name, "quantity": int(wanted.units)},
    )  # fmt: skip


def _open(turn: Turn, thing: Thing) -> Said:
    if not turn.connection.execute(_PARTS, {"kit": thing.id}).first():
        raise Refused("wrong_item", say("{item} is no set.", item=thing.label))
    left = turn.connection.execute(_PARKED, {"kit": thing.id}).first()
    if left is not None:
        take_up(turn, KitJob, left.id, left.station_id)
    else:
        turn.recorder.add(KitJob, [{
            "id": new_key(), "kit_id": thing.id, "kind": "build", "status": "open", "station_id": turn.station_id,
            "user_id": turn.user_id, "at": turn.now,
        }], undo={"status": "void", "station_id": None})  # fmt: skip
    return Said(say("Set {item}", item=thing.label))


def _scan_place(job: Any) -> Step:
    def put(turn: Turn, thing: Thing) -> Said:
        changes: dict[str, Any] = {}
        row = turn.connection.execute(select(_place).where(_place.c.id == thing.id)).one()
        if row.kind == "tote":
            if row.use or row.order_id or row.batch_id:
                raise Refused("wrong_tote", say("{tote} is in use. Take an empty one.", tote=thing.label))
            changes = {"use": ("", "kit")}
        elif row.kind not in _PLACES:
            raise Refused("wrong_bin", say("Sets cannot lie in {place}.", place=thing.label))
        elif row.temperature != job.temperature:
            raise Refused("wrong_bin", say("{place} has another temperature.", place=thing.label))
        if changes:
            turn.recorder.set(Location, row.id, **changes)
        turn.recorder.set(KitJob, job.id, place_id=(None, row.id))
        return Said(say("Into {place}", place=thing.label), ref_id=job.id)

    def leave(turn: Turn, _: Thing) -> Said:
        turn.recorder.set(KitJob, job.id, status=("open", "done"), station_id=(turn.station_id, None))
        return Said(say("{sku} is left as it is.", sku=job.sku), ref_id=job.id)

    return Step(
        "scan_place", say("Scan an empty tote for {sku}", sku=job.sku), {"tote": put, "location": put},
        {"CMD-BACK": leave}, target={"sku": job.sku, "name": job.name}, image=job.image,
    )  # fmt: skip


def _scan_part(turn: Turn, job: Any) -> Step:
    hand = _hand(job)
    parts = turn.connection.execute(_PARTS, {"kit": job.kit_id}).all()
    have: dict[uuid.UUID, int] = {}
    for product, _, _, units, _ in hand:
        have[uuid.UUID(product)] = have.get(uuid.UUID(product), 0) + units
    missing = [p for p in parts if have.get(p.product_id, 0) < p.quantity]
    need = turn.connection.execute(_NEED, {"kit": job.kit_id}).first()
    total = max(int(need.units) if need else 0, job.sets)
    at = missing[0]
    left = at.quantity - have.get(at.product_id, 0)

    def part(turn: Turn, thing: Thing) -> Said:
        found = next((p for p in parts if p.product_id == thing.id), None)
        if found is None:
            raise Refused("wrong_item", say("{item} is not in {sku}.", item=thing.label, sku=job.sku),
                          say("Wanted: {sku} {name}.", sku=at.sku, name=at.name))  # fmt: skip
        if job.place_kind != "tote" and not hand:  # what lies in a bin may be promised to an order at any moment
            raise Refused("wrong_bin", say("Sets are built in an empty tote, not in {place}.", place=job.place),
                          say("Scan Done, then the set and a tote."))  # fmt: skip
        open_units = found.quantity - have.get(found.product_id, 0)
        if thing.quantity > open_units:
            raise Refused("over_quantity", say("{item} is complete. Take this one out.", item=thing.label))
        return _take(turn, job, hand, parts, found, thing.quantity)

    def done(turn: Turn, _: Thing) -> Said:
        if hand:
            raise Refused("blocked", say("A set is not complete: scan {sku}, or Back to lay its parts back.",
                                         sku=at.sku))  # fmt: skip
        return _end(turn, job)

    commands: dict[str, Handler] = {"CMD-DONE": done, "CMD-BACK": lambda turn, _: _back(turn, job, hand)}
    ask = say("Set {n}: scan {sku}, {left} more", n=job.sets + 1, sku=at.sku, left=left)
    enough = not hand and job.sets > 0 and job.sets >= total
    lines = tuple(Line(p.sku, p.name, have.get(p.product_id, 0), p.quantity, image=p.image) for p in missing)
    target = {"sku": at.sku, "name": at.name, "quantity": left, **_where(job)}
    return Step(
        "scan_part", ask, {"item": part}, commands, goes_on=enough, target=target, done=job.sets, total=total,
        wanted={p.product_id for p in parts}, lines=lines, image=at.image,
        detail=say("{sku}: {n} sets are built", sku=job.sku, n=job.sets),
    )  # fmt: skip


def _take(turn: Turn, job: Any, hand: list[Any], parts: Any, found: Any, quantity: int) -> Said:
    """Parts come from the bench (or a bin) to the place; with the last one the set is booked."""
    key, source = _from_stock(turn, found.product_id, found.sku, quantity, job.place_id)
    before = hand
    hand = [*hand, [str(found.product_id), key.lot, key.expiry, quantity, str(source)]]
    have = sum(units for *_, units, _ in hand)
    if have < sum(p.quantity for p in parts):
        turn.recorder.move(key, quantity, source, job.place_id, "kit", job.id)
        turn.recorder.set(KitJob, job.id, hand=(job.hand, json.dumps(hand)))
        return Said(say("{sku} is in the set", sku=found.sku), ref_id=job.id)
    between = turn.site.outside["ADJUSTMENT"]
    used: dict[StockKey, int] = {}
    for product, lot, expiry, units, _ in before:
        stock = StockKey(uuid.UUID(product), lot, expiry)
        used[stock] = used.get(stock, 0) + units
    lines = [MoveLine(k, n, job.place_id, between, "kit", job.id) for k, n in sorted(used.items())]
    turn.recorder.move_many([*lines, MoveLine(key, quantity, source, between, "kit", job.id)])
    soonest = min((k.expiry for k in (*used, key) if k.expiry), default="") if job.expiry_tracked else ""
    turn.recorder.move_many([
        MoveLine(StockKey(job.kit_id, "", soonest), 1, between, job.place_id, "kit", job.id)
    ])  # fmt: skip
    turn.recorder.set(KitJob, job.id, hand=(job.hand, ""), sets=(job.sets, job.sets + 1))
    request_print(turn, ["code_label"], job.kit_id, job.sku)
    return Said(say("Set {n} of {sku} is complete. Stick its label on", n=job.sets + 1, sku=job.sku), ref_id=job.id)


def _from_stock(
    turn: Turn, product: uuid.UUID, sku: str, quantity: int, place: uuid.UUID
) -> tuple[StockKey, uuid.UUID]:
    rows = turn.connection.execute(_SOURCE, {"product": product, "place": place}).all()
    row = next((r for r in rows if r.units >= quantity), None)
    if row is None:
        raise Refused("no_stock", say("There is no {sku} in stock to take.", sku=sku))
    return StockKey(product, row.lot, row.expiry), row.location_id


def _back(turn: Turn, job: Any, hand: list[Any]) -> Said:
    if hand:
        turn.recorder.move_many([
            MoveLine(StockKey(uuid.UUID(product), lot, expiry), units, job.place_id, uuid.UUID(source), "kit", job.id)
            for product, lot, expiry, units, source in hand
        ])  # fmt: skip
        turn.recorder.set(KitJob, job.id, hand=(job.hand, ""))
        return Said(say("The parts are back where they came from."), ref_id=job.id)
    if job.sets:
        return _end(turn, job)
    turn.recorder.set(KitJob, job.id, kind=("build", "apart"))
    return Said(say("Sets are taken apart."), ref_id=job.id)


def _scan_set(turn: Turn, job: Any) -> Step:
    parts = turn.connection.execute(_PARTS, {"kit": job.kit_id}).all()

    def apart(turn: Turn, thing: Thing) -> Said:
        if thing.id != job.kit_id:
            raise Refused("wrong_item", say("{item} is another thing.", item=thing.label),
                          say("Wanted: {sku} {name}.", sku=job.sku, name=job.name))  # fmt: skip
        key, source = _from_stock(turn, job.kit_id, job.sku, thing.quantity, job.place_id)
        between, n = turn.site.outside["ADJUSTMENT"], thing.quantity
        turn.recorder.move_many([MoveLine(key, n, source, between, "kit", job.id)])
        turn.recorder.move_many([
            MoveLine(StockKey(p.product_id, "", key.expiry if p.expiry_tracked else ""), p.quantity * n, between,
                     job.place_id, "kit", job.id)
            for p in turn.connection.execute(_TRACKED, {"kit": job.kit_id})
        ])  # fmt: skip
        turn.recorder.set(KitJob, job.id, sets=(job.sets, job.sets + n))
        return Said(say("{sku} is taken apart", sku=job.sku), ref_id=job.id)

    commands: dict[str, Handler] = {"CMD-DONE": lambda turn, _: _end(turn, job)}
    if not job.sets:
        commands["CMD-BACK"] = lambda turn, _: _build_again(turn, job)
    lines = tuple(Line(p.sku, p.name, 0, p.quantity, image=p.image) for p in parts)
    return Step(
        "scan_set", say("Scan each {sku} that you take apart", sku=job.sku), {"item": apart}, commands,
        wanted={job.kit_id}, target={"sku": job.sku, "name": job.name, **_where(job)}, done=job.sets, total=job.sets,
        lines=lines, image=job.image, detail=say("{n} sets are taken apart", n=job.sets),
    )  # fmt: skip


_TRACKED = _PARTS.add_columns(_product.c.expiry_tracked)


def _build_again(turn: Turn, job: Any) -> Said:
    turn.recorder.set(KitJob, job.id, kind=("apart", "build"))
    return Said(say("Sets are built."), ref_id=job.id)


def _end(turn: Turn, job: Any) -> Said:
    turn.recorder.set(KitJob, job.id, status=("open", "done"), station_id=(turn.station_id, None))
    if job.place_kind == "tote":
        turn.recorder.set(Location, job.place_id, use=("kit", "received" if job.sets else ""))
    said: Sentence = say("{sku}: {n} sets are built", sku=job.sku, n=job.sets)
    if job.kind == "apart":
        said = say("{n} sets are taken apart", n=job.sets)
    return Said(said, ref_id=job.id)


def _where(job: Any) -> dict[str, str]:
    return {"tote" if job.place_kind == "tote" else "location": job.place}


def _hand(job: Any) -> list[Any]:
    found: list[Any] = json.loads(job.hand or "[]")
    return found
