"""What happened in a span of time, read once: its inputs that stand, its moves, who worked how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, or_, select

from warehouse_app.database.models import Client, Journal, Move, Order, ParcelLine, ReturnCase, ReturnUnit, table
from warehouse_app.database.types import UtcTime
from warehouse_app.reports.packing_report import materials_used
from warehouse_app.shifts import Span
from warehouse_app.site import SiteFacts

IDLE = timedelta(minutes=5)
"""A pause between two inputs of one person that is longer counts as idle and is left out of person-hours."""

_journal, _move, _order, _client = table(Journal), table(Move), table(Order), table(Client)
_case, _unit = table(ReturnCase), table(ReturnUnit)
_reversal, _content = _move.alias("reversal"), table(ParcelLine)
_start, _end = bindparam("start", type_=UtcTime), bindparam("end", type_=UtcTime)
_INPUTS = (
    select(_journal.c.id, _journal.c.at, _journal.c.user_id, _journal.c.station_id, _journal.c.workflow,
           _journal.c.step, _journal.c.raw, _journal.c.kind, _journal.c.ok, _journal.c.code, _journal.c.ref_id,
           _journal.c.undoes)
    .where(_journal.c.at >= _start, _journal.c.at < _end)
    .order_by(_journal.c.at, _journal.c.id)
)  # fmt: skip
_UNDONE_LATER = select(_journal.c.undoes).where(
    _journal.c.at >= _end, _journal.c.at < bindparam("later", type_=UtcTime), _journal.c.undoes.is_not(None)
)
_KINDS = ("receive", "put_away", "put_back", "pick", "pack", "ship", "replenish", "count", "return")
_MOVES = (
    select(_move.c.kind, _move.c.quantity, _move.c.journal_id, _move.c.ref_id, _move.c.product_id, _move.c.from_id,
           _move.c.to_id)
    .where(_move.c.at >= _start, _move.c.at < _end, _move.c.kind.in_(_KINDS), _move.c.journal_id.is_not(None),
           ~exists(select(_reversal.c.id).where(_reversal.c.reverses == _move.c.id)),
           or_(_move.c.kind != "ship", exists(select(_content.c.id).where(
               _content.c.parcel_id == _move.c.from_id, _content.c.product_id == _move.c.product_id,
               _content.c.kind == "goods"))))
)  # fmt: skip
_ORDERS = (
    select(_order.c.id, _order.c.ordered_at, _order.c.ship_by, _order.c.channel, _client.c.code.label("client"))
    .join_from(_order, _client, _client.c.id == _order.c.client_id)
    .where(_order.c.id.in_(bindparam("orders", expanding=True)))
)
_CASES = select(_case.c.closed_at, _case.c.due_at).where(
    _case.c.closed_at >= _start, _case.c.closed_at < _end, _case.c.kind != "rto"
)
_UNITS = select(_unit.c.grade, _unit.c.disposition, _unit.c.quantity, _unit.c.value, _unit.c.recovery).where(
    _unit.c.placed_at >= _start, _unit.c.placed_at < _end
)
_AT_ONCE = 5000
_QUESTIONS = ("confirm", "ambiguous", "pin_needed")  # answers that ask back are no mistakes
_LABELS = ("tracking_no", "parcel")
_STOPPED = ("wrong_item", "wrong_lot", "wrong_insert", "over_quantity", "wrong_box")


@dataclass
class Facts:
    """What happened in a span, counted once."""

    inputs: list[Any] = field(default_factory=list)  # that stand
    undos: list[Any] = field(default_factory=list)
    moves: list[Any] = field(default_factory=list)
    active: dict[tuple[Any, Any, str], float] = field(default_factory=dict)  # seconds by person, station, workflow
    idle: float = 0.0
    orders: dict[Any, Any] = field(default_factory=dict)
    cases: list[Any] = field(default_factory=list)
    units: list[Any] = field(default_factory=list)
    materials: list[dict[str, Any]] = field(default_factory=list)


# Which inputs a figure counts, for those that count inputs: what can be opened down to the journal.
LINES: Mapping[str, Callable[[Any], bool]] = {
    "scans": lambda j: True,
    "mis_scans": lambda j: not j.ok and j.code not in _QUESTIONS,
    "stopped": lambda j: j.workflow == "pack" and j.code in _STOPPED,
    "parcels_packed": lambda j: j.workflow == "pack" and j.step == "label_back" and j.ok and j.kind in _LABELS,
    "short": lambda j: j.ok and j.raw == "CMD-SHORT" and j.workflow in ("pick", "pack"),
    "damaged": lambda j: j.ok and j.raw == "CMD-DAMAGED",
    "weight_stops": lambda j: j.code == "weight_off",
    "overrides": lambda j: j.ok and j.step in ("weigh", "check_cold") and (j.kind == "badge" or j.raw == "CMD-YES"),
    "reprints": lambda j: j.ok and j.raw == "CMD-REPRINT",
    "returns_arrived": lambda j: j.workflow == "arrive" and j.ok and j.kind in ("rma", "tracking_no", "parcel"),
}


def lines_of(connection: Connection, span: Span, key: str) -> list[Any]:
    """The journal lines that a figure counts. KeyError for a figure that counts no inputs."""
    if key == "undos":
        return _inputs(connection, span)[1]
    return [row for row in _inputs(connection, span)[0] if LINES[key](row)]


def _inputs(connection: Connection, span: Span) -> tuple[list[Any], list[Any]]:
    """(inputs that stand, undos) of a span."""
    given = {"start": span.start, "end": span.end}
    rows: list[Any] = list(connection.execute(_INPUTS, given).all())
    later = connection.scalars(_UNDONE_LATER, {"end": span.end, "later": span.end + timedelta(hours=1)})
    undone = {row.undoes for row in rows if row.undoes is not None} | set(later)
    undos = [row for row in rows if row.undoes is not None]
    return [row for row in rows if row.id not in undone and row.undoes is None], undos


def read_facts(connection: Connection, site: SiteFacts, span: Span, client: str) -> Facts:
    given = {"start": span.start, "end": span.end}
    facts = Facts()
    facts.inputs, facts.undos = _inputs(connection, span)
    facts.moves = list(connection.execute(_MOVES, given).all())
    keys = sorted({m.ref_id for m in facts.moves if m.kind in ("pack", "ship") and m.ref_id is not None})
    for at in range(0, len(keys), _AT_ONCE):
        for row in connection.execute(_ORDERS, {"orders": keys[at : at + _AT_ONCE]}):
            facts.orders[row.id] = row
    if client:
        facts.moves = [
            m for m in facts.moves
            if m.kind not in ("pack", "ship") or (m.ref_id in facts.orders and facts.orders[m.ref_id].client == client)
        ]  # fmt: skip
    facts.cases = list(connection.execute(_CASES, given).all())
    facts.units = list(connection.execute(_UNITS, given).all())
    facts.materials = materials_used(connection, span.start, span.end, client)
    _clock(facts)
    return facts


def _clock(facts: Facts) -> None:
    """Seconds that people worked, from one input to the next; a longer pause is idle."""
    last: dict[Any, datetime] = {}
    for row in sorted([*facts.inputs, *facts.undos], key=lambda r: (r.at, r.id)):
        if row.user_id is None:
            continue
        since = last.get(row.user_id)
        last[row.user_id] = row.at
        if since is None:
            continue
        gap = (row.at - since).total_seconds()
        if gap <= IDLE.total_seconds():
            key = (row.user_id, row.station_id, row.workflow)
            facts.active[key] = facts.active.get(key, 0.0) + gap
        else:
            facts.idle += gap
