"""Allocation: who gets what there is, and that nobody gets it twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from tests.stockroom import NOW, Stockroom
from warehouse_app.allocation import allocate, waiting_orders
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Allocation, Balance, CountTask, Order, OrderLine, table


@pytest.fixture
def room(database: Database) -> Stockroom:
    return Stockroom(database)


def given(room: Stockroom, order_no: str) -> dict[str, int]:
    """Units promised to an order, by bin."""
    places = {key: code for code, key in room.places.items()}
    found: dict[str, int] = {}
    for row in room.rows(Allocation, order_id=room.orders[order_no]):
        found[places[row.location_id]] = found.get(places[row.location_id], 0) + row.quantity
    return found


def test_by_ship_by_then_order_time(room: Stockroom) -> None:
    room.stock("A", "B1", 3)
    room.order("late", {"A": 2}, ship_by=NOW + timedelta(hours=9), ordered_at=NOW - timedelta(days=1))
    room.order("second", {"A": 2}, ordered_at=NOW)
    room.order("first", {"A": 2}, ordered_at=NOW - timedelta(hours=1))
    report = allocate(room.database)
    assert (report.whole, report.units, len(report.waiting)) == (1, 2, 2)
    assert [room.status(no) for no in ("first", "second", "late")] == ["allocated", "waiting", "waiting"]
    with room.database.read() as connection:
        assert [(s.order_no, s.missing) for s in waiting_orders(connection)] == [("second", 2), ("late", 2)]


def test_whole_orders_before_parts(room: Stockroom) -> None:
    room.stock("A", "B1", 3)
    room.order("big", {"A": 5}, ship_by=NOW)
    room.order("small", {"A": 2})
    report = allocate(room.database, parts=True)
    assert (report.whole, report.in_part, given(room, "small"), given(room, "big")) == (1, 1, {"B1": 2}, {"B1": 1})
    assert [(o.status, o.parts) for o in room.rows(Order)] == [("allocated", True), ("allocated", False)]


def test_a_short_order_takes_nothing_unless_its_client_ships_in_parts(room: Stockroom) -> None:
    room.client("PARTS", ships_in_parts=True)
    room.product("P", "PARTS")
    room.product("P2", "PARTS")
    room.stock("P", "B1", 1)
    room.stock("A", "B2", 1)
    room.order("parts", {"P": 3, "P2": 1}, client="PARTS")
    room.order("whole", {"A": 3})
    allocate(room.database)
    assert (given(room, "parts"), given(room, "whole")) == ({"B1": 1}, {})
    room.stock("A", "B3", 2)
    allocate(room.database)
    assert given(room, "whole") == {"B2": 1, "B3": 2}
    assert (room.status("whole"), room.status("parts")) == ("allocated", "allocated")


def test_first_expiry_first_then_age_never_expired_nor_graded_nor_counted(room: Stockroom) -> None:
    room.stock("A", "EXPIRED", 9, expiry="2026-12-06")
    room.stock("A", "TODAY", 1, expiry="2026-12-07")
    room.stock("A", "SOON", 1, expiry="2026-12-30", lot="L")
    room.stock("A", "NEVER-NEW", 1)
    room.stock("A", "NEVER-OLD", 1, since=NOW - timedelta(days=9))
    room.stock("A", "RETURNED", 9, grade="B")
    room.stock("A", "COUNTED", 9, expiry="2026-12-08")
    room.place("RECEIVING-2", "receiving")
    room.stock("A", "RECEIVING-2", 9)
    room.add(CountTask, location_id=room.places["COUNTED"], product_id=room.products["A"], reason="short", at=NOW)
    for n, place in enumerate(("TODAY", "SOON", "NEVER-OLD", "NEVER-NEW")):
        room.order(f"{n}", {"A": 1}, ordered_at=NOW + timedelta(minutes=n))
        allocate(room.database)
        assert given(room, f"{n}") == {place: 1}
    room.order("none", {"A": 1})
    assert allocate(room.database).units == 0


def test_one_bin_that_holds_all_spares_a_stop_but_never_jumps_an_expiry(room: Stockroom) -> None:
    room.stock("A", "OLD", 2, since=NOW - timedelta(days=3))
    room.stock("A", "ENOUGH", 5)
    room.order("1", {"A": 4})
    allocate(room.database)
    assert given(room, "1") == {"ENOUGH": 4}
    room.stock("B", "SHORT-LIVED", 1, expiry="2026-12-20")
    room.stock("B", "LONG-LIVED", 5, expiry="2027-01-01")
    room.order("2", {"B": 3})
    allocate(room.database)
    assert given(room, "2") == {"SHORT-LIVED": 1, "LONG-LIVED": 2}


def test_an_order_for_a_later_day_waits_for_it(room: Stockroom) -> None:
    room.stock("A", "B1", 9)
    room.order("tomorrow", {"A": 1}, not_before=NOW + timedelta(hours=14))  # midnight in Seoul
    room.order("today", {"A": 1}, not_before=NOW + timedelta(hours=13, minutes=59))
    allocate(room.database)
    assert (room.status("tomorrow"), room.status("today")) == ("waiting", "allocated")
    room.database.clock = lambda: NOW + timedelta(hours=14)
    allocate(room.database)
    assert room.status("tomorrow") == "allocated"


@pytest.mark.parametrize("status", ["on_hold", "cancelled", "picking", "shipped", "packing"])
def test_orders_that_are_held_or_in_work_get_nothing(room: Stockroom, status: str) -> None:
    room.stock("A", "B1", 9)
    room.order("1", {"A": 1}, status=status)
    assert allocate(room.database).units == 0
    assert room.status("1") == status


def test_a_backorder_is_retried_when_stock_arrives(room: Stockroom) -> None:
    room.order("1", {"A": 3}, status="part_shipped", parts=True)
    allocate(room.database)
    assert room.status("1") == "part_shipped"
    room.stock("A", "B1", 1)
    allocate(room.database)
    assert (room.status("1"), given(room, "1")) == ("allocated", {"B1": 1})


def test_a_raised_quantity_without_stock_waits_and_a_lowered_one_goes_on(room: Stockroom) -> None:
    room.stock("A", "B1", 2)
    room.order("1", {"A": 2})
    allocate(room.database)
    with room.database.write() as connection:
        connection.execute(update(table(OrderLine)).values(ordered=3))
    allocate(room.database)
    assert room.status("1") == "waiting"
    with room.database.write() as connection:
        connection.execute(update(table(OrderLine)).values(cancelled=1))
    allocate(room.database)
    assert (room.status("1"), given(room, "1")) == ("allocated", {"B1": 2})


def test_four_at_once_never_promise_a_unit_twice(room: Stockroom) -> None:
    for sku in "ABC":
        room.stock(sku, f"BIN-{sku}", 25)
    for n in range(60):
        room.order(f"{n}", {"A": 1, "B": 1, "C": 1})
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: allocate(room.database), range(4)))
    assert [b.allocated for b in room.rows(Balance)] == [25, 25, 25]
    assert sum(a.quantity for a in room.rows(Allocation)) == 75
    assert sorted(room.status(f"{n}") for n in range(60)) == ["allocated"] * 25 + ["waiting"] * 35


def test_statements_do_not_grow_with_orders(room: Stockroom) -> None:
    room.stock("A", "B1", 500)
    counts = []
    for size in (2, 40):
        for n in range(size):
            room.order(f"{size}-{n}", {"A": 1})
        seen: list[str] = []
        event.listen(room.database.engine, "before_cursor_execute", lambda *a, seen=seen: seen.append(a[2]))
        allocate(room.database)
        counts.append(len([s for s in seen if "PRAGMA" not in s]))
    with room.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(table(Allocation))) == 42
    assert counts[0] == counts[1] <= 20
