"""What a picker does when a bin does not hold what the books say: short, empty, damaged."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select

from warehouse_app.allocation import keeps_until
from warehouse_app.database.goods import NO_PARCEL, OPEN_COUNT, is_of_recalled_lot
from warehouse_app.database.models import Allocation, Balance, Batch, CountTask, Location, OrderLine, table
from warehouse_app.domain.sentences import say
from warehouse_app.recorder import StockKey
from warehouse_app.step import Refused, Said, Turn
from warehouse_app.workflows import batches
from warehouse_app.workflows.pick_facts import PickJob, stock_key

_balance, _location, _count = table(Balance), table(Location), table(CountTask)

# Bins with free, unexpired stock of a product, first expiry first; none whose count is open.
ELSEWHERE = (
    select(_balance)
    .join(_location, and_(_location.c.id == _balance.c.location_id, _location.c.kind == "bin"))
    .where(
        _balance.c.product_id == bindparam("product"), _balance.c.grade == bindparam("grade"),
        _balance.c.on_hand > _balance.c.allocated,
        or_(_balance.c.expiry == "", _balance.c.expiry >= bindparam("today")), ~is_of_recalled_lot(_balance),
        ~exists(
            select(_count.c.id).where(
                _count.c.location_id == _balance.c.location_id, OPEN_COUNT, _count.c.doubt,
                or_(_count.c.product_id == _balance.c.product_id, _count.c.product_id.is_(None)),
            )
        ),
    )
    .order_by(_balance.c.expiry == "", _balance.c.expiry, _balance.c.since, _balance.c.location_id)
    .limit(200)
)  # fmt: skip
_LAST_WALK = select(func.max(table(Allocation).c.walk)).where(table(Allocation).c.batch_id == bindparam("batch"))
QUARANTINE = (
    select(_location.c.id, _location.c.code)
    .where(NO_PARCEL, _location.c.kind == "quarantine")
    .order_by(_location.c.code == "QUARANTINE", _location.c.code)
    .limit(1)
)


def short(turn: Turn, job: PickJob, reason: str) -> Said:
    """Release this batch's unpicked need of the product in this bin, look for another bin, and open a count."""
    at = job.at
    rows = [r for r in job.rows if (r.location_id, r.product_id) == (at.location_id, at.product_id)]
    task = {
        "location_id": at.location_id, "product_id": at.product_id, "reason": reason, "at": turn.now,
        "station_id": turn.station_id,
    }  # fmt: skip
    turn.recorder.add(CountTask, [task])
    needs = {r.allocation_id: r.quantity - r.taken for r in rows}
    found = _elsewhere(turn, job, rows, needs)
    missing = sum(needs.values()) - found
    if missing:
        said = say("{sku} is short by {missing}. The order goes on.", sku=at.sku, missing=missing)
    else:
        said = say("{sku} is taken from another bin.", sku=at.sku)
    return Said(said, ref_id=job.head.id)


def damaged(turn: Turn, job: PickJob) -> Said:
    """One unit at this stop goes to quarantine; another is looked for, in this bin first."""
    if job.head.bin_id != job.at.location_id:
        raise Refused("wrong_kind", say("First scan the bin."))
    at = job.at
    place = turn.connection.execute(QUARANTINE).one()
    _elsewhere(turn, job, [at], {at.allocation_id: 1})
    turn.recorder.move(job.key, 1, at.location_id, place.id, "damaged", at.order_id)
    return Said(say("Damaged {sku}: put it on {place}.", sku=at.sku, place=place.code), ref_id=job.head.id)


def _elsewhere(turn: Turn, job: PickJob, rows: list[Any], needs: dict[uuid.UUID, int]) -> int:
    """Release `needs` units of allocations and promise others; returns how many were found."""
    record, at = turn.recorder, job.at
    before: dict[StockKey, int] = {}
    lost: dict[uuid.UUID, int] = {}
    for row in rows:
        before[stock_key(row)] = before.get(stock_key(row), 0) + needs[row.allocation_id]
    record.count(Allocation, {key: {"quantity": -n} for key, n in needs.items()})
    closed = [r for r in rows if r.quantity - needs[r.allocation_id] == r.taken]
    record.set_many(Allocation, [r.allocation_id for r in closed], open=(True, False))
    for key, n in sorted(before.items()):
        record.allocate(key, at.location_id, -n)
    reserved = 1 if len(rows) == 1 and not closed else 0
    today = turn.site.today(turn.now)
    free = turn.connection.execute(
        ELSEWHERE, {"product": at.product_id, "grade": at.grade, "today": today.isoformat()}
    ).all()
    keeps = keeps_until(turn.connection, {row.order_id for row in rows}, today) if free else {}
    walk = (turn.connection.scalar(_LAST_WALK, {"batch": job.head.id}) or 0) + 1
    new: list[dict[str, Any]] = []
    promised: dict[Any, int] = {}
    for row in rows:
        need = needs[row.allocation_id]
        for balance in free:
            place = (StockKey(at.product_id, balance.lot, balance.expiry, balance.serial, balance.grade),
                     balance.location_id)  # fmt: skip
            # The unit at hand is damaged: the last free unit of this very balance is the broken one.
            broken = reserved if place == (stock_key(row), at.location_id) else 0
            n = min(need, balance.on_hand - balance.allocated - promised.get(place, 0) - broken)
            if n <= 0 or (balance.expiry and balance.expiry < keeps.get(row.order_id, "")):
                continue
            promised[place] = promised.get(place, 0) + n
            same = place == (stock_key(row), at.location_id)
            stop = at.walk if same else walk + list(promised).index(place)
            new.append({
                "order_id": row.order_id, "order_line_id": row.order_line_id, **place[0]._asdict(),
                "location_id": place[1], "quantity": n, "picked": 0, "open": True, "batch_id": job.head.id,
                "walk": stop, "skip_no": row.skip_no if same else job.head.skips, "slot": row.slot,
            })  # fmt: skip
            need -= n
            if not need:
                break
        if need:
            lost[row.order_line_id] = lost.get(row.order_line_id, 0) + need
    for place, n in sorted(promised.items()):
        record.allocate(place[0], place[1], n)
    record.add(Allocation, new)
    record.count(OrderLine, {line: {"allocated": -n} for line, n in lost.items()})
    missing = sum(lost.values())
    head = job.head
    record.set(
        Batch, head.id, units=(head.units, head.units - missing), hand=(head.hand, 0), hand_walk=(head.hand_walk, -1)
    )
    staying = {r.order_id for r in job.rows if r not in closed} | {r["order_id"] for r in new}
    if head.kind != "total":
        batches.settle(turn, {r.order_id for r in closed} - staying)
    return sum(promised.values())
