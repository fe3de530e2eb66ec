"""Pick batches: building the next one, taking up a parked one, and what is settled when picking ends."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, update

from warehouse_app.database.engine import Conflict
from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Allocation, Batch, Code, Location, Order, OrderLine, Person, Wave, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.route import Place, walk
from warehouse_app.domain.sentences import say
from warehouse_app.layout import site_layout
from warehouse_app.recorder import Recorder
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows.claims import take_up

CLUSTER_SIZE = 6  # tote slots on a cart
SINGLE_SIZE = 20  # single-item orders that share one tote
_SINGLE_UNITS = 6  # an order of one product and up to so many units is a single-item order
_LOOK_AHEAD = 80

_batch, _a, _order, _line = table(Batch), table(Allocation), table(Order), table(OrderLine)
_location, _wave, _person = table(Location), table(Wave), table(Person)
_cart, _tote = _location.alias("cart"), _location.alias("tote")

_URGENT = (_order.c.wave_id.is_(None), _order.c.ship_by, _order.c.ordered_at, _order.c.id)  # released waves first

_parked = (
    select(_batch.c.id)
    .where(_batch.c.status == "open", _batch.c.station_id.is_(None))
    .order_by(_batch.c.id)
    .limit(1)
    .scalar_subquery()
)
_next = select(_order.c.order_no).where(_order.c.status == "allocated").order_by(*_URGENT).limit(1)
_free_cart = NO_PARCEL, _location.c.kind == "cart", _location.c.use == "", _location.c.batch_id.is_(None)
# What there is to do: the batch left behind (its number, cart, a tote), the most urgent order, a free cart. A cart
# is chosen from the station's own place in the row of carts, so that not all stations are sent to the same one.
_WORK = select(
    select(_batch.c.id).where(_batch.c.id == _parked).scalar_subquery().label("batch_id"),
    select(_batch.c.no).where(_batch.c.id == _parked).scalar_subquery().label("batch"),
    select(_cart.c.code)
    .join_from(_batch, _cart, _cart.c.id == _batch.c.cart_id)
    .where(_batch.c.id == _parked)
    .scalar_subquery()
    .label("batch_cart"),
    select(_tote.c.code)
    .where(_tote.c.batch_id == _parked, _tote.c.kind == "tote")
    .order_by(_tote.c.code)
    .limit(1)
    .scalar_subquery()
    .label("batch_tote"),
    _next.scalar_subquery().label("order_no"),
    func.coalesce(
        select(_location.c.code)
        .where(*_free_cart)
        .order_by(_location.c.code)
        .limit(1)
        .offset(bindparam("free_cart"))
        .scalar_subquery(),
        select(_location.c.code).where(*_free_cart).order_by(_location.c.code).limit(1).scalar_subquery(),
    ).label("cart"),
)
_CANDIDATES = (
    select(
        _order.c.id, _order.c.order_no, _order.c.ship_by, _order.c.temperature, _order.c.wave_id,
        _wave.c.kind.label("wave_kind"), func.coalesce(_person.c.household, "").label("household"),
    )
    .select_from(
        _order.outerjoin(_wave, _wave.c.id == _order.c.wave_id).outerjoin(_person, _person.c.id == _order.c.person_id)
    )
    .where(_order.c.status == "allocated")
    .order_by(*_URGENT)
    .limit(bindparam("limit"))
    .with_for_update(of=_order)
)  # fmt: skip
_ONE = (
    select(
        _order.c.id, _order.c.order_no, _order.c.ship_by, _order.c.temperature, _order.c.wave_id,
        _wave.c.kind.label("wave_kind"), func.coalesce(_person.c.household, "").label("household"),
    )
    .select_from(
        _order.outerjoin(_wave, _wave.c.id == _order.c.wave_id).outerjoin(_person, _person.c.id == _order.c.person_id)
    )
    .where(_order.c.id == bindparam("order"), _order.c.status == "allocated")
    .with_for_update(of=_order)
)  # fmt: skip
_ALLOCATIONS = (
    select(
        _a.c.id, _a.c.order_id, _a.c.product_id, _a.c.location_id, _a.c.lot, _a.c.expiry, _a.c.serial, _a.c.grade,
        _a.c.quantity, _a.c.picked, _location.c.code, _location.c.aisle, _location.c.bay, _location.c.level,
        _location.c.x_mm, _location.c.y_mm,
    )
    .select_from(_a.join(_location, _location.c.id == _a.c.location_id))
    .where(_a.c.order_id.in_(bindparam("orders", expanding=True)), _a.c.open, _a.c.batch_id.is_(None))
    .order_by(_a.c.id)
)  # fmt: skip
_TOTES = (
    select(_location.c.id, _location.c.order_id, _location.c.batch_id, _location.c.slot, _location.c.use)
    .where(
        _location.c.order_id.in_(bindparam("orders", expanding=True)), _location.c.kind == "tote",
        _location.c.use.in_(["pick", "hold"]),
    )
    .order_by(_location.c.code)
)  # fmt: skip
_ASSIGN = (
    update(_a)
    .where(_a.c.id == bindparam("key"), _a.c.batch_id.is_(None), _a.c.open)
    .values(
        batch_id=bindparam("new_batch"), walk=bindparam("new_walk"), slot=bindparam("new_slot"), skip_no=0,
    )
)  # fmt: skip
_ASSIGNED = select(func.count()).select_from(_a).where(_a.c.batch_id == bindparam("batch"))
_OPEN_BATCH = select(_batch.c.id, _batch.c.no, _batch.c.station_id).where(
    _batch.c.id == bindparam("batch"), _batch.c.status == "open"
)
_ORDER_BATCH = (
    select(_batch.c.id, _batch.c.no, _batch.c.station_id)
    .where(
        _batch.c.id == select(_a.c.batch_id).where(_a.c.order_id == bindparam("order"), _a.c.open).limit(1)
        .scalar_subquery(),
        _batch.c.status == "open",
    )
)  # fmt: skip

# An order none of whose allocations is open any more: picked, or (short, and not to go in parts) waiting.
_SETTLE = (
    update(_order)
    .where(
        _order.c.id.in_(bindparam("orders", expanding=True)),
        _order.c.status == "picking",
        ~exists(select(_a.c.id).where(_a.c.order_id == _order.c.id, _a.c.open)),
    )
    .values(
        status=case(
            (
                and_(
                    exists(select(_line.c.id).where(_line.c.order_id == _order.c.id, _line.c.picked > _line.c.packed)),
                    or_(
                        _order.c.parts,
                        ~exists(
                            select(_line.c.id).where(
                                _line.c.order_id == _order.c.id, _line.c.kind == "goods",
                                _line.c.picked < _line.c.ordered - _line.c.cancelled,
                            )
                        ),
                    ),
                ),
                "picked",
            ),
            else_="waiting",
        )
    )
    .returning(_order.c.id, _order.c.status)
)  # fmt: skip


def start_step(turn: Turn) -> Step:
    """Nothing claimed: name the most urgent work; a cart (or going on without one) begins it."""
    work = turn.connection.execute(_WORK, {"free_cart": turn.station_id.int % 8}).one()
    accepts: dict[str, Handler] = {"cart": _scan_cart, "order": _scan_order, "tote": _scan_tote}
    commands: dict[str, Handler] = {"CMD-DONE": lambda turn, _: _start(turn, None, None)}
    if work.batch_id is not None:
        ask = say("Batch {batch} was left: scan its cart, a tote or an order", batch=work.batch)
        target = {"cart": work.batch_cart, "tote": "" if work.batch_cart else work.batch_tote}
        first = "cart" if work.batch_cart else "tote" if work.batch_tote else ""
        if not first:
            commands = {"CMD-DONE": lambda turn, _: _resume(turn, work.batch_id)}
        shown = (first, *(k for k in accepts if k != first)) if first else tuple(accepts)
        return Step("start", ask, accepts, commands, target=target, shown=shown, goes_on=not first)
    if work.order_no is None:
        return Step("start", say("Nothing to pick now"), accepts, commands)
    ask = say("Scan a cart to begin") if work.cart else say("Scan Done to begin without a cart")
    target = {"order": work.order_no, "cart": work.cart}
    return Step("start", ask, accepts, commands, goes_on=not work.cart, target=target)


def _scan_cart(turn: Turn, thing: Thing) -> Said:
    if thing.row.batch_id is not None:
        batch = turn.connection.execute(_OPEN_BATCH, {"batch": thing.row.batch_id}).one_or_none()
        if batch is not None:
            return _take_up(turn, batch)
    return _start(turn, thing, None)


def _scan_tote(turn: Turn, thing: Thing) -> Said:
    batch = None
    if thing.row.batch_id is not None:
        batch = turn.connection.execute(_OPEN_BATCH, {"batch": thing.row.batch_id}).one_or_none()
    if batch is None:
        raise Refused("nothing_to_do", say("{tote} belongs to no open batch.", tote=thing.label))
    return _take_up(turn, batch)


def _scan_order(turn: Turn, thing: Thing) -> Said:
    batch = turn.connection.execute(_ORDER_BATCH, {"order": thing.id}).one_or_none()
    if batch is not None:
        return _take_up(turn, batch)
    status = thing.row.order_status
    if status in ("cancelled", "on_hold"):
        raise Refused("blocked", say("Order {order} is cancelled or on hold.", order=thing.label))
    if status in ("new", "waiting"):
        raise Refused("no_stock", say("Order {order} waits for stock.", order=thing.label))
    if status != "allocated":
        raise Refused("already_done", say("Order {order} is picked.", order=thing.label))
    return _start(turn, None, thing.id)


def _resume(turn: Turn, batch_id: uuid.UUID) -> Said:
    batch = turn.connection.execute(_OPEN_BATCH, {"batch": batch_id}).one_or_none()
    if batch is None:
        raise Refused("nothing_to_do", say("This batch is done."))
    return _take_up(turn, batch)


def _take_up(turn: Turn, batch: Any) -> Said:
    take_up(turn, Batch, batch.id, batch.station_id)
    return Said(say("Batch {batch} goes on.", batch=batch.no), ref_id=batch.id)


def _start(turn: Turn, cart: Thing | None, order_id: uuid.UUID | None) -> Said:
    """Build the next batch, or one of the given order alone."""
    if order_id is None:
        found = turn.connection.execute(_CANDIDATES, {"limit": _LOOK_AHEAD}).all()
    else:
        found = turn.connection.execute(_ONE, {"order": order_id}).all()
    if not found:
        if order_id is None and turn.connection.scalar(_next) is not None:
            raise Conflict("orders")  # all that were looked at went to colleagues, but there are more
        raise Refused("nothing_to_do", say("There is nothing to pick now."))
    rows = turn.connection.execute(_ALLOCATIONS, {"orders": [o.id for o in found]}).all()
    totes = {t.order_id: t for t in turn.connection.execute(_TOTES, {"orders": [o.id for o in found]})}
    kind, orders = _choose(found, rows, set(totes), alone=order_id is not None)
    chosen = {o.id: slot for slot, o in enumerate(orders, 1)}
    rows = [r for r in rows if r.order_id in chosen]
    if not rows:
        raise Conflict("allocations")  # another station took them between the two statements
    stops = _stops(turn, rows)
    batch_id = new_key()
    no = f"{turn.station}-{turn.seq}"
    head = {
        "id": batch_id, "no": no, "kind": kind, "status": "open", "station_id": turn.station_id,
        "user_id": turn.user_id, "cart_id": cart.id if cart else None, "created_at": turn.now,
        "units": sum(r.quantity - r.picked for r in rows), "wave_id": orders[0].wave_id,
    }  # fmt: skip
    record = turn.recorder
    record.add(Batch, [head], undo={"status": "void", "station_id": None})
    record.set_many(Order, sorted(chosen), status=("allocated", "picking"))
    turn.connection.execute(
        _ASSIGN,
        [
            {
                "key": r.id, "new_batch": batch_id, "new_walk": stops[_stop(r)],
                "new_slot": 0 if kind == "single" else chosen[r.order_id],
            }
            for r in rows
        ],
    )  # fmt: skip
    if turn.connection.scalar(_ASSIGNED, {"batch": batch_id}) != len(rows):
        raise Conflict("allocations")
    keys = [str(r.id) for r in rows]
    record.facts.append(["set_many", "allocation", keys, {"batch_id": [None, str(batch_id)]}])
    for order_id_, tote in totes.items():
        if order_id_ in chosen:
            record.set(
                Location, tote.id, batch_id=(tote.batch_id, batch_id), slot=(tote.slot, chosen[order_id_]),
                use=(tote.use, "pick"),
            )  # fmt: skip
    if cart is not None:
        record.set(Location, cart.id, batch_id=(cart.row.batch_id, batch_id), use=("", "pick"))
    record.keep(Code, [{"text": no, "kind": "batch", "ref_id": batch_id, "quantity": 1}])
    said = say("Batch {batch}: {orders} orders, {stops} stops", batch=no, orders=len(orders), stops=len(stops))
    return Said(said, ref_id=batch_id)


def _choose(
    found: Sequence[Any], rows: Sequence[Any], started: Collection[uuid.UUID], *, alone: bool
) -> tuple[str, list[Any]]:
    """The batch's kind and orders: the most urgent order, then others of its household, then those of its cut-off that
    are nearest to it."""
    by_order: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        by_order.setdefault(row.order_id, []).append(row)
    ready = [o for o in found if o.id in by_order]
    if not ready:
        return "cluster", []

    def is_single(order: Any) -> bool:
        own = by_order[order.id]
        units = sum(r.quantity - r.picked for r in own)
        return order.id not in started and len({r.product_id for r in own}) == 1 and units <= _SINGLE_UNITS

    def in_totals(order: Any) -> bool:
        return order.wave_kind == "total" and order.id not in started  # what is missing goes to the order's own tote

    head = ready[0]
    if in_totals(head) and not alone:
        same = [o for o in ready if (o.wave_id, o.temperature) == (head.wave_id, head.temperature)]
        return "total", [o for o in same if in_totals(o)]
    single = is_single(head) and not alone
    fitting = [
        o for o in ready[1:]
        if (o.temperature, o.wave_id) == (head.temperature, head.wave_id) and not in_totals(o)
        and ((o.ship_by == head.ship_by and is_single(o) == single)
             or (o.household == head.household != "" and (is_single(o) or not single)))
    ]  # fmt: skip
    chosen = [head]
    aisles = {r.aisle for r in by_order[head.id]}
    size = 1 if alone else SINGLE_SIZE if single else CLUSTER_SIZE
    while fitting and len(chosen) < size:
        homes = {o.household for o in chosen} - {""}  # orders of one household come to the bench together
        nearest = min(
            fitting, key=lambda o: (o.household not in homes, len({r.aisle for r in by_order[o.id]} - aisles))
        )
        fitting.remove(nearest)
        chosen.append(nearest)
        aisles |= {r.aisle for r in by_order[nearest.id]}
    return ("single" if single else "cluster"), chosen


def _stop(row: Any) -> tuple[Any, ...]:
    return (row.location_id, row.product_id, row.lot, row.expiry, row.serial, row.grade)


def _stops(turn: Turn, rows: Sequence[Any]) -> dict[tuple[Any, ...], int]:
    """The walk's position of each stop (bin, product, lot): the shortest walk through the bins."""
    bins = {r.location_id: r for r in rows}
    places = [
        Place(r.aisle, r.bay, r.level, *(None if v is None else v / 1000 for v in (r.x_mm, r.y_mm)))
        for r in bins.values()
    ]
    order = walk(places, layout=site_layout(turn.connection, turn.site))
    position = {list(bins)[index]: at for at, index in enumerate(order)}
    ordered = sorted({_stop(r) for r in rows}, key=lambda stop: (position[stop[0]], *map(str, stop[1:])))
    return {stop: at for at, stop in enumerate(ordered)}


