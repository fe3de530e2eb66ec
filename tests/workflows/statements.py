"""Counting the SQL statements of each input, BEGIN and COMMIT left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from warehouse_app.database.engine import Database

_FRAME = ("BEGIN", "COMMIT", "ROLLBACK")


class Count:
    """How many statements ran since `start`."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    @property
    def number(self) -> int:
        return len(self.texts)


@contextmanager
def counting(database: Database) -> Iterator[Count]:
    """Count while the block runs; an executemany is one statement."""
    count = Count()

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_FRAME):
            count.texts.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield count
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
