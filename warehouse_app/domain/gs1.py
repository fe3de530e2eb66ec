"""GS1 element strings: what a GS1-128, GS1 DataMatrix, GS1 QR or DataBar says, and what is wrong with a malformed one.

After the GS1 General Specifications: fields begin with an application identifier (AI); those of variable length end
with FNC1, which scanners send as GS (0x1D) and keyboards mangle in many ways. Printed below a code, the fields stand
in brackets: (01)08801234567893(17)261231(10)LOT1. Pure: the year it is now is an argument (dates have two digits for
the year). The table of fields is biip's, loaded when the first code needs it (0.15 s).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from warehouse_app.domain.numbers import gs1_check_digit, is_gtin, is_sscc
from warehouse_app.domain.sentences import Sentence, say

if TYPE_CHECKING:
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

GS = "\x1d"  # how scanners send FNC1
SYMBOLOGIES = ("C1", "e0", "d2", "Q3", "J1")  # AIM identifiers, behind "]", which say that GS1 data follows
# What keyboards, terminals and the set-ups of scanners make of FNC1. Nobody writes these by chance ...
_MANGLED = re.compile(r"[<\[{](?:GS|FNC1)[>\]}]|\^\]|\u241d|~d?029|\\x1d|\\u001d|&#29;", re.IGNORECASE)
# ... and these people do: they count only in what is a valid code then.
_MAYBE = re.compile(r"\||~1|\\035|%1D", re.IGNORECASE)
_BRACKET = re.compile(r"\((\d{2,4})\)", re.ASCII)
_OFTEN = re.compile(r"00|01|02|1[0-35-7]|2[01]|24[0-2]|251|3[07]|3[1-6]\d{2}|4[0-2]\d|8003", re.ASCII)
_CHARACTERS = re.compile(r"[!\"%-?A-Z_a-z]*", re.ASCII)  # GS1's set of 82 characters
_DATES = ("11", "12", "13", "15", "16", "17")
_GLNS = ("410", "411", "412", "413", "414", "415", "416", "417")
# Fields that begin with a number with a check digit: its name and length.
_CHECKED = {
    "00": ("SSCC", 18), "01": ("GTIN", 14), "02": ("GTIN", 14), "03": ("GTIN", 14), **dict.fromkeys(_GLNS, ("GLN", 13)),
    "253": ("GDTI", 13), "255": ("GCN", 13), "402": ("GSIN", 17), "8003": ("GRAI", 14), "8006": ("GTIN", 14),
    "8017": ("GSRN", 18), "8018": ("GSRN", 18), "8026": ("GTIN", 14),
}  # fmt: skip
_POUND = Decimal("453.59237")


@dataclass(frozen=True)
class Gs1:
    """What a GS1 code says; '' and 0 where it does not. Dates are YYYY-MM-DD, day 00 is the month's last.

    `gtin` has 14 digits (AI 01, else 02). `expiry` is the last day on which the goods may be sold: the expiry date
    (17), else the best-before date (15), which stands alone in `best_before`. `quantity` is 37, else 30; `weight_g`
    the net weight (310n, 320n); `gln` the place (414) and `place` its part (254), such as a bin; `ship_to` is 410.
    """

    gtin: str = ""
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    sscc: str = ""
    quantity: int = 0
    produced: str = ""
    packed: str = ""
    best_before: str = ""
    variant: str = ""
    weight_g: int = 0
    gln: str = ""
    place: str = ""
    ship_to: str = ""


class Malformed(ValueError):
    """No valid GS1 code; `sentence` says what is wrong with it."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


def find(text: str, year: int, *, marked: bool = False) -> Gs1 | Malformed | None:
    """What a text says if it is a GS1 code, what is wrong if it plainly means to be one, else None.

    `marked`: the scanner said that it is GS1 (an AIM identifier, or FNC1 first). A text of digits alone counts only
    if it begins with a GTIN, SSCC or GLN whose check digit is right.
    """
    clean = _MANGLED.sub(GS, text).strip(GS + " ")
    marked = marked or GS in text
    in_brackets = _BRACKET.match(clean) is not None
    plainly = marked or in_brackets or (_MANGLED.search(text) is not None and _OFTEN.match(clean) is not None)
    if not plainly and not _begins_with_a_number(clean):
        return None
    if (short := _short(clean)) is not None:
        return short
    maybe = _MAYBE.sub(GS, clean).strip(GS + " ")
    if maybe != clean:
        try:
            return parse(maybe, year)
        except Malformed:
            pass
    try:
        return parse(clean, year)
    except Malformed as wrong:
        if plainly or _OFTEN.match(clean[20 if clean.startswith("00") else 16 :]):
            return wrong
        return None  # a long number of another kind that only begins alike


