"""Code 128, GS1-128 and QR as rectangles in whole printer dots.

A thermal head has 8 dots a millimetre (203 dpi). Bars of 1.6 dots could not be decoded, bars of 2 dots suffer when
printed badly, 3 dots and more read always: so modules are whole dots, 3 or more where they fit, never below 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import ceil

import segno
from barcode.charsets import code128

from warehouse_app.domain.sentences import Sentence, say

DOTS_PER_MM = 8
FNC1 = "\x1d"  # the separator of GS1 element strings, in the form scanners send it
LEAST_DOTS = 2
QUIET_MODULES = 10  # white on each side of a Code 128 symbol (ISO/IEC 15417)
QR_QUIET_MODULES = 4


class Unprintable(ValueError):
    """What should be printed cannot be: trying again would not help. `sentence` is for people."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class Symbol:
    """A symbol in modules: black rectangles (x, y from the top, width, height) in `width` × `height` modules.

    A one-dimensional symbol is one module high; `quiet` modules of white belong on its sides (a QR: all around).
    """

    width: int
    height: int
    quiet: int
    rectangles: tuple[tuple[int, int, int, int], ...]

    def dots(self, room_mm: float, most: int) -> int:
        """The widest whole number of dots a module, not over `most`, with which symbol and quiet zones fit; or 0."""
        fitting = int(room_mm * DOTS_PER_MM + 1e-6) // (self.width + 2 * self.quiet)
        return min(most, fitting) if fitting >= LEAST_DOTS else 0


@lru_cache(maxsize=2000)
def code128_symbol(text: str, *, gs1: bool = False, set_a: bool = False) -> Symbol:
    """The shortest Code 128 symbol of a text of printable ASCII (with `gs1`: GS1-128). Unprintable for other texts.

    `set_a`: in code set A alone, which has capitals and digits; CJ's sort codes stand in it.
    """
    last = "_" if set_a else "~"
    if not text or not all(" " <= c <= last or c == FNC1 for c in text):
        raise Unprintable(say("“{code}” has characters that a barcode cannot hold.", code=text))
    if set_a:
        values = [code128.START_CODES["A"], *(code128.A[c] for c in text)]
    else:
        values = _values(FNC1 + text if gs1 else text)
    check = (values[0] + sum(i * value for i, value in enumerate(values))) % 103
    bits = "".join(code128.CODES[value] for value in [*values, check]) + code128.STOP + "11"
    return Symbol(len(bits), 1, QUIET_MODULES, tuple((x, 0, run, 1) for x, run in _black_runs(bits)))


def _values(text: str) -> list[int]:
    """Symbol values, start code first, in as few symbols as code sets B and C allow.

    Not python-barcode's own choice of sets, whose tables this uses: 0.16.1 loses the first two digits of a number
    that begins with 99, and pads odd numbers of digits with more symbols than needed.
    """
    end = len(text)
    # How many symbols the rest of the text takes from each place on, by the set in force there.
    in_b, in_c = [0] * (end + 2), [0] * (end + 2)
    for at in range(end - 1, -1, -1):
        pair = text[at : at + 2].isdigit() and at + 1 < end
        stay_c = 1 + in_c[at + 2] if pair else 1 + in_c[at + 1] if text[at] == FNC1 else end * 3
        stay_b = 1 + in_b[at + 1]
        in_b[at], in_c[at] = min(stay_b, 1 + stay_c), min(stay_c, 1 + stay_b)
    charset = "C" if in_c[0] <= in_b[0] else "B"
    values = [code128.START_CODES[charset]]
    at = 0
    while at < end:
        if charset == "B" and in_b[at] == 1 + in_c[at] and in_c[at] < 1 + in_b[at + 1]:
            values.append(code128.B["TO_C"])
            charset = "C"
        elif charset == "C" and in_c[at] == 1 + in_b[at]:
            values.append(code128.C["TO_B"])
            charset = "B"
        if text[at] == FNC1:
            values.append(102)
            at += 1
        elif charset == "C":
            values.append(int(text[at : at + 2]))
            at += 2
        else:
            values.append(code128.B[text[at]])
            at += 1
    return values


@lru_cache(maxsize=500)
def qr_symbol(text: str) -> Symbol:
    """A QR code of any text, as UTF-8 where it is not ASCII. Unprintable where it is too long."""
    try:
        code = segno.make_qr(text, error="m", encoding=None if text.isascii() else "utf-8")
    except (segno.DataOverflowError, ValueError) as error:
        raise Unprintable(say("“{code}” is too long for a barcode.", code=text[:40])) from error
    rows = ["".join(map(str, row)) for row in code.matrix]
    return Symbol(len(rows), len(rows), QR_QUIET_MODULES, tuple(_merged(rows)))


def _black_runs(bits: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for bit, group in groupby(bits):
        run = len(list(group))
        if bit == "1":
            found.append((at, run))
        at += run
    return found


def _merged(rows: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Runs of black modules, each joined with the same run in the rows below it."""
    open_runs: dict[tuple[int, int], int] = {}  # (x, width) -> first row
    done = []
    for y, row in enumerate([*rows, ""]):
        here = set(_black_runs(row))
        for x, width in [run for run in open_runs if run not in here]:
            top = open_runs.pop((x, width))
            done.append((x, top, width, y - top))
        for run in here:
            open_runs.setdefault(run, y)
    return sorted(done)


def operators(symbol: Symbol, dots: int, height_dots: int = 0) -> str:
    """The PDF path of the symbol in dots, y upwards from its top; `height_dots` is the height of bars."""
    return _operators(symbol.rectangles, dots, height_dots or dots)


@lru_cache(maxsize=500)
def _operators(rectangles: tuple[tuple[int, int, int, int], ...], dots: int, tall: int) -> str:
    return " ".join(f"{x * dots} {-(y + h) * tall} {w * dots} {h * tall} re" for x, y, w, h in rectangles)


def on_dot(mm: float) -> float:
    """The next place to the right or below that begins a printer dot."""
    return ceil(mm * DOTS_PER_MM - 1e-6) / DOTS_PER_MM
