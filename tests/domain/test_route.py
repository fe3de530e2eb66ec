"""Pick walks against all orders of a few stops, and layouts read from bins."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.domain.route import DEPOT, Layout, Place, Point, distance, layout_of, walk, walk_length
from warehouse_app.domain.route_solver import short_walk

ONE_BLOCK = Layout((3.0, 6.0, 9.0, 12.0), (0.0, 12.0))
TWO_BLOCKS = Layout((3.0, 6.0, 9.0, 12.0), (0.0, 6.0, 12.0))


def bins(aisles: int, bays: list[float], *, turned: bool = False) -> list[Place]:
    """Bins of aisles 3 m apart with two levels."""
    return [
        Place(f"A{aisle:02}", str(bay + 1), level, *((y, 3.0 * aisle) if turned else (3.0 * aisle, y)))
        for aisle in range(1, aisles + 1)
        for bay, y in enumerate(bays)
        for level in "AB"
    ]


def at(*points: tuple[float, float]) -> list[Place]:
    return [Place(x_m=x, y_m=y) for x, y in points]


def shortest(metres: list[list[float]]) -> float:
    """The length of the shortest round walk, by dynamic programming over subsets (Held and Karp)."""
    size = len(metres)
    best = {(1 << j, j): metres[0][j] for j in range(1, size)}
    for _ in range(size - 2):
        longer: dict[tuple[int, int], float] = {}
        for (visited, last), length in best.items():
            for j in range(1, size):
                key = visited | 1 << j, j
                if not visited >> j & 1 and length + metres[last][j] < longer.get(key, float("inf")):
                    longer[key] = length + metres[last][j]
        best = longer
    return min((length + metres[last][0] for (_, last), length in best.items()), default=0.0)


def metres_between(places: list[Place], start: Point, layout: Layout | None) -> list[list[float]]:
    points = [start, *(Point(p.x_m, p.y_m) for p in places if p.x_m is not None and p.y_m is not None)]
    return [[distance(layout, a, b) for b in points] for a in points]


@st.composite
def floors(draw: st.DrawFn) -> tuple[Layout, list[Place], Point]:
    """Irregular aisles and blocks, up to seven stops, some of them on cross aisles, and a start at any cross aisle."""
    steps = st.integers(4, 9)
    aisles, cross = [draw(steps)], [0]
    for step in draw(st.lists(steps, max_size=4)):
        aisles.append(aisles[-1] + step)
    for step in draw(st.lists(st.integers(3, 12), min_size=1, max_size=3)):
        cross.append(cross[-1] + step)
    layout = Layout(tuple(map(float, aisles)), tuple(map(float, cross)), draw(st.booleans()))

    def point(across: float, along: float) -> Point:
        return Point(along, across) if layout.turned else Point(across, along)

    stops = draw(st.lists(st.tuples(st.sampled_from(aisles), st.integers(0, 4 * cross[-1])), min_size=1, max_size=7))
    places = [Place(*("",) * 3, *point(across, quarter / 4)) for across, quarter in stops]
    start = point(draw(st.integers(-2, aisles[-1] + 2)), draw(st.sampled_from([-1, *cross])))
    return layout, places, start


@settings(max_examples=300, deadline=None)
@given(floors())
def test_no_walk_is_shorter(floor: tuple[Layout, list[Place], Point]) -> None:
    layout, places, start = floor
    order = walk(places, start, layout)
    assert sorted(order) == list(range(len(places)))
    best = shortest(metres_between(places, start, layout))
    assert walk_length(places, order, start, layout) == pytest.approx(best)


@given(floors())
def test_distances_are_metric(floor: tuple[Layout, list[Place], Point]) -> None:
    layout, places, start = floor
    metres = metres_between(places, start, layout)
    for i, row in enumerate(metres):
        assert row[i] == 0
        for j, direct in enumerate(row):
            assert direct == pytest.approx(metres[j][i])
            assert all(direct <= row[k] + metres[k][j] + 1e-9 for k in range(len(metres)))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), min_size=1, max_size=7))
@settings(max_examples=50, deadline=None)
def test_without_a_layout_few_stops_are_exact_too(stops: list[tuple[int, int]]) -> None:
    places = at(*stops)
    best = shortest(metres_between(places, DEPOT, None))
    assert walk_length(places, walk(places)) == pytest.approx(best)


@pytest.mark.parametrize(
    "layout", [ONE_BLOCK, TWO_BLOCKS, Layout(tuple(3.0 * i for i in range(1, 21)), (0.0, 12.0, 25.0))]
)
def test_local_search_is_within_one_percent(layout: Layout) -> None:
    random = Random(7)
    for _ in range(2):
        places = at(*{(random.choice(layout.aisles), random.uniform(0.5, 11.5)) for _ in range(60)})
        best = walk_length(places, walk(places, layout=layout), layout=layout)
        metres = metres_between(places, DEPOT, layout)
        tour = short_walk(metres)
        assert sorted(tour) == list(range(61)) and tour[0] == 0
        assert sum(metres[a][b] for a, b in pairwise([*tour, 0])) <= 1.01 * best


def test_local_search_finds_the_same_again() -> None:
    random = Random(1)
    metres = metres_between(at(*((random.uniform(0, 60), random.uniform(0, 40)) for _ in range(25))), DEPOT, None)
    assert short_walk(metres) == short_walk(metres)
    assert [short_walk([[0.0] * size for _ in range(size)]) for size in range(4)] == [[], [0], [0, 1], [0, 1, 2]]
    assert sorted(short_walk([[0.0] * 9 for _ in range(9)])) == list(range(9))


def test_one_block_by_hand() -> None:
    # Up aisle 3, along the back, down aisle 6: two aisles' length and twice the way to the second.
    places = at((3, 1), (3, 11), (6, 1), (6, 11))
    assert walk(places, layout=ONE_BLOCK) in ([0, 1, 3, 2], [2, 3, 1, 0])
    assert walk_length(places, walk(places, layout=ONE_BLOCK), layout=ONE_BLOCK) == 2 * 12 + 2 * 6
    # One near stop in each aisle: in and out of each from the front.
    assert walk_length(at((3, 1), (12, 1)), [0, 1], layout=ONE_BLOCK) == 2 * 12 + 4 * 1


def test_a_middle_cross_aisle_shortens_the_way() -> None:
    places = at((3, 5), (12, 5))
    assert distance(ONE_BLOCK, Point(3, 5), Point(12, 5)) == 9 + 10
    assert distance(TWO_BLOCKS, Point(3, 5), Point(12, 5)) == 9 + 2
    assert walk_length(places, walk(places, layout=TWO_BLOCKS), layout=TWO_BLOCKS) == 3 + 6 + 9 + 6 + 12


def test_a_mirrored_floor_has_a_walk_as_long() -> None:
    random = Random(3)
    for layout in (ONE_BLOCK, TWO_BLOCKS):
        stops = [(random.choice(layout.aisles), random.uniform(0, 12)) for _ in range(20)]
        lengths = []
        for mirrored in (stops, [(15 - x, y) for x, y in stops], [(x, 12 - y) for x, y in stops]):
            start = (
                Point(0, 0) if mirrored is stops else Point(15, 0) if mirrored[0][1] == stops[0][1] else Point(0, 12)
            )
            places = at(*mirrored)
            lengths.append(walk_length(places, walk(places, start, layout), start, layout))
        assert lengths == pytest.approx([lengths[0]] * 3)


def test_levels_and_sides_of_a_bay_follow_each_other() -> None:
    layout = layout_of(bins(3, [1.2, 2.4, 3.6, 4.8]))
    places = [Place("A01", "1", level, 3.0, 1.2) for level in "CAB"]
    places.insert(1, Place("A02", "1", "A", 6.0, 1.2))
    order = walk(places, layout=layout)
    assert order in ([2, 3, 0, 1], [1, 2, 3, 0])


def test_places_without_coordinates_follow_by_code() -> None:
    places = [Place("A", "10", "1"), Place("A", "9", "1"), Place("A", "1", "1", 3.0, 1.2), Place("", "", "")]
    assert walk(places) == [2, 3, 1, 0]
    assert walk([]) == []


def test_the_layout_of_one_block() -> None:
    layout = layout_of(bins(3, [1.2, 2.4, 3.6, 4.8]))
    assert layout == Layout((3.0, 6.0, 9.0), (0.0, 6.0))
    assert layout_of(bins(3, [1.2, 2.4, 3.6, 4.8], turned=True)) == Layout((3.0, 6.0, 9.0), (0.0, 6.0), turned=True)


def test_the_layout_of_two_blocks_has_a_middle_cross_aisle() -> None:
    assert layout_of(bins(3, [1.2, 2.4, 3.6, 7.2, 8.4, 9.6])) == Layout((3.0, 6.0, 9.0), (0.0, 5.4, 10.8))


def test_a_bin_missing_in_some_aisles_is_no_cross_aisle() -> None:
    places = [p for p in bins(3, [1.2, 2.4, 3.6, 4.8, 6.0, 7.2, 8.4]) if not (p.bay == "4" and p.aisle != "A02")]
    assert layout_of(places) == Layout((3.0, 6.0, 9.0), (0.0, 9.6))


def test_aisles_of_two_zones_may_bear_the_same_names() -> None:
    zone = bins(3, [1.2, 2.4, 3.6, 4.8])
    other = [place._replace(x_m=60.0 + place.x_m) for place in zone if place.x_m]
    layout = layout_of([*zone, *other])
    assert layout == Layout((3.0, 6.0, 9.0, 63.0, 66.0, 69.0), (0.0, 6.0))


def test_both_sides_of_an_aisle_are_one_aisle() -> None:
    places = [Place("A01", str(i), "A", 3.0 + side, 1.2 * i) for i in range(1, 5) for side in (-0.8, 0.8)]
    places += [Place("A02", str(i), "A", 7.0 + side, 1.2 * i) for i in range(1, 5) for side in (-0.8, 0.8)]
    layout = layout_of(places)
    assert layout is not None and layout.aisles == (3.0, 7.0)
    assert distance(layout, Point(2.2, 1.2), Point(3.8, 1.2)) == 0


@pytest.mark.parametrize(
    "places",
    [
        [],
        [Place("A01", "1", "A")],  # no coordinates
        [Place("", "", "", 0.0, 0.0)],  # no aisle
        [*bins(2, [1.2, 2.4, 3.6]), *(Place("B01", str(i), "", 10.0 + i, 1.0) for i in range(5))],  # crosswise
    ],
)
def test_other_floors_have_no_layout(places: list[Place]) -> None:
    assert layout_of(places) is None


def test_a_bin_outside_the_layout_is_walked_to_all_the_same() -> None:
    places = [Place("X", "1", "A", 40.0, 40.0), Place("A01", "1", "A", 3.0, 5.0), Place("A02", "1", "A", 6.0, 5.0)]
    assert sorted(walk(places, layout=ONE_BLOCK)) == [0, 1, 2]
