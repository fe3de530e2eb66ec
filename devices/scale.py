"""What scales say on a serial line, and when a weight is stable. Pure: lines and times in, readings and grams out.

Two families of formats, from their makers' descriptions: MT-SICS (`S S     100.00 g`) and the one that A&D, CAS and
many Korean scales share (`ST,GS,+   1.234kg`). What is neither is noise and told as such, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

_SICS = re.compile(r"S\s+([SDI+-])(?:\s+([+-]?\s*\d+(?:\.\d+)?)\s*(g|kg|lb|oz))?", re.IGNORECASE)
_CAS = re.compile(
    r"(ST|US|OL)\s*,\s*(GS|NT|TR)?\s*,?\s*(?:([+-]?\s*\d+(?:\.\d+)?)|[+-])?\s*(g|kg|lb|oz)?", re.IGNORECASE
)
_GRAMS = {
    "g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125"),
}  # fmt: skip


class State(Enum):
    """What a line says of the weight."""

    STABLE = "stable"
    MOVING = "moving"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"


@dataclass(frozen=True)
class Reading:
    """One line of a scale; `grams` is None where it has no weight to tell."""

    state: State
    grams: int | None = None


def read(line: str) -> Reading | None:
    """A reading of a scale's line; None for noise."""
    text = line.strip()
    if found := _SICS.fullmatch(text):
        state = {"S": State.STABLE, "D": State.MOVING, "I": State.MOVING, "+": State.OVERLOAD, "-": State.UNDERLOAD}
        mark, number, unit = found[1].upper(), found[2], found[3]
        if mark in "SD" and number is None:
            return None
        return Reading(state[mark], _grams(number, unit) if mark in "SD" else None)
    if found := _CAS.fullmatch(text):
        mark, number, unit = found[1].upper(), found[3], found[4]
        if mark == "OL":
            return Reading(State.OVERLOAD)
        if number is None or unit is None:
            return None
        return Reading(State.STABLE if mark == "ST" else State.MOVING, _grams(number, unit))
    return None


def _grams(number: str, unit: str) -> int:
    value = Decimal(number.replace(" ", "")) * _GRAMS[unit.lower()]
    return int(value.to_integral_value(ROUND_HALF_UP))


@dataclass
class Settling:
    """Tells each weight once: when it has stood still for `hold_s`, and again only after the scale was emptied.

    A line that is older than `stale_s` when the next one comes begins the waiting anew: a cable was pulled. Negative
    weights, overload and less than `least_g` are no parcels. `noise_g` is how far a still weight may tremble.
    """

    hold_s: float = 0.5
    stale_s: float = 2.0
    least_g: int = 10
    noise_g: int = 5
    _first: Reading | None = field(default=None, init=False)
    _since: float = field(default=0.0, init=False)
    _last: float = field(default=float("-inf"), init=False)
    _told: bool = field(default=False, init=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies still on the scale."""
        return self._first is None

    def feed(self, reading: Reading | None, at: float) -> int | None:
        """The grams of a parcel that has come to rest with this reading at time `at` (seconds); else None."""
        stale, self._last = at - self._last > self.stale_s, at
        if reading is None:
            return None
        if reading.grams is None or reading.grams < self.least_g:
            self._first, self._told = None, False
            return None
        first = self._first
        moved = first is None or first.grams is None or abs(reading.grams - first.grams) > self.noise_g
        if reading.state is not State.STABLE or moved or stale:
            if moved or stale:
                self._told = False
            self._first = reading if reading.state is State.STABLE else None
            self._since = at
            return None
        if self._told or at - self._since < self.hold_s:
            return None
        self._told = True
        return reading.grams
