"""The list of replenishment: what orders wait for comes first, what is done is gone."""

from __future__ import annotations

from tests.workflows.small import NOON, Warehouse
from warehouse_app.database.models import ReplenishTask
from warehouse_app.reports.replenishment import open_replenishment
from warehouse_app.site import read_site


def test_work_that_is_open_by_demand(house: Warehouse) -> None:
    house.place("R-1", is_reserve=True)
    for sku, quantity, demand, status in (("TEA", 5, 0, "open"), ("MUG", 20, 8, "open"), ("CUP", 9, 9, "done")):
        house.add(
            ReplenishTask, product_id=house.ids["product", f"MAIN/{sku}"], from_id=house.ids["location", "R-1"],
            to_id=house.ids["location", "A-1"], quantity=quantity, demand=demand, status=status, at=NOON,
        )  # fmt: skip
    with house.database.read() as connection:
        rows = open_replenishment(connection, read_site(connection))
    assert [(r.sku, r.source, r.goal, r.quantity, r.demand) for r in rows] == [
        ("MUG", "R-1", "A-1", 20, 8), ("TEA", "R-1", "A-1", 5, 0),
    ]  # fmt: skip
    assert f"{rows[0].at:%H:%M}" == "12:00"
