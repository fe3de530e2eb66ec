"""`warehouse check`: prove from scratch that the books are right. Set-based: seconds for a day's work."""

from __future__ import annotations

from sqlalchemy import text

from warehouse_app.checks import counts, journal, kits, orders, parcels, places, receipts, returns, stock
from warehouse_app.checks.rule import EXAMPLES, Problem
from warehouse_app.database.engine import Database
from warehouse_app.journal import AuditKey, audit_key, data_folder

RULES = (
    *stock.RULES, *orders.RULES, *parcels.RULES, *receipts.RULES, *counts.RULES, *places.RULES, *returns.RULES,
    *kits.RULES, *journal.RULES,
)  # fmt: skip


def check(database: Database, key: AuditKey | None = None) -> list[Problem]:
    """Every rule that does not hold; an empty list where the books are right. Everything is read at one moment.

    `key` is that of the journal where the database is a copy; else the one beside it.
    """
    found = []
    with database.snapshot() as connection:
        for rule in RULES:
            rows = connection.execute(text(rule.finds)).fetchmany(EXAMPLES)
            if rows:
                examples = tuple(" ".join(str(v) for v in row if v not in ("", None)) for row in rows)
                found.append(Problem(rule.name, rule.sentence, examples))
        found += journal.problems(connection, key or audit_key(data_folder(database)))
    return found
