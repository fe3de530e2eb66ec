"""Sets that are sold but not in stock go as their parts (세트 분해): the order's line is replaced by lines of parts.

The line of the set stays on the order as what the customer bought; its kind becomes `kit` and it is never picked.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from warehouse_app.database.models import Action, KitPart, KitUse, Order, OrderLine, table
from warehouse_app.database.types import new_key

_part, _use, _line, _order = table(KitPart), table(KitUse), table(OrderLine), table(Order)
PARTS_OF = (
    select(_part.c.kit_id, _part.c.product_id, _part.c.quantity)
    .where(_part.c.kit_id.in_(bindparam("kits", expanding=True)))
    .order_by(_part.c.kit_id, _part.c.product_id)
)
_LINES = (
    select(_line)
    .where(_line.c.order_id.in_(bindparam("orders", expanding=True)))
    .order_by(_line.c.order_id, _line.c.line_no)
)
_USES = (
    select(_use, _line.c.id.label("line_id"), (_line.c.ordered - _line.c.cancelled).label("sets"))
    .join(_line, _line.c.id == _use.c.kit_line_id)
    .where(_line.c.order_id == bindparam("order"))
)
_MORE = update(_line).where(_line.c.id == bindparam("key")).values(ordered=_line.c.ordered + bindparam("n"))
_BECOMES_KIT = update(_line).where(_line.c.id.in_(bindparam("keys", expanding=True))).values(kind="kit")
_TOTALS = (
    select(
        _line.c.order_id, func.sum(_line.c.ordered - _line.c.cancelled).label("units"), func.count().label("lines")
    )
    .where(
        _line.c.order_id.in_(bindparam("orders", expanding=True)), _line.c.kind == "goods",
        _line.c.ordered > _line.c.cancelled,
    )
    .group_by(_line.c.order_id)
)  # fmt: skip
_RECOUNT = update(_order).where(_order.c.id == bindparam("key")).values(units=bindparam("n"), lines=bindparam("m"))


@dataclass(frozen=True)
class Share:
    """Units of a line of parts that belong to the sets of another line: `sets` × `each`."""

    kit_line_id: uuid.UUID
    part_line_id: uuid.UUID
    sets: int
    each: int


def parts_of(connection: Connection, kits: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, int]]:
    """{kit: {part: units in one set}} for those of these products that are sets."""
    found: dict[uuid.UUID, dict[uuid.UUID, int]] = {}
    for row in connection.execute(PARTS_OF, {"kits": sorted(set(kits))}):
        found.setdefault(row.kit_id, {})[row.product_id] = row.quantity
    return found


def shares(connection: Connection, order_id: uuid.UUID) -> list[Share]:
    """Which units of an order's lines are parts of sets."""
    rows = connection.execute(_USES, {"order": order_id})
    return [Share(row.kit_line_id, row.part_line_id, int(row.sets), row.quantity) for row in rows]


def explode(
    connection: Connection, orders: Sequence[uuid.UUID], free: Mapping[uuid.UUID, int], now: datetime
) -> dict[uuid.UUID, int]:
    """Replace lines of sets that stock cannot serve by lines of their parts, where the parts are there.

    `orders` are locked, most urgent first; `free` are the units that may be promised, by product: sets and parts.
    Returns how many lines were replaced, by order.
    """
    rows = connection.execute(_LINES, {"orders": list(orders)}).all()
    made_of = parts_of(connection, {row.product_id for row in rows if row.kind == "goods"})
    if not made_of:
        return {}
    lines: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        lines.setdefault(row.order_id, []).append(row)
    left = Counter(dict(free))
    done: dict[uuid.UUID, int] = {}
    kits: list[uuid.UUID] = []
    for key in orders:
        todo = [x for x in lines.get(key, []) if x.kind == "goods" and x.ordered > x.cancelled + x.allocated]
        for line in todo:
            units = line.ordered - line.cancelled
            parts = made_of.get(line.product_id)
            if parts is None or line.allocated or left[line.product_id] >= units:
                left[line.product_id] -= units - line.allocated
                continue
            if any(left[part] < units * each for part, each in parts.items()):
                continue
            left.subtract({part: units * each for part, each in parts.items()})
            _replace(connection, line, parts, lines[key])
            kits.append(line.id)
            done[key] = done.get(key, 0) + 1
    if kits:
        connection.execute(_BECOMES_KIT, {"keys": kits})
        totals = {row.order_id: row for row in connection.execute(_TOTALS, {"orders": list(done)})}
        connection.execute(
            _RECOUNT, [{"key": k, "n": int(totals[k].units), "m": int(totals[k].lines)} for k in sorted(done)]
        )
        detail = {"lines": len(kits)}
        connection.execute(insert(table(Action)).values(id=new_key(), kind="explode", detail=detail, at=now))
    return done


def _replace(connection: Connection, line: Any, parts: Mapping[uuid.UUID, int], others: list[Any]) -> None:
    units = line.ordered - line.cancelled
    known = {x.product_id: x for x in others if x.kind == "goods" and x.id != line.id}
    at = max(x.line_no for x in connection.execute(_LINES, {"orders": [line.order_id]}))
    uses = []
    for number, (part, each) in enumerate(sorted(parts.items()), 1):
        if part in known:
            part_line = known[part].id
            connection.execute(_MORE, {"key": part_line, "n": units * each})
        else:
            found = connection.execute(
                select(_line.c.id).where(_line.c.order_id == line.order_id, _line.c.product_id == part)
            ).scalar()
            part_line = found or new_key()
            if found:
                connection.execute(_MORE, {"key": found, "n": units * each})
            else:
                connection.execute(insert(_line).values(
                    id=part_line, order_id=line.order_id, product_id=part, line_no=at + number, kind="goods",
                    ordered=units * each, sources=[],
                ))  # fmt: skip
        uses.append({"id": new_key(), "kit_line_id": line.id, "part_line_id": part_line, "quantity": each})
    connection.execute(insert(_use), uses)
