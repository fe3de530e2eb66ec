"""The floor as a plan seen from above: where each bin is drawn, in metres. Pure.

Bins stand where their coordinates say; those without stand in a grid of aisles × bays beside them. The levels of one
bay lie side by side in its rectangle.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_AISLE_M, _BAY_M = 3.0, 1.2  # the grid of bins without coordinates
_SMALLEST_M, _WIDEST_M = 0.3, 2.4
_TILE_M = 4.0  # boxes are looked up by tiles of this size


class Spot(NamedTuple):
    """A location as its file has it; coordinates in metres, None where it says none."""

    aisle: str
    bay: str
    level: str
    x_m: float | None
    y_m: float | None


class Box(NamedTuple):
    """A rectangle of the plan."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Plan:
    """The boxes of the spots, in their order; `bounds` holds them all. `aisles` are names, each above its aisle."""

    boxes: tuple[Box, ...]
    bounds: Box
    aisles: tuple[tuple[str, float, float], ...]
    tiles: dict[tuple[int, int], list[int]] = field(repr=False, default_factory=dict)

    def at(self, x: float, y: float) -> int | None:
        """The number of the box at a point, None if there is none."""
        for number in self.tiles.get((int(x // _TILE_M), int(y // _TILE_M)), ()):
            box = self.boxes[number]
            if box.x <= x < box.x + box.width and box.y <= y < box.y + box.height:
                return number
        return None


def plan_of(spots: Sequence[Spot]) -> Plan:
    """Where to draw these spots."""
    places = _placed(spots)
    wide = _size({x for x, _ in places})
    deep = _size({y for _, y in places})
    bays: dict[tuple[float, float], list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        bays[place].append(number)
    boxes: list[Box] = [Box(0, 0, 0, 0)] * len(spots)
    for (x, y), numbers in bays.items():
        numbers.sort(key=lambda number: _natural(spots[number].level))
        each = wide / len(numbers)
        for at, number in enumerate(numbers):
            boxes[number] = Box(x - wide / 2 + at * each, y - deep / 2, each * 0.94, deep * 0.9)
    tiles: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, box in enumerate(boxes):
        for column in range(int(box.x // _TILE_M), int((box.x + box.width) // _TILE_M) + 1):
            for row in range(int(box.y // _TILE_M), int((box.y + box.height) // _TILE_M) + 1):
                tiles[column, row].append(number)
    return Plan(tuple(boxes), _around(boxes), _names(spots, boxes), dict(tiles))


def _placed(spots: Sequence[Spot]) -> list[tuple[float, float]]:
    """The middle of each spot's bay."""
    known = [(spot.x_m, spot.y_m) for spot in spots if spot.x_m is not None and spot.y_m is not None]
    left = max((x for x, _ in known), default=-_AISLE_M) + _AISLE_M
    top = min((y for _, y in known), default=0.0)
    lost = [spot for spot in spots if spot.x_m is None or spot.y_m is None]
    named: dict[str, set[str]] = defaultdict(set)
    for spot in lost:
        named[spot.aisle].add(spot.bay)
    aisles = {name: at for at, name in enumerate(sorted(named, key=_natural))}
    bays = {name: {bay: at for at, bay in enumerate(sorted(found, key=_natural))} for name, found in named.items()}
    places = []
    for spot in spots:
        if spot.x_m is not None and spot.y_m is not None:
            places.append((round(spot.x_m, 2), round(spot.y_m, 2)))
        else:
            places.append((left + aisles[spot.aisle] * _AISLE_M, top + bays[spot.aisle][spot.bay] * _BAY_M))
    return places


def _size(values: Iterable[float]) -> float:
    """How wide a bay may be drawn: the usual small gap between neighbours."""
    ordered = sorted(values)
    gaps = sorted(after - before for before, after in pairwise(ordered) if after - before >= _SMALLEST_M)
    usual = gaps[len(gaps) // 5] if gaps else _BAY_M
    return min(max(usual, _SMALLEST_M), _WIDEST_M) * 0.9


def _around(boxes: Sequence[Box]) -> Box:
    if not boxes:
        return Box(0, 0, 1, 1)
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _names(spots: Sequence[Spot], boxes: Sequence[Box]) -> tuple[tuple[str, float, float], ...]:
    """Each aisle's name above its first bay, in the middle of its bins."""
    found: dict[str, list[float]] = {}
    for spot, box in zip(spots, boxes, strict=True):
        x, _ = box.middle
        if spot.aisle:
            left, right, top = found.get(spot.aisle, [x, x, box.y])
            found[spot.aisle] = [min(left, x), max(right, x), min(top, box.y)]
    return tuple((name, (left + right) / 2, top) for name, (left, right, top) in found.items())


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Sorts 2 before 10."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text)]
