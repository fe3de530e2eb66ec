"""Stock is found by anything that can be scanned or typed; its past is told a page at a time."""

from __future__ import annotations

import pytest

from tests.workflows.small import NOON, Warehouse
from warehouse_app.database.models import Location
from warehouse_app.reports.stock_history import MoveRow, moves_of
from warehouse_app.reports.stock_search import Stock, Subject, find_stock, stock_of
from warehouse_app.site import read_site


@pytest.fixture(autouse=True)
def noon(house: Warehouse) -> None:
    house.database.clock = lambda: NOON


def found(house: Warehouse, text: str) -> list[tuple[str, str]]:
    with house.database.read() as connection:
        return [(subject.kind, subject.code) for subject in find_stock(connection, read_site(connection), text)]


def subject(house: Warehouse, text: str) -> Subject:
    with house.database.read() as connection:
        return find_stock(connection, read_site(connection), text)[0]


def stock(house: Warehouse, text: str) -> Stock:
    with house.database.read() as connection:
        return stock_of(connection, read_site(connection), subject(house, text))


def moves(house: Warehouse, text: str, limit: int = 100, before: MoveRow | None = None) -> list[MoveRow]:
    with house.database.read() as connection:
        key = before.id if before else None
        return moves_of(connection, read_site(connection), subject(house, text), key, limit)


def rows(house: Warehouse, text: str) -> list[tuple[str, str, int, int]]:
    return [(h.sku, h.location, h.on_hand, h.promised) for h in stock(house, text).holdings]


def test_a_product_is_found_by_barcode_sku_case_gs1_and_parts_of_its_name(house: Warehouse) -> None:
    for text in ("MUG", "8801000000012", "0108801000000012", "18801000000019", "mu", "MUG na"):
        assert ("product", "MUG") in found(house, text), text
    assert found(house, "nothing") == found(house, "") == found(house, "\x07") == found(house, "%") == []
    assert found(house, "CMD-UNDO") == found(house, "USR-1") == []


def test_places_are_found_by_code_or_its_beginning(house: Warehouse) -> None:
    assert found(house, "A-1") == [("place", "A-1")]
    assert found(house, "tote-1") == [("place", "TOTE-1")]
    assert found(house, "A-") == [("place", "A-1"), ("place", "A-2"), ("place", "A-3")]


def test_where_a_product_is_how_much_and_for_whom(house: Warehouse) -> None:
    house.order("1001", {"MUG": 3})
    house.order("1002", {"MUG": 2}, hours=2)
    house.allocate()
    seen = stock(house, "MUG")
    assert (seen.on_hand, seen.promised, seen.free) == (110, 5, 105)
    assert sorted((h.location, h.on_hand) for h in seen.holdings) == [("A-1", 100), ("B-1", 10)]
    assert [(p.order_no, p.quantity, p.status) for p in seen.promises] == [
        ("1002", 2, "allocated"), ("1001", 3, "allocated"),
    ]  # fmt: skip


def test_goods_in_totes_and_parcels_are_their_orders(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 2})
    tote = stock(house, "TOTE-1")
    assert [(h.sku, h.on_hand, h.promised, h.order_no) for h in tote.holdings] == [("MUG", 2, 2, "1001")]
    assert [(h.location, h.on_hand) for h in stock(house, "1001").holdings] == [("TOTE-1", 2)]
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG", "MUG", "{box}")
    parcel = stock(house, str(pack.screen.target["tracking_no"]))
    assert ("MUG", 2, "1001") in [(h.sku, h.on_hand, h.order_no) for h in parcel.holdings]
    assert parcel.subject.place_kind == "parcel"
    assert [(m.kind, m.sku) for m in moves(house, "1001") if m.sku == "MUG"] == [
        ("pack", "MUG"), ("pack", "MUG"), ("pick", "MUG"),
    ]  # fmt: skip


def test_a_lot_and_a_serial_number(house: Warehouse) -> None:
    house.product("SOAP", {"8801000000043": 1}, lot_tracked=True)
    house.product("CAM", {"8801000000050": 1}, serial_tracked=True)
    house.stock("B-2", "SOAP", 7, lot="L1", expiry="2026-12-31")
    house.stock("B-3", "SOAP", 5, lot="L2", expiry="2027-12-31")
    house.stock("B-4", "CAM", 1, serial="S-1")
    assert found(house, "L1") == [("lot", "L1")]
    assert found(house, "S-1") == [("serial", "S-1")]
    assert found(house, "010880100000004310L2") == [("lot", "L2"), ("product", "SOAP")]
    assert found(house, "010880100000005021S-1") == [("serial", "S-1"), ("product", "CAM")]
    assert rows(house, "L1") == [("SOAP", "B-2", 7, 0)]
    assert rows(house, "S-1") == [("CAM", "B-4", 1, 0)]
    assert [m.lot for m in moves(house, "L2")] == ["L2"]
    assert len(moves(house, "SOAP")) == 2


def test_moves_come_latest_first_and_a_page_at_a_time(house: Warehouse) -> None:
    for n in range(3):
        house.picked(str(n), f"TOTE-{n + 1}", {"MUG": 1})
    first = moves(house, "A-1", limit=2)
    then = moves(house, "A-1", limit=2, before=first[-1])
    assert [m.kind for m in (*first, *then)] == ["pick", "pick", "pick", "import"]
    assert [m.goal for m in (*first, *then)] == ["TOTE-3", "TOTE-2", "TOTE-1", "A-1"]
    assert (first[0].source, first[0].user, first[0].station) == ("A-1", "Usr-3", "PICK-9")
    assert len(moves(house, "MUG")) == 5


def test_a_bin_says_when_it_was_counted(house: Warehouse) -> None:
    assert stock(house, "A-1").counted_at is None
    house.set(Location, house.ids["location", "A-1"], counted_at=NOON)
    counted = stock(house, "A-1").counted_at
    assert counted is not None
    assert f"{counted:%Y-%m-%d %H:%M}" == "2026-03-04 12:00"
