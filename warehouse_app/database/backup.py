"""Backups: one SQLite file that this program can open, whichever database it was taken from.

The same file moves a warehouse from a local file to a shared PostgreSQL and back.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import METADATA, Order, table
from warehouse_app.database.opening import SCHEMAS, CannotOpen, connect, revision, stamp, upgrade
from warehouse_app.domain.sentences import say

_CHUNK = 5_000


def backup(database: Database, path: Path) -> None:
    """Write the whole database, as it is at one moment, to a new SQLite file. Raises CannotOpen."""
    if path.exists():
        raise CannotOpen(say("{file} exists already.", file=path.name))
    if database.is_local:
        with database.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            with closing(sqlite3.connect(path)) as copy:
                raw.backup(copy)
        return
    with database.snapshot() as source:
        _check_current(revision(source))
        target = Database(f"sqlite:///{path}")
        try:
            with target.write() as connection:
                METADATA.create_all(connection)
                stamp(connection)
                _copy(source, connection)
        finally:
            target.close()
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, nothing beside it


def restore(database: Database, path: Path, *, replace: bool = False) -> None:
    """Fill the database from a backup. What it holds is lost: without `replace` it must hold no orders.

    Raises CannotOpen. The backup of a newer program is refused; that of an older one is upgraded on the way.
    """
    if not path.is_file():
        raise CannotOpen(say("There is no file {file}.", file=path.name))
    copy = connect(f"sqlite:///{path}")
    try:
        upgrade(copy)
        upgrade(database)
        with copy.read() as source, database.write() as target:
            if not replace and target.execute(select(table(Order).c.id).limit(1)).first():
                raise CannotOpen(say("The database holds orders already. Restore it with --replace if they may go."))
            for old in reversed(METADATA.sorted_tables):
                target.execute(delete(old))
            _copy(source, target)
    finally:
        copy.close()


def _copy(source: Connection, target: Connection) -> None:
    for rows in METADATA.sorted_tables:
        found = source.execution_options(yield_per=_CHUNK).execute(select(rows))
        for chunk in found.mappings().partitions(_CHUNK):
            target.execute(insert(rows), [dict(row) for row in chunk])


def _check_current(found: str) -> None:
    if found != SCHEMAS[-1]:
        raise CannotOpen(say("This database is of another version than this program. Run first: warehouse db upgrade"))
