"""What a supervisor asks for on the command line: the shift report, settings, the audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.workflows.small import Warehouse, furnish
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database

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
    made.picked("1001", "TOTE-1", {"MUG": 1})
    made.at("pack", "PACK-1").scans("TOTE-1", "MUG", "BOX-S", "{tracking_no}")
    made.close()
    return made


def test_the_shift_report(house: Warehouse, run: Run, tmp_path: Path) -> None:
    code, out, _ = run("report", "shift", "--json")
    told = json.loads(out)
    assert code == 0 and told["figures"]["orders_packed"]["value"] == 1 and told["shift"] == "all"
    for kind in ("pdf", "xlsx", "csv", "json"):
        file = tmp_path / f"shift.{kind}"
        assert run("report", "shift", "--shift", "all", "--out", str(file))[0] == 0 and file.stat().st_size > 200
    assert json.loads((tmp_path / "shift.json").read_text("utf-8")) == told
    assert "Orders packed" in run("report", "shift")[1]
    assert "label_back" in run("report", "shift", "--lines", "parcels_packed")[1]
    assert json.loads(run("report", "shift", "--lines", "parcels_packed", "--json")[1])["user"] == "Usr-1"
    assert run("report", "shift", "--from", "2026-01-01", "--to", "2026-01-07")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--shift", "dawn"), ("--date", "2026-13-01"), ("--lines", "dragons"), ("--out", "x.docx"),
        ("--from", "2026-02-01", "--to", "2026-01-01"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_one_sentence(house: Warehouse, run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run("report", "shift", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_file_that_cannot_be_written(house: Warehouse, run: Run, tmp_path: Path) -> None:
    code, _, err = run("report", "shift", "--out", str(tmp_path / "none" / "x.pdf"))
    assert code == 1 and err.count("\n") == 1


def test_settings(house: Warehouse, run: Run) -> None:
    assert "weighing" in run("settings")[1]
    assert run("settings", "weighing", "typed")[:2] == (0, "weighing is typed now.\n")
    assert json.loads(run("settings", "weighing", "--json")[1]) == {"weighing": "typed"}
    assert run("settings", "mask_names", "no")[0] == run("settings", "count_units", "5")[0] == 0
    for wrong in (("weighing", "maybe"), ("dragons", "1"), ("count_units", "many"), ("mask_names", "perhaps")):
        code, out, err = run("settings", *wrong)
        assert (code, out, err.count("\n")) == (2, "", 1), wrong


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("", "unbroken"),
        ("UPDATE journal SET raw = 'CUP' WHERE raw = 'MUG' AND workflow = 'pack'", "edited"),
        ("UPDATE journal SET code = 'ok', result = '{}' WHERE seq = 2", "edited"),
        ("DELETE FROM journal WHERE seq = 2 AND workflow = 'pack'", "deleted, inserted"),
        ("UPDATE journal SET seq = seq + 50 WHERE seq = 2 AND workflow = 'pack'", "deleted, inserted"),
        ("DELETE FROM journal WHERE workflow = 'pack' AND step = 'label_back'", "cut off"),
    ],
)
def test_every_tampering_is_found(house: Warehouse, run: Run, database: Database, tampering: str, said: str) -> None:
    if tampering:
        with database.write() as connection:
            connection.execute(text(tampering))
    code, out, _ = run("audit", "verify")
    assert code == bool(tampering) and said in out
    told = json.loads(run("audit", "verify", "--json")[1])
    assert told["unbroken"] is not bool(tampering)
