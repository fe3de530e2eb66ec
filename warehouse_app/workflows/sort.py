"""Sort (분류): after a total pick, the goods of the common totes go into the numbered slots of their orders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, select

from warehouse_app.database.models import Allocation, Balance, Batch, Location, Order, Product, table
from warehouse_app.domain.screen import Line, Slot
from warehouse_app.domain.sentences import say
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows import batches
from warehouse_app.workflows.pick_facts import stock_key

_a, _order, _product, _location, _balance = (table(m) for m in (Allocation, Order, Product, Location, Balance))
_tote = _location.alias("tote")

_TO_SORT = (
    select(_a, _order.c.order_no, _order.c.status, _product.c.sku, _product.c.name, _product.c.image,
           _tote.c.id.label("tote_id"), _tote.c.code.label("tote"))
    .select_from(
        _a.join(_order, _order.c.id == _a.c.order_id)
        .join(_product, _product.c.id == _a.c.product_id)
        .outerjoin(_tote, and_(_tote.c.order_id == _a.c.order_id, _tote.c.batch_id == _a.c.batch_id,
                               _tote.c.kind == "tote", ~_tote.c.is_full))
    )
    .where(_a.c.batch_id == bindparam("batch"), _a.c.picked > _a.c.sorted, _order.c.status == "picking")
    .order_by(_a.c.slot, _a.c.id)
)  # fmt: skip
_COMMON = (
    select(_location.c.id, _location.c.code, _location.c.use, _location.c.batch_id, _location.c.is_full,
           _balance.c.product_id, _balance.c.lot, _balance.c.expiry, _balance.c.serial, _balance.c.grade,
           _balance.c.on_hand)
    .select_from(_location.outerjoin(_balance, and_(_balance.c.location_id == _location.c.id, _balance.c.on_hand > 0)))
    .where(_location.c.batch_id == bindparam("batch"), _location.c.use == "total")
    .order_by(_location.c.code)
)  # fmt: skip


def next_step(turn: Turn, head: Any) -> Step:
    """Item → the tote of its slot, until the common totes are empty."""
    rows = list(turn.connection.execute(_TO_SORT, {"batch": head.id}))
    if not rows:
        return Step("sorted", say("Sorted"), automatic=lambda turn: _finish(turn, head))
    held = next((r for r in rows if r.id == head.sort_id), None)
    return _sort_item(head, rows) if held is None else _sort_tote(head, rows, held)


def _sort_item(head: Any, rows: list[Any]) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        row = next((r for r in rows if r.product_id == thing.id), None)
        if row is None:
            raise Refused("wrong_item", say("{item} is not wanted by any slot.", item=thing.label))
        turn.recorder.set(Batch, head.id, sort_id=(head.sort_id, row.id))
        return Said(say("{sku}: slot {slot}", sku=row.sku, slot=row.slot), ref_id=head.id)

    at = rows[0]
    ask = say("Sort: take any item and scan it")
    return _step(head, rows, at, "sort_item", ask, {"item": accept, "insert": accept, "box": accept}, ("item",))


def _sort_tote(head: Any, rows: list[Any], held: Any) -> Step:
    quantity = held.picked - held.sorted

    def accept(turn: Turn, thing: Thing) -> Said:
        return _put(turn, head, rows, held, thing)

    if held.tote:
        ask = say("Put {quantity} × {sku} into slot {slot}, {tote}", quantity=quantity, sku=held.sku, slot=held.slot,
                  tote=held.tote)  # fmt: skip
    else:
        ask = say("Put {quantity} × {sku} into an empty tote in slot {slot} and scan it", quantity=quantity,
                  sku=held.sku, slot=held.slot)  # fmt: skip
    return _step(head, rows, held, "sort_tote", ask, {"tote": accept}, ("tote",), tote=held.tote)


def _put(turn: Turn, head: Any, rows: list[Any], held: Any, thing: Thing) -> Said:
    record = turn.recorder
    if held.tote_id is None:
        batches.check_empty_tote(turn, thing)
        record.set(Location, thing.id, use=("", "pick"), order_id=(None, held.order_id),
                   batch_id=(None, head.id), slot=(0, held.slot))  # fmt: skip
    elif thing.id != held.tote_id:
        right = say("Put it into {tote}.", tote=held.tote)
        raise Refused("wrong_tote", say("This is {tote}.", tote=thing.label), right)
    key = stock_key(held)
    left = held.picked - held.sorted
    for common in turn.connection.execute(_COMMON, {"batch": head.id}).all():
        if common.product_id is not None and stock_key(common) == key and left:
            n = min(left, common.on_hand)
            record.move(key, n, common.id, thing.id, "sort", held.order_id)
            left -= n
    if left:
        raise Refused("no_stock", say("{sku} is not in the common totes.", sku=held.sku))
    record.count(Allocation, {held.id: {"sorted": held.picked - held.sorted}})
    record.set(Batch, head.id, sort_id=(held.id, None))
    if not any(r.order_id == held.order_id and r.id != held.id for r in rows):
        batches.settle(turn, {held.order_id})
    return Said(say("{sku} is in slot {slot}.", sku=held.sku, slot=held.slot), ref_id=head.id)


def _finish(turn: Turn, head: Any) -> None:
    """The common totes are free; what cancelled orders left in one is put back."""
    common: dict[Any, Any] = {}
    for row in turn.connection.execute(_COMMON, {"batch": head.id}).all():
        common[row.id] = row if row.id not in common or row.product_id else common[row.id]
    for row in common.values():
        if row.product_id is None:
            turn.recorder.set(Location, row.id, use=("total", ""), batch_id=(head.id, None),
                              is_full=(row.is_full, False))  # fmt: skip
        else:
            turn.recorder.set(Location, row.id, use=("total", "putback"))
    batches.finish(turn, head)


def _step(head: Any, rows: list[Any], at: Any, name: str, ask: Any, accepts: Any, shown: Any, **more: Any) -> Step:
    lines = tuple(
        Line(r.sku, r.name, r.sorted, r.picked, tote=r.tote or "", order=r.order_no, slot=r.slot, image=r.image)
        for r in rows
    )
    slots = {r.slot: Slot(r.slot, 0, r.tote or "", r.order_no) for r in rows}
    if name == "sort_tote":
        slots[at.slot] = Slot(at.slot, at.picked - at.sorted, at.tote or "", at.order_no)
    left = sum(r.picked - r.sorted for r in rows)
    target = {"sku": at.sku, "name": at.name, "quantity": at.picked - at.sorted, "order": at.order_no, "lot": at.lot,
              "cart": head.cart, **more}  # fmt: skip
    return Step(
        name, ask, accepts, target=target, wanted={r.product_id for r in rows}, lines=lines, shown=shown,
        slots=tuple(slots[n] for n in sorted(slots)), done=head.picked - left, total=head.picked, image=at.image,
        detail=say("{name} · batch {batch}", name=at.name, batch=head.no),
    )  # fmt: skip
