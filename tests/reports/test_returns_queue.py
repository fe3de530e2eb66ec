"""The queue of returns at every boundary of its clock, with hand-overs and what has not come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse, house
from tests.workflows.statements import counting
from warehouse_app.database.models import Client, Handover, ReturnCase, table
from warehouse_app.reports.returns_queue import ReturnsQueue, returns_queue
from warehouse_app.site import read_site

__all__ = ["house"]
TUESDAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 10:00 in Seoul
DUE = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)  # Wednesday 18:00


def queue(house: Warehouse, at: datetime) -> ReturnsQueue:
    with house.database.read() as connection:
        return returns_queue(connection, read_site(connection), at)


def waits(
    house: Warehouse, no: str, due: datetime, value: int = 0, arrived: datetime = TUESDAY, **more: object
) -> None:
    house.code(no, "rma", house.add(
        ReturnCase, no=no, client_id=house.value(select(table(Client).c.id).limit(1)), kind="blind", status="arrived",
        created_at=arrived, arrived_at=arrived, due_at=due, value=value, **more,
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (TUESDAY, "ok"),
        (datetime(2026, 3, 3, 14, 59, 59, tzinfo=UTC), "ok"),  # a second before midnight in Seoul
        (datetime(2026, 3, 3, 15, 0, tzinfo=UTC), "due_today"),
        (DUE - timedelta(hours=3, seconds=1), "due_today"),
        (DUE - timedelta(hours=3), "at_risk"),
        (DUE, "at_risk"),
        (DUE + timedelta(seconds=1), "overdue"),
        (DUE + timedelta(days=30), "overdue"),
    ],
)
def test_every_boundary_is_counted_as_it_is_shown(house: Warehouse, at: datetime, state: str) -> None:
    waits(house, "RMA-1", DUE)
    found = queue(house, at)
    assert [row.state for row in found.waiting] == [state]
    assert {name for name, n in found.counts.items() if n} == {state}
    assert sum(found.ages.values()) == 1


def test_by_due_time_then_value(house: Warehouse) -> None:
    day = timedelta(days=1)
    waits(house, "RMA-cheap", DUE, 1_000)
    waits(house, "RMA-dear", DUE, 990_050)
    waits(house, "RMA-late", DUE - day, 5, arrived=TUESDAY - day)
    waits(house, "RMA-later", DUE + day, 10**9, arrived=TUESDAY - 2 * day)
    waits(house, "RMA-oldest", DUE + 2 * day, arrived=TUESDAY - 9 * day)
    found = queue(house, DUE - timedelta(hours=5))
    assert [row.rma for row in found.waiting] == ["RMA-late", "RMA-dear", "RMA-cheap", "RMA-later", "RMA-oldest"]
    assert found.counts == {"overdue": 1, "at_risk": 0, "due_today": 2, "ok": 2, "announced": 0}
    assert found.ages == {"today": 0, "one": 2, "two": 1, "older": 2}
    assert (found.waiting[1].value, found.waiting[2].value, found.waiting[1].hours) == (9900.5, 10, 27)
    with counting(house.database) as one:
        queue(house, DUE)
    for n in range(30):
        waits(house, f"RMA-N{n}", DUE)
    with counting(house.database) as many:
        queue(house, DUE)
    assert one.number == many.number


def test_hand_overs_and_what_has_not_come(house: Warehouse) -> None:
    for n in (1, 2):
        ship(house, f"100{n}", {"MUG": 1, "CUP": 1})
        announce(house, f"RMA-{n}", f"100{n}", {"MUG": 1})
    house.database.clock = lambda: TUESDAY
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.scans("CMD-QTY", "3", "RMA-1")
    found = queue(house, TUESDAY + timedelta(hours=1))
    (handover,) = found.handovers
    assert (handover.parcels, handover.scanned, handover.missing, handover.status) == (3, 1, 2, "open")
    assert (found.counts["ok"], found.counts["announced"]) == (1, 1)
    assert [(row.rma, row.order_no, row.units, row.state) for row in found.announced] == [
        ("RMA-2", "1002", 1, "announced")
    ]  # fmt: skip
    dock.play("CMD-DONE  confirm  scan_parcel")
    dock.scans("CMD-DONE")
    assert [row.missing for row in queue(house, TUESDAY + timedelta(days=6)).handovers] == [2]
    assert queue(house, TUESDAY + timedelta(days=8)).handovers == ()
    assert house.count(Handover) == 1


def test_nobodys_parcel_has_an_owner(house: Warehouse) -> None:
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.play("NOBODY-KNOWS  confirm  start")
    dock.scans("NOBODY-KNOWS", "CMD-DONE")
    found = queue(house, house.now())
    assert (found.unknown, found.waiting[0].owner, found.waiting[0].tracking_no) == (1, "Usr-I", "NOBODY-KNOWS")
