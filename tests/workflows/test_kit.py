"""Sets: built and taken apart by scans, and sent as their parts where none is in stock; as transcripts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import KitJob, OrderLine, PrintJob, table
from warehouse_app.reports.order import find_orders, order


@pytest.fixture
def sets(house: Warehouse) -> Warehouse:
    """BOX-A is a set of one mug and two cups; nothing of it is in stock."""
    house.product("BOX-A", {"8801000000098": 1})
    house.kit("BOX-A", {"MUG": 1, "CUP": 2})
    return house


def test_build_two_sets(sets: Warehouse) -> None:
    sets.place("B-8", "packing")
    sets.stock("B-8", "MUG", 3)
    kit = sets.at("kit", "KIT-1")
    kit.play("""
        MUG        wrong_item   start
        BOX-A      ok           scan_place  sku=BOX-A
        TOTE-1     ok           scan_part   sku=CUP quantity=2 tote=TOTE-1
        TEA        wrong_item   scan_part
        CUP        ok           scan_part   sku=CUP quantity=1
        MUG        ok           scan_part   sku=CUP quantity=1
        MUG        over_quantity  scan_part
        CMD-DONE   blocked      scan_part
        CUP        ok           scan_part   sku=CUP quantity=2
    """)
    assert (sets.on_hand("BOX-A", "TOTE-1"), sets.on_hand("CUP", "TOTE-1")) == (1, 0)
    assert (sets.on_hand("MUG", "B-8"), sets.on_hand("CUP", "A-3")) == (2, 48)
    assert sets.count(PrintJob, kind="code_label") == 1
    kit.scans("MUG", "CUP", "CMD-BACK")  # the parts of the second set go back
    assert (sets.on_hand("MUG", "B-8"), sets.on_hand("CUP", "A-3")) == (2, 48)
    kit.play("""
        CMD-UNDO   ok           scan_part   sku=CUP quantity=1
        CUP        ok           scan_part
        CMD-DONE   ok           start
    """)
    assert (sets.on_hand("BOX-A", "TOTE-1"), sets.use("TOTE-1")) == (2, "received")
    sets.place("B-9")
    sets.at("putaway", "PUT-1").scans("TOTE-1", "BOX-A", "B-9")
    assert (sets.on_hand("BOX-A", "B-9"), sets.use("TOTE-1")) == (2, "")


def test_every_scan_is_taken_back(sets: Warehouse) -> None:
    kit = sets.at("kit", "KIT-1")
    kit.scans("BOX-A", "TOTE-1", "MUG", "CUP", "CUP", "CMD-DONE")
    kit.scans(*["CMD-UNDO"] * 6)
    kit.ask("start")
    assert (sets.on_hand("MUG", "A-1"), sets.on_hand("CUP", "A-3"), sets.use("TOTE-1")) == (100, 50, "")
    assert [row.status for row in sets.rows(select(table(KitJob)))] == ["void"]


def test_sets_are_taken_apart(sets: Warehouse) -> None:
    sets.stock("A-8", "BOX-A", 3)
    kit = sets.at("kit", "KIT-1")
    kit.play("""
        BOX-A      ok          scan_place
        A-1        ok          scan_part   location=A-1
        CMD-BACK   ok          scan_set    sku=BOX-A
        CMD-BACK   ok          scan_part
        CMD-BACK   ok          scan_set
        MUG        wrong_item  scan_set
        BOX-A      ok          scan_set
        BOX-A      ok          scan_set
        CMD-DONE   ok          start
    """)
    assert (sets.on_hand("BOX-A", "A-8"), sets.on_hand("MUG", "A-1"), sets.on_hand("CUP", "A-1")) == (1, 102, 4)


def test_nothing_is_built_in_a_bin(sets: Warehouse) -> None:
    """Parts that lie in a bin would be promised to orders before their set is complete."""
    sets.at("kit", "KIT-1").play("""
        BOX-A      ok          scan_place
        A-1        ok          scan_part   location=A-1
        MUG        wrong_bin   scan_part
        CMD-DONE   ok          start
        BOX-A      ok          scan_place
        TOTE-1     ok          scan_part
        MUG        ok          scan_part
    """)


def test_nothing_to_build_from(sets: Warehouse) -> None:
    sets.product("PEN")
    sets.product("DUO")
    sets.kit("DUO", {"PEN": 1})
    kit = sets.at("kit", "KIT-1")
    kit.play("""
        DUO        ok          scan_place
        TOTE-1     ok          scan_part
        PEN        no_stock    scan_part
        CMD-DONE   ok          start
    """)
    assert sets.use("TOTE-1") == ""


def test_a_parked_job_is_taken_up(sets: Warehouse) -> None:
    first = sets.at("kit", "KIT-1")
    first.scans("BOX-A", "TOTE-1", "MUG", "CMD-LOGOUT")
    sets.at("kit", "KIT-2", "USR-2").play("""
        BOX-A      ok          scan_part   sku=CUP quantity=2
        CUP        ok          scan_part
        CUP        ok          scan_part   sku=CUP
    """)
    assert sets.on_hand("BOX-A", "TOTE-1") == 1


def test_a_set_that_is_waited_for_is_named(sets: Warehouse) -> None:
    sets.product("PEN")
    sets.kit("BOX-A", {"PEN": 1})  # which nobody has: the order cannot go as parts
    sets.order("1001", {"BOX-A": 2})
    sets.allocate()
    assert sets.status("1001") == "waiting"
    sets.at("kit", "KIT-1").ask("start", sku="BOX-A", quantity=2)


def test_a_set_without_stock_goes_as_its_parts(sets: Warehouse) -> None:
    sets.order("1001", {"BOX-A": 2, "CUP": 1})
    sets.allocate()
    assert sets.status("1001") == "allocated"
    assert sets.line("1001", "CUP")["ordered"] == 5
    assert sets.line("1001", "MUG")["ordered"] == 2
    pick = sets.at("pick", "PICK-1")
    pick.scans("CART-1")
    while pick.screen.step != "start":
        at = pick.screen
        wanted = {"location": "{location}", "item": "{sku}", "quantity": "{quantity}"}.get(at.expects[0])
        pick.scans(wanted or "TOTE-1")
    pack = sets.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "MUG", *["CUP"] * 5, "{box}", "{tracking_no}")
    sets.at("ship", "SHIP-1").scans("{tracking_no}", "CMD-DONE")
    with sets.database.read() as connection:
        lines = {x["sku"]: x for x in order(connection, find_orders(connection, "1001")[0])["lines"]}
    assert lines["BOX-A"] == {
        "sku": "BOX-A", "ordered": 2, "picked": 2, "packed": 2, "shipped": 2, "cancelled": 0, "backorder": 0
    }  # fmt: skip
    assert sets.status("1001") == "shipped"


def test_sets_in_stock_are_sent_as_sets(sets: Warehouse) -> None:
    sets.stock("A-8", "BOX-A", 2)
    sets.order("1001", {"BOX-A": 2})
    sets.order("1002", {"BOX-A": 1})
    sets.allocate()
    assert (sets.line("1001", "BOX-A")["allocated"], sets.status("1002")) == (2, "allocated")
    assert sets.line("1002", "MUG")["allocated"] == 1


def test_changes_of_an_order_that_goes_as_parts(sets: Warehouse) -> None:
    sets.order("1001", {"BOX-A": 3, "CUP": 1})
    sets.allocate()
    assert sets.change("1001", "quantity", "BOX-A", 1)
    cups, mugs = sets.line("1001", "CUP"), sets.line("1001", "MUG")
    assert (cups["ordered"] - cups["cancelled"], mugs["ordered"] - mugs["cancelled"]) == (3, 1)
    assert not sets.change("1001", "quantity", "CUP", 1)  # the one cup that was bought for itself
    assert sets.change("1001", "quantity", "CUP", 0)
    cups = sets.line("1001", "CUP")
    assert (cups["ordered"] - cups["cancelled"], cups["allocated"]) == (2, 2)
    assert sets.change("1001", "cancel")
    line = table(OrderLine)
    assert all(x.ordered == x.cancelled for x in sets.rows(select(line)))
