"""Which boxes are proposed, and that goods can really lie in them as the plan says."""

from __future__ import annotations

import pytest

from tests.domain.geometry import check_plan
from tests.domain.orders_to_pack import FAMILY, made_up, volume
from warehouse_app.domain.boxes import QUICK, Box, Item, choose

SMALL, MIDDLE, LARGE = Box("S", 200, 150, 100), Box("M", 300, 200, 150), Box("L", 400, 300, 250, max_weight_g=10_000)
BOXES = (LARGE, SMALL, MIDDLE)


def said(items: list[Item], boxes: tuple[Box, ...] = BOXES) -> tuple[str, list[str]]:
    plan = choose(items, boxes)
    check_plan(plan, items, boxes)
    return " ".join(filled.box.code for filled in plan.boxes), [warning.text for warning in plan.warnings]


def test_the_smallest_box_that_holds_a_turned_item() -> None:
    assert said([Item(100, 200, 150)]) == ("S", [])  # exactly, on its side
    assert said([Item(210, 10, 10)]) == ("M", [])  # too long for S, however little
    assert said([Item(100, 200, 150, upright=True)]) == ("M", [])  # may not lie down


def test_units_fill_a_box_to_the_last_corner() -> None:
    assert said([Item(200, 150, 50, quantity=2)]) == ("S", [])
    assert said([Item(100, 75, 50, quantity=8)]) == ("S", [])
    assert said([Item(100, 75, 50, quantity=9)]) == ("M", [])
    assert said([Item(200, 150, 50), Item(100, 150, 50), Item(100, 75, 100, quantity=1)]) == ("M", [])


def test_sides_that_do_not_go_together_take_a_larger_box() -> None:
    """The volume would do: 2 × 1.2 of 3 litres. Neither turns beside the other."""
    assert said([Item(160, 110, 70, quantity=2)]) == ("M", [])


def test_several_boxes() -> None:
    assert said([Item(300, 300, 200, quantity=5)])[0] == "L L L L L"
    assert said([Item(400, 300, 125, quantity=3)])[0] == "L L"
    assert said([Item(400, 300, 125, quantity=2), Item(200, 150, 100)])[0] == "L S"  # the rest in the smallest
    assert said([Item(350, 100, 100, weight_g=6_000, quantity=2)]) == ("L L", [])  # too heavy for one


def test_what_goes_into_no_box_is_said() -> None:
    assert said([Item(500, 10, 10)]) == ("", ["{count} products are too large or too heavy for every box."])
    assert said([Item(500, 10, 10), Item(10, 10, 10)])[0] == "S"
    assert said([Item(350, 100, 100, weight_g=10_001)])[1] == [
        "{count} products are too large or too heavy for every box."
    ]


def test_heavy_goods_take_a_stronger_box() -> None:
    weak = Box("W", 200, 150, 100, max_weight_g=1_000)
    assert said([Item(50, 50, 50, weight_g=1_500)], (weak, MIDDLE)) == ("M", [])
    assert said([Item(50, 50, 50, weight_g=400, quantity=3)], (weak, MIDDLE)) == ("M", [])
    assert said([Item(50, 50, 50, weight_g=400, quantity=3)], (weak,)) == ("W W", [])


def test_nothing_sturdy_lies_on_fragile_goods() -> None:
    """A glass pane and a brick of the box's whole ground: the brick goes below. Two bricks around it need another."""
    pane, brick = Item(200, 150, 20, 300, 1, fragile=True), Item(200, 150, 80, 2_000)
    assert said([pane, brick]) == ("S", [])
    plan = choose([pane, brick], BOXES)
    assert {unit.item: unit.z for unit in plan.boxes[0].units} == {1: 0, 0: 80}


def test_unknown_sizes_are_said() -> None:
    warning = "{count} products have no size: check the box by eye."
    assert said([Item(), Item(100, 100, 50)]) == ("S", [warning])
    assert said([Item(weight_g=5)]) == ("", [warning])
    assert said([Item(100, 100, 50)], (Box("?", 0, 0, 0),)) == ("", [])
    assert said([]) == ("", [])


def test_equal_boxes_are_chosen_by_code() -> None:
    assert said([Item(10, 10, 10)], (Box("B", 50, 50, 50), Box("A", 50, 50, 50)))[0] == "A"


@pytest.mark.parametrize("limits", [False, True])
def test_three_hundred_orders_can_be_packed_as_planned(*, limits: bool) -> None:
    for items in made_up(300, limits=limits):
        plan = choose(items, FAMILY)
        assert not plan.loose
        check_plan(plan, items, FAMILY)
        assert plan == choose(items, FAMILY)  # the same goods, the same plan


def test_thousands_of_units() -> None:
    items = [Item(60 + n % 50, 40 + n % 30, 20 + n % 70, 100, 24 + n % 40, fragile=n % 9 == 0) for n in range(60)]
    plan = choose(items, FAMILY)
    check_plan(plan, items, FAMILY)
    goods = sum(item.length_mm * item.width_mm * item.height_mm * item.quantity for item in items)
    assert sum(volume(filled.box) for filled in plan.boxes) < 1.35 * goods


def test_a_quick_plan_is_a_plan() -> None:
    for items in made_up(60):
        check_plan(choose(items, FAMILY, QUICK), items, FAMILY)
