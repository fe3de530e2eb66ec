"""An emulated keyboard scanner at the window: its keys press and type nothing, and what hands type stays typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.wedge import Wedge

Key, Modifier = Qt.Key, Qt.KeyboardModifier


class Clock:
    """Seconds; every reading is `gap` later than the one before."""

    def __init__(self) -> None:
        self.now, self.gap = 100.0, 0.002

    def __call__(self) -> float:
        self.now += self.gap
        return self.now


class Desk(QWidget):
    """A window with everything that a scan might press or fill."""

    def __init__(self) -> None:
        super().__init__()
        self.button, self.field, self.list = QPushButton("press"), QLineEdit(), QComboBox()
        self.list.addItems(["one", "two", "three"])
        self.pressed = 0
        self.button.clicked.connect(self._count)
        self.button.setDefault(True)
        box = QVBoxLayout(self)
        for widget in (self.button, self.field, self.list):
            box.addWidget(widget)
        self.clock = Clock()
        self.wedge = Wedge(self, self.clock)
        self.scans: list[str] = []
        self.typed: list[str] = []
        self.keys: list[int] = []
        self.wedge.scanned.connect(self.scans.append)
        self.wedge.typed.connect(self.typed.append)
        self.wedge.shortcut = self._shortcut

    def _count(self) -> None:
        self.pressed += 1

    def _shortcut(self, event: QKeyEvent) -> bool:
        self.keys.append(event.key())
        return True


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = Desk()
    qtbot.addWidget(window)
    window.wedge.install()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.wedge.remove()


def scan(widget: QWidget, text: str, end: Qt.Key = Key.Key_Return) -> None:
    """What a keyboard scanner sends."""
    QTest.keyClicks(widget, text)
    QTest.keyClick(widget, end)


@pytest.mark.parametrize("end", [Key.Key_Return, Key.Key_Enter, Key.Key_Tab])
def test_a_scan_presses_nothing_on_a_job(desk: Desk, end: Qt.Key) -> None:
    desk.wedge.captures_all = True
    desk.button.setFocus()
    scan(desk.button, "A 01-2", end)
    assert desk.scans == ["A 01-2"]
    assert desk.pressed == 0
    assert desk.button.hasFocus()


def test_the_separator_of_gs1_is_kept_and_other_control_characters_press_nothing(desk: Desk) -> None:
    desk.wedge.captures_all = True
    QTest.keyClick(desk.button, Key.Key_B, Modifier.ControlModifier)  # STX
    QTest.keyClicks(desk.button, "0108801")
    QTest.keyClick(desk.button, Key.Key_BracketRight, Modifier.ControlModifier)
    scan(desk.button, "10LOT")
    assert desk.scans == ["0108801\x1d10LOT"]
    assert desk.keys == []


def test_typed_characters_are_shown_and_taken_with_enter(desk: Desk, qtbot: QtBot) -> None:
    desk.wedge.captures_all = True
    desk.clock.gap = 0.2
    QTest.keyClicks(desk.button, "12x")
    QTest.keyClick(desk.button, Key.Key_Backspace)
    qtbot.waitUntil(lambda: desk.typed[-1:] == ["12"])
    QTest.keyClick(desk.button, Key.Key_Return)
    assert desk.scans == ["12"]
    assert desk.typed[-1] == ""


def test_a_scan_is_never_shown_as_typing(desk: Desk) -> None:
    desk.wedge.captures_all = True
    for text in ("TOTE-01", "TOTE-02", "TOTE-03"):
        scan(desk.button, text)
    assert desk.scans == ["TOTE-01", "TOTE-02", "TOTE-03"]
    assert desk.typed == []


@pytest.mark.parametrize("at_a_job", [True, False])
def test_function_keys_and_alt_with_a_number_are_shortcuts(desk: Desk, qtbot: QtBot, at_a_job: bool) -> None:
    desk.wedge.captures_all = at_a_job
    desk.clock.gap = 0.2
    QTest.keyClick(desk.button, Key.Key_F4)
    QTest.keyClick(desk.button, Key.Key_3, Modifier.AltModifier)
    QTest.keyClick(desk.button, Key.Key_Escape)
    qtbot.waitUntil(lambda: len(desk.keys) == 3)
    assert desk.keys == [Key.Key_F4, Key.Key_3, Key.Key_Escape]
    assert desk.scans == []


ACTING = [
    (Key.Key_F4, Modifier.NoModifier), (Key.Key_Escape, Modifier.NoModifier), (Key.Key_3, Modifier.AltModifier),
    (Key.Key_A, Modifier.ControlModifier), (Key.Key_V, Modifier.ControlModifier), (Key.Key_W, Modifier.ControlModifier),
    (Key.Key_Backspace, Modifier.NoModifier), (Key.Key_Space, Modifier.NoModifier),
    (Key.Key_F1, Modifier.ShiftModifier),
]  # fmt: skip


@pytest.mark.parametrize("at_a_job", [True, False])
@pytest.mark.parametrize("place", [0, 3, 7])
@pytest.mark.parametrize("acting", ACTING)
def test_keys_inside_a_scan_do_nothing(
    desk: Desk, qtbot: QtBot, at_a_job: bool, place: int, acting: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    """Before its first character, within it, and behind its terminator."""
    desk.wedge.captures_all = at_a_job
    for widget in (desk.button, desk.list, desk.field):
        desk.field.setText("kept")
        widget.setFocus()
        desk.scans.clear()
        desk.clock.now += 5
        for n, sign in enumerate("TOTE-01"):
            if n == place:
                QTest.keyClick(widget, *acting)
            QTest.keyClicks(widget, sign)
        QTest.keyClick(widget, Key.Key_Return)
        if place == 7:
            QTest.keyClick(widget, *acting)
        qtbot.waitUntil(lambda: not desk.wedge.is_busy)
        assert len(desk.scans) == 1
        text = desk.scans[0].replace(" ", "").replace("3", "")
        assert text == "TOTE-01" or (acting[0] == Key.Key_Backspace and at_a_job)
        assert (desk.field.text(), desk.list.currentText(), desk.pressed, desk.keys) == ("kept", "one", 0, [])


def test_a_separator_as_alt_and_its_number(desk: Desk) -> None:
    """Some scanners write control characters as Alt and digits of the number block: GS is 029."""
    desk.wedge.captures_all = True
    QTest.keyClicks(desk.button, "10LOT")
    for kind, key in [
        (QEvent.Type.KeyPress, Key.Key_Alt), *((QEvent.Type.KeyPress, Key(ord(digit))) for digit in "029"),
        (QEvent.Type.KeyRelease, Key.Key_Alt),
    ]:  # fmt: skip
        QApplication.sendEvent(desk.button, QKeyEvent(kind, key, Modifier.AltModifier))
    QTest.keyClicks(desk.button, "2112")
    QTest.keyClick(desk.button, Key.Key_Return)
    assert desk.scans == ["10LOT\x1d2112"]
    assert desk.keys == []


def test_a_second_delivery_is_dropped_and_typing_never(desk: Desk) -> None:
    desk.wedge.captures_all = True
    scan(desk.button, "TOTE-01")
    scan(desk.button, "TOTE-01")
    desk.clock.now += 1
    scan(desk.button, "TOTE-01")
    assert desk.scans == ["TOTE-01", "TOTE-01"] and desk.wedge.guard.dropped == 1
    desk.clock.gap = 0.07
    desk.clock.now += 1
    scan(desk.button, "12")
    scan(desk.button, "12")
    assert desk.scans[2:] == ["12", "12"]


def test_what_the_scanner_puts_around_a_code_and_glued_codes(desk: Desk) -> None:
    desk.wedge.captures_all = True
    desk.wedge.prefix, desk.wedge.suffix = "~", "#"
    scan(desk.button, "~TOTE-01#")
    scan(desk.button, "~TOTE-02~CMD-DONE")
    assert desk.scans == ["TOTE-01", "TOTE-02", "CMD-DONE"]


def test_hangul_of_an_input_method_is_collected_at_a_job(desk: Desk) -> None:
    """It is refused by the station with a sentence; nothing of it gets into a field."""
    desk.wedge.captures_all = True
    desk.field.setFocus()
    event = QInputMethodEvent()
    event.setCommitString("ㅅㅐㅅㄷ-07")
    QApplication.sendEvent(desk.field, event)
    QTest.keyClick(desk.field, Key.Key_Return)
    assert desk.scans == ["ㅅㅐㅅㄷ-07"] and desk.field.text() == ""


def test_on_a_page_typing_stays_typing(desk: Desk) -> None:
    desk.clock.gap = 0.2
    desk.field.setFocus()
    scan(desk.field, "Kim 1001")
    assert desk.field.text() == "Kim 1001"
    assert desk.scans == []


def test_on_a_page_a_scan_is_taken_back_out_of_the_field(desk: Desk) -> None:
    desk.clock.gap = 0.2
    desk.field.setFocus()
    QTest.keyClicks(desk.field, "Kim")
    desk.clock.now += 1
    QTest.keyClick(desk.field, Key.Key_Space)
    desk.clock.gap = 0.002
    desk.clock.now += 1
    scan(desk.field, "8801234567893")
    assert desk.scans == ["8801234567893"]
    assert desk.field.text() == "Kim "


@pytest.mark.parametrize("end", [Key.Key_Return, Key.Key_Tab])
def test_on_a_page_a_scan_presses_and_chooses_nothing(desk: Desk, end: Qt.Key) -> None:
    desk.button.setFocus()
    scan(desk.button, "t 01 2", end)
    desk.list.setFocus()
    scan(desk.list, "three", end)
    assert desk.scans == ["t 01 2", "three"]
    assert desk.pressed == 0
    assert desk.list.currentText() == "one"


def test_on_a_page_keys_act_as_ever(desk: Desk, qtbot: QtBot) -> None:
    desk.clock.gap = 0.2
    desk.wedge.shortcut = lambda event: False
    desk.button.setFocus()
    QTest.keyClick(desk.button, Key.Key_Space)
    qtbot.waitUntil(lambda: desk.pressed == 1)
    desk.field.setFocus()
    QTest.keyClicks(desk.field, "Kim")
    QTest.keyClick(desk.field, Key.Key_Backspace)
    qtbot.waitUntil(lambda: desk.field.text() == "Ki")
    QTest.keyClick(desk.field, Key.Key_A, Modifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.field.selectedText() == "Ki")


def test_a_terminator_may_come_as_a_control_character(desk: Desk) -> None:
    desk.wedge.captures_all = True
    QTest.keyClicks(desk.button, "TOTE-01")
    QTest.keyClick(desk.button, Key.Key_M, Modifier.ControlModifier)
    assert desk.scans == ["TOTE-01"]


def test_another_page_does_not_cut_a_scan_that_is_being_typed(desk: Desk) -> None:
    desk.wedge.captures_all = True
    QTest.keyClicks(desk.button, "TOT")
    desk.wedge.forget()
    scan(desk.button, "E-1")
    assert desk.scans == ["TOTE-1"]


def test_another_page_drops_what_was_typed_by_hand(desk: Desk) -> None:
    desk.wedge.captures_all = True
    desk.clock.gap = 0.3
    QTest.keyClicks(desk.button, "12")
    desk.clock.now += 1
    desk.wedge.forget()
    desk.clock.gap = 0.005
    scan(desk.button, "TOTE-1")
    assert desk.scans == ["TOTE-1"]
