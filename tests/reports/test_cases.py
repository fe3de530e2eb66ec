"""The life of a return that had everything: photos, a changed grade, work, a second grading, a lot that left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.pictures import photo
from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse, house
from tests.workflows.statements import counting
from warehouse_app.database.models import OrderLine, ReturnUnit, table
from warehouse_app.domain.sentences import Sentence
from warehouse_app.evidence.photos import take_photo
from warehouse_app.reports.cases import case, find_cases, life, worded
from warehouse_app.site import read_site

__all__ = ["house"]
OPENED_SCRATCHED = ("CHOICE-2", "CHOICE-3", "CHOICE-1", "CHOICE-1", "CHOICE-1")  # grade C
BROKEN = ("CHOICE-2", "CHOICE-4")  # grade D


def told(house: Warehouse, text: str, language: str = "en") -> dict[str, Any]:
    with house.database.read() as connection:
        (found,) = find_cases(connection, text)
        return case(connection, read_site(connection), found, house.database.now(connection), language)


@pytest.fixture
def sold(house: Warehouse) -> Warehouse:
    """Two dear pots and a cup have left with one order; all of it comes back."""
    house.product("POT", price=6_000_000)
    house.stock("A-6", "POT", 20)
    ship(house, "1001", {"POT": 2, "CUP": 1})
    line = table(OrderLine)
    for row in house.rows(line.select()):
        house.set(OrderLine, row.id, unit_price=6_000_050)
    announce(house, "RMA-7", "1001", {"POT": 2, "CUP": 1}, reason="BROKEN")
    house.at("arrive", "DOCK-1", "USR-I").scans("RMA-7")
    house.close()
    return house


def test_everything_that_happened_to_its_units(sold: Warehouse) -> None:
    bench = sold.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7", "POT", *OPENED_SCRATCHED)
    if bench.screen.step == "photo":
        take_photo(sold.database, "BENCH-1", photo(), "a.jpg")
        bench.scans("CMD-PHOTO")
    bench.scans("{destination}", "POT", *BROKEN)
    taken = take_photo(sold.database, "BENCH-1", photo(80, 60), "b.jpg")
    bench.scans("CMD-PHOTO", "{destination}", "CUP")
    assert told(sold, "RMA-7")["units"][2]["destination_said"] == "on the bench"
    bench.scans("CHOICE-1", "{destination}")
    first, broken, cup = told(sold, "RMA-7")["units"]
    sold.close()

    refurbish = sold.at("refurbish", "REFURB-1", "USR-I")
    refurbish.scans(first["unit"])
    assert told(sold, first["unit"])["units"][0]["destination_said"] == "being refurbished"
    sold.pass_time(minutes=6)
    refurbish.scans("CHOICE-5", "3000", "CMD-DONE", "CHOICE-2", "CHOICE-1", "CHOICE-1", "CHOICE-1", "{destination}")
    for row in sold.rows(table(ReturnUnit).select().where(table(ReturnUnit).c.code == first["unit"])):
        sold.set(ReturnUnit, row.id, second_due=True)
    sold.at("inspect", "BENCH-2", "USR-S").scans(first["unit"], *OPENED_SCRATCHED)
    lot = sold.at("clear", "CLEAR-1", "USR-I")
    lot.scans(broken["unit"])
    assert told(sold, "RMA-7")["units"][1]["destination_said"].startswith(f"in {broken['place']}, to leave with LOT-")
    lot.scans("CMD-DONE", "Waste Ltd")

    found = told(sold, "1001")
    first, broken, cup = found["units"]
    assert (first["computed"], first["grade"], first["disposition"]) == ("C", "A", "restock_graded")
    assert [(w["work"], w["work_said"], w["cost"]) for w in first["work"]] == [("part", "Part replaced", 4500)]
    assert first["work_seconds"] == 360
    assert (first["second"]["grade"], first["second"]["agrees"], first["second"]["inspector"]) == ("C", True, "Usr-S")
    assert (broken["grade"], broken["status"], broken["clearance"]["receiver"]) == ("D", "cleared", "Waste Ltd")
    assert broken["destination_said"] == f"left with {broken['clearance']['no']} to Waste Ltd"
    (picture,) = broken["photos"]
    assert (picture["sha256"], picture["width"], picture["height"]) == (taken.sha256, taken.width, taken.height)
    assert picture["size"] > 0 and datetime.fromisoformat(picture["at"])
    assert (cup["grade"], cup["value"], cup["answers"][0]["answer"]) == ("S", 60000.5, "Sealed, never opened")
    assert (found["outcome"], found["accepted_value"]) == ("full", 180_001.5)
    workflows = [row["workflow"] for row in found["journal"]]
    assert set(workflows) == {"arrive", "inspect", "refurbish", "clear"} and workflows[0] == "arrive"
    assert found["lines"][0]["reason"] == "BROKEN" and found["in_time"] is True


def test_words_follow_the_language_and_nothing_else_does(sold: Warehouse) -> None:
    sold.at("inspect", "BENCH-1", "USR-I").scans("RMA-7", "CUP", "CHOICE-1", "{destination}")
    english, korean = told(sold, "RMA-7"), told(sold, "RMA-7", "ko")
    assert korean["units"][0]["answers"][0]["answer"] == "미개봉 (봉인 그대로)"
    assert korean["units"][0]["answers"][0]["answer_key"] == english["units"][0]["answers"][0]["answer_key"] == "sealed"
    assert worded([Sentence("a {n}", {"n": 1}), {"b": None}], "ko") == ["a 1", {"b": None}]


def test_what_was_taken_back_is_told(sold: Warehouse) -> None:
    bench = sold.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7", "CUP", "CMD-UNDO")
    rows = [(row["scan"], row["undone"]) for row in told(sold, "RMA-7")["journal"] if row["workflow"] == "inspect"]
    assert ("CUP", True) in rows and ("RMA-7", False) in rows
    assert told(sold, "RMA-7")["units"] == []


def test_several_orders_in_one_return_and_several_returns_of_one_order(sold: Warehouse) -> None:
    ship(sold, "1002", {"CUP": 1})
    announce(sold, "RMA-8", "1002", {"CUP": 1})
    announce(sold, "RMA-9", "1001", {"CUP": 1})
    with sold.database.read() as connection:
        assert [found.no for found in find_cases(connection, "1001")] == ["RMA-9", "RMA-7"]
        assert [found.no for found in find_cases(connection, "1001", "MAIN")] == ["RMA-9", "RMA-7"]
        assert find_cases(connection, "1001", "NOBODY") == []
        for nonsense in ("", "\x00", "%", "MUG", "CMD-UNDO", "x" * 5000, "CHOICE-1", "USR-1"):
            assert find_cases(connection, nonsense) == []
        site, now = read_site(connection), sold.database.now(connection)
        assert life(connection, site, now, sold.ids["order", "1001"]) is None


def test_as_many_statements_however_large_it_is(sold: Warehouse) -> None:
    bench = sold.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7", "CUP", "CHOICE-1", "{destination}")
    with counting(sold.database) as small:
        told(sold, "RMA-7")
    bench.scans("POT", "CHOICE-1", "{destination}", "POT", "CHOICE-1", "{destination}")
    with counting(sold.database) as large:
        told(sold, "RMA-7")
    assert small.number == large.number <= 16, large.texts
