"""Scanners that deliver a code twice, as radio scanners do when their first delivery was not acknowledged. Pure."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_MS = 80  # a hand that scans the same again needs three times as long; a second delivery follows at once


@dataclass
class Guard:
    """Lets each code pass once: the same one that begins within `guard_s` of the end of the one before is dropped.

    One guard serves all scanners of a bench: a scanner may be plugged in as a keyboard and as a port at once.
    """

    guard_s: float = USUAL_MS / 1000
    dropped: int = 0
    _last: str = ""
    _ended: float = float("-inf")

    def passes(self, text: str, began: float, ended: float) -> bool:
        """Whether a code is a scan of its own; times in seconds of one clock."""
        is_double = text == self._last and began - self._ended <= self.guard_s
        self._last, self._ended = text, ended
        self.dropped += is_double
        return not is_double
