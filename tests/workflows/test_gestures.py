"""How many scans a job takes, and that none of it needs a mouse or a keyboard."""

from __future__ import annotations

import pytest

from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker


def scans_until_done(worker: Worker, totes: dict[str, str]) -> list[str]:
    """Answer the screen until the job ends; returns what was scanned."""
    made = []
    while worker.screen.step != "start":
        target, kind = worker.screen.target, worker.screen.expects[0]
        scan = {
            "location": target.get("location"), "item": target.get("sku"), "tote": totes.get(str(target.get("order"))),
            "quantity": target.get("quantity"), "box": target.get("box"), "insert": target.get("sku"),
            "tracking_no": target.get("tracking_no"), "command": worker.screen.commands[0],
        }[kind]  # fmt: skip
        worker.scans(str(scan))
        made.append(kind)
    return made


def test_a_cluster_of_single_units_is_bin_item_tote_a_stop(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "TEA": 1})
    house.order("1002", {"CUP": 1, "MUG": 0 + 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1")
    made = scans_until_done(pick, {"1001": "TOTE-1", "1002": "TOTE-2"})
    # three stops; at MUG's both totes get one
    assert made == ["location", "item", "tote", "tote", "location", "item", "tote", "location", "item", "tote"]


@pytest.mark.parametrize("units", [1, 2, 3])
def test_packing_takes_a_scan_a_unit_and_box_and_label_and_inserts(house: Warehouse, units: int) -> None:
    house.insert_rule("GIFT")
    house.picked("1001", "TOTE-1", {"MUG": units, "CUP": 2})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    made = scans_until_done(pack, {})
    assert len(made) == units + 2 + 1 + 1 + 1


def test_all_confirmations_cost_one_scan(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1}, gift="note")
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert scans_until_done(pack, {}).count("command") == 1


def test_a_single_item_order_takes_two_scans_and_the_label(house: Warehouse) -> None:
    house.order("1001", {"CUP": 1})
    house.order("1002", {"CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-3", "CUP", "2", "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1")
    for _ in range(2):
        pack.scans("CUP", "BOX-S", "{tracking_no}")
    assert [house.status(no) for no in ("1001", "1002")] == ["packed", "packed"]


@pytest.mark.parametrize("units", [1, 2, 5])
def test_receiving_takes_a_scan_a_unit(dock: Warehouse, units: int) -> None:
    dock.asn("R-2", {"MUG": units, "CUP": 3}, hours=1)
    work = dock.at("receive", "DOCK-1", "USR-R")
    work.scans("MUG")  # the first unit finds its receipt
    made = scans_until_done(work, {})
    assert made == ["item"] * (units - 1 + 3) + ["command"]
    assert dock.came("R-2") == {"MUG": (units, units, 0), "CUP": (3, 3, 0)}
