"""A scale at the window: what lies still on it is sent once where the job asks for a weight.

The parcel may lie on the scale before the step asks: what is at rest is looked at again with every step.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from devices.scales.reading import Reading
from devices.scales.settling import Condition, Settling
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input
from warehouse_app.domain.sentences import Sentence, say

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_LOOK_MS = 100


class ScalePort(QObject):
    """Listens to a scale device; `at_rest` is what lies on it: (which parcel on the scale, grams)."""

    heard = Signal(object, float)
    there = Signal(bool)

    def __init__(self, window: MainWindow, device: Any) -> None:
        super().__init__()
        self._window, self._device = window, device
        self._settling, self.condition = Settling(), Condition()
        self._count = 0
        self.at_rest: tuple[int, int] | None = None
        self._sent: object = None
        self.heard.connect(self._heard)
        self.there.connect(self._plugged)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._send)

    def start(self) -> None:
        """Begin to read; a scale that is not there yet is waited for."""
        self._device.start(self.heard.emit, self.there.emit)
        self._timer.start()

    def stop(self) -> None:
        """End the scale's thread; returns when it has ended."""
        self._timer.stop()
        self._device.stop()

    def trouble(self) -> Sentence | None:
        """What is wrong with the scale now, None if nothing is."""
        return self.condition.sentence(time.monotonic())

    def says(self) -> Sentence:
        """What the scale shows, or what is wrong with it."""
        if (trouble := self.trouble()) is not None:
            return trouble
        last = self.condition.last
        if last is None or last.grams is None:
            return say("The scale tells no weight yet.")
        if self.at_rest is None and last.grams >= self._settling.least_g:
            return say("Scale: {grams} g, not at rest yet", grams=last.grams)
        return say("Scale: {grams} g", grams=last.grams)

    @Slot(bool)
    def _plugged(self, is_there: bool) -> None:
        self.condition.plugged(is_there, time.monotonic())
        if not is_there:
            self.at_rest, self._settling = None, Settling()

    @Slot(object, float)
    def _heard(self, reading: Reading | None, at: float) -> None:
        self.condition.feed(reading, at)
        grams = self._settling.feed(reading, at)
        if grams is not None:
            self._count += 1
            self.at_rest = self._count, grams
        elif self._settling.is_empty:
            self.at_rest = None

    def _send(self) -> None:
        """Send the weight once for each parcel put on the scale, and again once a supervisor lets it pass."""
        screen = self._window.job.screen_shown
        weighs = self._window.shown == "job" and screen is not None and screen.expects[:1] == ("weight",)
        if weighs:
            self._window.job.show_notice(self.says())
        if self.at_rest is None or not weighs or screen is None or not self._is_fresh():
            return
        now = (self.at_rest, screen.target.get("order"), "CMD-YES" in screen.commands)
        if now != self._sent:
            self._sent = now
            self._window.send(Input(str(new_key()), weight_g=self.at_rest[1]))

    def _is_fresh(self) -> bool:
        """Whether the scale has spoken within the last second: what lay on it before may be gone."""
        return time.monotonic() - self.condition.heard_at <= self._settling.stale_s
