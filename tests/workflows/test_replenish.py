"""Replenish: pick faces filled from reserve, promised goods first; short bins, skipped tasks, races, statements."""

from __future__ import annotations

import pytest

from tests.workflows.small import Warehouse
from tests.workflows.statements import counting
from tests.workflows.test_move import promised
from warehouse_app import replenishment
from warehouse_app.database.models import CountTask, Location, Move, PickFace, ReplenishTask
from warehouse_app.replenishment import open_tasks, plan


def face(house: Warehouse, code: str, sku: str, minimum: int, maximum: int) -> None:
    house.add(PickFace, location_id=house.ids["location", code], product_id=house.ids["product", f"MAIN/{sku}"],
              minimum=minimum, maximum=maximum)  # fmt: skip


def reserve(house: Warehouse, code: str, sku: str, quantity: int, **key: str) -> None:
    """Stock in a reserve bin."""
    house.stock(code, sku, quantity, **key)
    house.set(Location, house.ids["location", code], is_reserve=True)


def tasks(house: Warehouse) -> list[tuple[str, str, str, int, int]]:
    """(sku, from, to, quantity, demand) of the open tasks, the most urgent first."""
    with house.database.read() as connection:
        rows = open_tasks(connection)
    return [(r["sku"], r["location"], r["destination"], r["quantity"], r["demand"]) for r in rows]


def plan_now(house: Warehouse) -> int:
    return len(house.database.run(lambda c: plan(c, house.database.now(c))))


@pytest.fixture
def low(house: Warehouse) -> Warehouse:
    """TEA's face is at 5 of 10 to 30; its reserve holds 100."""
    face(house, "A-2", "TEA", 10, 30)
    reserve(house, "R-1", "TEA", 100)
    return house


def test_a_face_below_its_minimum_is_filled_to_its_maximum(low: Warehouse) -> None:
    work = low.at("replenish", "REP-1")
    assert work.screen.expects[0] == "command" and work.screen.commands[0] == "CMD-DONE"
    work.play("""
        CMD-HELP       ok          start      location=R-1 sku=TEA quantity=25 destination=A-2
        CMD-DONE       ok          scan_bin   location=R-1 sku=TEA quantity=25 destination=A-2
        A-2            wrong_bin   scan_bin
        R-1            ok          scan_item  location=R-1 quantity=25
        MUG            wrong_item  scan_item
        8801000000029  ok          scan_face  location=A-2 quantity=25 destination=A-2
        A-1            wrong_bin   scan_face
        A-2            ok          start      location
    """)
    assert (low.on_hand("TEA", "A-2"), low.on_hand("TEA", "R-1")) == (30, 75)
    assert (low.count(Move, kind="replenish"), low.count(ReplenishTask, status="done")) == (1, 1)
    assert work.screen.target == {}


def test_every_step_can_be_taken_back(low: Warehouse) -> None:
    low.at("replenish", "REP-1").play("""
        CMD-DONE  ok             scan_bin
        CMD-UNDO  ok             start
        R-1       ok             scan_item
        CMD-UNDO  ok             start
        R-1       ok             scan_item
        TEA       ok             scan_face  quantity=25
        20        ok             scan_face  quantity=20
        CMD-UNDO  ok             scan_face  quantity=25
        CMD-UNDO  ok             scan_item
        TEA       ok             scan_face
        A-2       ok             start
        CMD-UNDO  ok             scan_face  quantity=25
        A-2       ok             start
        CMD-UNDO  ok             scan_face  quantity=25
    """)
    assert (low.on_hand("TEA", "A-2"), low.count(ReplenishTask, status="open")) == (5, 1)


def test_another_number(low: Warehouse) -> None:
    work = low.at("replenish", "REP-1")
    work.play("""
        R-1  ok             scan_item
        TEA  ok             scan_face  quantity=25
        101  over_quantity  scan_face  quantity=25
        3    ok             scan_face  quantity=3
        A-2  ok             scan_bin   quantity=22   # it is below its minimum still
    """)
    assert low.on_hand("TEA", "A-2") == 8


