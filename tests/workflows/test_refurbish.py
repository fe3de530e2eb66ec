"""Refurbish and clear: what happens to returned units after the bench, as transcripts."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse
from warehouse_app.database.models import Clearance, Move, OrderLine, PrintJob, RefurbishWork, ReturnUnit, table

OPENED_SCRATCHED = ("CHOICE-2", "CHOICE-3", "CHOICE-1", "CHOICE-1", "CHOICE-1")  # grade C


def graded(house: Warehouse, count: int, answers: tuple[str, ...], price: int) -> list[str]:
    """Units of one product that came back and were graded; the codes of their labels."""
    house.product("POT", price=price * 100)
    house.stock("A-6", "POT", 20)
    ship(house, "1001", {"POT": count})
    line = table(OrderLine)
    house.set(OrderLine, house.value(select(line.c.id)), unit_price=price * 100)
    announce(house, "RMA-7", "1001", {"POT": count})
    bench = house.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7")
    for _ in range(count):
        bench.scans("POT", *answers)
        if bench.screen.step == "photo":
            bench.play("CMD-PHOTO  confirm  photo")
            bench.scans("CMD-PHOTO")
        bench.scans("{destination}")
    unit = table(ReturnUnit)
    return [str(row.code) for row in house.rows(select(unit.c.code).order_by(unit.c.id))]


def test_work_new_grade_new_place(house: Warehouse) -> None:
    (code,) = graded(house, 1, OPENED_SCRATCHED, 60_000)
    assert house.on_hand("POT", "REFURBISH") == 1
    bench = house.at("refurbish", "REFURB-1", "USR-I")
    bench.ask("start", serial=code)
    began = house.now()
    house.database.clock = lambda: began
    bench.play(f"""
        UNIT-999   unknown_code  start
        {code}     ok            scan_work    sku=POT grade=C
        CMD-BACK   ok            start
        {code}     ok            scan_work
    """)
    house.pass_time(minutes=6)
    bench.play("""
        CHOICE-1   ok            scan_work    # cleaned
        CHOICE-5   ok            enter_cost   # a part
        3000       ok            scan_work
        CMD-DONE   ok            question
        CHOICE-2   ok            question
        CHOICE-1   ok            question
        CHOICE-1   ok            question
        CHOICE-1   ok            scan_destination  grade=A destination=TOTE-1
        A-1        wrong_tote    scan_destination
        TOTE-1     ok            start        serial=
    """)
    work = table(RefurbishWork)
    done = house.rows(select(work.c.work, work.c.seconds, work.c.cost).order_by(work.c.id))
    assert [tuple(row) for row in done] == [("clean", 360, 150_000), ("part", 0, 300_000)]
    assert (house.on_hand("POT", "REFURBISH"), house.on_hand("POT", "TOTE-1")) == (0, 1)
    assert house.use("TOTE-1") == "received"
    bench.scans(*["CMD-UNDO"] * 8)
    assert (house.on_hand("POT", "REFURBISH"), house.count(RefurbishWork)) == (1, 1)


def test_only_what_is_to_be_refurbished(house: Warehouse) -> None:
    (code,) = graded(house, 1, ("CHOICE-1",), 60_000)
    house.at("refurbish", "REFURB-1", "USR-I").play(f"{code}  wrong_item  start")


def test_a_colleague_works_on_it(house: Warehouse) -> None:
    (code,) = graded(house, 1, OPENED_SCRATCHED, 60_000)
    first, second = house.at("refurbish", "REFURB-1", "USR-I"), house.at("refurbish", "REFURB-2", "USR-S")
    first.scans(code, "CHOICE-1")
    second.play(f"{code}  claimed  start")
    first.scans("CMD-LOGOUT")
    second.play(f"{code}  ok  scan_work")


@pytest.mark.parametrize(
    ("price", "answers", "kind", "outside"),
    [
        (20_000, OPENED_SCRATCHED, "liquidate", "LIQUIDATED"),
        (2_000, OPENED_SCRATCHED, "donate", "DONATED"),
        (2_000, ("CHOICE-2", "CHOICE-4"), "dispose", "SCRAP"),
    ],
)
def test_units_leave_in_a_lot(house: Warehouse, price: int, answers: tuple[str, ...], kind: str, outside: str) -> None:
    first, second, third = graded(house, 3, answers, price)
    lots = house.at("clear", "BENCH-2", "USR-I")
    lots.ask("start", serial=first)
    lots.play(f"""
        {first}    ok            scan_unit   serial={second}
        {first}    already_done  scan_unit
        {second}   ok            scan_unit   serial={third}
        CMD-UNDO   ok            scan_unit
        {second}   ok            scan_unit
        CMD-BACK   ok            start       serial={third}
        {third}    ok            scan_unit   # the lot goes on
        CMD-DONE   ok            enter_receiver
    """)
    if kind == "liquidate":
        lots.play("""
            서울상사    ok   enter_value
            x          bad_value  enter_value
            15,000     ok   start
        """)
    else:
        lots.play("CMD-SKIP  ok  start")
    lot, move = table(Clearance), table(Move)
    found = house.rows(select(lot.c.kind, lot.c.status, lot.c.units, lot.c.value))
    assert [tuple(row) for row in found] == [(kind, "closed", 3, 1_500_000 if kind == "liquidate" else 0)]
    gone = select(func.sum(move.c.quantity)).where(
        move.c.kind == "clear", move.c.to_id == house.ids["location", outside]
    )
    assert house.value(gone) == 3 and house.count(PrintJob, kind="clearance") == 1
    lots.scans("CMD-UNDO")
    assert house.count(ReturnUnit, status="placed") == 3


def test_another_kind_does_not_go_along(house: Warehouse) -> None:
    (code, _) = graded(house, 2, OPENED_SCRATCHED, 20_000)
    unit = table(ReturnUnit)
    other = house.rows(select(unit.c.id, unit.c.code).where(unit.c.code != code))[0]
    house.set(ReturnUnit, other.id, disposition="donate")
    lots = house.at("clear", "BENCH-2", "USR-I")
    lots.play(f"""
        {code}        ok          scan_unit
        {other.code}  wrong_item  scan_unit
    """)
