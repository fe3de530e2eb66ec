"""The demo warehouse fills an empty database without one wrong row, and has work for every job."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.workflows.books import prove
from warehouse_app import demo_data
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Order, SetAside, table
from warehouse_app.reports.pages import home
from warehouse_app.site import read_site


def test_the_demo_warehouse(database: Database) -> None:
    seen: list[tuple[int, int]] = []
    demo_data.fill(database, lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == list(range(1, seen[0][1] + 1))
    with database.read() as connection:
        shown = home(connection, read_site(connection), database.now(connection))
        statuses = select(table(Order).c.status, func.count().label("orders")).group_by(table(Order).c.status)
        orders = {row.status: row.orders for row in connection.execute(statuses)}
        assert connection.scalar(select(func.count()).select_from(table(SetAside))) == 0
    assert shown.waiting["pick"] > 30 and shown.short > 0 and shown.aside == 0
    assert orders["allocated"] == shown.waiting["pick"]
    prove(database)