def test_what_is_planned_again_is_not_planned_twice(low: Warehouse) -> None:
    """The station that did the task takes it back after others planned the rest."""
    work = low.at("replenish", "REP-1")
    work.scans("R-1", "TEA", "3", "A-2", "CMD-BACK")
    work.scans("CMD-UNDO", "CMD-UNDO")
    assert (low.on_hand("TEA", "A-2"), low.count(ReplenishTask, status="open")) == (5, 1)
    work.ask("scan_face", quantity=3)
    work.scans("A-2")
    low.at("replenish", "REP-2", "USR-2").play("R-1  claimed  start")
    work.scans("CMD-BACK")
    other = low.at("replenish", "REP-2", "USR-2")
    other.scans("CMD-DONE")
    work.play("""
        CMD-UNDO  blocked  start
    """)


def test_a_task_taken_back_while_a_colleague_has_the_next(low: Warehouse) -> None:
    face(low, "A-3", "CUP", 60, 70)
    reserve(low, "R-2", "CUP", 15)
    work, other = low.at("replenish", "REP-1"), low.at("replenish", "REP-2", "USR-2")
    work.scans("R-1", "TEA", "3", "A-2")
    work.ask("scan_bin", sku="CUP")
    other.play("""
        CMD-HELP  ok  start      sku=TEA quantity=22
        CMD-DONE  ok  scan_bin   sku=TEA
    """)
    work.play("CMD-UNDO  ok  start")
    assert low.on_hand("TEA", "A-2") == 5 and low.count(ReplenishTask, status="open") == 2


def test_promised_goods_come_first_and_bring_their_orders(house: Warehouse) -> None:
    house.product("PEN")
    face(house, "A-2", "TEA", 10, 30)
    reserve(house, "R-1", "TEA", 100)
    house.place("A-4")
    face(house, "A-4", "PEN", 0, 50)
    reserve(house, "R-2", "PEN", 40)
    house.order("1001", {"PEN": 12}, hours=3)
    house.order("1002", {"PEN": 8}, hours=4)
    house.allocate()
    work = house.at("replenish", "REP-1")
    assert tasks(house) == [("PEN", "R-2", "A-4", 20, 20), ("TEA", "R-1", "A-2", 25, 0)]
    work.play("""
        CMD-DONE  ok  scan_bin   location=R-2 quantity=20
        R-2       ok  scan_item
        PEN       ok  scan_face  location=A-4
        A-4       ok  scan_bin   location=R-1 sku=TEA
    """)
    assert (promised(house, "1001"), promised(house, "1002")) == ([("A-4", 12, False)], [("A-4", 8, False)])
    work.play("CMD-UNDO  ok  scan_face  sku=PEN")
    assert promised(house, "1001") == [("R-2", 12, False)]
    work.play("""
        15   ok  scan_face
        A-4  ok  scan_bin   sku=TEA
    """)
    assert promised(house, "1002") == [("A-4", 3, False), ("R-2", 5, False)]
    pick = house.at("pick", "PICK-1", "USR-2")
    pick.scans("1001", "A-4")
    pick.ask("scan_item", sku="PEN")


def test_demand_that_somebody_walks_to_is_not_brought(house: Warehouse) -> None:
    house.product("PEN")
    house.place("A-4")
    face(house, "A-4", "PEN", 0, 50)
    reserve(house, "R-2", "PEN", 40)
    house.order("1001", {"PEN": 12})
    house.allocate()
    work = house.at("replenish", "REP-1")
    work.ask("start", sku="PEN", quantity=12)
    house.at("pick", "PICK-1", "USR-2").scans("1001")
    work.scans("R-2", "PEN", "A-4")  # other units fill the face
    assert (house.on_hand("PEN", "A-4"), promised(house, "1001")) == (12, [("R-2", 12, True)])
    assert work.screen.step == "start"


def test_all_that_is_left_belongs_to_a_batch_being_walked(house: Warehouse) -> None:
    house.product("PEN")
    house.place("A-4")
    face(house, "A-4", "PEN", 0, 50)
    reserve(house, "R-2", "PEN", 12)
    house.order("1001", {"PEN": 12})
    house.allocate()
    work = house.at("replenish", "REP-1")
    work.scans("R-2", "PEN")
    house.at("pick", "PICK-1", "USR-2").scans("1001")
    work.scan("A-4")
    assert work.screen.step == "start" and house.count(ReplenishTask, status="void") == 1


