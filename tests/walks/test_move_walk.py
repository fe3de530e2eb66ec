"""People who move, replenish, pick and count at once scan anything in any order: the books stay right."""

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
from warehouse_app.database.models import Location, PickFace

GTIN = "08801000000067"
JOBS = ("move", "move", "replenish", "replenish", "pick", "pick", "count")
CODES = (
    "A-1", "A-2", "A-3", "C-1", "C-2", "R-1", "R-2", "R-3", "RECEIVING", "MUG", "TEA", "CUP", "MILK", "WATCH",
    "18801000000019", f"(01){GTIN}(10)L1", f"(01){GTIN}(10)L2", "S1", "S2", "1", "2", "3", "8", "40", "TOTE-1",
    "TOTE-2", "CART-1", "CART-2", "again", "again", "again", "target", "target", "target", "target", "target",
    "target", "target", "target", "CMD-UNDO", "CMD-UNDO", "CMD-UNDO", "CMD-DONE", "CMD-SHORT", "CMD-SKIP", "CMD-BACK",
    "CMD-EMPTY", "CMD-LOGOUT", "USR-1", "allocate", "silence",
)  # fmt: skip
_walk = st.lists(st.tuples(st.integers(0, len(JOBS) - 1), st.sampled_from(CODES)), min_size=60, max_size=150)


def furnished(database: Database) -> Warehouse:
    """Faces that run low, reserve with lots and serial numbers, and orders promised from both."""
    house = furnish(database)
    with house.together():
        house.product("MILK", {"8801000000067": 1}, lot_tracked=True, expiry_tracked=True)
        house.product("WATCH", {"8801000000074": 1}, serial_tracked=True)
        house.stock("R-1", "MILK", 8, lot="L1", expiry="2098-01-01")
        house.stock("R-1", "TEA", 8)
        house.stock("R-2", "MILK", 8, lot="L2", expiry="2099-01-01")
        house.stock("R-2", "TEA", 8)
        for serial in ("S1", "S2", "S3"):
            house.stock("R-3", "WATCH", 1, serial=serial)
        house.place("C-1")
        house.place("C-2", mixed_lots=True)
        for code in ("R-1", "R-2", "R-3"):
            house.set(Location, house.ids["location", code], is_reserve=True)
        for code, sku, minimum, maximum in (("A-2", "TEA", 6, 12), ("C-1", "MILK", 4, 6), ("C-2", "WATCH", 1, 2)):
            house.add(PickFace, location_id=house.ids["location", code], minimum=minimum, maximum=maximum,
                      product_id=house.ids["product", f"MAIN/{sku}"])  # fmt: skip
    for n, lines in enumerate(({"TEA": 9}, {"MILK": 3, "MUG": 2}, {"WATCH": 1}, {"TEA": 3, "CUP": 4}, {"MILK": 7})):
        house.order(f"1{n:03}", lines, hours=n + 1)
    house.allocate()
    return house


def answer(worker: Worker) -> str:
    """What the screen asks for first."""
    screen = worker.screen
    kind = screen.expects[0]
    if kind == "command":
        return screen.commands[0]
    key = {"item": "sku"}.get(kind, kind)
    return str(screen.target.get(key) or {"badge": "USR-1", "tote": "TOTE-3", "location": "C-2"}.get(key, "TEA"))


def walk(house: Warehouse, steps: list[tuple[int, str]]) -> None:
    """Scan all that, each in its turn; every scan gets an answer of the floor."""
    workers = [house.at(job, f"{job}-{n}", f"USR-{n % 3 + 1}") for n, job in enumerate(JOBS)]
    last = ["A-1"] * len(JOBS)
    for at, text in steps:
        worker = workers[at]
        if text == "silence":
            house.pass_time(minutes=11)
        elif text == "allocate":
            house.allocate()
        else:
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
    @_settings(6, derandomize=True)
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
