"""The map page: touched, scanned and zoomed; the colours have words; the walk is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui.scanner import Scanner
from tests.workflows.small import Warehouse
from ui.pages.floor_map import MapPage
from ui.tokens import THEMES, Tokens
from ui.widgets.shades import SHADES, colours


def opened(scanner: Scanner) -> MapPage:
    scanner.send("USR-S")
    scanner.sees("home")
    scanner.window.open("map")
    scanner.sees("map")
    page = scanner.window.desk.floor.map
    scanner.qtbot.waitUntil(lambda: page.view.map is not None)
    return page


def at(page: MapPage, code: str) -> QPoint:
    floor = page.view.map
    assert floor is not None
    return page.view.point_of(next(n for n, one in enumerate(floor.bins) if one.code == code)).toPoint()


def test_a_touched_bin_tells_what_is_in_it_and_leads_to_the_stock_page(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner)
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=at(page, "A-2"))
    scanner.qtbot.waitUntil(lambda: page.stock is not None)
    assert page.stock is not None
    assert [(h.sku, h.on_hand) for h in page.stock.holdings] == [("TEA", 5)]
    page.open_stock.click()
    stock = scanner.window.desk.floor.stock
    scanner.qtbot.waitUntil(lambda: stock.stock is not None and stock.stock.subject.code == "A-2")
    assert scanner.window.shown == "stock"


def test_a_scan_marks_the_bin_and_an_unknown_one_is_said(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner)
    scanner.send("B-1")
    scanner.qtbot.waitUntil(lambda: page.stock is not None and page.stock.subject.code == "B-1")
    assert page.view.marked is not None
    middle = page.view.rect().center()
    assert (at(page, "B-1") - middle).manhattanLength() <= 2
    scanner.send("NOWHERE")
    scanner.qtbot.waitUntil(lambda: page._title_of.text() == "NOWHERE is no bin of this floor.")


def test_zoom_keeps_the_point_and_dragging_moves(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner)
    view = page.view
    before = at(page, "A-3")
    view.zoom(2, view.point_of(next(n for n, b in enumerate(view.map.bins) if b.code == "A-3")))  # type: ignore[union-attr]
    assert (at(page, "A-3") - before).manhattanLength() <= 2
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(view, QPoint(160, 130))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(160, 130))
    assert (at(page, "A-3") - before - QPoint(60, 30)).manhattanLength() <= 3
    scanner.press(Qt.Key.Key_Home)
    assert (at(page, "A-3") - before).manhattanLength() <= 2


def test_the_walk_of_a_batch_is_drawn(scanner: Scanner, house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "TEA": 2})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "{location}")
    page = opened(scanner)
    scanner.qtbot.waitUntil(lambda: page.batches.count() == 2)
    page.batches.setCurrentIndex(1)
    page.batches.activated.emit(1)
    scanner.qtbot.waitUntil(lambda: len(page.view._walk) == 2)
    scanner.window.change_settings(replace(scanner.window.local, language="ko"))
    assert page.batches.currentIndex() == 1
    page.view.grab()


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_class_has_its_own_colour_and_words(theme: Tokens) -> None:
    for shade in SHADES:
        found = colours(shade, theme)
        assert len(set(found)) == len(found) == len(shade.words)
