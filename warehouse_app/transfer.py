"""Units that go from a place to a bin, some of them promised to orders.

Free units go first; promised ones take their allocations along. Units of a batch that is being walked stay: somebody
is on the way to them.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Allocation, Order, table
from warehouse_app.domain.sentences import say
from warehouse_app.recorder import MoveLine, Recorder, StockKey
from warehouse_app.step import Refused

_a, _order = table(Allocation), table(Order)
_COPIED = ("order_id", "order_line_id", "product_id", "lot", "expiry", "serial", "grade")
_PROMISED = (
    select(_a)
    .join(_order, _order.c.id == _a.c.order_id)
    .where(
        _a.c.open, _a.c.batch_id.is_(None), _a.c.location_id == bindparam("place"),
        _a.c.product_id.in_(bindparam("products", expanding=True)),
    )
    .order_by(_order.c.ship_by, _order.c.ordered_at, _a.c.id)
)  # fmt: skip


class Units(NamedTuple):
    """Units of one balance to be moved. `on_hand` and `allocated` are what it holds now.

    At least `promised` of the units are to be promised ones, as far as nobody walks to them yet.
    """

    sku: str
    quantity: int
    on_hand: int
    allocated: int
    promised: int = 0


def transfer(
    record: Recorder,
    source: tuple[uuid.UUID, str],
    to: uuid.UUID,
    goods: Mapping[StockKey, Units],
    kind: str,
    ref_id: uuid.UUID | None = None,
) -> int:
    """Move goods from `source` (its id and code) to the bin `to`; returns how many of the units were promised.

    The same few statements however many goods and orders there are. Raises Refused: `blocked` where units of a batch
    being walked would have to go, and Conflict where a balance or an allocation changed since it was read.
    """
    place = source[0]
    bound = {key: units.quantity - (units.on_hand - units.allocated) for key, units in goods.items()}
    along = {key: n for key, units in goods.items() if (n := max(bound[key], units.promised)) > 0}
    if along:
        along = _take_along(record, source, to, goods, bound, along)
    lines = [MoveLine(key, units.quantity, place, to, kind, ref_id, along.get(key, 0)) for key, units in goods.items()]
    if len(lines) == 1:
        line = lines[0]
        record.move(line.key, line.quantity, place, to, kind, ref_id, allocated=line.allocated)
    else:
        record.move_many(lines)
    record.allocate_many([(key, to, n) for key, n in along.items()])
    return sum(along.values())


def _take_along(
    record: Recorder,
    source: tuple[uuid.UUID, str],
    to: uuid.UUID,
    goods: Mapping[StockKey, Units],
    bound: Mapping[StockKey, int],
    wanted: Mapping[StockKey, int],
) -> dict[StockKey, int]:
    """Point allocations to the new bin, the most urgent first; returns the units of each key that went along."""
    where = {"place": source[0], "products": sorted({key.product_id for key in wanted})}
    left = dict(wanted)
    changes: dict[uuid.UUID, dict[str, tuple[Any, Any]]] = {}
    new: list[dict[str, Any]] = []
    for row in record.connection.execute(_PROMISED, where).all():
        key = StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade)
        n = min(left.get(key, 0), row.quantity - row.picked)
        if not n:
            continue
        left[key] -= n
        is_whole = n == row.quantity
        rest = row.quantity if is_whole else row.quantity - n
        changes[row.id] = {
            "location_id": (row.location_id, to if is_whole else row.location_id), "quantity": (row.quantity, rest),
            "picked": (row.picked, row.picked), "open": (True, rest > row.picked), "batch_id": (None, None),
        }  # fmt: skip
        if not is_whole:
            same = {c: getattr(row, c) for c in _COPIED}
            new.append({**same, "location_id": to, "quantity": n, "picked": 0, "open": True})
    for key, units in goods.items():
        short = left.get(key, 0) - (wanted.get(key, 0) - bound[key])  # what is bound to go and may not
        if left.get(key, 0) and short > 0:
            sentence = say("{quantity} × {sku} in {bin} are being picked.", quantity=short, sku=units.sku,
                           bin=source[1])  # fmt: skip
            raise Refused("blocked", sentence, say("Leave them, or wait until they are picked."))
    record.set_each(Allocation, changes)
    keys = record.add(Allocation, new)
    # Nothing changes here: undo takes new rows away only while they are as they were made.
    record.set_each(Allocation, {
        key: {
            "location_id": (to, to), "quantity": (row["quantity"],) * 2, "picked": (0, 0), "open": (True, True),
            "batch_id": (None, None),
        }
        for key, row in zip(keys, new, strict=True)
    })  # fmt: skip
    return {key: went for key, n in wanted.items() if (went := n - left[key])}
