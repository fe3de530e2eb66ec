"""The demo's hands: types scans as a keyboard scanner does, waits for what the window shows, takes pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from ui.main_window import MainWindow
from warehouse_app.domain.screen import Screen

PATIENCE = 20.0  # seconds until a wait is given up


class Stuck(Exception):
    """The window did not come to where the demo expected it."""


class Hand:
    """Works one window. `pause` is how long a watcher sees each step, in seconds."""

    def __init__(self, window: MainWindow, folder: Path, pause: float) -> None:
        self.window, self.folder, self._pause = window, folder, pause
        window.wedge.guard.guard_s = 0.0  # no hand is so fast: the same code again is meant
        self.pictures: list[str] = []
        self.scans = self.wrong = 0

    def wait(self, what: str, ready: Callable[[], bool]) -> None:
        """Let the window work until something is so. Raises Stuck."""
        end = time.monotonic() + PATIENCE
        while not ready():
            QApplication.processEvents()
            if time.monotonic() > end:
                raise Stuck(what)
            time.sleep(0.002)
        QApplication.processEvents()

    def scan(self, text: str) -> None:
        """Type a code and Enter as a scanner does, and wait for the answer."""
        before = self.window.job.reply
        self.type(text)
        self.scans += 1
        self.wait(f"an answer to {text}", lambda: self.window.job.reply is not before)
        reply = self.window.job.reply
        self.wrong += bool(reply and reply.result and not reply.result.ok)
        self.look()

    def type(self, text: str) -> None:
        """Type a code and Enter; whatever has the focus, the window's capture takes it."""
        for key, sign in [*((0, c) for c in text), (Qt.Key.Key_Return, "\r")]:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key or Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(self.window, event)

    def type_key(self, command: str) -> None:
        """Press a command that needs no answer of the station."""
        self.type(command)
        self.look()

    def open(self, name: str) -> None:
        """Open a job from home and wait for its screen."""
        before = self.window.job.reply
        self.window.open(name)
        self.wait(name, lambda: self.window.shown == "job" and self.window.job.reply is not before)
        self.look()

    def log_in(self, badge: str, pin: str = "") -> None:
        """Scan a badge at the log-in page; type the PIN where one is wanted."""
        self.wait("log-in", lambda: self.window.shown == "login")
        self.type(badge)
        if pin:
            self.wait("PIN", lambda: self.window.login.asks_pin)
            self.picture("log-in-pin")
            self.type(pin)
        self.wait("home", lambda: self.window.shown == "home" and self.window.home.is_filled)
        self.look()

    def screen(self) -> Screen:
        """What the job shows now."""
        screen = self.window.job.screen_shown
        if screen is None:
            raise Stuck("a screen")
        return screen

    def right_code(self) -> str:
        """A code that the screen wants, as the practice scanner offers it."""
        codes = self.window.services.practice(self.screen())
        return next(code.code for code in codes if code.right)

    def look(self) -> None:
        """Let a watcher see the step."""
        end = time.monotonic() + self._pause
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.01)

    def picture(self, name: str) -> None:
        """Take a picture of the window, once a name."""
        if name in self.pictures:
            return
        for _ in range(3):
            QApplication.processEvents()
        self.pictures.append(name)
        self.window.grab().save(str(self.folder / f"{len(self.pictures):02}-{name}.png"))
