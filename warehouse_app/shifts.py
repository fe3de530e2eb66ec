"""Shifts of the site: when each begins and ends. A shift belongs to the day on which it begins.

Without shifts of its own a site has a day (08:00 to 20:00) and a night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from warehouse_app.database.models import Shift, table
from warehouse_app.site import SiteFacts

_shift = table(Shift)
ALL_DAY = "all"


@dataclass(frozen=True)
class ShiftTimes:
    """A shift by name (and what else it is called), from `begins` to `ends` in site time; ends ≤ begins: next day."""

    name: str
    begins: time
    ends: time
    aliases: tuple[str, ...] = ()

    def on(self, day: date, site: SiteFacts) -> Span:
        """The shift that begins on the day."""
        last = day + timedelta(days=1) if self.ends <= self.begins else day
        start, end = (datetime.combine(d, t, site.zone) for d, t in ((day, self.begins), (last, self.ends)))
        return Span(self.name, day, start.astimezone(UTC), end.astimezone(UTC))


@dataclass(frozen=True)
class Span:
    """A piece of time (UTC, the end not included) that is reported on; `day` is the day it belongs to."""

    name: str
    day: date
    start: datetime
    end: datetime


DEFAULTS = (
    ShiftTimes("day", time(8), time(20), ("주간", "주간조")),
    ShiftTimes("night", time(20), time(8), ("야간", "야간조")),
)


def shifts(connection: Connection) -> list[ShiftTimes]:
    """The site's shifts by the time they begin."""
    rows: Sequence[Any] = connection.execute(select(_shift)).all()
    if not rows:
        return list(DEFAULTS)
    found = [
        ShiftTimes(r.name, time.fromisoformat(r.begins), time.fromisoformat(r.ends), tuple(r.aliases.split()))
        for r in rows
    ]  # fmt: skip
    return sorted(found, key=lambda s: (s.begins, s.name))


def find_shift(known: Sequence[ShiftTimes], name: str) -> ShiftTimes | None:
    """The shift of a name, however it is written; "all" is the whole day."""
    wanted = name.strip().casefold()
    if wanted == ALL_DAY:
        return ShiftTimes(ALL_DAY, time(), time())
    return next((s for s in known if wanted in (s.name.casefold(), *(a.casefold() for a in s.aliases))), None)


def before(known: Sequence[ShiftTimes], shift: ShiftTimes, day: date, site: SiteFacts) -> Span:
    """The shift before: the last one that begins earlier. For the whole day, the day before."""
    here = shift.on(day, site)
    others = [s.on(day - timedelta(days=back), site) for s in known for back in (0, 1)] if shift in known else []
    others = [span for span in others if span.start < here.start] or [shift.on(day - timedelta(days=1), site)]
    return max(others, key=lambda span: span.start)


def days(first: date, last: date, site: SiteFacts) -> Span:
    """Whole days, the last one included."""
    start = datetime.combine(first, time(), site.zone)
    end = datetime.combine(last + timedelta(days=1), time(), site.zone)
    return Span(f"{first}–{last}" if last > first else ALL_DAY, first, start.astimezone(UTC), end.astimezone(UTC))
