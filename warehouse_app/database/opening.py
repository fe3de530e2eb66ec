"""Opening a database for work: where it is, whether its schema is this program's, and creating what is missing.

A local file is created and upgraded at start, after a backup copy. A shared database is upgraded by
`warehouse db upgrade` alone; one that holds no table at all is set up by whoever opens it first.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import Connection, column, insert, inspect, make_url, select, table
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
    SQLAlchemyError,
)

from warehouse_app.database.engine import Conflict, Database, Unavailable, retrying
from warehouse_app.domain.sentences import Sentence, say, translate

SCHEMAS = ("0001", "0002", "0003", "0004", "0005")
"""Every schema revision, oldest first; the last is the one that this program works with."""

_one_at_a_time = threading.Lock()  # Alembic keeps the migration that runs in global variables
_version = table("alembic_version", column("version_num"))


class CannotOpen(Exception):
    """The database cannot be worked with; `sentence` says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(translate(sentence, "en"))
        self.sentence = sentence


def default_url() -> str:
    """WAREHOUSE_DB, else a SQLite file in the user's data folder."""
    return os.environ.get("WAREHOUSE_DB") or f"sqlite:///{user_data_path('warehouse') / 'warehouse.db'}"


def open_database(url: str = "", clock: Callable[[], datetime] | None = None) -> Database:
    """The database at `url` (default_url() if empty), ready for work. Raises CannotOpen.

    Creates a local file or fills a database without tables; upgrades an older local file after a backup copy.
    """
    database = connect(url, clock)
    try:
        _make_ready(database)
    except CannotOpen:
        database.close()
        raise
    except (SQLAlchemyError, OSError) as error:
        database.close()
        raise CannotOpen(_reason(database, error)) from error
    return database


def connect(url: str = "", clock: Callable[[], datetime] | None = None) -> Database:
    """The database at `url` as it is, whatever its schema; nothing is read yet. Raises CannotOpen."""
    url = url or default_url()
    try:
        if "://" in url and make_url(url).get_backend_name() not in ("sqlite", "postgresql", "postgres"):
            raise CannotOpen(say("A database address begins with sqlite:/// or postgresql://."))
        return Database(url, clock)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        raise CannotOpen(say("{address} is not a database address.", address=_without_password(url))) from None
    except OSError as error:
        raise CannotOpen(say("The database file cannot be made: {reason}", reason=error.strerror or "")) from None


def revision(connection: Connection) -> str:
    """The schema revision of a database: '' if it has no tables, '?' if they are not this program's."""
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        return "?" if names else ""
    return connection.scalar(select(_version.c.version_num)) or "?"


def upgrade(database: Database) -> str:
    """Bring the schema up to this program's, seeding an empty database. Returns the revision it had.

    Two that upgrade at once wait for each other. A local file is copied beside itself first. Raises CannotOpen.
    """
    try:
        with database.read() as connection:
            before = revision(connection)
        _check_known(before)
        if before == SCHEMAS[-1]:
            return before
        if before and database.is_local and database.url.database:
            from warehouse_app.database.backup import backup

            path = Path(database.url.database)
            stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
            backup(database, path.with_name(f"{path.stem}-{before}-{stamp}{path.suffix}"))
        retrying(lambda: _migrate(database))
    except Unavailable as error:
        raise CannotOpen(say("The database is busy. Try again.")) from error
    except (SQLAlchemyError, OSError) as error:
        raise CannotOpen(_reason(database, error)) from error
    return before


def stamp(connection: Connection, number: str = SCHEMAS[-1]) -> None:
    """Say that the tables are of this revision."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(insert(_version).values(version_num=number))


def _make_ready(database: Database) -> None:
    with database.read() as connection:
        found = revision(connection)
    _check_known(found)
    if found == SCHEMAS[-1]:
        return
    if found and not database.is_local:
        raise CannotOpen(say("This database is of an older version. Run first: warehouse db upgrade"))
    upgrade(database)


def _check_known(found: str) -> None:
    if found == "?":
        raise CannotOpen(say("This database belongs to another program."))
    if found and found not in SCHEMAS:
        raise CannotOpen(say("This database is of a newer version. Update this program, then try again."))


def _migrate(database: Database) -> None:
    """Run the missing migrations in one transaction; whoever loses a race for the first table tries again."""
    try:
        with _one_at_a_time:
            _migrate_once(database)
    except (IntegrityError, ProgrammingError) as error:
        if getattr(error.orig, "sqlstate", "") in ("23505", "42P07"):
            raise Conflict("schema") from error
        raise


def _migrate_once(database: Database) -> None:
    from alembic import command  # its import takes longer than a usual start
    from alembic.config import Config

    from warehouse_app.database.seed import seed

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    with database.write() as connection:
        found = revision(connection)
        if found:  # whoever comes second waits here, and then finds nothing to do
            found = connection.scalar(select(_version.c.version_num).with_for_update()) or found
        if found != SCHEMAS[-1]:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        if not found:
            seed(connection)


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return url.split("@")[-1][:80]


def _reason(database: Database, error: Exception) -> Sentence:
    """What went wrong with a database that could not be opened, in one sentence."""
    cause = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    address = database.shown
    if database.is_local:
        address = database.url.database or ""
        if "not a database" in cause or "malformed" in cause:
            return say("{address} is not a database file.", address=address)
        if "readonly" in cause or "unable to open" in cause or isinstance(error, PermissionError):
            return say("The database file {address} cannot be opened for writing.", address=address)
    elif "password" in cause or "authentication" in cause:
        return say("The database at {address} does not accept this user and password.", address=address)
    elif "does not exist" in cause:
        return say("There is no such database or user: {address}", address=address)
    elif "read-only" in cause:
        return say("The database at {address} takes no changes now.", address=address)
    elif "permission denied" in cause:
        return say("This user may not work with the database {address}.", address=address)
    first = cause.strip().splitlines()[0][:200] if cause.strip() else type(error).__name__
    return say("The database {address} cannot be reached: {reason}", address=address, reason=first)
