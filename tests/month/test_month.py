"""The simulated month: counts bring the books back to the truth. Short here; the whole month with WAREHOUSE_SLOW=full
(`python -m tests.month` prints its curve)."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.month.month import GOAL, Month, Size, open_counts
from tests.month.shelves import Shelves
from tests.workflows.books import prove
from warehouse_app.database.engine import Database

FULL = os.environ.get("WAREHOUSE_SLOW") == "full"


def test_the_truth_and_the_books_are_compared_place_by_place() -> None:
    shelves = Shelves(["A-1", "A-2"], random.Random(1))
    shelves.units.update({("A-1", "X"): 5, ("A-2", "Y"): 0})
    assert shelves.accuracy({("A-1", "X"): 5}) == 1
    assert shelves.accuracy({("A-1", "X"): 4, ("A-2", "Y"): 0}) == 0
    assert shelves.accuracy({("A-1", "X"): 5, ("A-2", "Z"): 1}) == 0.5


@pytest.mark.slow
def test_counts_make_the_books_true(database: Database, tmp_path: Path) -> None:
    size = Size() if FULL else Size(products=600, days=8, orders=30, receipts=20, cycle=4, seed=3)
    days = Month(database, size, tmp_path).run()
    assert days[0].misplaced and days[0].accuracy < days[-1].accuracy
    assert days[-1].accuracy >= (GOAL if FULL else 0.996)
    assert open_counts(database) < size.products
    prove(database)
