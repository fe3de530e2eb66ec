"""The ledger check that ends every test."""

from __future__ import annotations

from warehouse_app.check import check
from warehouse_app.database.engine import Database


def prove(database: Database) -> None:
    """The books are right, as `warehouse check` sees them."""
    problems = check(database)
    assert not problems, problems
