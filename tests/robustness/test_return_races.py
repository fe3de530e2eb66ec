"""Several stations at the same return, the same order, the same unit, at the same moment: each counts once."""

from __future__ import annotations

from sqlalchemy import select

from tests.robustness.test_races import codes, stations
from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse
from warehouse_app.database.models import Move, OrderLine, ReturnCase, ReturnUnit, table


def test_a_parcel_arrives_once(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 1, "CUP": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    docks = stations(house, "arrive", 5, "inspector")
    assert codes(*((dock, "RMA-7") for dock in docks)) == ["already_done"] * 4 + ["ok"]
    assert house.count(ReturnCase, status="arrived") == 1


def test_a_sealed_parcel_goes_back_once(house: Warehouse) -> None:
    number = ship(house, "1001", {"MUG": 3})
    docks = stations(house, "arrive", 4, "inspector")
    for dock in docks:
        dock.scans(number)
    said = codes(*((dock, f"TOTE-{n}") for n, dock in enumerate(docks, 1)))
    assert said == ["already_done"] * 3 + ["ok"]
    assert house.count(Move, kind="return") == 1 and house.count(ReturnUnit) == 1


def test_a_case_has_one_bench(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 1, "CUP": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    benches = stations(house, "inspect", 5, "inspector")
    assert codes(*((bench, "RMA-7") for bench in benches)) == ["claimed"] * 4 + ["ok"]


def test_the_last_unit_of_an_order_comes_back_once(house: Warehouse) -> None:
    """Two returns of the same order, a bench each: one has the unit, to the other it is one too many."""
    ship(house, "1001", {"MUG": 1, "CUP": 1})
    for rma in ("RMA-7", "RMA-8", "RMA-9"):
        announce(house, rma, "1001", {"MUG": 1})
    benches = stations(house, "inspect", 3, "inspector")
    for bench, rma in zip(benches, ("RMA-7", "RMA-8", "RMA-9"), strict=True):
        bench.scans(rma)
    assert codes(*((bench, "MUG") for bench in benches)) == ["confirm"] * 2 + ["ok"]
    line = table(OrderLine)
    assert sorted(row.returned for row in house.rows(select(line.c.returned))) == [0, 1]


def test_one_tote_for_one_bench(house: Warehouse) -> None:
    for n in (1, 2, 3):
        ship(house, f"100{n}", {"MUG": 1})
        announce(house, f"RMA-{n}", f"100{n}", {"MUG": 1})
    benches = stations(house, "inspect", 3, "inspector")
    for n, bench in enumerate(benches, 1):
        bench.scans(f"RMA-{n}", "MUG", "CHOICE-1")
    assert codes(*((bench, "TOTE-1") for bench in benches)) == ["ok", "wrong_tote", "wrong_tote"]


def test_the_same_scan_sent_twice_counts_once(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    bench = house.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7")
    for scan in ("MUG", "CHOICE-1", "TOTE-1"):
        key = f"018f0000-0000-7000-8000-0000000{len(scan):05d}"
        bench.scan(scan, key)
        reply = bench.scan(scan, key)
        assert reply.result is not None and reply.result.replayed
    assert house.count(ReturnUnit) == 1 and house.count(Move, kind="return") == 1
