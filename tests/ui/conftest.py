"""The window on a small warehouse in a real SQLite file; its books are checked at the end of every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.scanner import Scanner
from tests.workflows.small import Warehouse, house
from ui.app import application, build
from warehouse_app.database.engine import Database
from warehouse_app.settings import LocalSettings

__all__ = ["house"]


@pytest.fixture
def kind_of_database() -> str:
    """The window asks nothing of the database; one kind is enough here."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _alive(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Qt paints once more after a test's last line: a page that Python has collected by then takes the process down."""
    kept: list[QWidget] = []
    add = qtbot.addWidget

    def keep(widget: QWidget, **options: Any) -> None:
        kept.append(widget)
        add(widget, **options)

    monkeypatch.setattr(qtbot, "addWidget", keep)
    yield
    kept.clear()


@pytest.fixture
def scanner(qtbot: QtBot, house: Warehouse) -> Iterator[Scanner]:
    """A scanner in front of the window, which shows the log-in page."""
    yield from opened(qtbot, house.database, "login")


@pytest.fixture
def first_scanner(qtbot: QtBot, database: Database) -> Iterator[Scanner]:
    """A scanner in front of the window on an empty database."""
    yield from opened(qtbot, database, "first")


def opened(qtbot: QtBot, database: Database, page: str) -> Iterator[Scanner]:
    """The window, shown until the test ends."""
    application()
    window, printers = build(database, LocalSettings(language="en", sounds=False), station="PACK-1")
    window.remember_settings = False
    window.wedge.guard.guard_s = 0.0  # this scanner is faster than any hand, and may scan the same twice at once
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(lambda: window.shown == page and window.isVisible())
    try:
        yield Scanner(qtbot, window)
    finally:
        window.close()
        printers.stop()
