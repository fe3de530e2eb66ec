"""What a scale's line says, whatever its make: a state and a weight in grams."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

_GRAMS = {
    "mg": Decimal("0.001"), "g": Decimal(1), "kg": Decimal(1000), "t": Decimal(1_000_000),
    "lb": Decimal("453.59237"), "lbs": Decimal("453.59237"), "oz": Decimal("28.349523125"),
}  # fmt: skip
UNITS = tuple(_GRAMS)


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


@dataclass(frozen=True)
class Profile:
    """How a make of scale speaks. `read` makes a reading of a line (text without its end) or None of noise; `ask` is
    what makes it tell its weight, '' for one that tells it all the time."""

    code: str
    name: str
    read: Callable[[str], Reading | None]
    ask: str = ""


def grams(number: str, unit: str) -> int | None:
    """Whole grams of a number in a unit; None for an unknown unit."""
    factor = _GRAMS.get(unit.strip().lower())
    if factor is None:
        return None
    return int((Decimal(number.replace(" ", "")) * factor).to_integral_value(ROUND_HALF_UP))
