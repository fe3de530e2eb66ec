"""Counts: every scan can be taken back; few statements, however much lies in a bin; several people at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.conftest import FreshUrl
from tests.robustness.test_races import codes, stations
from tests.workflows.books import prove
from tests.workflows.small import Warehouse, furnish
from tests.workflows.statements import counting
from tests.workflows.test_undo import back_and_forth
from tests.workflows.transcript import Worker
from warehouse_app.database.engine import Database
from warehouse_app.database.models import CountLine, CountTask, Move, Site, table


def tasks(house: Warehouse) -> list[tuple[object, ...]]:
    """Every count and what was counted, as undo must bring it back."""
    rows = [*house.rows(select(table(CountTask))), *house.rows(select(table(CountLine)))]
    return sorted(tuple(map(str, row)) for row in rows)


def test_every_step_can_be_taken_back(house: Warehouse) -> None:
    house.product("CAM", serial_tracked=True)
    house.stock("C-2", "CAM", 1, serial="S1")
    house.order("1001", {"MUG": 2})
    house.allocate()
    count = house.at("count", "COUNT-1")
    back_and_forth(house, count, "C-2", "CAM", "S1", "CMD-BACK", "C-2", "CAM", "S1", "CMD-DONE")
    back_and_forth(house, count, "A-2", "TEA", "4", "TEA", "18801000000019", "TEA", "4", "CMD-DONE")
    back_and_forth(house, count, "A-1", "MUG", "99", "CMD-DONE", "A-3", "CUP", "20", "CMD-DONE")
    two, boss = house.at("count", "COUNT-2", "USR-2"), house.at("count", "COUNT-3", "USR-S")
    back_and_forth(house, two, "A-3", "CUP", "20", "CMD-DONE")
    back_and_forth(house, boss, "A-3", "CMD-BACK", "A-3", "CMD-NO")
    count.scans("A-3", "CUP", "20", "CMD-DONE")
    two.scans("A-3", "CUP", "20", "CMD-DONE")
    back_and_forth(house, boss, "A-3", "CMD-YES")
    assert (house.on_hand("CUP", "A-3"), house.on_hand("MUG", "A-1")) == (20, 99)


def test_undo_brings_back_the_count_itself(house: Warehouse) -> None:
    count = house.at("count", "COUNT-1")
    count.scans("A-3", "CUP")
    before = tasks(house)
    for scans in (("7",), ("CUP", "MUG"), ("50", "CMD-DONE"), ("CMD-BACK",)):
        count.scans(*scans)
        count.scans(*["CMD-UNDO"] * len(scans))
        assert tasks(house) == before


def test_undo_of_an_adjustment_that_took_promised_units(house: Warehouse) -> None:
    house.order("1001", {"TEA": 5})
    house.allocate()
    count = house.at("count", "COUNT-1")
    count.scans("A-2", "TEA", "4", "CMD-DONE")
    assert house.status("1001") == "waiting"
    count.scans("CMD-UNDO")
    assert (house.status("1001"), house.line("1001", "TEA")) == ("allocated", {"ordered": 5, "allocated": 5})
    prove(house.database)
    count.scans("CMD-DONE")
    house.stock("B-9", "TEA", 5)
    house.allocate()
    count.play("CMD-UNDO  blocked  start")


def test_undo_is_blocked_once_a_batch_went_on(house: Warehouse) -> None:
    house.order("1001", {"TEA": 5, "CUP": 1}, parts=True)
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-2", "TEA")
    count = house.at("count", "COUNT-1", "USR-2")
    count.scans("A-2", "TEA", "4", "CMD-DONE")
    pick.play("""
        5       over_quantity  enter_quantity  quantity=4
        4       ok             scan_tote
        TOTE-1  ok             scan_bin        location=A-3
        A-3     ok             scan_item
        CUP     ok             scan_tote
        TOTE-1  ok             start
    """)
    count.play("CMD-UNDO  blocked  start")
    assert house.line("1001", "TEA") == {"ordered": 5, "allocated": 4, "picked": 4}


def test_two_at_one_bin(house: Warehouse) -> None:
    for _ in range(3):
        house.add(CountTask, location_id=house.ids["location", "A-1"], reason="plan", doubt=False, at=house.now())
    workers = stations(house, "count", 4)
    assert codes(*((worker, "A-1") for worker in workers)) == ["claimed", "ok", "ok", "ok"]
    workers = stations_again(house)
    assert codes(*((worker, "A-2") for worker in workers)) == ["claimed"] * 3 + ["ok"]


def stations_again(house: Warehouse) -> list[Worker]:
    return [house.at("count", f"again-{n}", f"USR-R{n}") for n in range(4)]


def test_counting_while_a_picker_picks(house: Warehouse) -> None:
    """Whoever commits first, the books are right, and nothing is picked that is not booked."""
    for n in range(4):
        house.order(f"100{n}", {"TEA": 1})
    house.allocate()
    pick, count = house.at("pick", "PICK-1"), house.at("count", "COUNT-1", "USR-2")
    pick.scans("CART-1", "A-2", "TEA", "4")
    count.scans("A-2", "TEA", "4")
    answers = codes((pick, "TOTE-1"), (count, "CMD-DONE"))
    assert answers == ["ok", "ok"]
    if count.screen.step == "count_item":  # the picker was first
        count.scans("TEA", "CMD-DONE")
    assert (house.on_hand("TEA", "A-2"), house.on_hand("TEA", "TOTE-1")) in ((1, 4), (0, 4))
    prove(house.database)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_few_statements_however_much_lies_there(fresh_url: FreshUrl, kind: str) -> None:
    found = []
    for products in (3, 40):
        with fresh_url(kind) as url:
            database = Database(url)
            found.append(statements(furnish(database), products))
            database.close()
    assert found[0] == found[1]
    for name, number in found[0].items():
        assert number <= (14 if name == "item" else 40), found


def statements(house: Warehouse, products: int) -> dict[str, int]:
    """The statements of a bin's count and a second one, all of whose figures differ; the most of each kind of scan."""
    counts: dict[str, int] = {}
    house.set(Site, house.site, settings={"approve_units": 500})
    with house.together():
        for n in range(products):
            house.product(f"P{n:03}", {f"99000{n:05}": 1})
            house.stock("C-1", f"P{n:03}", 4)
        house.order("1001", {f"P{n:03}": 4 for n in range(products)})
    house.allocate()

    def scan(worker: str, text: str, name: str) -> None:
        with counting(house.database) as count:
            workers[worker].scans(text)
        counts[name] = max(counts.get(name, 0), count.number)

    workers = {badge: house.at("count", f"COUNT-{badge}", badge) for badge in ("USR-1", "USR-2")}
    for badge in ("USR-1", "USR-2"):
        scan(badge, "C-1", "start")
        for n in range(products):
            scan(badge, f"P{n:03}", "item")
            scan(badge, "1", "item")
        scan(badge, "CMD-UNDO", "undo")
        scan(badge, "1", "item")
        scan(badge, "CMD-DONE", "done")
        if badge == "USR-1":
            scan(badge, "CMD-UNDO", "undo")
            scan(badge, "CMD-DONE", "done")
    assert house.on_hand("P000", "C-1") == 1
    assert house.count(Move, kind="count") > 0
    house.close()
    prove(house.database)
    return counts
