"""The end of a count: compare with the book, and adjust, ask another person, or ask a supervisor."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.goods import OPEN_COUNT
from warehouse_app.database.models import Balance, CountLine, CountTask, Location, Move, table
from warehouse_app.database.types import Key
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.release import release
from warehouse_app.settings import SiteSettings, site_settings
from warehouse_app.step import Refused, Said, Turn
from warehouse_app.workflows.count_facts import (
    CountJob,
    Told,
    booked,
    last_round,
    line_key,
    spread,
    stock_key,
    told,
)

_task, _move, _balance, _location = table(CountTask), table(Move), table(Balance), table(Location)
_OTHERS = select(_task).where(
    _task.c.location_id == bindparam("place"), OPEN_COUNT, _task.c.id != bindparam("task"),
    _task.c.holder_id.is_(None),
)  # fmt: skip
_since = (
    _move.c.at > bindparam("began"), _move.c.product_id.in_(bindparam("products", expanding=True)),
    _move.c.ref_id.is_distinct_from(bindparam("task", type_=Key)),  # the count's own, taken back
)  # fmt: skip
_MOVED = (
    select(_move.c.product_id)
    .where(_move.c.to_id == bindparam("place"), *_since)
    .union(select(_move.c.product_id).where(_move.c.from_id == bindparam("place"), *_since))
)
_SERIALS = (
    select(_balance)
    .join(_location, _location.c.id == _balance.c.location_id)
    .where(
        _balance.c.product_id.in_(bindparam("products", expanding=True)),
        _balance.c.serial.in_(bindparam("serials", expanding=True)), _balance.c.on_hand > 0,
        _balance.c.location_id != bindparam("place"), _location.c.kind != "outside",
    )
    .with_for_update(of=_balance)
)  # fmt: skip
Figures = dict[StockKey, tuple[int, int]]  # (counted, booked)


def done(turn: Turn, job: CountJob) -> Said:
    """That is all there is."""
    if job.again:
        turn.confirm(say("{sku} is to be counted again. Is none of it there?", sku=job.again[0].sku))
    elif not job.lines:
        turn.confirm(say("Nothing is counted. Is nothing there?"))
    return _close(turn, job)


def empty(turn: Turn, job: CountJob) -> Said:
    """Nothing (of what is asked for) lies there."""
    if job.counted:
        turn.confirm(say("{units} units are counted here. Is nothing there all the same?", units=job.counted))
        zero = {line.line_id: {"counted": (line.counted, 0)} for line in job.lines if line.counted}
        turn.recorder.set_each(CountLine, zero)
        none = [SimpleNamespace(**{**line._mapping, "counted": 0}) for line in job.lines]
        job = CountJob(job.head, none, job.book)
    return _close(turn, job)


def leave(turn: Turn, job: CountJob) -> Said:
    """Leave the count to whoever scans the bin next; he begins it anew. A count nobody asked for is forgotten."""
    head = job.head
    changes: dict[str, tuple[Any, Any]] = {
        "holder_id": (head.holder_id, None), "began_at": (head.began_at, None), "round": (head.round, head.round + 1),
    }  # fmt: skip
    if head.reason == "asked" and head.station_id == turn.station_id and not head.stage:
        changes["status"] = ("open", "void")
    turn.recorder.set(CountTask, head.id, **changes)
    turn.hold({})
    return Said(say("{bin} is left uncounted.", bin=job.place), ref_id=head.id)


def _close(turn: Turn, job: CountJob) -> Said:
    """Compare with the book, in the transaction that follows it."""
    head = job.head
    book = booked(turn, head, lock=True)
    figures = spread([(line, line_key(line), line.counted) for line in job.lines], book)
    off = {key for key, (counted, book_figure) in figures.items() if counted != book_figure}
    if not off:
        _keep(turn, job, figures)
        return _finish(turn, head, say("{bin} is counted.", bin=job.place))
    products = sorted({key.product_id for key in off})
    where = {"place": head.location_id, "began": head.began_at, "task": head.id, "products": products}
    moved = set(turn.connection.execute(_MOVED, where).scalars())
    if moved:
        return _again(turn, job, [row for row in book if row.product_id in moved], moved)
    _keep(turn, job, figures)
    prices = {row.product_id: row.price for row in book} | {line.line_product: line.price for line in job.lines}
    deltas = {key: figures[key][0] - figures[key][1] for key in off}
    units, value = _extent(deltas, prices)
    limits = site_settings(turn.site.settings)
    if head.stage != "second":
        if units <= limits.count_units and value <= limits.count_value * 100:
            return _adjusted(turn, job, deltas, book)
        return _second(turn, job)
    now, before = (last_round(turn, head.id, number) for number in (head.round + 1, head.round))
    if _by_kind(now) == _by_kind(before) and not _is_much(units, value, limits):
        return _adjusted(turn, job, deltas, book)
    turn.recorder.set(
        CountTask, head.id, stage=("second", "approve"), holder_id=(head.holder_id, None),
        second_user_id=(head.second_user_id, turn.user_id),
    )  # fmt: skip
    turn.hold({})
    return Said(say("{bin} is counted. A supervisor decides.", bin=job.place), ref_id=head.id)


def _extent(deltas: Mapping[StockKey, int], prices: Mapping[uuid.UUID, int]) -> tuple[int, int]:
    """How far the count is from the book: units, and value in hundredths."""
    return (
        sum(abs(n) for n in deltas.values()),
        sum(abs(n) * prices.get(key.product_id, 0) for key, n in deltas.items()),
    )


def _is_much(units: int, value: int, limits: SiteSettings) -> bool:
    return units > limits.approve_units or value > limits.approve_value * 100


def _by_kind(rows: Iterable[Any]) -> dict[Told, int]:
    """A round's differences by what tells goods apart; two people who find the same difference agree."""
    found: dict[Told, int] = {}
    for row in rows:
        kind = told(row, stock_key(row))
        found[kind] = found.get(kind, 0) + row.counted - row.book
    return {group: n for group, n in found.items() if n}


