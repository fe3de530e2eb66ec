"""The one place where keyboard scanners are captured, for the whole application.

On a floor job every key belongs to the station: a scan's keys press and type nothing, hand-typed keys collect in the
"typed" line until Enter sends them. On a page with text fields typing stays typing; a burst that turns out to be a scan
is taken back from the field and sent as a scan. A key that acts (a function key, an arrow, Ctrl and a letter, Enter
with nothing typed) waits a moment before it does: control characters inside a code come as such keys, and what follows
tells.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from devices.framing import apart, plain
from devices.guard import Guard
from devices.wedge import MAX_GAP_MS, Entered, WedgeDecoder

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_CONTROL_ENDS = (Qt.Key.Key_M, Qt.Key.Key_J, Qt.Key.Key_I)  # CR, LF and HT as Ctrl and a letter
_HELD = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
)  # fmt: skip
_KEY_EVENTS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_FIELDS = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)
_GS = "\x1d"  # FNC1 of GS1 element strings; scanners send it as Ctrl and ], or as Alt and 029
_SHOW_AFTER_MS = 90  # a scan is over by then: its characters never flicker on the screen
_ACT_AFTER_MS = 35  # a scanner's next key is there by then, a hand's is not
_TOGETHER_MS = 20.0  # keys so close are a scanner's; a held key repeats every 25 ms or slower


class Wedge(QObject):
    """Application-wide event filter. `scanned` brings scans and typed lines, `typed` the hand-typed line as it grows.

    `shortcut` gets every key that acts and is no part of a scan; it says whether it used it. `guard` drops second
    deliveries; `prefix` and `suffix` are what the scanner was told to put around a code.
    """

    scanned = Signal(str)
    typed = Signal(str)

    def __init__(
        self, window: QWidget, clock: Callable[[], float] = time.monotonic, *, captures_all: bool = False
    ) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._decoder = WedgeDecoder()
        self._field_before = ""
        self._alt_digits = ""
        self._pending: tuple[QWidget, QKeyEvent] | None = None
        self._pending_at = self._ended_at = float("-inf")
        self._replaying = False
        self.captures_all = captures_all  # a page without text fields is shown
        self.shortcut: Callable[[QKeyEvent], bool] = lambda event: False
        self.heard: Callable[[Entered], None] = lambda entered: None
        self.began: Callable[[], None] = lambda: None
        self.guard = Guard()
        self.prefix = self.suffix = ""
        self._later = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._later.timeout.connect(self._show)
        self._act_later = QTimer(self, singleShot=True, interval=_ACT_AFTER_MS)
        self._act_later.timeout.connect(self._act)
        self._shown = False

    def install(self) -> None:
        """Begin to watch the application's keys."""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def remove(self) -> None:
        """Stop watching."""
        self._later.stop()
        self._act_later.stop()
        self._pending = None
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def forget(self) -> None:
        """Drop what was collected: another page is shown. A scan that is just being typed goes on."""
        if len(self._decoder.text) > 1 and self._decoder.is_bursting(self._clock() * 1000):
            return
        self._decoder.forget()
        self._alt_digits = ""
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt calls this for every event before anybody else sees it; True swallows it."""
        kind = event.type()
        if kind == QEvent.Type.InputMethod:
            return self._composed(watched, event)
        if isinstance(event, QContextMenuEvent):
            return event.reason() == QContextMenuEvent.Reason.Keyboard  # a menu would take a scan's keys
        if kind not in _KEY_EVENTS or not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if watched.window() is not self._window or self._replaying:
            return False  # a file dialog, or a key that has waited
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # no menu or button shortcut acts on a scan's keys
            return self.captures_all
        if kind == QEvent.Type.KeyRelease:
            self._released(event)
            return self.captures_all
        return self._job_key(watched, event) if self.captures_all else self._page_key(watched, event)

    # -- keys of a job and of a page -------------------------------------------------------------------------------

    def _job_key(self, watched: QWidget, event: QKeyEvent) -> bool:
        now, key, text = self._clock() * 1000, event.key(), _text_of(event)
        if _ends(event):
            self._drop_pending(now)
            entered = self._decoder.end(now)
            self._ended_at = now
            self._show()
            self._emit(entered, now, entered.text.strip())
        elif text:
            self._drop_pending(now)
            self._decoder.key(text, now)
            self._later.start()
        elif self._is_alt_digit(event, now):
            pass
        elif key == Qt.Key.Key_Backspace:
            self._decoder.rub_out()
            self._show()
        elif key == Qt.Key.Key_Escape and self._decoder.text and not self._is_bursting(now):
            self.forget()
        elif key not in _MODIFIERS and not _is_control(event):
            self._wait(watched, event, now)
        return True

    def _page_key(self, watched: QWidget, event: QKeyEvent) -> bool:
        """A text field keeps what is typed; a scan is taken back out of it. Nothing else takes letters at all."""
        now, text = self._clock() * 1000, _text_of(event)
        field = watched if isinstance(watched, QLineEdit) else None
        if _ends(event) and not self._decoder.text:
            if now - self._ended_at > MAX_GAP_MS:  # otherwise it is a scanner's second ending
                self._wait(watched, event, now)
            return True
        if _ends(event):
            self._drop_pending(now)
            was_fast = self._is_bursting(now)
            entered = self._decoder.end(now)
            self._ended_at = now
            if not entered.is_scan:
                return was_fast and not isinstance(watched, _FIELDS)  # too short for a scan, but no hand's Enter
            if field is not None:
                field.setText(self._field_before)
            self._emit(entered, now, entered.text)
            return True
        if text == " " and not isinstance(watched, _FIELDS) and not self._is_bursting(now):
            self._decoder.forget()
            self._decoder.key(text, now)
            self._wait(watched, event, now)  # it may press a button, if nothing follows
            return True
        if text:
            self._drop_pending(now)
            if self._decoder.is_bursting(now):
                self.began()
            else:
                self._decoder.forget()
                self._field_before = field.text() if field is not None else ""
            self._decoder.key(text, now)
            if text == " " and now - self._ended_at <= MAX_GAP_MS:
                return True  # a scanner's own ending behind its Enter
            return text == _GS or not isinstance(watched, _FIELDS)
        if event.key() in _MODIFIERS:
            return False
        if self._is_alt_digit(event, now) or self._is_bursting(now):
            return True
        self._wait(watched, event, now)
        return True

    def _composed(self, watched: QObject, event: QEvent) -> bool:
        """An input method's text. At a job it is collected like keys, so that Hangul is refused and not lost."""
        if not self.captures_all or not isinstance(event, QInputMethodEvent):
            return False
        now = self._clock() * 1000
        for sign in event.commitString():
            self._decoder.key(sign, now)
        if event.commitString():
            self._later.start()
        return True

    def _emit(self, entered: Entered, now: float, text: str) -> None:
        self.heard(entered)
        if not entered.is_scan:
            if text:
                self.scanned.emit(text)
            return
        if not self.guard.passes(text, entered.began_ms / 1000, now / 1000):
            return
        for part in apart(text, self.prefix):
            if code := plain(part, self.prefix, self.suffix):
                self.scanned.emit(code)

    @property
    def is_busy(self) -> bool:
        """Whether a scan has just been typed, or a key waits to act."""
        return self._pending is not None or self._is_bursting(self._clock() * 1000)

    # -- keys that act ---------------------------------------------------------------------------------------------

    def _is_bursting(self, now: float) -> bool:
        """Whether a key now belongs to the scan that is being typed, or has just been."""
        return self._decoder.is_bursting(now) or now - self._ended_at <= MAX_GAP_MS

    def _wait(self, watched: QWidget, event: QKeyEvent, now: float) -> None:
        """Let a key act unless a scan's next key follows it."""
        if self._is_bursting(now) and _text_of(event) != " ":
            return
        if self._pending is not None and now - self._pending_at > _TOGETHER_MS:
            self._act()
        if self._pending is None or now - self._pending_at > _TOGETHER_MS:
            self._pending = (watched, event.clone())
        self._pending_at = now
        self._act_later.start()

    def _drop_pending(self, now: float) -> None:
        """A character follows: a key that came just before it was a part of the scan."""
        if self._pending is not None and now - self._pending_at > _TOGETHER_MS * 1.5:
            self._act()
        self._pending = None
        self._act_later.stop()

    def _act(self) -> None:
        """Nothing followed: the key was pressed by hand."""
        pending, self._pending = self._pending, None
        self._act_later.stop()
        if pending is None:
            return
        watched, event = pending
        if _text_of(event) == " ":
            self._decoder.forget()
        elif self.shortcut(event):
            return
        if self.captures_all:
            return
        self._replaying = True
        try:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(watched, QKeyEvent(kind, event.key(), event.modifiers(), event.text()))
        finally:
            self._replaying = False

    # -- characters as Alt and their number ------------------------------------------------------------------------

    def _is_alt_digit(self, event: QKeyEvent, now: float) -> bool:
        """A digit with Alt within a scan, or a further one: scanners write characters by their numbers."""
        digit = event.key() - Qt.Key.Key_0
        if not (_is_alt(event) and 0 <= digit <= 9):
            return False
        if self._alt_digits or self._is_bursting(now):
            self._alt_digits += str(digit)
            self._pending = None
            self._act_later.stop()
            return True
        self._alt_digits = str(digit)
        return False

    def _released(self, event: QKeyEvent) -> None:
        """Alt is let go: the digits typed with it are a character. Windows makes it itself."""
        if event.key() != Qt.Key.Key_Alt or event.isAutoRepeat():
            return
        digits, self._alt_digits = self._alt_digits, ""
        if len(digits) < 2 or sys.platform == "win32":
            return
        sign = chr(int(digits)) if int(digits) < 256 else ""
        if sign == _GS or sign.isprintable():
            self._decoder.key(sign, self._clock() * 1000)

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
