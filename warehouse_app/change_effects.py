"""What a change of an order does to the floor: promises released, parcels stopped, labels void, totes put back.

Rows are locked order → balances → allocations → lines, the order in which picking changes them.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from warehouse_app.combining import orders_in
from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import (
    Allocation,
    Balance,
    Batch,
    Location,
    Manifest,
    Order,
    OrderLine,
    Parcel,
    ParcelLine,
    PrintJob,
    table,
)
from warehouse_app.recorder import Recorder, StockKey

_order, _line, _a, _parcel, _pline = table(Order), table(OrderLine), table(Allocation), table(Parcel), table(ParcelLine)
_location, _job, _batch, _manifest, _balance = (table(m) for m in (Location, PrintJob, Batch, Manifest, Balance))
_FILLED = ("open", "labelled", "packed")  # parcels that hold goods and have not left
_RELEASE = (
    update(_a)
    .where(_a.c.id == bindparam("key"), _a.c.open, _a.c.quantity == bindparam("q"), _a.c.picked == bindparam("p"))
    .values(quantity=_a.c.quantity - bindparam("n"), open=bindparam("still"))
)
_UNPROMISE = update(_line).where(_line.c.id == bindparam("key")).values(allocated=_line.c.allocated - bindparam("n"))


@dataclass
class Case:
    """The order being changed, its row locked, with what hangs on it."""

    connection: Connection
    recorder: Recorder
    order: Any
    lines: list[Any]
    parcels: list[Any]

    @property
    def no(self) -> str:
        """The order's number."""
        return str(self.order.order_no)

    def goods(self) -> list[Any]:
        """The lines of goods."""
        return [line for line in self.lines if line.kind == "goods"]

    def set_order(self, **values: Any) -> None:
        """Change the order's columns."""
        self.connection.execute(update(_order).where(_order.c.id == self.order.id).values(**values))

    def leave_batches(self) -> None:
        """What is promised and not picked leaves its pick batch and stays promised."""
        rows = self.connection.execute(
            select(_a.c.batch_id, func.sum(_a.c.quantity - _a.c.picked))
            .where(_a.c.order_id == self.order.id, _a.c.open, _a.c.batch_id.is_not(None))
            .group_by(_a.c.batch_id)
        )
        _shrink_batches(self, {batch_id: int(n) for batch_id, n in rows})
        self.connection.execute(
            update(_a).where(_a.c.order_id == self.order.id, _a.c.open).values(batch_id=None, skip_no=0)
        )

    def parcels_beyond(self, line: Any, wanted: int) -> list[uuid.UUID]:
        """The parcels to be opened because they hold, or are to hold, more of the line than wanted."""
        rows = self.connection.execute(
            select(_pline.c.parcel_id, _pline.c.quantity)
            .join_from(_pline, _parcel, _parcel.c.id == _pline.c.parcel_id)
            .where(_pline.c.order_line_id == line.id, _parcel.c.status.in_(_FILLED))
        ).all()
        planned = sum(row.quantity for row in rows) + line.shipped
        return [row.parcel_id for row in rows] if planned > wanted else []

    def is_unsorted(self) -> bool:
        """Whether goods of the order lie in common totes of a total pick, still to be sorted."""
        return bool(self.connection.scalar(
            select(exists().where(
                _a.c.order_id == self.order.id, _a.c.picked > _a.c.sorted, _batch.c.id == _a.c.batch_id,
                _batch.c.kind == "total", _batch.c.status == "open",
            ))
        ))  # fmt: skip


def free(case: Case, keep: Mapping[uuid.UUID, int]) -> None:
    """Release the unpicked allocations of lines beyond the units to keep: {order line: units}."""
    rows = case.connection.execute(
        select(_a)
        .where(_a.c.order_id == case.order.id, _a.c.order_line_id.in_(list(keep)), _a.c.open)
        .order_by(_a.c.batch_id.is_not(None), _a.c.id.desc())
    ).all()
    surplus = {line.id: max(line.allocated - keep[line.id], 0) for line in case.lines if line.id in keep}
    places: Counter[tuple[StockKey, uuid.UUID]] = Counter()
    lines: Counter[uuid.UUID] = Counter()
    batches: Counter[uuid.UUID] = Counter()
    releases = []
    for row in rows:
        n = min(row.quantity - row.picked, surplus[row.order_line_id])
        if not n:
            continue
        surplus[row.order_line_id] -= n
        lines[row.order_line_id] += n
        places[StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade), row.location_id] += n
        if row.batch_id is not None:
            batches[row.batch_id] += n
        still = row.quantity - n > row.picked
        releases.append({"key": row.id, "q": row.quantity, "p": row.picked, "n": n, "still": still})
    if not releases:
        return
    for (key, location_id), n in sorted(places.items(), key=lambda item: (*map(str, item[0][0]), str(item[0][1]))):
        case.recorder.allocate(key, location_id, -n)
    if case.connection.execute(_RELEASE, releases).rowcount != len(releases):
        raise Conflict("allocation")  # picked meanwhile
    case.connection.execute(_UNPROMISE, [{"key": key, "n": n} for key, n in sorted(lines.items())])
    _shrink_batches(case, batches)


def _shrink_batches(case: Case, less: Mapping[uuid.UUID, int]) -> None:
    for batch_id, n in sorted(less.items()):
        case.connection.execute(update(_batch).where(_batch.c.id == batch_id).values(units=_batch.c.units - n))


