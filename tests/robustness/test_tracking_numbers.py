"""Tracking numbers: fifty stations at once, the end of a range, crashes between number and print. Never twice, never
lost without a record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from tests.robustness.test_races import at_once, codes
from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker
from warehouse_app.database.engine import Database
from warehouse_app.database.models import NumberRange, Parcel, PrintJob, TrackingNumber, table
from warehouse_app.print_jobs import LEASE, PrintJobs
from warehouse_app.step import Refused
from warehouse_app.workflows.parcels import buy_number

STATIONS = 50
_range, _number, _parcel, _job = table(NumberRange), table(TrackingNumber), table(Parcel), table(PrintJob)


def the_range(house: Warehouse) -> Any:
    (row,) = house.rows(select(_range).where(_range.c.kind == "tracking_no"))
    return row


def issued(house: Warehouse) -> list[str]:
    return [row.number for row in house.rows(select(_number).order_by(_number.c.number))]


@pytest.mark.slow
def test_fifty_stations_at_once_and_the_end_of_the_range(house: Warehouse) -> None:
    for n in range(STATIONS):
        house.order(f"5{n:03}", {"CUP": 1})
    house.allocate()
    pick = house.at("pick", "PICK-1")
    totes = []
    for n, units in enumerate((20, 20, 10), 1):  # a batch has at most twenty orders
        pick.scans("CART-1", "A-3", "CUP", str(units), f"TOTE-{n}")
        totes += [f"TOTE-{n}"] * units
    with house.together():
        for n in range(STATIONS):
            house.user(f"USR-R{n}", "packer")
    databases = [Database(house.database.url.render_as_string(hide_password=False)) for _ in range(STATIONS)]
    workers = [Worker(database, "pack", f"pack-{n}", f"USR-R{n}") for n, database in enumerate(databases)]
    try:
        _pack_at_once(house, workers, totes)
    finally:
        for worker, database in zip(workers, databases, strict=True):
            worker.close()
            database.close()


def _pack_at_once(house: Warehouse, workers: list[Worker], totes: list[str]) -> None:
    for worker, tote in zip(workers, totes, strict=True):
        worker.scans(tote, "CUP")
    row = the_range(house)
    house.set(NumberRange, row.id, last=row.next + 44)  # five too few
    assert codes(*((worker, "BOX-S") for worker in workers)) == ["no_numbers"] * 5 + ["ok"] * 45
    numbers = issued(house)
    on_labels = sorted(str(w.screen.target["tracking_no"]) for w in workers if w.code == "ok")
    assert numbers == on_labels and len(set(numbers)) == 45
    told = [worker for worker in workers if worker.code == "no_numbers"]
    assert all(worker.screen.step == "scan_box" for worker in told)  # nothing is half done
    house.add(NumberRange, kind="tracking_no", carrier_id=row.carrier_id, prefix="", first=10**9, next=10**9,
              last=10**9 + 9, seq=1)  # fmt: skip
    assert codes(*((worker, "BOX-S") for worker in told)) == ["ok"] * 5
    assert codes(*((w, str(w.screen.target["tracking_no"])) for w in workers)) == ["ok"] * STATIONS
    labels = house.rows(select(_job.c.code).where(_job.c.kind == "shipping_label"))
    assert sorted(label.code for label in labels) == issued(house)
    assert house.value(select(func.count()).where(_parcel.c.status == "packed")) == STATIONS


def test_a_thousand_numbers_for_fifty_at_once(house: Warehouse) -> None:
    """Each either has a number that is written down, or is told that there is none."""
    row = the_range(house)
    house.set(NumberRange, row.id, last=row.next + 599)
    parcel = house.add(Parcel, order_id=house.order("1", {"CUP": 1}), sscc="1", status="void",
                       carrier_id=row.carrier_id, opened_at=house.now())  # fmt: skip

    def buy() -> list[str]:
        got = []
        for _ in range(20):
            try:
                got.append(house.database.run(
                    lambda c: buy_number(c, row.carrier_id, "HOUSE", "HOUSE", parcel, house.database.now(c))
                ))  # fmt: skip
            except Refused as refused:
                assert refused.code == "no_numbers"
        return got

    bought = [number for numbers in at_once(*[buy] * STATIONS) for number in numbers]
    assert len(bought) == len(set(bought)) == 600
    assert sorted(bought) == issued(house)
    assert the_range(house).next == the_range(house).last + 1


@pytest.mark.parametrize("moment", ["before the commit", "after it"])
def test_a_crash_between_number_and_print(house: Warehouse, moment: str) -> None:
    house.picked("1001", "TOTE-1", {"CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CUP")
    if moment == "before the commit":
        engine, before = house.database.engine, the_range(house).next

        def fail(*_: Any) -> None:
            raise RuntimeError("power cut")

        event.listen(engine, "commit", fail)
        with pytest.raises(RuntimeError):
            pack.scan("BOX-S")
        event.remove(engine, "commit", fail)
        assert (the_range(house).next, issued(house)) == (before, [])  # neither number nor label exists
        pack.close()
        pack = house.at("pack", "PACK-1")
    pack.scans("BOX-S")
    (number,) = issued(house)
    pack.close()  # the station dies before anything is printed
    queue = PrintJobs(house.database)
    jobs = [job for job in iter(queue.claim, None) if "shipping_label" in job.name]
    assert len(jobs) == 1 and queue.claim() is None
    later = house.now() + LEASE + timedelta(seconds=1)
    house.database.clock = lambda: later  # whoever printed died too: the same label is printed, not another number
    again = [job for job in iter(PrintJobs(house.database).claim, None) if "shipping_label" in job.name]
    assert [job.key for job in again] == [job.key for job in jobs]
    contents = queue.read(again[0])
    assert contents is not None and getattr(contents.papers, "tracking_no", "") == number
    pack = house.at("pack", "PACK-1")
    pack.ask("label_back")
    pack.scans(number)
    assert issued(house) == [number]


def test_a_number_that_was_void_is_never_given_again(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"CUP": 1})
    pack = house.at("pack", "PACK-1")
    seen = []
    for _ in range(4):
        pack.scans("TOTE-1" if not seen else "CMD-HELP")
        pack.scans(*(["CUP", "BOX-S"] if not seen else ["BOX-S"]))
        seen.append(str(pack.screen.target["tracking_no"]))
        pack.scans("CMD-UNDO")
    assert len(set(seen)) == 4 and issued(house) == sorted(seen)
    pack.scans("BOX-S", "{tracking_no}")
    assert len(issued(house)) == 5


def test_the_service_has_numbers_of_its_own(house: Warehouse) -> None:
    row = the_range(house)
    house.add(NumberRange, kind="tracking_no", carrier_id=row.carrier_id, prefix="", first=5, next=5, last=5, seq=1,
              service="DAWN")  # fmt: skip
    key = house.order("1", {"CUP": 1})
    parcel = house.add(Parcel, order_id=key, sscc="1", status="void", carrier_id=row.carrier_id,
                       opened_at=house.now())  # fmt: skip

    def buy(service: str) -> str:
        return house.database.run(
            lambda c: buy_number(c, row.carrier_id, "HOUSE", "HOUSE", parcel, house.database.now(c), service)
        )

    assert buy("DAWN").startswith("00000000005")
    with pytest.raises(Refused):  # not a number of another service
        buy("DAWN")
    assert buy("") != buy("OTHER")