def test_the_first_to_expire_and_one_lot_in_a_face(house: Warehouse) -> None:
    house.product("MILK", {"8801234567893": 1}, lot_tracked=True, expiry_tracked=True)
    house.place("A-5")
    face(house, "A-5", "MILK", 5, 10)
    reserve(house, "R-1", "MILK", 50, lot="L2", expiry="2098-02-28")
    reserve(house, "R-2", "MILK", 6, lot="L1", expiry="2098-01-31")
    reserve(house, "R-3", "MILK", 9, lot="L0", expiry="2020-01-31")  # expired
    work = house.at("replenish", "REP-1")
    work.play("""
        CMD-DONE                       ok         scan_bin   location=R-2 lot=L1 quantity=6
        R-2                            ok         scan_item
        (01)08801234567893(10)L2       wrong_lot  scan_item
        (01)08801234567893(10)L1       ok         scan_face
        A-5                            ok         start      location
    """)
    assert tasks(house) == []
    house.carry("MILK", "A-5", "SCRAP", 6, lot="L1", expiry="2098-01-31")
    work.play("CMD-HELP  ok  start  location=R-1 lot=L2 quantity=10")
    house.set(Location, house.ids["location", "A-5"], mixed_lots=True)


def test_serial_numbers(house: Warehouse) -> None:
    house.product("CAM", {"8801234567893": 1}, serial_tracked=True)
    house.place("A-5")
    face(house, "A-5", "CAM", 1, 2)
    for serial in ("S1", "S2", "S3"):
        reserve(house, "R-1", "CAM", 1, serial=serial)
    assert plan_now(house) == 2
    work = house.at("replenish", "REP-1")
    work.scans("R-1")
    work.play("""
        CAM       wrong_kind     scan_serial
        S3        wrong_item     scan_serial
        {serial}  ok             scan_face    quantity=1
        2         over_quantity  scan_face
        A-5       ok             scan_bin
        R-1       ok             scan_serial
        (01)08801234567893(21)S3  wrong_item  scan_serial
        {serial}  ok             scan_face
        A-5       ok             start
    """)
    assert (house.on_hand("CAM", "A-5"), house.on_hand("CAM", "R-1")) == (2, 1)


def test_a_short_bin_is_counted_and_another_is_found(low: Warehouse) -> None:
    reserve(low, "R-2", "TEA", 20)
    work = low.at("replenish", "REP-1")
    work.play("""
        CMD-DONE   ok  scan_bin   location=R-1
        R-1        ok  scan_item
        CMD-SHORT  ok  scan_bin   location=R-2 quantity=20
        CMD-UNDO   ok  scan_item  location=R-1
        CMD-SHORT  ok  scan_bin   location=R-2
        R-2        ok  scan_item
        CMD-SHORT  ok  start      location
    """)
    assert low.count(CountTask, reason="short", status="open") == 2
    assert low.count(ReplenishTask, status="void") == 2 and tasks(low) == []


def test_short_cannot_be_taken_back_once_a_colleague_has_what_came_of_it(low: Warehouse) -> None:
    reserve(low, "R-2", "TEA", 20)
    one, two = low.at("replenish", "REP-1"), low.at("replenish", "REP-2", "USR-2")
    one.scans("R-1", "CMD-SHORT", "CMD-BACK")
    two.scans("R-2")
    one.play("CMD-UNDO  blocked  start")


def test_a_skipped_task_waits(low: Warehouse) -> None:
    face(low, "A-3", "CUP", 60, 70)
    reserve(low, "R-2", "CUP", 30)
    face(low, "A-1", "MUG", 200, 300)
    reserve(low, "R-3", "MUG", 30)
    work = low.at("replenish", "REP-1")
    work.play("""
        CMD-DONE  ok  scan_bin  location=R-1
        CMD-SKIP  ok  scan_bin  location=R-2
        R-2       ok  scan_item
        CMD-SKIP  ok  scan_bin  location=R-3
        CMD-SKIP  ok  scan_bin  location=R-1
        CMD-UNDO  ok  scan_bin  location=R-3
        CMD-BACK  ok  start     location=R-1
    """)
    two = low.at("replenish", "REP-2", "USR-2")
    two.scans("CMD-DONE")
    work.scans("R-2")
    three = low.at("replenish", "REP-3", "USR-3")
    three.play("""
        R-1       claimed        start     location=R-3
        CMD-DONE  ok             scan_bin  location=R-3
        CMD-SKIP  nothing_to_do  scan_bin
    """)


def test_two_stations_never_have_one_task(low: Warehouse) -> None:
    one, two = low.at("replenish", "REP-1"), low.at("replenish", "REP-2", "USR-2")
    assert one.screen.target == two.screen.target
    one.scans("CMD-DONE")
    two.play("R-1  claimed  start  location")
    low.pass_time(minutes=11)
    two.play("""
        CMD-HELP  ok  start     location=R-1
        CMD-DONE  ok  scan_bin
    """)
    one.play("R-1  claimed  start")


