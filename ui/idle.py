"""The lock of an idle window: whoever may change the site is logged out when nobody touches anything for a while."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

_TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel)


class IdleLock(QObject):
    """Calls `lock` when no key, mouse or touch came for `minutes` (0: never); `touch` begins the time anew."""

    def __init__(self, parent: QObject, lock: Callable[[], None]) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(lock)
        self.minutes = 0
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes from now on."""
        self.minutes = minutes
        self.touch()

    def touch(self) -> None:
        """Somebody is there."""
        if self.minutes:
            self._timer.start(self.minutes * 60_000)
        else:
            self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees every event of the application and keeps none."""
        if event.type() in _TOUCHES:
            self.touch()
        return False
