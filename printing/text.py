"""Text from outside made fit to print: cleaned, measured, shrunk, wrapped, and cut with an ellipsis as the last resort.

Nothing in a text is ever interpreted: what is drawn is its characters.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from printing.fonts import BOLD, HANJA, REGULAR, covers, widths

LONGEST = 2000  # characters looked at; no paper has room for more
ELLIPSIS = "…"

# Signs of joy that have a printed form; every other emoji is left out.
_PRINTED_FORM = {**dict.fromkeys("❤💕💖💗💓💘💙💚💛💜🧡🖤🤍🤎💝🩷", "♥"), "⭐": "★", "🌟": "★", "✔": "✓", "✅": "✓"}
_BLANKS = "\t\n\r\x0b\x0c\x85\u2028\u2029"
_from_hanja_font: set[str] = set()


class _Printable(dict[int, str]):
    """Code point -> what is printed for it. Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = printed = _printed(chr(code))
        return printed


def _printed(character: str) -> str:
    category = unicodedata.category(character)
    if character in _BLANKS or category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Cs", "Co"):  # control, invisible, direction marks, broken bytes
        return ""
    if covers(REGULAR, character) and covers(BOLD, character):
        return character
    if character in _PRINTED_FORM:
        return _PRINTED_FORM[character]
    if category in ("So", "Sk", "Mn", "Me", "Cn"):  # emoji, their modifiers, marks without a glyph
        return ""
    if covers(HANJA, character):
        _from_hanja_font.add(character)
        return character
    return "?"  # a letter no font here has: somebody must see that something is missing


_PRINTABLE = _Printable()


def clean(text: str) -> str:
    """One line of printable characters; letters that no font has become ?, emoji and control characters vanish."""
    return " ".join(unicodedata.normalize("NFC", text[:LONGEST]).translate(_PRINTABLE).split())


def clean_lines(text: str) -> list[str]:
    """As `clean`, line by line; blank lines are kept between others, one at a time."""
    lines = [clean(line) for line in text[:LONGEST].splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return kept[:-1] if kept and not kept[-1] else kept


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """(font, text) for a cleaned text, split where the hanja font must step in."""
    if _from_hanja_font.isdisjoint(text):
        yield font, text
        return
    for hanja, part in groupby(text, key=_from_hanja_font.__contains__):
        yield (HANJA if hanja else font), "".join(part)


def measure(text: str, font: str, size: float) -> float:
    """Width of a cleaned text in points."""
    return sum(map(widths(font).__getitem__, text)) * size / 1000


def shorten(text: str, font: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis where it is wider than `width` points."""
    if measure(text, font, size) <= width:
        return text
    table = widths(font)
    room = width * 1000 / size - table[ELLIPSIS]
    end = 0
    while end < len(text) and (room := room - table[text[end]]) >= 0:
        end += 1
    return text[:end].rstrip() + ELLIPSIS


def fit(text: str, font: str, size: float, least: float, width: float) -> tuple[str, float]:
    """The text and a size not over `size` at which it fits in `width` points; below `least` it is shortened."""
    natural = measure(text, font, size)
    if natural <= width:
        return text, size
    smaller = math.floor(size * width / natural * 100) / 100
    if smaller >= least:
        return text, smaller
    return shorten(text, font, least, width), least


def wrap(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines not wider than `width` points: broken at blanks, and inside a word only where it alone is too wide."""
    table = widths(font)
    room, blank = width * 1000 / size, table[" "]
    lines: list[str] = []
    line, used = "", 0.0
    for word in text.split():
        wide = sum(map(table.__getitem__, word))
        if line and used + blank + wide <= room:
            line, used = f"{line} {word}", used + blank + wide
            continue
        if line and wide > room and used + blank < room * 0.6:  # a long word starts on a line that is still short
            line, used = line + " ", used + blank
        elif line:
            lines.append(line)
            line, used = "", 0.0
        if used + wide <= room:
            line, used = line + word, used + wide
            continue
        for character in word:
            if line and used + table[character] > room:
                lines.append(line.rstrip())
                line, used = "", 0.0
            line, used = line + character, used + table[character]
    return [*lines, line] if line else lines


def balance(text: str, font: str, size: float, width: float) -> list[str]:
    """As `wrap`, in the same number of lines, of lengths as equal as can be."""
    lines = wrap(text, font, size, width)
    least = width / 2
    while len(lines) > 1 and width - least > size / 2:
        middle = (least + width) / 2
        narrow = wrap(text, font, size, middle)
        if len(narrow) > len(lines):
            least = middle
        else:
            lines, width = narrow, middle
    return lines


def fit_lines(
    paragraphs: list[str], font: str, size: float, least: float, width: float, height: float, leading: float = 1.3
) -> tuple[list[str], float]:
    """Lines and a size not over `size` at which they fill no more than the box (points); cut at `least`."""
    whole = sum(measure(text, font, 1) for text in paragraphs) or 1
    size = max(least, min(size, 1.4 * math.sqrt(width * height / (whole * leading))))  # no trials that cannot fit
    while True:
        lines = [line for text in paragraphs for line in (wrap(text, font, size, width) or [""])]
        room = int((height - size) / (size * leading) + 1e-6) + 1 if height >= size else 1
        if len(lines) <= room:
            return lines, size
        if size <= least:
            last = lines[room - 1] + ELLIPSIS
            if measure(last, font, size) > width:
                last = shorten(f"{lines[room - 1]} {lines[room]}", font, size, width)
            return [*lines[: room - 1], last], size
        size = max(least, size - 0.5)
