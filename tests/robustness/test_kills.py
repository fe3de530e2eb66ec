"""kill -9 of the console at random moments, restart, and the same input again: everything happens exactly once."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.workflows.books import prove
from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse, furnish
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Balance, Journal, Location, Move, ReturnCase, table

pytestmark = pytest.mark.slow

KILLS = 50 if os.environ.get("WAREHOUSE_SLOW") == "full" else 6  # on each database
_ROOT = Path(__file__).parents[2]
Answer = dict[str, Any]


class Console:
    """The program's console as a process of its own."""

    def __init__(self, url: str, workflow: str, user: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "warehouse_app", "station", workflow, "--user", user, "--station",
             f"{workflow}-1", "--json", "--db", url],
            cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1,
        )  # fmt: skip
        self.opening = self.read()

    def send(self, message: Answer) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def read(self) -> Answer:
        assert self.process.stdout is not None
        return dict(json.loads(self.process.stdout.readline()))

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self) -> None:
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0


class Floor:
    """Works by the screens; knows which inputs were answered."""

    def __init__(self, url: str, seed: int, kills: int, user: str = "USR-1") -> None:
        self.url, self.random, self.kills, self.user = url, random.Random(seed), kills, user
        self.inputs: dict[str, str] = {}
        self.replayed = self.lost = 0
        self.totes = iter(range(1, 1000))

    def work(self, workflow: str, inputs_a_kill: int) -> None:
        """Do the job until nothing is left."""
        console = Console(self.url, workflow, self.user)
        screen = console.opening["screen"]
        while screen["step"] != "start" or screen["target"]:
            scan = self.answer(screen)
            message = {"scan": scan, "id": str(uuid.uuid4())}
            self.inputs[message["id"]] = scan
            console.send(message)
            if self.kills and self.random.random() < 1 / inputs_a_kill:
                self.kills -= 1
                _wait(self.random.uniform(0, 0.02))
                console.kill()
                console = Console(self.url, workflow, self.user)
                console.send(message)
                answer = console.read()
                self.replayed += answer["result"]["replayed"]
                self.lost += not answer["result"]["replayed"]
            else:
                answer = console.read()
            assert answer["result"]["code"] == "ok", (scan, screen, answer)
            screen = answer["screen"]
        console.end()

    def answer(self, screen: Answer) -> str:
        target, kind = screen["target"], screen["expects"][0]
        if kind == "command":
            return str(screen["commands"][0])
        if kind == "tote" and not target.get("tote"):
            return f"TOTE-K{next(self.totes)}"
        if kind == "choice":
            return "CHOICE-1"
        key = {"item": "sku", "insert": "sku", "asn": "order"}.get(kind, kind)
        return str(target.get(key) or target["rma"])


def _wait(seconds: float) -> None:
    """Busy waiting: a sleep is too coarse for hitting the middle of a transaction."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


@pytest.fixture
def stocked(database_url: str) -> Iterator[Warehouse]:
    database = Database(database_url)
    house = furnish(database)
    with house.together():
        house.insert_rule("GIFT", min_units=4)
        for n in range(1, 80):
            house.place(f"TOTE-K{n}", "tote")
        for n in range(16):
            lines = [{"CUP": 1}, {"MUG": 1, "CUP": 1}, {"MUG": 4, "CUP": 2}, {"CUP": 2}][n % 4]
            house.order(f"1{n:03}", lines, hours=1 + n // 8, gift="note" if n % 5 == 0 else "")
    house.allocate()
    yield house
    house.close()
    database.close()


def test_every_accepted_input_counts_once(stocked: Warehouse, database_url: str) -> None:
    floor = Floor(database_url, seed=7, kills=KILLS)
    often = 2 if KILLS > 20 else 25
    for workflow in ("pick", "pack", "ship"):
        floor.work(workflow, often)
    assert floor.kills == 0
    assert {stocked.status(f"1{n:03}") for n in range(16)} == {"shipped"}
    assert (stocked.sold("MUG"), stocked.sold("CUP")) == (20, 24)
    _each_once(stocked, floor)


def test_goods_that_come_in_and_come_back_count_once(database_url: str) -> None:
    database = Database(database_url)
    house = furnish(database)
    house.asn("R-1", {"MUG": 9, "CUP": 6, "TEA": 3})
    for n in range(6):
        ship(house, f"1{n:03}", {"MUG": 2, "CUP": 1})
        announce(house, f"RMA-{n}", f"1{n:03}", {"MUG": 2, "CUP": 1})
        house.close()
    with house.together():
        for n in range(1, 10):
            house.place(f"TOTE-K{n}", "tote")
            house.place(f"C-{n}")
    before = house.count(Journal)
    floor = Floor(database_url, seed=11, kills=KILLS, user="USR-S")
    often = 2 if KILLS > 20 else 15
    for workflow in ("receive", "arrive", "inspect", "putaway"):
        floor.work(workflow, often)
    assert floor.kills == 0 and house.count(ReturnCase, status="done") == 6
    assert [house.count(Move, kind=kind) for kind in ("receive", "return")] == [18, 18]
    assert all(row.code[:4] not in ("TOTE", "RECE") for row in house.rows(
        select(table(Location).c.code)
        .join_from(table(Balance), table(Location), table(Location).c.id == table(Balance).c.location_id)
        .where(table(Balance).c.on_hand > 0)
    ))  # fmt: skip
    _each_once(house, floor, before)
    house.close()
    database.close()


def _each_once(house: Warehouse, floor: Floor, before: int = 0) -> None:
    """Every input that was sent is in the journal once, beside the `before` that came earlier; the books are right."""
    journal = table(Journal)
    rows = house.rows(
        select(journal.c.input_id, journal.c.raw).where(journal.c.ok, journal.c.step != "login").order_by(journal.c.id)
    )
    found = {str(row.input_id): row.raw for row in rows}
    assert len(found) == len(rows)
    assert {key: raw for key, raw in found.items() if key in floor.inputs or not before} == floor.inputs
    if KILLS > 20:  # some died before the commit, some after it
        assert floor.replayed
        assert floor.lost
    prove(house.database)
