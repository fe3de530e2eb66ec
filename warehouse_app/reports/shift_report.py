"""The shift report: what a span of time did, how fast, how well; each figure with its sample and its definition.

Computed from the journal and the ledger: every input of the span is read once, every move once. What an undo took back
counts as if it had never been, except among the undos. So an old shift gives the same figures whenever it is asked for.
"""

from __future__ import annotations

import statistics
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, or_, select

from warehouse_app.database.models import (
    Client,
    Journal,
    Move,
    Order,
    ParcelLine,
    ReturnCase,
    ReturnUnit,
    Station,
    User,
    table,
)
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.dispositions import RESTOCK
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.packing_report import materials_used
from warehouse_app.shifts import Span
from warehouse_app.site import SiteFacts

IDLE = timedelta(minutes=5)
"""A pause between two inputs of one person that is longer counts as idle and is left out of person-hours."""

_journal, _move, _order, _client = table(Journal), table(Move), table(Order), table(Client)
_case, _unit, _user, _station = table(ReturnCase), table(ReturnUnit), table(User), table(Station)
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
_PEOPLE, _STATIONS = select(_user.c.id, _user.c.name), select(_station.c.id, _station.c.name)
_AT_ONCE = 5000
_QUESTIONS = ("confirm", "ambiguous")  # answers that ask back are no mistakes
_LABELS = ("tracking_no", "parcel")
_STOPPED = ("wrong_item", "wrong_lot", "wrong_insert", "over_quantity", "wrong_box")


@dataclass(frozen=True)
class Figure:
    """A figure of a span. `value` None: nothing to measure. `before` is that of the span before, `target` the site's.

    `better` is +1 where more is better, −1 where less is, 0 where neither is.
    """

    key: str
    name: Sentence
    value: float | int | None
    unit: str  # "", h, min, %, ‰, currency
    sample: int
    definition: Sentence
    better: int = 0
    before: float | int | None = None
    target: float | None = None


@dataclass(frozen=True)
class ShiftReport:
    """The figures of a span, and its tables: rows of plain values under `headings`."""

    span: Span
    before: Span
    figures: tuple[Figure, ...]
    by_hour: list[dict[str, Any]]
    people: list[dict[str, Any]]
    stations: list[dict[str, Any]]
    clients: list[dict[str, Any]]
    mis_scans: dict[str, int]
    grades: dict[str, int]
    materials: list[dict[str, Any]]


@dataclass
class _Facts:
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


def shift_report(
    connection: Connection, site: SiteFacts, span: Span, before: Span, targets: Mapping[str, float], client: str = ""
) -> ShiftReport:
    """The report of a span beside the one before; of one client's orders, or of all."""
    facts, earlier = _read(connection, site, span, client), _read(connection, site, before, client)
    old = {figure.key: figure.value for figure in _figures(earlier)}
    figures = tuple(
        replace(f, before=old.get(f.key), target=targets.get(f.key)) for f in _figures(facts)
    )  # fmt: skip
    people = {row.id: row.name for row in connection.execute(_PEOPLE)}
    stations = {row.id: row.name for row in connection.execute(_STATIONS)}
    return ShiftReport(
        span, before, figures, _by_hour(facts, site, span), _by(facts, people, lambda j: j.user_id),
        _by(facts, stations, lambda j: j.station_id), _by_client(facts),
        dict(Counter(j.code for j in facts.inputs if LINES["mis_scans"](j)).most_common()),
        dict(sorted(_grades(facts).items())), facts.materials,
    )  # fmt: skip


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


def _read(connection: Connection, site: SiteFacts, span: Span, client: str) -> _Facts:
    given = {"start": span.start, "end": span.end}
    facts = _Facts()
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


def _clock(facts: _Facts) -> None:
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


