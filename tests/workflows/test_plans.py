"""No scan reads a whole table that grows: SQLite, whose planner is the plainer one, says how it would find the rows."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import event

from tests.conftest import FreshUrl
from tests.workflows.small import Warehouse, furnish
from tests.workflows.test_statements import Counts, play
from warehouse_app.database.engine import Database
from warehouse_app.database.models import METADATA

GROWING = {
    "allocation", "balance", "code", "journal", "location", "move", "order_line", "outbox", "parcel", "parcel_line",
    "print_job", "product", "sales_order", "tracking_number", "count_task", "action",
}  # fmt: skip
PARTIAL = {  # an index of the rows that are open is short, however many are closed
    index.name
    for rows in METADATA.tables.values()
    for index in rows.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}


def reads_all(plan: str) -> bool:
    """Whether a line of a query plan reads all of a growing table."""
    words = plan.split()
    if words[0] == "SEARCH":  # by an index made on the spot
        return "AUTOMATIC" in plan and words[1] in GROWING
    if words[0] != "SCAN" or words[1] not in GROWING | {"bin", "tote", "cart", "box", "suggested", "last", "stored"}:
        return False
    return not any(word in PARTIAL for word in words)


def jobs(house: Warehouse) -> None:
    """Every job and exception once."""
    counts: Counts = {}
    for no in ("1001", "1002"):
        house.order(no, {"MUG": 4, "CUP": 1}, gift="note")
    house.order("1003", {"TEA": 2})
    house.insert_rule("GIFT")
    house.allocate()
    pick, pack = house.at("pick", "PICK-1"), house.at("pack", "PACK-1", "USR-2")
    ship, back = house.at("ship", "SHIP-1", "USR-2"), house.at("putaway", "BACK-1")
    for scan in (
        "CART-1", "CMD-SKIP", "CMD-UNDO", "A-1", "MUG", "4", "TOTE-1", "CMD-SHORT", "CMD-UNDO", "CMD-DAMAGED", "MUG",
        "2", "TOTE-2", "CMD-SPLIT", "MUG", "2", "TOTE-3", "A-3", "CUP", "TOTE-1", "TOTE-3",
    ):  # fmt: skip
        play(house, pick, scan, counts)
    for scan in ("1003", "CMD-LOGOUT", "USR-2", "1003", "A-2", "TEA", "TEA", "TOTE-4"):
        play(house, pick, scan, counts)
    for scan in ("TOTE-1", "MUG", "3", "CUP", "GIFT", "BOX-S", "CMD-DONE", "CMD-UNDO", "CMD-DONE", "{tracking_no}",
                 "CART-1", "CMD-HOLD", "1002", "CMD-DAMAGED", "TEA", "CMD-SHORT"):  # fmt: skip
        play(house, pack, scan, counts)
    for scan in ("CMD-HELP", "{tracking_no}", "CMD-DONE"):
        play(house, ship, scan, counts)
    house.change("1002", "cancel")
    play(house, back, "CMD-HELP", counts)
    while back.screen.target:
        play(house, back, {"start": "{tote}", "scan_item": "{sku}", "scan_bin": "{location}"}[back.screen.step], counts)


def test_no_scan_reads_a_whole_table(fresh_url: FreshUrl) -> None:
    ran: dict[str, Any] = {}
    with fresh_url("sqlite") as url:
        database = Database(url)
        house = furnish(database)

        def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                ran.setdefault(statement, values[0] if many else values)

        event.listen(database.engine, "before_cursor_execute", note)
        jobs(house)
        event.remove(database.engine, "before_cursor_execute", note)
        house.close()
        database.close()
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        slow = {}
        for statement, values in ran.items():
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            if bad := [line for line in plan if reads_all(line)]:
                slow[" ".join(statement.split())] = bad
        connection.close()
    assert not slow, "\n".join(f"{lines}\n    {statement[:1500]}" for statement, lines in slow.items())
