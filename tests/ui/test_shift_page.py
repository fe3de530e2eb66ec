"""The page of the shift: the board refreshes and leads on; the report is shown, compared and kept as a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.ui.scanner import Scanner
from tests.ui.test_window_sizes import cut_off
from tests.workflows.small import Warehouse
from ui.pages.shift import TABS, ShiftPage
from warehouse_app.database.models import Order


@pytest.fixture
def page(scanner: Scanner, house: Warehouse) -> ShiftPage:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "PACK-9").scans("TOTE-1", "MUG", "BOX-S", "{tracking_no}")
    house.close()
    house.set(Order, house.order("1002", {"CUP": 1}), status="on_hold")
    scanner.send("USR-S")
    scanner.sees("home")
    scanner.window.open("shift")
    scanner.sees("shift")
    page = scanner.window.desk.shift.page
    scanner.qtbot.waitUntil(lambda: page.board.board is not None)
    return page


def test_the_board_leads_to_the_page_of_a_problem(scanner: Scanner, page: ShiftPage) -> None:
    board = page.board
    assert board.counts["ship"].number.text == "1"
    assert [b.text() for b in board.problems if not b.isHidden()] == ["Orders are on hold  ·  1"]
    assert "PACK-9" in board.stations.text
    board.problems[0].click()
    scanner.sees("orders")


def test_the_report_is_shown_and_kept(
    scanner: Scanner, page: ShiftPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    page.tabs.choose(1)
    scanner.qtbot.waitUntil(lambda: page.report is not None)
    assert page.report is not None
    values = {f.key: f.value for f in page.report.figures}
    assert values["orders_packed"] == 1 and page.table.rowCount() == len(values)
    assert page.people.rowCount() >= 1
    assert [page.shifts.itemData(n) for n in range(page.shifts.count())] == ["all", "day", "night"]
    for button, name in ((page.pdf, "r.pdf"), (page.book, "r.xlsx")):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        button.click()
        scanner.qtbot.waitUntil(path.exists)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "none" / "r.pdf"), ""))
    page.pdf.click()
    scanner.qtbot.waitUntil(lambda: "r.pdf" in page._note.text())
    page.day.setText("nonsense")
    page._ask()
    assert "2027-01-31" in page._note.text()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_nothing_is_cut_off_on_a_tablet(scanner: Scanner, page: ShiftPage, language: str, theme: str) -> None:
    window = scanner.window
    window.resize(1024, 600)
    window.change_settings(replace(window.local, language=language, theme=theme))
    for number in range(len(TABS)):
        page.tabs.choose(number)
        QApplication.processEvents()
        assert cut_off(page) == [], number
