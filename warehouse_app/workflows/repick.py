"""At the packing bench a unit is damaged or missing: the tote waits on the hold shelf for an urgent pick."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, func, select

from warehouse_app.allocation import keeps_until
from warehouse_app.database.goods import NO_PARCEL, is_of_recalled_lot
from warehouse_app.database.models import Allocation, Balance, CountTask, Location, Order, OrderLine, table
from warehouse_app.domain.sentences import say
from warehouse_app.recorder import StockKey
from warehouse_app.step import Refused, Said, Turn
from warehouse_app.workflows import parcels
from warehouse_app.workflows.pack_facts import PackJob
from warehouse_app.workflows.shorts import ELSEWHERE, QUARANTINE

_location, _balance, _a = table(Location), table(Balance), table(Allocation)
_ORDER = select(table(Order)).where(table(Order).c.id == bindparam("order"))
_TOTE = select(_location).where(_location.c.id == bindparam("tote"))
_IN_TOTE = (
    select(_balance)
    .where(_balance.c.product_id == bindparam("product"), _balance.c.location_id == bindparam("tote"),
           _balance.c.on_hand > 0)
    .order_by(~is_of_recalled_lot(_balance), _balance.c.expiry, _balance.c.lot)
)  # fmt: skip
_BIN_OF = (
    select(_a.c.location_id)
    .where(_a.c.order_id == bindparam("order"), _a.c.order_line_id == bindparam("line"), _a.c.picked > 0)
    .order_by(_a.c.id.desc())
    .limit(1)
)
_SHELF = select(func.coalesce(func.max(_location.c.slot), 0)).where(
    NO_PARCEL, _location.c.kind == "tote", _location.c.use == "hold"
)


def damaged(turn: Turn, job: PackJob) -> Said:
    """One unit of the line at hand goes to quarantine and is picked again."""
    place = turn.connection.execute(QUARANTINE).one()
    return _again(turn, job, 1, place.id, "damaged", say("Put the damaged unit on {place}.", place=place.code))


def missing(turn: Turn, job: PackJob) -> Said:
    """What is left of the line at hand is not in the tote: its bin is counted, and it is picked again."""
    line = job.goods[0]
    source = turn.connection.scalar(_BIN_OF, {"order": line.line_order_id, "line": line.order_line_id})
    if source is not None:
        task = {"location_id": source, "product_id": line.product_id, "reason": "short", "at": turn.now,
                "station_id": turn.station_id}  # fmt: skip
        turn.recorder.add(CountTask, [task])
    lost = turn.site.outside["ADJUSTMENT"]
    return _again(turn, job, line.quantity - line.in_box, lost, "short", say("It is picked again at once."))


def _again(turn: Turn, job: PackJob, quantity: int, to: uuid.UUID, kind: str, where: Any) -> Said:
    head, line, record = job.head, job.goods[0], turn.recorder
    order: Any = turn.connection.execute(_ORDER, {"order": line.line_order_id}).one()
    totes = {head.order_id: head.tote_id}
    for mate in parcels.orders_of(turn.connection, head):
        totes.setdefault(mate, parcels.tote_of(turn.connection, mate)[0])
    tote_id = totes[order.id]
    tote = turn.connection.execute(_TOTE, {"tote": tote_id}).one_or_none() if tote_id else None
    taken = _take(turn, line.product_id, tote_id, quantity, to, kind, order.id)
    if not taken:
        raise Refused("no_stock", say("{sku} is not in the tote.", sku=line.sku))
    parcels.unpack(turn, head, totes)
    record.count(OrderLine, {line.order_line_id: {"picked": -taken, "allocated": -taken}})
    found = _promise(turn, line, taken)
    status = "allocated" if found == taken else "waiting"
    if found < taken and order.parts:
        status = "allocated" if found else "picked"
    record.set(Order, order.id, status=("picked", status))
    shelf = (turn.connection.scalar(_SHELF) or 0) + 1
    if tote is not None and tote.use == "pick":
        record.set(Location, tote.id, use=("pick", "hold"), slot=(tote.slot, shelf))
        said = say("Put {tote} on hold shelf {shelf}.", tote=tote.code, shelf=shelf)
    else:
        said = say("Order {order} waits. Go on with the next one.", order=order.order_no)
    return Said(said, detail=where, ref_id=head.order_id)


def _take(
    turn: Turn, product_id: uuid.UUID, tote_id: uuid.UUID | None, quantity: int, to: uuid.UUID, kind: str,
    order_id: uuid.UUID,
) -> int:  # fmt: skip
    """Units out of the tote; returns how many there were."""
    left = quantity
    for row in turn.connection.execute(_IN_TOTE, {"product": product_id, "tote": tote_id}).all():
        n = min(left, row.on_hand)
        if n:
            key = StockKey(product_id, row.lot, row.expiry, row.serial, row.grade)
            turn.recorder.move(key, n, row.location_id, to, kind, order_id)
            left -= n
    return quantity - left


def _promise(turn: Turn, line: Any, need: int) -> int:
    """Promise the order other units of the product; returns how many were found."""
    today, order = turn.site.today(turn.now), line.line_order_id
    keeps = keeps_until(turn.connection, {order}, today).get(order, today.isoformat())
    rows, left = [], need
    for b in turn.connection.execute(ELSEWHERE, {"product": line.product_id, "grade": "", "today": keeps}).all():
        n = min(left, b.on_hand - b.allocated)
        if n <= 0:
            break
        key = StockKey(line.product_id, b.lot, b.expiry, b.serial, b.grade)
        turn.recorder.allocate(key, b.location_id, n)
        rows.append({
            "order_id": order, "order_line_id": line.order_line_id, **key._asdict(),
            "location_id": b.location_id, "quantity": n, "picked": 0, "open": True,
        })  # fmt: skip
        left -= n
    turn.recorder.add(Allocation, rows)
    if need - left:
        turn.recorder.count(OrderLine, {line.order_line_id: {"allocated": need - left}})
    return need - left
