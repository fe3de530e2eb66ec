"""How the text of a cell becomes a value: codes, numbers, amounts, days, times. What makes no sense raises Wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from warehouse_app.domain import codes
from warehouse_app.domain.sentences import Sentence, say

Parse = Callable[[str], Any]

MAX_UNITS = 1_000_000
MAX_AMOUNT = 10**11  # in hundredths
_TRUE = {"1", "y", "yes", "true", "o", "예", "t", "x"}
_FALSE = {"", "0", "n", "no", "false", "아니오", "f"}
# A comma separates thousands only: "1,5" is refused rather than read as 15.
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,15})?(\.\d{1,15})?", re.ASCII)
_DAY = re.compile(r"(\d{4})([-./])\s*(\d{1,2})\2\s*(\d{1,2})\.?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_TIME = re.compile(
    r"(오전|오후|am|pm)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*(z|utc|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_AT_END = re.compile(r"[T\s]+(오전|오후)?\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.ASCII)  # a time behind a day
_QUOTED = re.compile(r"^'(?=[=+\-@\t\r])")  # an apostrophe keeps spreadsheets from calculating; we write it too
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)  # Excel: days since 1899-12-30


class Wrong(ValueError):
    """A cell that makes no sense."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


def text(value: str) -> str:
    """Any text in one line: composed, without control characters."""
    clean = unicodedata.normalize("NFC", _QUOTED.sub("", value))
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Zl", "Zp") else " " for c in clean).strip()


def short_text(value: str) -> str:
    """A name or word of at most 300 characters."""
    clean = text(value)
    if len(clean) > 300:
        raise Wrong(say("is too long"))
    return clean


def unquoted(value: str) -> str:
    """A short text without the apostrophe that keeps spreadsheets from making it a number."""
    return short_text(value.strip().removeprefix("'"))


def code(value: str) -> str:
    """A code as it will be scanned; '' if empty."""
    if not value.strip():
        return ""
    try:
        return codes.clean(value.strip().removeprefix("'"))
    except codes.BadText as bad:
        raise Wrong(bad.sentence) from None


def own_code(value: str) -> str:
    """A code that is no house code: a product, a carrier."""
    found = code(value)
    if codes.reserved(found):
        raise Wrong(say("begins like a house code (totes, carts, badges, commands)"))
    return found


def number(value: str) -> Decimal:
    """A number, 0 if empty."""
    clean = unicodedata.normalize("NFKC", value).strip()
    if not clean:
        return Decimal(0)
    if not _NUMBER.fullmatch(clean) or not any(c.isdigit() for c in clean):
        raise Wrong(say("is no number"))
    return Decimal(clean.replace(",", ""))


def whole(value: str) -> int:
    """A whole number within two thousand million, 0 if empty."""
    found = number(value)
    if found != found.to_integral_value():
        raise Wrong(say("is no whole number"))
    if abs(found) > 2_000_000_000:
        raise Wrong(say("is out of range"))
    return int(found)


def size(value: str) -> int:
    """Millimetres, grams, litres: rounded up, never negative."""
    found = number(value)
    if not 0 <= found <= 10_000_000:
        raise Wrong(say("is out of range"))
    return int(found.to_integral_value(rounding="ROUND_CEILING"))


def units(value: str) -> int:
    """A quantity of 1 to a million."""
    found = whole(value)
    if not 1 <= found <= MAX_UNITS:
        raise Wrong(say("must be from 1 to {most}", most=MAX_UNITS))
    return found


def units_or_one(value: str) -> int:
    """A quantity of 1 to a million, 1 if empty."""
    return units(value) if value.strip() else 1


def units_or_none(value: str) -> int:
    """A quantity of 0 to a million."""
    found = whole(value)
    if not 0 <= found <= MAX_UNITS:
        raise Wrong(say("must be from 0 to {most}", most=MAX_UNITS))
    return found


def money(value: str) -> int:
    """An amount in hundredths, whatever the currency: real files mix won with amounts that have decimals."""
    found = number(re.sub(r"[₩$€£원\s]", "", value)) * 100
    if abs(found) > MAX_AMOUNT:
        raise Wrong(say("is out of range"))
    return int(found.to_integral_value())


def amount(value: str) -> int:
    """An amount in hundredths; what is not one (marketplaces write notes there) counts as none."""
    try:
        return money(value)
    except Wrong:
        return 0


