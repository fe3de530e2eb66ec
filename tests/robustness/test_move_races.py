"""Several stations move and replenish the same goods at the same moment: each unit goes once."""

from __future__ import annotations

from tests.robustness.test_races import at_once, codes, stations
from tests.workflows.small import Warehouse
from tests.workflows.test_move import promised
from tests.workflows.test_replenish import face, reserve, tasks
from warehouse_app.database.models import Move, ReplenishTask
from warehouse_app.replenishment import plan


def test_the_same_units_leave_a_bin_once(house: Warehouse) -> None:
    house.place("C-1")
    workers = stations(house, "move", 6)
    for worker in workers:
        worker.scans("A-2", "TEA", "2")
    said = codes(*((worker, "C-1") for worker in workers))
    assert said == ["no_stock"] * 4 + ["ok"] * 2
    assert (house.on_hand("TEA", "A-2"), house.on_hand("TEA", "C-1")) == (1, 4)


def test_promised_units_move_while_their_batch_begins(house: Warehouse) -> None:
    house.place("C-1")
    house.order("1001", {"CUP": 30})
    house.allocate()
    move, pick = house.at("move", "MOVE-1"), house.at("pick", "PICK-1", "USR-2")
    move.scans("A-3", "CUP", "50")
    said = codes((move, "C-1"), (pick, "1001"))
    there = "A-3" if "blocked" in said else "C-1"
    assert said in (["blocked", "ok"], ["ok", "ok"])
    assert promised(house, "1001") == [(there, 30, True)] and pick.screen.target["location"] == there


def test_one_task_for_one_station(house: Warehouse) -> None:
    face(house, "A-2", "TEA", 10, 30)
    reserve(house, "R-1", "TEA", 100)
    workers = stations(house, "replenish", 5)
    said = codes(*((worker, "R-1") for worker in workers))
    assert said == ["claimed"] * 4 + ["ok"]
    assert house.count(ReplenishTask) == 1


def test_two_plans_at_once_plan_once(house: Warehouse) -> None:
    for bay, sku in ((2, "TEA"), (3, "CUP")):
        face(house, f"A-{bay}", sku, 60, 70)
        reserve(house, f"R-{bay}", sku, 10)
        reserve(house, f"S-{bay}", sku, 10)
    at_once(*[lambda: house.database.run(lambda c: plan(c, house.database.now(c)))] * 5)
    assert tasks(house) == [("TEA", "R-2", "A-2", 10, 0), ("CUP", "R-3", "A-3", 10, 0)]


def test_the_same_scan_sent_twice_counts_once(house: Warehouse) -> None:
    face(house, "A-2", "TEA", 10, 30)
    reserve(house, "R-1", "TEA", 100)
    work = house.at("replenish", "REP-1")
    work.scans("R-1", "TEA")
    key = "018f0000-0000-7000-8000-00000000abcd"
    work.scan("A-2", key)
    reply = work.scan("A-2", key)
    assert reply.result is not None and reply.result.replayed
    assert house.on_hand("TEA", "A-2") == 30 and house.count(Move, kind="replenish") == 1
