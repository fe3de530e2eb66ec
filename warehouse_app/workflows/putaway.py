"""Put-back (재적치): goods of cancelled orders, and units too many, go from their tote back to a bin.

Scan the tote, then each item and the bin it goes to (the screen names the bin it came from; another bin is allowed).
The tote is free when it is empty.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import (
    Allocation,
    Balance,
    Location,
    Move,
    Order,
    OrderLine,
    Product,
    Station,
    table,
)
from warehouse_app.domain.screen import Line
from warehouse_app.domain.sentences import say
from warehouse_app.recorder import StockKey
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows.claims import check_silent

NAME = "putaway"
ROLES = frozenset({"picker", "packer", "receiver"})

_location, _balance, _product, _station = table(Location), table(Balance), table(Product), table(Station)
_move, _line, _order, _a = table(Move), table(OrderLine), table(Order), table(Allocation)
_tote = _location.alias("tote")

_JOB = (
    select(
        _tote.c.id.label("tote_id"), _tote.c.code.label("tote"), _tote.c.use, _tote.c.order_id, _tote.c.batch_id,
        _tote.c.slot, _tote.c.is_full, _balance.c.product_id, _balance.c.lot,
        _balance.c.expiry, _balance.c.serial, _balance.c.grade, _balance.c.on_hand, _product.c.sku, _product.c.name,
        _product.c.image, _product.c.temperature,
    )
    .select_from(
        _station.join(_tote, _tote.c.id == _station.c.tote_id)
        .outerjoin(_balance, and_(_balance.c.location_id == _tote.c.id, _balance.c.on_hand > 0))
        .outerjoin(_product, _product.c.id == _balance.c.product_id)
    )
    .where(_station.c.id == bindparam("station"), _tote.c.use == "putback")
    .order_by(_product.c.sku, _balance.c.lot, _balance.c.expiry, _balance.c.serial)
)  # fmt: skip
_NEXT = (
    select(_location.c.code)
    .where(NO_PARCEL, _location.c.kind == "tote", _location.c.use == "putback",
           ~select(_station.c.id).where(_station.c.tote_id == _location.c.id).exists())
    .order_by(_location.c.code)
    .limit(1)
)  # fmt: skip
_HOLDER = select(_station.c.id, _station.c.tote_id).where(
    _station.c.tote_id == bindparam("tote"), _station.c.id != bindparam("station")
)
_CAME_FROM = (
    select(_location.c.id, _location.c.code)
    .join_from(_move, _location, _location.c.id == _move.c.from_id)
    .where(_move.c.to_id == bindparam("tote"), _move.c.product_id == bindparam("product"), _location.c.kind == "bin")
    .order_by(_move.c.id.desc())
    .limit(1)
)
_HOME = (
    select(_location.c.id, _location.c.code)
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(_balance.c.product_id == bindparam("product"), _location.c.kind == "bin")
    .order_by(_balance.c.on_hand.desc(), _location.c.code)
    .limit(1)
)
_BIN = select(_location.c.kind, _location.c.temperature).where(_location.c.id == bindparam("bin"))
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
    """Tote → item → bin, until the tote is empty."""
    rows: list[Any] = list(turn.connection.execute(_JOB, {"station": turn.station_id}))
    if not rows:
        return _start(turn)
    if rows[0].product_id is None:
        return Step("tote_empty", say("The tote is empty"), automatic=lambda turn: _free(turn, rows[0]))
    held = next((r for r in rows if str(r.product_id) == turn.hand.get("product")), None)
    return _scan_bin(turn, rows, held) if held is not None else _scan_item(turn, rows)


def _start(turn: Turn) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        if thing.row.use != "putback":
            raise Refused("wrong_tote", say("{tote} has nothing to put back.", tote=thing.label))
        holder = turn.connection.execute(_HOLDER, {"tote": thing.id, "station": turn.station_id}).first()
        if holder is not None:
            check_silent(turn, holder.id)
            turn.recorder.set(Station, holder.id, tote_id=(holder.tote_id, None))
        turn.take_tote(thing.id)
        return Said(say("Tote {tote}", tote=thing.label))

    tote = turn.connection.scalar(_NEXT)
    ask = say("Scan {tote} to put its goods back", tote=tote) if tote else say("Nothing to put back now")
    return Step("start", ask, {"tote": accept}, target={"tote": tote})


def _scan_item(turn: Turn, rows: list[Any]) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        row = next((r for r in rows if r.product_id == thing.id), None)
        if row is None:
            raise Refused("wrong_item", say("{item} is not booked in this tote.", item=thing.label))
        turn.hold({"product": str(thing.id)})
        return Said(say("{sku}: put back {quantity}", sku=row.sku, quantity=row.on_hand))

    at = rows[0]
    ask = say("Take {quantity} × {sku} and scan it", quantity=at.on_hand, sku=at.sku)
    accepts = {"item": accept, "insert": accept, "box": accept}
    return _step(turn, rows, at, "scan_item", ask, accepts, ("item",))


def _scan_bin(turn: Turn, rows: list[Any], held: Any) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        place = turn.connection.execute(_BIN, {"bin": thing.id}).one()
        if place.kind != "bin":
            raise Refused("wrong_bin", say("{location} is no bin.", location=thing.label))
        if place.temperature != held.temperature:
            raise Refused("wrong_bin", say("{sku} may not lie in {bin}: wrong temperature.", sku=held.sku,
                                           bin=thing.label))  # fmt: skip
        return _put_back(turn, held, thing)

    place = _home(turn, held)
    ask = say("Put {quantity} × {sku} into {bin} and scan it", quantity=held.on_hand, sku=held.sku, bin=place or "–")
    return _step(turn, rows, held, "scan_bin", ask, {"location": accept}, ("location",))


def _put_back(turn: Turn, held: Any, thing: Thing) -> Said:
    key = StockKey(held.product_id, held.lot, held.expiry, held.serial, held.grade)
    turn.recorder.move(key, held.on_hand, held.tote_id, thing.id, "put_back", held.order_id)
    left, lines = held.on_hand, {}
    where = {"product": held.product_id, "order": held.order_id, "batch": held.batch_id}
    for line in turn.connection.execute(_LINES, where).all():
        # An order on hold keeps a tote of its own; what it had in a shared one is picked again when it goes on.
        wanted = 0 if line.status in ("cancelled", "on_hold") else line.ordered - line.cancelled
        if n := min(left, line.picked - max(line.packed, min(wanted, line.picked))):
            lines[line.id] = {"picked": -n, "allocated": -n}
            left -= n
    turn.recorder.count(OrderLine, lines)
    turn.hold({})
    return Said(say("{quantity} × {sku} back in {bin}", quantity=held.on_hand, sku=held.sku, bin=thing.label))


def _home(turn: Turn, held: Any) -> str | None:
    where = {"tote": held.tote_id, "product": held.product_id}
    row = turn.connection.execute(_CAME_FROM, where).first() or turn.connection.execute(_HOME, where).first()
    return row.code if row else None


def _step(turn: Turn, rows: list[Any], at: Any, name: str, ask: Any, accepts: Any, shown: tuple[str, ...]) -> Step:
    lines = tuple(Line(r.sku, r.name, 0, r.on_hand, tote=r.tote, image=r.image) for r in rows)
    target = {
        "sku": at.sku, "name": at.name, "quantity": at.on_hand, "tote": at.tote, "lot": at.lot, "expiry": at.expiry,
        "location": _home(turn, at),
    }  # fmt: skip
    wanted: set[uuid.UUID] = {r.product_id for r in rows}
    return Step(name, ask, accepts, target=target, lines=lines, wanted=wanted, shown=shown, image=at.image)


def _free(turn: Turn, tote: Any) -> None:
    turn.recorder.set(
        Location, tote.tote_id, use=("putback", ""), order_id=(tote.order_id, None), batch_id=(tote.batch_id, None),
        slot=(tote.slot, 0), is_full=(tote.is_full, False),
    )  # fmt: skip
    turn.take_tote(None)
