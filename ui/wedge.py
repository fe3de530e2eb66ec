"""The one place where keyboard scanners are captured, for the whole application.

On a floor job every key belongs to the station: a scan's keys press and type nothing, hand-typed keys collect in the
"typed" line until Enter sends them. On a page with text fields a burst that turns out to be a scan is taken back from
the field and sent as a scan; typing stays typing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from devices.wedge import WedgeDecoder

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr,
              Qt.Key.Key_CapsLock)  # fmt: skip
_GS = "\x1d"


class Wedge(QObject):
    """Application-wide event filter. `scanned` brings scans, `typed` the hand-typed line as it grows."""

    scanned = Signal(str)
    typed = Signal(str)

    def __init__(self, window: QWidget, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._decoder = WedgeDecoder()
        self._typed = ""
        self._field_before = ""
        self.captures_all = False  # a floor job is shown
        self.shortcut: Callable[[QKeyEvent], bool] = lambda event: False

    def install(self) -> None:
        """Begin to watch the application's keys."""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def remove(self) -> None:
        """Stop watching."""
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def forget(self) -> None:
        """Drop what was collected: another page is shown."""
        self._decoder.forget()
        self._type("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt calls this for every event before anybody else sees it; True swallows it."""
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            return False
        if not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if watched.window() is not self._window:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # no menu or button shortcut acts on a scan's keys
            return self.captures_all
        if kind == QEvent.Type.KeyRelease:
            return self.captures_all
        return self._job_key(event) if self.captures_all else self._page_key(watched, event)

    def _job_key(self, event: QKeyEvent) -> bool:
        now = self._clock() * 1000
        key = event.key()
        if self._decoder.is_stale(now):
            self._type(self._typed + self._decoder.pending())
            self._decoder.forget()
        if key in _ENDS:
            pending = self._decoder.pending()
            scan = self._decoder.end(now)
            if scan is not None and not self._typed:
                self.scanned.emit(scan)
            elif text := (self._typed + pending).strip():
                self._type("")
                self.scanned.emit(text)
            return True
        if key in _MODIFIERS:
            return True
        text = _text_of(event)
        if text:
            self._decoder.key(text, now)
            if self._typed or not self._decoder.pending()[1:]:
                self.typed.emit(self._typed + self._decoder.pending())
            return True
        if key == Qt.Key.Key_Backspace:
            line = self._typed + self._decoder.pending()
            self._decoder.forget()
            self._type(line[:-1])
        elif key == Qt.Key.Key_Escape and (self._typed or self._decoder.pending()):
            self.forget()
        elif not self._decoder.pending() or self._decoder.is_stale(now):
            self.shortcut(event)
        return True

    def _page_key(self, watched: QWidget, event: QKeyEvent) -> bool:
        """A text field keeps what is typed; a scan is taken back out of it."""
        now = self._clock() * 1000
        field = watched if isinstance(watched, QLineEdit) else None
        if event.key() in _ENDS:
            scan = self._decoder.end(now)
            if scan is None:
                return False
            if field is not None:
                field.setText(self._field_before)
            self.scanned.emit(scan)
            return True
        text = _text_of(event)
        if text:
            if not self._decoder.key(text, now) and field is not None:
                self._field_before = field.text()
            return text == _GS
        return False

    def _type(self, text: str) -> None:
        self._typed = text
        self.typed.emit(text)


def _text_of(event: QKeyEvent) -> str:
    """What a key types; control characters type nothing, but GS (Ctrl+]) separates GS1 elements."""
    text = event.text()
    if text == _GS:
        return text
    return text if text and text.isprintable() else ""