def _keep(turn: Turn, job: CountJob, figures: Figures) -> None:
    """The round's figures for good: every stock key with what was counted and what was booked then."""
    known = {line_key(line): line for line in job.lines}
    turn.recorder.set_each(CountLine, {
        line.line_id: {"counted": (line.counted, figures[key][0]), "book": (None, figures[key][1])}
        for key, line in known.items()
    })  # fmt: skip
    turn.recorder.add(CountLine, [
        {"task_id": job.head.id, "round": job.head.round, **key._asdict(), "counted": counted, "book": book}
        for key, (counted, book) in figures.items() if key not in known
    ])  # fmt: skip


def _again(turn: Turn, job: CountJob, rows: list[Any], moved: set[uuid.UUID]) -> Said:
    """Goods moved while they were counted, and the figures differ: nobody can tell why. Count them again."""
    head = job.head
    mine = [line for line in job.lines if line.line_product in moved]
    zero = {line.line_id: {"counted": (line.counted, 0)} for line in mine if line.counted}
    turn.recorder.set_each(CountLine, zero)
    seen = {line.line_product for line in mine}
    fresh = {row.product_id: row for row in rows if row.product_id not in seen}
    turn.recorder.add(CountLine, [
        {"task_id": head.id, "round": head.round, **stock_key(row)._asdict(), "counted": 0} for row in fresh.values()
    ])  # fmt: skip
    turn.recorder.set(CountTask, head.id, began_at=(head.began_at, turn.now))
    turn.hold({"task": str(head.id)})
    sku = mine[0].sku if mine else rows[0].sku
    return Said(say("{sku} moved while you counted. Count it again.", sku=sku), ref_id=head.id)


def _second(turn: Turn, job: CountJob) -> Said:
    head = job.head
    turn.recorder.set(
        CountTask, head.id, stage=(head.stage, "second"), holder_id=(head.holder_id, None), doubt=(head.doubt, True),
        began_at=(head.began_at, None), round=(head.round, head.round + 1),
        first_user_id=(head.first_user_id, turn.user_id),
    )  # fmt: skip
    turn.hold({})
    return Said(say("{bin} is counted. Another person counts it again.", bin=job.place), ref_id=head.id)


