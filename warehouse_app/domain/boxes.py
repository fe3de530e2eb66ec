"""Which box to fold: the smallest that holds the goods, by volume and by each article's sides.

It advises and never refuses: where nothing fits it names the largest box and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse_app.domain.sentences import Sentence, say

FILL_FACTOR = 0.85  # part of a box that several goods of different shape fill at best


@dataclass(frozen=True)
class Item:
    """Units of one product: outer millimetres and grams of one unit; 0 is unknown."""

    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    weight_g: int = 0
    quantity: int = 1


@dataclass(frozen=True)
class Box:
    """A box by its code: inner millimetres; `max_weight_g` of its content, 0 is no limit."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    max_weight_g: int = 0


@dataclass(frozen=True)
class Suggestion:
    """The box (None: choose by eye), how much of it is filled (0 to 1, over 1 if it does not fit), what to mind."""

    box: Box | None
    fill: float = 0.0
    warnings: tuple[Sentence, ...] = ()


def suggest(items: Sequence[Item], boxes: Iterable[Box]) -> Suggestion:
    """The smallest of the boxes for the items; boxes and items of unknown size count for nothing."""
    known = [item for item in items if _volume(item) and item.quantity > 0]
    unknown = [item for item in items if not _volume(item) and item.quantity > 0]
    warnings = []
    if unknown:
        warnings.append(say("{count} products have no size: check the box by eye.", count=len(unknown)))
    by_size = sorted((box for box in boxes if _volume(box)), key=lambda box: (_volume(box), _sides(box), box.code))
    if not by_size or not known:
        return Suggestion(None, 0.0, tuple(warnings))
    volume = sum(_volume(item) * item.quantity for item in known)
    weight = sum(item.weight_g * item.quantity for item in items)
    longest = [max(sides) for sides in zip(*(_sides(item) for item in known), strict=True)]
    factor = 1.0 if sum(item.quantity for item in known) == 1 else FILL_FACTOR
    for box in by_size:
        if _goes_in(longest, box) and volume <= factor * _volume(box) and weight <= (box.max_weight_g or weight):
            return Suggestion(box, volume / _volume(box), tuple(warnings))
    largest = by_size[-1]
    warnings.append(_reason(longest, volume, factor, largest))
    return Suggestion(largest, volume / _volume(largest), tuple(warnings))


def _reason(longest: Sequence[int], volume: int, factor: float, largest: Box) -> Sentence:
    if not _goes_in(longest, largest):
        return say("An item is longer than the largest box.")
    if volume > factor * _volume(largest):
        return say("The goods need more than one box.")
    return say("The goods are too heavy for one box.")


def _goes_in(sides: Sequence[int], box: Box) -> bool:
    """Whether sides, longest first, fit the box turned. For several items these are the longest of each, so that
    every one fits."""
    return all(side <= inner for side, inner in zip(sides, _sides(box), strict=True))


def _sides(thing: Item | Box) -> tuple[int, int, int]:
    longest, middle, shortest = sorted((thing.length_mm, thing.width_mm, thing.height_mm), reverse=True)
    return longest, middle, shortest


def _volume(thing: Item | Box) -> int:
    return max(0, thing.length_mm) * max(0, thing.width_mm) * max(0, thing.height_mm)
