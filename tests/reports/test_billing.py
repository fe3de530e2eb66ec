"""What clients are billed for, recomputed from known work."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.workflows.shipped import ship
from tests.workflows.small import Warehouse
from warehouse_app.reports.billing import ACTIVITIES, billing_report
from warehouse_app.site import read_site

FIRST = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def clock(house: Warehouse) -> None:
    house.database.clock = lambda: datetime(2026, 3, 4, 3, 0, tzinfo=UTC)  # the stock came on this day


def billed(house: Warehouse, first: date, last: date, client: str = "") -> dict[str, int]:
    with house.database.read() as connection:
        rows = billing_report(connection, read_site(connection), house.database.now(connection), first, last, client)
    assert {row["activity"] for row in rows} <= set(ACTIVITIES)
    return {row["activity"]: row["quantity"] for row in rows}


def test_a_month(house: Warehouse) -> None:
    opening = 100 + 5 + 50 + 10
    assert billed(house, FIRST, FIRST) == {"stored": opening}
    house.pass_time(days=1)
    number = ship(house, "1001", {"MUG": 2, "CUP": 1})
    assert number
    house.pass_time(days=1)
    found = billed(house, FIRST, FIRST + timedelta(days=27))
    assert found == {
        "stored": opening + 2 * (opening - 3),  # days to come count nothing
        "picked": 3, "packed": 3, "parcels": 1, "orders": 1, "shipped": 3,
    }  # fmt: skip
    assert billed(house, FIRST + timedelta(days=2), FIRST + timedelta(days=2)) == {"stored": opening - 3}
    assert billed(house, FIRST - timedelta(days=3), FIRST - timedelta(days=1)) == {}
    assert billed(house, FIRST, FIRST, "OTHER") == {}


def test_what_was_taken_back_is_not_billed(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "PACK-1").scans("TOTE-1", "MUG", "BOX-S", "{tracking_no}", "CMD-UNDO", "CMD-UNDO", "CMD-UNDO")
    found = billed(house, FIRST, FIRST)
    assert (found.get("packed"), found.get("parcels"), found["picked"]) == (None, None, 1)
