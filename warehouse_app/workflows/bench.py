"""The packing bench before an order is open: which order a tote, order, item, cart or parcel means."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from warehouse_app.database.models import Allocation, Balance, Batch, Location, Order, Parcel, Product, table
from warehouse_app.database.work import AT_A_BENCH
from warehouse_app.domain.screen import Line
from warehouse_app.domain.sentences import say
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows import parcels

FirstUnit = Callable[[Turn, Thing], Said]

_order, _location, _a, _batch, _parcel = (table(m) for m in (Order, Location, Allocation, Batch, Parcel))
_product, _balance = table(Product), table(Balance)
_TOTE_USES = ("pick", "single")
_URGENT = (_order.c.ship_by, _order.c.ordered_at, _order.c.id)

_PARKED = (
    select(_order.c.order_no, _location.c.code.label("tote"), _parcel.c.status, _parcel.c.tracking_no, _parcel.c.sscc)
    .select_from(
        _parcel.join(_order, _order.c.id == _parcel.c.order_id).outerjoin(
            _location, and_(_location.c.id == _parcel.c.tote_id, _location.c.use.in_(("pick", "hold")))
        )
    )
    .where(AT_A_BENCH, _parcel.c.station_id.is_(None))
    .order_by(_parcel.c.id)
    .limit(1)
)
_NEXT = (
    select(_order.c.id, _order.c.order_no, _location.c.code.label("tote"))
    .select_from(
        _order.outerjoin(_location, and_(_location.c.order_id == _order.c.id, _location.c.kind == "tote"))
    )
    .where(_order.c.status == "picked")
    .order_by(*_URGENT, _location.c.code)
    .limit(1)
)  # fmt: skip
# Orders of a shared tote that are ready to pack, most urgent first; one row a product.
_IN_SHARED = (
    select(
        _order.c.id.label("order_id"), _order.c.order_no, _a.c.product_id, _a.c.picked, _a.c.batch_id,
        _product.c.sku, _product.c.name, _product.c.image, _location.c.code.label("tote"),
    )
    .select_from(
        _location.join(_a, and_(_a.c.batch_id == _location.c.batch_id, _a.c.picked > 0))
        .join(_order, _order.c.id == _a.c.order_id)
        .join(_product, _product.c.id == _a.c.product_id)
    )
    .where(_location.c.id == bindparam("tote"), _order.c.status == "picked")
    .order_by(*_URGENT)
)  # fmt: skip
_HOLDING = (
    select(_location.c.id, _location.c.use, _location.c.order_id, _location.c.batch_id)
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(
        _balance.c.product_id == bindparam("product"), _balance.c.on_hand > 0, _location.c.kind == "tote",
        _location.c.use.in_(_TOTE_USES),
    )
    .limit(200)
)  # fmt: skip
_READY = (
    select(_order.c.id, _a.c.batch_id)
    .join_from(_a, _order, _order.c.id == _a.c.order_id)
    .where(
        _a.c.product_id == bindparam("product"), _a.c.picked > 0, _order.c.status == "picked",
        or_(_a.c.batch_id.in_(bindparam("batches", expanding=True)),
            _order.c.id.in_(bindparam("orders", expanding=True))),
    )
    .order_by(*_URGENT)
    .limit(1)
)  # fmt: skip
_OF_CART = (
    select(_batch.c.id, _batch.c.kind, _batch.c.status)
    .where(_batch.c.cart_id == bindparam("cart"), _batch.c.status != "void")
    .order_by(_batch.c.id.desc())
    .limit(1)
)
_READY_IN_BATCH = (
    select(_order.c.id, _location.c.id.label("tote_id"), _location.c.use)
    .select_from(
        _location.join(_a, _a.c.batch_id == _location.c.batch_id).join(_order, _order.c.id == _a.c.order_id)
    )
    .where(
        _location.c.batch_id == bindparam("batch"), _location.c.kind == "tote", _order.c.status == "picked",
        or_(_location.c.order_id == _order.c.id, _location.c.use == "single"),
    )
    .order_by(*_URGENT)
    .limit(1)
)  # fmt: skip


def start_step(turn: Turn, first_unit: FirstUnit) -> Step:
    """Nothing is open: name the most urgent order; its tote (or order number, or an item of it) opens it."""
    parked = turn.connection.execute(_PARKED).first()
    accepts = _accepting(first_unit)
    if parked is not None:
        ask = say("Order {order} was left: scan its tote or the order", order=parked.order_no)
        target = {"order": parked.order_no, "tote": parked.tote, "parcel": parked.sscc}
        first = "tote" if parked.tote else "order"
        shown = (first, *(k for k in accepts if k != first))
        return Step("start", ask, accepts, target=target, shown=shown)
    order = turn.connection.execute(_NEXT).first()
    if order is None:
        return Step("start", say("Nothing to pack now"), accepts)
    tote = order.tote
    if tote is None:
        shared = turn.connection.execute(parcels.SHARED_TOTE_OF, {"order": order.id}).first()
        tote = shared.code if shared else None
    ask = say("Scan a tote to begin")
    shown = tuple(accepts) if tote else ("order", *(k for k in accepts if k != "order"))
    return Step("start", ask, accepts, target={"order": order.order_no, "tote": tote}, shown=shown)


def next_item_step(turn: Turn, first_unit: FirstUnit) -> Step:
    """A tote of single-item orders stands open: any item of it opens its order and is its first unit."""
    rows = turn.connection.execute(_IN_SHARED, {"tote": turn.tote_id}).all()
    if not rows:
        return Step("tote_done", say("The tote is done"), automatic=_leave_shared)

    def item(turn: Turn, thing: Thing) -> Said:
        row = next((r for r in rows if r.product_id == thing.id), None)
        if row is None:
            raise Refused("wrong_item", say("{item} is not wanted from this tote.", item=thing.label))
        parcels.open_order(turn, row.order_id, turn.tote_id, row.batch_id, chosen=True)
        return first_unit(turn, thing)

    def leave(turn: Turn, _: Thing) -> Said:
        turn.take_tote(None)
        return Said(say("The tote is put aside."))

    def tote(turn: Turn, thing: Thing) -> Said:
        if thing.id == turn.tote_id:
            raise Refused("already_done", say("{tote} is open.", tote=thing.label))
        return _scan_tote(turn, thing)

    lines = tuple(Line(r.sku, r.name, 0, r.picked, order=r.order_no, tote=r.tote, image=r.image) for r in rows)
    at = rows[0]
    accepts = {**_accepting(first_unit), "item": item, "tote": tote}
    accepts = {"item": item, **{k: h for k, h in accepts.items() if k != "item"}}
    return Step(
        "next_item", say("Scan any item of {tote}", tote=at.tote), accepts, {"CMD-BACK": leave},
        wanted={r.product_id for r in rows}, lines=lines, image=at.image,
        target={"sku": at.sku, "name": at.name, "quantity": at.picked, "tote": at.tote},
        detail=say("{count} orders left in this tote", count=len({r.order_id for r in rows})),
    )  # fmt: skip


def _leave_shared(turn: Turn) -> None:
    tote_id: Any = turn.tote_id
    batch = turn.connection.execute(
        select(_location.c.use, _location.c.batch_id, _batch.c.status).join_from(
            _location, _batch, _batch.c.id == _location.c.batch_id, isouter=True
        ).where(_location.c.id == tote_id)
    ).one()  # fmt: skip
    turn.take_tote(None)
    if batch.use != "single" or batch.status == "open":
        return  # the picker is still filling it
    left = turn.connection.scalar(
        select(_balance.c.product_id).where(_balance.c.location_id == tote_id, _balance.c.on_hand > 0).limit(1)
    )
    open_parcels = turn.connection.scalar(
        select(_parcel.c.id).where(_parcel.c.tote_id == tote_id, _parcel.c.batch_id == batch.batch_id,
                                   AT_A_BENCH).limit(1)
    )  # fmt: skip
    if left is None:
        turn.recorder.set(Location, tote_id, use=("single", ""), batch_id=(batch.batch_id, None))
    elif open_parcels is None:
        turn.recorder.set(Location, tote_id, use=("single", "putback"))


def _accepting(first_unit: FirstUnit) -> dict[str, Handler]:
    def item(turn: Turn, thing: Thing) -> Said:
        return _scan_item(turn, thing, first_unit)

    return {
        "tote": _scan_tote, "order": _scan_order, "item": item, "cart": _scan_cart, "parcel": _scan_parcel,
        "tracking_no": _scan_parcel,
    }  # fmt: skip


def _opened(turn: Turn, order_id: uuid.UUID, tote_id: uuid.UUID | None, batch_id: uuid.UUID | None) -> Said:
    order = parcels.open_order(turn, order_id, tote_id, batch_id)
    return Said(say("Order {order}", order=order.order_no), ref_id=order_id)


def _scan_tote(turn: Turn, thing: Thing) -> Said:
    row = thing.row
    if row.use == "putback":
        raise Refused("blocked", say("The goods in {tote} go back to their bins.", tote=thing.label))
    if row.use == "total":
        raise Refused("wrong_tote", say("{tote} has still to be sorted.", tote=thing.label))
    if row.use == "single":
        turn.take_tote(thing.id)
        return Said(say("Tote {tote}", tote=thing.label))
    if row.order_id is None:
        raise Refused("wrong_tote", say("{tote} is empty.", tote=thing.label))
    return _opened(turn, row.order_id, thing.id, row.batch_id)


def _scan_order(turn: Turn, thing: Thing) -> Said:
    return _open_with_tote(turn, thing.id)


def _open_with_tote(turn: Turn, order_id: uuid.UUID) -> Said:
    return _opened(turn, order_id, *parcels.tote_of(turn.connection, order_id))


def _scan_item(turn: Turn, thing: Thing, first_unit: FirstUnit) -> Said:
    """A picked item opens the most urgent order that waits for it."""
    totes = turn.connection.execute(_HOLDING, {"product": thing.id}).all()
    shared = {t.batch_id: t.id for t in totes if t.use == "single"}
    own = {t.order_id: t for t in totes if t.use == "pick"}
    where = {"product": thing.id, "batches": list(shared), "orders": list(own)}
    ready = turn.connection.execute(_READY, where).first() if totes else None
    if ready is None:
        raise Refused("nothing_to_do", say("No picked order waits for {item}.", item=thing.label))
    tote_id = own[ready.id].id if ready.id in own else shared[ready.batch_id]
    parcels.open_order(turn, ready.id, tote_id, ready.batch_id, chosen=True)
    return first_unit(turn, thing)


def _scan_cart(turn: Turn, thing: Thing) -> Said:
    batch: Any = turn.connection.execute(_OF_CART, {"cart": thing.id}).first()
    if batch is not None and batch.status == "open":
        raise Refused("wrong_kind", say("{cart} is still being picked.", cart=thing.label))
    ready = turn.connection.execute(_READY_IN_BATCH, {"batch": batch.id}).first() if batch is not None else None
    if ready is None:
        raise Refused("nothing_to_do", say("{cart} has nothing left to pack.", cart=thing.label))
    if ready.use == "single":
        turn.take_tote(ready.tote_id)
        return Said(say("Cart {cart}: scan any item of its tote", cart=thing.label))
    order = parcels.open_order(turn, ready.id, ready.tote_id, batch.id, chosen=True)
    return Said(say("Order {order}", order=order.order_no), ref_id=ready.id)


def _scan_parcel(turn: Turn, thing: Thing) -> Said:
    """A label opens its order: one printed before picking, one left behind, or (asked twice) one to unpack."""
    row = thing.row
    if row.parcel_status == "shipped":
        raise Refused("already_done", say("This parcel has left."))
    if row.parcel_status == "void" or (thing.kind == "tracking_no" and thing.text != row.tracking_no):
        raise Refused("wrong_parcel", say("This label is void. Destroy it."))
    if row.parcel_status == "packed":
        if not row.blocked:
            turn.confirm(say("This parcel is closed. Unpack it?"))
        changes: dict[str, Any] = {"station_id": (None, turn.station_id), "status": ("packed", "open")}
        if row.blocked not in ("cancelled", "quantity"):
            changes["blocked"] = (row.blocked, "unpack")
        if row.manifest_id is not None:
            changes["manifest_id"] = (row.manifest_id, None)
        turn.recorder.set(Parcel, thing.id, **changes)
        return Said(say("The parcel is open again."), ref_id=row.parcel_order_id)
    return _open_with_tote(turn, row.parcel_order_id)