def test_a_break_leaves_the_task_to_others(low: Warehouse) -> None:
    one, two = low.at("replenish", "REP-1"), low.at("replenish", "REP-2", "USR-2")
    one.scans("R-1", "TEA")
    one.play("CMD-LOGOUT  ok  login")
    two.play("""
        R-1  ok  scan_item
        TEA  ok  scan_face
        A-2  ok  start
    """)


def test_the_reserve_was_emptied_meanwhile(low: Warehouse) -> None:
    work = low.at("replenish", "REP-1")
    work.scans("R-1", "TEA")
    low.carry("TEA", "R-1", "A-1", 90)
    work.play("""
        CMD-HELP  ok        scan_face  quantity=25
        A-2       no_stock  scan_face
        10        ok        scan_face  quantity=10
        A-2       ok        start
    """)
    low.carry("TEA", "A-2", "A-1", 14)
    assert plan_now(low) == 0


def test_a_face_that_refuses(low: Warehouse) -> None:
    low.set(Location, low.ids["location", "A-2"], capacity_units=20)
    low.at("replenish", "REP-1").play("""
        R-1  ok             scan_item
        TEA  ok             scan_face
        A-2  over_quantity  scan_face
        15   ok             scan_face
        A-2  ok             start
    """)


def test_nothing_to_bring(house: Warehouse) -> None:
    work = house.at("replenish", "REP-1")
    assert (work.screen.step, work.screen.target) == ("start", {})
    work.play("""
        A-1  wrong_bin      start
        MUG  wrong_kind     start
    """)
    assert plan_now(house) == 0


def test_bins_in_doubt_are_left_alone(low: Warehouse) -> None:
    low.add(CountTask, location_id=low.ids["location", "R-1"], reason="asked", at=low.now())
    assert plan_now(low) == 0
    reserve(low, "R-2", "TEA", 7)
    assert plan_now(low) == 1 and plan_now(low) == 0
    assert tasks(low) == [("TEA", "R-2", "A-2", 7, 0)]


def test_few_statements_whatever_there_is_to_bring(house: Warehouse) -> None:
    with house.together():
        for n in range(30):
            house.product(f"P{n:02}")
            house.place(f"F-{n}")
            face(house, f"F-{n}", f"P{n:02}", 5, 20)
            reserve(house, f"R-{n}", f"P{n:02}", 9)
            reserve(house, f"S-{n}", f"P{n:02}", 9)
    for n in range(12):
        house.order(f"20{n:02}", {f"P{n:02}": 2})
    house.allocate()
    with counting(house.database) as count:
        assert plan_now(house) == 30
    assert count.number <= 12, count.texts
    work = house.at("replenish", "REP-1")
    counts: dict[str, int] = {}
    for scan in ("CMD-DONE", "{location}", "{sku}", "1", "{location}", "CMD-UNDO", "2", "{location}", "{location}",
                 "CMD-SHORT", "CMD-UNDO", "CMD-SKIP", "CMD-BACK", "CMD-DONE"):  # fmt: skip
        step = work.screen.step
        with counting(house.database) as count:
            work.scans(scan)
        name = step if scan[0] == "{" else f"{step} {scan}"
        counts[name] = max(counts.get(name, 0), count.number)
    assert counts["scan_bin"] <= 14 and counts["scan_item"] <= 14, counts
    assert counts["scan_face 1"] <= 14 and max(counts.values()) <= 40, counts


def test_one_plan_after_another_reaches_every_face(house: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faces for which nothing is in reserve, or something is on its way, do not stand before the others."""
    with house.together():
        for n in range(8):
            house.product(f"P{n}")
            house.place(f"F-{n}")
            face(house, f"F-{n}", f"P{n}", 5, 20)
            if n > 2:
                reserve(house, f"R-{n}", f"P{n}", 9)
    for n in (6, 7):
        house.order(f"200{n}", {f"P{n}": 4})
    house.allocate()
    monkeypatch.setattr(replenishment, "_FACES", replenishment._FACES.limit(2))
    assert [plan_now(house) for _ in range(4)] == [2, 2, 1, 0]
    assert [(sku, demand) for sku, *_, demand in tasks(house)] == [
        ("P6", 4), ("P7", 4), ("P3", 0), ("P4", 0), ("P5", 0)
    ]  # fmt: skip
