"""Lists of locations, codes that are taken, labels of many at once."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import Action, PrintJob, table
from warehouse_app.place_labels import request_labels
from warehouse_app.reports.places import Filter, ids_of, place_labels, places, taken_codes


def codes(house: Warehouse, **wanted: str) -> list[str]:
    with house.database.read() as connection:
        return [row.code for row in places(connection, Filter(**wanted)).rows]


def ids(house: Warehouse, **wanted: str) -> list[uuid.UUID]:
    with house.database.read() as connection:
        return ids_of(connection, Filter(**wanted))


def test_locations_by_code_kind_and_aisle(house: Warehouse) -> None:
    house.place("C-01", zone="COLD", aisle="C", bay="1", temperature="chilled", x_mm=1500, y_mm=2500)
    assert codes(house, text="a-") == ["A-1", "A-2", "A-3"]
    assert codes(house, kind="cart") == ["CART-1", "CART-2"]
    assert codes(house, aisle="B") == ["B-1"]
    assert codes(house, zone="COLD") == ["C-01"]
    assert codes(house, text="%") == []
    assert "SUPPLIER" not in codes(house)
    with house.database.read() as connection:
        seen = places(connection, Filter(zone="COLD"))
    assert (seen.count, seen.aisles, seen.zones) == (1, ("C",), ("COLD", "HOUSE"))
    assert {"bin", "tote", "cart"} <= set(seen.kinds)
    assert (seen.rows[0].x_m, seen.rows[0].y_m, seen.rows[0].temperature) == (1.5, 2.5, "chilled")


def test_codes_that_are_taken(house: Warehouse) -> None:
    with house.database.read() as connection:
        assert taken_codes(connection, ["Z-1", "B-1", "A-1", "a-1"]) == ["B-1", "A-1"]


def test_labels_of_a_whole_aisle_are_print_jobs_of_one_action(house: Warehouse) -> None:
    assert request_labels(house.database, ids(house, aisle="A"), "PACK-1") == 3
    jobs = house.rows(select(table(PrintJob).c.code, table(PrintJob).c.kind).order_by(table(PrintJob).c.id))
    assert [tuple(job) for job in jobs] == [("A-1", "code_label"), ("A-2", "code_label"), ("A-3", "code_label")]
    assert house.count(Action, kind="labels") == 1
    assert request_labels(house.database, []) == 0


def test_the_labels_themselves(house: Warehouse) -> None:
    house.code("9521101530001", "location", house.ids["location", "A-1"])  # its GLN is no second label
    with house.database.read() as connection:
        labels = place_labels(connection, ids_of(connection, Filter(text="A-")))
    assert [(label.what, label.code) for label in labels] == [("bin", "A-1"), ("bin", "A-2"), ("bin", "A-3")]