def finish(turn: Turn, head: Any, changes: Mapping[str, tuple[Any, Any]] | None = None) -> None:
    """The last stop is done: the cart is free, and the totes go to packing. `changes` are the batch's own."""
    turn.recorder.set(Batch, head.id, status=("open", "done"), **(changes or {}))
    if head.cart_id is not None:
        turn.recorder.set(Location, head.cart_id, batch_id=(head.id, None), use=("pick", ""))
    turn.is_idle = True


def settle(turn: Turn, orders: Collection[uuid.UUID]) -> None:
    """Orders with nothing left to pick: picked, or waiting where something is short and may not be left out."""
    settle_orders(turn.recorder, orders)


def settle_orders(record: Recorder, orders: Collection[uuid.UUID]) -> None:
    """Settle where there is no turn."""
    if not orders:
        return
    changed: dict[str, list[str]] = {}
    for key, status in record.connection.execute(_SETTLE, {"orders": list(orders)}):
        changed.setdefault(status, []).append(str(key))
    for status, keys in changed.items():
        record.facts.append(["set_many", "sales_order", keys, {"status": ["picking", status]}])


def check_empty_tote(turn: Turn, thing: Thing) -> None:
    """Refuse a tote that is in use."""
    if thing.row.use or thing.row.order_id or thing.row.batch_id:
        raise Refused("wrong_tote", say("{tote} is in use. Take an empty one.", tote=thing.label))
