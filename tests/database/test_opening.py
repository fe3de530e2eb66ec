"""Opening databases: fresh, older, newer, foreign, unreachable; the migrations equal the models."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select, text

from tests.conftest import FreshUrl
from tests.postgresql import Server
from warehouse_app.database import opening
from warehouse_app.database.engine import Database
from warehouse_app.database.models import METADATA, Site, table
from warehouse_app.database.opening import SCHEMAS, CannotOpen, open_database


@pytest.fixture
def empty_url(kind_of_database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if kind_of_database == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: Server = request.getfixturevalue("postgresql")
        name = f"empty_{tmp_path.name.lower().replace('-', '_')[-30:]}"
        yield server.create(name)
        server.drop(name)


def schema(connection: Connection) -> list[tuple[object, ...]]:
    """Everything a database says of its tables: columns, keys, rules, indexes; the order of columns apart."""
    found: list[tuple[object, ...]] = []
    seen = inspect(connection)
    for name in sorted(set(seen.get_table_names()) - {"alembic_version"}):
        for c in seen.get_columns(name):
            found.append((name, c["name"], str(c["type"]), c["nullable"], c["default"]))
        found.append((name, "primary key", str(seen.get_pk_constraint(name))))
        for more in (seen.get_foreign_keys, seen.get_unique_constraints, seen.get_check_constraints, seen.get_indexes):
            found += [(name, more.__name__, plain(x)) for x in more(name)]
    return sorted(found, key=str)


def plain(found: Mapping[str, Any]) -> str:
    return str(sorted((k, plain(v) if isinstance(v, dict) else str(v)) for k, v in found.items()))


def test_migrations_make_what_the_models_say(empty_url: str, database: Database) -> None:
    migrated = open_database(empty_url)
    with migrated.read() as connection, database.read() as modelled:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA) == []
        assert schema(connection) == schema(modelled)
    migrated.close()


def test_the_program_knows_its_revisions() -> None:
    scripts = ScriptDirectory(str(Path(opening.__file__).with_name("migrations")))
    assert tuple(s.revision for s in scripts.walk_revisions())[::-1] == SCHEMAS


def test_a_fresh_database_is_created_and_seeded_once_by_four_at_once(empty_url: str) -> None:
    """Two processes of two threads each."""
    program = f"""
from concurrent.futures import ThreadPoolExecutor
from warehouse_app.database.opening import open_database
with ThreadPoolExecutor(2) as pool:
    for opened in pool.map(open_database, [{empty_url!r}] * 2):
        opened.close()
"""
    processes = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(2)]
    assert [(p.communicate()[1].decode(), p.returncode) for p in processes] == [("", 0)] * 2
    opened = open_database(empty_url)
    with opened.read() as connection:
        assert connection.scalar(select(func.count()).select_from(table(Site))) == 1
        assert opening.revision(connection) == SCHEMAS[-1]
    opened.close()


def test_an_older_local_file_is_copied_then_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'w.db'}"
    open_database(url).close()
    monkeypatch.setattr(opening, "SCHEMAS", (*SCHEMAS, "9999"))
    ran = []
    monkeypatch.setattr(opening, "_migrate", lambda database: ran.append(database))
    open_database(url).close()
    copies = list(tmp_path.glob(f"w-{SCHEMAS[-1]}-*.db"))
    assert (len(ran), len(copies)) == (1, 1)
    with closing(sqlite3.connect(copies[0])) as copy:
        assert copy.execute("SELECT count(*) FROM site").fetchone() == (1,)


def test_an_older_shared_database_is_left_alone(fresh_url: FreshUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SCHEMAS", (*SCHEMAS, "9999"))
    with fresh_url("postgresql") as url, pytest.raises(CannotOpen, match="warehouse db upgrade"):
        open_database(url)


def test_a_newer_database_is_left_alone(database_url: str) -> None:
    newer = Database(database_url)
    with newer.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer.close()
    with pytest.raises(CannotOpen, match="newer version"):
        open_database(database_url)


def test_a_foreign_database_is_left_alone(empty_url: str) -> None:
    foreign = Database(empty_url)
    with foreign.write() as connection:
        connection.execute(text("CREATE TABLE recipe (name VARCHAR)"))
    foreign.close()
    with pytest.raises(CannotOpen, match="another program"):
        open_database(empty_url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://postgres@127.0.0.1:1/x", "cannot be reached"),
        ("mysql://localhost/x", "begins with"),
        ("postgresql://[::1/x", "not a database address"),
        ("sqlite:////proc/none/w.db", "cannot be"),
    ],
)
def test_what_cannot_be_opened_is_said(url: str, said: str) -> None:
    with pytest.raises(CannotOpen, match=said) as raised:
        open_database(url)
    assert raised.value.sentence.text


def test_a_missing_postgresql_database_is_said(postgresql: Server) -> None:
    with pytest.raises(CannotOpen, match="no such database"):
        open_database(postgresql.url("nowhere"))


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "w.db").write_text("sku,name\n" * 500)
    with pytest.raises(CannotOpen, match="not a database file"):
        open_database(f"sqlite:///{tmp_path / 'w.db'}")
    assert (tmp_path / "w.db").read_text().startswith("sku,name")


def test_a_usual_start_loads_no_migrations(fresh_url: FreshUrl) -> None:
    with fresh_url("sqlite") as url:
        program = (
            "import sys; from warehouse_app.database.opening import open_database; "
            f"open_database({url!r}).close(); sys.exit('alembic' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
