"""Pick faces from a file: new, changed, unchanged, and every way to be wrong."""

from __future__ import annotations

import pytest

from tests.imports.desk import Desk
from warehouse_app.database.models import Location, PickFace, table
from warehouse_app.domain.sentences import translate

COLUMNS = "client sku location minimum maximum"


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.shop()
    desk.rows("products", "sku name client temperature", "ICE Ice A frozen")
    desk.rows("locations", "code zone kind", "Q-1 Q quarantine")
    return desk


def test_new_changed_and_unchanged(shop: Desk) -> None:
    report = shop.rows("faces", COLUMNS, "A MUG B-1 5 20", "- CUP B-1 0 6", "A TEA B-2 3 3")
    assert (report.taken, report.changed, report.unchanged, report.errors) == (3, 0, 0, [])
    report = shop.rows("faces", COLUMNS, "A MUG B-1 5 20", "A CUP B-1 2 6")
    assert (report.taken, report.changed, report.unchanged) == (0, 1, 1)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("A PEN B-1 5 20", "sku", "PEN is no product of this client"),
        ("A POST B-1 5 20", "sku", "POST is a service and lies nowhere"),
        ("A MUG B-9 5 20", "location", "B-9 is no known location"),
        ("A MUG Q-1 5 20", "location", "Q-1 is no bin"),
        ("A MUG B-2 5 20", "location", "B-2 is a bin of the reserve"),
        ("A ICE B-1 5 20", "location", "has another temperature than ICE"),
        ("A MUG B-1 5 4", "maximum", "is less than the minimum"),
        ("A MUG B-1 5 51", "maximum", "is more than fits into B-1"),
        ("A MUG B-1 5 0", "maximum", "must be from 1 to 1000000"),
        ("A MUG B-1 -1 5", "minimum", "must be from 0 to 1000000"),
        ("A MUG B-1 x 5", "minimum", "is no number"),
    ],
)
def test_wrong_rows(shop: Desk, row: str, column: str, reason: str) -> None:
    """One wrong row, and none is taken."""
    places = table(Location)
    with shop.database.write() as connection:
        connection.execute(places.update().where(places.c.code == "B-2").values(is_reserve=True))
        connection.execute(places.update().where(places.c.code == "B-1").values(capacity_units=50))
    report = shop.rows("faces", COLUMNS, "A CUP B-1 1 6", row)
    assert [(e.line, e.column, translate(e.reason, "en")) for e in report.errors] == [(3, column, reason)]
    assert shop.count(PickFace) == 0


def test_the_same_face_twice(shop: Desk) -> None:
    assert shop.rows("faces", COLUMNS, "A CUP B-1 1 6", "A CUP B-1 1 6").taken == 1
    report = shop.rows("faces", COLUMNS, "A CUP B-1 1 6", "A CUP B-1 1 7")
    assert [e.column for e in report.errors] == ["location"]
