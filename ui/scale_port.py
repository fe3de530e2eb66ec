"""A scale on a serial port at the window: what lies still on it is sent once where the job asks for a weight.

The parcel may lie on the scale before the step asks: what is at rest is looked at again with every step.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from devices.scale import Settling, read
from devices.serial_scanner import SerialScanner
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_LOOK_MS = 100


class ScalePort(QObject):
    """Reads the scale on its own thread; `at_rest` is what lies on it: (which parcel on the scale, grams)."""

    line = Signal(str)
    there = Signal(bool)

    def __init__(self, window: MainWindow, port: str) -> None:
        super().__init__()
        self._window = window
        self._settling = Settling()
        self._count = 0
        self.at_rest: tuple[int, int] | None = None
        self._sent: object = None
        self._device = SerialScanner(port, self.line.emit, self.there.emit)
        self.line.connect(self._heard)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._send)

    def start(self) -> None:
        """Begin to read; a scale that is not there yet is waited for."""
        self._device.start()
        self._timer.start()

    def stop(self) -> None:
        """End the scale's thread; returns when it has ended."""
        self._timer.stop()
        self._device.stop()

    @Slot(str)
    def _heard(self, line: str) -> None:
        grams = self._settling.feed(read(line), time.monotonic())
        if grams is not None:
            self._count += 1
            self.at_rest = self._count, grams
        elif self._settling.is_empty:
            self.at_rest = None

    def _send(self) -> None:
        """Send the weight once for each parcel put on the scale, and again once a supervisor lets it pass."""
        screen = self._window.job.screen_shown
        if self.at_rest is None or self._window.shown != "job" or screen is None or screen.expects[0] != "weight":
            return
        now = (self.at_rest, screen.target.get("order"), "CMD-YES" in screen.commands)
        if now != self._sent:
            self._sent = now
            self._window.send(Input(str(new_key()), weight_g=self.at_rest[1]))
