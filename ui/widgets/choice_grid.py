"""The answers offered, as touch targets for gloves, each with its key and its code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.look import Look
from ui.widgets.key_row import TouchKey


class ChoiceGrid(QScrollArea):
    """`show_choices([(code, text)])`; a touch says the code. Numbers from 1 are keys too."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self.setWidget(self._inner)
        self._shown: tuple[object, ...] = ()
        self._keys: list[TouchKey] = []
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look
        for key in self._keys:
            key.dress(look)
        self._arrange()

    def keys(self) -> list[TouchKey]:
        return self._keys

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        if tuple(choices) == self._shown:
            return
        self._shown = tuple(choices)
        for old in self._keys:
            old.setParent(None)
            old.deleteLater()
        self._keys = []
        for n, (code, text) in enumerate(choices, 1):
            key = TouchKey(code, str(n), text, wide=True)
            key.setToolTip(code)
            key.clicked.connect(self._click)
            key.setParent(self._inner)
            key.dress(self._look)
            self._keys.append(key)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """One column if all fit, else two; as tall as the place allows, never smaller than a gloved finger needs."""
        count = len(self._keys)
        if not count:
            return
        px, room, gap = self._look.px, self.viewport().height(), self._look.px(8)
        least = max(px(72), self._look.touch(20))
        columns = 1 if count * (least + gap) - gap <= room or count == 1 else 2
        rows = -(-count // columns)
        height = max(least, min((room - (rows - 1) * gap) // rows, px(128)))
        width = (self.viewport().width() - (columns - 1) * gap) // columns
        self._inner.resize(self.viewport().width(), rows * (height + gap) - gap)
        for n, key in enumerate(self._keys):
            key.setGeometry(n % columns * (width + gap), n // columns * (height + gap), width, height)
            key.show()

    def _click(self) -> None:
        key = self.sender()
        if isinstance(key, TouchKey):
            self.chosen.emit(key.code)
