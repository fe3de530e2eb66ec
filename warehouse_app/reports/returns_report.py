"""Figures of returns over a span of days: how long they take, what they are worth, how well graders agree.

Every figure stands with its sample and its definition. Computed from cases and units alone, of what arrived
in the span: ask again when all of it is finished, and the figures stay.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select

from warehouse_app.database.models import Client, RefurbishWork, ReturnCase, ReturnUnit, table
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.dispositions import RESTOCK
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.case_units import first_grade
from warehouse_app.returns import work_calendar
from warehouse_app.site import SiteFacts

_case, _unit, _work, _client = table(ReturnCase), table(ReturnUnit), table(RefurbishWork), table(Client)
_between = (
    _case.c.arrived_at >= bindparam("start", type_=UtcTime),
    _case.c.arrived_at < bindparam("end", type_=UtcTime),
)
_CASES = select(
    _case.c.id, _case.c.kind, _case.c.status, _case.c.arrived_at, _case.c.due_at, _case.c.outcome, _case.c.closed_at
).where(*_between)
_UNITS = (
    select(_unit.c.case_id, _unit.c.grade, _unit.c.computed, _unit.c.disposition, _unit.c.quantity, _unit.c.value,
           _unit.c.recovery, _unit.c.kind, _unit.c.second_grade, _unit.c.grade_reason, _unit.c.placed_at,
           exists().where(_work.c.unit_id == _unit.c.id).label("worked_on"))
    .join_from(_unit, _case, _case.c.id == _unit.c.case_id)
    .where(*_between, _unit.c.grade != "", _case.c.kind != "rto")
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One figure. `value` is None where nothing was measured; `sample` is how many things it rests on."""

    key: str
    name: Sentence
    value: float | int | None
    unit: str  # "", h, %
    sample: int
    definition: Sentence


@dataclass(frozen=True)
class ReturnsReport:
    """The figures of a span, first and last day included, and how grades, dispositions and outcomes are spread."""

    first: date
    last: date
    figures: tuple[Figure, ...]
    grades: dict[str, int]
    dispositions: dict[str, int]
    outcomes: dict[str, int]


def returns_report(
    connection: Connection, site: SiteFacts, now: datetime, first: date, last: date, client: str = ""
) -> ReturnsReport:
    """Of the parcels that arrived on these days of the site, of one client or of all. Two statements."""
    given = {
        "start": datetime.combine(first, time(), site.zone),
        "end": datetime.combine(last + timedelta(days=1), time(), site.zone),
    }
    wanted = [_case.c.client_id == select(_client.c.id).where(_client.c.code == client).scalar_subquery()]
    wanted = wanted if client else []
    cases = connection.execute(_CASES.where(*wanted), given).all()
    units = connection.execute(_UNITS.where(*wanted), given).all()
    inspected = [c for c in cases if c.kind != "rto"]
    done = _finished(inspected, units)
    late = sum(c.status != "done" and c.due_at < now for c in inspected)
    hours = sorted((end - c.arrived_at).total_seconds() / 3600 for c, end in done)
    calendar = work_calendar(site)
    worked = sorted(calendar.business_time(c.arrived_at, end).total_seconds() / 3600 for c, end in done)
    in_time = sum(end <= c.due_at for c, end in done)
    counted = sum(u.quantity for u in units)
    sold = [u for u in units if u.disposition in RESTOCK]
    ours = [u for u in units if u.kind == "returned"]
    value, recovery = sum(u.value for u in ours) // 100, sum(u.recovery for u in ours) // 100
    twice = [u for u in ours if u.second_grade]
    agreed = sum(u.second_grade == first_grade(u.grade, u.computed, u.worked_on) for u in twice)
    changed = sum(bool(u.grade_reason) for u in units)
    figures = (
        Figure("arrived", say("Parcels arrived"), len(cases), "", len(cases), say("Scanned in at the dock")),
        Figure("rto", say("Parcels back unopened"), len(cases) - len(inspected), "", len(cases),
               say("Undelivered and still sealed; in no other figure")),
        Figure("inspected", say("Parcels finished"), len(done), "", len(inspected),
               say("All units placed, or an empty box")),
        Figure("graded", say("Units graded"), counted, "", counted, say("With a grade, placed or not yet")),
        _of(hours, "median_h", say("Arrival to disposition, median"), 0.5, say("Hours until the last unit was placed")),
        _of(hours, "p90_h", say("Arrival to disposition, P90"), 0.9, say("Nine of ten are faster; hours on the clock")),
        _of(worked, "median_work_h", say("The same in working hours, median"), 0.5,
            say("Nights, weekends, holidays left out")),
        _of(worked, "p90_work_h", say("The same in working hours, P90"), 0.9,
            say("Nights, weekends, holidays left out")),
        Figure("in_time", say("Within one business day"), _share(in_time, len(done) + late), "%", len(done) + late,
               say("Last unit placed by its due time, of parcels finished or overdue")),
        Figure("resale", say("Sold again"), _share(sum(u.quantity for u in sold), counted), "%", counted,
               say("Units restocked as new or as graded, of all graded")),
        Figure("value", say("What customers paid"), value, "", len(ours), say("Prices of the returned units")),
        Figure("recovery", say("Expected recovery"), recovery, "", len(ours), say("By the rules of disposition")),
        Figure("recovery_share", say("Recovery share"), _share(recovery, value), "%", len(ours),
               say("Expected recovery of what customers paid")),
        Figure("agreement", say("Two inspectors agree"), _share(agreed, len(twice)), "%", len(twice),
               say("Same grade of units graded twice blind")),
        Figure("overridden", say("Grades changed by hand"), _share(changed, len(units)), "%", len(units),
               say("Inspector's grade in place of the computed one")),
    )  # fmt: skip
    return ReturnsReport(
        first, last, figures, _mix(units, "grade"), _mix(units, "disposition"),
        dict(sorted(Counter(c.outcome for c in inspected if c.outcome).items())),
    )  # fmt: skip


def _finished(cases: Sequence[Any], units: Sequence[Any]) -> list[tuple[Any, datetime]]:
    """Finished cases and when their last unit was placed. A unit that was refurbished has a later time of its own, so
    no unit counts after the end of its case."""
    placed: dict[Any, datetime] = {}
    for unit in units:
        if unit.placed_at is not None:
            placed[unit.case_id] = max(unit.placed_at, placed.get(unit.case_id, unit.placed_at))
    return [(c, min(placed.get(c.id, c.closed_at), c.closed_at)) for c in cases if c.status == "done"]


def _of(values: list[float], key: str, name: Sentence, share: float, definition: Sentence) -> Figure:
    value = None
    if len(values) == 1:
        value = values[0]
    elif values:
        value = statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]
    return Figure(key, name, None if value is None else round(value, 2), "h", len(values), definition)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _mix(units: Sequence[Any], column: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for unit in units:
        found[getattr(unit, column)] += unit.quantity
    return dict(sorted(found.items()))
