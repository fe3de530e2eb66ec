"""Which bin goods go into: the order of preference, what a bin refuses, and how a quantity is split."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.domain.slotting import UNLIMITED, Bin, Goods, plan, refusal, room

MINE, THEIRS = uuid.UUID(int=1), uuid.UUID(int=2)
MUG, TEA = uuid.UUID(int=11), uuid.UUID(int=12)
NEW = ("", "", "")


def goods(quantity: int, product: uuid.UUID = MUG, kind: tuple[str, str, str] = NEW, abc: str = "A") -> Goods:
    return Goods(product, MINE, kind, quantity, volume=1000, abc=abc)


def bins(*codes: str, capacity_units: int = 10) -> dict[uuid.UUID, Bin]:
    keys = [uuid.UUID(int=100 + n) for n in range(len(codes))]
    return {key: Bin(key, code, capacity_units=capacity_units) for key, code in zip(keys, codes, strict=True)}


def holding(place: Bin, quantity: int, product: uuid.UUID = MUG, kind: tuple[str, str, str] = NEW) -> Bin:
    place.put(goods(quantity, product, kind), quantity)
    return place


def split(found: Sequence[tuple[int, int, Bin | None]]) -> list[tuple[int, str]]:
    return [(quantity, place.code if place else "") for _, quantity, place in found]


def test_the_same_product_then_an_empty_bin_then_one_in_use() -> None:
    places = bins("own", "empty", "used")
    own, empty, used = places
    holding(places[own], 7)
    holding(places[used], 8, TEA)
    found = plan([goods(20)], places, first={MUG: [own]}, empty={("ambient", "A"): [empty]}, others=[used])
    assert split(found) == [(3, "own"), (10, "empty"), (2, "used"), (5, "")]


def test_a_pick_face_is_filled_to_its_maximum_and_the_rest_is_reserve() -> None:
    places = bins("face", "empty", "reserve", capacity_units=100)
    face, empty, reserve = places
    holding(places[face], 4)
    found = plan(
        [goods(50)], places, first={MUG: [face]}, empty={("ambient", "A"): [empty]}, reserve={"ambient": [reserve]},
        faces={(face, MUG): 20},
    )  # fmt: skip
    assert split(found) == [(16, "face"), (34, "reserve")]


def test_without_a_face_the_reserve_comes_after_empty_bins() -> None:
    places = bins("empty", "reserve")
    empty, reserve = places
    found = plan([goods(15)], places, first={}, empty={("ambient", "A"): [empty]}, reserve={"ambient": [reserve]})
    assert split(found) == [(10, "empty"), (5, "reserve")]


def test_another_grade_lies_apart_where_there_is_room() -> None:
    places = bins("graded", "empty")
    graded, empty = places
    holding(places[graded], 1, kind=("", "", "B"))
    found = plan([goods(12)], places, first={MUG: [graded]}, empty={("ambient", "A"): [empty]})
    assert split(found) == [(10, "empty"), (2, "graded")]


def test_lots_of_one_tote_lie_apart() -> None:
    places = bins("one", "two")
    lots = [goods(2, kind=(lot, "", "")) for lot in ("L1", "L2", "L1")]
    assert split(plan(lots, places, first={}, empty={("ambient", "A"): list(places)})) == [
        (2, "one"), (2, "two"), (2, "one")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (Bin(MUG, "B", temperature="frozen"), "temperature"),
        (Bin(MUG, "B", is_counted=True), "counted"),
        (Bin(MUG, "B", clients={THEIRS}), "client"),
        (Bin(MUG, "B", clients={MINE}, kinds={MUG: {("L1", "", ""): 1}}), "lot"),
        (Bin(MUG, "B", clients={MINE}, kinds={MUG: {("", "2026-01-01", ""): 1}}), "lot"),
        (Bin(MUG, "B", clients={MINE}, kinds={MUG: {("L1", "", ""): 1}}, mixed_lots=True), None),
        (Bin(MUG, "B", clients={MINE}, kinds={MUG: {("", "", "B"): 1}}), None),
        (Bin(MUG, "B", clients={MINE}, kinds={TEA: {("L1", "", ""): 1}}), None),
    ],
)
def test_what_a_bin_refuses(place: Bin, reason: str | None) -> None:
    assert refusal(place, goods(1)) == reason


def test_room() -> None:
    assert room(Bin(MUG, "B"), goods(1)) == UNLIMITED
    assert room(Bin(MUG, "B", capacity=10_500), goods(1)) == 10
    assert room(Bin(MUG, "B", capacity=10_500, used=9_800), goods(1)) == 0
    assert room(Bin(MUG, "B", capacity=10_500, capacity_units=4, units=1), goods(1)) == 3
    assert room(Bin(MUG, "B", capacity=10, used=99, capacity_units=4, units=9), goods(1)) == 0
    assert room(Bin(MUG, "B", capacity=10), goods(1)._replace(volume=0)) == UNLIMITED


@given(
    st.lists(st.tuples(st.integers(1, 40), st.sampled_from([MUG, TEA]), st.sampled_from(["", "L1", "L2"])), max_size=8),
    st.lists(st.integers(0, 15), max_size=8),
)
def test_every_unit_is_planned_once_and_no_bin_is_overfilled(
    wanted: list[tuple[int, uuid.UUID, str]], capacities: list[int]
) -> None:
    places = bins(*(f"B{n}" for n in range(len(capacities))))
    for place, capacity in zip(places.values(), capacities, strict=True):
        place.capacity_units = capacity
    items = [goods(quantity, product, (lot, "", "")) for quantity, product, lot in wanted]
    found = plan(items, places, first={}, empty={("ambient", "A"): list(places)}, others=list(places))
    for index, item in enumerate(items):
        assert sum(put.quantity for put in found if put.at == index) == item.quantity
    for place in places.values():
        assert not place.capacity_units or place.units <= place.capacity_units
        assert all(len({kind[:2] for kind in kinds}) == 1 for kinds in place.kinds.values())
