"""`warehouse count`, `expiry` and `recall` as a supervisor gives them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.workflows.small import Warehouse, furnish
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database
from warehouse_app.site import read_site

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the test's database: exit code, standard output, standard error."""
    monkeypatch.setenv("WAREHOUSE_DB", database_url)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main((*arguments, "--lang", "en"))
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return call


@pytest.fixture
def house(database: Database) -> Warehouse:
    made = furnish(database)
    with database.read() as connection:
        soon = read_site(connection).today(database.now(connection)) + timedelta(days=10)
    made.product("MILK", lot_tracked=True, expiry_tracked=True)
    made.stock("C-1", "MILK", 5, lot="L1", expiry=soon.isoformat())
    return made


def test_counts_are_planned_asked_for_and_listed(house: Warehouse, run: Run) -> None:
    assert run("count")[:2] == (0, "No count is open.\n")
    assert run("count", "--plan", "--days", "5")[:2] == (0, "1 counts are new, 1 are open.\n")
    assert run("count", "--bin", "A-2", "--sku", "MUG")[0] == 0
    rows = json.loads(run("count", "--json")[1])
    assert {(row["location"], row["sku"], row["reason"]) for row in rows} == {
        ("A-1", "", "plan"), ("A-2", "", "asked"), ("B-1", "MUG", "asked")
    }  # fmt: skip
    assert "A-2" in run("count")[1]
    for wrong in (("--bin", "NO-1"), ("--sku", "NONE"), ("--days", "0"), ("--abc", "Z")):
        code, out, err = run("count", *wrong)
        assert (code, out) == (2, "") and err.count("\n") == 1


def test_what_expires(house: Warehouse, run: Run) -> None:
    assert run("expiry", "--days", "5")[:2] == (0, "Nothing expires so soon.\n")
    assert "L1" in run("expiry")[1]
    (row,) = json.loads(run("expiry", "--days", "10", "--json")[1])
    assert (row["sku"], row["lot"], row["days"], row["on_hand"], row["recalled"]) == ("MILK", "L1", 10, 5, False)
    assert json.loads(run("expiry", "--client", "NOBODY", "--json")[1]) == []


def test_a_recall_and_its_end(house: Warehouse, run: Run) -> None:
    code, out, _ = run("recall", "L1", "--sku", "MILK", "--reason", "glass")
    assert code == 0 and out.startswith("Lot L1 of MILK is recalled: 5 units here, 0 units left.") and "C-1" in out
    found = json.loads(run("recall", "L1", "--sku", "MILK", "--client", "MAIN", "--json")[1])
    assert (found["status"], found["reason"], found["units_here"], found["gone"]) == ("active", "glass", 5, [])
    assert json.loads(run("expiry", "--json")[1])[0]["recalled"]
    assert run("recall", "L1", "--sku", "MILK", "--lift")[0] == 0
    assert run("recall", "L1", "--sku", "MILK", "--lift")[0] == 1
    for wrong in (("L1", "--sku", "NONE"), (" ", "--sku", "MILK")):
        code, out, err = run("recall", *wrong)
        assert (code, out) == (1, "") and err.count("\n") == 1
