"""The order in which to walk to a batch's bins: the shortest round walk from the depot and back to it.

The walk is closed, because the cart ends where it began, at the packing benches. Where the layout is one of parallel
aisles it is exact (route_aisles); for any other floor a solver comes within 1 % (route_solver). Bins without
coordinates follow at the end, by aisle, bay and level.

    layout = layout_of(places_of_the_whole_site)      # once for a site; kept by the caller
    order = walk(places, layout=layout)               # indices into places
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from warehouse_app.domain.route_aisles import MOST_CROSS_AISLES, shortest_walk
from warehouse_app.domain.route_layout import Layout, Place, Point, code_order, distance, layout_of

__all__ = ["DEPOT", "Layout", "Place", "Point", "distance", "layout_of", "walk", "walk_length"]

DEPOT = Point(0.0, 0.0)


def walk(places: Sequence[Place], start: Point | None = None, layout: Layout | None = None) -> list[int]:
    """The indices of all places in walking order, from `start` (default: the depot at 0, 0) and back to it.

    Places at the same point (levels, sides of the aisle) follow each other by aisle, bay and level. Without a layout
    the walk goes along x and y as if nothing stood in the way.
    """
    indices_at: dict[Point, list[int]] = defaultdict(list)
    unknown = []
    for index in sorted(range(len(places)), key=lambda i: code_order(places[i])):
        place = places[index]
        if place.x_m is None or place.y_m is None:
            unknown.append(index)
        else:
            indices_at[Point(place.x_m, place.y_m)].append(index)
    points = list(indices_at)
    return [index for i in _order([start or DEPOT, *points], layout) for index in indices_at[points[i]]] + unknown


def _order(points: Sequence[Point], layout: Layout | None) -> list[int]:
    """The order of all points but the first, where the walk begins and ends, counted without it."""
    if len(points) < 3:
        return list(range(len(points) - 1))
    if layout and len(layout.cross_aisles) <= MOST_CROSS_AISLES:
        spots = [spot for point in points if (spot := layout.spot(point))]
        if len(spots) == len(points):
            return [i - 1 for i in shortest_walk(layout, spots) if i]
    from warehouse_app.domain.route_solver import short_walk

    return [i - 1 for i in short_walk([[distance(layout, a, b) for b in points] for a in points]) if i]


def walk_length(
    places: Sequence[Place], order: Sequence[int], start: Point | None = None, layout: Layout | None = None
) -> float:
    """Metres of the round walk over the places in this order; places without coordinates are passed over."""
    begin = start or DEPOT
    stops = [Point(p.x_m, p.y_m) for p in (places[i] for i in order) if p.x_m is not None and p.y_m is not None]
    path = [begin, *stops, begin]
    return sum(distance(layout, a, b) for a, b in pairwise(path))
