"""Until when a carrier takes parcels: each day, temperature class and service; holidays, and the days before them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from warehouse_app.domain.calendar import holiday_names, is_holiday
from warehouse_app.domain.carriers import TEMPERATURES, Profile

_MOST_DAYS = 60
_NAMES = {"seollal": "Korean New Year"}  # what Koreans call it → what the calendar calls it


@dataclass(frozen=True)
class CutOffs:
    """The cut-offs of a carrier at a site: its time zone, the country of its holidays, the everyday time."""

    profile: Profile
    zone: ZoneInfo
    country: str
    everyday: time

    def of_day(self, day: date, temperature: str = "ambient", service: str = "") -> time | None:
        """Until when the carrier takes such parcels on that day; None: not at all."""
        profile = self.profile
        if day.weekday() not in profile.days or day in profile.closed:
            return None
        if not profile.holidays and is_holiday(day, self.country):
            return None
        matching = [
            rule for rule in profile.cut_offs
            if rule.temperature in ("", temperature) and rule.service in ("", service)
            and (not rule.days or day.weekday() in rule.days)
        ]  # fmt: skip
        at: time | None = self.everyday
        if matching:
            at = max(matching, key=lambda rule: (bool(rule.service), bool(rule.temperature), bool(rule.days))).at
        for closing in profile.closings:
            if closing.temperature in ("", temperature) and self._is_before(day, closing.before, closing.days):
                at = None if at is None or closing.at is None else min(at, closing.at)
        return at

    def next(self, moment: datetime, temperature: str = "ambient", service: str = "") -> datetime:
        """The next cut-off for such parcels at or after the moment (UTC). Mixed parcels go by the earliest class.

        Where the carrier takes none within two months, the everyday time of the moment's day: the order is late.
        """
        local = moment.astimezone(self.zone)
        classes = TEMPERATURES if temperature == "mixed" else (temperature,)
        for ahead in range(_MOST_DAYS):
            day = local.date() + timedelta(days=ahead)
            times = [self.of_day(day, one, service) for one in classes]
            if None not in times:
                at = datetime.combine(day, min(t for t in times if t is not None), self.zone)
                if at >= local:
                    return at.astimezone(UTC)
        return datetime.combine(local.date(), self.everyday, self.zone).astimezone(UTC)

    def all_of_day(self, day: date) -> list[time]:
        """Every cut-off of the day, the earliest first."""
        services = ("", *(service.code for service in self.profile.services))
        found = {self.of_day(day, one, service) for one in TEMPERATURES for service in services}
        return sorted(at for at in found if at is not None)

    def _is_before(self, day: date, holidays: Iterable[str], days: int) -> bool:
        return any(
            first - timedelta(days=days) <= day < first
            for name in holidays for year in (day.year, day.year + 1)
            for first in _first_days(name, self.country, year)
        )  # fmt: skip


@cache
def _first_days(name: str, country: str, year: int) -> list[date]:
    """The first days of a holiday in a year: of the run of days that bear its name."""
    wanted = _NAMES.get(name.lower(), name).lower()
    days = [day for day, called in holiday_names(country, year) if wanted in called.lower()]
    return [day for day in days if day - timedelta(days=1) not in days]
