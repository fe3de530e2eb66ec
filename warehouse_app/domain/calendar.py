"""Business days: weekdays that are no public holiday of the site's country, substitute days included."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any


def is_business_day(day: date, country: str) -> bool:
    """Whether carriers collect on the day; `country` is ISO 3166 (KR), '' knows no holidays."""
    return day.weekday() < 5 and day not in _holidays(country, day.year)


@cache
def _holidays(country: str, year: int) -> Any:
    if not country:
        return ()
    import holidays

    return holidays.country_holidays(country, years=year)
