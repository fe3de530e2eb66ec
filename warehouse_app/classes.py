"""How often products are picked: the activity of each day, summed from the ledger, and the classes A, B and C.

A are the products that make up the first 80 % of the picks of the last four weeks, B those up to 95 %, C all others
that were there the whole time. A product that came later has none. A pick is one order line at one bin.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Activity, Balance, Move, Product, Site, table
from warehouse_app.database.types import UtcTime
from warehouse_app.site import SiteFacts, read_site

DAYS = 28
A_SHARE, B_SHARE = 0.80, 0.95
_SLACK = timedelta(hours=1)  # between the clock that made a move's key and the database's

_move, _activity, _product, _balance = table(Move), table(Activity), table(Product), table(Balance)
_back = _move.alias("back")
_ONE_AT_A_TIME = select(table(Site).c.id).with_for_update()
_LAST_DAY = select(func.max(_activity.c.day))
_DAY = (
    select(_move.c.product_id, func.count().label("picks"), func.sum(_move.c.quantity).label("units"))
    .where(
        _move.c.id >= bindparam("low"), _move.c.id < bindparam("high"), _move.c.kind == "pick",
        _move.c.at >= bindparam("begin", type_=UtcTime), _move.c.at < bindparam("end", type_=UtcTime),
        ~select(_back.c.id).where(_back.c.reverses == _move.c.id).exists(),
    )
    .group_by(_move.c.product_id)
)  # fmt: skip
_FROM_DAY = delete(_activity).where(_activity.c.day >= bindparam("from_day"))
_PICKS = (
    select(_activity.c.product_id, func.sum(_activity.c.picks).label("picks"))
    .where(_activity.c.day >= bindparam("from_day"))
    .group_by(_activity.c.product_id)
    .order_by(func.sum(_activity.c.picks).desc(), _activity.c.product_id)
)
_KNOWN = select(_product.c.id, _product.c.abc, _product.c.picks).where((_product.c.abc != "") | (_product.c.picks > 0))
_SET = (
    update(_product)
    .where(_product.c.id == bindparam("key"))
    .values(abc=bindparam("new_abc"), picks=bindparam("new_picks"))
)
_LONG_THERE = (
    select(_balance.c.product_id)
    .where(_balance.c.on_hand > 0, _balance.c.since < bindparam("before", type_=UtcTime))
    .distinct()
)


@dataclass(frozen=True)
class Classes:
    """How many products have each class now, and how many changed."""

    a: int
    b: int
    c: int
    changed: int


def refresh(database: Database) -> Classes:
    """Bring the activity and the classes up to date. The cost depends on the days since the last time."""
    return database.run(_refresh)


def classify(picks: list[tuple[uuid.UUID, int]]) -> dict[uuid.UUID, str]:
    """The class of each product by its share of all picks; `picks` are sorted, most first."""
    total, sofar, found = sum(n for _, n in picks), 0, {}
    for key, n in picks:
        found[key] = "A" if sofar < A_SHARE * total else "B" if sofar < B_SHARE * total else "C"
        sofar += n
    return found


def _refresh(connection: Connection) -> Classes:
    connection.execute(_ONE_AT_A_TIME)
    site = read_site(connection)
    now = connection.execute(select(func.max(_move.c.at))).scalar() or datetime.now(site.zone)
    today = site.today(now)
    first = today - timedelta(days=DAYS)
    last = connection.scalar(_LAST_DAY)
    begin = max(date.fromisoformat(last), first) if last else first
    connection.execute(_FROM_DAY, {"from_day": begin.isoformat()})
    while begin <= today:
        rows = [
            {"product_id": r.product_id, "day": begin.isoformat(), "picks": r.picks, "units": int(r.units)}
            for r in connection.execute(_DAY, _span(site, begin))
        ]
        if rows:
            connection.execute(insert(_activity), rows)
        begin += timedelta(days=1)
    return _classify(connection, first, now)


def _span(site: SiteFacts, day: date) -> dict[str, Any]:
    """One day of the site, as times and as the keys that moves of that time have."""
    begin = datetime.combine(day, time(), site.zone)
    end = datetime.combine(day + timedelta(days=1), time(), site.zone)
    return {"begin": begin, "end": end, "low": _key(begin - _SLACK), "high": _key(end + _SLACK)}


def _key(at: datetime) -> uuid.UUID:
    """The smallest UUIDv7 of a time."""
    return uuid.UUID(int=int(at.timestamp() * 1000) << 80)


def _classify(connection: Connection, first: date, now: datetime) -> Classes:
    rows = [(r.product_id, int(r.picks)) for r in connection.execute(_PICKS, {"from_day": first.isoformat()})]
    picks, found = dict(rows), classify(rows)
    for key in connection.scalars(_LONG_THERE, {"before": now - timedelta(days=DAYS)}):
        found.setdefault(key, "C")
    before = {r.id: (r.abc, r.picks) for r in connection.execute(_KNOWN)}
    wanted = {key: (found.get(key, ""), picks.get(key, 0)) for key in {*found, *before}}
    changed = [
        {"key": key, "new_abc": abc, "new_picks": n}
        for key, (abc, n) in sorted(wanted.items()) if before.get(key, ("", 0)) != (abc, n)
    ]  # fmt: skip
    if changed:
        connection.execute(_SET, changed)
    a, b, c = (sum(abc == name for abc, _ in wanted.values()) for name in "ABC")
    return Classes(a, b, c, len(changed))
