"""The columns of an import: how each cell's text becomes a value, and what is wrong with it if it cannot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from warehouse_app.domain import codes
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.reading import Row, heading

MAX_UNITS = 1_000_000
_TRUE = {"1", "y", "yes", "true", "o", "예", "t", "x"}
_FALSE = {"", "0", "n", "no", "false", "아니오", "f"}


class Wrong(ValueError):
    """A cell that makes no sense."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class RowError:
    """What is wrong in a row: line of the file, column as the file spells it ('' = the whole row), and why."""

    line: int
    column: str
    reason: Sentence


Parse = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """A column: the name it is kept under, how it is read, whether it must be filled.

    `headings` are looked for in their order; None: the name alone.
    """

    name: str
    parse: Parse
    required: bool = False
    headings: tuple[str, ...] | None = None
    personal: bool = False


def text(value: str) -> str:
    """Any text in one line: composed, without control characters."""
    clean = unicodedata.normalize("NFC", value)
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Zl", "Zp") else " " for c in clean).strip()


def short_text(value: str) -> str:
    """A name or word of at most 300 characters."""
    clean = text(value)
    if len(clean) > 300:
        raise Wrong(say("is too long"))
    return clean


def code(value: str) -> str:
    """A code as it will be scanned."""
    if not value.strip():
        return ""
    try:
        return codes.clean(value.removeprefix("'"))
    except codes.BadText as bad:
        raise Wrong(bad.sentence) from None


def whole(value: str) -> int:
    """A whole number, 0 if empty."""
    clean = value.replace(",", "").strip()
    if not clean:
        return 0
    if not re.fullmatch(r"[+-]?\d{1,12}(\.0+)?", clean, re.ASCII):
        raise Wrong(say("is no whole number"))
    return int(float(clean))


def size(value: str) -> int:
    """Millimetres, grams, litres: rounded up, never negative."""
    number = _decimal(value)
    if number < 0 or number > 10_000_000:
        raise Wrong(say("is out of range"))
    return int(number.to_integral_value(rounding="ROUND_CEILING"))


def units(value: str) -> int:
    """A quantity of 1 to a million."""
    number = whole(value)
    if not 1 <= number <= MAX_UNITS:
        raise Wrong(say("must be from 1 to {most}", most=MAX_UNITS))
    return number


def units_or_none(value: str) -> int:
    """A quantity of 0 to a million."""
    number = whole(value)
    if not 0 <= number <= MAX_UNITS:
        raise Wrong(say("must be from 0 to {most}", most=MAX_UNITS))
    return number


def money(value: str) -> int:
    """An amount in hundredths, whatever the currency: real files mix won with amounts that have decimals."""
    number = _decimal(re.sub(r"[₩$€£원\s]", "", value))
    if abs(number) > 10**11:
        raise Wrong(say("is out of range"))
    return int((number * 100).to_integral_value())


def metres(value: str) -> int | None:
    """Metres as millimetres, None if empty."""
    if not value.strip():
        return None
    number = _decimal(value) * 1000
    if abs(number) > 10_000_000:
        raise Wrong(say("is out of range"))
    return int(number.to_integral_value())


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

    return parse


def day(value: str) -> str:
    """A date as YYYY-MM-DD, '' if empty."""
    clean = value.strip()
    if not clean:
        return ""
    if found := re.match(r"(\d{4})[-./]?\s*(\d{1,2})[-./]?\s*(\d{1,2})\b", clean, re.ASCII):
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError:
            raise Wrong(say("is no date")) from None
    raise Wrong(say("is no date (YYYY-MM-DD)"))


def moment(zone: ZoneInfo) -> Parse:
    """A time as UTC; without a zone it is the site's. None if empty. Excel serials are understood."""

    def parse(value: str) -> datetime | None:
        clean = value.strip().removeprefix("'")
        if not clean:
            return None
        if re.fullmatch(r"\d{5}(\.\d+)?", clean, re.ASCII):
            local = datetime(1899, 12, 30, tzinfo=zone) + timedelta(days=float(clean))
            return local.astimezone(UTC)
        clean = re.sub(
            r"^(\d{4})[-./]\s*(\d{1,2})[-./]\s*(\d{1,2})(?!\d)\.?",
            lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}",
            re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", clean),
        )
        try:
            moment = datetime.fromisoformat(clean)
        except ValueError:
            raise Wrong(say("is no time (YYYY-MM-DD HH:MM:SS)")) from None
        if not 1990 <= moment.year <= 2200:
            raise Wrong(say("is out of range"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

    return parse


def _decimal(value: str) -> Decimal:
    clean = value.replace(",", "").strip()
    if not clean:
        return Decimal(0)
    try:
        number = Decimal(clean)
    except InvalidOperation:
        raise Wrong(say("is no number")) from None
    if not number.is_finite():
        raise Wrong(say("is no number"))
    return number


def parse_row(
    row: Row, columns: Sequence[Column], found: Mapping[str, str]
) -> tuple[dict[str, Any], list[RowError], dict[str, str]]:
    """The row's values by column name, its errors, and its unknown cells (notes).

    `found` maps column names to the headings that the file has for them.
    """
    if "" in row.cells:
        return {}, [RowError(row.line, "", say("The row has more cells than there are headings."))], {}
    values: dict[str, Any] = {}
    errors = []
    for column in columns:
        spelled = found.get(column.name)
        cell = row.cells.get(spelled, "") if spelled is not None else ""
        try:
            if column.required and not cell.strip():
                raise Wrong(say("is missing"))
            values[column.name] = column.parse(cell)
        except Wrong as wrong:
            errors.append(RowError(row.line, spelled or column.name, wrong.sentence))
    used = set(found.values())
    notes = {text(h): text(v) for h, v in row.cells.items() if h not in used and v and not is_personal(h)}
    return values, errors, notes


def match(columns: Sequence[Column], headings: Sequence[str]) -> dict[str, str]:
    """Which of the file's headings stands for each column."""
    spelled = {heading(h): h for h in headings if h.strip()}
    found = {}
    for column in columns:
        for name in (column.name,) if column.headings is None else column.headings:
            if heading(name) in spelled:
                found[column.name] = spelled[heading(name)]
                break
    return found


# Headings of personal data: such cells go to the personal store or nowhere, never to notes.
_PERSONAL = re.compile(
    r"구매자|주문자|수취인|수령인|받는|보내는|연락처|전화|휴대|주소|우편|배송지|통관|pccc|출입|공동현관|비밀번호|배송메|메시지|메세지|"
    r"이메일|회원|아이디|추가메|name|phone|mobile|e-?mail|address|street|city|zip|post|province|company|receipt|buyer|"
    r"customer|recipient|note|message|birth|account|계좌|생년",
    re.IGNORECASE,
)


def is_personal(title: str) -> bool:
    """Whether a heading names personal data."""
    return bool(_PERSONAL.search(heading(title)))
