"""Every import test gets a desk on a fresh database; the books are proved at its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.imports.desk import Desk
from warehouse_app.database.engine import Database


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    """An import desk."""
    made = Desk(database, tmp_path)
    yield made
    made.close()
