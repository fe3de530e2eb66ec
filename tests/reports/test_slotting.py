"""Classes by picks, and what should lie nearer."""

from __future__ import annotations

import uuid

from sqlalchemy import select, update

from tests.workflows.small import Warehouse, house
from warehouse_app.classes import classify, refresh
from warehouse_app.database.models import Activity, Location, Product, table
from warehouse_app.reports.slotting import nearer, scattered
from warehouse_app.site import read_site

__all__ = ["house"]


def test_classes_by_the_share_of_picks() -> None:
    keys = [uuid.UUID(int=n) for n in range(5)]
    picks = list(zip(keys, (70, 15, 8, 5, 2), strict=True))
    assert list(classify(picks).values()) == ["A", "A", "B", "B", "C"]
    assert classify([]) == {}


def far(house: Warehouse, **distances: int) -> None:
    with house.database.write() as connection:
        for code, metres in distances.items():
            place = house.ids["location", code.replace("_", "-")]
            connection.execute(
                update(table(Location)).where(table(Location).c.id == place).values(distance_mm=1000 * metres)
            )


def test_a_product_picked_often_should_lie_nearer(house: Warehouse) -> None:
    house.place("N-1")
    far(house, A_1=40, A_2=2, A_3=30, B_1=50, N_1=5)
    for no in range(1, 4):
        house.order(str(1000 + no), {"MUG": 2})
        house.allocate()
        pick = house.at("pick", f"PICK-{no}")
        pick.scans("CMD-DONE", "A-1", "MUG", "2", f"TOTE-{no}")
    classes = refresh(house.database)
    with house.database.read() as connection:
        found = nearer(connection, read_site(connection), house.now())
        rows = connection.execute(select(table(Product).c.sku, table(Product).c.abc, table(Product).c.picks)).all()
        days = connection.execute(select(table(Activity))).all()
    assert {r.sku: (r.abc, r.picks) for r in rows if r.picks} == {"MUG": ("A", 3)} and classes.a == 1
    assert [(d.picks, d.units) for d in days] == [(3, 6)]
    # TEA at 2 m was never picked: they change places. There and back, three picks.
    assert [(n.sku, n.bin, n.to, n.swap, n.saved_m) for n in found] == [("MUG", "A-1", "A-2", "TEA", 2 * 38 * 3)]
    assert refresh(house.database).changed == 0


def test_a_pick_taken_back_is_no_pick(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "TOTE-1", "CMD-UNDO")
    refresh(house.database)
    with house.database.read() as connection:
        assert connection.execute(select(table(Activity))).all() == []


def test_what_could_be_gathered_in_one_bin(house: Warehouse) -> None:
    with house.database.read() as connection:
        found = scattered(connection)
    assert [(s.sku, s.bins, s.into) for s in found] == [("MUG", (("A-1", 100), ("B-1", 10)), "A-1")]
    house.set(Location, house.ids["location", "A-1"], capacity_units=105)
    house.set(Location, house.ids["location", "B-1"], capacity_l=109)
    with house.database.read() as connection:
        assert scattered(connection) == []
