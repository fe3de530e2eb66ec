"""What a random walk may do: people at stations who mostly answer their screens, and orders that change meanwhile."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

from tests.workflows.books import prove
from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker
from warehouse_app.changes import ChangeRefused
from warehouse_app.database.engine import Database
from warehouse_app.database.models import CountTask, table
from warehouse_app.domain.screen import Screen

SKUS = ("MUG", "TEA", "CUP", "LOT")
COMMANDS = (
    "CMD-UNDO", "CMD-UNDO", "CMD-UNDO", "CMD-SKIP", "CMD-SHORT", "CMD-DAMAGED", "CMD-DONE", "CMD-HOLD", "CMD-BACK",
    "CMD-REPRINT", "CMD-SPLIT", "CMD-EMPTY", "CMD-NOCODE", "CMD-YES", "CMD-NO", "CMD-LOGOUT", "CHOICE-1",
)  # fmt: skip
STATIONS = (("pick", "PICK-1"), ("pick", "PICK-2"), ("pack", "PACK-1"), ("pack", "PACK-2"), ("ship", "SHIP-1"),
            ("putaway", "BACK-1"), ("count", "COUNT-1"), ("count", "COUNT-2"))  # fmt: skip
AT_REST = {"shipped", "part_shipped", "cancelled", "on_hold", "waiting", "new", "complete"}
# Answers that a station gives to a worker whose scan was not wrong, and that of an environment that failed.
NEVER = {"not_saved"}


class Floor:
    """A small warehouse, its stations and everything that can happen between them."""

    def __init__(self, database: Database, house: Warehouse) -> None:
        self.house = house
        with house.together():
            house.product("LOT", lot_tracked=True, expiry_tracked=True)
            house.stock("C-1", "LOT", 4, lot="L1", expiry="2098-01-01")
            house.stock("C-1", "LOT", 4, lot="L2", expiry="2099-01-01")
            house.stock("C-2", "CUP", 5)
            house.insert_rule("GIFT", min_units=5)
            for n in range(9, 30):
                house.place(f"TOTE-{n}", "tote")
        self.workers = [house.at(workflow, name, f"USR-{1 + n % 3}") for n, (workflow, name) in enumerate(STATIONS)]
        self.orders: list[str] = []

    def order(self, lines: dict[str, int], *, gift: bool, parts: bool) -> None:
        """An order comes in."""
        no = f"9{len(self.orders):03}"
        self.orders.append(no)
        with self.house.together():
            self.house.order(no, lines, hours=len(self.orders) % 3 + 1, gift="note" if gift else "", parts=parts)

    def change(self, at: int, action: str, sku: str, quantity: int) -> None:
        """Some order changes, if it still can."""
        if not self.orders:
            return
        no = self.orders[at % len(self.orders)]
        with suppress(ChangeRefused):
            self.house.change(no, action, sku, quantity, recipient=f"name {quantity}")

    def count_bins(self) -> None:
        """Nobody counts any more: the bins may be allocated again."""
        tasks = table(CountTask)
        with self.house.database.write() as connection:
            connection.execute(tasks.update().where(tasks.c.status == "open").values(status="void", holder_id=None))

    def go_on(self, at: int, scans: int) -> None:
        """A worker answers the screen some times."""
        worker = self.workers[at]
        for _ in range(scans):
            answer = self.answer(worker)
            if answer is None:
                return
            self.scan(worker, answer)

    def stray(self, at: int, text: str) -> None:
        """A worker scans something that was not asked for."""
        self.scan(self.workers[at], text)

    def scan(self, worker: Worker, text: str) -> None:
        before = worker.screen
        worker.scan(text)
        assert worker.code not in NEVER, worker.said[-6:]
        if worker.code == "confirm":
            assert (worker.screen.step, worker.screen.done) == (before.step, before.done)

    def answer(self, worker: Worker) -> str | None:
        """What a worker who only reads the screen would scan; None if there is nothing to do."""
        screen = worker.screen
        if screen.step == "login":
            return "USR-1"
        if screen.step == "start":
            worker.scan("CMD-HELP")
            screen = worker.screen
            if not screen.target:
                return None
        if screen.workflow == "count" and screen.step != "start":
            return self._counted(screen)
        for kind in screen.expects:
            text = self._for(kind, screen.target, screen.commands)
            if text is not None:
                return text
        return None

    def _counted(self, screen: Screen) -> str:
        """What a worker scans who finds in the bin what is booked there: the walk's other scans make the errors."""
        if screen.step != "count_item":
            return {"scan_lot": "L2", "scan_expiry": "2099-01-01"}.get(screen.step, screen.commands[0])
        seen: Counter[str] = Counter()
        for line in screen.lines:
            seen[line.sku] += line.done
        for sku in SKUS:
            there = self.house.on_hand(sku, str(screen.target["location"]))
            if there and screen.target.get("sku") in (None, sku) and seen[sku] != there:
                return str(there) if seen[sku] and "quantity" in screen.expects else sku
        return "CMD-DONE"

    def _for(self, kind: str, target: dict[str, Any], commands: tuple[str, ...]) -> str | None:
        if kind == "command":
            return commands[0]
        if kind == "tote":
            return str(target["tote"]) if target.get("tote") else self._empty_tote()
        key = {"item": "sku", "insert": "sku", "parcel": "parcel"}.get(kind, kind)
        return str(target[key]) if target.get(key) else None

    def _empty_tote(self) -> str:
        return next((f"TOTE-{n}" for n in range(1, 30) if not self.house.use(f"TOTE-{n}")), "TOTE-1")

    def finish(self) -> None:
        """Everybody works until nobody has anything to do; then the books are proved."""
        prove(self.house.database)
        self.count_bins()
        for _ in range(12):
            self.house.allocate(parts=True)
            before = self._journal()
            for at in range(len(self.workers)):
                for _ in range(60):
                    worker = self.workers[at]
                    answer = self.answer(worker)
                    if answer is None:
                        break
                    self.scan(worker, answer)
                    if worker.code in ("claimed", "nothing_to_do"):
                        break
            if self._journal() == before:
                break
        prove(self.house.database)
        # Nothing is left behind that somebody could have done.
        left = {no: self.house.status(no) for no in self.orders}
        assert set(left.values()) <= AT_REST, (left, [worker.said[-2:] for worker in self.workers])

    def _journal(self) -> list[str]:
        return [self.house.status(no) for no in self.orders]

    def close(self) -> None:
        self.house.close()
