"""The live board of a small warehouse at work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.workflows.small import NOON, Warehouse
from warehouse_app.database.models import Carrier, NumberRange, Order, PrintJob
from warehouse_app.reports.board import Board, BoardCutOff, board
from warehouse_app.settings import SiteSettings, change_site_settings
from warehouse_app.site import read_site


@pytest.fixture(autouse=True)
def noon(house: Warehouse) -> None:
    house.database.clock = lambda: NOON  # 12:00 in Seoul


def seen(house: Warehouse) -> Board:
    with house.database.read() as connection:
        return board(connection, read_site(connection), house.database.now(connection))


def test_whether_cut_offs_are_made_at_the_present_rate(house: Warehouse) -> None:
    house.set(Carrier, house.carrier("CJ"), cut_off="13:00")
    for n in range(4):
        house.picked(f"1{n}", "TOTE-1", {"CUP": 1}, hours=1)
        house.at("pack", "PACK-1").scans("TOTE-1", "CUP", "BOX-S", "{tracking_no}")
        house.close()
    for n in range(3):
        house.order(f"2{n}", {"MUG": 1}, hours=1, carrier="CJ")
    for n in range(2):
        house.order(f"3{n}", {"MUG": 1}, hours=5)
    found = seen(house)
    assert found.rate == 4
    assert found.cut_offs == (
        BoardCutOff("CJ", "13:00", 60, 3, "12:45", True), BoardCutOff("House carrier", "17:00", 300, 2, "13:15", True),
    )  # fmt: skip
    for n in range(2):
        house.order(f"4{n}", {"MUG": 1}, hours=1, carrier="CJ")
    assert [(c.done_at, c.makes_it) for c in seen(house).cut_offs] == [("13:15", False), ("13:45", True)]
    house.pass_time(minutes=61)
    found = seen(house)
    assert (found.rate, [(c.carrier, c.makes_it) for c in found.cut_offs]) == (0, [("House carrier", None)])


def test_who_works_and_what_needs_a_decision(house: Warehouse) -> None:
    house.at("pick", "PICK-1").scan("NO-SUCH-CODE")
    assert seen(house).stations == (("PICK-1", "Usr-1", 0),)
    house.pass_time(minutes=3)
    assert seen(house).stations == (("PICK-1", "Usr-1", 3),)
    house.pass_time(minutes=8)
    assert seen(house).stations == () and seen(house).problems == ()
    house.set(Order, house.order("held", {"MUG": 1}), status="on_hold")
    house.set(Order, house.order("short", {"MUG": 1}), status="waiting")
    house.add(PrintJob, kind="shipping_label", ref_id=house.ids["order", "held"], status="failed", at=house.now())
    (key,) = (row.id for row in house.rows(NumberRange.__table__.select()) if row.carrier_id == house.carrier("HOUSE"))
    house.set(NumberRange, key, last=1, next=1)
    assert [(p.words.text, p.count, p.page) for p in seen(house).problems] == [
        ("Orders lack stock", 1, "orders"), ("Orders are on hold", 1, "orders"), ("Papers did not print", 1, "prints"),
        ("{carrier}: tracking numbers run out", 1, "settings"),
    ]  # fmt: skip


def test_boxes_that_run_out(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "PACK-1").scans("TOTE-1", "MUG", "BOX-S")
    assert seen(house).problems == ()  # nobody counts boxes here, though one is on the bench
    house.stock("S-1", "BOX-S", 19)
    house.stock("S-1", "BOX-L", 200)
    assert [(p.words.text, p.count, p.page) for p in seen(house).problems] == [
        ("Boxes, gifts or coolant run out", 1, "stock")
    ]
    change_site_settings(house.database, SiteSettings(low_materials=0))
    assert seen(house).problems == ()


def test_few_statements(house: Warehouse) -> None:
    counted: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    with house.database.read() as connection:
        site = read_site(connection)
        counted.clear()
        board(connection, site, NOON + timedelta(minutes=1))
    assert len(counted) <= 10
