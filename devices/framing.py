"""Cutting a serial port's bytes into scans. Pure: bytes and times in, codes out, however the bytes arrive in pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

ENDS = b"\r\n\t\x03"  # scanners end a code with CR, LF, both, Tab or ETX
_STX = b"\x02"
LONGEST = 1_000  # bytes of one code that are kept; what is longer is refused as too long, never cut into two codes
_AIM = re.compile(r"\][A-Za-z][0-9a-zA-Z]")
_GS1 = ("]C1", "]e0", "]d2", "]Q3", "]J1")  # these say that GS1 data follows, and stay
_HOUSE = re.compile(r"(?:TOTE|CART|USR|CMD|CHOICE|RMA)-")


class Scan(NamedTuple):
    """A code, and when it began and ended to arrive (monotonic seconds)."""

    text: str
    began: float
    ended: float
    raw: str = ""
    """What the scanner sent, with all that it puts around the code."""


@dataclass
class Framing:
    """Collects bytes until a terminator. `prefix` and `suffix` are what the scanner was told to put around a code."""

    prefix: str = ""
    suffix: str = ""
    _rest: bytearray = field(default_factory=bytearray)
    _began: float = 0.0

    def feed(self, data: bytes, at: float = 0.0) -> list[Scan]:
        """The codes that these bytes complete, without terminators; empty ones are dropped.

        GS (FNC1) stays inside. Bytes that are no UTF-8 become lone surrogates: the code is then refused, not guessed.
        """
        codes = []
        for byte in data:
            if byte not in ENDS:
                if not self._rest:
                    self._began = at
                if len(self._rest) < LONGEST:
                    self._rest.append(byte)
                continue
            text = bytes(self._rest).lstrip(_STX).decode("utf-8", "surrogateescape").strip(" ")
            self._rest.clear()
            codes += [Scan(code, self._began, at, text) for code in self._codes(text) if code]
        return codes

    @property
    def is_half(self) -> bool:
        """Whether a code has begun and not ended."""
        return bool(self._rest)

    def forget(self) -> None:
        """Drop half a code: the cable was pulled."""
        self._rest.clear()

    def _codes(self, text: str) -> list[str]:
        return [plain(part, self.prefix, self.suffix) for part in apart(text, self.prefix)]


def plain(text: str, prefix: str = "", suffix: str = "") -> str:
    """A code without what a scanner was told to put around it, and without an AIM identifier that says nothing here."""
    if prefix and text.startswith(prefix):
        text = text[len(prefix) :]
    if suffix and text.endswith(suffix):
        text = text[: -len(suffix)]
    if _AIM.match(text) and not text.startswith(_GS1):
        text = text[3:]
    return text.strip(" \x1d")  # a separator with nothing to separate


def apart(text: str, prefix: str = "") -> list[str]:
    """Codes that were glued together because a terminator was lost; one code if nothing says for certain where to cut.

    Certain are: the scanner's own prefix or an AIM identifier within, a code of the house's own behind another one,
    and digits that are exactly two or more article numbers with right check digits, where one number is none.
    """
    if prefix and text.count(prefix) > 1 and text.startswith(prefix):
        return [prefix + part for part in text.split(prefix)[1:]]
    starts = [found.start() for found in _AIM.finditer(text)]
    if len(starts) > 1 and starts[0] == 0 and all(b - a > 4 for a, b in pairwise(starts)):
        return [text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    starts = [found.start() for found in _HOUSE.finditer(text)]
    if len(starts) > 1 and starts[0] == 0:
        parts = [text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
        if not any(part.endswith("-") for part in parts):
            return parts
    if text.isascii() and text.isdigit() and len(text) in (26, 39):
        parts = [text[n : n + 13] for n in range(0, len(text), 13)]
        if all(map(_is_gtin, parts)):
            return parts
    return [text]


def _is_gtin(digits: str) -> bool:
    weighted = sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits[:-1]))
    return (10 - weighted % 10) % 10 == int(digits[-1])
