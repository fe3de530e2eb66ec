"""What pages show of a small warehouse at work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select

from tests.workflows.small import NOON, Warehouse
from warehouse_app.database.models import Carrier, Client, NumberRange, table
from warehouse_app.reports.cut_offs import CutOff
from warehouse_app.reports.pages import Home, OrderRow, find_orders, home
from warehouse_app.reports.search import parcels_of
from warehouse_app.site import read_site


@pytest.fixture(autouse=True)
def noon(house: Warehouse) -> None:
    house.database.clock = lambda: NOON


def seen(house: Warehouse, now: datetime = NOON) -> Home:
    with house.database.read() as connection:
        return home(connection, read_site(connection), now)


def found(house: Warehouse, text: str, *, by_name: bool = False) -> list[str]:
    return sorted(row.order_no for row in rows(house, text, by_name=by_name))


def rows(house: Warehouse, text: str, *, by_name: bool = False) -> list[OrderRow]:
    with house.database.read() as connection:
        return find_orders(connection, read_site(connection), text, by_name=by_name)


def test_an_order_goes_from_queue_to_queue(house: Warehouse) -> None:
    assert not any(seen(house).waiting.values())
    house.order("late", {"MUG": 1}, hours=0.5)
    house.order("1002", {"CUP": 1})
    house.order("short", {"TEA": 6})
    house.allocate()
    assert (seen(house).waiting["pick"], seen(house).urgent["pick"], seen(house).short) == (2, 1, 1)
    pick = house.at("pick", "PICK-1")
    pick.scans("late", "A-1", "MUG", "TOTE-1")
    assert (seen(house).waiting["pick"], seen(house).waiting["pack"], seen(house).urgent["pack"]) == (1, 1, 1)
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG", "{box}", "{tracking_no}")
    assert (seen(house).waiting["ship"], seen(house).urgent["ship"]) == (1, 1)
    ship = house.at("ship", "DOCK")
    ship.scans("{tracking_no}", "CMD-DONE")
    assert (seen(house).waiting["ship"], seen(house).urgent["ship"]) == (0, 0)
    pick.scans("1002", "A-3", "CUP", "TOTE-2")
    house.change("1002", "cancel")
    assert {job: n for job, n in seen(house).waiting.items() if n} == {"putaway": 1}
    house.at("putaway", "BACK").scans("TOTE-2", "CUP", "A-3")


def test_the_next_cut_off_for_which_orders_wait(house: Warehouse) -> None:
    house.set(Carrier, house.carrier("HOUSE"), cut_off="17:00")
    house.set(Carrier, house.carrier("CJ"), cut_off="15:30")
    house.set(Carrier, house.carrier("LOTTE"), cut_off="13:00")  # nothing waits for it
    house.order("1", {"MUG": 1}, hours=5)
    assert seen(house).cut_off == CutOff("House carrier", "17:00", 300, 1)
    house.order("2", {"MUG": 1}, hours=3, carrier="CJ")
    house.order("tomorrow", {"MUG": 1}, hours=30, carrier="CJ")
    assert seen(house).cut_off == CutOff("CJ", "15:30", 210, 1)
    assert seen(house, NOON.replace(hour=6, minute=31)).cut_off == CutOff("House carrier", "17:00", 89, 1)
    assert seen(house, NOON.replace(hour=8)).cut_off is None
    sunday = datetime(2026, 3, 8, 3, 0, tzinfo=UTC)
    assert seen(house, sunday).cut_off is None


def test_a_cut_off_of_each_temperature_and_the_alarm_of_a_range_that_ends(house: Warehouse) -> None:
    cj = house.carrier("CJ")
    house.set(Carrier, cj, profile='code = "CJ"\nlow = 30\n[[cut_offs]]\nat = "13:00"\ntemperature = "chilled"')
    house.order("cold", {"MUG": 1}, hours=1, carrier="CJ", temperature="chilled")
    house.order("warm", {"MUG": 1}, hours=5, carrier="CJ")
    assert seen(house).cut_off == CutOff("CJ", "13:00", 60, 1)
    assert seen(house, NOON.replace(hour=4, minute=1)).cut_off == CutOff("CJ", "17:00", 239, 2)
    assert seen(house).low_numbers == ()
    ((key, last),) = house.rows(select(table(NumberRange).c.id, table(NumberRange).c.last).where(
        table(NumberRange).c.carrier_id == cj))  # fmt: skip
    house.set(NumberRange, key, next=last - 28)
    assert [(n.name, n.left) for n in seen(house).low_numbers] == [("CJ", 29)]
    house.set(NumberRange, key, next=last - 29)  # thirty
    assert seen(house).low_numbers == ()


def test_packed_orders_are_not_at_risk(house: Warehouse) -> None:
    house.picked("1", "TOTE-1", {"MUG": 1})
    assert seen(house).cut_off is not None
    house.at("pack", "BENCH-1").scans("TOTE-1", "MUG", "{box}", "{tracking_no}")
    assert seen(house).cut_off is None


def test_home_takes_few_statements(house: Warehouse) -> None:
    house.order("1", {"MUG": 1})
    counted: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    with house.database.read() as connection:
        site = read_site(connection)
        counted.clear()
        home(connection, site, NOON)
    assert len([s for s in counted if s.lstrip().upper().startswith("SELECT")]) <= 4


def test_orders_are_found_by_what_stands_on_them(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.order("1002", {"CUP": 1}, gift="축하해")
    house.order("A-1003", {"TEA": 1})
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG", "{box}")
    label, code = pack.screen.target["tracking_no"], pack.screen.target["parcel"]
    assert found(house, "1001") == ["1001"]
    assert found(house, "100") == ["1001", "1002"]
    assert found(house, " 1002 ") == ["1002"]
    assert found(house, label) == found(house, code) == found(house, f"00{code}") == ["1001"]
    assert found(house, "TOTE-1") == found(house, "tote-1") == ["1001"]
    assert found(house, "8801000000036") == found(house, "CUP") == ["1002"]
    assert found(house, "TOTE-2") == found(house, "nothing") == found(house, "\x07") == found(house, "%") == []
    assert [row.order_no for row in rows(house, "")] == ["A-1003", "1002", "1001"]
    row = rows(house, "1001")[0]
    assert (row.client, row.status, row.units, row.tracking_no) == ("MAIN", "packing", 1, label)
    assert row.ship_by == "2026-03-04 17:00"


def test_names_are_for_those_who_may_see_them(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1})
    assert found(house, "길동") == []
    assert found(house, "길동", by_name=True) == found(house, "홍길동", by_name=True) == ["1001"]
    assert found(house, "홍%동", by_name=True) == []


def test_a_tote_of_single_item_orders(house: Warehouse) -> None:
    for no in ("1", "2"):
        house.order(no, {"MUG": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "{location}", "{sku}")
    while pick.screen.step != "start":
        pick.scans({"scan_tote": "TOTE-3", "scan_bin": "{location}", "scan_item": "{sku}"}.get(pick.screen.step, "2"))
    assert found(house, "TOTE-3") == ["1", "2"]


def test_manifest_and_parcels(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG", "{box}", "{tracking_no}")
    ship = house.at("ship", "DOCK")
    ship.scans("{tracking_no}")
    assert found(house, str(ship.screen.target["manifest"])) == ["1001"]
    with house.database.read() as connection:
        by_number = parcels_of(connection, pack.seen["tracking_no"])
        assert by_number == parcels_of(connection, pack.seen["parcel"]) and len(by_number) == 1
        assert parcels_of(connection, "1001", house.ids["order", "1001"]) == by_number
        assert parcels_of(connection, "nothing") == []


def test_the_same_number_at_two_clients(house: Warehouse) -> None:
    house.client("OTHER")
    house.product("CAP", client="OTHER")
    house.order("1001", {"MUG": 1})
    house.order("1001", {"CAP": 1}, client="OTHER")
    assert sorted(row.client for row in rows(house, "1001")) == ["MAIN", "OTHER"]
    assert house.count(Client) == 2
