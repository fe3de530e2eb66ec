"""Several stations put goods away at the same moment: no bin is overfilled and nothing is planned twice."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.robustness.test_races import at_once, codes, stations
from tests.workflows.small import Warehouse
from tests.workflows.test_putaway_received import arrived
from warehouse_app.database.models import Location, PutTask, table

ROOM = 12


def lit(house: Warehouse, number: int) -> None:
    """Products of a litre each, and one bin for twelve of them."""
    for n in range(number):
        house.product(f"LIT{n}", {f"88020000000{n:02}": 1})
    house.place("C-1", capacity_l=ROOM, distance_mm=1)


def test_the_last_room_of_a_bin_is_filled_once(house: Warehouse) -> None:
    lit(house, 5)
    for n in range(5):
        arrived(house, f"TOTE-{n + 1}", f"LIT{n}", 5)
    house.set(Location, house.ids["location", "C-1"], is_empty=False)  # nobody is sent there: all choose it themselves
    workers = stations(house, "putaway", 5)
    for n, worker in enumerate(workers):
        worker.scans(f"TOTE-{n + 1}", f"LIT{n}")
    said = codes(*((worker, "C-1") for worker in workers))
    assert said == ["ok"] * 2 + ["over_quantity"] * 3
    assert sum(house.on_hand(f"LIT{n}", "C-1") for n in range(5)) == 10


def test_the_last_room_is_moved_into_once(house: Warehouse) -> None:
    lit(house, 5)
    for n in range(5):
        house.stock(f"D-{n + 1}", f"LIT{n}", 5)
    workers = stations(house, "move", 5)
    for n, worker in enumerate(workers):
        worker.scans(f"D-{n + 1}", f"LIT{n}", "5")
    said = codes(*((worker, "C-1") for worker in workers))
    assert said == ["ok"] * 2 + ["over_quantity"] * 3


def test_one_lot_in_a_bin_whoever_is_first(house: Warehouse) -> None:
    house.product("SOAP", {"8801000000074": 1}, lot_tracked=True)
    house.place("C-1", distance_mm=1)
    for n in range(5):
        house.stock(f"D-{n + 1}", "SOAP", 1, lot=f"L{n}")
    workers = stations(house, "move", 5)
    for n, worker in enumerate(workers):
        worker.scans(f"D-{n + 1}", "SOAP")
    said = codes(*((worker, "C-1") for worker in workers))
    assert said == ["ok"] + ["wrong_bin"] * 4


def test_units_at_a_receiving_place_are_planned_once(house: Warehouse) -> None:
    for n in range(6):
        house.product(f"P{n}", {f"88010000001{n:02}": 1})
        arrived(house, "RECEIVING", f"P{n}", 4)
    workers = stations(house, "putaway", 5)
    said = codes(*((worker, "RECEIVING") for worker in workers))
    assert said == ["claimed"] * 4 + ["ok"]
    plans = house.rows(
        select(table(PutTask).c.product_id, func.sum(table(PutTask).c.quantity).label("units"))
        .group_by(table(PutTask).c.product_id)
    )  # fmt: skip
    assert [int(plan.units) for plan in plans] == [4] * 6


def test_everybody_takes_another_item_at_a_receiving_place(house: Warehouse) -> None:
    for n in range(5):
        house.product(f"P{n}", {f"88010000001{n:02}": 1})
        house.stock(f"D-{n + 1}", f"P{n}", 1)
        arrived(house, "RECEIVING", f"P{n}", 4)
    workers = stations(house, "putaway", 5)
    assert codes(*((worker, f"P{n}") for n, worker in enumerate(workers))) == ["ok"] * 5
    at_once(*(lambda worker=worker: worker.scan(str(worker.screen.target["location"])) for worker in workers))
    assert [house.on_hand(f"P{n}", f"D-{n + 1}") for n in range(5)] == [5] * 5


def test_the_same_tote_at_several_stations(house: Warehouse) -> None:
    arrived(house, "TOTE-1", "MUG", 3)
    said = codes(*((worker, "TOTE-1") for worker in stations(house, "putaway", 5)))
    assert said == ["claimed"] * 4 + ["ok"]


def test_room_on_its_way_is_promised_once(house: Warehouse) -> None:
    """Plans made at the same moment do not send two people to one room."""
    lit(house, 4)
    for n in range(4):
        arrived(house, f"TOTE-{n + 1}", f"LIT{n}", 10)
    workers = stations(house, "putaway", 4)
    assert codes(*((worker, f"TOTE-{n + 1}") for n, worker in enumerate(workers))) == ["ok"] * 4
    assert [worker.screen.target["location"] for worker in workers].count("C-1") == 1
