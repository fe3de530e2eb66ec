"""The workflow screen draws every kind of screen, in both languages, all themes and on the smallest window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from zxingcpp import read_barcodes

from tests.ui.screens import ASKED, LINES, MANY, RIGHT, SCREENS, WRONG
from ui.look import Look, load_fonts, scale_for
from ui.tokens import LIGHT, THEMES
from ui.widgets.fitted_text import FittedText
from ui.widgets.key_row import TouchKey
from ui.workflow_screen import WorkflowScreen, current_line
from warehouse_app.domain.screen import Reply, Result, Screen
from warehouse_app.domain.sentences import LANGUAGES

SMALLEST = (1024, 600)


def shown(
    qtbot: QtBot, screen: Screen, result: Result | None = None, *, theme: str = "light", language: str = "en",
    size: tuple[int, int] = SMALLEST,
) -> WorkflowScreen:  # fmt: skip
    load_fonts()
    page = WorkflowScreen()
    qtbot.addWidget(page)
    look = Look(THEMES[theme], scale_for(*size), language)
    page.setStyleSheet(look.sheet())
    page.resize(*size)
    page.show()
    page.dress(look)
    page.show_reply(Reply(result, screen))
    QApplication.processEvents()
    return page


def texts(page: WorkflowScreen) -> list[FittedText]:
    return [text for text in page.findChildren(FittedText) if text.isVisible() and text.text]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_text_is_cut_off_on_the_smallest_window(qtbot: QtBot, theme: str, language: str) -> None:
    page = shown(qtbot, SCREENS["start"], theme=theme, language=language)
    for name, screen in SCREENS.items():
        for result in (None, RIGHT, WRONG, ASKED):
            page.show_reply(Reply(result, screen))
            page.grab()
            cut = [text.text for text in texts(page) if text.is_clipped]
            assert cut == [], (name, result)
            whole = QRect(QPoint(0, 0), page.size())
            assert [t.text for t in texts(page) if not whole.contains(QRect(t.mapTo(page, QPoint()), t.size()))] == []


@pytest.mark.parametrize("size", [(1024, 600), (1280, 800), (1920, 1080), (3840, 2160)])
def test_the_prompt_and_the_code_grow_with_the_window(qtbot: QtBot, size: tuple[int, int]) -> None:
    page = shown(qtbot, SCREENS["item"], RIGHT, size=size)
    share = scale_for(*size)
    assert page.task.prompt.font_pixels() >= 34 * share
    assert page.task.hero.font_pixels() >= 64 * share
    assert abs(page.task.quantity.font_pixels() - page.task.hero.font_pixels()) <= 2


def test_an_error_is_the_largest_sentence_and_takes_the_place_of_the_prompt(qtbot: QtBot) -> None:
    page = shown(qtbot, SCREENS["item"], WRONG, size=(1280, 800))
    assert not page.task.prompt.isVisible()
    sentences = [text for text in texts(page) if " " in text.text and text is not page.answer.main]
    assert all(page.answer.main.font_pixels() >= text.font_pixels() for text in sentences)
    assert "MUG-01" in page.answer.wanted.text
    assert page.is_wrong
    assert page.grab().toImage().pixelColor(2, 400).name().upper() == LIGHT.wrong


def test_an_error_stays_until_a_right_scan(qtbot: QtBot) -> None:
    page = shown(qtbot, SCREENS["item"], WRONG)
    page.dress(replace(Look(THEMES["dark"], scale_for(*SMALLEST)), language="ko"))
    assert page.is_wrong
    page.show_reply(Reply(RIGHT, SCREENS["item"]))
    assert not page.is_wrong
    assert page.task.prompt.isVisible()


def test_an_error_can_be_acknowledged_by_touch_and_by_esc(qtbot: QtBot) -> None:
    page = shown(qtbot, SCREENS["item"], WRONG)
    QTest.mouseClick(page.answer, Qt.MouseButton.LeftButton)
    assert not page.is_wrong
    page.show_reply(Reply(WRONG, SCREENS["item"]))
    with qtbot.assertNotEmitted(page.left):
        page.press_back()
    assert not page.is_wrong
    with qtbot.waitSignal(page.left):
        page.press_back()


def test_every_command_and_choice_is_a_touch_target_with_its_key(qtbot: QtBot) -> None:
    page = shown(qtbot, SCREENS["choice"])
    choices, keys = page.task.choices.keys(), page.keys.keys()
    assert [key.code for key in choices] == [choice.code for choice in SCREENS["choice"].choices]
    assert sorted(key.code for key in keys) == sorted(SCREENS["choice"].commands)
    look = Look()
    assert all(key.height() >= look.touch(20) for key in choices)
    assert all(key.height() >= look.touch(15) and key.key.text for key in keys)
    with qtbot.waitSignal(page.entered) as heard:
        QTest.mouseClick(choices[1], Qt.MouseButton.LeftButton)
    assert heard.args == ["CHOICE-2"]


def test_enter_and_space_press_nothing(qtbot: QtBot) -> None:
    page = shown(qtbot, SCREENS["choice"])
    assert page.findChildren(QPushButton) == []
    assert all(key.focusPolicy() == Qt.FocusPolicy.NoFocus for key in page.findChildren(TouchKey))
    with qtbot.assertNotEmitted(page.entered):
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Enter):
            QTest.keyClick(page, key)


def test_the_line_asked_for_is_highlighted_and_in_sight(qtbot: QtBot) -> None:
    wanted = MANY[217]
    screen = replace(SCREENS["bin"], target={"sku": wanted.sku, "location": wanted.location})
    page = shown(qtbot, screen)
    assert current_line(screen) == 217
    top = page.lines.verticalScrollBar().value()
    assert top <= 217 * page.lines.row_height() <= top + page.lines.viewport().height()
    assert current_line(SCREENS["item"]) == LINES.index(LINES[1])


def test_help_shows_a_barcode_for_everything_that_can_be_done(qtbot: QtBot, tmp_path: Path) -> None:
    page = shown(qtbot, SCREENS["item"], size=(1280, 800))
    page.toggle_help()
    QApplication.processEvents()
    page.help.grab().save(str(tmp_path / "help.png"))
    with Image.open(tmp_path / "help.png") as picture:
        assert {code.text for code in read_barcodes(picture)} == set(SCREENS["item"].commands)
    page.press_back()
    assert not page.help.isVisible()


def test_the_language_changes_while_a_screen_is_shown(qtbot: QtBot) -> None:
    page = shown(qtbot, SCREENS["note"], language="en")
    for language in ("ko", "en"):
        look = Look(LIGHT, scale_for(*SMALLEST), language)
        page.dress(look)
        assert page.task.prompt.text == look.text(SCREENS["note"].ask)


def test_what_is_measured_is_what_is_drawn(qtbot: QtBot) -> None:
    """Equal-width figures of the application's font once made huge figures wider than measured."""
    load_fonts()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.font()
    application.setFont(Look().font("line"))
    text = FittedText("code", bold=True, growth=2.0)
    qtbot.addWidget(text)
    text.resize(500, 200)
    text.show_text("31111111111")
    picture = text.grab().toImage()
    ground = picture.pixelColor(0, 0)
    last = max(x for x in range(500) for y in range(0, 200, 2) if picture.pixelColor(x, y) != ground)
    application.setFont(before)
    assert 400 < last < 499


def test_a_command_that_goes_on_can_be_scanned_from_the_card(qtbot: QtBot, tmp_path: Path) -> None:
    page = shown(qtbot, SCREENS["note"])
    page.task.grab().save(str(tmp_path / "card.png"))
    with Image.open(tmp_path / "card.png") as picture:
        assert [code.text for code in read_barcodes(picture)] == ["CMD-DONE"]
    page.show_reply(Reply(RIGHT, SCREENS["item"]))
    assert not page.task.barcode.isVisible()
