"""The replacement order of an exchange: made and promised its goods in the transaction that ends the case."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.allocation import supplies_of
from warehouse_app.carriers import next_cut_off
from warehouse_app.database.models import Allocation, Carrier, Order, OrderLine, table
from warehouse_app.database.types import new_key
from warehouse_app.recorder import StockKey
from warehouse_app.step import Turn

_order, _carrier, _line = table(Order), table(Carrier), table(OrderLine)
_ORIGINAL = (
    select(_order, _carrier.c.cut_off, _carrier.c.profile, _carrier.c.code, _carrier.c.name)
    .join_from(_order, _carrier, _carrier.c.id == _order.c.carrier_id)
    .where(_order.c.id == bindparam("order"))
)
_TAKEN = select(_order.c.order_no).where(
    _order.c.client_id == bindparam("client"), _order.c.channel == bindparam("channel"),
    _order.c.order_no.in_(bindparam("numbers", expanding=True)),
)  # fmt: skip


def replace(turn: Turn, head: Any, goods: list[tuple[uuid.UUID, int]]) -> uuid.UUID | None:
    """An order for (product, units) to the customer of a case's first order, with the next cut-off.

    It is allocated at once where all of it is there, else it waits. None where the customer's address is forgotten.
    """
    order_id = head.first_order
    found = turn.connection.execute(_ORIGINAL, {"order": order_id}).first() if order_id is not None else None
    if found is None or found.person_id is None:
        return None
    numbers = [f"{head.no}-X{n or ''}" for n in range(20)]
    taken = set(turn.connection.scalars(
        _TAKEN, {"client": found.client_id, "channel": found.channel, "numbers": numbers}
    ))  # fmt: skip
    key, no = new_key(), next(n for n in numbers if n not in taken)
    promised = _promise(turn, goods)
    turn.recorder.add(Order, [{
        "id": key, "client_id": found.client_id, "channel": found.channel, "order_no": no,
        "status": "allocated" if promised else "waiting", "ordered_at": turn.now,
        "ship_by": next_cut_off(found, turn.site, turn.now, found.temperature), "service": found.service,
        "carrier_id": found.carrier_id,
        "person_id": found.person_id, "tags": "exchange", "units": sum(n for _, n in goods), "lines": len(goods),
        "temperature": found.temperature, "currency": found.currency, "notes": {"exchange_for": found.order_no},
    }])  # fmt: skip
    lines = turn.recorder.add(OrderLine, [
        {"order_id": key, "product_id": product, "line_no": at, "kind": "goods", "ordered": n,
         "allocated": n if promised else 0, "sources": []}
        for at, (product, n) in enumerate(goods, 1)
    ])  # fmt: skip
    if promised:
        line_of = {product: line for (product, _), line in zip(goods, lines, strict=True)}
        turn.recorder.allocate_many([(stock, place, n) for stock, place, n in promised])
        turn.recorder.add(Allocation, [
            {"order_id": key, "order_line_id": line_of[stock.product_id], "location_id": place, **stock._asdict(),
             "quantity": n, "picked": 0, "open": True}
            for stock, place, n in promised
        ])  # fmt: skip
    turn.recorder.attach(no, "order", key)
    return key


def _promise(turn: Turn, goods: list[tuple[uuid.UUID, int]]) -> list[tuple[StockKey, uuid.UUID, int]]:
    """New units in bins for all of it, first to expire first; [] where something is short."""
    rows = supplies_of(turn.connection, [product for product, _ in goods], turn.site.today(turn.now))
    found = []
    for product, wanted in goods:
        left = wanted
        for row in rows:
            n = min(left, row.on_hand - row.allocated) if row.product_id == product else 0
            if n > 0:
                found.append((StockKey(product, row.lot, row.expiry, row.serial, row.grade), row.location_id, n))
                left -= n
        if left:
            return []
    return found
