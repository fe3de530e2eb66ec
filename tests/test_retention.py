"""Personal data is gone when its time is over, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.workflows.shipped import ship
from tests.workflows.small import Warehouse, house
from warehouse_app.check import check
from warehouse_app.database.models import METADATA, Client, Order, Person, SetAside, User, table
from warehouse_app.personal import note_seen, seen
from warehouse_app.print_jobs import print_folder
from warehouse_app.retention import StillWanted, forget, forget_customer

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


def everything(house: Warehouse) -> str:
    """Every cell of every table, and the names of all printed files, as one text."""
    with house.database.read() as connection:
        cells = [str(row) for found in METADATA.sorted_tables for row in connection.execute(select(found))]
    return "\n".join([*cells, *(path.name for path in print_folder(house.database).glob("*"))])


def test_nothing_of_a_customer_is_left_when_they_ask(
    house: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not house.database.is_local:
        monkeypatch.setenv("WAREHOUSE_DATA", str(tmp_path))
    number = ship(house, "1001", {"MUG": 1})
    other = ship(house, "1003", {"MUG": 1}, tote="TOTE-7")
    house.order("1002", {"MUG": 1})
    stands = house.status("1002")
    person = {"recipient": "김별하", "phone": "010-9753-8642", "address1": "별하로 97", "customer": "kim-1"}
    orders = table(Order)
    with house.database.write() as connection:
        mine = select(orders.c.person_id).where(orders.c.order_no.in_(["1001", "1002"]))
        connection.execute(update(table(Person)).where(table(Person).c.id.in_(mine)).values(**person))
    house.add(SetAside, kind="changes", format="", file="f.csv", client="MAIN", channel="shop", order_no="1001",
              rows=[[{"recipient": "김별하"}]], reasons=[], fingerprint="f", at=house.now())  # fmt: skip
    folder = print_folder(house.database)
    folder.mkdir(exist_ok=True)
    for name in (f"shipping_label-{number}", f"shipping_label-{number}-2", f"shipping_label-{other}"):
        (folder / f"{name}.pdf").write_bytes(b"paper")
    (key,) = {row.id for row in house.rows(select(orders).where(orders.c.order_no == "1001"))}
    with pytest.raises(StillWanted, match="still to be sent"):
        forget_customer(house.database, key)
    assert "김별하" in everything(house)
    with house.database.write() as connection:
        connection.execute(update(orders).where(orders.c.order_no == "1002").values(status="cancelled"))
    before = {row.id for row in house.rows(select(table(Person).c.id))}
    assert forget_customer(house.database, key) == 2
    left = everything(house)
    assert not [text for text in person.values() if text in left]
    assert len(before) - house.count(Person) == 2
    assert [path.name for path in folder.glob("*")] == [f"shipping_label-{other}.pdf"]
    assert forget_customer(house.database, key) == 0
    with house.database.write() as connection:  # the order was cancelled by hand above: the books know nothing of it
        connection.execute(update(orders).where(orders.c.order_no == "1002").values(status=stands))
    assert check(house.database) == []


def test_who_saw_personal_data_is_kept(house: Warehouse) -> None:
    (user,) = house.rows(select(table(User)).where(table(User).c.badge == "USR-1"))
    note_seen(house.database, "search", 3, user.id)
    note_seen(house.database, "upload", 40)
    note_seen(house.database, "recall", 0)
    with house.database.read() as connection:
        assert [(s.who, s.what, s.people) for s in seen(connection)] == [("", "upload", 40), (user.name, "search", 3)]
