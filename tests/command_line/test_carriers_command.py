"""`warehouse carriers`: what is known of them, and taking a profile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse_app.command_line.main import main

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


def test_a_customers_own_carrier_is_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('code = "OWN"\nname = "우리배송"\nnumber = "10 mod7"\n[[services]]\ncode = "DAY"\n', "utf-8")
    assert run("carriers", "--add", str(file)) == (0, "Carrier OWN is taken.\n", "")
    (told,) = map(json.loads, run("carriers", "OWN", "--json")[1].splitlines())
    assert (told["name"], told["format"], [s["code"] for s in told["services"]]) == ("우리배송", "10 mod7", ["DAY"])
    assert told["numbers"][0]["left"] > 0 and not told["numbers"][0]["low"]
    assert set(told["cut_offs"]) == {"ambient", "chilled", "frozen"}
    out = run("carriers")[1]
    assert "OWN" in out and "HOUSE" in out


def test_what_cannot_be_taken_is_one_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("code = 3", "utf-8")
    assert run("carriers", "--add", str(file)) == (2, "", "code makes no sense: 3\n")
    file.write_bytes(b"\xff\xfe\x00")
    assert run("carriers", "--add", str(file))[0] == 2
    assert run("carriers", "--add", str(tmp_path / "none"))[2] == f"{tmp_path / 'none'} cannot be read.\n"
    assert run("carriers", "NONE")[2] == "There is no carrier NONE.\n"
