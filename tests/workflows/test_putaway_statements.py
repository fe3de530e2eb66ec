"""SQL statements an input at put-away: few, and the same however many products the tote holds."""

from __future__ import annotations

import pytest

from tests.conftest import FreshUrl
from tests.workflows.small import Warehouse, furnish
from tests.workflows.test_putaway_received import arrived
from tests.workflows.test_receive_statements import OTHERS, REPEATED
from tests.workflows.test_statements import Counts, play
from warehouse_app.database.engine import Database

ONCE_AND_AGAIN = ("item", "bin", "quantity", "bin of one's own choice", "put down")


def put_away(house: Warehouse, products: int) -> Counts:
    """A tote of so many products, some to bins of their own, and part of a receiving place."""
    counts: Counts = {}
    with house.together():
        for n in range(products):
            house.product(f"P{n:03}", {f"99000{n:05}": 1}, abc="ABC"[n % 3])
            house.place(f"E-{n:03}", aisle="E", bay=str(n), x_mm=15_000, y_mm=1000 * n, distance_mm=15_000 + 1000 * n)
    with house.together():
        for n in range(products):
            arrived(house, "TOTE-1", f"P{n:03}", 2)
        arrived(house, "RECEIVING", "MUG", 5)
        arrived(house, "RECEIVING", "CUP", 5)
    put = house.at("putaway", "PUT-1")

    def one(scan: str, name: str) -> None:
        play(house, put, scan, counts, name)

    one("TOTE-1", "open")
    one("CMD-UNDO", "undo")
    one("TOTE-1", "open")
    one("CMD-SKIP", "skip")
    for at in range(3):
        target = put.screen.target
        one(str(target["sku"]), "item")
        if at == 1:
            one("1", "quantity")
            one("E-000" if target["location"] != "E-000" else "E-001", "bin of one's own choice")
            continue
        one(str(target["location"]), "bin")
    one("CMD-UNDO", "undo")
    one("CMD-BACK", "put down")
    one("CMD-BACK", "leave")
    one("RECEIVING", "open place")
    one("MUG", "item")
    one("A-1", "bin")
    one("CUP", "item")
    one("A-3", "last bin")
    arrived(house, "RECEIVING", "TEA", 1)
    one("TEA", "item opens place")
    return counts


def measured(fresh_url: FreshUrl, kind: str, products: int) -> Counts:
    with fresh_url(kind) as url:
        database = Database(url)
        house = furnish(database)
        counts = put_away(house, products)
        house.close()
        database.close()
        return counts


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_few_statements_whatever_the_tote_holds(fresh_url: FreshUrl, kind: str) -> None:
    small, large = measured(fresh_url, kind, 6), measured(fresh_url, kind, 300)
    for name, number in small.items():
        assert number <= (REPEATED if name in ONCE_AND_AGAIN else OTHERS), (name, number, small)
    # A plan looks a second time where a class has too few empty bins so far away; that is all that varies.
    opening = ("open", "open place", "item opens place")
    assert {name: n for name, n in large.items() if n > small[name] + (2 if name in opening else 0)} == {}
