"""The blackout kit: what a shift needs on paper, written whole, the latest three kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.printing.paper import decoded, extracted
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
    return furnish(database)


def test_the_kit(house: Warehouse, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "kit"
    assert run("blackout", "--out", str(out))[:2] == (0, "Nothing waits: there is nothing to print.\n")
    house.order("1001", {"MUG": 2, "CUP": 1})
    house.order("1002", {"TEA": 1}, hours=1)
    house.allocate()
    house.picked("1003", "TOTE-1", {"CUP": 1})
    house.at("pack", "PACK-1").scans("TOTE-1", "CUP", "BOX-S")  # its label waits to be stuck on
    house.close()
    assert run("blackout", "--out", str(out))[0] == 0
    (kit,) = out.iterdir()
    picks = (kit / "pick_list.pdf").read_bytes()
    assert decoded(picks, 0)["Code128"] == ["1002"] and decoded(picks, 1)["Code128"] == ["1001"]
    text = extracted(picks).text
    assert all(word in text for word in ("A-1", "A-2", "A-3", "MUG", "× 2"))
    slips = extracted((kit / "packing_slip.pdf").read_bytes())
    assert slips.pages == 3 and "홍길동" not in slips.text
    assert extracted((kit / "shipping_label.pdf").read_bytes()).pages == 1


def test_old_kits_go(house: Warehouse, run: Run, tmp_path: Path) -> None:
    house.order("1001", {"MUG": 1})
    house.allocate()
    for day in range(5):
        old = tmp_path / f"blackout-2026010{day}-120000"
        old.mkdir()
        (old / "pick_list.pdf").write_bytes(b"x")
    (tmp_path / "mine.pdf").write_bytes(b"x")
    assert run("blackout", "--out", str(tmp_path))[0] == 0
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 4 and left[:2] == ["blackout-20260103-120000", "blackout-20260104-120000"]
    assert left[-1] == "mine.pdf"


def test_a_folder_that_cannot_be_written(house: Warehouse, run: Run, tmp_path: Path) -> None:
    house.order("1001", {"MUG": 1})
    house.allocate()
    (tmp_path / "file").write_text("x")
    code, out, err = run("blackout", "--out", str(tmp_path / "file"))
    assert (code, out, err.count("\n")) == (1, "", 1)
