"""Expiry dates as workers scan and type them, and whether one makes sense."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Literal

FAR_YEARS = 10  # no goods keep longer than this: probably a slip
_FORMS = re.compile(r"(\d{4})([-./]?)(\d{2})\2(\d{2})|(\d{2})(\d{2})(\d{2})", re.ASCII)


def read_expiry(text: str) -> str:
    """YYYY-MM-DD of YYYY-MM-DD (also with dots or slashes), YYYYMMDD or YYMMDD; '' where it is no date.

    As in GS1, a six-digit date is of this century, and day 00 of it is the month's last.
    """
    found = _FORMS.fullmatch(text.strip())
    if found is None:
        return ""
    year, month, day = (int(n) for n in (found[1] or f"20{found[5]}", found[3] or found[6], found[4] or found[7]))
    try:
        if found[5] and not day:
            day = calendar.monthrange(year, month)[1]
        return date(year, month, day).isoformat()
    except (ValueError, calendar.IllegalMonthError):
        return ""


def doubtful(expiry: str, today: date) -> Literal["", "past", "far"]:
    """Whether a date (YYYY-MM-DD) lies in the past or absurdly far ahead."""
    if expiry < today.isoformat():
        return "past"
    return "far" if expiry > f"{today.year + FAR_YEARS:04}{today.isoformat()[4:]}" else ""