def _figures(facts: _Facts) -> list[Figure]:
    inputs, moves = facts.inputs, facts.moves
    units = Counter[str]()
    refs: dict[str, set[Any]] = defaultdict(set)
    for move in moves:
        units[move.kind] += move.quantity
        refs[move.kind].add(move.ref_id)
    counted = {key: [j for j in inputs if holds(j)] for key, holds in LINES.items()}
    hours = _hours(facts)
    whole = sum(hours.values())
    packed, shipped = len(refs["pack"]), len(refs["ship"])
    late, sent = _on_time(facts)
    benches, cycles = _pack_minutes(inputs), _order_hours(facts)
    scans = len(inputs) + len(facts.undos)
    wrong = len(counted["mis_scans"])
    closed = [c for c in facts.cases if c.due_at is not None]
    graded = sum(u.quantity for u in facts.units)
    sold = sum(u.quantity for u in facts.units if u.disposition in RESTOCK)
    cost = sum(m["cost"] for m in facts.materials)
    parcels = len(counted["parcels_packed"])
    lines = {(m.ref_id, m.product_id) for m in moves if m.kind == "ship"}
    left = {m.from_id for m in moves if m.kind == "ship"}
    return [
        Figure("orders_packed", say("Orders packed"), packed, "", packed,
               say("Orders of which a unit was put into a parcel"), 1),
        Figure("parcels_packed", say("Parcels packed"), parcels, "", parcels,
               say("Labels scanned back on their parcel"), 1),
        Figure("orders_shipped", say("Orders shipped"), shipped, "", shipped,
               say("Orders that left on a closed manifest"), 1),
        Figure("parcels_shipped", say("Parcels shipped"), len(left), "", len(left),
               say("Parcels on a closed manifest"), 1),
        Figure("lines_shipped", say("Lines shipped"), len(lines), "", len(lines),
               say("Products by order that left"), 1),
        Figure("units_received", say("Units received"), units["receive"], "", units["receive"],
               say("Moves from suppliers"), 1),
        Figure("units_put_away", say("Units put away"), units["put_away"], "", units["put_away"],
               say("Moves into bins"), 1),
        Figure("units_picked", say("Units picked"), units["pick"], "", units["pick"], say("Moves out of bins"), 1),
        Figure("units_packed", say("Units packed"), units["pack"], "", units["pack"], say("Moves into parcels"), 1),
        Figure("units_shipped", say("Units shipped"), units["ship"], "", units["ship"], say("Moves to customers"), 1),
        Figure("person_hours", say("Person-hours"), round(whole, 2), "h", scans,
               say("From input to input of a person; pauses over 5 minutes left out")),
        Figure("idle_hours", say("Pauses left out"), round(facts.idle / 3600, 2), "h", scans,
               say("Pauses over 5 minutes between two inputs of a person"), -1),
        _rate("orders_per_hour", say("Orders per person-hour"), shipped, whole,
              say("Orders shipped by all person-hours")),
        _rate("packs_per_hour", say("Orders packed per hour"), packed, hours["pack"],
              say("Orders packed by person-hours at packing")),
        _rate("picks_per_hour", say("Units picked per hour"), units["pick"], hours["pick"],
              say("Units picked by person-hours at picking")),
        _rate("putaway_per_hour", say("Units put away per hour"), units["put_away"], hours["putaway"],
              say("Units put away by person-hours at put-away")),
        Figure("on_time", say("Shipped on time"), _share(sent - late, sent), "%", sent,
               say("Orders whose manifest closed by their cut-off, of orders shipped"), 1),
        _of(benches, "pack_median", say("Packing an order, median"), 0.5, "min",
            say("From the first input for an order to its label scanned back")),
        _of(benches, "pack_p90", say("Packing an order, P90"), 0.9, "min", say("Nine of ten are faster")),
        _of(cycles, "cycle_median", say("Order to shipping, median"), 0.5, "h",
            say("From the order's time to its manifest, hours on the clock")),
        _of(cycles, "cycle_p90", say("Order to shipping, P90"), 0.9, "h", say("Nine of ten are faster")),
        Figure("scans", say("Scans"), scans, "", scans, say("Inputs of all stations, undos among them")),
        Figure("mis_scans", say("Mis-scans per 1,000"), _share(wrong, scans, 1000), "‰", scans,
               say("Inputs that were refused, of all inputs; questions left out"), -1),
        Figure("stopped", say("Wrong items stopped at packing"), len(counted["stopped"]), "", units["pack"],
               say("Items, lots, gifts or boxes refused at the bench"), -1),
        Figure("pick_accuracy", say("Pick accuracy"),
               _share(units["pack"] - _wrong_units(counted["stopped"]), units["pack"], 100), "%", units["pack"],
               say("Units packed without a wrong item stopped, of units packed"), 1),
        Figure("short", say("Short picks"), len(counted["short"]), "", units["pick"],
               say("Short scanned at picking or packing"), -1),
        Figure("damaged", say("Damages"), len(counted["damaged"]), "", scans, say("Damaged scanned"), -1),
        Figure("weight_stops", say("Weight stops"), len(counted["weight_stops"]), "", parcels,
               say("Readings that did not agree"), -1),
        Figure("overrides", say("Overrides"), len(counted["overrides"]), "", parcels,
               say("A supervisor let a weight or a warm parcel pass"), -1),
        Figure("reprints", say("Reprints"), len(counted["reprints"]), "", parcels, say("Labels printed again"), -1),
        Figure("undos", say("Undos"), len(facts.undos), "", scans, say("Inputs that were taken back"), -1),
        Figure("returns_arrived", say("Returns arrived"), len(counted["returns_arrived"]), "",
               len(counted["returns_arrived"]), say("Parcels scanned in at the dock")),
        Figure("returns_graded", say("Units graded"), graded, "", graded, say("Returned units that were placed"), 1),
        Figure("returns_in_time", say("Within one business day"),
               _share(sum(c.closed_at <= c.due_at for c in closed), len(closed)), "%", len(closed),
               say("Returns finished by their due time, of those finished"), 1),
        Figure("resale", say("Sold again"), _share(sold, graded), "%", graded,
               say("Units restocked as new or as graded, of all graded"), 1),
        Figure("recovery", say("Expected recovery"), sum(u.recovery for u in facts.units) // 100, "money", graded,
               say("By the rules of disposition")),
        Figure("materials", say("Materials and gifts"), cost // 100, "money", len(facts.materials),
               say("Boxes, inserts and materials in parcels, at their price")),
        Figure("materials_per_parcel", say("Materials per parcel"),
               round(cost / 100 / parcels, 1) if parcels else None, "money", parcels,
               say("Their cost by parcels packed"), -1),
    ]  # fmt: skip


