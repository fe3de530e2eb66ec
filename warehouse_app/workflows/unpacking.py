"""A parcel is taken apart: what lies in it goes into totes, an order at a time, and the parcel is void."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Location, Order, table
from warehouse_app.domain.sentences import say
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.workflows import parcels
from warehouse_app.workflows.pack_facts import PackJob
from warehouse_app.workflows.pack_refusing import stopped

_order, _place = table(Order), table(Location)
_ORDERS = select(_order.c.id, _order.c.order_no, _order.c.status).where(
    _order.c.id.in_(bindparam("orders", expanding=True))
)
_CODE = select(_place.c.code, _place.c.use).where(_place.c.id == bindparam("tote"))
_USES = ("pick", "putback", "hold")


def step(turn: Turn, job: PackJob, dressed: Callable[..., Step]) -> Step:
    """Which order's goods go into a tote now: those of one that is cancelled come first."""
    head = job.head
    if head.joined:
        return _step(turn, job, dressed, *_first(turn, job))
    cancelled = "cancelled" in (head.order_status, head.blocked)  # an order that left in part is still shipped
    own = head.tote if head.tote_use in _USES else ""
    return _step(turn, job, dressed, head.order_id, head.order_no, "cancelled" if cancelled else head.order_status, own)


def _first(turn: Turn, job: PackJob) -> tuple[uuid.UUID, str, str, str]:
    """The order of a combined parcel whose goods come out first: id, number, status, its tote."""
    lines = parcels.goods_lines(turn.connection, job.head.id)
    holding = {line.order_id for line in lines if line.verified} or {job.head.order_id}
    rows = turn.connection.execute(_ORDERS, {"orders": sorted(holding)}).all()
    order = min(rows, key=lambda row: (row.status not in ("cancelled", "shipped", "on_hold"), row.id))
    tote_id, _ = parcels.tote_of(turn.connection, order.id)
    tote: Any = turn.connection.execute(_CODE, {"tote": tote_id}).one_or_none()
    status = "cancelled" if order.status == "shipped" else order.status  # the rest of one that left in part
    return order.id, order.order_no, status, tote.code if tote is not None and tote.use in _USES else ""


def _step(
    turn: Turn, job: PackJob, dressed: Callable[..., Step], order_id: uuid.UUID, order_no: str, status: str, tote: str
) -> Step:
    head, cancelled = job.head, status == "cancelled"

    def accept(turn: Turn, thing: Thing) -> Said:
        own = thing.row.order_id == order_id and thing.row.use in _USES
        if not own and (thing.row.use or thing.row.batch_id):
            raise Refused("wrong_tote", say("{tote} is in use. Take an empty one.", tote=thing.label))
        parcels.unpack(turn, head, {order_id: thing.id})
        use = "putback" if cancelled else "hold" if status == "on_hold" else "pick"
        changes: dict[str, Any] = {"use": (thing.row.use, use)}
        if not own:
            changes["order_id"] = (None, order_id)
        turn.recorder.set(Location, thing.id, **changes)
        return Said(say("Everything is back in {tote}.", tote=thing.label), ref_id=head.order_id)

    if cancelled:
        ask = say("Order {order} is cancelled: put everything into a tote and scan it", order=order_no)
    elif status == "on_hold":
        ask = say("Order {order} is on hold: put everything into a tote and scan it", order=order_no)
    elif head.joined:
        ask = say("Orders go apart: put the goods of order {order} into a tote and scan it", order=order_no)
    else:
        ask = say("Order {order} is unpacked: put everything into a tote and scan it", order=order_no)
    accepts = {**stopped(job), "tote": accept}
    made = dressed(job, "unpack", ask, accepts, {}, shown=("tote",), tote=tote, box="", sku="", name="", quantity="")
    made.target["order"] = order_no
    return made
