"""SQL statements an input: few, the same however long the order is, and the same on both databases."""

from __future__ import annotations

import pytest

from tests.conftest import FreshUrl
from tests.workflows.small import Warehouse, furnish
from tests.workflows.statements import counting
from tests.workflows.transcript import Worker
from warehouse_app.database.engine import Database

REPEATED = {"scan_bin", "scan_item", "enter_quantity", "scan_tote", "verify_item", "verify_insert", "scan_parcel"}
Counts = dict[str, int]


def play(house: Warehouse, worker: Worker, scan: str, counts: Counts, name: str = "") -> None:
    """One scan; its statements are kept under the step it answered (the most of all such scans)."""
    step = worker.screen.step
    with counting(house.database) as count:
        worker.scans(scan)
    name = name or f"{worker.station.workflow.NAME} {step}"
    counts[name] = max(counts.get(name, 0), count.number)


def day(house: Warehouse, lines: int) -> Counts:
    """Orders of so many lines, from the cart to the carrier, with each exception once; the most statements a step."""
    counts: Counts = {}
    with house.together():
        for n in range(lines):
            house.product(f"P{n:03}", {f"99000{n:05}": 1})
            house.stock(f"A-{n // 4 + 10}", f"P{n:03}", 20)
        for no in ("1001", "1002"):
            house.order(no, {f"P{n:03}": 1 + n % 3 for n in range(lines)}, gift="note")
        house.insert_rule("GIFT")
    house.allocate()
    pick = house.at("pick", "PICK-1")
    play(house, pick, "CART-1", counts, "start pick")
    play(house, pick, "CMD-SKIP", counts, "skip")
    play(house, pick, "CMD-UNDO", counts, "undo")
    play(house, pick, "CMD-SHORT", counts, "short")
    play(house, pick, "CMD-UNDO", counts, "undo")
    answer = {"scan_bin": "location", "scan_item": "sku", "enter_quantity": "quantity", "scan_tote": "tote"}
    while pick.screen.step != "start":
        target = pick.screen.target
        tote = "TOTE-1" if target["order"] == "1001" else "TOTE-2"
        scan = tote if pick.screen.step == "scan_tote" else str(target[answer[pick.screen.step]])
        if "item" in pick.screen.expects and pick.screen.step == "enter_quantity":
            scan = str(target["sku"])
        play(house, pick, scan, counts, "end of batch" if pick.screen.done + 3 >= pick.screen.total else "")
    pack = house.at("pack", "PACK-1", "USR-2")
    play(house, pack, "TOTE-2", counts, "open")
    play(house, pack, "CMD-UNDO", counts, "undo")
    play(house, pack, "TOTE-2", counts, "open")
    play(house, pack, "CMD-SHORT", counts, "short")
    play(house, pack, "CMD-UNDO", counts, "undo")
    while pack.screen.step in ("verify_item", "verify_insert"):
        play(house, pack, "{sku}", counts)
    play(house, pack, "BOX-S", counts, "box")
    play(house, pack, "CMD-DONE", counts, "label")
    play(house, pack, "CMD-UNDO", counts, "undo")
    play(house, pack, "CMD-DONE", counts, "label")
    play(house, pack, "{tracking_no}", counts, "close")
    play(house, pack, "CMD-UNDO", counts, "undo")
    play(house, pack, "{tracking_no}", counts, "close")
    ship = house.at("ship", "SHIP-1", "USR-2")
    play(house, ship, "{tracking_no}", counts, "start ship")
    play(house, ship, "CMD-DONE", counts, "close manifest")
    number = pack.seen["tracking_no"]
    house.picked("1003", "TOTE-3", {"MUG": 1, "CUP": 1})
    house.picked("1004", "TOTE-4", {"MUG": 1, "CUP": 1})
    for tote in ("TOTE-3", "TOTE-4"):
        pack.scans(tote, "MUG", "CUP", "GIFT", "BOX-S", "{tracking_no}")
        play(house, ship, pack.seen["tracking_no"], counts)
    assert house.status("1002") == "shipped", number
    return counts


def check_limits(counts: Counts) -> None:
    for name, number in counts.items():
        limit = 14 if name.split()[-1] in REPEATED else 40
        assert number <= limit, (name, number, counts)


def measured(fresh_url: FreshUrl, kind: str, lines: int) -> Counts:
    with fresh_url(kind) as url:
        database = Database(url)
        house = furnish(database)
        counts = day(house, lines)
        house.close()
        database.close()
    return counts


@pytest.mark.parametrize("lines", [40, pytest.param(300, marks=pytest.mark.slow)])
def test_the_same_few_statements_on_both_databases_however_long_the_order(fresh_url: FreshUrl, lines: int) -> None:
    first = measured(fresh_url, "sqlite", 5)
    for name, number in first.items():
        assert number <= (14 if name.split()[-1] in REPEATED else 40), (name, number)
    for kind, length in (("postgresql", 5), ("sqlite", lines), ("postgresql", lines)):
        counts = measured(fresh_url, kind, length)
        # A pick's beginning asks once more where the driver cuts a long list of parameters in two.
        more = {k: (v, first.get(k)) for k, v in counts.items() if v > first[k] + (k == "start pick")}
        assert counts.keys() == first.keys() and not more, more
