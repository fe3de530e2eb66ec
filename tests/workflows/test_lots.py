"""Lots: how long goods must keep, what expires, and the recall of a lot."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.robustness.test_races import at_once
from tests.workflows.small import Warehouse
from warehouse_app import recalls
from warehouse_app.database.models import Allocation, LifeRule, Parcel, Person, table
from warehouse_app.imports.run import import_file
from warehouse_app.reports.lots import expiring
from warehouse_app.site import read_site


@pytest.fixture
def milk(house: Warehouse) -> Warehouse:
    """Two lots of milk in two bins; one of them in the same bin as well."""
    house.product("MILK", {"8801234567893": 1}, lot_tracked=True, expiry_tracked=True)
    house.stock("C-1", "MILK", 5, lot="L1", expiry=in_days(house, 20))
    house.stock("C-2", "MILK", 5, lot="L2", expiry=in_days(house, 90))
    return house


def in_days(house: Warehouse, days: int) -> str:
    with house.database.read() as connection:
        return (read_site(connection).today(house.now()) + timedelta(days=days)).isoformat()


def promised(house: Warehouse, order_no: str) -> dict[str, int]:
    """The order's open promises by lot."""
    a = table(Allocation)
    rows = house.rows(select(a.c.lot, a.c.quantity).where(a.c.order_id == house.ids["order", order_no], a.c.open))
    return {row.lot: row.quantity for row in rows}


def recall(house: Warehouse, lot: str = "L1") -> dict[str, Any]:
    return recalls.recall(house.database, "MILK", lot, reason="glass")


def test_a_channel_wants_goods_that_keep(milk: Warehouse) -> None:
    milk.add(LifeRule, client_id=milk.client(), channel="", days=10)
    milk.add(LifeRule, client_id=milk.client(), channel="strict", days=30)
    milk.order("1001", {"MILK": 1})
    milk.order("1002", {"MILK": 6}, channel="strict")
    milk.order("1003", {"MILK": 1}, channel="strict")
    milk.allocate()
    assert promised(milk, "1001") == {"L1": 1}  # first expiry first, and it keeps long enough
    assert (milk.status("1002"), promised(milk, "1003")) == ("waiting", {"L2": 1})


def test_a_short_pick_is_served_by_the_rule_too(milk: Warehouse) -> None:
    milk.add(LifeRule, client_id=milk.client(), channel="", days=30)
    milk.stock("C-3", "MILK", 5, lot="L3", expiry=in_days(milk, 60))
    milk.order("1001", {"MILK": 2})
    milk.allocate()
    pick = milk.at("pick", "PICK-1")
    pick.play("""
        CART-1     ok  scan_bin  location=C-3
        CMD-SHORT  ok  scan_bin  location=C-2
        CMD-SHORT  ok  start
    """)
    assert milk.status("1001") == "waiting"


