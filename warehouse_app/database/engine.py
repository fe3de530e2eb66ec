"""Opening a database. Every difference between SQLite and PostgreSQL sits in this folder."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, ExceptionContext, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from warehouse_app.database.types import UtcTime
from warehouse_app.database.watchdog import Watchdog
from warehouse_app.domain.sentences import say

T = TypeVar("T")

TRIES = 5
BUSY_TIMEOUT_MS = 10_000
_NO_RIGHT = "42501"
_NOT_PERMITTED = say("The database does not allow this station to do that: it is for the office's computer.")
_RETRIED_STATES = {"40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "25P03"}


class Unavailable(Exception):
    """The environment's failure: the database could not be reached or stayed busy. Nothing was saved."""


class NotPermitted(Exception):
    """These credentials may not do this in a shared database. Nothing was saved."""

    def __init__(self) -> None:
        super().__init__(_NOT_PERMITTED.text)
        self.sentence = _NOT_PERMITTED


class Conflict(Exception):
    """A conditional update matched no row: somebody was faster. Retrying from fresh facts will succeed or refuse."""


class Database:
    """One warehouse database. `write` and `read` give short transactions; `run` retries a whole write transaction.

    `clock` replaces the database's UTC time in tests.
    """

    def __init__(self, url: str, clock: Callable[[], datetime] | None = None) -> None:
        self.url = make_url(_with_driver(url))
        self.clock = clock
        self.is_local = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_local else _postgresql_engine(self.url)
        self.watchdog = None if self.is_local else Watchdog(self.engine)
        self._writing = self.engine.execution_options(write=True)

    @property
    def shown(self) -> str:
        """The address without its password."""
        return self.url.render_as_string(hide_password=True)

    def connect(self) -> Connection:
        """A connection whose transactions write; for a station's thread. The caller closes it."""
        return self._writing.connect()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction, committed if the block ends well."""
        with self._writing.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One read transaction."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One read transaction that sees everything as it was at one moment, and may take long."""
        with self.engine.connect() as connection:
            if not self.is_local:  # SQLite's readers always see one moment
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            yield connection

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one write transaction; again from the start when it lost a race. Raises Unavailable."""

        def attempt() -> T:
            with self.write() as connection:
                return work(connection)

        return retrying(attempt)

    def now(self, connection: Connection) -> datetime:
        """The database's UTC time (or the test clock's)."""
        if self.clock:
            return self.clock()
        return connection.execute(_NOW[self.engine.dialect.name]).scalar_one().astimezone(UTC)

    def now_column(self) -> Any:
        """The database's UTC time as a column to select."""
        return _NOW_COLUMN[self.engine.dialect.name]

    def close(self) -> None:
        """Close all connections."""
        if self.watchdog is not None:
            self.watchdog.stop()
        self.engine.dispose()


def retrying(attempt: Callable[[], T]) -> T:
    """Call `attempt` up to five times while it fails for a passing reason. Raises Unavailable after the last."""
    for number in range(TRIES):
        try:
            return attempt()
        except Conflict as error:
            failure: Exception = error
        except DBAPIError as error:
            if not is_passing(error):
                raise
            failure = error
        if number + 1 < TRIES:
            time.sleep(random.uniform(0.005, 0.03) * 2**number)
    raise Unavailable(str(failure)) from failure


def is_passing(error: DBAPIError) -> bool:
    """Whether trying the same transaction again may succeed: a lost race, a lock, a lost connection."""
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return state in _RETRIED_STATES or state.startswith("08")
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    return isinstance(error, OperationalError | InterfaceError)


def _with_driver(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url if "://" in url else f"sqlite:///{url}"


_TEXT_NOW = sqlalchemy.literal_column("strftime('%Y-%m-%d %H:%M:%f', 'now')", UtcTime).label("now")
_NOW_COLUMN = {
    "sqlite": _TEXT_NOW,
    "postgresql": sqlalchemy.literal_column("clock_timestamp()", UtcTime).label("now"),
}
_NOW = {name: sqlalchemy.select(column) for name, column in _NOW_COLUMN.items()}


def _sqlite_engine(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).expanduser().resolve().parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own BEGIN is DEFERRED
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-64000"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _write_ahead(connection: Any) -> None:
    """Turn write-ahead logging on; SQLite does not wait for others by itself where a new file is turned over to it."""
    end = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0.005, 0.02))


def _postgresql_engine(url: URL) -> Engine:
    arguments = {
        "connect_timeout": 5,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
        "target_session_attrs": "read-write",
        "prepare_threshold": 3,
        "options": "-c timezone=UTC -c lock_timeout=8000 -c statement_timeout=60000 "
        "-c idle_in_transaction_session_timeout=60000",
    }
    engine = sqlalchemy.create_engine(url, connect_args=arguments, pool_size=5, max_overflow=10, pool_recycle=1800)

    @event.listens_for(engine, "handle_error")
    def refused(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", "") == _NO_RIGHT:
            raise NotPermitted from context.original_exception

    return engine