def _hours(facts: _Facts) -> Counter[str]:
    found = Counter[str]()
    for (_, _, workflow), seconds in facts.active.items():
        found[workflow] += seconds / 3600  # type: ignore[assignment]
    return found


def _rate(key: str, name: Sentence, done: int, hours: float, definition: Sentence) -> Figure:
    return Figure(key, name, round(done / hours, 1) if hours >= 1 / 60 else None, "", done, definition, 1)


def _share(part: int, whole: int, of: int = 100) -> float | None:
    return round(part / whole * of, 2) if whole else None


def _of(values: Sequence[float], key: str, name: Sentence, share: float, unit: str, definition: Sentence) -> Figure:
    value = None
    if len(values) == 1:
        value = values[0]
    elif values:
        value = statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]
    return Figure(key, name, round(value, 2) if value is not None else None, unit, len(values), definition, -1)


def _on_time(facts: _Facts) -> tuple[int, int]:
    """(late, all) of the orders shipped."""
    left = _shipped_at(facts)
    return sum(at > facts.orders[key].ship_by for key, at in left.items() if key in facts.orders), len(left)


def _shipped_at(facts: _Facts) -> dict[Any, datetime]:
    """When each order left: with its last manifest of the span."""
    times = {j.id: j.at for j in facts.inputs}
    found: dict[Any, datetime] = {}
    for move in facts.moves:
        if move.kind == "ship" and move.journal_id in times:
            at = times[move.journal_id]
            found[move.ref_id] = max(at, found.get(move.ref_id, at))
    return found


def _order_hours(facts: _Facts) -> list[float]:
    return [
        (at - facts.orders[key].ordered_at).total_seconds() / 3600
        for key, at in _shipped_at(facts).items() if key in facts.orders
    ]  # fmt: skip


