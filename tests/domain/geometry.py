"""An independent check of box plans, unit by unit: nothing of the solver's own is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, permutations

from warehouse_app.domain.boxes import Box, Item, Plan


def check_plan(plan: Plan, items: Sequence[Item], boxes: Sequence[Box]) -> None:
    """Every unit lies in one box, inside it, turned as it may be, on nobody else's place; nothing is too heavy."""
    placed: Counter[int] = Counter()
    for filled in plan.boxes:
        assert filled.box in boxes
        inner = (filled.box.length_mm, filled.box.width_mm, filled.box.height_mm)
        assert filled.units
        weight = 0
        for unit in filled.units:
            item = items[unit.item]
            corner, sides = unit[1:4], unit[4:7]
            assert all(at >= 0 and at + side <= room for at, side, room in zip(corner, sides, inner, strict=True)), unit
            own = (item.length_mm, item.width_mm, item.height_mm)
            assert tuple(sides) in set(permutations(own))
            assert not item.upright or sides[2] == item.height_mm
            placed[unit.item] += 1
            weight += item.weight_g
        assert not filled.box.max_weight_g or weight <= filled.box.max_weight_g
        for one, other in combinations(filled.units, 2):
            apart = [
                one[1 + k] + one[4 + k] <= other[1 + k] or other[1 + k] + other[4 + k] <= one[1 + k] for k in range(3)
            ]
            assert any(apart), (one, other)
            if not (apart[0] or apart[1]):  # one lies above the other
                low, high = (one, other) if one.z < other.z else (other, one)
                assert items[high.item].fragile or not items[low.item].fragile, (low, high)
    wanted = {at: item.quantity for at, item in enumerate(items) if item.quantity and at not in plan.loose}
    assert placed == wanted
