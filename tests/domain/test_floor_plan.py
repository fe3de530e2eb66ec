"""Where bins are drawn: by their coordinates, else in a grid; and found again by a point."""

from __future__ import annotations

from warehouse_app.domain.floor_plan import Box, Spot, plan_of

RACK = [Spot(f"{a}", f"{b}", level, a * 3.0, b * 1.2) for a in range(3) for b in range(4) for level in "BA"]


def overlap(one: Box, other: Box) -> bool:
    return (one.x < other.x + other.width and other.x < one.x + one.width
            and one.y < other.y + other.height and other.y < one.y + one.height)  # fmt: skip


def test_boxes_stand_where_the_coordinates_say_and_never_overlap() -> None:
    plan = plan_of(RACK)
    assert len(plan.boxes) == len(RACK)
    assert not any(overlap(a, b) for at, a in enumerate(plan.boxes) for b in plan.boxes[at + 1 :])
    for number, spot in enumerate(RACK):
        x, y = plan.boxes[number].middle
        assert spot.x_m is not None and spot.y_m is not None
        assert abs(x - spot.x_m) < 1.5 and abs(y - spot.y_m) < 0.6
        assert plan.at(x, y) == number
    assert plan.boxes[1].x < plan.boxes[0].x  # level A lies left of B
    assert plan.at(-50, 0) is None
    assert [name for name, _, _ in plan.aisles] == ["0", "1", "2"]


def test_without_coordinates_aisles_and_bays_make_a_grid() -> None:
    spots = [Spot(aisle, bay, "", None, None) for aisle in ("P2", "P10") for bay in ("2", "10")]
    boxes = plan_of(spots).boxes
    assert boxes[0].x == boxes[1].x < boxes[2].x == boxes[3].x  # P2 before P10
    assert boxes[0].y == boxes[2].y < boxes[1].y == boxes[3].y  # 2 before 10


def test_bins_without_coordinates_stand_beside_the_others() -> None:
    plan = plan_of([*RACK, Spot("X", "1", "", None, None)])
    assert plan.boxes[-1].x > max(box.x + box.width for box in plan.boxes[:-1])


def test_no_bins_are_no_trouble() -> None:
    assert plan_of([]).at(0, 0) is None
