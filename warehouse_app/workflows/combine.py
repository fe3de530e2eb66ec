"""Orders of one household in one parcel (합포장): offered while nothing lies in the box, joined with one scan.

CMD-COMBINE joins all that are offered, a tote's code the one in it; CMD-NO declines; going on packing does too. A
second CMD-COMBINE takes the orders apart again, until the label prints.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.combining import mates
from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Location, Order, OrderLine, Parcel, ParcelLine, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Turn
from warehouse_app.workflows import parcels
from warehouse_app.workflows.contents import contents_of, goods_of

_order, _pline, _line, _place = table(Order), table(ParcelLine), table(OrderLine), table(Location)
_LINES = select(_pline).where(_pline.c.parcel_id == bindparam("parcel"))
_LOCKED = (
    select(_order).where(_order.c.id.in_(bindparam("orders", expanding=True))).order_by(_order.c.id).with_for_update()
)
_TOTES = (
    select(_place.c.order_id, _place.c.code)
    .where(_place.c.order_id.in_(bindparam("orders", expanding=True)), _place.c.kind == "tote")
    .order_by(_place.c.code)
)


def offered(turn: Turn, head: Any) -> list[Any]:
    """The orders that may be joined to the open parcel now."""
    if head.verified or head.alone or head.joined:
        return []
    return mates(turn.connection, head.order_id)


def sentence(turn: Turn, orders: Sequence[Any]) -> Sentence:
    """What the packer is offered."""
    first = orders[0]
    totes = {row.order_id: row.code for row in turn.connection.execute(_TOTES, {"orders": [o.id for o in orders]})}
    if len(orders) > 1:
        return say("{n} more orders go to the same household: scan Combine", n=len(orders))
    if tote := totes.get(first.id, ""):
        return say("Order {order} goes to the same household: scan Combine or {tote}", order=first.order_no, tote=tote)
    return say("Order {order} goes to the same household: scan Combine", order=first.order_no)


def join(turn: Turn, head: Any, orders: Sequence[Any]) -> Said:
    """Orders join the parcel that is open here: their goods, and what rules and recipe say of all together."""
    locked = turn.connection.execute(_LOCKED, {"orders": [head.order_id, *(o.id for o in orders)]}).all()
    by_id = {order.id: order for order in locked}
    if any(by_id[o.id].status != "picked" for o in orders):
        raise Conflict("order")  # a colleague opened it
    ordered = [by_id[head.order_id], *(by_id[o.id] for o in orders)]
    _refill(turn, head, ordered, joined=len(orders))
    for order in ordered[1:]:
        turn.recorder.set(Order, order.id, status=("picked", "packing"))
    parcels.request_print(turn, ["packing_slip"], head.id, head.order_no, "combined")
    if len(orders) == 1:
        return Said(say("Order {order} goes into this parcel too.", order=orders[0].order_no), ref_id=head.order_id)
    return Said(say("{n} orders go into this parcel too.", n=len(orders)), ref_id=head.order_id)


def decline(turn: Turn, head: Any) -> Said:
    """The orders go in parcels of their own."""
    turn.recorder.set(Parcel, head.id, alone=(False, True))
    return Said(say("Each order goes in a parcel of its own."), ref_id=head.order_id)


def take_apart(turn: Turn, head: Any) -> Said:
    """The orders of a combined parcel go apart again; what lies in the box comes out first."""
    turn.confirm(say("Take the combined orders apart?"))
    lines = turn.connection.execute(_LINES, {"parcel": head.id}).all()
    if head.box_id or any(line.verified for line in lines):
        turn.recorder.set(Parcel, head.id, blocked=(head.blocked, "unpack"))
        return Said(say("Each order goes back into its tote."), ref_id=head.order_id)
    apart(turn, head)
    return Said(say("Each order goes in a parcel of its own."), ref_id=head.order_id)


def apart(turn: Turn, head: Any) -> None:
    """The joined orders leave a parcel that holds nothing; the order that leads stays."""
    locked = turn.connection.execute(_LOCKED, {"orders": parcels.orders_of(turn.connection, head)}).all()
    lead = next(order for order in locked if order.id == head.order_id)
    _refill(turn, head, [lead], joined=0)
    for order in locked:
        if order.id != lead.id and order.status == "packing":
            turn.recorder.set(Order, order.id, status=("packing", "picked"))


def _refill(turn: Turn, head: Any, orders: Sequence[Any], joined: int) -> None:
    """Plan the parcel anew for these orders; nothing may lie in it but its box."""
    old = turn.connection.execute(_LINES, {"parcel": head.id}).all()
    if any(line.verified for line in old):
        raise Refused("blocked", say("Something lies in the box already. Finish order {order}.", order=head.order_no))
    goods = [goods_of(turn.connection, order) for order in orders]
    after = max((line.line_no for line in old), default=0)
    contents = contents_of(turn, head.id, goods, head.hours, after)
    turn.recorder.count(ParcelLine, {line.id: {"quantity": -line.quantity} for line in old if line.quantity})
    turn.recorder.add(ParcelLine, contents.lines)
    changes = {name: (getattr(head, name), value) for name, value in contents.parcel.items() if name != "number"}
    turn.recorder.set(
        Parcel, head.id, joined=(head.joined, joined), alone=(head.alone, not joined),
        last_line_id=(head.last_line_id, None), **changes,
    )  # fmt: skip


def joining(turn: Turn, head: Any, orders: Sequence[Any], tote: Thing) -> Said | None:
    """The tote of an offered order joins it; None for any other tote."""
    mine = [order for order in orders if order.id == tote.row.order_id]
    return join(turn, head, mine) if mine else None


def ask_about_mate(turn: Turn, parcel_id: uuid.UUID, order_no: str) -> None:
    """An order of the same household came after the label: the same scan again sends the parcel without it."""
    if not order_no:
        return
    turn.confirm(say("Order {order} goes to the same household. Without it? To combine, unpack this one at packing.",
                     order=order_no))  # fmt: skip
    turn.recorder.set(Parcel, parcel_id, late_mate=(order_no, ""))
