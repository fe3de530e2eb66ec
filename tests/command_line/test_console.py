"""The console of a station: one input a line, one answer a line, and no line that makes it fall."""

from __future__ import annotations

import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.floor.console import Console
from tests.workflows.small import Warehouse, furnish
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database


@pytest.fixture
def house(database: Database) -> Warehouse:
    made = furnish(database)
    made.order("1001", {"MUG": 2})
    made.allocate()
    return made


def talk(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, *lines: str, workflow: str = "pick"
) -> list[Any]:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(line + "\n" for line in lines)))
    command = ["station", workflow, "--user", "USR-1", "--station", "S-1", "--json", "--lang", "en", "--db", url]
    assert main(command) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return [json.loads(line) for line in said.out.splitlines()]


def test_a_job_by_console(
    house: Warehouse, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opening, *answers = talk(monkeypatch, capsys, database_url, "CART-1", "A-1", "MUG", "2", "TOTE-1")
    assert opening["result"] is None and opening["screen"]["step"] == "start"
    assert [a["result"]["code"] for a in answers] == ["ok"] * 5
    assert set(opening["screen"]) == {
        "workflow", "step", "ask", "expects", "done", "total", "target", "choices", "commands", "lines",
    }  # fmt: skip
    assert house.status("1001") == "picked"


def test_an_id_given_twice_is_done_once(
    house: Warehouse, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = str(uuid.uuid4())
    line, other = (json.dumps({"scan": text, "id": key}) for text in ("CART-1", "CART-2"))
    _, first, second, third = talk(monkeypatch, capsys, database_url, line, line, other)
    assert second["result"] == {**first["result"], "replayed": True}
    assert third["result"]["code"] == "id_reused"


BAD = [
    "{", "{}", "{]", '{"scan": null}', '{"scan": 7}', '{"scan": ["A"]}', '{"scan": "A", "weight_g": 1}',
    '{"scan": "A", "id": 5}', '{"scan": "A", "id": "x"}', '{"weight_g": "1"}', '{"weight_g": true}',
    '{"weight_g": -1}', '{"weight_g": 1e999}', '{"weight_g": 0.5}', '{"weight_g": NaN}', '{"a":' * 3000,
    "  {not json", '{"scan": "\\u0000"}', '{"scan": ""}', "", "   ", "\x00", "\x1b[2J", "A" * 4000,
]  # fmt: skip


def test_bad_lines_are_answered(
    house: Warehouse, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = talk(monkeypatch, capsys, database_url, *BAD)[1:]
    assert len(answers) == len(BAD)
    assert {a["result"]["code"] for a in answers} <= {"bad_value", "unknown_code"}
    assert {a["screen"]["step"] for a in answers} == {"start"}


def test_strange_letters_are_unknown_codes(
    house: Warehouse, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["한글 바코드", '{"scan": "\\ud800"}', "'; DROP TABLE move; --", "%s {sku} {0}", "null", "[1]", '"A"']
    answers = talk(monkeypatch, capsys, database_url, *lines)[1:]
    assert {a["result"]["code"] for a in answers} <= {"unknown_code", "bad_value"}


def test_for_people(
    house: Warehouse, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("CART-1\nB-1\n"))
    assert main(["station", "pick", "--user", "USR-1", "--station", "S-1", "--lang", "en", "--db", database_url]) == 0
    said = capsys.readouterr().out
    assert ">>  Go to A-1 and scan it" in said and "!!  This is B-1." in said


def test_a_process_of_its_own_answers_at_once(house: Warehouse, database_url: str, tmp_path: Path) -> None:
    console = Console("pick", "USR-1", "S-1", database_url)
    assert console.opening["screen"]["step"] == "start"
    assert console.send({"scan": "CART-1"})["screen"]["step"] == "scan_bin"
    console.kill()
    again = Console("pick", "USR-1", "S-1", database_url)
    assert again.opening["screen"]["step"] == "scan_bin"
    again.close()
