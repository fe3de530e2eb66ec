"""The map's figures: fill, picks, age, and the walk of a batch."""

from __future__ import annotations

from datetime import timedelta

from tests.workflows.small import NOON, Warehouse
from warehouse_app.database.models import Location, Product
from warehouse_app.reports.floor_map import FloorMap, MapBin, floor_map, open_batches, walk_of


def seen(house: Warehouse) -> FloorMap:
    with house.database.read() as connection:
        return floor_map(connection, NOON + timedelta(days=10))


def bin_of(floor: FloorMap, code: str) -> MapBin:
    return next(one for one in floor.bins if one.code == code)


def test_fill_is_the_fuller_of_units_and_litres(house: Warehouse) -> None:
    house.set(Location, house.ids["location", "A-1"], capacity_units=200, capacity_l=1000)  # 100 units of 1 l
    house.set(Location, house.ids["location", "A-2"], capacity_units=4)  # 5 units
    house.set(Location, house.ids["location", "A-3"], capacity_l=100)  # 50 units of 1 l
    house.place("Z-1", capacity_units=10)
    floor = seen(house)
    assert [bin_of(floor, code).fill for code in ("A-1", "A-2", "A-3", "B-1", "Z-1")] == [0.5, 1.25, 0.5, -1.0, 0.0]
    assert bin_of(floor, "A-1").units == 100


def test_picks_and_age(house: Warehouse) -> None:
    house.set(Product, house.ids["product", "MAIN/MUG"], picks=321)
    house.place("Z-1")
    floor = seen(house)
    assert (bin_of(floor, "A-1").picks, bin_of(floor, "A-1").days) == (321, 10)
    assert (bin_of(floor, "Z-1").picks, bin_of(floor, "Z-1").days) == (0, -1)


def test_only_places_that_stand_on_the_floor_are_drawn(house: Warehouse) -> None:
    codes = {one.code for one in seen(house).bins}
    assert {"A-1", "B-1"} <= codes
    assert not codes & {"TOTE-1", "CART-1", "SUPPLIER"}
    floor = seen(house)
    assert [floor.bins[number].id for number in floor.numbers.values()] == list(floor.numbers)


def test_the_walk_of_an_open_batch(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "TEA": 2, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "{location}")
    with house.database.read() as connection:
        (batch,) = open_batches(connection)
        places = walk_of(connection, batch.id)
    floor = seen(house)
    assert batch.station == "PICK-1"
    assert [floor.bins[floor.numbers[key]].code for key in places] == ["A-1", "A-2", "A-3"]
