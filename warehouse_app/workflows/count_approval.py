"""A supervisor decides a count whose difference is large, or on which two people do not agree."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.goods import OPEN_COUNT
from warehouse_app.database.models import CountTask, Location, table
from warehouse_app.domain.screen import Line
from warehouse_app.domain.sentences import say
from warehouse_app.step import Handler, Said, Step, Turn
from warehouse_app.workflows.count_end import adjust, afresh, close_task
from warehouse_app.workflows.count_facts import booked, last_round, stock_key

_task, _location = table(CountTask), table(Location)
_TASK = (
    select(_task, _location.c.code.label("location"), _location.c.counted_at)
    .join_from(_task, _location, _location.c.id == _task.c.location_id)
    .where(_task.c.id == bindparam("task"), OPEN_COUNT, _task.c.stage == "approve")
)


def next_step(turn: Turn, scan_bin: Handler) -> Step | None:
    """Decide the count whose bin was scanned; None where a colleague has decided it, or none was scanned."""
    key = turn.hand.get("approve")
    if key is None:
        return None
    task: Any = turn.connection.execute(_TASK, {"task": uuid.UUID(key)}).one_or_none()
    return None if task is None else _approve(turn, task, scan_bin)


def _approve(turn: Turn, task: Any, scan_bin: Handler) -> Step:
    second = last_round(turn, task.id, task.round + 1)
    first = {stock_key(row): row for row in last_round(turn, task.id, task.round)}
    off = [row for row in second if row.counted != row.book] or second

    def at_first(row: Any) -> int:
        return first[stock_key(row)].counted if stock_key(row) in first else 0

    lines = tuple(
        Line(
            row.sku, row.name, row.counted, row.book, location=task.location, image=row.image,
            note=say("Booked {book}, first count {first}, second count {second}", book=row.book, first=at_first(row),
                     second=row.counted),
        )
        for row in off
    )  # fmt: skip
    facts = (
        (say("Booked"), str(sum(row.book for row in off))), (say("First count"), str(sum(at_first(r) for r in off))),
        (say("Second count"), str(sum(row.counted for row in off))),
    )  # fmt: skip
    units = sum(abs(row.counted - row.book) for row in off)
    commands: dict[str, Handler] = {
        "CMD-YES": lambda turn, _: _adjust(turn, task, second),
        "CMD-NO": lambda turn, _: _count_again(turn, task),
        "CMD-BACK": lambda turn, _: _leave(turn, task),
    }
    return Step(
        "approve", say("{bin}: {units} units differ. Shall the books follow the second count?", bin=task.location,
                       units=units),
        {"location": scan_bin}, commands, goes_on=True, facts=facts, lines=lines,
        target={"location": task.location, "sku": off[0].sku, "name": off[0].name},
        detail=say("No has the bin counted afresh."),
    )  # fmt: skip


def _adjust(turn: Turn, task: Any, second: list[Any]) -> Said:
    deltas = {stock_key(row): row.counted - row.book for row in second if row.counted != row.book}
    adjust(turn, task, deltas, booked(turn, task, lock=True))
    close_task(turn, task, approver_id=(task.approver_id, turn.user_id))
    turn.hold({})
    return Said(say("{bin}: the books follow the second count.", bin=task.location), ref_id=task.id)


def _count_again(turn: Turn, task: Any) -> Said:
    turn.recorder.set(CountTask, task.id, **afresh(task))
    turn.hold({})
    return Said(say("{bin} is counted afresh.", bin=task.location), ref_id=task.id)


def _leave(turn: Turn, task: Any) -> Said:
    turn.hold({})
    return Said(say("{bin} waits for a decision.", bin=task.location), ref_id=task.id)
