"""The shift report: what a span of time did, how fast, how well; each figure with its sample and its definition.

Computed from the journal and the ledger: every input of the span is read once, every move once. What an undo took back
counts as if it had never been, except among the undos. So an old shift gives the same figures whenever it is asked for.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from warehouse_app.database.models import Station, User, table
from warehouse_app.domain.dispositions import RESTOCK
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.shift_facts import LINES, Facts, read_facts
from warehouse_app.reports.shift_tables import by, by_client, by_hour, grades
from warehouse_app.settings import site_settings
from warehouse_app.shifts import Span
from warehouse_app.site import SiteFacts

_user, _station = table(User), table(Station)
_PEOPLE, _STATIONS = select(_user.c.id, _user.c.name), select(_station.c.id, _station.c.name)


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


def shift_report(
    connection: Connection, site: SiteFacts, span: Span, before: Span, targets: Mapping[str, float], client: str = ""
) -> ShiftReport:
    """The report of a span beside the one before; of one client's orders, or of all."""
    facts, earlier = read_facts(connection, site, span, client), read_facts(connection, site, before, client)
    old = {figure.key: figure.value for figure in _figures(earlier)}
    figures = tuple(
        replace(f, before=old.get(f.key), target=targets.get(f.key)) for f in _figures(facts)
    )  # fmt: skip
    people = {row.id: row.name for row in connection.execute(_PEOPLE)}
    stations = {row.id: row.name for row in connection.execute(_STATIONS)}
    persons = by(facts, people, lambda j: j.user_id) if site_settings(site.settings).figures == "office" else []
    return ShiftReport(
        span, before, figures, by_hour(facts, site, span), persons,
        by(facts, stations, lambda j: j.station_id), by_client(facts),
        dict(Counter(j.code for j in facts.inputs if LINES["mis_scans"](j)).most_common()),
        dict(sorted(grades(facts).items())), facts.materials,
    )  # fmt: skip


def _figures(facts: Facts) -> list[Figure]:
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


def _hours(facts: Facts) -> Counter[str]:
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


def _on_time(facts: Facts) -> tuple[int, int]:
    """(late, all) of the orders shipped."""
    left = _shipped_at(facts)
    return sum(at > facts.orders[key].ship_by for key, at in left.items() if key in facts.orders), len(left)


def _shipped_at(facts: Facts) -> dict[Any, datetime]:
    """When each order left: with its last manifest of the span."""
    times = {j.id: j.at for j in facts.inputs}
    found: dict[Any, datetime] = {}
    for move in facts.moves:
        if move.kind == "ship" and move.journal_id in times:
            at = times[move.journal_id]
            found[move.ref_id] = max(at, found.get(move.ref_id, at))
    return found


def _order_hours(facts: Facts) -> list[float]:
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
