"""The facts of a count in hand: its task, what was counted in this round, and what is booked there (never shown)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select

from warehouse_app.database.models import Balance, CountLine, CountTask, Location, Product, table
from warehouse_app.domain.screen import Line
from warehouse_app.recorder import StockKey
from warehouse_app.step import Turn

_task, _line, _location = table(CountTask), table(CountLine), table(Location)
_product, _balance = table(Product), table(Balance)
_wanted = _product.alias("wanted")

_KINDS = (_product.c.lot_tracked, _product.c.expiry_tracked, _product.c.serial_tracked)
_NAMED = (_product.c.sku, _product.c.name, _product.c.image, _product.c.price, *_KINDS)
_KEY = ("product_id", "lot", "expiry", "serial", "grade")

TASK = (
    select(
        _task, _location.c.code.label("location"), _location.c.counted_at, _wanted.c.sku.label("wanted_sku"),
        _wanted.c.name.label("wanted_name"), _wanted.c.image.label("wanted_image"),
        _line.c.id.label("line_id"), _line.c.counted, _line.c.book,
        *(_line.c[c].label("line_product" if c == "product_id" else c) for c in _KEY), *_NAMED,
    )
    .select_from(
        _task.join(_location, _location.c.id == _task.c.location_id)
        .outerjoin(_wanted, _wanted.c.id == _task.c.product_id)
        .outerjoin(_line, and_(_line.c.task_id == _task.c.id, _line.c.round == _task.c.round))
        .outerjoin(_product, _product.c.id == _line.c.product_id)
    )
    .where(_task.c.id == bindparam("task"))
    .order_by(_line.c.id)
)  # fmt: skip
_BOOKED = (
    select(_balance, *_NAMED)
    .join_from(_balance, _product, _product.c.id == _balance.c.product_id)
    .where(_balance.c.location_id == bindparam("place"), _balance.c.on_hand > 0)
    .order_by(_balance.c.product_id, _balance.c.allocated.desc(), _balance.c.expiry, _balance.c.lot, _balance.c.serial)
)
_BOOKED_LOCKED = _BOOKED.with_for_update(of=_balance)
_ROUND = (
    select(_line, *_NAMED)
    .join_from(_line, _product, _product.c.id == _line.c.product_id)
    .where(_line.c.task_id == bindparam("task"), _line.c.round < bindparam("before"), _line.c.book.is_not(None))
    .order_by(_line.c.round.desc(), _line.c.id)
)
PRODUCT = select(_product.c.id.label("product_id"), *_NAMED).where(_product.c.id == bindparam("product"))


class Told(NamedTuple):
    """What tells units apart that are counted apart: a product and, where it is tracked, lot, expiry, serial."""

    product_id: uuid.UUID
    lot: str
    expiry: str
    serial: str


@dataclass(frozen=True)
class CountJob:
    """A count that this station has claimed. `lines` are those of its round; `book` is what is booked there now."""

    head: Any
    lines: list[Any]
    book: list[Any]

    @property
    def place(self) -> str:
        """The bin's code."""
        return str(self.head.location)

    @cached_property
    def counted(self) -> int:
        """Units counted so far in this round."""
        return sum(line.counted for line in self.lines)

    @property
    def again(self) -> list[Any]:
        """Lines that are to be counted again: their goods moved meanwhile."""
        return [line for line in self.lines if not line.counted]

    def line(self, key: StockKey) -> Any | None:
        """The line of a stock key."""
        return next((line for line in self.lines if line_key(line) == key), None)

    def shown(self) -> tuple[Line, ...]:
        """What the worker sees: what was counted, and nothing of what is booked."""
        return tuple(
            Line(line.sku, line.name, line.counted, line.counted, location=self.place, image=line.image)
            for line in self.lines
        )


def load(turn: Turn) -> CountJob | None:
    """The count in hand at this station; None if there is none, or a colleague has taken it over."""
    key = turn.hand.get("task")
    if key is None:
        return None
    rows = turn.connection.execute(TASK, {"task": uuid.UUID(key)}).all()
    if not rows or rows[0].status != "open" or rows[0].holder_id != turn.station_id:
        return None
    head = rows[0]
    return CountJob(head, [r for r in rows if r.line_id is not None], booked(turn, head))


def booked(turn: Turn, head: Any, *, lock: bool = False) -> list[Any]:
    """The balances that a task is about."""
    rows = turn.connection.execute(_BOOKED_LOCKED if lock else _BOOKED, {"place": head.location_id}).all()
    return [r for r in rows if head.product_id in (None, r.product_id)]


def last_round(turn: Turn, task_id: uuid.UUID, before: int) -> list[Any]:
    """What was counted in the last round that was finished before this one."""
    rows = turn.connection.execute(_ROUND, {"task": task_id, "before": before}).all()
    return [row for row in rows if row.round == rows[0].round]


def line_key(row: Any) -> StockKey:
    """The stock key of a line of the job."""
    return StockKey(row.line_product, row.lot, row.expiry, row.serial, row.grade)


def stock_key(row: Any) -> StockKey:
    """The stock key of a balance, or of a line of a round."""
    return StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade)


def told(row: Any, key: StockKey) -> Told:
    """What tells the units of `key` apart; `row` has the product's flags."""
    return Told(
        key.product_id, key.lot if row.lot_tracked else "", key.expiry if row.expiry_tracked else "",
        key.serial if row.serial_tracked else "",
    )  # fmt: skip


def spread(counted: Iterable[tuple[Any, StockKey, int]], book: Iterable[Any]) -> dict[StockKey, tuple[int, int]]:
    """What was counted, and the book figure, of every stock key: {key: (counted, book)}.

    `counted` are (row with the product's flags, key, units). Units that nobody could tell apart are taken to be those
    booked, promised ones first; what is too many goes to the first of them.
    """
    found: dict[StockKey, tuple[int, int]] = {}
    groups: dict[Told, list[tuple[StockKey, int]]] = {}
    balances: dict[Told, list[Any]] = {}
    for row in book:
        balances.setdefault(told(row, stock_key(row)), []).append(row)
    for row, key, units in counted:
        groups.setdefault(told(row, key), []).append((key, units))
    for group in {**balances, **groups}:
        own = {stock_key(b): b.on_hand for b in balances.get(group, ())}
        given = dict(groups.get(group, ()))
        found |= {key: (given.get(key, 0), n) for key, n in own.items()}
        loose = sum(n for key, n in given.items() if key not in own)
        found |= {key: (0 if own else n, 0) for key, n in given.items() if key not in own}
        if not own or not loose:
            continue
        for key, n in own.items():  # first as many as are booked
            take = max(min(loose, n - found[key][0]), 0)
            found[key] = (found[key][0] + take, n)
            loose -= take
        first = next((key for key in own if not key.serial), next(iter(own)))
        found[first] = (found[first][0] + loose, own[first])
    return found
