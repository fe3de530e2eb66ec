"""Where the goods of a parcel come from: the totes of its orders, first expiry first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, or_, select

from warehouse_app.database.goods import is_of_recalled_lot
from warehouse_app.database.models import Allocation, Balance, Location, table
from warehouse_app.domain.sentences import say
from warehouse_app.recorder import StockKey
from warehouse_app.step import Refused, Turn
from warehouse_app.workflows.pack_facts import PackJob

_balance, _location, _a = table(Balance), table(Location), table(Allocation)
_IN_TOTES = (
    select(_balance, is_of_recalled_lot(_balance).label("recalled"))
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(
        _balance.c.product_id == bindparam("product"), _balance.c.on_hand > 0, _location.c.kind == "tote",
        or_(_location.c.order_id == bindparam("order"), _location.c.id == bindparam("tote"),
            _location.c.batch_id.in_(select(_a.c.batch_id).where(_a.c.order_id == bindparam("order"),
                                                                 _a.c.order_line_id == bindparam("line"))
                                     .where(_location.c.use == "single"))),
    )
    .order_by(_balance.c.expiry, _balance.c.lot, _balance.c.location_id, _balance.c.serial)
)  # fmt: skip


def in_totes(turn: Turn, job: PackJob, line: Any) -> list[Any]:
    """The line's product in the order's totes, first expiry first."""
    head = job.head
    tote_id = head.tote_id if line.line_order_id == head.order_id else None
    where = {"product": line.product_id, "order": line.line_order_id, "tote": tote_id, "line": line.order_line_id}
    return list(turn.connection.execute(_IN_TOTES, where))


def take_from_totes(turn: Turn, job: PackJob, line: Any, quantity: int, lot: str, serial: str) -> None:
    """Units of a line go from the totes into the parcel. Raises Refused: wrong_item, wrong_lot, blocked, no_stock."""
    found = in_totes(turn, job, line)
    if not any(b.lot for b in found):  # a lot on the goods means nothing where none was booked
        lot = ""
    if serial and not any(b.serial == serial for b in found):
        raise Refused("wrong_item", say("Serial number {serial} was not picked for this order.", serial=serial[:40]))
    if lot and not any(b.lot == lot for b in found):
        raise Refused("wrong_lot", say("Lot {lot} was not picked for this order.", lot=lot[:40]))
    found = [b for b in found if (not serial or b.serial == serial) and (not lot or b.lot == lot)]
    if recalled := next((b.lot for b in found if b.recalled), ""):
        raise Refused("blocked", say("Lot {lot} is recalled.", lot=recalled),
                      say("Scan Damaged: it is set aside, and another one is picked."))  # fmt: skip
    for balance in found:
        n = min(quantity, balance.on_hand)
        key = StockKey(line.product_id, balance.lot, balance.expiry, balance.serial, balance.grade)
        turn.recorder.move(key, n, balance.location_id, job.head.id, "pack", line.line_order_id)
        quantity -= n
        if not quantity:
            return
    raise Refused("no_stock", say("{sku} was not picked for this order. Call the supervisor.", sku=line.sku))
