"""Telling a keyboard-wedge scanner from hands, by timing and terminator. Pure: keys with times in, verdicts out.

A scanner types its code in one burst: every gap is short and Enter or Tab ends it. Hands are slower.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_GAP_MS = 50  # between two keys of one scan; the fastest typists are above 60
MIN_LENGTH = 3


@dataclass
class WedgeDecoder:
    """Collects keys. `key` and `end` say what they make of the burst so far."""

    _text: list[str] = field(default_factory=list)
    _last_ms: float = 0.0

    def key(self, text: str, at_ms: float) -> bool:
        """A key that types `text` ('' for Shift and the like). True: it follows in a burst of the one before."""
        burst = bool(self._text) and at_ms - self._last_ms <= MAX_GAP_MS
        if not burst:
            self._text = []
        self._text.append(text)
        self._last_ms = at_ms
        return burst

    def end(self, at_ms: float) -> str | None:
        """Enter or Tab: the code if the burst was a scan, None if it was typed by hand (or nothing was)."""
        text, self._text = "".join(self._text), []
        fast = at_ms - self._last_ms <= MAX_GAP_MS
        return text if fast and len(text) >= MIN_LENGTH else None

    def is_stale(self, at_ms: float) -> bool:
        """Whether what was collected can no longer become a scan: it was typed by hand."""
        return bool(self._text) and at_ms - self._last_ms > MAX_GAP_MS

    def pending(self) -> str:
        """What was collected and is neither scan nor typing yet."""
        return "".join(self._text)

    def forget(self) -> None:
        """Drop what was collected."""
        self._text = []
