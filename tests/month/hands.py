"""Hands that work stations by what the screen asks and what really lies in the bins."""

from __future__ import annotations

from collections.abc import Iterator

from tests.month.shelves import Shelves
from warehouse_app.database.engine import Database
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input, Screen
from warehouse_app.station import Station


class Hands:
    """A person at a station."""

    def __init__(self, database: Database, workflow: str, name: str, badge: str, shelves: Shelves) -> None:
        self.station = Station(database, name, workflow)
        self.screen: Screen = self.station.open(badge).screen
        self.shelves = shelves
        self.scans = 0

    def scan(self, text: str) -> str:
        """One scan; the code of the answer."""
        reply = self.station.handle(Input(str(new_key()), text))
        self.screen, self.scans = reply.screen, self.scans + 1
        assert reply.result is not None
        return reply.result.code

    def right(self, text: str) -> None:
        """One scan that must be accepted."""
        code = self.scan(text)
        if code == "confirm":
            code = self.scan(text)
        assert code == "ok", (text, code, self.screen)

    @property
    def at(self) -> tuple[str, str]:
        """The bin and the product that the screen names."""
        return str(self.screen.target.get("location", "")), str(self.screen.target.get("sku", ""))


class Receiver(Hands):
    """Books what a receipt announced."""

    def take(self, receipt: str, goods: dict[str, int]) -> None:
        """Scan every product once and enter how many more there are; close the receipt."""
        self.right(receipt)
        for sku, units in goods.items():
            self.right(sku)
            if units > 1:
                self.right(str(units - 1))
        self.right("CMD-DONE")


class Putter(Hands):
    """Puts away whatever was received, into the bins that the screen names."""

    def work(self) -> None:
        """Put away until nothing is left."""
        self.right("CMD-HELP")
        while self.screen.target:
            (place, sku), step = self.at, self.screen.step
            if step == "start":
                self.right(place)
            elif step == "scan_item":
                self.right(sku)
            else:
                units = int(self.screen.target["quantity"])
                self.right(place)
                self.shelves.put(place, sku, units)


class Picker(Hands):
    """Picks everything there is to pick; says short where the bin has too few."""

    def __init__(
        self, database: Database, name: str, badge: str, shelves: Shelves, totes: Iterator[str]
    ) -> None:  # fmt: skip
        super().__init__(database, "pick", name, badge, shelves)
        self.totes = totes
        self.last_bin = ""

    def work(self) -> None:
        """Pick until nothing is left."""
        self.right("CMD-HELP")
        while self.screen.target:
            (place, sku), step = self.at, self.screen.step
            there, need = self.shelves.units[place, sku], int(self.screen.target.get("quantity", 0))
            if step == "start":
                self._do(str(self.screen.target.get("cart") or "CMD-DONE"))
            elif "CMD-YES" in self.screen.commands:
                self._do("CMD-NO" if self.shelves.lying(self.last_bin) else "CMD-YES")
            elif step == "scan_bin":
                self._do(place)
            elif step in ("scan_item", "enter_quantity") and not there:
                self._do("CMD-SHORT")
            elif step == "scan_item":
                self._do(sku)
            elif step == "enter_quantity":
                self._do(str(min(there, need)))
                if there < need and self.screen.step == "enter_quantity" and self.shelves.units[place, sku] == there:
                    self._do(self._tote())
            else:
                self._do(self._tote())

    def _tote(self) -> str:
        return str(self.screen.target.get("tote") or next(self.totes))

    def _do(self, text: str) -> None:
        """Scan, and take out of the bin what the program now believes to be in a tote."""
        before, place = self.screen, self.at
        self.right(text)
        done = before.total if self.screen.step == "start" else self.screen.done
        if not text.startswith("CMD-") and done > before.done:
            self.shelves.take(*place, done - before.done)
            self.last_bin = place[0]


class Counter(Hands):
    """Counts what is asked for, as long as something is."""

    def work(self) -> int:
        """Count all there is to count; returns how many bins were counted."""
        self.scan("CMD-HELP")
        counted = 0
        while self.screen.target:
            self._count()
            counted += 1
        return counted

    def _count(self) -> None:
        place, _ = self.at
        self.right(place)
        if self.screen.step == "approve":
            first, second = (int(value) for _, value in self.screen.facts[1:])
            self.right("CMD-YES" if first == second else "CMD-NO")
            return
        only = self.screen.target.get("sku")
        seen = {sku: n for sku, n in self.shelves.lying(place).items() if only in (None, sku)}
        for sku, units in seen.items():
            self.right(sku)
            if units > 1:
                self.right(str(units))
        self.right("CMD-DONE" if seen else "CMD-EMPTY")
        assert self.screen.step == "start", self.screen
