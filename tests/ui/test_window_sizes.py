"""The window holds every page on every screen, from a tablet to 4K; it shrinks as it grows; nothing is cut off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QPushButton, QScrollArea, QWidget

from tests.ui.scanner import Scanner
from ui.widgets.fitted_text import FittedText
from warehouse_app.domain.sentences import LANGUAGES

PAGES = ("login", "first", "home", "orders", "stock", "map", "stock_work", "returns", "shift", "places", "import",
         "prints", "settings", "setup", "devices")  # fmt: skip
SMALLEST = (1024, 600)


def cut_off(page: QWidget) -> list[str]:
    """Texts that do not fit their widgets, or stick out of the page."""
    found = [text.text for text in page.findChildren(FittedText) if text.isVisible() and text.is_clipped]
    for widget in (*page.findChildren(QLabel), *page.findChildren(QPushButton), *page.findChildren(QCheckBox)):
        text = widget.text()
        if not widget.isVisible() or not text or (isinstance(widget, QLabel) and widget.wordWrap()):
            continue
        is_beside = not page.rect().contains(widget.mapTo(page, widget.rect().topLeft())) and not _scrolls(widget, page)
        if widget.sizeHint().width() > widget.width() or is_beside:
            found.append(text)
    return found


def _scrolls(widget: QWidget, page: QWidget) -> bool:
    """Whether a widget is only further down in what can be scrolled."""
    above = widget.parentWidget()
    while above is not None and above is not page:
        if isinstance(above, QScrollArea):
            return True
        above = above.parentWidget()
    return False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("training", [False, True])
def test_nothing_is_cut_off_on_a_tablet(scanner: Scanner, language: str, training: bool) -> None:
    window = scanner.window
    window.set_training(training)
    scanner.send("USR-S")
    scanner.sees("home")
    window.resize(*SMALLEST)
    window.change_settings(replace(window.local, language=language))
    for name in PAGES:
        window.show_page(name)
        QApplication.processEvents()
        assert cut_off(window.pages[name]) == [], name


@pytest.mark.parametrize("scale", [100, 150])
def test_every_page_shrinks_and_grows_with_the_window(scanner: Scanner, scale: int) -> None:
    window = scanner.window
    window.change_settings(replace(window.local, font_scale=scale))
    for size in (QSize(3840, 2160), QSize(*SMALLEST), QSize(1920, 1080), QSize(*SMALLEST)):
        for name in PAGES:
            window.show_page(name)
            window.resize(size)
            QApplication.processEvents()
            assert window.size() == size, name


def test_buttons_of_pages_are_touch_targets(scanner: Scanner) -> None:
    window = scanner.window
    window.resize(*SMALLEST)
    least = window.look.touch(8)  # pages are for supervisors at a desk; the floor's targets are tested with its screen
    for name in PAGES:
        window.show_page(name)
        QApplication.processEvents()
        small = [b.text() for b in window.pages[name].findChildren(QAbstractButton) if b.isVisible()
                 and b.height() < least]  # fmt: skip
        assert small == [], name
