"""Rights as database roles: what a station's own credentials refuse, tried with psql; and what they still can."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from tests.workflows.shipped import ship
from tests.workflows.small import Warehouse, house
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database, NotPermitted
from warehouse_app.database.models import Parcel, User, table
from warehouse_app.login import LoginRefused
from warehouse_app.pins import pin_columns
from warehouse_app.reports.papers import paper
from warehouse_app.station import Station

__all__ = ["house"]


@pytest.fixture
def kind_of_database() -> str:
    """A file has no roles."""
    return "postgresql"


@pytest.fixture
def logins(house: Warehouse, capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, str]]:
    """Addresses with which a station and the office log in, as the command tells them."""
    tag = uuid.uuid4().hex[:8]
    url = house.database.url.render_as_string(hide_password=False)
    assert main(["db", "roles", "--station", f"pack_{tag}", "--office", f"desk_{tag}", "--db", url]) == 0
    said, station, office = capsys.readouterr().out.splitlines()
    assert "up to date" in said
    yield {"station": station, "office": office}
    with house.database.write() as connection:
        for name in (f"pack_{tag}", f"desk_{tag}"):
            connection.exec_driver_sql(f'DROP OWNED BY "{name}"')
            connection.exec_driver_sql(f'DROP ROLE "{name}"')


def psql(address: str, statement: str) -> tuple[int, str]:
    """Run a statement as somebody with these credentials would; exit code and what was said."""
    program = shutil.which("psql")
    if program is None:
        pytest.skip("psql is not here")
    url = make_url(address)
    done = subprocess.run(
        [program, "-X", "-At", "-h", str(url.host), "-p", str(url.port), "-U", str(url.username), "-d",
         str(url.database), "-c", statement],
        capture_output=True, text=True, timeout=60, check=False, env={"PGPASSWORD": str(url.password)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("statement", [
    "UPDATE move SET quantity = quantity + 1",
    "DELETE FROM move",
    "TRUNCATE move",
    "UPDATE journal SET raw = 'x'",
    "DELETE FROM journal",
    "DELETE FROM action",
    "DELETE FROM login_failure",
    "UPDATE tracking_number SET parcel_id = parcel_id",
    "SELECT pin_hash FROM user_account",
    "SELECT * FROM user_account",
    "UPDATE user_account SET roles = 'administrator'",
    "INSERT INTO user_account (id, badge) VALUES (gen_random_uuid(), 'USR-X')",
    "SELECT recipient FROM person",
    "SELECT phone, address1 FROM person",
    "SELECT * FROM person",
    "DELETE FROM person",
    "COPY person TO STDOUT",
    "UPDATE site SET settings = '{}'",
    "UPDATE carrier SET name = ''",
    "DROP TABLE move",
    "ALTER TABLE journal DISABLE TRIGGER ALL",
    "CREATE TABLE mine (a int)",
    "GRANT warehouse_office TO CURRENT_USER",
    "SET ROLE warehouse_office",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "CREATE OR REPLACE FUNCTION warehouse_pin_fits(uuid, bytea) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
])  # fmt: skip
def test_a_station_may_not(logins: dict[str, str], statement: str) -> None:
    code, said = psql(logins["station"], statement)
    assert code == 1 and ("permission denied" in said or "must be owner" in said), said


def test_names_of_one_parcel_at_work_and_of_no_other(house: Warehouse, logins: dict[str, str]) -> None:
    gone = ship(house, "1001", {"MUG": 1})
    house.picked("1002", "TOTE-7", {"MUG": 1})
    pack = house.at("pack", "PACK-1", "USR-1")
    pack.scans("TOTE-7")
    parcels = {row.status: row.id for row in house.rows(select(table(Parcel)))}
    asked = "SELECT recipient FROM warehouse_recipient('{}')"
    assert psql(logins["station"], asked.format(parcels["open"])) == (0, "홍길동\n")
    assert psql(logins["station"], asked.format(parcels["shipped"])) == (0, "")
    assert psql(logins["office"], asked.format(parcels["shipped"])) == (0, "홍길동\n")
    bench = Database(logins["station"])
    with bench.read() as connection:
        assert "홍" in str(paper(connection, "packing_slip", parcels["open"]))
    bench.close()
    assert gone


def test_the_floors_work_goes_on(house: Warehouse, logins: dict[str, str]) -> None:
    (boss,) = house.rows(select(table(User).c.id).where(table(User).c.badge == "USR-S"))
    house.set(User, boss.id, **pin_columns("481516"))
    house.picked("1002", "TOTE-7", {"MUG": 1})
    bench = Database(logins["station"])
    station = Station(bench, "PACK-7", "pack")
    with pytest.raises(LoginRefused, match="not right"):
        station.open("USR-S", "000000")
    assert station.open("USR-S", "481516").screen.step == "start"
    with pytest.raises(NotPermitted), bench.write() as connection:
        connection.exec_driver_sql("DELETE FROM journal")
    station.close()
    bench.close()


def test_a_command_that_is_for_the_office(
    logins: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "users.csv"
    file.write_text("badge,name,role\nUSR-EVIL,Eve,administrator\n", encoding="utf-8")
    assert main(["import", "users", str(file), "--db", logins["station"]]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["import", "users", str(file), "--db", logins["office"]]) == 0
    assert psql(logins["office"], "DELETE FROM journal")[0] == 1


def test_a_file_has_no_roles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "roles", "--db", f"sqlite:///{tmp_path / 'w.db'}"]) == 2
    assert "PostgreSQL" in capsys.readouterr().err