def metres(value: str) -> int | None:
    """Metres as millimetres, None if empty."""
    if not value.strip():
        return None
    found = number(value) * 1000
    if abs(found) > 10_000_000:
        raise Wrong(say("is out of range"))
    return int(found.to_integral_value())


def flag(value: str) -> bool:
    """Yes or no."""
    small = value.strip().casefold()
    if small in _TRUE or small in _FALSE:
        return small in _TRUE
    raise Wrong(say("is neither yes (1) nor no (0)"))


def one_of(*names: str) -> Parse:
    """One of some words, the first if empty."""

    def parse(value: str) -> str:
        small = value.strip().casefold()
        if not small:
            return names[0]
        if small not in names:
            raise Wrong(say("must be one of: {names}", names=", ".join(n for n in names if n)))
        return small

    parse.choices = names  # type: ignore[attr-defined]  # for forms
    return parse


def clock(value: str) -> str:
    """A time of day as HH:MM, '' if empty."""
    if not value.strip():
        return ""
    try:
        return time.fromisoformat(value.strip().zfill(5)).strftime("%H:%M")
    except ValueError:
        raise Wrong(say("is no time like 08:00")) from None


def choices_of(parse: Parse) -> tuple[str, ...]:
    """The words that a column takes, () where it takes others too."""
    found: tuple[str, ...] = getattr(parse, "choices", ())
    return found


def _date(value: str) -> date:
    if _SERIAL.fullmatch(value):
        return date(1899, 12, 30) + timedelta(days=int(float(value)))
    found = _DAY.fullmatch(value)
    if not found:
        raise Wrong(say("is no date (YYYY-MM-DD)"))
    try:
        result = date(*(int(n) for n in (found[1] or found[5], found[3] or found[6], found[4] or found[7])))
    except ValueError:
        raise Wrong(say("is no date (YYYY-MM-DD)")) from None
    if not 1990 <= result.year <= 2200:
        raise Wrong(say("is out of range"))
    return result


def day(value: str) -> str:
    """A date as YYYY-MM-DD, '' if empty; a time of day behind it is left away."""
    clean = value.strip().removeprefix("'")
    if not clean:
        return ""
    return _date(_AT_END.sub("", clean)).isoformat()


def moment(zone: ZoneInfo, *, end_of_day: bool = False) -> Parse:
    """A time as UTC; without a zone it is the site's. None if empty. Excel's serial numbers are understood.

    A day without a time is its beginning, or with `end_of_day` its end.
    """

    def parse(value: str) -> datetime | None:
        clean = value.strip().removeprefix("'")
        if not clean:
            return None
        if _SERIAL.fullmatch(clean) and "." in clean:
            seconds = round(float(clean) * 86400)
            return _utc(datetime(1899, 12, 30) + timedelta(seconds=seconds), zone)  # noqa: DTZ001  (site time)
        at = re.match(r"[\d\s./-]*?\d\.?(?=[T\s]+\D*\d{1,2}:)", clean, re.ASCII)
        if at is None:
            begin = datetime.combine(_date(clean), datetime.min.time())
            return _utc(begin + timedelta(seconds=86399) if end_of_day else begin, zone)
        return _utc(*_clock(_date(at.group().strip()), clean[at.end() :].lstrip("Tt "), zone))

    return parse


def _clock(on: date, value: str, zone: ZoneInfo) -> tuple[datetime, ZoneInfo | timezone]:
    found = _TIME.fullmatch(value.strip())
    if not found:
        raise Wrong(say("is no time (YYYY-MM-DD HH:MM:SS)"))
    half = (found[1] or found[5] or "").lower()
    hour = int(found[2])
    if half:
        hour = hour % 12 + (12 if half in ("오후", "pm") else 0)
    offset: ZoneInfo | timezone = zone
    if given := found[6]:
        sign = -1 if given[0] == "-" else 1
        digits = given[1:].replace(":", "") if given[0] in "+-" else "0000"
        ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if ahead >= timedelta(hours=24):
            raise Wrong(say("is no time (YYYY-MM-DD HH:MM:SS)"))
        offset = timezone(sign * ahead)
    try:
        return datetime(on.year, on.month, on.day, hour, int(found[3]), int(found[4] or 0)), offset  # noqa: DTZ001
    except ValueError:
        raise Wrong(say("is no time (YYYY-MM-DD HH:MM:SS)")) from None


def _utc(local: datetime, zone: ZoneInfo | timezone) -> datetime:
    if not 1990 <= local.year <= 2200:
        raise Wrong(say("is out of range"))
    return local.replace(tzinfo=zone).astimezone(UTC)
