"""Dock, two benches, refurbishing and lots: anything scanned in any order, undone, left and taken over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import FreshUrl
from tests.workflows.books import prove
from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse, furnish
from tests.workflows.transcript import Worker
from warehouse_app.database.engine import Database

JOBS = ("arrive", "inspect", "inspect", "refurbish", "clear", "putaway")
CODES = (
    "RMA-1", "RMA-2", "RMA-3", "1001", "1002", "1003", "MUG", "CUP", "CAM", "SN-1", "SN-2", "VASE", "no-such-thing",
    "UNIT-1", "UNIT-2", "UNIT-3", "TOTE-1", "TOTE-2", "TOTE-3", "QUARANTINE", "DISPOSAL", "REFURBISH", "A-1", "3", "0",
    "CHOICE-1", "CHOICE-2", "CHOICE-3", "CHOICE-4", "CHOICE-5", "CHOICE-9", "again", "again", "again",
    *["target"] * 12, "CMD-UNDO", "CMD-UNDO", "CMD-UNDO", "CMD-DONE", "CMD-DONE", "CMD-EMPTY", "CMD-NO", "CMD-QTY",
    "CMD-PHOTO", "CMD-PHOTO", "CMD-GRADE", "CMD-NOCODE", "CMD-SPLIT", "CMD-REPRINT", "CMD-SKIP", "CMD-BACK",
    "CMD-LOGOUT", "USR-I", "USR-S", "silence",
)  # fmt: skip
_walk = st.lists(st.tuples(st.integers(0, len(JOBS) - 1), st.sampled_from(CODES)), min_size=60, max_size=120)


def furnished(database: Database) -> Warehouse:
    """Three orders have left, two returns of them are announced, one of them with goods of both."""
    house = furnish(database)
    with house.together():
        house.product("CAM", serial_tracked=True, category="전자제품", price=90_000_00)
        house.product("VASE", price=60_000_00)
    for serial in ("SN-1", "SN-2"):
        house.stock("A-5", "CAM", 1, serial=serial)
    house.stock("A-6", "VASE", 4)
    for no, lines in (("1001", {"MUG": 2, "CAM": 1}), ("1002", {"CUP": 3, "VASE": 2}), ("1003", {"MUG": 4})):
        ship(house, no, lines)
        house.close()  # who packed goes home: each holds a connection
    announce(house, "RMA-1", "1001", {"MUG": 2, "CAM": 1})
    announce(house, "RMA-2", "1002", {"CUP": 2, "VASE": 2}, wants="exchange")
    return house


def answer(worker: Worker) -> str:
    """What the screen asks for first."""
    screen = worker.screen
    key = {"item": "sku", "choice": "choice"}.get(screen.expects[0], screen.expects[0])
    if key == "command":
        return screen.commands[0]
    if key == "choice":
        return "CHOICE-2"
    found = screen.target.get(key) or {"badge": "USR-S", "tote": "TOTE-4", "quantity": "2", "text": "OK"}.get(key)
    return str(found or "CMD-DONE")


def walk(house: Warehouse, steps: list[tuple[int, str]]) -> None:
    """Scan all that, each in its turn; every scan gets an answer of the floor."""
    workers = [house.at(job, f"STATION-{n}", "USR-S") for n, job in enumerate(JOBS)]
    last = ["MUG"] * len(JOBS)
    for at, text in steps:
        worker = workers[at]
        if text == "silence":
            house.pass_time(minutes=11)
            continue
        scan = {"again": last[at], "target": answer(worker)}.get(text, text)
        worker.scan(scan)
        last[at] = scan
        assert worker.code != "not_saved", worker.said[-6:]


def check(fresh_url: FreshUrl, kind: str, steps: Any) -> None:
    with fresh_url(kind) as url:
        database = Database(url)
        house = furnished(database)
        try:
            walk(house, steps)
            prove(database)
        finally:
            house.close()
            database.close()


def _settings(examples: int, **more: Any) -> settings:
    quiet = list(HealthCheck)
    return settings(max_examples=examples, deadline=None, suppress_health_check=quiet, database=None, **more)


def test_any_scans_in_any_order(fresh_url: FreshUrl, kind_of_database: str) -> None:
    @_settings(8, derandomize=True)
    @given(_walk)
    def run(steps: list[tuple[int, str]]) -> None:
        check(fresh_url, kind_of_database, steps)

    run()


@pytest.mark.slow
def test_many_scans_in_any_order(fresh_url: FreshUrl, kind_of_database: str) -> None:
    @_settings(20, print_blob=True, phases=(Phase.generate,))  # making a failure smaller takes longer than a test may
    @given(_walk)
    def run(steps: list[tuple[int, str]]) -> None:
        check(fresh_url, kind_of_database, steps)

    run()