def parse(text: str, year: int) -> Gs1:
    """The contents of an element string with GS between its fields, or with its fields in brackets; raises Malformed.

    `year` is the year it is now: a date lies at most 49 years before it and 50 after.
    """
    values: dict[str, str] = {}
    for ai, value in _in_brackets(text) if text.startswith("(") else _fields(text):
        _check(ai, value)
        if values.setdefault(ai.ai, value) != value:
            raise Malformed(say("Field {field} stands twice in this code, with different values.", field=ai.ai))
    if "01" in values and "02" in values:
        raise Malformed(say("This code names two products, in fields 01 and 02."))
    dates = {ai: day(values[ai], year) for ai in _DATES if ai in values}
    return Gs1(
        gtin=values.get("01") or values.get("02", ""),
        lot=values.get("10", ""),
        expiry=dates.get("17") or dates.get("15", ""),
        serial=values.get("21", ""),
        sscc=values.get("00", ""),
        quantity=int(values.get("37") or values.get("30") or 0),
        produced=dates.get("11", ""),
        packed=dates.get("13", ""),
        best_before=dates.get("15", ""),
        variant=values.get("20", ""),
        weight_g=_weight(values),
        gln=values.get("414", ""),
        place=values.get("254", ""),
        ship_to=values.get("410", ""),
    )


def day(yymmdd: str, year: int) -> str:
    """YYYY-MM-DD of a GS1 date of six digits, in the century that lies nearest to `year`; raises Malformed."""
    full = year - year % 100 + int(yymmdd[:2])
    if full - year > 50:
        full -= 100
    elif full - year < -49:
        full += 100
    month, number = int(yymmdd[2:4]), int(yymmdd[4:])
    try:
        return date(full, month, number or calendar.monthrange(full, month)[1]).isoformat()
    except (ValueError, calendar.IllegalMonthError):
        raise Malformed(say("Date {date} is no date.", date=yymmdd)) from None


def _begins_with_a_number(text: str) -> bool:
    if text.startswith(("01", "02")):
        return is_gtin(text[2:16]) and len(text) >= 16
    if text.startswith("414") and (len(text) == 16 or text[16:19] == "254"):
        return _checks(text[3:16])
    return text.startswith("00") and is_sscc(text[2:20])


def _short(text: str) -> Gs1 | None:
    """The two commonest codes, which need no table of fields."""
    if len(text) == 16 and text.startswith("01") and is_gtin(text[2:]):
        return Gs1(gtin=text[2:])
    if len(text) == 20 and text.startswith("00") and is_sscc(text[2:]):
        return Gs1(sscc=text[2:])
    return None


def _fields(text: str) -> Iterator[tuple[GS1ApplicationIdentifier, str]]:
    rest = text.strip(GS)
    while rest:
        piece, _, tail = rest.partition(GS)
        ai = _field(piece)
        value = piece[len(ai.ai) :]
        if not ai.separator_required:
            value, behind = value[: _length(ai)], value[_length(ai) :]
            tail = behind + (GS + tail if tail else "")
        yield ai, value
        rest = tail.lstrip(GS)


def _in_brackets(text: str) -> Iterator[tuple[GS1ApplicationIdentifier, str]]:
    before, *parts = _BRACKET.split("".join(text.split()))
    if before:
        raise Malformed(say("This code does not begin with a field such as (01)."))
    for name, value in zip(parts[::2], parts[1::2], strict=True):
        ai = _field(name)
        if ai.ai != name:
            raise Malformed(say("GS1 codes know no field {field}.", field=name))
        yield ai, value.strip(GS)


def _field(text: str) -> GS1ApplicationIdentifier:
    # Imported here: it takes 0.15 s, and few scans need it.
    from biip import ParseError
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

    try:
        return GS1ApplicationIdentifier.extract(text)
    except ParseError:
        raise Malformed(say("GS1 codes know no field {field}.", field=text[:4])) from None


def _length(ai: GS1ApplicationIdentifier) -> int:
    """How many characters a field holds at most, without its AI: 20 of "N2+X..20", 30 of "N4+N14[+X..16]"."""
    return sum(int(number) for number in re.findall(r"[NXYZ](?:\.\.)?(\d+)", ai.format)[1:])


def _check(ai: GS1ApplicationIdentifier, value: str) -> None:
    """Raises Malformed for what the field cannot be."""
    name, length = ai.ai, _length(ai)
    if not value:
        raise Malformed(say("Field {field} is empty.", field=name))
    if strange := value[_CHARACTERS.match(value).end() :]:  # type: ignore[union-attr]
        raise Malformed(say("Field {field} holds a character that no GS1 code has: {character}", field=name,
                            character=strange[0]))  # fmt: skip
    if len(value) > length:
        raise Malformed(say("Field {field} is too long: at most {most} characters.", field=name, most=length))
    if not ai.separator_required and len(value) < length:
        raise Malformed(say("Field {field} is too short: it has {least} digits.", field=name, least=length))
    if name in _DATES and value.isdigit():
        return  # said more plainly where it is read
    if re.fullmatch(ai.pattern, name + value, re.ASCII) is None:
        raise Malformed(say("Field {field} cannot be {value}.", field=name, value=value[:30]))
    if name in _CHECKED:
        what, digits = _CHECKED[name]
        if not _checks(value[:digits]):
            raise Malformed(say("The check digit of the {number} is wrong.", number=what))


def _checks(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and gs1_check_digit(digits[:-1]) == int(digits[-1])


def _weight(values: dict[str, str]) -> int:
    """The net weight in grams: kilograms in 310n, pounds in 320n, with n decimals."""
    for ai, value in values.items():
        if ai[:3] in ("310", "320"):
            unit = Decimal(1000) if ai[:3] == "310" else _POUND
            grams = Decimal(value).scaleb(-int(ai[3])) * unit
            return int(grams.quantize(Decimal(1), ROUND_HALF_UP))
    return 0
