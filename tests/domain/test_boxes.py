"""The box that is suggested."""

from warehouse_app.domain.boxes import FILL_FACTOR, Box, Item, suggest

SMALL, MIDDLE, LARGE = Box("S", 200, 150, 100), Box("M", 300, 200, 150), Box("L", 400, 300, 250, max_weight_g=10_000)
BOXES = (LARGE, SMALL, MIDDLE)


def said(items: list[Item], boxes: tuple[Box, ...] = BOXES) -> tuple[str, list[str]]:
    suggestion = suggest(items, boxes)
    return suggestion.box.code if suggestion.box else "", [warning.text for warning in suggestion.warnings]


def test_the_smallest_box_that_holds_a_turned_item() -> None:
    assert said([Item(100, 200, 150)]) == ("S", [])  # exactly, on its side
    assert said([Item(210, 10, 10)]) == ("M", [])  # too long for S, however little
    assert suggest([Item(100, 200, 150)], BOXES).fill == 1


def test_several_items_leave_air() -> None:
    assert said([Item(200, 150, 50, quantity=2)]) == ("M", [])
    assert said([Item(100, 75, 50, quantity=6)]) == ("S", [])
    assert suggest([Item(100, 75, 50, quantity=6)], BOXES).fill <= FILL_FACTOR


def test_what_fits_nowhere_gets_the_largest_box_and_a_warning() -> None:
    assert said([Item(500, 10, 10)]) == ("L", ["An item is longer than the largest box."])
    assert said([Item(300, 300, 200, quantity=5)]) == ("L", ["The goods need more than one box."])
    assert said([Item(350, 100, 100, weight_g=6_000, quantity=2)]) == ("L", ["The goods are too heavy for one box."])


def test_heavy_goods_take_a_stronger_box() -> None:
    weak = Box("W", 200, 150, 100, max_weight_g=1_000)
    assert said([Item(50, 50, 50, weight_g=1_500)], (weak, MIDDLE)) == ("M", [])


def test_unknown_sizes_are_said() -> None:
    warning = "{count} products have no size: check the box by eye."
    assert said([Item(), Item(100, 100, 50)]) == ("S", [warning])
    assert said([Item(weight_g=5)]) == ("", [warning])
    assert said([Item(100, 100, 50)], (Box("?", 0, 0, 0),)) == ("", [])
    assert said([]) == ("", [])


def test_equal_boxes_are_chosen_by_code() -> None:
    assert said([Item(10, 10, 10)], (Box("B", 50, 50, 50), Box("A", 50, 50, 50))) == ("A", [])
