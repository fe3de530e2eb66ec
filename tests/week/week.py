"""The week: orders come, are picked, packed and shipped, some come back; every input takes its seconds.

Four of twelve people work in each shift, all shifts of a day. They err by the seed: unknown and wrong scans, units that
are taken back, shorts, labels printed again, long pauses. The same seed gives the same week.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from tests.workflows.shipped import announce
from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker
from warehouse_app.database.models import Shift

BEGIN = datetime(2026, 12, 6, 23, 0, tzinfo=UTC)  # 08:00 in Seoul, Monday the 7th
SHIFTS = (("day", "08:00", "16:00"), ("evening", "16:00", "00:00"), ("night", "00:00", "08:00"))
PEOPLE = 12
FAULTS = {"unknown": 0.04, "wrong": 0.03, "undo": 0.02, "reprint": 0.05, "pause": 0.01}
TOTES = [f"TOTE-{n}" for n in range(20, 60)]
_KEYS = {"location": "location", "item": "sku", "insert": "sku", "quantity": "quantity", "box": "box"}


class Week:
    """Plays shifts one after the other; `done` counts the faults made."""

    def __init__(self, house: Warehouse, seed: int = 7) -> None:
        self.house, self.chance, self.now = house, random.Random(seed), BEGIN
        self.done: Counter[str] = Counter()
        self._numbers = iter(range(1, 10**6))
        house.database.clock = lambda: self.now
        for name, begins, ends in SHIFTS:
            house.add(Shift, name=name, begins=begins, ends=ends, aliases="")
        with house.together():
            for n in range(PEOPLE):
                house.user(f"USR-W{n:02}", "picker packer receiver inspector")
            for n in range(20):
                house.stock(f"S-{n}", ("MUG", "CUP")[n % 2], 5_000)
            for tote in TOTES:
                house.place(tote, "tote")

    def play(self, days: int, orders: int) -> None:
        """So many days of three shifts, each with about so many orders."""
        for number in range(days * len(SHIFTS)):
            begin = BEGIN + timedelta(hours=8 * number)
            self.now = max(self.now, begin + timedelta(minutes=5))
            crew = [f"USR-W{(4 * (number % 3) + n):02}" for n in range(4)]
            self._shift(crew, orders)

    def _shift(self, crew: list[str], orders: int) -> None:
        chance, house = self.chance, self.house
        numbers = []
        with house.together():
            for _ in range(orders + chance.randrange(3)):
                numbers.append(f"W{next(self._numbers)}")
                lines = {sku: chance.randint(1, 3) for sku in chance.sample(["MUG", "CUP"], chance.randint(1, 2))}
                house.order(numbers[-1], lines, hours=chance.choice([1, 4, 9]))
        house.allocate()
        for job, badge in (("pick", crew[0]), ("pack", crew[1]), ("ship", crew[2])):
            worker = house.at(job, f"{job.upper()}-{badge[-2:]}", badge)
            self._work(worker)
            worker.close()
        for no in numbers:
            if chance.random() < 0.15 and house.status(no) == "shipped":
                self._back(no, crew[3])
        walk = house.at("putaway", "WALK-1", crew[3])
        self._work(walk)
        walk.close()

    def _work(self, worker: Worker) -> None:
        """Answer the screens until nothing is left, with faults."""
        worker.scan("CMD-HELP")
        refused = 0
        while worker.screen.step != "start" or worker.screen.target:
            self._fault(worker)
            if worker.screen.step == "start" and not worker.screen.target:
                break
            self._scan(worker, self._answer(worker))
            refused = 0 if worker.code in ("ok", "confirm") else refused + 1
            assert refused < 5, worker.said[-8:]

    def _fault(self, worker: Worker) -> None:
        chance, step = self.chance, worker.screen.step
        if step == "start":
            return
        kind = next((kind for kind, share in FAULTS.items() if chance.random() < share), "")
        if kind == "pause":
            self.now += timedelta(minutes=chance.randint(6, 25))
        elif kind == "unknown":
            self._scan(worker, f"NOTHING-{chance.randrange(1000)}")
        elif kind == "wrong":
            self._scan(worker, "TEA")
        elif kind == "undo" and step in ("verify_item", "scan_item"):
            self._scan(worker, self._answer(worker))
            if worker.code == "ok":
                self._scan(worker, "CMD-UNDO")
        elif kind == "reprint" and step == "label_back":
            self._scan(worker, "CMD-REPRINT")
        else:
            return
        self.done[kind] += 1

    def _back(self, no: str, badge: str) -> None:
        """A return of one unit, inspected as sealed or opened."""
        sku = "MUG" if self._has(no, "MUG") else "CUP"
        rma = f"RMA-{no}"
        announce(self.house, rma, no, {sku: 1})
        dock = self.house.at("arrive", "DOCK-1", badge)
        self._scan(dock, rma)
        dock.close()
        self.now += timedelta(minutes=self.chance.randint(2, 40))
        bench = self.house.at("inspect", "BENCH-1", badge)
        self._scan(bench, rma)
        self._scan(bench, sku)
        self._scan(bench, f"CHOICE-{self.chance.randint(1, 2)}")  # sealed, or opened and like new
        while bench.screen.step == "question":
            self._scan(bench, "CHOICE-1")
        for _ in range(6):
            if bench.screen.step != "scan_destination":
                break
            self._scan(bench, str(bench.screen.target["destination"]))
        assert bench.screen.step == "start", (bench.screen.step, bench.said[-6:])
        bench.close()
        self.done["returns"] += 1

    def _has(self, no: str, sku: str) -> bool:
        try:
            return bool(self.house.line(no, sku))
        except IndexError:
            return False

    def _scan(self, worker: Worker, text: str) -> None:
        self.now += timedelta(seconds=self.chance.randint(3, 40))
        worker.scan(text)

    def _answer(self, worker: Worker) -> str:
        target, kind = worker.screen.target, worker.screen.expects[0]
        if kind == "command":
            return worker.screen.commands[0]
        if kind == "tote":
            return str(target.get("tote") or next(tote for tote in TOTES if not self.house.use(tote)))
        return str(target[_KEYS.get(kind, kind)])
