"""`warehouse replenish` and pick faces from a file, as a supervisor gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.books import prove
from tests.workflows.small import Warehouse, furnish
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Location


@pytest.fixture
def house(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    """CUP in reserve, a face that lacks it."""
    monkeypatch.setenv("WAREHOUSE_DB", database_url)
    made = furnish(database)
    made.stock("R-1", "CUP", 40)
    made.set(Location, made.ids["location", "R-1"], is_reserve=True)
    made.place("C-1")
    yield made
    made.close()
    prove(database)


def test_faces_plan_and_list(house: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "faces.csv"
    file.write_text("client,sku,location,minimum,maximum\nMAIN,CUP,C-1,5,20\n", encoding="utf-8")
    assert main(["import", "faces", str(file), "--lang", "en"]) == 0
    capsys.readouterr()
    assert main(["replenish", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "Nothing is to be replenished.\n"
    assert main(["replenish", "--plan", "--lang", "en"]) == 0
    first, listed = capsys.readouterr().out.splitlines()
    assert first == "1 tasks are new, 1 are open."
    assert listed.split() == ["CUP", "20", "R-1", "C-1", "0"]
    assert main(["replenish", "--plan", "--json"]) == 0
    (task,) = json.loads(capsys.readouterr().out)
    assert (task["sku"], task["quantity"], task["demand"]) == ("CUP", 20, 0)
    assert (task["location"], task["destination"], task["station"]) == ("R-1", "C-1", "")
    work = house.at("replenish", "REP-1")
    work.scans("CMD-DONE")
    assert main(["replenish", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["station"] == "REP-1"


def test_the_stock_list_after_a_move(house: Warehouse, capsys: pytest.CaptureFixture[str]) -> None:
    move = house.at("move", "MOVE-1")
    move.scans("A-3", "CUP", "50", "C-1")
    assert main(["stock", "--sku", "CUP", "--json"]) == 0
    found = {row["location"]: row["on_hand"] for row in json.loads(capsys.readouterr().out)}
    assert found == {"R-1": 40, "C-1": 50}
