"""The one place where keyboard scanners are captured, for the whole application.

On a floor job every key belongs to the station: a scan's keys press and type nothing, hand-typed keys collect in the
"typed" line until Enter sends them. On a page with text fields typing stays typing; a burst that turns out to be a scan
is taken back from the field and sent as a scan.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from devices.wedge import WedgeDecoder

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_CONTROL_ENDS = (Qt.Key.Key_M, Qt.Key.Key_J, Qt.Key.Key_I)  # CR, LF and HT as Ctrl and a letter
_HELD = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
)  # fmt: skip
_KEY_EVENTS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_GS = "\x1d"  # FNC1 of GS1 element strings; scanners send it as Ctrl and ]
_SHOW_AFTER_MS = 90  # a scan is over by then: its characters never flicker on the screen


class Wedge(QObject):
    """Application-wide event filter. `scanned` brings scans and typed lines, `typed` the hand-typed line as it grows.

    `shortcut` gets every key that types nothing, but for those that scanners send; it says whether it used it.
    """

    scanned = Signal(str)
    typed = Signal(str)

    def __init__(self, window: QWidget, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._decoder = WedgeDecoder()
        self._field_before = ""
        self.captures_all = False  # a page without text fields is shown
        self.shortcut: Callable[[QKeyEvent], bool] = lambda event: False
        self._later = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._later.timeout.connect(self._show)
        self._shown = False

    def install(self) -> None:
        """Begin to watch the application's keys."""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def remove(self) -> None:
        """Stop watching."""
        self._later.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def forget(self) -> None:
        """Drop what was collected: another page is shown."""
        self._decoder.forget()
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt calls this for every event before anybody else sees it; True swallows it."""
        kind = event.type()
        if kind not in _KEY_EVENTS or not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if watched.window() is not self._window:
            return False  # a file dialog
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # no menu or button shortcut acts on a scan's keys
            return self.captures_all
        if kind == QEvent.Type.KeyRelease:
            return self.captures_all
        return self._job_key(event) if self.captures_all else self._page_key(watched, event)

    def _job_key(self, event: QKeyEvent) -> bool:
        now, key, text = self._clock() * 1000, event.key(), _text_of(event)
        if _ends(event):
            entered = self._decoder.end(now).text.strip()
            self._show()
            if entered:
                self.scanned.emit(entered)
        elif text:
            self._decoder.key(text, now)
            self._later.start()
        elif key == Qt.Key.Key_Backspace:
            self._decoder.rub_out()
            self._show()
        elif key == Qt.Key.Key_Escape and self._decoder.text:
            self.forget()
        elif key not in _MODIFIERS and not _is_control(event):
            self.shortcut(event)
        return True

    def _page_key(self, watched: QWidget, event: QKeyEvent) -> bool:
        """A text field keeps what is typed; a scan is taken back out of it. Nothing else takes letters at all."""
        now, text = self._clock() * 1000, _text_of(event)
        field = watched if isinstance(watched, QLineEdit) else None
        if _ends(event):
            entered = self._decoder.end(now)
            if not entered.is_scan:
                return False
            if field is not None:
                field.setText(self._field_before)
            self.scanned.emit(entered.text)
            return True
        if text:
            if not self._decoder.is_bursting(now):
                self._decoder.forget()
                self._field_before = field.text() if field is not None else ""
            follows = self._decoder.key(text, now)
            if text == _GS:
                return True
            # A space may press a button, and a letter choose in a list: not when it is a scan's.
            return not isinstance(watched, QLineEdit | QPlainTextEdit | QAbstractSpinBox) and (follows or text != " ")
        if event.key() in _MODIFIERS:
            return False
        return self.shortcut(event)

    def _show(self) -> None:
        """Show the line typed so far, if it is typed."""
        text = self._decoder.text if self.captures_all else ""
        self._later.stop()
        if text or self._shown:
            self._shown = bool(text)
            self.typed.emit(text)


def _ends(event: QKeyEvent) -> bool:
    """Enter or Tab, also in the forms of control characters."""
    return event.key() in _ENDS or (_is_control(event) and event.key() in _CONTROL_ENDS)


def _text_of(event: QKeyEvent) -> str:
    """What a key types; control characters type nothing, but GS separates GS1 elements."""
    text = event.text()
    if text == _GS or (_is_control(event) and event.key() == Qt.Key.Key_BracketRight):
        return _GS
    return text if text and text.isprintable() and not _is_control(event) and not _is_alt(event) else ""


def _is_control(event: QKeyEvent) -> bool:
    return event.modifiers() & _HELD == Qt.KeyboardModifier.ControlModifier


def _is_alt(event: QKeyEvent) -> bool:
    """Whether Alt is held; together with Ctrl it is AltGr, which types."""
    return event.modifiers() & _HELD == Qt.KeyboardModifier.AltModifier
