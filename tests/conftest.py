"""What all tests share: fresh, seeded databases on SQLite and on a real PostgreSQL, and a Qt without a display."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import Pool

from tests.postgresql import Server, lock

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anybody imports Qt

from warehouse_app.database import roles
from warehouse_app.database.engine import Database
from warehouse_app.database.models import METADATA
from warehouse_app.database.opening import stamp
from warehouse_app.database.seed import seed

_TEMPLATE = "warehouse_template"
_folder = pytest.StashKey[Path]()
FreshUrl = Callable[[str], AbstractContextManager[str]]


_compiled: dict[str, tuple[Any, Any]] = {}  # kind of database → a dialect and what it has compiled


def _share_compiled(engine: Engine) -> Engine:
    """Statements are compiled once in a process and not once in a test: engines of one kind share what is compiled.

    The dialect of the first engine that has connected is the one they share; it is part of the key.
    """
    kind = engine.dialect.name
    if kind not in _compiled:

        @event.listens_for(engine, "first_connect")
        def keep(*_: object) -> None:
            _compiled.setdefault(kind, (engine.dialect, engine._compiled_cache))

        return engine
    engine.dialect, engine._compiled_cache = _compiled[kind]
    return engine


@event.listens_for(Pool, "checkout")
def _quick(connection: Any, *_: object) -> None:
    """A test's SQLite file need not survive a power cut; those of programs that tests start do."""
    if isinstance(connection, sqlite3.Connection) and not connection.in_transaction:
        connection.execute("PRAGMA synchronous=OFF").close()


def pytest_configure(config: pytest.Config) -> None:
    """All processes of a run share one folder: the templates and the server's data stand there."""
    given = getattr(config, "workerinput", {}).get("warehouse_folder")
    make = sqlalchemy.create_engine
    sqlalchemy.create_engine = lambda *a, **k: _share_compiled(make(*a, **k))
    config.stash[_folder] = Path(given or tempfile.mkdtemp(prefix="warehouse-tests-"))
    # The audit key of PostgreSQL databases, and of the programs that tests start.
    os.environ["WAREHOUSE_DATA"] = str(config.stash[_folder] / "data")
    os.environ.pop("WAREHOUSE_DB", None)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    node.workerinput["warehouse_folder"] = str(node.config.stash[_folder])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        Server(config.stash[_folder] / "postgresql").stop()
        shutil.rmtree(config.stash[_folder], ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest) -> Server:
    """The run's PostgreSQL server."""
    server = Server(request.config.stash[_folder] / "postgresql")
    server.start()
    return server


@pytest.fixture(scope="session")
def fresh_url(request: pytest.FixtureRequest) -> FreshUrl:
    """A maker of databases: `with fresh_url("sqlite") as url`; gone afterwards. For tests that need several."""
    folder = request.config.stash[_folder]

    @contextmanager
    def make(kind: str) -> Iterator[str]:
        name = f"warehouse_{uuid.uuid4().hex[:12]}"
        if kind == "postgresql":
            server: Server = request.getfixturevalue("postgresql")
            _make_once(folder / "template-made", lambda: _fill(server.create(_TEMPLATE)))
            url = server.create(name, _TEMPLATE)
            try:
                yield url
            finally:
                server.drop(name)
        else:
            template = folder / "template.db"
            _make_once(folder / "template.db-made", lambda: _fill(f"sqlite:///{template}"))
            place = folder / name
            place.mkdir()
            shutil.copy(template, place / "warehouse.db")
            try:
                yield f"sqlite:///{place / 'warehouse.db'}"
            finally:
                shutil.rmtree(place, ignore_errors=True)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """Every test that asks for a database runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(kind_of_database: str, fresh_url: FreshUrl) -> Iterator[str]:
    """The address of a fresh, seeded database."""
    with fresh_url(kind_of_database) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, seeded database. A test may set its `clock`."""
    opened = Database(database_url)
    if not opened.is_local:
        _stations_have_little(opened)
    yield opened
    opened.close()


def _stations_have_little(database: Database) -> None:
    """Stations work with the rights of their role, in every test: what a workflow may not do is found out here."""
    usual = database.connect

    def connect() -> Connection:
        connection = usual()
        connection.exec_driver_sql(f"SET ROLE {roles.STATION}")
        connection.commit()
        return connection

    database.connect = connect  # type: ignore[method-assign]

    @event.listens_for(database.engine, "checkin")
    def reset(connection: Any, _: Any) -> None:
        if connection is not None and not connection.closed:
            connection.execute("RESET ROLE")
            connection.commit()


def _make_once(mark: Path, make: Callable[[], None]) -> None:
    if not mark.exists():
        with lock(mark.with_name(mark.name + ".lock")):
            if not mark.exists():
                make()
                mark.touch()


def _fill(url: str) -> None:
    """Tables straight from the models; that the migrations make the same ones is a test of its own."""
    made = Database(url)
    with made.write() as connection:
        METADATA.create_all(connection)
        stamp(connection)
        seed(connection)
        if roles.has_roles(connection):
            roles.create_roles(connection)
    made.close()
