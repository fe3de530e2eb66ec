"""Pick walks: time and metres, exact and by local search, with PyVRP for comparison where it is installed.

python -m benchmarks.route
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Sequence
from random import Random
from statistics import median
from typing import Any

from warehouse_app.domain.route import DEPOT, Layout, Place, Point, distance, walk, walk_length
from warehouse_app.domain.route_solver import short_walk

AISLES = tuple(3.0 * i for i in range(1, 21))
CROSS_AISLES = {1: (0.0, 25.2), 2: (0.0, 12.6, 25.2), 3: (0.0, 8.4, 16.8, 25.2), 4: (0.0, 6.3, 12.6, 18.9, 25.2)}
SIZES = (10, 60, 120, 250)


def random_places(random: Random, count: int) -> list[Place]:
    """Bins of 20 aisles of 20 bays, three levels."""
    found = []
    for _ in range(count):
        aisle, bay = random.randint(1, 20), random.randint(1, 20)
        found.append(Place(f"{aisle:02}", str(bay), random.choice("ABC"), 3.0 * aisle, round(1.2 * bay, 1)))
    return found


def exact(random: Random) -> None:
    print("exact, 20 aisles: milliseconds, median and worst of 15")
    for blocks, cross in CROSS_AISLES.items():
        layout = Layout(AISLES, cross)
        cells = []
        for count in SIZES:
            took = []
            for _ in range(15):
                places = random_places(random, count)
                begin = time.perf_counter()
                walk(places, layout=layout)
                took.append(1000 * (time.perf_counter() - begin))
            cells.append(f"{count} stops {median(took):6.1f} {max(took):6.1f}")
        print(f"  {blocks} block(s): " + " | ".join(cells))


def against_exact(random: Random) -> None:
    print("local search on two blocks: over the exact optimum, median and worst of 7; median ms")
    layout = Layout(AISLES, CROSS_AISLES[2])
    for count in SIZES:
        over, took, over_pyvrp, took_pyvrp = [], [], [], []
        for _ in range(7):
            points = {Point(p.x_m, p.y_m) for p in random_places(random, count) if p.x_m and p.y_m}
            places = [Place(x_m=x, y_m=y) for x, y in sorted(points)]
            best = walk_length(places, walk(places, layout=layout), layout=layout)
            metres = [[distance(layout, a, b) for b in (DEPOT, *sorted(points))] for a in (DEPOT, *sorted(points))]
            begin = time.perf_counter()
            tour = short_walk(metres)
            took.append(1000 * (time.perf_counter() - begin))
            over.append(100 * (_metres(metres, tour) / best - 1))
            if importlib.util.find_spec("pyvrp"):
                begin = time.perf_counter()
                length = _pyvrp(metres)
                took_pyvrp.append(1000 * (time.perf_counter() - begin))
                over_pyvrp.append(100 * (length / best - 1))
        print(f"  {count:3} stops: {median(over):5.2f} % {max(over):5.2f} % {median(took):5.0f} ms", end="")
        if over_pyvrp:
            print(f"   PyVRP {median(over_pyvrp):5.2f} % {max(over_pyvrp):5.2f} % {median(took_pyvrp):5.0f} ms", end="")
        print()


def _metres(metres: Sequence[Sequence[float]], tour: Sequence[int]) -> float:
    return sum(metres[a][b] for a, b in zip(tour, [*tour[1:], tour[0]], strict=True))


def _pyvrp(metres: Sequence[Sequence[float]]) -> float:
    """The length that PyVRP finds in 1,000 iterations; it takes whole numbers, here centimetres."""
    import numpy
    import pyvrp
    from pyvrp.solve import solve
    from pyvrp.stop import MaxIterations

    matrix: Any = numpy.array([[round(100 * m) for m in row] for row in metres])
    size = len(metres)
    data = pyvrp.ProblemData(
        [pyvrp.Location(i, 0) for i in range(size)], [pyvrp.Client(i) for i in range(1, size)], [pyvrp.Depot(0)],
        [pyvrp.VehicleType()], [matrix], [numpy.zeros_like(matrix)],
    )  # fmt: skip
    return solve(data, MaxIterations(1000), seed=1, collect_stats=False).best.distance() / 100


if __name__ == "__main__":
    exact(Random(1))
    against_exact(Random(2))
