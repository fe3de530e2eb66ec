"""An emulated keyboard scanner and the eyes of a worker, for tests of the whole window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from warehouse_app.domain.screen import Reply, Screen


class Scanner:
    """Types codes as a scanner does into whatever has the focus, and waits for what the window makes of them."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def send(self, code: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Type a code; the answer may come later."""
        QTest.keyClicks(self.focus, code)
        QTest.keyClick(self.focus, end)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key of the keyboard, as a hand does: not within a scan, and with an end."""
        self.qtbot.waitUntil(lambda: not self.window.wedge.is_busy)
        QTest.keyClick(self.focus, key, modifier)
        self.qtbot.waitUntil(lambda: not self.window.wedge.is_busy)

    def scan(self, *codes: str) -> Reply:
        """Scan codes at a job one after the other, each after the answer to the one before."""
        for code in codes:
            before = self.window.job.reply
            self.send(code)
            self.answered(before)
        return self.reply

    def answered(self, before: Reply | None) -> None:
        """Wait until the job shows another reply."""
        self.qtbot.waitUntil(lambda: self.window.job.reply is not before)

    def sees(self, page: str) -> None:
        """Wait until a page is shown."""
        self.qtbot.waitUntil(lambda: self.window.shown == page)

    @property
    def reply(self) -> Reply:
        reply = self.window.job.reply
        assert reply is not None
        return reply

    @property
    def screen(self) -> Screen:
        return self.reply.screen

    @property
    def code(self) -> str:
        """The code of the last answer."""
        assert self.reply.result is not None
        return self.reply.result.code
