"""Two people at two docks scan anything in any order, undo, log out and fall silent: the books stay right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import FreshUrl
from tests.workflows.books import prove
from tests.workflows.small import Warehouse, furnish
from tests.workflows.transcript import Worker
from warehouse_app.database.engine import Database

GTIN, WATCH = "08801000000067", "08801000000074"
CODES = (
    "R-1", "R-2", "R-3", "MUG", "MUG", "18801000000019", "TEA", "CUP", "POT", "MILK", "MILK", "WATCH", "L1", "L2",
    "270131", "2020-01-01", f"(01){GTIN}(17)270131(10)L1", f"(01){GTIN}(10)L2", f"(01){WATCH}(21)S1",
    f"(01){WATCH}(21)S2", "S3", "TOTE-1", "TOTE-2", "TOTE-3", "RECEIVING", "A-1", "8809999999997", "2", "3", "40",
    "120x80x40", "USR-R", "USR-S", "CHOICE-1", "CHOICE-2", "again", "again", "again", "target", "target", "target",
    "CMD-UNDO", "CMD-UNDO", "CMD-UNDO", "CMD-DONE", "CMD-DAMAGED", "CMD-NOCODE", "CMD-HOLD", "CMD-SPLIT", "CMD-BACK",
    "CMD-LOGOUT", "silence",
)  # fmt: skip
_walk = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(CODES)), min_size=40, max_size=90)


def furnished(database: Database) -> Warehouse:
    """Two docks' work: three receipts of two clients, with lots, dates and serial numbers."""
    house = furnish(database)
    with house.together():
        house.user("USR-R", "receiver")
        house.product("MILK", {"8801000000067": 1}, lot_tracked=True, expiry_tracked=True)
        house.product("WATCH", {"8801000000074": 1}, serial_tracked=True)
        house.product("POT", client="B")
    house.asn("R-1", {"MUG": 14, "TEA": 2, "MILK": 4, "WATCH": 3})
    house.asn("R-2", {"MILK": 3}, lot="L1", expiry="2027-01-31", hours=1)
    house.asn("R-3", {"POT": 2}, client="B", hours=None)
    return house


def answer(worker: Worker) -> str:
    """What the screen asks for first."""
    screen = worker.screen
    key = {"asn": "order", "item": "sku"}.get(screen.expects[0], screen.expects[0])
    if key == "command":
        return screen.commands[0]
    return str(screen.target.get(key) or {"badge": "USR-R", "serial": "S4", "tote": "TOTE-4"}.get(key, "L1"))


def walk(house: Warehouse, steps: list[tuple[int, str]]) -> None:
    """Scan all that, each in its turn; every scan gets an answer of the floor."""
    workers = [house.at("receive", "DOCK-1", "USR-R"), house.at("receive", "DOCK-2", "USR-S")]
    last = ["MUG", "MUG"]
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
    @_settings(40, print_blob=True, phases=(Phase.generate,))  # making a failure smaller takes longer than a test may
    @given(_walk)
    def run(steps: list[tuple[int, str]]) -> None:
        check(fresh_url, kind_of_database, steps)

    run()
