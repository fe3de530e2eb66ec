"""New locations by pattern: aisles × bays × levels, each code made of a pattern such as "{aisle:02}-{bay:02}-{level}".

Pure: says which locations there would be; nothing is saved here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse_app.domain import codes
from warehouse_app.domain.sentences import Sentence, say

MOST = 100_000  # locations of one pattern
_FIELD = re.compile(r"\{([^{}]*)\}")
_PART = re.compile(r"(aisle|bay|level)(?::(0?\d))?", re.ASCII)
_SPAN = re.compile(r"(\d{1,4})\s*[-–~]\s*(\d{1,4})(?:\s*/\s*(\d{1,3}))?|([A-Za-z])\s*[-–~]\s*([A-Za-z])", re.ASCII)


class BadPattern(ValueError):
    """The pattern makes no locations; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class BinPattern:
    """`aisles`, `bays` and `levels` are ranges: "1-20", "A-E", "1,3,5", "1-29/2" (every second). Coordinates in metres:
    the first bin stands at x, y; aisles lie `aisle_m` apart, bays `bay_m`; both 0: no coordinates."""

    code: str
    aisles: str
    bays: str
    levels: str
    x_m: float = 0
    y_m: float = 0
    aisle_m: float = 0
    bay_m: float = 0


@dataclass(frozen=True)
class NewPlace:
    """One location that a pattern makes; coordinates are None without spacing."""

    code: str
    aisle: str
    bay: str
    level: str
    x_m: float | None
    y_m: float | None


def new_places(pattern: BinPattern) -> list[NewPlace]:
    """The locations of a pattern, aisle by aisle; raises BadPattern."""
    aisles, bays, levels = (parts_of(text) for text in (pattern.aisles, pattern.bays, pattern.levels))
    count = len(aisles) * len(bays) * len(levels)
    if count > MOST:
        raise BadPattern(say("This makes {count} locations: at most {most} at once.", count=count, most=MOST))
    _check(pattern.code, {"aisle": len(aisles), "bay": len(bays), "level": len(levels)})
    has_coordinates = pattern.aisle_m > 0 or pattern.bay_m > 0
    made = []
    for a, aisle in enumerate(aisles):
        for b, bay in enumerate(bays):
            x = round(pattern.x_m + a * pattern.aisle_m, 3) if has_coordinates else None
            y = round(pattern.y_m + b * pattern.bay_m, 3) if has_coordinates else None
            for level in levels:
                shown: dict[str, str] = {}
                code = _made(pattern.code, {"aisle": aisle, "bay": bay, "level": level}, shown)
                made.append(NewPlace(code, shown.get("aisle", str(aisle)), shown.get("bay", str(bay)),
                                     shown.get("level", str(level)), x, y))  # fmt: skip
    for place in (made[0], made[-1]):
        _check_code(place.code)
    if len({place.code for place in made}) != count:
        raise BadPattern(say("Two locations would have the same code. Use every part in the pattern."))
    return made


def parts_of(text: str) -> list[int | str]:
    """The numbers and letters of a range; raises BadPattern."""
    found: list[int | str] = []
    for piece in re.split(r"[,\s]+(?![-–~/])", re.sub(r"\s*([-–~/])\s*", r"\1", text.strip())):
        if span := _SPAN.fullmatch(piece):
            found += _span(*span.groups())
        elif re.fullmatch(r"\d{1,4}", piece, re.ASCII):
            found.append(int(piece))
        elif re.fullmatch(r"\w{1,10}", piece):
            found.append(piece)
        elif piece or not text.strip():
            raise BadPattern(say("{range} is no range. Write 1-20, A-E or 1,3,5.", range=text.strip()[:40] or "-"))
    return found


def _span(first: str, last: str, step: str | None, letter: str | None, to: str | None) -> Iterator[int | str]:
    if letter and to:
        if letter.isupper() != to.isupper() or letter > to:
            raise BadPattern(say("{first} comes after {last}.", first=letter, last=to))
        yield from (chr(number) for number in range(ord(letter), ord(to) + 1))
        return
    if int(first) > int(last) or step == "0":
        raise BadPattern(say("{first} comes after {last}.", first=first, last=last))
    yield from range(int(first), int(last) + 1, int(step or 1))


def _check(code: str, sizes: dict[str, int]) -> None:
    """Every part of which there are several must stand in the pattern, and nothing else."""
    named = set()
    for field in _FIELD.findall(code):
        part = _PART.fullmatch(field)
        if part is None:
            raise BadPattern(say("{part} is no part of a pattern. Write aisle, bay or level in braces.",
                                 part=f"{{{field}}}"[:40]))  # fmt: skip
        named.add(part.group(1))
    if "{" in _FIELD.sub("", code) or "}" in _FIELD.sub("", code):
        raise BadPattern(say("A brace of the pattern is not closed."))
    if any(size > 1 and part not in named for part, size in sizes.items()):
        raise BadPattern(say("Two locations would have the same code. Use every part in the pattern."))


def _made(code: str, values: dict[str, Any], shown: dict[str, str]) -> str:
    def put(match: re.Match[str]) -> str:
        part = _PART.fullmatch(match.group(1))
        assert part is not None
        name, width = part.group(1), part.group(2) or ""
        value = values[name]
        text = str(value).zfill(int(width)) if width and isinstance(value, int) else str(value)
        shown[name] = text
        return text

    return _FIELD.sub(put, code)


def _check_code(code: str) -> None:
    try:
        clean = codes.clean(code)
    except codes.BadText as bad:
        raise BadPattern(bad.sentence) from None
    if clean != code or len(code) > 40:
        raise BadPattern(say("{code} is no code for a location.", code=code[:60]))
    if prefix := codes.reserved(code):
        raise BadPattern(say("Codes that begin with {prefix} are no bins.", prefix=prefix))