def _pack_minutes(inputs: Sequence[Any]) -> list[float]:
    """Minutes at the bench of each parcel, from the first input for its order to its label."""
    begun: dict[Any, datetime] = {}
    found = []
    for row in inputs:
        if row.workflow != "pack" or row.ref_id is None or not row.ok:
            continue
        since = begun.setdefault(row.ref_id, row.at)
        if LINES["parcels_packed"](row):
            found.append((row.at - since).total_seconds() / 60)
            begun[row.ref_id] = row.at  # a second parcel of the order begins
    return found


def _wrong_units(stopped: Sequence[Any]) -> int:
    return sum(row.code in ("wrong_item", "wrong_lot") for row in stopped)


def _by_hour(facts: _Facts, site: SiteFacts, span: Span) -> list[dict[str, Any]]:
    """A row for each hour of the site's clock in the span."""
    hours: dict[datetime, dict[str, Any]] = {}
    at = span.start
    while at < span.end and len(hours) < 24 * 31:
        local = at.astimezone(site.zone).replace(minute=0, second=0, microsecond=0)
        hours[local] = {"hour": local.strftime("%m-%d %H:00"), "packed": 0, "shipped": 0, "picked": 0, "scans": 0,
                        "mis_scans": 0}  # fmt: skip
        at += timedelta(hours=1)
    times: dict[uuid.UUID, datetime] = {}
    for row in facts.inputs:
        local = row.at.astimezone(site.zone).replace(minute=0, second=0, microsecond=0)
        times[row.id] = local
        if local in hours:
            hours[local]["scans"] += 1
            hours[local]["mis_scans"] += LINES["mis_scans"](row)
            hours[local]["packed"] += LINES["parcels_packed"](row)
    for move in facts.moves:
        if move.kind in ("pick", "ship") and times.get(move.journal_id) in hours:
            hours[times[move.journal_id]]["picked" if move.kind == "pick" else "shipped"] += move.quantity
    return list(hours.values())


def _by(facts: _Facts, names: Mapping[Any, str], of: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """A row for each person or station, by name."""
    rows: dict[Any, dict[str, Any]] = {}
    keys: dict[uuid.UUID, Any] = {}

    def row_of(key: Any) -> dict[str, Any]:
        return rows.setdefault(key, {
            "name": names.get(key, "–"), "hours": 0.0, "scans": 0, "mis_scans": 0, "picked": 0, "packed": 0,
            "parcels": 0,
        })  # fmt: skip

    for row in facts.inputs:
        if (key := of(row)) is not None:
            keys[row.id] = key
            found = row_of(key)
            found["scans"] += 1
            found["mis_scans"] += LINES["mis_scans"](row)
            found["parcels"] += LINES["parcels_packed"](row)
    for move in facts.moves:
        if move.kind in ("pick", "pack") and move.journal_id in keys:
            row_of(keys[move.journal_id])["picked" if move.kind == "pick" else "packed"] += move.quantity
    for (user, station, _), seconds in facts.active.items():
        for key in {user, station} & set(rows):
            rows[key]["hours"] += seconds / 3600
    for found in rows.values():
        found["hours"] = round(found["hours"], 2)
    return sorted(rows.values(), key=lambda row: str(row["name"]))


def _by_client(facts: _Facts) -> list[dict[str, Any]]:
    """A row for each client and channel."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    seen: dict[tuple[str, str, str], set[Any]] = defaultdict(set)
    for move in facts.moves:
        order = facts.orders.get(move.ref_id)
        if order is None or move.kind not in ("pack", "ship"):
            continue
        key = (order.client, order.channel)
        row = rows.setdefault(key, {
            "client": order.client, "channel": order.channel, "orders_packed": 0, "units_packed": 0,
            "orders_shipped": 0, "units_shipped": 0,
        })  # fmt: skip
        word = "packed" if move.kind == "pack" else "shipped"
        row[f"units_{word}"] += move.quantity
        seen[(*key, word)].add(move.ref_id)
        row[f"orders_{word}"] = len(seen[(*key, word)])
    return [rows[key] for key in sorted(rows)]


def _grades(facts: _Facts) -> Counter[str]:
    found = Counter[str]()
    for unit in facts.units:
        found[unit.grade or "–"] += unit.quantity
    return found
