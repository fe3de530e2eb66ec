"""Telling a keyboard scanner from hands by timing alone. Pure: characters with their times in, texts out.

A scanner types its code in one burst and ends it with Enter or Tab: no gap is long. Hands are slower.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

MAX_GAP_MS = 50.0  # between two keys of a scan; the fastest typists stay above 60
MIN_LENGTH = 3  # a burst shorter than this may be two fingers at once
SURE_GAP_MS = 8.0  # no two fingers and an Enter are so fast: even two characters are a scan
FORGOTTEN_MS = 3_000.0  # a key brushed this long before a scan is no part of it; radio scanners pause far shorter


class Entered(NamedTuple):
    """What Enter or Tab ended: a scan, or a line typed by hand. `gap_ms` is the longest pause within a scan."""

    text: str
    is_scan: bool
    began_ms: float = 0.0
    ended_ms: float = 0.0
    gap_ms: float = 0.0


@dataclass
class WedgeDecoder:
    """Collects characters until a terminator. Times are milliseconds of any clock that only goes forward."""

    _keys: list[tuple[str, float]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What was collected so far."""
        return "".join(text for text, _ in self._keys)

    def key(self, text: str, at_ms: float) -> bool:
        """Collect a character. True if it follows the one before as fast as a scanner's."""
        fast = self.is_bursting(at_ms)
        self._keys.append((text, at_ms))
        return fast

    def is_bursting(self, at_ms: float) -> bool:
        """Whether a key now would still belong to the burst before it."""
        return bool(self._keys) and at_ms - self._keys[-1][1] <= MAX_GAP_MS

    def end(self, at_ms: float) -> Entered:
        """Enter or Tab: what it ended; the text is empty if nothing was collected.

        A burst that this terminator ends is a scan. A pause within a scan (radio scanners have them) makes the whole
        line typed, never half a code; only what was left from long before is dropped.
        """
        keys, self._keys = self._keys, []
        start = len(keys)
        after = at_ms
        while start and after - keys[start - 1][1] <= MAX_GAP_MS:
            start -= 1
            after = keys[start][1]
        times = [*(key_at for _, key_at in keys[start:]), at_ms]
        gap = max((b - a for a, b in pairwise(times)), default=0.0)
        is_burst = len(keys) - start >= (MIN_LENGTH if gap > SURE_GAP_MS else 2)
        if is_burst and (start == 0 or after - keys[start - 1][1] > FORGOTTEN_MS):
            return Entered("".join(text for text, _ in keys[start:]), True, times[0], at_ms, gap)
        return Entered("".join(text for text, _ in keys), False, ended_ms=at_ms)

    def rub_out(self) -> None:
        """Drop the last character."""
        del self._keys[-1:]

    def forget(self) -> None:
        """Drop everything."""
        self._keys = []
