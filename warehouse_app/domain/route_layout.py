"""Where bins stand and how far apart they are on foot: parallel aisles joined by cross aisles.

People walk along aisles and change aisle only at cross aisles: at the front, at the back, and where racks of all
aisles leave a common gap. Metres throughout.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_AISLE_WIDTH_M = 3.0  # the bins of one aisle, both sides, lie within this
_SAME_AISLE_M = 6.0  # bins of one aisle's name further apart than this stand in different places
_AT_CROSS_AISLE_M = 5.0  # a place outside the aisles and this near a cross aisle is reached from it
_DEFAULT_BAY_M = 1.2


class Point(NamedTuple):
    x_m: float
    y_m: float


class Place(NamedTuple):
    """A location as far as walking goes. Coordinates are None where the location file gives none."""

    aisle: str = ""
    bay: str = ""
    level: str = ""
    x_m: float | None = None
    y_m: float | None = None


class Spot(NamedTuple):
    """A point in terms of a layout: `across` the aisles, `along` them, and the way in from there to the point.

    `row` is the cross aisle at which a spot outside the aisles lies; -1 for a spot in an aisle.
    """

    across: float
    along: float
    row: int
    way_in: float


@dataclass(frozen=True)
class Layout:
    """Parallel aisles at these positions, joined by two or more cross aisles at these; both ascending.

    `turned`: aisles run along x (positions of aisles are y values), not along y.
    """

    aisles: tuple[float, ...]
    cross_aisles: tuple[float, ...]
    turned: bool = False

    def spot(self, point: Point) -> Spot | None:
        """The point in this layout; None where it lies neither in an aisle nor at a cross aisle."""
        across, along = (point.y_m, point.x_m) if self.turned else (point.x_m, point.y_m)
        front, back = self.cross_aisles[0], self.cross_aisles[-1]
        aisle = min(self.aisles, key=lambda position: abs(position - across))
        if abs(aisle - across) <= _AISLE_WIDTH_M / 2 and front <= along <= back:
            return Spot(aisle, along, -1, 0.0)
        row = min(range(len(self.cross_aisles)), key=lambda i: abs(self.cross_aisles[i] - along))
        way_in = abs(self.cross_aisles[row] - along)
        return Spot(across, self.cross_aisles[row], row, way_in) if way_in <= _AT_CROSS_AISLE_M else None


def spot_distance(layout: Layout, a: Spot, b: Spot) -> float:
    """Walking distance between two spots of the layout."""
    if a == b:
        return 0.0
    across, way_in = abs(a.across - b.across), a.way_in + b.way_in
    if a.row == b.row and (a.row >= 0 or across == 0):  # along one cross aisle or one aisle
        return way_in + across + abs(a.along - b.along)
    if a.row >= 0 and b.row >= 0:  # from one cross aisle to another through the aisle that suits
        across = min(abs(a.across - aisle) + abs(aisle - b.across) for aisle in layout.aisles)
    return way_in + across + min(abs(a.along - cross) + abs(cross - b.along) for cross in layout.cross_aisles)


def distance(layout: Layout | None, a: Point, b: Point) -> float:
    """Walking distance in metres; without a layout, and for points outside it, along x and y."""
    if layout and (spot_a := layout.spot(a)) and (spot_b := layout.spot(b)):
        return spot_distance(layout, spot_a, spot_b)
    return abs(a.x_m - b.x_m) + abs(a.y_m - b.y_m)


def layout_of(places: Iterable[Place]) -> Layout | None:
    """The layout of a site by all its bins; None if its aisles are not parallel or have no coordinates.

    Places without an aisle are passed over. The front and back cross aisles lie one bay outside the outermost bays;
    a gap common to all aisles of at least two bays, with three bays or more on each side, is a cross aisle too.
    """
    points_of: dict[str, set[Point]] = defaultdict(set)
    for place in places:
        if place.aisle and place.x_m is not None and place.y_m is not None:
            points_of[place.aisle].add(Point(place.x_m, place.y_m))
    aisles = [aisle for points in points_of.values() for part in _apart(points, 0) for aisle in _apart(part, 1)]
    if not aisles:
        return None
    longer_in_x = [_spread(points, 0) - _spread(points, 1) for points in aisles]
    turned = sum(extent > 0 for extent in longer_in_x) > sum(extent < 0 for extent in longer_in_x)
    along_axis, across_axis = (0, 1) if turned else (1, 0)
    if any(_spread(points, across_axis) > _AISLE_WIDTH_M for points in aisles):
        return None
    middles = {round(_middle(points, across_axis), 2) for points in aisles}
    bays_of = [sorted({point[along_axis] for point in points}) for points in aisles]
    return Layout(tuple(sorted(middles)), _cross_aisles(bays_of), turned)


def _apart(points: Iterable[Point], axis: int) -> list[list[Point]]:
    """The points in groups: zones far apart often name their aisles alike."""
    groups: list[list[Point]] = []
    for point in sorted(points, key=lambda point: point[axis]):
        if groups and point[axis] - groups[-1][-1][axis] <= _SAME_AISLE_M:
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _cross_aisles(bays_of: Sequence[Sequence[float]]) -> tuple[float, ...]:
    steps = [b - a for bays in bays_of for a, b in pairwise(bays) if b - a > 0.05]
    bay = median(steps) if steps else _DEFAULT_BAY_M
    all_bays = sorted({position for bays in bays_of for position in bays})
    gaps = [i for i in range(1, len(all_bays)) if all_bays[i] - all_bays[i - 1] > 1.99 * bay]
    edges = [0, *gaps, len(all_bays)]
    if any(b - a < 3 for a, b in pairwise(edges)):
        gaps = []  # few bins far apart, not blocks
    middles = [(all_bays[i - 1] + all_bays[i]) / 2 for i in gaps]
    return tuple(round(position, 3) for position in (all_bays[0] - bay, *middles, all_bays[-1] + bay))


def _spread(points: Iterable[Point], axis: int) -> float:
    values = [point[axis] for point in points]
    return max(values) - min(values)


def _middle(points: Iterable[Point], axis: int) -> float:
    values = [point[axis] for point in points]
    return (max(values) + min(values)) / 2


def code_order(place: Place) -> tuple[tuple[tuple[int, int | str], ...], ...]:
    """Sort key by aisle, bay and level as people count them: A2 before A10."""
    return tuple(
        tuple((0, int(part)) if part.isdecimal() else (1, part) for part in re.findall(r"[0-9]+|[^0-9]+", text))
        for text in (place.aisle, place.bay, place.level)
    )