def _adjusted(turn: Turn, job: CountJob, deltas: Mapping[StockKey, int], book: list[Any]) -> Said:
    adjust(turn, job.head, deltas, book)
    return _finish(turn, job.head, say("{bin} is counted. The books follow you.", bin=job.place))


def _finish(turn: Turn, head: Any, said: Sentence) -> Said:
    close_task(turn, head, holder_id=(head.holder_id, None))
    turn.hold({})
    return Said(said, ref_id=head.id)


def close_task(turn: Turn, head: Any, **changes: tuple[Any, Any]) -> None:
    """The task is done, with every other that asked for the same; the bin was seen.

    What others found of the whole bin before is old now: they begin afresh.
    """
    if head.stage == "second":
        changes["second_user_id"] = (head.second_user_id, turn.user_id)
    elif not head.stage:
        changes["first_user_id"] = (head.first_user_id, turn.user_id)
    turn.recorder.set(CountTask, head.id, status=("open", "done"), closed_at=(None, turn.now), **changes)
    others = turn.connection.execute(_OTHERS, {"place": head.location_id, "task": head.id}).all()
    same = [o.id for o in others if head.product_id is None or o.product_id == head.product_id]
    turn.recorder.set_many(CountTask, same, status=("open", "void"), closed_at=(None, turn.now))
    wider = {o.id: afresh(o) for o in others if o.stage and o.id not in same and o.product_id is None}
    turn.recorder.set_each(CountTask, wider)
    if head.product_id is None:
        turn.recorder.set(Location, head.location_id, counted_at=(head.counted_at, turn.now))


def afresh(task: Any) -> dict[str, tuple[Any, Any]]:
    """The changes that send a task back to its first count."""
    return {
        "stage": (task.stage, ""), "round": (task.round, task.round + 1), "began_at": (task.began_at, None),
        "first_user_id": (task.first_user_id, None), "second_user_id": (task.second_user_id, None),
    }  # fmt: skip


def adjust(turn: Turn, head: Any, deltas: Mapping[StockKey, int], book: list[Any]) -> None:
    """Make the book follow the count: so many units more or less of each stock key, promises of lost units ended.

    `book` are the bin's balances, locked. Raises Refused where the bin no longer holds what is to be taken away.
    """
    place, outside = head.location_id, turn.site.outside["ADJUSTMENT"]
    balances = {stock_key(row): row for row in book}
    freed: dict[tuple[StockKey, uuid.UUID], int] = {}
    for key, n in deltas.items():
        row = balances.get(key)
        left = (row.on_hand if row is not None else 0) + n
        if left < 0:
            raise Refused("blocked", say("{bin} has changed since. It must be counted again.", bin=head.location))
        if n < 0 and row is not None and row.allocated > left:
            freed[key, place] = row.allocated - left
    release(turn.recorder, freed)
    elsewhere = _elsewhere(turn, place, [key for key, n in deltas.items() if n > 0 and key.serial])
    lines = []
    for key, n in deltas.items():
        if n < 0:
            lines.append(MoveLine(key, -n, place, outside, "count", head.id, freed.get((key, place), 0)))
        else:
            source = elsewhere.get((key.product_id, key.serial), outside)
            lines.append(MoveLine(key, n, source, place, "count", head.id))
    turn.recorder.move_many(lines)


def _elsewhere(turn: Turn, place: uuid.UUID, keys: list[StockKey]) -> dict[tuple[uuid.UUID, str], uuid.UUID]:
    """Where serial numbers that were found here are booked: they come from there."""
    if not keys:
        return {}
    wanted = {(key.product_id, key.serial): key for key in keys}
    found: dict[tuple[uuid.UUID, str], uuid.UUID] = {}
    where = {"serials": [k.serial for k in keys], "products": sorted({k.product_id for k in keys}), "place": place}
    for row in turn.connection.execute(_SERIALS, where):
        key = wanted.get((row.product_id, row.serial))
        if key is None:
            continue
        if row.allocated or stock_key(row) != key:
            raise Refused("blocked", say("Serial number {serial} is booked elsewhere.", serial=key.serial))
        found[row.product_id, row.serial] = row.location_id
    return found
