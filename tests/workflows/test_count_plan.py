"""The day's plan of counts, and counts that are asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.count_plan import PlanRefused, ask_for, plan
from warehouse_app.database.models import CountTask, Location, Product, table
from warehouse_app.reports.counts import open_counts

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def asked(house: Warehouse) -> list[tuple[str, str, str]]:
    """Open counts: location, product, reason."""
    with house.database.read() as connection:
        return [(row["location"], row["sku"], row["reason"]) for row in open_counts(connection)]


def test_every_bin_is_seen_within_the_days(house: Warehouse) -> None:
    for n in range(20):
        house.stock(f"C-{n + 1}", "CUP", 1)
    house.set(Product, house.ids["product", "MAIN/TEA"], abc="A")
    count = house.at("count", "COUNT-1")
    seen: list[str] = []
    for day in range(6):
        today = BEGIN + timedelta(days=day)
        house.database.clock = lambda today=today: today
        assert plan(house.database, 6) == 5  # a sixth of 24 bins, and the one with goods of class A
        assert plan(house.database, 6) == 0
        count.scans("CMD-HELP")
        while at := count.screen.target.get("location"):
            seen.append(str(at))
            count.scans(str(at))
            sku = {"A-1": "MUG", "A-2": "TEA", "B-1": "MUG"}.get(str(at), "CUP")
            units = {"A-1": 100, "A-2": 5, "A-3": 50, "B-1": 10}.get(str(at), 1)
            count.scans(sku, str(units), "CMD-DONE")
    bins = house.rows(select(table(Location).c.code).where(table(Location).c.kind == "bin"))
    assert set(seen) == {row.code for row in bins}
    assert seen.count("A-2") >= 3


def test_the_day_s_counts_are_walked_bin_by_bin(house: Warehouse) -> None:
    plan(house.database, 1)
    assert asked(house) == [("A-1", "", "plan"), ("A-2", "", "plan"), ("A-3", "", "plan"), ("B-1", "", "plan")]
    count = house.at("count", "COUNT-1")
    count.ask("start", location="A-1")
    house.add(CountTask, location_id=house.ids["location", "B-1"], product_id=house.ids["product", "MAIN/MUG"],
              reason="short", at=house.now())  # fmt: skip
    count.scans("CMD-HELP")
    count.ask("start", location="B-1", sku="MUG")


def test_counts_are_asked_for_once(house: Warehouse) -> None:
    assert ask_for(house.database, skus=["MUG"]) == 2
    assert ask_for(house.database, bins=["A-1"], skus=["MUG"]) == 1
    house.set(Product, house.ids["product", "MAIN/CUP"], abc="B")
    assert ask_for(house.database, abc="B") == 1
    assert sorted(asked(house)) == [
        ("A-1", "", "asked"), ("A-1", "MUG", "asked"), ("A-3", "CUP", "asked"), ("B-1", "MUG", "asked")
    ]  # fmt: skip
    for wrong in ({"bins": ["NO-1"]}, {"skus": ["NONE"]}, {"bins": ["CART-1"]}):
        with pytest.raises(PlanRefused):
            ask_for(house.database, **wrong)  # type: ignore[arg-type]
    count = house.at("count", "COUNT-1")
    count.scans("A-1", "MUG", "100", "CMD-DONE")
    assert ("A-1", "", "asked") in asked(house)
    ask_for(house.database, skus=["MUG"])
    count.scans("A-1", "MUG", "100", "CMD-DONE")  # the whole bin: its product was seen too
    assert sorted(asked(house)) == [("A-3", "CUP", "asked"), ("B-1", "MUG", "asked")]


def test_a_supervisor_reads_what_was_found(house: Warehouse) -> None:
    house.at("count", "COUNT-1").scans("A-1", "MUG", "60", "CMD-DONE")
    house.at("count", "COUNT-2", "USR-2").scans("A-1", "MUG", "61", "CMD-DONE")
    house.at("count", "COUNT-3", "USR-3").scans("A-3", "CUP")
    with house.database.read() as connection:
        (row,) = open_counts(connection, "approve")
        rows = open_counts(connection)
    figures = {"sku": "MUG", "name": "MUG name", "lot": "", "booked": 100, "first": 60, "second": 61}
    assert (row["location"], row["first"], row["lines"]) == ("A-1", "Usr-1", [figures])
    assert [(r["location"], r["station"]) for r in rows] == [("A-1", ""), ("A-3", "COUNT-3")]
