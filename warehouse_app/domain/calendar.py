"""Business days and the return clock: weekdays that are no public holiday of the site's country, nor a closing day.

The clock of a return: what arrives on a day is due by the end of working hours on the next business day after that
day, whatever the hour and whether or not the day itself is a business day. So Friday evening, Saturday and Sunday are
all due on Monday, and what comes before a run of holidays is due on the first business day after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

Urgency = Literal["ok", "due_today", "at_risk", "overdue"]
_MOST_DAYS = 400  # closed without a break: a calendar that makes no sense


def is_business_day(day: date, country: str) -> bool:
    """Whether carriers collect on the day; `country` is ISO 3166 (KR), '' knows no holidays."""
    return day.weekday() < 5 and not is_holiday(day, country)


def is_holiday(day: date, country: str) -> bool:
    """Whether the day is a public holiday of the country (ISO 3166), '' knows none."""
    return day in _holidays(country, day.year)


def holiday_names(country: str, year: int) -> list[tuple[date, str]]:
    """The public holidays of a year with their English names, in order; substitute days are left out."""
    if not country:
        return []
    import holidays

    try:
        named = holidays.country_holidays(country, years=year, language="en_US")
    except NotImplementedError:
        return []
    return sorted((day, name) for day, name in named.items() if day.year == year and "lternative" not in name)


@cache
def _holidays(country: str, year: int) -> Any:
    if not country:
        return ()
    import holidays

    return holidays.country_holidays(country, years=year)


@dataclass(frozen=True)
class WorkCalendar:
    """When a site works: its time zone, its country's holidays, its own closing days and its hours of work.

    A shift that ends at or before the time it begins ends on the next day, and belongs to the day on which it begins.
    """

    zone: ZoneInfo
    country: str = ""
    closing_days: frozenset[date] = frozenset()
    begins: time = time(9)
    ends: time = time(18)

    def is_business_day(self, day: date) -> bool:
        """Whether the site works on the day."""
        return day not in self.closing_days and is_business_day(day, self.country)

    def next_business_day(self, day: date) -> date:
        """The first business day after the day. ValueError where none comes within a year."""
        for _ in range(_MOST_DAYS):
            day += timedelta(days=1)
            if self.is_business_day(day):
                return day
        raise ValueError("this calendar has no business day")

    def begin_of(self, day: date) -> datetime:
        """When work begins on the day, UTC."""
        return datetime.combine(day, self.begins, self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """When work that began on the day ends, UTC."""
        last = day + timedelta(days=1) if self.ends <= self.begins else day
        return datetime.combine(last, self.ends, self.zone).astimezone(UTC)

    def due(self, arrived: datetime, business_days: int = 1) -> datetime:
        """When what arrived then (UTC) must be done (UTC): the end of the n-th business day after that day."""
        day = arrived.astimezone(self.zone).date()
        for _ in range(business_days):
            day = self.next_business_day(day)
        return self.end_of(day)

    def urgency(self, due: datetime, now: datetime, risk: timedelta) -> Urgency:
        """Where something stands that is due then: overdue after that moment, at risk from `risk` before it on."""
        if now > due:
            return "overdue"
        if now >= due - risk:
            return "at_risk"
        return "due_today" if now.astimezone(self.zone).date() == due.astimezone(self.zone).date() else "ok"

    def business_time(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two moments (UTC); nothing where the end comes first."""
        total = timedelta()
        day = start.astimezone(self.zone).date() - timedelta(days=1)  # the last night's shift may still go on
        while day <= end.astimezone(self.zone).date():
            if self.is_business_day(day):
                total += max(min(end, self.end_of(day)) - max(start, self.begin_of(day)), timedelta())
            day += timedelta(days=1)
        return total
