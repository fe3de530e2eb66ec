"""The box at the bench: planned ahead, shown with its arrangement, several of them, another one taken with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from tests.workflows.statements import counting
from warehouse_app.box_plans import Planner, forget_plans, plan_ahead, plans
from warehouse_app.database.models import BoxPlan, Parcel, Product, table
from warehouse_app.reports.packing_report import boxes_report, materials_report
from warehouse_app.site import read_site


@pytest.fixture
def shelf(house: Warehouse) -> Warehouse:
    """Two more goods: BRICK fills half a small box, POLE goes only into the large one."""
    house.product("BRICK", size=(300, 300, 150))
    house.product("POLE", size=(550, 40, 40))
    house.stock("A-4", "BRICK", 50)
    house.stock("A-5", "POLE", 50)
    return house


def test_planned_while_it_is_picked_and_shown_where_the_box_is_asked_for(shelf: Warehouse) -> None:
    shelf.order("1001", {"BRICK": 2})
    shelf.allocate()
    assert plan_ahead(shelf.database) == 1
    assert plan_ahead(shelf.database) == 0
    pick = shelf.at("pick", "PICK-1")
    pick.scans("1001", "{location}", "{sku}", "2", "TOTE-1")
    pack = shelf.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert shelf.count(BoxPlan) == 1  # none was made at the bench
    assert pack.screen.target["box"] == "BOX-S"
    pack.scans("BRICK", "BRICK")
    pack.ask("scan_box")
    shown = pack.screen.arrangement
    assert shown is not None
    assert shown.box == (300, 300, 300)
    assert sorted(unit.z for unit in shown.units) == [0, 150]


def test_without_a_plan_the_bench_makes_a_quick_one(shelf: Warehouse) -> None:
    shelf.picked("1001", "TOTE-1", {"POLE": 1, "MUG": 1})
    pack = shelf.at("pack", "PACK-1")
    with counting(shelf.database) as count:
        pack.scans("TOTE-1")
    assert count.number <= 40
    assert pack.screen.target["box"] == "BOX-L"
    assert shelf.count(BoxPlan) == 1
    pack.scans("CMD-UNDO", "TOTE-1", "POLE", "MUG")
    assert pack.screen.arrangement is not None


def test_a_plan_of_other_goods_is_not_used(shelf: Warehouse) -> None:
    shelf.order("1001", {"BRICK": 2, "POLE": 1})
    shelf.allocate()
    plan_ahead(shelf.database)
    shelf.change("1001", "quantity", "POLE", 0)
    shelf.at("pick", "PICK-1").scans("1001", "{location}", "{sku}", "2", "TOTE-1")
    pack = shelf.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert pack.screen.target["box"] == "BOX-S"


def test_two_boxes_are_said_and_each_is_planned(shelf: Warehouse) -> None:
    """Nine bricks are more than one large box holds: 8 and 1."""
    shelf.picked("1001", "TOTE-1", {"BRICK": 17})
    pack = shelf.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert ("BOX-L · 1/2") in [value for _, value in pack.screen.facts]
    for _ in range(16):
        pack.scans("BRICK")
    pack.scans("CMD-SPLIT", "BOX-L", "{tracking_no}")
    assert ("BOX-S · 2/2") in [value for _, value in pack.screen.facts]
    pack.scans("BRICK", "BOX-S", "{tracking_no}")
    assert shelf.status("1001") == "packed"


def test_another_box_with_a_reason_or_without(shelf: Warehouse) -> None:
    """Saying why costs a scan and is not asked again; the label goes on without."""
    shelf.picked("1001", "TOTE-1", {"BRICK": 2})
    shelf.picked("1002", "TOTE-2", {"BRICK": 2})
    shelf.picked("1003", "TOTE-3", {"BRICK": 2})
    pack = shelf.at("pack", "PACK-1")
    pack.play("""
        TOTE-1    ok    verify_item
        BRICK     ok    verify_item
        BRICK     ok    scan_box      box=BOX-S
        BOX-L     ok    label_back
        CHOICE-2  ok    label_back
    """)
    assert not pack.screen.choices
    pack.scans("CMD-UNDO")
    assert len(pack.screen.choices) == 5
    pack.scans("CHOICE-2", "{tracking_no}", "TOTE-2", "BRICK", "BRICK", "BOX-L", "{tracking_no}")
    pack.scans("TOTE-3", "BRICK", "BRICK", "BOX-S")
    assert not pack.screen.choices
    pack.scans("{tracking_no}")
    with shelf.database.read() as connection:
        site = read_site(connection)
        today = site.today(shelf.now())
        told = boxes_report(connection, site, today, today)
        used = materials_report(connection, site, today, today)
        elsewhere = boxes_report(connection, site, today, today, "B")
    assert [(r["suggested"], r["taken"], r["reason"], r["parcels"]) for r in told] == [
        ("BOX-S", "BOX-L", "", 1), ("BOX-S", "BOX-L", "small", 1), ("BOX-S", "BOX-S", "", 1),
    ]  # fmt: skip
    assert {r["sku"]: (r["units"], r["parcels"]) for r in used} == {"BOX-L": (2, 2), "BOX-S": (1, 1)}
    assert not elsewhere


def test_limits_of_boxes_and_goods_come_from_the_products(shelf: Warehouse) -> None:
    shelf.set(Product, shelf.ids["product", "MAIN/BOX-S"], max_weight_g=150)
    shelf.picked("1001", "TOTE-1", {"MUG": 2})  # 100 g each
    pack = shelf.at("pack", "PACK-1")
    pack.scans("TOTE-1")
    assert pack.screen.target["box"] == "BOX-L"


def test_the_planner_works_in_the_background_and_old_plans_are_forgotten(shelf: Warehouse) -> None:
    shelf.order("1001", {"BRICK": 2})
    shelf.allocate()
    planner = Planner(shelf.database, 0.01)
    planner.start()
    while not shelf.count(BoxPlan):
        pass
    planner.stop()
    with shelf.database.read() as connection:
        (told,) = plans(connection, "1001")
    assert [(box["box"], len(box["units"])) for box in told["boxes"]] == [("BOX-S", 2)]
    later = shelf.now() + timedelta(days=1)
    shelf.database.run(lambda connection: forget_plans(connection, later))
    assert shelf.count(BoxPlan) == 0


def test_a_client_without_boxes_plans_nothing(shelf: Warehouse) -> None:
    shelf.product("DISH", client="B")
    shelf.stock("C-1", "DISH", 5, client="B")
    shelf.order("1001", {"DISH": 1}, client="B")
    shelf.allocate()
    plan_ahead(shelf.database)
    pick = shelf.at("pick", "PICK-1")
    pick.scans("CMD-DONE", "{location}", "{sku}", "TOTE-1")
    pack = shelf.at("pack", "PACK-1")
    pack.scans("TOTE-1", "DISH")
    pack.ask("label_back")
    assert shelf.rows(select(table(Parcel).c.boxes))[0].boxes == 0
