"""The page of returned goods: the queue in colours with words, one case by anything scanned, the figures of a span."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.pictures import photo
from tests.ui.scanner import Scanner
from tests.ui.test_window_sizes import cut_off
from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse
from ui.look import Look
from ui.pages.returns import TABS, ReturnsPage
from ui.tokens import THEMES, contrast
from ui.widgets.case_text import case_html
from ui.widgets.returns_queue import CHIPS, ReturnsQueuePanel, colours
from warehouse_app.database.models import Photo
from warehouse_app.domain.default_grading import DEFAULT_ROWS
from warehouse_app.evidence.photos import take_photo
from warehouse_app.evidence.store import evidence_of
from warehouse_app.reports.cases import find_cases, life
from warehouse_app.site import read_site

TUESDAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 10:00 in Seoul


@pytest.fixture
def back(house: Warehouse) -> Warehouse:
    """One return is at risk, one finished, one has not come; an unknown parcel came with a hand-over of three."""
    for n in (1, 2, 3):
        ship(house, f"100{n}", {"MUG": 1, "CUP": 1})
        announce(house, f"RMA-{n}", f"100{n}", {"MUG": 1})
        house.close()
    at = TUESDAY
    house.database.clock = lambda: at
    dock = house.at("arrive", "DOCK-1", "USR-I")
    dock.scans("RMA-1", "RMA-2")
    house.at("inspect", "BENCH-1", "USR-I").scans("RMA-2", "MUG", "CHOICE-1", "TOTE-1")
    house.pass_time(hours=26)
    dock.scans("CMD-QTY", "3")
    dock.play("<b>X</b>&  confirm  scan_parcel")
    dock.scans("<b>X</b>&", "CMD-DONE")
    house.pass_time(hours=4)
    house.close()
    return house


@pytest.fixture
def page(scanner: Scanner, back: Warehouse) -> ReturnsPage:
    scanner.send("USR-S")
    scanner.sees("home")
    scanner.window.open("returns")
    scanner.sees("returns")
    page = scanner.window.desk.returns.page
    scanner.qtbot.waitUntil(lambda: page.queue.queue is not None)
    return page


def rows(panel: ReturnsQueuePanel) -> list[list[str]]:
    table = panel.table
    found = []
    for at in range(table.rowCount()):
        items = [table.item(at, column) for column in range(table.columnCount())]
        found.append([item.text() if item is not None else "" for item in items])
    return found


def test_the_queue_says_its_states_in_words_and_colours(scanner: Scanner, page: ReturnsPage) -> None:
    queue = page.queue
    assert [row[:3] for row in rows(queue)] == [
        ["▲ at risk", "03-04 18:00", "RMA-1"], ["✓ in time", "03-05 18:00", rows(queue)[1][2]],
    ]  # fmt: skip
    assert [chip.text().split()[1] for chip in queue.chips.values()] == ["0", "1", "0", "1", "1", "1"]
    assert queue.chips["at_risk"].text().endswith("at risk")
    assert "yesterday: 1" in queue._ages.text() and "Unknown parcels: 1" in queue._ages.text()
    item = queue.table.item(0, 0)
    assert item is not None and item.foreground().color().name().upper() == page.look.tokens.attention
    queue.chips["handovers"].click()
    assert rows(queue)[0][2:5] == ["3", "1", "2"]
    queue.chips["announced"].click()
    assert [row[0] for row in rows(queue)] == ["RMA-3"]
    queue.chips["overdue"].click()
    assert rows(queue) == [] and queue._note.text() == "Nothing is here."
    queue.chips["overdue"].click()
    assert len(rows(queue)) == 2


def test_every_state_can_be_read_in_every_theme() -> None:
    for theme in THEMES.values():
        for name in CHIPS:
            least = 7 if theme.name == "contrast" else 4.5
            assert contrast(*colours(Look(theme), name)) >= least, (theme.name, name)


def test_the_queue_refreshes_and_keeps_ones_own_order(scanner: Scanner, page: ReturnsPage, back: Warehouse) -> None:
    queue = page.queue
    header = queue.table.horizontalHeader()
    header.setSortIndicator(2, Qt.SortOrder.DescendingOrder)
    header.sectionClicked.emit(2)
    before = queue.queue
    back.at("arrive", "DOCK-1", "USR-I").scans("RMA-3")
    page._timer.timeout.emit()
    scanner.qtbot.waitUntil(lambda: queue.queue is not before)
    numbers = [row[2] for row in rows(queue)]
    assert len(numbers) == 3 and numbers == sorted(numbers, reverse=True)
    scanner.window.show_page("home")
    page._timer.timeout.emit()
    assert not page._timer.isActive()


def test_a_case_is_found_by_all_that_stands_on_it(scanner: Scanner, page: ReturnsPage, back: Warehouse) -> None:
    scanner.send("1002")  # at the queue: the order
    scanner.qtbot.waitUntil(lambda: page.told is not None)
    assert page.tab == "case"
    told = page.text.toPlainText()
    for words in ("RMA-2", "finished in time", "Full refund", "Sealed, never opened", "put into TOTE-1", "1002"):
        assert words in told
    unit = page.told["units"][0]["unit"] if page.told is not None else ""
    for text in (unit, "RMA-2", page.told["parcels"][0]["tracking_no"] if page.told is not None else ""):
        page.told = None
        page.scanned(text)
        scanner.qtbot.waitUntil(lambda: page.told is not None and page.told["rma"] == "RMA-2")
    page.scanned("NOTHING")
    scanner.qtbot.waitUntil(lambda: page.text.toPlainText() == "No return is called NOTHING.")
    page.tabs.choose(list(TABS).index("queue"))
    page.queue.table.cellActivated.emit(0, 0)
    scanner.qtbot.waitUntil(lambda: page.told is not None and page.told["rma"] == "RMA-1")


def test_photos_are_shown_as_far_as_they_are_here(scanner: Scanner, page: ReturnsPage, back: Warehouse) -> None:
    taken = [take_photo(back.database, "BENCH-1", photo(width), "a.jpg") for width in (64, 128)]
    for one in taken:
        back.set(Photo, one.id, case_id=back.ids["rma", "RMA-1"])
    evidence_of(back.database).path(taken[1].sha256).unlink()
    page.scanned("RMA-1")
    scanner.qtbot.waitUntil(lambda: page.told is not None)
    assert list(page._pictures) == [taken[0].sha256] and page.text.toHtml().count("<img") == 1
    assert taken[1].sha256[:16] in page.text.toPlainText()


def test_what_comes_from_outside_is_text(back: Warehouse) -> None:
    with back.database.read() as connection:
        (found,) = find_cases(connection, "<b>X</b>&")
        told = life(connection, read_site(connection), back.now(), found.id)
    assert told is not None and "<b>X</b>" not in case_html(told, Look(language="en"))
    assert "&lt;b&gt;X&lt;/b&gt;&amp;" in case_html(told, Look(language="en"))


def test_the_figures_of_a_span(scanner: Scanner, page: ReturnsPage) -> None:
    page.tabs.choose(list(TABS).index("figures"))
    panel = page.figures
    scanner.qtbot.waitUntil(lambda: panel.report is not None)
    shown = {panel.table.item(at, 0).text(): panel.table.item(at, 1).text() for at in range(panel.table.rowCount())}  # type: ignore[union-attr]
    assert (shown["Parcels arrived"], shown["Within one business day"]) == ("3", "100.0 %")
    panel.first.setText("2026-03-04")
    panel.last.setText("2026-03-03")
    panel.ask()
    assert panel._note.text() == "Enter days like 2027-01-31, the first one first."
    panel.last.setText("2026-03-04")
    panel.ask()
    scanner.qtbot.waitUntil(lambda: panel.report is not None and panel.report.figures[0].value == 1)
    panel.first.setText("tomorrow")
    panel.ask()
    assert "2027" in panel._note.text()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_nothing_is_cut_off_on_a_tablet(scanner: Scanner, page: ReturnsPage, language: str) -> None:
    window = scanner.window
    window.resize(1024, 600)
    window.change_settings(replace(window.local, language=language))
    for number in range(len(TABS)):
        page.tabs.choose(number)
        QApplication.processEvents()
        assert cut_off(page) == [], number


def test_inspectors_may_look_too(scanner: Scanner, back: Warehouse) -> None:
    scanner.send("USR-I")
    scanner.sees("home")
    scanner.qtbot.waitUntil(lambda: scanner.window.home.is_filled)
    assert "returns" in scanner.window.home._tiles and "settings" not in scanner.window.home._tiles


def test_the_rules_are_changed_and_refused_where_an_outcome_is_missing(scanner: Scanner, page: ReturnsPage) -> None:
    page.tabs.choose(list(TABS).index("rules"))
    rules = page.rules
    scanner.qtbot.waitUntil(lambda: rules.table.rowCount() > 50)
    assert rules.rows() == list(DEFAULT_ROWS) and rules.buttons["save"].isVisible()
    at = next(n for n, row in enumerate(DEFAULT_ROWS) if row[:2] == ("grade", "C") and not row.category)
    rules.table.selectRow(at)
    rules.remove()
    rules.save()
    scanner.qtbot.waitUntil(lambda: "No grade for state=opened" in rules.note.text())
    rules.table.selectRow(at - 1)
    rules.add()
    for column, text in enumerate(DEFAULT_ROWS[at]):
        rules.table.item(at, column).setText(text)
    rules.down()
    rules.up()
    assert rules.rows() == list(DEFAULT_ROWS)
    rules.table.item(at, 7).setText("Scratched")
    rules.save()
    scanner.qtbot.waitUntil(lambda: rules.note.text() == "Saved as version 1.")


def test_inspectors_see_the_rules_and_change_nothing(scanner: Scanner, back: Warehouse) -> None:
    scanner.send("USR-I")
    scanner.sees("home")
    scanner.window.open("returns")
    scanner.sees("returns")
    rules = scanner.window.desk.returns.page.rules
    scanner.window.desk.returns.page.tabs.choose(list(TABS).index("rules"))
    scanner.qtbot.waitUntil(lambda: rules.table.rowCount() > 50)
    assert not rules.buttons["save"].isVisible()
    assert rules.table.editTriggers() == rules.table.EditTrigger.NoEditTriggers
