"""Box choice: milliseconds an order and how full the boxes are, for made-up orders of 1 to 30 units.

    python -m benchmarks.cartons [--orders N]

The floor of the same run is checking the plans unit by unit. How plans compare with another solver's is
tests/domain/test_boxes_judged.py.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence

from tests.domain.geometry import check_plan
from tests.domain.orders_to_pack import FAMILY, made_up, volume
from warehouse_app.domain.boxes import Item, Plan, choose


def main(argv: list[str] | None = None) -> int:
    """Plan and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--orders", type=int, default=300)
    options = parser.parse_args(argv)
    times, floor, filled, boxes = [], 0.0, [], 0
    for items in made_up(options.orders):
        begun = time.perf_counter()
        plan = choose(items, FAMILY)
        times.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        check_plan(plan, items, FAMILY)
        floor += time.perf_counter() - begun
        filled.append(_fill(plan, items))
        boxes += len(plan.boxes)
    times.sort()
    middle, late = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"{len(times)} orders, {boxes} boxes, filled to {statistics.mean(filled):.0%} on average")
    print(f"  a plan: median {middle * 1000:.1f} ms, 99 % within {late * 1000:.0f} ms, most {times[-1] * 1000:.0f} ms")
    print(f"  {sum(times) / floor:.2f} x the time it takes to check the plans unit by unit")
    return 0


def _fill(plan: Plan, items: Sequence[Item]) -> float:
    goods = sum(item.length_mm * item.width_mm * item.height_mm * item.quantity for item in items)
    return goods / sum(volume(filled.box) for filled in plan.boxes)


if __name__ == "__main__":
    sys.exit(main())
