"""Personal data is gone when its time is over, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from tests.workflows.small import Warehouse, house
from warehouse_app.database.models import Client, Order, Person, table
from warehouse_app.retention import forget

__all__ = ["house"]


def known(house: Warehouse) -> list[str]:
    order, person = table(Order), table(Person)
    rows = house.rows(select(order.c.order_no).join(person, person.c.id == order.c.person_id))
    return sorted(row.order_no for row in rows)


def test_recipients_are_forgotten_after_the_time_of_their_client(house: Warehouse) -> None:
    for no in ("1001", "1002", "1003"):
        house.order(no, {"MUG": 1})
    with house.database.write() as connection:
        connection.execute(update(table(Order)).where(table(Order).c.order_no == "1002").values(status="cancelled"))
        connection.execute(update(table(Client)).values(retention_days=30))
    now = house.now()
    assert known(house) == ["1001", "1002", "1003"]
    assert forget(house.database) == 0
    house.database.clock = lambda: now + timedelta(days=29)
    assert forget(house.database) == 0
    house.database.clock = lambda: now + timedelta(days=40)
    assert forget(house.database) == 1
    assert known(house) == ["1001", "1003"]  # they have not ended
    assert house.count(Person) == 2
    assert forget(house.database) == 0
