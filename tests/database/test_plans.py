"""No statement of the floor or of a page reads a whole table that grows with every order, as SQLite plans it.

SQLite says how it would find rows even where there are hardly any; a partial index counts only where the statement
has its condition in the same words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from tests.conftest import FreshUrl
from tests.workflows.small import NOON, Warehouse, furnish
from tests.workflows.test_putaway_statements import put_away
from tests.workflows.test_receive_statements import receive
from tests.workflows.transcript import Worker
from warehouse_app.classes import refresh
from warehouse_app.count_plan import plan
from warehouse_app.database.engine import Database
from warehouse_app.practice import practice_codes
from warehouse_app.print_jobs import PrintJobs, print_jobs, print_state
from warehouse_app.recalls import recall
from warehouse_app.reports.counts import open_counts
from warehouse_app.reports.history import order_history
from warehouse_app.reports.pages import find_orders, home
from warehouse_app.reports.papers import paper
from warehouse_app.reports.slotting import nearer
from warehouse_app.site import read_site
from warehouse_app.waves import Filter, release

GROWING = (
    "allocation", "asn", "asn_line", "balance", "batch", "code", "journal", "location", "manifest", "move",
    "order_line", "parcel", "parcel_line", "person", "print_job", "sales_order", "tracking_number", "product",
)  # fmt: skip
# Read in the order of an index and left early: the latest rows, and any few products.
EARLY = re.compile(r"ORDER BY \w+\.id DESC\s+LIMIT|WHERE product\.kind = \? ORDER BY product\.id\s+LIMIT")
SMALL = ("ix_print_job_requested", "ix_parcel_to_ship", "ix_asn_open")  # these hold what waits alone


class Plans:
    """Every statement that was run, with how SQLite finds its rows."""

    def __init__(self, database: Database) -> None:
        self.seen: dict[str, Any] = {}
        event.listen(database.engine, "before_cursor_execute", self._see)

    def _see(self, _c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:
        if not many and re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement):
            self.seen.setdefault(statement, parameters)

    def scans(self, database: Database) -> list[str]:
        """Statements that read a growing table from end to end, each with the step that does."""
        found = []
        statements = dict(self.seen)
        with database.engine.connect() as connection:
            cursor = connection.connection.cursor()
            for statement, parameters in statements.items():
                cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                names = dict(re.findall(r"\b(\w+) AS (\w+)\b", statement))
                aliases = {alias: name for name, alias in names.items()}
                for *_, step in cursor.fetchall():
                    scan = re.match(r"SCAN (\w+)", step)
                    if not scan or any(name in step for name in SMALL) or EARLY.search(statement):
                        continue
                    if aliases.get(scan.group(1), scan.group(1)) in GROWING:
                        found.append(f"{step}: {' '.join(statement.split())}")
        return found


@pytest.fixture
def house(fresh_url: FreshUrl) -> Iterator[Warehouse]:
    with fresh_url("sqlite") as url:
        database = Database(url, lambda: NOON)
        made = furnish(database)
        yield made
        made.close()
        database.close()


def by_the_panel(house: Warehouse, worker: Worker, chance: random.Random) -> None:
    """Do what the practice scanner says until there is nothing to do."""
    for _ in range(80):
        with house.database.read() as connection:
            right = [code for code in practice_codes(connection, worker.screen) if code.right]
        if not right:
            return
        worker.scan(chance.choice(right).code)


def exceptions(house: Warehouse, chance: random.Random) -> None:
    """Short, damaged, sorted, put back from a shared tote, picked again, unpacked, held, undone."""
    for number in range(4):
        house.order(f"T{number}", {"CUP": 2, "MUG": 1})
    house.allocate()
    assert release(house.database, Filter(), total=True)
    pick, pack = house.at("pick", "PICK-2"), house.at("pack", "BENCH-2")
    by_the_panel(house, pick, chance)
    for number in range(3):
        house.order(f"D{number}", {"MUG": 1}, hours=1)
    house.order("E1", {"CUP": 2, "MUG": 2}, hours=9)
    house.allocate()
    pick.scan("CART-1")
    pick.scan(str(pick.screen.target["location"]))
    house.change("D1", "cancel")
    house.change("D2", "quantity", "MUG", 2)
    by_the_panel(house, pick, chance)
    for command in ("CMD-SHORT", "CMD-DAMAGED", "CMD-SKIP", "CMD-EMPTY", "CMD-UNDO", "CMD-LOGOUT", "USR-1"):
        pick.scan(command)
    by_the_panel(house, pick, chance)
    for exception in ("CMD-DAMAGED", "CMD-SHORT", "CMD-HOLD", "CMD-SPLIT", "CMD-NOCODE"):
        while pack.screen.step not in ("verify_item", "start"):
            with house.database.read() as connection:
                pack.scan(next(code.code for code in practice_codes(connection, pack.screen) if code.right))
        pack.scan(str(pack.screen.target.get("order", "")))
        pack.scan(exception)
        pack.scan("CMD-UNDO")
        pack.scan(exception)
    by_the_panel(house, pick, chance)
    by_the_panel(house, pack, chance)
    by_the_panel(house, house.at("putaway", "BACK-2"), chance)
    pack.scan(pack.seen["tracking_no"])
    pack.scan(pack.seen["tracking_no"])


def test_no_growing_table_is_read_whole(house: Warehouse) -> None:
    with house.together():
        for number in range(4):
            house.order(f"S{number}", {"MUG": 1})
        for number in range(3):
            house.order(f"C{number}", {"MUG": 2, "CUP": 1}, gift="hello")
    house.allocate()
    plans, chance = Plans(house.database), random.Random(1)
    pick = house.at("pick", "PICK-1")
    by_the_panel(house, pick, chance)
    house.change("C0", "cancel")
    by_the_panel(house, house.at("pack", "BENCH-1"), chance)
    by_the_panel(house, house.at("putaway", "BACK"), chance)
    by_the_panel(house, house.at("ship", "DOCK"), chance)
    exceptions(house, chance)
    look: list[Callable[[Any], Any]] = [
        lambda c: home(c, read_site(c), NOON),
        lambda c: [find_orders(c, read_site(c), text, by_name=True) for text in ("", "S1", "TOTE-1", "MUG", "홍길")],
        lambda c: order_history(c, read_site(c), house.ids["order", "C1"]),
        print_jobs, print_state, lambda c: print_jobs(c, "failed"),
        lambda c: [paper(c, job.kind, _ref(c, job.id)) for job in print_jobs(c)],
    ]  # fmt: skip
    with house.database.read() as connection:
        for page in look:
            page(connection)
    jobs = PrintJobs(house.database)
    while job := jobs.claim():
        jobs.done(job, "printed", "a.pdf")
    assert len(plans.seen) > 80
    assert plans.scans(house.database) == []


def test_receiving_reads_no_growing_table_whole(house: Warehouse) -> None:
    plans = Plans(house.database)
    receive(house, 5)
    assert len(plans.seen) > 35
    assert plans.scans(house.database) == []


def _ref(connection: Any, job_id: Any) -> Any:
    from sqlalchemy import select

    from warehouse_app.database.models import PrintJob, table

    return connection.scalar(select(table(PrintJob).c.ref_id).where(table(PrintJob).c.id == job_id))


def test_counting_reads_no_growing_table_whole(house: Warehouse) -> None:
    house.product("CAM", serial_tracked=True)
    house.stock("C-2", "CAM", 1, serial="S1")
    plan(house.database, 1)
    plans = Plans(house.database)
    one, two, boss = (house.at("count", f"COUNT-{n}", f"USR-{n}") for n in ("1", "2", "S"))
    one.scans("A-1", "MUG", "99", "CMD-DONE", "CMD-UNDO", "CMD-DONE", "C-2", "CMD-BACK")
    one.scans("A-2", "CAM", "S1", "TEA", "5", "CMD-DONE")  # the camera comes from where it is booked
    for worker in (one, two):
        worker.scans("A-3", "CUP", "10", "CMD-DONE")
    boss.scans("A-3", "CMD-YES")
    house.order("1001", {"MUG": 2})
    house.allocate()
    one.scans("A-1", "MUG", "98", "CMD-DONE")
    recall(house.database, "MUG", "L1")
    with house.database.read() as connection:
        open_counts(connection)
        home(connection, read_site(connection), NOON)
    assert len(plans.seen) > 35
    assert plans.scans(house.database) == []


def test_put_away_reads_no_growing_table_whole(house: Warehouse) -> None:
    refresh(house.database)  # sums once a day, and may read much
    plans = Plans(house.database)
    put_away(house, 6)
    with house.database.read() as connection:
        nearer(connection, read_site(connection), NOON)
    assert len(plans.seen) > 25
    assert plans.scans(house.database) == []
