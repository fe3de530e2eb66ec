"""Put-back (재적치): goods nobody wants any more go from their tote to a bin."""

from __future__ import annotations

from tests.workflows.small import Warehouse


def cancelled(house: Warehouse, order_no: str = "1001", tote: str = "TOTE-1") -> None:
    house.picked(order_no, tote, {"MUG": 2, "CUP": 1})
    house.change(order_no, "cancel")


def test_item_by_item_until_the_tote_is_free(house: Warehouse) -> None:
    cancelled(house)
    assert house.use("TOTE-1") == "putback"
    back = house.at("putaway", "BACK-1")
    back.play("""
        TOTE-2    wrong_tote  start      tote=TOTE-1
        TOTE-1    ok          scan_item  sku=MUG location=A-1
        TEA       wrong_item  scan_item
        MUG       ok          scan_bin   sku=MUG quantity=2 location=A-1
        TOTE-2    wrong_kind  scan_bin
        A-1       ok          scan_item  sku=CUP
        CUP       ok          scan_bin
        B-1       ok          start      tote
    """)
    assert (house.on_hand("MUG", "A-1"), house.on_hand("CUP", "B-1"), house.use("TOTE-1")) == (100, 1, "")
    assert house.line("1001", "MUG") == {"ordered": 2, "cancelled": 2}


def test_every_scan_can_be_taken_back(house: Warehouse) -> None:
    cancelled(house)
    back = house.at("putaway", "BACK-1")
    back.play("""
        TOTE-1    ok  scan_item
        CMD-UNDO  ok  start
        TOTE-1    ok  scan_item
        MUG       ok  scan_bin
        CMD-UNDO  ok  scan_item
        MUG       ok  scan_bin
        A-1       ok  scan_item  sku=CUP
        CMD-UNDO  ok  scan_bin   sku=MUG
        A-1       ok  scan_item
        CUP       ok  scan_bin
        A-3       ok  start
        CMD-UNDO  ok  scan_bin   tote=TOTE-1
        A-3       ok  start
    """)


def test_wrong_temperature_and_no_bin(house: Warehouse) -> None:
    house.place("F-1", temperature="frozen")
    cancelled(house)
    back = house.at("putaway", "BACK-1")
    back.play("""
        TOTE-1      ok         scan_item
        CUP         ok         scan_bin
        F-1         wrong_bin  scan_bin
        QUARANTINE  wrong_bin  scan_bin
        A-3         ok         scan_item
    """)


def test_one_station_a_tote(house: Warehouse) -> None:
    cancelled(house)
    one, two = house.at("putaway", "BACK-1", "USR-1"), house.at("putaway", "BACK-2", "USR-2")
    one.scans("TOTE-1", "CUP")
    two.play("TOTE-1   claimed  start  tote")
    one.scans("CMD-LOGOUT")
    two.play("""
        TOTE-1   ok  scan_item
        CUP      ok  scan_bin
        A-3      ok  scan_item
    """)


def test_a_tote_of_a_silent_station_is_taken_over(house: Warehouse) -> None:
    cancelled(house)
    one, two = house.at("putaway", "BACK-1", "USR-1"), house.at("putaway", "BACK-2", "USR-2")
    one.scans("TOTE-1", "CUP")
    house.pass_time(minutes=11)
    two.scans("TOTE-1", "CUP", "A-3", "MUG", "A-1")
    one.play("A-3  wrong_kind  start")


def test_the_tote_stays_taken_until_it_is_empty(house: Warehouse) -> None:
    cancelled(house)
    house.order("1002", {"MUG": 1, "CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG")
    pick.play("TOTE-1   wrong_tote  scan_tote")
    house.at("putaway", "BACK-1", "USR-2").scans("TOTE-1", "CUP", "A-3", "MUG", "A-1")
    pick.play("TOTE-1   ok  scan_bin")


def test_units_put_back_can_be_allocated_again(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"TEA": 5})
    house.order("1002", {"TEA": 5})
    house.allocate()
    assert house.status("1002") == "waiting"
    house.change("1001", "cancel")
    house.at("putaway", "BACK-1").scans("TOTE-1", "TEA", "A-2")
    house.allocate()
    assert house.status("1002") == "allocated"
