"""Receive: lots, expiry dates and serial numbers, read from the barcode or asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from tests.workflows.test_receive import at
from warehouse_app.database.models import Balance, Location, Product, table
from warehouse_app.recalls import recall

GTIN = "08801000000067"


@pytest.fixture
def shelf(dock: Warehouse) -> Warehouse:
    """Milk (lot and expiry), wine (lot), watches (serial numbers) announced; it is March 2026."""
    dock.database.clock = lambda: datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    dock.product("MILK", {"8801000000067": 1, "MILK-6": 6}, lot_tracked=True, expiry_tracked=True)
    dock.product("WINE", lot_tracked=True)
    dock.product("WATCH", {"8801000000074": 1, "WATCH-3": 3}, serial_tracked=True)
    dock.product("EGG", expiry_tracked=True)
    dock.asn("R-2", {"MILK": 20, "WINE": 5, "WATCH": 4, "EGG": 5}, hours=1)
    return dock


def stock(house: Warehouse, sku: str) -> dict[tuple[str, str, str], int]:
    """{(lot, expiry, serial): units in stock}."""
    balance, product, place = table(Balance), table(Product), table(Location)
    rows = house.rows(
        select(balance.c.lot, balance.c.expiry, balance.c.serial, balance.c.on_hand)
        .join_from(balance, product, product.c.id == balance.c.product_id)
        .join(place, place.c.id == balance.c.location_id)
        .where(product.c.sku == sku, balance.c.on_hand > 0)
    )
    return {(r.lot, r.expiry, r.serial): r.on_hand for r in rows}


def test_lot_and_expiry_in_one_scan(shelf: Warehouse) -> None:
    work = at(shelf)
    work.play(f"""
        R-2                                       ok        scan_item    sku=MILK quantity=20
        (01){GTIN}(17)270131(10)L1                ok        scan_item    quantity=19
        ]C101{GTIN}1727013110L1                   ok        scan_item    quantity=18
        (01){GTIN}(10)L2                          ok        scan_expiry  lot expiry
        270200                                    ok        scan_item    quantity=17
        (02){GTIN}(37)10(17)270131(10)L1          ok        scan_item    quantity=7
    """)
    assert stock(shelf, "MILK") == {("L1", "2027-01-31", ""): 12, ("L2", "2027-02-28", ""): 1}


def test_lot_and_expiry_are_asked_once_and_hold(shelf: Warehouse) -> None:
    work = at(shelf)
    work.play("""
        R-2             ok               scan_item
        MILK            ok               scan_lot       sku=MILK quantity=1
        MUG             wrong_kind       scan_lot
        CMD-DONE        wrong_kind       scan_lot
        L1              ok               scan_expiry
        2027-13-40      bad_value        scan_expiry
        soon            bad_value        scan_expiry
        20270131        ok               scan_item      quantity=19
        MILK            ok               scan_item      quantity=18
        MILK-6          ok               scan_item      quantity=12
        3               ok               scan_item      quantity=9
        ]C110L2         ok               scan_item
        MILK            ok               scan_expiry
        2027-02-01      ok               scan_item      quantity=8
        WINE            ok               scan_lot
        ]C110W1         ok               scan_item      sku=WINE quantity=4
        MILK            ok               scan_lot
        CMD-BACK        ok               scan_item
    """)
    assert stock(shelf, "MILK") == {("L1", "2027-01-31", ""): 11, ("L2", "2027-02-01", ""): 1}
    assert stock(shelf, "WINE") == {("W1", "", ""): 1}


def test_the_barcode_that_says_more_may_come_second(shelf: Warehouse) -> None:
    work = at(shelf)
    work.scans("R-2", "MILK")
    work.play(f"""
        (01)08801000000012(10)L9        wrong_item       scan_lot
        (01){GTIN}(10)L1                ok               scan_expiry
        (01){GTIN}(17)270131            ok               scan_item      quantity=19
    """)


def test_odd_dates_are_asked_about(shelf: Warehouse) -> None:
    work = at(shelf)
    work.scans("R-2")
    work.play(f"""
        EGG                             ok               scan_expiry
        2026-03-03                      confirm          scan_expiry
        2026-03-04                      ok               scan_item      sku=EGG quantity=4
        (01){GTIN}(17)260101(10)L1      confirm          scan_item
        (01){GTIN}(17)260101(10)L1      ok               scan_item      sku=MILK
        (01){GTIN}(17)260101(10)L1      ok               scan_item      quantity=18  # asked once
        (01){GTIN}(17)400101(10)L1      confirm          scan_item
        (01){GTIN}(17)270101(10)L1      ok               scan_item
    """)
    assert work.said[-2].strip().startswith("(01)")
    assert stock(shelf, "EGG") == {("", "2026-03-04", ""): 1}


def test_serial_numbers_each_once(shelf: Warehouse) -> None:
    work = at(shelf)
    work.play("""
        R-2                             ok               scan_item
        WATCH                           ok               scan_serial    sku=WATCH quantity=1
        S-1                             ok               scan_item      quantity=3
        WATCH                           ok               scan_serial
        S-1                             duplicate_serial  scan_serial
        S-2                             ok               scan_item
        (01)08801000000074(21)S-3       ok               scan_item      quantity=1
        (01)08801000000074(21)S-3       duplicate_serial  scan_item
        CMD-DAMAGED                     ok               scan_item
        WATCH                           ok               scan_serial
        S-3                             duplicate_serial  scan_serial
        CMD-UNDO                        ok               scan_item
        CMD-UNDO                        ok               scan_item      quantity=1
        CMD-UNDO                        ok               scan_item      quantity=2
        (01)08801000000074(21)S-3       ok               scan_item      quantity=1
    """)
    assert set(stock(shelf, "WATCH")) == {("", "", "S-1"), ("", "", "S-2"), ("", "", "S-3")}


def test_a_case_of_units_with_serial_numbers(shelf: Warehouse) -> None:
    work = at(shelf)
    work.play("""
        R-2             ok               scan_item
        WATCH-3         ok               scan_serial    quantity=3
        S-1             ok               scan_serial    quantity=2
        S-2             ok               scan_serial    quantity=1
        CMD-UNDO        ok               scan_serial    quantity=2
        S-2             ok               scan_serial    quantity=1
        S-3             ok               scan_item      sku=WATCH quantity=1
    """)


def test_a_serial_number_that_lies_in_a_bin(shelf: Warehouse) -> None:
    shelf.stock("A-9", "WATCH", 1, serial="S-9")
    at(shelf).play("""
        WATCH           ok               scan_serial    order=R-2
        S-9             duplicate_serial  scan_serial
    """)


def test_a_serial_number_that_has_left_comes_back_with_another_receipt_only(shelf: Warehouse) -> None:
    work = at(shelf)
    work.scans("R-2", "WATCH", "S-1")
    shelf.carry("WATCH", "RECEIVING", "SCRAP", serial="S-1")
    shelf.asn("R-3", {"WATCH": 1})
    work.play("""
        WATCH           ok               scan_serial
        S-1             duplicate_serial  scan_serial
        CMD-BACK        ok               scan_item
        R-3             ok               scan_item
        WATCH           ok               scan_serial
        S-1             ok               close_receipt
    """)


def test_the_lot_announced_and_another(shelf: Warehouse) -> None:
    shelf.asn("R-3", {"MILK": 2}, lot="L1", expiry="2027-01-31")
    shelf.asn_line("R-3", "MILK", 3, lot="L2", expiry="2027-02-28")
    work = at(shelf)
    work.play(f"""
        R-3                             ok               scan_item      sku=MILK lot=L1 quantity=2
        MILK                            ok               scan_lot       lot=L1 expiry=2027-01-31
        L7                              confirm          scan_lot       lot=L1
        L1                              ok               scan_expiry    expiry=2027-01-31
        2027-01-31                      ok               scan_item      quantity=1
        MILK                            ok               scan_item      lot=L2 quantity=3
        MILK                            ok               scan_lot       lot=L2  # the line of L1 is full
        L2                              ok               scan_expiry    expiry=2027-02-28
        2027-02-27                      confirm          scan_expiry
        2027-02-28                      ok               scan_item      quantity=2
        (01){GTIN}(17)270531(10)L5      confirm          scan_item
        (01){GTIN}(17)270531(10)L5      ok               scan_item      lot=L2 quantity=2
        (01){GTIN}(17)270531(10)L5      ok               scan_item
        (01){GTIN}(17)270131(10)L1      confirm          scan_item
    """)
    assert shelf.came("R-3") == {"MILK": (5, 5, 0)}
    assert stock(shelf, "MILK") == {
        ("L1", "2027-01-31", ""): 2, ("L2", "2027-02-28", ""): 1, ("L5", "2027-05-31", ""): 2,
    }  # fmt: skip


def test_another_lot_and_date_than_announced_are_agreed_to_one_by_one(shelf: Warehouse) -> None:
    shelf.product("CHIP", lot_tracked=True, expiry_tracked=True, serial_tracked=True)
    shelf.asn("R-3", {"CHIP": 3}, lot="L1", expiry="2027-01-31")
    at(shelf).play("""
        R-3             ok               scan_item
        CHIP            ok               scan_lot       lot=L1
        L2              confirm          scan_lot
        L2              ok               scan_expiry
        2020-01-01      confirm          scan_expiry
        2020-01-01      ok               scan_serial
        S-1             ok               scan_item
        CHIP            ok               scan_serial  # lot and date hold
        S-2             ok               scan_item
    """)
    assert set(stock(shelf, "CHIP")) == {("L2", "2020-01-01", "S-1"), ("L2", "2020-01-01", "S-2")}


def test_too_many_are_asked_about_before_their_lot(shelf: Warehouse) -> None:
    shelf.asn("R-3", {"MILK": 1, "CUP": 1})
    at(shelf).play("""
        R-3             ok               scan_item
        MILK            ok               scan_lot
        L1              ok               scan_expiry
        2027-01-31      ok               scan_item      sku=CUP
        CUP             ok               close_receipt
        MILK            confirm          close_receipt
        MILK            ok               scan_lot
        L2              ok               scan_expiry
        2027-02-28      ok               close_receipt
        MILK            ok               close_receipt
    """)
    assert shelf.came("R-3")["MILK"] == (1, 3, 0)


def test_two_lots_of_what_nobody_announced(shelf: Warehouse) -> None:
    shelf.asn("R-3", {"CUP": 1})
    at(shelf).play("""
        R-3             ok               scan_item
        WINE            confirm          scan_item
        WINE            ok               scan_lot
        W1              ok               scan_item
        ]C110W2         ok               scan_item
        WINE            ok               scan_item
    """)
    assert set(stock(shelf, "WINE")) == {("W1", "", ""), ("W2", "", "")}


def test_an_announced_lot_is_taken_over_where_none_is_tracked(shelf: Warehouse) -> None:
    shelf.asn("R-3", {"CUP": 2}, lot="C1")
    work = at(shelf)
    work.scans("R-3", "CUP", "CUP", "CMD-DONE")
    assert stock(shelf, "CUP") == {("", "", ""): 50, ("C1", "", ""): 2}


def test_a_lot_that_reads_like_a_product(shelf: Warehouse) -> None:
    shelf.product("12345")
    shelf.asn("R-3", {"WINE": 2}, lot="12345")
    at(shelf).play("""
        R-3             ok               scan_item
        WINE            ok               scan_lot       lot=12345
        MUG             wrong_kind       scan_lot
        12345           ok               scan_item      quantity=1
    """)


def test_every_step_is_taken_back(shelf: Warehouse) -> None:
    work = at(shelf)
    work.play("""
        MILK            ok               scan_lot       order=R-2
        CMD-UNDO        ok               start
        MILK            ok               scan_lot
        L1              ok               scan_expiry
        CMD-UNDO        ok               scan_lot
        L1              ok               scan_expiry
        270131          ok               scan_item      quantity=19
        CMD-UNDO        ok               scan_expiry
        270131          ok               scan_item
        4               ok               scan_item      quantity=15
        CMD-UNDO        ok               scan_item      quantity=19
        CMD-BACK        ok               start
        CMD-UNDO        ok               scan_item      quantity=19
        MILK            ok               scan_item      quantity=18  # the lot still holds
    """)


def test_a_colleague_takes_over_after_a_log_out(shelf: Warehouse) -> None:
    work = at(shelf)
    work.play("""
        MILK            ok               scan_lot
        CMD-LOGOUT      ok               login
        USR-S           ok               start          order=R-2
        R-2             ok               scan_item      quantity=20
    """)


def test_units_with_serial_numbers_are_put_into_one_bin(shelf: Warehouse) -> None:
    for number in range(3):
        shelf.place(f"D-{number}")
    at(shelf).scans("R-2", *(f"(01)08801000000074(21)S-{n}" for n in range(3)))
    walk = shelf.at("putaway", "AWAY-1", "USR-R")
    walk.scans("RECEIVING")
    bins = set()
    while walk.screen.step != "start":
        bins.add(walk.screen.target["location"])
        walk.scans("{serial}" if walk.screen.expects[0] == "serial" else "{sku}", "{location}")
    assert len(bins) == 1


def test_a_recalled_lot_is_asked_about(shelf: Warehouse) -> None:
    recall(shelf.database, "WINE", "W7")
    work = at(shelf)
    work.play("""
        R-2     ok       scan_item
        WINE    ok       scan_lot
        W7      confirm  scan_lot
        W7      ok       scan_item
        WINE    ok       scan_item
    """)
    assert stock(shelf, "WINE") == {("W7", "", ""): 2}
