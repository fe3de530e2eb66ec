"""Inspect: returned units are graded and placed, as transcripts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.workflows.shipped import announce, case, cases, ship
from tests.workflows.small import Warehouse
from tests.workflows.statements import counting
from warehouse_app.allocation import allocate
from warehouse_app.database.models import Balance, Order, OrderLine, Outbox, PrintJob, Product, ReturnUnit, table
from warehouse_app.database.models import Location as Place


def units(house: Warehouse, *columns: str) -> list[tuple[Any, ...]]:
    rows = table(ReturnUnit)
    return [
        tuple(row) for row in house.rows(select(*(rows.c[c] for c in columns)).order_by(rows.c.opened_at, rows.c.id))
    ]


def graded_stock(house: Warehouse, sku: str) -> dict[tuple[str, str], int]:
    """{(place, grade): units} of a product outside the bins it was sold from."""
    balance, place, product = table(Balance), table(Place), table(Product)
    rows = house.rows(
        select(place.c.code, balance.c.grade, balance.c.on_hand)
        .join_from(balance, place, place.c.id == balance.c.location_id)
        .join(product, product.c.id == balance.c.product_id)
        .where(product.c.sku == sku, balance.c.on_hand > 0, place.c.kind != "bin")
    )
    return {(row.code, row.grade): row.on_hand for row in rows}


@pytest.fixture
def back(house: Warehouse) -> Warehouse:
    """Order 1001 of two mugs, a cup and a tea has left; a mug and the cup are announced to come back."""
    ship(house, "1001", {"MUG": 2, "CUP": 1, "TEA": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1, "CUP": 1})
    return house


def test_a_sealed_unit_is_four_scans(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 2})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    house.at("arrive", "DOCK-1", "USR-I").scans("RMA-7")
    bench = house.at("inspect", "BENCH-1", "USR-I")
    bench.ask("start", rma="RMA-7")
    bench.play("""
        RMA-7      ok   scan_item         sku=MUG order=1001 quantity=1
        MUG        ok   question          sku=MUG
        CHOICE-1   ok   scan_destination  grade=S destination=TOTE-1 tote=TOTE-1
        TOTE-1     ok   start
    """)
    assert graded_stock(house, "MUG") == {("TOTE-1", ""): 1}  # sealed: new goods again
    assert house.use("TOTE-1") == "received"
    found = case(house, "RMA-7")
    assert (found.status, found.outcome, found.refund_due_at is not None) == ("done", "full", True)
    assert house.count(PrintJob, kind="unit_label") == 1 and house.count(Outbox, kind="return_closed") == 1


def test_an_opened_unit_is_at_most_four_more(back: Warehouse) -> None:
    bench = back.at("inspect", "BENCH-1", "USR-I")
    bench.play("""
        RMA-7      ok             scan_item         sku=MUG
        MUG        ok             question
        CHOICE-2   ok             question          # opened
        CHOICE-9   bad_value      question
        MUG        wrong_kind     question
        CHOICE-2   ok             question          # up to two small scratches
        CHOICE-1   ok             question          # complete
        CHOICE-1   ok             question          # works
        CHOICE-1   ok             scan_destination  grade=B destination=TOTE-1  # can be cleaned
        A-1        wrong_tote     scan_destination  # nowhere else
        TOTE-1     ok             scan_item         sku=CUP
    """)
    assert graded_stock(back, "MUG") == {("TOTE-1", "B"): 1}
    assert units(back, "computed", "grade", "disposition", "status") == [("B", "B", "restock_graded", "placed")]


def test_graded_goods_are_never_picked_as_new(back: Warehouse) -> None:
    bench = back.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7", "MUG", "CHOICE-2", "CHOICE-1", "CHOICE-1", "CHOICE-1", "TOTE-1", "CMD-BACK")
    put = back.at("putaway", "PUT-1")
    put.scans("TOTE-1")
    while put.screen.step != "start":
        put.scans(str(put.screen.target["sku" if put.screen.step == "scan_item" else "location"]))
    back.order("2001", {"MUG": 108})  # one more than there are new ones
    back.order("2002", {"MUG": 107})
    allocate(back.database)
    assert back.status("2002") == "allocated" or back.status("2001") == "allocated"
    back.order("2003", {"MUG": 1})
    allocate(back.database)
    assert back.status("2003") == "waiting"


def test_damage_is_photographed_and_put_aside(back: Warehouse) -> None:
    bench = back.at("inspect", "BENCH-1", "USR-I")
    bench.play("""
        RMA-7        ok        scan_item
        MUG          ok        question
        CHOICE-2     ok        question
        CHOICE-4     ok        photo             grade=D  # clear damage: no more questions
        CMD-PHOTO    confirm   photo
        CMD-PHOTO    ok        scan_destination  destination=DISPOSAL location=DISPOSAL
        LIQUIDATION  wrong_bin  scan_destination
        TOTE-1       wrong_bin  scan_destination
        DISPOSAL     ok        scan_item
    """)
    assert graded_stock(back, "MUG") == {("DISPOSAL", "D"): 1}


def test_the_grade_is_changed_with_a_reason(back: Warehouse) -> None:
    bench = back.at("inspect", "BENCH-1", "USR-I")
    bench.play("""
        RMA-7      ok   scan_item
        MUG        ok   question
        CHOICE-1   ok   scan_destination  grade=S
        CMD-GRADE  ok   choose_grade
        CMD-BACK   ok   scan_destination  grade=S
        CMD-GRADE  ok   choose_grade
        CHOICE-2   ok   grade_reason      grade=B
        CHOICE-1   ok   scan_destination  grade=B
        TOTE-1     ok   scan_item
    """)
    assert units(back, "computed", "grade", "grade_reason", "disposition") == [("S", "B", "missed", "restock_graded")]
    assert back.count(PrintJob, kind="unit_label") == 2  # the label changed too


def test_what_nobody_expected(back: Warehouse) -> None:
    back.product("VASE")
    back.client("OTHER")
    back.product("LAMP", client="OTHER")
    bench = back.at("inspect", "BENCH-1", "USR-I")
    bench.play("""
        RMA-7        ok        scan_item
        VASE         confirm   scan_item         # not of this order
        VASE         ok        photo             grade=X
        CMD-PHOTO    confirm   photo
        CMD-PHOTO    ok        scan_destination  destination=QUARANTINE
        QUARANTINE   ok        scan_item         sku=MUG
        LAMP         confirm   scan_item         # another client's
        LAMP         ok        photo             grade=X
        CMD-UNDO     ok        scan_item
        xyz-unknown  confirm   scan_item         # no product of ours
        xyz-unknown  ok        photo             grade=X
        CMD-PHOTO    confirm   photo
        CMD-PHOTO    ok        scan_destination  destination=QUARANTINE
        QUARANTINE   ok        scan_item         sku=MUG quantity=1
        TEA          confirm   scan_item         # sent with the order, not announced
        TEA          ok        question
        CHOICE-1     ok        scan_destination
        TOTE-1       ok        scan_item
        TEA          confirm   scan_item         # more than was sent
        TEA          ok        photo             grade=X
        CMD-PHOTO    confirm   photo
        CMD-PHOTO    ok        scan_destination
        QUARANTINE   ok        scan_item
        MUG          ok        question
        CHOICE-1     ok        scan_destination
        TOTE-1       ok        scan_item
        CUP          ok        question
        CHOICE-1     ok        scan_destination
        TOTE-1       ok        start
    """)
    assert [u[0] for u in units(back, "kind")] == ["other", "foreign", "returned", "over", "returned", "returned"]
    assert case(back, "RMA-7").outcome == "part"
    assert (graded_stock(back, "VASE"), back.line("1001", "TEA")["shipped"]) == ({("QUARANTINE", "X"): 1}, 1)


def test_an_empty_box(back: Warehouse) -> None:
    back.at("inspect", "BENCH-1", "USR-I").play("""
        RMA-7      ok        scan_item
        CMD-EMPTY  confirm   scan_item
        CMD-EMPTY  ok        start
        RMA-7      already_done  start
    """)
    assert cases(back, "outcome", "outcome_reason") == [("none", "empty")]


def test_missing_units_are_asked_about(back: Warehouse) -> None:
    back.at("inspect", "BENCH-1", "USR-I").play("""
        RMA-7     ok        scan_item
        MUG       ok        question
        CHOICE-1  ok        scan_destination
        TOTE-1    ok        scan_item         sku=CUP
        CMD-DONE  confirm   scan_item
        CMD-DONE  ok        start
    """)
    assert cases(back, "outcome", "outcome_reason") == [("part", "missing")]


def test_without_an_announcement(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 2, "CUP": 1})
    ship(house, "1002", {"TEA": 1})
    bench = house.at("inspect", "BENCH-1", "USR-I")
    bench.play("""
        1001      ok        scan_item
        1002      ok        scan_item         # a second order in the same box
        MUG       ok        question
        CHOICE-1  ok        scan_destination
        TOTE-1    ok        scan_item
        TEA       ok        question
        CHOICE-1  ok        scan_destination
        TOTE-1    ok        scan_item
        CUP       ok        question
        CHOICE-1  ok        scan_destination
        TOTE-1    ok        scan_item
        CMD-DONE  ok        start
        TEA       confirm   start             # one more at the bottom of the box
        TEA       ok        photo             grade=X
    """)
    assert cases(house, "kind", "outcome") == [("blind", "")]
    assert house.rows(select(table(OrderLine).c.returned).where(table(OrderLine).c.returned > 0)) == [(1,), (1,), (1,)]


def test_every_scan_can_be_taken_back(back: Warehouse) -> None:
    bench = back.at("inspect", "BENCH-1", "USR-I")
    scans = (
        "RMA-7",
        "MUG",
        "CHOICE-2",
        "CHOICE-2",
        "CHOICE-1",
        "CHOICE-1",
        "CHOICE-1",
        "TOTE-1",
        "CUP",
        "CHOICE-1",
        "TOTE-1",
    )
    bench.scans(*scans)
    assert bench.screen.step == "start" and cases(back, "status") == [("done",)]
    bench.scans(*["CMD-UNDO"] * len(scans))
    assert bench.screen.step == "start" and cases(back, "status") == [("announced",)]
    assert units(back, "id") == [] and graded_stock(back, "MUG") == {} and back.use("TOTE-1") == ""
    bench.scans(*scans)
    assert cases(back, "status") == [("done",)]


def test_a_colleague_has_it(back: Warehouse) -> None:
    first, second = back.at("inspect", "BENCH-1", "USR-I"), back.at("inspect", "BENCH-2", "USR-S")
    first.scans("RMA-7", "MUG")
    second.play("RMA-7  claimed  start  rma=")
    first.scans("CMD-LOGOUT")
    second.play("""
        RMA-7     ok   question          sku=MUG  # the same unit, the same question
        CHOICE-1  ok   scan_destination
    """)


def test_the_most_urgent_first_by_time_then_value(house: Warehouse) -> None:
    for n, units_of in (("1", 1), ("2", 3), ("3", 2)):
        ship(house, f"100{n}", {"MUG": units_of, "CUP": 1})
        announce(house, f"RMA-{n}", f"100{n}", {"MUG": units_of})
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.scans("RMA-2", "RMA-3")
    house.pass_time(days=-3)
    dock.scans("RMA-1")
    bench = house.at("inspect", "BENCH-1", "USR-I")
    seen = []
    for _ in range(3):
        seen.append(bench.screen.target["rma"])
        bench.play("""
            CMD-DONE   ok       scan_item
            CMD-EMPTY  confirm  scan_item
            CMD-EMPTY  ok       start
        """)
    assert seen == ["RMA-1", "RMA-2", "RMA-3"]


def test_serial_numbers(house: Warehouse) -> None:
    house.product("CAM", serial_tracked=True)
    for serial in ("SN-1", "SN-2"):
        house.stock("A-5", "CAM", 1, serial=serial)
    ship(house, "1001", {"CAM": 1, "CUP": 1})
    announce(house, "RMA-7", "1001", {"CAM": 1})
    house.at("inspect", "BENCH-1", "USR-I").play("""
        RMA-7     ok          scan_item
        CAM       ok          scan_serial
        SN-2      wrong_item  scan_serial
        SN-1      ok          question
        CHOICE-1  ok          scan_destination  serial=SN-1
        TOTE-1    ok          start
    """)
    assert units(house, "serial", "status") == [("SN-1", "placed")]


def test_an_exchange_makes_an_order_at_once(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 2})
    announce(house, "RMA-7", "1001", {"MUG": 1}, wants="exchange", exchange_id=house.ids["product", "MAIN/CUP"])
    bench = house.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7", "MUG", "CHOICE-1", "TOTE-1")
    found = case(house, "RMA-7")
    order = house.rows(select(table(Order)).where(table(Order).c.id == found.replacement_id))[0]
    assert (found.outcome, order.order_no, order.status, order.tags) == ("exchange", "RMA-7-X", "allocated", "exchange")
    pick = house.at("pick", "PICK-1")
    pick.ask("start", order="RMA-7-X")
    bench.play("CMD-UNDO  ok  scan_destination")
    assert house.count(Order, order_no="RMA-7-X") == 0


def test_an_exchange_of_what_is_not_there_waits(house: Warehouse) -> None:
    house.product("RARE")
    ship(house, "1001", {"MUG": 2})
    announce(house, "RMA-7", "1001", {"MUG": 1}, wants="exchange", exchange_id=house.ids["product", "MAIN/RARE"])
    house.at("inspect", "BENCH-1", "USR-I").scans("RMA-7", "MUG", "CHOICE-1", "TOTE-1")
    assert house.rows(select(table(Order).c.status).where(table(Order).c.order_no == "RMA-7-X")) == [("waiting",)]


def test_a_second_inspector_grades_blind(back: Warehouse) -> None:
    bench = back.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7", "MUG", "CHOICE-2", "CHOICE-1", "CHOICE-1", "CHOICE-1", "TOTE-1")
    ((key, code),) = units(back, "id", "code")
    other = back.at("inspect", "BENCH-2", "USR-S")
    other.play(f"{code}  nothing_to_do  start")
    back.set(ReturnUnit, key, second_due=True)
    bench.scans("CMD-BACK")
    bench.play(f"{code}  not_allowed  start")
    other.play(f"""
        {code}    ok            question
        CHOICE-2  ok            question
        CHOICE-2  ok            question
        CMD-UNDO  ok            question
        CHOICE-2  ok            question
        CHOICE-1  ok            question
        CHOICE-1  ok            question
        CHOICE-1  ok            start
        {code}    already_done  start
    """)
    assert units(back, "grade", "second_grade") == [("A", "B")]


def test_statements_do_not_grow(house: Warehouse) -> None:
    counts: dict[int, list[int]] = {}
    for n in (1, 3):
        for m in range(n):
            house.product(f"P{n}-{m}")
            house.stock(f"A-{20 + 10 * n + m}", f"P{n}-{m}", 5)
        skus = {f"P{n}-{m}": 1 for m in range(n)} | {"CUP": 1}
        ship(house, f"100{n}", skus)
        announce(house, f"RMA-{n}", f"100{n}", skus)
        bench = house.at("inspect", "BENCH-1", "USR-I")
        counts[n] = []
        for scan in (
            f"RMA-{n}",
            f"P{n}-0",
            "CHOICE-2",
            "CHOICE-2",
            "CHOICE-1",
            "CHOICE-1",
            "CHOICE-1",
            "{destination}",
        ):
            with counting(house.database) as count:
                bench.scans(scan)
            counts[n].append(count.number)
        bench.scans("CMD-BACK")
    assert max(counts[1]) <= 40 and counts[1][:-1] == counts[3][:-1] and max(counts[1][2:6]) <= 14, counts


def test_a_unit_that_was_swapped(house: Warehouse) -> None:
    house.product("CAM", serial_tracked=True)
    house.stock("A-5", "CAM", 1, serial="SN-1")
    ship(house, "1001", {"CAM": 1, "CUP": 1})
    announce(house, "RMA-7", "1001", {"CAM": 1})
    house.at("inspect", "BENCH-1", "USR-I").play("""
        RMA-7       ok          scan_item
        CAM         ok          scan_serial
        SN-9        wrong_item  scan_serial
        CMD-NO      ok          photo             grade=X
        CMD-PHOTO   confirm     photo
        CMD-PHOTO   ok          scan_destination
        QUARANTINE  ok          start
    """)
    assert units(house, "kind", "grade", "disposition") == [("over", "X", "hold")]
    assert case(house, "RMA-7").outcome == "none"