def test_rules_come_from_a_file(milk: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    file.write_text("client,channel,days\nMAIN,shop,30\nMAIN,,5\n", encoding="utf-8")
    assert import_file(milk.database, "life_rules", file).taken == 2
    assert import_file(milk.database, "life_rules", file).unchanged == 2
    file.write_text("client,channel,days\nMAIN,shop,40\n", encoding="utf-8")
    assert import_file(milk.database, "life_rules", file).changed == 1
    file.write_text("client,channel,days\nMAIN,shop,-1\n", encoding="utf-8")
    assert import_file(milk.database, "life_rules", file).failed
    milk.order("1001", {"MILK": 1})
    milk.allocate()
    assert promised(milk, "1001") == {"L2": 1}


def test_what_expires_soon(milk: Warehouse) -> None:
    milk.order("1001", {"MILK": 2})
    milk.allocate()
    with milk.database.read() as connection:
        today = read_site(connection).today(milk.now())
        assert expiring(connection, today, 10) == []
        (row,) = expiring(connection, today, 30)
        assert len(expiring(connection, today, 100)) == 2
    assert (row["sku"], row["lot"], row["days"], row["on_hand"], row["allocated"]) == ("MILK", "L1", 20, 5, 2)
    assert row["places"] == [{"location": "C-1", "on_hand": 5, "allocated": 2}]


def test_a_recall_of_promised_goods(milk: Warehouse) -> None:
    milk.order("1001", {"MILK": 3})
    milk.allocate()
    found = recall(milk)
    assert (found["units_here"], found["units_gone"], milk.status("1001")) == (5, 0, "waiting")
    assert recall(milk) == found
    milk.allocate()
    assert promised(milk, "1001") == {"L2": 3}
    milk.order("1002", {"MILK": 3})
    milk.allocate()
    assert milk.status("1002") == "waiting"
    recalls.lift(milk.database, "MILK", "L1")
    milk.allocate()
    assert promised(milk, "1002") == {"L1": 3}
    with pytest.raises(recalls.RecallRefused):
        recalls.lift(milk.database, "MILK", "L1")


def test_a_recall_while_it_is_picked(milk: Warehouse) -> None:
    milk.stock("C-1", "MILK", 5, lot="L9", expiry=in_days(milk, 100))
    milk.order("1001", {"MILK": 12}, parts=True)
    milk.allocate()
    pick = milk.at("pick", "PICK-1")
    pick.scans("CART-1", "C-1", "MILK", "L1", "2", "TOTE-1")
    recall(milk)
    pick.play("""
        CMD-HELP  ok         scan_item  location=C-1 lot=L9
        MILK      ok         scan_lot
        L1        blocked    scan_lot
        L8        wrong_lot  scan_lot
        L9        ok         enter_quantity
        2         ok         scan_tote
        TOTE-1    ok         scan_bin   location=C-2
        C-2       ok         scan_item
        MILK      ok         enter_quantity
        5         ok         scan_tote
        TOTE-1    ok         start
    """)
    assert milk.line("1001", "MILK") == {"ordered": 12, "allocated": 9, "picked": 9}
    milk.at("pack", "PACK-1", "USR-2").play("""
        TOTE-1                                     ok       verify_item
        (01)08801234567893(10)L9                   ok       verify_item
        8801234567893                              blocked  verify_item  # which lot is it?
        (01)08801234567893(10)L1                   blocked  verify_item
        CMD-DAMAGED                                ok       start
    """)
    assert milk.on_hand("MILK", "QUARANTINE") == 1


def test_nothing_taken_back_promises_a_recalled_lot(milk: Warehouse) -> None:
    milk.order("1001", {"MILK": 2, "CUP": 1})
    milk.order("1002", {"MILK": 3, "CUP": 1})
    milk.allocate()
    one, two = milk.at("pick", "PICK-1"), milk.at("pick", "PICK-2", "USR-2")
    one.scans("1001", "{location}")
    two.scans("1002", "{location}")
    for pick in (one, two):
        if pick.screen.target["sku"] == "CUP":
            pick.scans("CMD-SKIP", "{location}")
    one.scans("MILK", "2", "TOTE-1")
    two.scans("CMD-SHORT")
    recall(milk)
    one.play("CMD-UNDO  blocked  scan_bin")
    two.play("CMD-UNDO  blocked  scan_bin")


def test_a_recall_while_somebody_picks(milk: Warehouse) -> None:
    """Whoever is first: what is picked lies in a tote that packing stops at, and nothing more is promised."""
    milk.order("1001", {"MILK": 2})
    milk.allocate()
    pick = milk.at("pick", "PICK-1")
    pick.scans("CART-1", "C-1", "MILK", "2")
    at_once(lambda: recall(milk), lambda: pick.scan("TOTE-1"))
    assert promised(milk, "1001") == {}
    assert milk.on_hand("MILK", "TOTE-1") in (0, 2)


def test_a_recall_of_packed_parcels(milk: Warehouse) -> None:
    milk.picked("1001", "TOTE-1", {"MILK": 2})
    milk.picked("1002", "TOTE-2", {"MILK": 1})
    pack = milk.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1", "MILK", "MILK", "BOX-S", "{tracking_no}")
    number = pack.seen["tracking_no"]
    pack.scans("TOTE-2", "MILK")  # this one is still open
    found = recall(milk)
    assert sorted((row["kind"], row["on_hand"], row["order_no"]) for row in found["here"]) == [
        ("bin", 2, ""), ("parcel", 1, "1002"), ("parcel", 2, "1001")
    ]  # fmt: skip
    ship = milk.at("ship", "SHIP-1", "USR-3")
    ship.play(f"""
        {number}  blocked  start
    """)
    assert milk.count(Parcel, blocked="recall") == 2
    pack.play(f"""
        CMD-HELP     ok       unpack       order=1002
        TOTE-2       ok       start
        {number}     ok       unpack       order=1001
        TOTE-1       ok       start
        TOTE-1       ok       verify_item
        MILK         blocked  verify_item
        CMD-DAMAGED  ok       start
    """)
    assert (milk.on_hand("MILK", "QUARANTINE"), milk.status("1001")) == (1, "allocated")


def test_a_recall_after_shipping_says_to_whom(milk: Warehouse) -> None:
    milk.picked("1001", "TOTE-1", {"MILK": 2})
    pack = milk.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1", "MILK", "MILK", "BOX-S", "{tracking_no}")
    ship = milk.at("ship", "SHIP-1", "USR-3")
    ship.scans("{tracking_no}", "CMD-DONE")
    (gone,) = recall(milk)["gone"]
    assert (gone["order_no"], gone["quantity"], gone["recipient"]) == ("1001", 2, "홍길동")
    assert gone["tracking_no"] == pack.seen["tracking_no"] and gone["shipped_at"]
    milk.set(Person, milk.value(select(table(Person).c.id)), recipient="", phone="")  # erased after its time
    assert recall(milk)["gone"][0]["recipient"] == ""


def test_a_lift_lets_parcels_go(milk: Warehouse) -> None:
    milk.picked("1001", "TOTE-1", {"MILK": 2})
    pack = milk.at("pack", "PACK-1", "USR-2")
    pack.scans("TOTE-1", "MILK", "MILK", "BOX-S", "{tracking_no}")
    recall(milk)
    ship = milk.at("ship", "SHIP-1", "USR-3")
    ship.play("{last tracking_no}  blocked  start".replace("{last tracking_no}", pack.seen["tracking_no"]))
    recalls.lift(milk.database, "MILK", "L1")
    ship.scans(pack.seen["tracking_no"], "CMD-DONE")
    assert milk.status("1001") == "shipped"


def test_a_recall_before_it_comes_and_of_nothing(milk: Warehouse) -> None:
    assert recall(milk, "L77")["units_here"] == 0
    with milk.database.read() as connection:
        assert recalls.is_recalled(connection, milk.ids["product", "MAIN/MILK"], "L77")
        assert not recalls.is_recalled(connection, milk.ids["product", "MAIN/MILK"], "")
        assert [row["lot"] for row in recalls.active(connection)] == ["L77"]
    for sku, lot in (("NONE", "L1"), ("MILK", " ")):
        with pytest.raises(recalls.RecallRefused):
            recalls.recall(milk.database, sku, lot)


def test_a_recall_while_orders_are_allocated(milk: Warehouse) -> None:
    for n in range(4):
        milk.order(f"100{n}", {"MILK": 1})
    at_once(lambda: recall(milk), milk.allocate, milk.allocate)
    assert all("L1" not in promised(milk, f"100{n}") for n in range(4))
    milk.allocate()
    assert [milk.status(f"100{n}") for n in range(4)] == ["allocated"] * 4
