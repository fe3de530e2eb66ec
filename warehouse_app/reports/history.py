"""One order with its past: lines, parcels, papers and the scans that moved its goods."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, literal, select

from warehouse_app.combining import parcels_with
from warehouse_app.database.models import (
    Allocation,
    Client,
    Journal,
    Move,
    Order,
    Parcel,
    Person,
    PrintJob,
    Station,
    User,
    table,
)
from warehouse_app.database.roles import may_see_names
from warehouse_app.domain.masking import mask_name
from warehouse_app.domain.sentences import Sentence
from warehouse_app.reports.order import FoundOrder, order
from warehouse_app.site import SiteFacts

MOST = 500  # scans of one order
_order, _client, _person, _parcel, _job = (table(m) for m in (Order, Client, Person, Parcel, PrintJob))
_a, _move, _journal, _station, _user = (table(m) for m in (Allocation, Move, Journal, Station, User))

_CLIENT_OF = _order.join(_client, _client.c.id == _order.c.client_id)
_HEADS = {  # by whether these credentials may read names
    True: select(_order, _client.c.code.label("client"), _person.c.recipient)
    .select_from(_CLIENT_OF.outerjoin(_person, _person.c.id == _order.c.person_id))
    .where(_order.c.id == bindparam("order")),
    False: select(_order, _client.c.code.label("client"), literal("").label("recipient"))
    .select_from(_CLIENT_OF)
    .where(_order.c.id == bindparam("order")),
}
_PARCELS = parcels_with(bindparam("order"))
_of_parcels: Any = bindparam("parcels", expanding=True)
_PICKS = (  # out of the order's bins, for its batches, since the order came: keys sort by time
    select(_move.c.journal_id)
    .join(_a, and_(_a.c.location_id == _move.c.from_id, _a.c.product_id == _move.c.product_id,
                   _a.c.batch_id == _move.c.ref_id))
    .where(_a.c.order_id == bindparam("order"), _move.c.id > bindparam("order"), _move.c.kind == "pick",
           _move.c.journal_id.is_not(None))
    .limit(MOST)
)  # fmt: skip
_scanned = select(_move.c.journal_id).where(_move.c.journal_id.is_not(None)).limit(MOST)
_INTO, _OUT_OF = _scanned.where(_move.c.to_id.in_(_of_parcels)), _scanned.where(_move.c.from_id.in_(_of_parcels))
_SCANS = (
    select(_journal.c.id, _journal.c.at, _journal.c.seq, _journal.c.station_id, _journal.c.workflow, _journal.c.step,
           _journal.c.raw, _journal.c.ok, _journal.c.code, _journal.c.result, _journal.c.ref_id,
           _station.c.name.label("station"), _user.c.name.label("user"))
    .select_from(
        _journal.join(_station, _station.c.id == _journal.c.station_id).outerjoin(
            _user, _user.c.id == _journal.c.user_id
        )
    )
    .order_by(_journal.c.at, _journal.c.seq)
    .limit(MOST)
)  # fmt: skip
_AT_BENCH = _SCANS.where(
    _journal.c.station_id == bindparam("station"), _journal.c.seq.between(bindparam("first"), bindparam("last"))
)
_PAPERS = (
    select(_job.c.kind, _job.c.code, _job.c.status, _job.c.copy, _job.c.reason, _job.c.at)
    .where(_job.c.ref_id.in_(_of_parcels))
    .order_by(_job.c.id)
)


@dataclass(frozen=True)
class ScanRow:
    """One scan: when (site's time), who, where, what was asked, what was scanned, and the answer."""

    at: datetime
    user: str
    station: str
    workflow: str
    step: str
    scan: str
    ok: bool
    code: str
    say: Sentence


@dataclass(frozen=True)
class PaperRow:
    """One paper that was asked for."""

    at: datetime
    kind: str
    code: str
    status: str
    copy: int
    reason: str


@dataclass(frozen=True)
class OrderHistory:
    """An order: `told` is what `warehouse order` tells (lines, parcels); times are the site's."""

    told: dict[str, Any]
    recipient: str
    ordered_at: datetime
    ship_by: datetime
    hold_reason: str
    scans: tuple[ScanRow, ...]
    papers: tuple[PaperRow, ...]


def order_history(
    connection: Connection, site: SiteFacts, order_id: uuid.UUID, *, whole_names: bool = False
) -> OrderHistory | None:
    """Everything of one order; None if there is none. The recipient is masked unless `whole_names`."""
    head = connection.execute(_HEADS[may_see_names(connection)], {"order": order_id}).one_or_none()
    if head is None:
        return None
    found = FoundOrder(head.id, head.client, head.channel, head.order_no, head.status, head.parts)
    parcels = list(connection.execute(_PARCELS, {"order": order_id}).scalars())
    papers = tuple(
        PaperRow(p.at.astimezone(site.zone), p.kind, p.code, p.status, p.copy, p.reason)
        for p in connection.execute(_PAPERS, {"parcels": parcels})
    )
    scans = tuple(
        ScanRow(
            s.at.astimezone(site.zone), s.user or "", s.station, s.workflow, s.step, s.raw, s.ok, s.code,
            Sentence.from_json(s.result["say"]),
        )
        for s in _scans(connection, order_id, parcels)
    )  # fmt: skip
    name = head.recipient or ""
    return OrderHistory(
        order(connection, found), name if whole_names else mask_name(name), head.ordered_at.astimezone(site.zone),
        head.ship_by.astimezone(site.zone), head.hold_reason, scans, papers,
    )  # fmt: skip


def _scans(connection: Connection, order_id: uuid.UUID, parcels: list[uuid.UUID]) -> list[Any]:
    """Scans that moved the order's goods, and at benches those between them: refusals, the label; by time."""
    keys: set[uuid.UUID] = set(connection.execute(_PICKS, {"order": order_id}).scalars())
    for statement in (_INTO, _OUT_OF):
        keys |= set(connection.execute(statement, {"parcels": parcels}).scalars())
    rows = {row.id: row for row in connection.execute(_SCANS.where(_journal.c.id.in_(keys)))} if keys else {}
    packing = [row for row in rows.values() if row.workflow == "pack"]
    for station in {row.station_id for row in packing}:
        seqs = [row.seq for row in packing if row.station_id == station]
        first, last = min(seqs), max(seqs)
        for row in connection.execute(_AT_BENCH, {"station": station, "first": first - 5, "last": last + 5}):
            if row.ref_id == order_id or (not row.ok and first < row.seq < last):
                rows[row.id] = row
    return sorted(rows.values(), key=lambda row: (row.at, row.seq))
