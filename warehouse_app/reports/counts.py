"""Open counts: what is to be counted, who is at it, and the figures of those that wait for a supervisor."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Connection, case, select

from warehouse_app.database.goods import OPEN_COUNT
from warehouse_app.database.models import CountLine, CountTask, Location, Product, Station, User, table

_task, _line, _location, _product = table(CountTask), table(CountLine), table(Location), table(Product)
_station, _user = table(Station), table(User)
_URGENT = case((_task.c.stage == "approve", 0), (_task.c.stage == "second", 1), (_task.c.doubt, 2), else_=3)


def open_counts(connection: Connection, stage: str | None = None, limit: int = 5000) -> list[dict[str, Any]]:
    """Open counts, the most urgent first; of one stage ('', second, approve) if it is named.

    Rows of location, sku ('' = the whole bin), reason, stage, doubt, station (at it now), first (who counted), at;
    with lines of what was found where a supervisor decides: [{sku, name, lot, booked, first, second}].
    """
    statement = (
        select(
            _task, _location.c.code, _product.c.sku, _product.c.name, _station.c.name.label("station"),
            _user.c.name.label("first"),
        )
        .select_from(
            _task.join(_location, _location.c.id == _task.c.location_id)
            .outerjoin(_product, _product.c.id == _task.c.product_id)
            .outerjoin(_station, _station.c.id == _task.c.holder_id)
            .outerjoin(_user, _user.c.id == _task.c.first_user_id)
        )
        .where(OPEN_COUNT)
        .order_by(_URGENT, _task.c.at, _location.c.code, _task.c.id)
        .limit(limit)
    )  # fmt: skip
    if stage is not None:
        statement = statement.where(_task.c.stage == stage)
    rows = connection.execute(statement).all()
    found = _figures(connection, [row.id for row in rows if row.stage == "approve"])
    return [
        {"location": row.code, "sku": row.sku or "", "name": row.name or "", "reason": row.reason, "stage": row.stage,
         "doubt": row.doubt, "station": row.station or "", "first": row.first or "", "at": row.at.isoformat(),
         "lines": found.get(row.id, [])}
        for row in rows
    ]  # fmt: skip


def _figures(connection: Connection, tasks: list[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """What the last two finished rounds of each task found different."""
    if not tasks:
        return {}
    rounds: dict[uuid.UUID, dict[int, dict[tuple[Any, ...], Any]]] = {}
    rows = connection.execute(
        select(_line, _product.c.sku, _product.c.name)
        .join_from(_line, _product, _product.c.id == _line.c.product_id)
        .where(_line.c.task_id.in_(tasks), _line.c.book.is_not(None))
        .order_by(_product.c.sku, _line.c.lot)
    )
    for row in rows:
        key = (row.product_id, row.lot, row.expiry, row.serial, row.grade)
        rounds.setdefault(row.task_id, {}).setdefault(row.round, {})[key] = row
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for task, own in rounds.items():
        *earlier, last = sorted(own)
        first = own[earlier[-1]] if earlier else {}
        found[task] = [
            {"sku": row.sku, "name": row.name, "lot": row.lot, "booked": row.book,
             "first": first[key].counted if key in first else 0, "second": row.counted}
            for key, row in own[last].items() if row.counted != row.book
        ]  # fmt: skip
    return found
