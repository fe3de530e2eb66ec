"""A month of a warehouse: goods are put away and picked by hands that err, and counted by hands that look.

Every day, all through real stations: goods are received and put away, orders are allocated and picked, the day's counts
are planned, and counters do all counts that are open. Then the books are compared with the truth, which nothing but the
hands has seen.
"""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from tests.month.hands import Counter, Picker, Putter, Receiver
from tests.month.shelves import Place, Shelves
from warehouse_app.allocation import allocate
from warehouse_app.count_plan import plan
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Balance, CountTask, Location, Product, table
from warehouse_app.imports.run import import_file

GOAL = 0.999
BEGIN = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
_IN_A_BIN = 2  # products
_A_SHARE, _A_DEMAND = 0.2, 0.8  # a fifth of the products are four fifths of the demand


@dataclass(frozen=True)
class Size:
    """How large the month is; `cycle` are the days within which every bin is counted."""

    products: int = 5000
    days: int = 30
    orders: int = 60
    receipts: int = 40
    cycle: int = 10
    seed: int = 1


@dataclass(frozen=True)
class Day:
    """One evening: the accuracy of the books, bins counted, units adjusted so far, errors made so far, scans."""

    day: int
    accuracy: float
    counted: int
    misplaced: int
    miscounted: int
    scans: int


class Month:
    """One warehouse and its people; `folder` is for the files that are imported."""

    def __init__(self, database: Database, size: Size, folder: Path) -> None:
        self.database, self.size, self.folder = database, size, folder
        self.chance = random.Random(size.seed)
        self.skus = [f"P{n:05}" for n in range(size.products)]
        self.bins = [f"{chr(65 + n // 400)}-{n % 400:03}" for n in range(-(-size.products // _IN_A_BIN))]
        self.home = {sku: self.bins[n // _IN_A_BIN] for n, sku in enumerate(self.skus)}
        self.fast = max(int(size.products * _A_SHARE), 1)
        self.shelves = Shelves(self.bins, self.chance)
        self.fast_ones = set(self.skus[: self.fast])
        self.today = BEGIN
        database.clock = lambda: self.today
        self._furnish()

    def run(self, tell: Callable[[Day], None] = lambda day: None) -> list[Day]:
        """Live through the month; `tell` hears of every day."""
        totes = (f"TOTE-{n}" for n in itertools.count())
        dock = Receiver(self.database, "receive", "DOCK-1", "USR-1", self.shelves)
        put = Putter(self.database, "putaway", "PUT-1", "USR-1", self.shelves)
        pick = Picker(self.database, "PICK-1", "USR-1", self.shelves, totes)
        people = [Counter(self.database, "count", f"COUNT-{n}", badge, self.shelves)
                  for n, badge in enumerate(("USR-2", "USR-3", "USR-S"))]  # fmt: skip
        days = []
        try:
            for day in range(1, self.size.days + 1):
                self.today = BEGIN + timedelta(days=day)
                self._receive(dock, day)
                put.work()
                self._order(day)
                allocate(self.database)
                pick.work()
                plan(self.database, self.size.cycle)
                counted = self._count(people)
                errors, scans = self.shelves.errors, sum(hands.scans for hands in (dock, put, pick, *people))
                accuracy = self.shelves.accuracy(self._book())
                days.append(Day(day, accuracy, counted, errors["misplaced"], errors["miscounted"], scans))
                tell(days[-1])
        finally:
            for hands in (dock, put, pick, *people):
                hands.station.close()
        return days

    def _count(self, people: list[Counter]) -> int:
        """Everybody counts what he may, until nothing is left."""
        counted = 0
        while n := sum(person.work() for person in people):
            counted += n
        return counted

    # -- what comes from outside -----------------------------------------------------------------------------------

    def _furnish(self) -> None:
        size = self.size
        totes = [f"TOTE-{n}" for n in range(size.orders * (size.days + 1))]
        self._import("users", ("badge", "name", "role"), [
            (f"USR-{n}", f"Worker {n}", "picker receiver") for n in (1, 2, 3)
        ] + [("USR-S", "Supervisor", "supervisor")])  # fmt: skip
        self._import("products", ("sku", "name", "price"), [(sku, f"Product {sku}", "9900") for sku in self.skus])
        self._import("locations", ("code", "zone"), [(code, code[0]) for code in (*self.bins, *totes, "CART-1")])
        with self.database.write() as connection:
            product = table(Product)
            for letter, skus in (("A", self.skus[: self.fast]), ("C", self.skus[self.fast :])):
                for at in range(0, len(skus), 500):
                    mine = product.c.sku.in_(skus[at : at + 500])
                    connection.execute(update(product).where(mine).values(abc=letter))
        stock = [(self.home[sku], sku, self._units(sku)) for sku in self.skus]
        self._import("stock", ("location", "sku", "quantity"), stock)
        for row in stock:  # what lay there before the month was put away by the same hands
            self.shelves.put(*row)

    def _receive(self, dock: Receiver, day: int) -> None:
        """Goods are announced, come, and are booked."""
        goods = {
            sku: self._units(sku) for sku in self.chance.sample(self.skus, min(self.size.receipts, len(self.skus)))
        }
        self._import("asn", ("asn_no", "sku", "quantity"), [(f"IN-{day:02}", *row) for row in goods.items()])
        dock.take(f"IN-{day:02}", goods)

    def _units(self, sku: str) -> int:
        return self.chance.randint(10, 40) * (3 if sku in self.fast_ones else 1)

    def _order(self, day: int) -> None:
        rows = []
        for n in range(self.size.orders):
            for sku in {self._wanted() for _ in range(self.chance.choice((1, 2, 3)))}:
                rows.append((f"{day:02}-{n:03}", sku, self.chance.choice((1, 1, 2, 3))))
        self._import("orders", ("order_no", "sku", "quantity"), rows)

    def _wanted(self) -> str:
        fast = self.chance.random() < _A_DEMAND
        return self.skus[self.chance.randrange(self.fast if fast else len(self.skus))]

    def _import(self, kind: str, heading: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        path = self.folder / f"{kind}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([heading, *rows])
        report = import_file(self.database, kind, path)
        assert report.saved and not report.errors, report.errors[:3]

    def _book(self) -> dict[Place, int]:
        balance, location, product = table(Balance), table(Location), table(Product)
        statement = (
            select(location.c.code, product.c.sku, balance.c.on_hand)
            .join_from(balance, location, location.c.id == balance.c.location_id)
            .join(product, product.c.id == balance.c.product_id)
            .where(location.c.kind == "bin")
        )
        with self.database.read() as connection:
            return {(row.code, row.sku): row.on_hand for row in connection.execute(statement)}


def open_counts(database: Database) -> int:
    """How many counts are still open."""
    with database.read() as connection:
        return len(connection.execute(select(table(CountTask).c.id).where(table(CountTask).c.status == "open")).all())


def curve(days: list[Day]) -> Iterator[str]:
    """The month's curve, a line a day."""
    yield " day  accuracy  counted  misplaced  miscounted    scans"
    for day in days:
        bar = "#" * round(max(day.accuracy - 0.98, 0) * 2000)
        errors = f"{day.misplaced:10} {day.miscounted:11}"
        yield f"{day.day:4}  {day.accuracy:8.3%} {day.counted:8} {errors} {day.scans:8}  {bar}"
