"""The weight gate (중량 검수): what a parcel should weigh, how far a scale may differ, and what is likeliest wrong.

A unit's weight is learned from parcels that left: the median of what one unit weighed there, so that one bad reading
changes nothing. Its tolerance is three times the spread of those readings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import median

from warehouse_app.domain.sentences import Sentence, say

LEAST_TOLERANCE_G = 10  # of any parcel: the scale, the tape, the damp in the cardboard
ENOUGH = 5  # readings before what was learned counts
MOST_READINGS = 30
_UNLEARNED, _LEARNED = 0.03, 0.005  # tolerance as a part of the weight: by the catalogue, and at least
_TO_SIGMA = 1.4826  # from the median of deviations to a standard deviation, for readings that spread normally


@dataclass(frozen=True)
class Part:
    """`quantity` units of one thing in the parcel: grams of one unit (0: not known) and its tolerance, 0: by rule."""

    name: str
    grams: float
    quantity: int
    tolerance: float = 0.0

    @property
    def spread(self) -> float:
        return self.tolerance or self.grams * _UNLEARNED


@dataclass(frozen=True)
class Learned:
    """What one unit weighs: grams, tolerance in grams, from how many readings."""

    grams: float
    tolerance: float
    readings: int


@dataclass(frozen=True)
class Verdict:
    """`expected` and `tolerance` in whole grams, 0 where a weight is not known and nothing can be judged."""

    right: bool
    expected: int = 0
    tolerance: int = 0
    cause: Sentence | None = None


def expected(parts: Sequence[Part], padding: int = 0) -> tuple[int, int]:
    """What the parcel should weigh and how far it may differ, in grams; (0, 0) if the weight of a part is not known."""
    if not parts or any(part.grams <= 0 for part in parts):
        return 0, 0
    total = sum(part.grams * part.quantity for part in parts) + padding
    spread = sqrt(sum(part.quantity * part.spread**2 for part in parts))
    return round(total), ceil(max(LEAST_TOLERANCE_G, spread))


def judge(reading: int, parts: Sequence[Part], padding: int = 0) -> Verdict:
    """Whether a stable reading in grams agrees; if not, what is likeliest wrong."""
    wanted, tolerance = expected(parts, padding)
    if not wanted or abs(reading - wanted) <= tolerance:
        return Verdict(True, wanted, tolerance)
    return Verdict(False, wanted, tolerance, _cause(reading - wanted, parts, tolerance))


def _cause(difference: int, parts: Sequence[Part], tolerance: int) -> Sentence | None:
    """One to three units of one thing too many or too few: the fewest units that explain the difference best."""
    best: tuple[float, int, Part] | None = None
    for part in parts:
        for units in (1, 2, 3):
            if difference < 0 and units > part.quantity:
                break
            off = abs(abs(difference) - units * part.grams)
            if off <= tolerance and (best is None or (off + units, part.name) < (best[0] + best[1], best[2].name)):
                best = off, units, part
    if best is None:
        return None
    _, units, part = best
    if difference < 0:
        return say("Probably {n} × {name} is missing.", n=units, name=part.name)
    return say("Probably {n} × {name} is too many.", n=units, name=part.name)


def learn(readings: Sequence[float]) -> Learned | None:
    """What one unit weighs by what it weighed in parcels; None while there are too few readings."""
    if len(readings) < ENOUGH:
        return None
    middle = median(readings)
    spread = median(abs(reading - middle) for reading in readings) * _TO_SIGMA
    return Learned(middle, max(3 * spread, middle * _LEARNED), len(readings))
