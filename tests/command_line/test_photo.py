"""`warehouse photo`: files become photos that wait at a station; a bad one is one sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pictures import photo
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database
from warehouse_app.evidence.photos import waiting_photos

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the test's database: exit code, standard output, standard error."""
    monkeypatch.setenv("WAREHOUSE_CONFIG", str(tmp_path))
    monkeypatch.setenv("WAREHOUSE_DB", database_url)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main(["--lang", "en", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def waiting(database: Database, station: str = "BENCH-1") -> int:
    with database.read() as connection:
        return len(waiting_photos(connection, station))


def test_photos_from_files(run: Run, database: Database, tmp_path: Path) -> None:
    for name, data in {"a.jpg": photo(), "b.png": photo(kind="PNG"), "c.jpg": b"<svg/>"}.items():
        (tmp_path / name).write_bytes(data)
    assert run("photo", tmp_path / "a.jpg", tmp_path / "b.png", "--station", "BENCH-1") == (
        0, "a.jpg waits at BENCH-1 (64 × 48).\nb.png waits at BENCH-1 (64 × 48).\n", ""
    )  # fmt: skip
    assert waiting(database) == 2
    code, said, wrong = run("photo", tmp_path / "c.jpg", tmp_path / "a.jpg", "--station", "BENCH-1")
    assert (code, wrong) == (2, "c.jpg is no photo. Only JPEG, PNG and WebP are taken.\n")
    assert said == "a.jpg waits at BENCH-1 (64 × 48).\n" and waiting(database) == 3
    assert (tmp_path / "a.jpg").exists()


def test_bad_usage_is_one_sentence(run: Run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photo())
    for arguments in (
        ["photo", "--station", "B"], ["photo", tmp_path / "a.jpg"], ["photo", tmp_path / "none.jpg", "--station", "B"],
        ["photo", tmp_path / "a.jpg", "--station", " "], ["photo", "--watch", tmp_path / "none", "--station", "B"],
        ["photo", tmp_path, "--station", "B"], ["photo", "--watch", tmp_path / "a.jpg", "--station", "B"],
        ["photo", tmp_path / "a.jpg", "--watch", tmp_path, "--station", "B"],
    ):  # fmt: skip
        code, said, wrong = run(*arguments)
        assert (code, said, wrong.count("\n")) == (2, "", 1), arguments
    assert waiting(database) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a program is ended another way there")
def test_a_folder_is_watched_until_the_program_is_stopped(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    (folder / "old.jpg").write_bytes(photo())
    watching = subprocess.Popen(
        [sys.executable, "-m", "warehouse_app", "photo", "--watch", str(folder), "--station", "BENCH-1",
         "--lang", "en"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "WAREHOUSE_DB": database_url, "WAREHOUSE_CONFIG": str(tmp_path)},
    )  # fmt: skip
    assert watching.stdout is not None
    try:
        assert watching.stdout.readline() == f"New photos in {folder} are taken for BENCH-1.\n"
        (folder / "bad.jpg").write_bytes(b"no photo")
        assert watching.stdout.readline().startswith("bad.jpg is no photo.")
        (folder / "good.jpg").write_bytes(photo())
        assert watching.stdout.readline() == "good.jpg waits at BENCH-1 (64 × 48).\n"
    finally:
        watching.send_signal(signal.SIGTERM)
        said, wrong = watching.communicate(timeout=60)
    assert (watching.returncode, said, wrong) == (0, "", "")
    assert sorted(path.name for path in folder.iterdir()) == ["bad.jpg", "old.jpg"]
    assert waiting(database) == 1
