"""Settings: nonsense falls back to the default, and what is kept is read again."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Site, table
from warehouse_app.settings import (
    LocalSettings,
    SiteSettings,
    language,
    local_settings,
    save_local_settings,
    save_site_settings,
    site_settings,
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAREHOUSE_CONFIG", str(tmp_path / "config"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "config"


def test_what_is_kept_is_read_again(database: Database) -> None:
    wanted = SiteSettings(pins_required=True, paper="4x6in", sender="우리 창고")
    with database.write() as connection:
        save_site_settings(connection, wanted)
        stored = connection.scalar(select(table(Site).c.settings))
    assert site_settings(stored) == wanted
    local = LocalSettings(language="ko", theme="contrast", font_scale=125, station="PACK-1")
    save_local_settings(local)
    assert local_settings() == local


@pytest.mark.parametrize("text", ["", "{", "[]", '{"theme": "pink", "font_scale": "big", "sounds": 1}', "\x00"])
def test_a_damaged_file_is_as_none(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "settings.json").write_text(text)
    assert local_settings() == LocalSettings()


def test_every_setting_can_be_shown() -> None:
    for settings in (SiteSettings, LocalSettings):
        for f in fields(settings):
            assert f.metadata["label"].text
            assert not f.metadata["choices"] or f.default in f.metadata["choices"]


def test_the_language_is_the_one_wanted_else_set_else_spoken_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language() == "en"
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert (language(), language("en")) == ("ko", "en")
    save_local_settings(LocalSettings(language="en"))
    assert language() == "en"
