"""The raw floor: one UPDATE, one INSERT and one durable COMMIT with the driver alone, on the database measured."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import psycopg
from sqlalchemy import URL


class Floor:
    """A driver's own connection to the database that is measured."""

    def __init__(self, url: URL) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.connection: Any = _sqlite(str(url.database)) if self.is_sqlite else _postgresql(url)
        self.mark = "?" if self.is_sqlite else "%s"
        self.number = 0
        for statement in (
            "CREATE TABLE floor_row (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
            "CREATE TABLE floor_log (id INTEGER PRIMARY KEY, text VARCHAR NOT NULL)",
            "INSERT INTO floor_row VALUES (1, 0)",
        ):
            self.connection.execute(statement)

    def once(self) -> float:
        """One transaction; its seconds."""
        self.number += 1
        begun = time.perf_counter()
        self.connection.execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        self.connection.execute(f"UPDATE floor_row SET n = n + 1 WHERE id = {self.mark}", (1,))
        self.connection.execute(f"INSERT INTO floor_log VALUES ({self.mark}, {self.mark})", (self.number, "x" * 400))
        self.connection.execute("COMMIT")
        return time.perf_counter() - begun

    def close(self) -> None:
        self.connection.close()


def _sqlite(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _postgresql(url: URL) -> psycopg.Connection[Any]:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, prepare_threshold=3)
