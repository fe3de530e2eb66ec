"""Several stations at the same moment want the same: one wins, the others are told, and the books stay right."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker
from warehouse_app.allocation import allocate
from warehouse_app.database.models import Batch, NumberRange, Parcel, TrackingNumber, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs in threads that start together; their results in order. A job's exception is raised here."""
    barrier = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(at: int) -> None:
        barrier.wait(30)
        try:
            results[at] = jobs[at]()
        except BaseException as error:
            results[at] = error

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results


def codes(*scans: tuple[Worker, str]) -> list[str]:
    """Scan at once at several stations; the answers' codes, sorted."""

    def job(worker: Worker, text: str) -> Callable[[], str]:
        return lambda: (worker.scan(text), worker.code)[1]

    return sorted(at_once(*(job(worker, text) for worker, text in scans)))


def stations(house: Warehouse, workflow: str, number: int, roles: str = "picker packer") -> list[Worker]:
    for n in range(number):
        house.user(f"USR-R{n}", roles)
    return [house.at(workflow, f"{workflow}-{n}", f"USR-R{n}") for n in range(number)]


def test_the_last_unit_is_promised_once(house: Warehouse) -> None:
    for n in range(12):
        house.order(f"1{n:03}", {"TEA": 1})
    at_once(*[lambda: allocate(house.database)] * 4)
    assert sorted(house.status(f"1{n:03}") for n in range(12)) == ["allocated"] * 5 + ["waiting"] * 7


def test_the_last_unit_is_picked_once(house: Warehouse) -> None:
    """Both benches find a unit damaged; one free unit of the product is left anywhere."""
    house.picked("1001", "TOTE-1", {"TEA": 2, "CUP": 1})
    house.picked("1002", "TOTE-2", {"TEA": 2, "CUP": 1})
    one, two = stations(house, "pack", 2)
    one.scans("TOTE-1")
    two.scans("TOTE-2")
    assert codes((one, "CMD-DAMAGED"), (two, "CMD-DAMAGED")) == ["ok", "ok"]
    assert sorted((house.status("1001"), house.status("1002"))) == ["allocated", "waiting"]


def test_one_batch_of_the_last_orders(house: Warehouse) -> None:
    for n in range(3):
        house.order(f"100{n}", {"MUG": 1, "CUP": 1})
    house.allocate()
    for n in range(3, 7):
        house.place(f"CART-{n}", "cart")
    workers = stations(house, "pick", 6)
    assert codes(*((worker, f"CART-{n}") for n, worker in enumerate(workers, 1))) == ["nothing_to_do"] * 5 + ["ok"]
    assert house.count(Batch, status="open") == 1


def test_many_batches_at_once_take_different_orders(house: Warehouse) -> None:
    for n in range(12):
        house.order(f"1{n:03}", {"MUG": 1, "CUP": 1})
    house.allocate()
    workers = stations(house, "pick", 4)
    answers = codes(*((worker, "CMD-DONE") for worker in workers))
    assert answers.count("ok") >= 2
    orders = [line.order for worker in workers for line in worker.screen.lines if line.sku == "MUG"]
    assert len(orders) == len(set(orders))


def test_the_same_cart(house: Warehouse) -> None:
    for n in range(20):
        house.order(f"1{n:03}", {"MUG": 1, "CUP": 1})
    house.allocate()
    answers = codes(*((worker, "CART-1") for worker in stations(house, "pick", 4)))
    assert answers == ["claimed"] * 3 + ["ok"]


