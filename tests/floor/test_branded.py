"""A whole day packed by recipes and gift rules through real consoles: what was used is what the recipes say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.floor import day
from warehouse_app.demo_data import FOLDER


@pytest.mark.slow
def test_materials_used_are_the_recipes_sum(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "day")
    assert day.main([str(folder), "--db", database_url, "--branded", "--probes", "0.05"]) == 0, capsys.readouterr()
    assert "\n0 differences" in capsys.readouterr().out