def stop_parcels(case: Case, reason: str, only: Collection[uuid.UUID] | None = None) -> None:
    """Parcels that have not left are refused at their next scan; for a cancelled order labels printed ahead are void.

    A hold ends again, so it does not replace another reason.
    """
    stopped = [p.id for p in case.parcels if p.status in _FILLED and (only is None or p.id in only)]
    if stopped:
        held = (_parcel.c.blocked.in_(["", "hold"]),) if reason == "hold" else ()
        found = case.connection.execute(
            update(_parcel)
            .where(_parcel.c.id.in_(stopped), _parcel.c.status.in_(_FILLED), *held)
            .values(blocked=reason)
        ).rowcount
        if not held and found != len(stopped):
            raise Conflict("parcel")  # left meanwhile
    if reason == "cancelled":
        _void_ahead(case)


def part_ways(case: Case) -> None:
    """The order leaves the parcels that it shares: they are taken apart at their next scan."""
    stop_parcels(case, "quantity", [p.id for p in case.parcels if p.joined])


def _void_ahead(case: Case) -> None:
    ahead = [p.id for p in case.parcels if p.status == "ahead"]
    if ahead:
        statement = update(_parcel).where(_parcel.c.id.in_(ahead), _parcel.c.status == "ahead")
        if case.connection.execute(statement.values(status="void", tracking_no=None)).rowcount != len(ahead):
            raise Conflict("parcel")
        _void_jobs(case, ahead)
        case.parcels = [p for p in case.parcels if p.id not in ahead]


def labels_void(case: Case) -> None:
    """The number of a label that may be printed is void: the bench prints a new one; the old one is refused."""
    _void_ahead(case)
    voided = [p for p in case.parcels if p.status in _FILLED and p.tracking_no]
    if not voided:
        return
    keys = [p.id for p in voided]
    found = case.connection.execute(
        update(_parcel)
        .where(_parcel.c.id.in_(keys), _parcel.c.status.in_(_FILLED))
        .values(status="open", tracking_no=None, closed_at=None, manifest_id=None)
    ).rowcount
    if found != len(keys):
        raise Conflict("parcel")
    case.connection.execute(
        update(_parcel).where(_parcel.c.id.in_(keys), _parcel.c.blocked == "").values(blocked="address")
    )
    for manifest_id, n in Counter(p.manifest_id for p in voided if p.manifest_id).items():
        case.connection.execute(
            update(_manifest).where(_manifest.c.id == manifest_id).values(parcels=_manifest.c.parcels - n)
        )
    case.connection.execute(
        update(_order)
        .where(or_(_order.c.id == case.order.id, _order.c.id.in_(orders_in(_pline.c.parcel_id.in_(keys)))),
               _order.c.status == "packed")
        .values(status="packing")
    )  # fmt: skip
    _void_jobs(case, keys)


def _void_jobs(case: Case, parcels: list[uuid.UUID]) -> None:
    case.connection.execute(
        update(_job)
        .where(_job.c.ref_id.in_(parcels), _job.c.kind == "shipping_label", _job.c.status != "void")
        .values(status="void")
    )


def put_back(case: Case) -> None:
    """The order's totes wait to be put back; empty ones are free. So does a tote it shared, if nobody else waits."""
    mine = (_location.c.order_id == case.order.id, _location.c.kind == "tote", _location.c.use.in_(["pick", "hold"]))
    filled = exists().where(_balance.c.location_id == _location.c.id, _balance.c.on_hand > 0)
    case.connection.execute(
        update(_location).where(*mine, ~filled)
        .values(use="", order_id=None, batch_id=None, slot=0, is_full=False)
    )  # fmt: skip
    case.connection.execute(update(_location).where(*mine).values(use="putback"))
    batches = select(_a.c.batch_id).where(_a.c.order_id == case.order.id, _a.c.batch_id.is_not(None))
    others = _a.alias("others")
    wanted = exists().where(
        others.c.batch_id == _location.c.batch_id, others.c.order_id != case.order.id, others.c.picked > 0,
        _order.c.id == others.c.order_id, _order.c.status.in_(["picking", "picked", "packing", "on_hold"]),
    )  # fmt: skip
    done = exists().where(_batch.c.id == _location.c.batch_id, _batch.c.status != "open")
    case.connection.execute(
        update(_location)
        .where(_location.c.batch_id.in_(batches), _location.c.use == "single", done, filled, ~wanted)
        .values(use="putback")
    )


def status_now(case: Case) -> str:
    """Where an order stands by its facts, if nothing holds it."""
    goods = case.goods()
    wanted = sum(line.ordered - line.cancelled for line in goods)
    picked, packed, shipped = (sum(getattr(line, n) for line in goods) for n in ("picked", "packed", "shipped"))
    if not wanted:
        return "cancelled" if goods else "complete"
    if case.connection.scalar(select(exists().where(_a.c.order_id == case.order.id, _a.c.open))):
        return "allocated"
    short = any(line.allocated < line.ordered - line.cancelled for line in goods)
    if any(p.status in ("open", "labelled") for p in case.parcels):
        return "packing"
    if picked > packed:
        return "waiting" if short and not case.order.parts else "picked"
    if packed > shipped:
        return "packed"
    if shipped:
        return "shipped" if shipped >= wanted else "part_shipped"
    return "new"