def test_a_parked_batch_is_taken_up_by_one(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-1", "CMD-LOGOUT")
    answers = codes(*((worker, "CART-1") for worker in stations(house, "pick", 4)))
    assert answers == ["claimed"] * 3 + ["ok"]


def test_the_same_empty_tote(house: Warehouse) -> None:
    for n in range(4):
        house.order(f"100{n}", {"MUG": 1, "CUP": 1}, hours=n + 1)
    house.allocate()
    workers = stations(house, "pick", 4)
    for worker in workers:
        worker.scans("CMD-DONE", "A-1", "MUG")
    assert codes(*((worker, "TOTE-1") for worker in workers)) == ["ok"] + ["wrong_tote"] * 3


def test_one_bin_emptied_by_several(house: Warehouse) -> None:
    for n in range(4):
        house.order(f"100{n}", {"TEA": 1, "CUP": 1}, hours=n + 1)
    house.allocate()
    workers = stations(house, "pick", 4)
    for worker in workers:
        worker.scans("CMD-DONE", "A-2", "TEA")
    assert codes(*((worker, f"TOTE-{n}") for n, worker in enumerate(workers, 1))) == ["ok"] * 4
    assert house.on_hand("TEA", "A-2") == 1


@pytest.mark.parametrize("scan", ["TOTE-1", "1001", "CUP"])
def test_the_same_order_at_several_benches(house: Warehouse, scan: str) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    answers = codes(*((worker, scan) for worker in stations(house, "pack", 4)))
    lost = "nothing_to_do" if scan == "CUP" else "claimed"
    assert answers == sorted([lost] * 3 + ["ok"])
    assert house.count(Parcel, status="open") == 1


def test_items_of_one_shared_tote_at_several_benches(house: Warehouse) -> None:
    for n in range(4):
        house.order(f"100{n}", {"CUP": 1})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-3", "CUP", "4", "TOTE-1")
    workers = stations(house, "pack", 4)
    for worker in workers:
        worker.scans("TOTE-1")
    assert codes(*((worker, "CUP") for worker in workers)) == ["ok"] * 4
    assert len({worker.screen.target["order"] for worker in workers}) == 4
    for worker in workers:
        worker.scans("BOX-S")
    codes(*((worker, str(worker.screen.target["tracking_no"])) for worker in workers))
    assert house.use("TOTE-1") == ""


def test_tracking_numbers(house: Warehouse) -> None:
    """The range ends: whoever comes last is told so; nobody gets a colleague's number."""
    workers = stations(house, "pack", 4)
    for n, worker in enumerate(workers, 1):
        house.picked(f"100{n}", f"TOTE-{n}", {"MUG": 1, "CUP": 1})
        worker.scans(f"TOTE-{n}", "MUG", "CUP")
    ranges = table(NumberRange)
    (row,) = house.rows(select(ranges).where(ranges.c.kind == "tracking_no"))
    house.set(NumberRange, row.id, last=row.next + 2)
    assert codes(*((worker, "BOX-S") for worker in workers)) == ["no_numbers"] + ["ok"] * 3
    assert house.count(TrackingNumber) == 3
    numbers = {worker.screen.target.get("tracking_no") for worker in workers}
    assert len(numbers) == 4  # three and none


def test_the_same_parcel_on_two_manifests(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S", "{tracking_no}")
    workers = stations(house, "ship", 4)
    assert codes(*((worker, pack.seen["tracking_no"]) for worker in workers)) == ["claimed"] * 3 + ["ok"]


def test_unpacking_while_it_is_shipped(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S", "{tracking_no}")
    number = pack.seen["tracking_no"]
    ship = house.at("ship", "SHIP-1", "USR-2")
    ship.scans(number)
    pack.scan(number)
    answers = at_once(
        lambda: (pack.scan(number), pack.code)[1], lambda: (ship.scan("CMD-DONE"), ship.code)[1]
    )  # fmt: skip
    assert answers in (["ok", "ok"], ["already_done", "ok"])
    assert house.sold("MUG") == (0 if answers[0] == "ok" else 1)


def test_cancelled_while_the_manifest_closes(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S", "{tracking_no}")
    ship = house.at("ship", "SHIP-1", "USR-2")
    ship.scans(pack.seen["tracking_no"])

    def cancel() -> str:
        try:
            house.change("1001", "cancel")
        except Exception as refused:
            return type(refused).__name__
        return "cancelled"

    said, _ = at_once(cancel, lambda: ship.scan("CMD-DONE"))
    assert (said, house.status("1001")) in (("cancelled", "cancelled"), ("ChangeRefused", "shipped"))
    assert house.sold("MUG") == (1 if said == "ChangeRefused" else 0)


def test_one_input_sent_by_two_connections_at_once(house: Warehouse) -> None:
    """A console that was thought dead and the one started in its place send the same input."""
    house.order("1001", {"MUG": 5, "CUP": 1})
    house.allocate()
    one = house.at("pick", "PICK-1")
    one.scans("CART-1", "A-1", "MUG")
    two = house.at("pick", "PICK-1", None)
    key = str(new_key())
    replies = at_once(
        lambda: one.station.handle(Input(key, "4")), lambda: two.station.handle(Input(key, "4"))
    )  # fmt: skip
    assert [reply.result.code for reply in replies] == ["ok", "ok"]
    assert sorted(reply.result.replayed for reply in replies) == [False, True]


def test_a_crowd_works_through_the_orders(house: Warehouse) -> None:
    """Four pickers and packers answer their screens until nothing is left; every order leaves once."""
    with house.together():
        for n in range(24):
            lines = {"MUG": 1 + n % 3, "CUP": 1} if n % 2 else {"CUP": 1}
            house.order(f"1{n:03}", lines, hours=1 + n % 3)
        for n in range(9, 40):
            house.place(f"TOTE-{n}", "tote")
    house.allocate()
    workers = stations(house, "pick", 4)
    totes = [f"TOTE-{n}" for n in range(1, 40)]
    at_once(*(lambda w=w: _pick_all(w, totes) for w in workers))
    packers = stations_of(house, "pack", 4)
    at_once(*(lambda w=w: _pack_all(w) for w in packers))
    shippers = stations_of(house, "ship", 2)
    for worker in shippers:
        _ship_all(worker)
    assert {house.status(f"1{n:03}") for n in range(24)} == {"shipped"}
    assert house.sold("CUP") == 24


def stations_of(house: Warehouse, workflow: str, number: int) -> list[Worker]:
    return [house.at(workflow, f"{workflow}-{n}", f"USR-R{n}") for n in range(number)]


def _pick_all(worker: Worker, totes: list[str]) -> None:
    for _ in range(400):
        target, step = worker.screen.target, worker.screen.step
        if step == "start":
            worker.scan("CMD-DONE")
            if worker.code == "nothing_to_do" and not worker.screen.target:
                return
            continue
        key = {"scan_bin": "location", "scan_item": "sku", "enter_quantity": "quantity", "scan_tote": "tote"}[step]
        new = key == "tote" and not target.get("tote")
        worker.scans(totes.pop(0) if new else str(target[key]))
    raise AssertionError(worker.said[-9:])


def _pack_all(worker: Worker) -> None:
    for _ in range(600):
        target, kind = worker.screen.target, worker.screen.expects[0]
        if worker.screen.step == "start" and not target:
            return
        if kind == "tote" and not target.get("tote"):
            kind = "order"
        keys = {"tote": "tote", "order": "order", "item": "sku", "box": "box", "tracking_no": "tracking_no"}
        worker.scan(str(target[keys[kind]]))
    raise AssertionError(worker.said[-9:])


def _ship_all(worker: Worker) -> None:
    for _ in range(100):
        if worker.screen.step == "start" and not worker.screen.target:
            return
        worker.scan("CMD-DONE" if worker.screen.step == "close_manifest" else str(worker.screen.target["tracking_no"]))
    raise AssertionError(worker.said[-9:])
