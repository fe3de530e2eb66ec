"""The answers offered, as touch targets for gloves, each with its key and its code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.key_row import TouchKey

_IN_ONE_COLUMN = 4


class ChoiceGrid(QScrollArea):
    """`show_choices([(code, text)])`; a touch says the code. Numbers from 1 are keys too."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        column.addLayout(self._grid)
        column.addStretch()
        self.setWidget(self._inner)
        self._shown: tuple[object, ...] = ()
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look
        self._grid.setSpacing(look.px(8))
        for key in self.keys():
            key.dress(look)
        self._size()

    def keys(self) -> list[TouchKey]:
        return self._inner.findChildren(TouchKey)

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        if tuple(choices) == self._shown:
            return
        self._shown = tuple(choices)
        for old in self.keys():
            self._grid.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        columns = 1 if len(choices) <= _IN_ONE_COLUMN else 2
        for n, (code, text) in enumerate(choices):
            key = TouchKey(code, str(n + 1), text, wide=True)
            key.setToolTip(code)
            key.clicked.connect(self._click)
            key.dress(self._look)
            self._grid.addWidget(key, n // columns, n % columns)
        self._size()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def _size(self) -> None:
        """As tall as the place allows, within reason; never smaller than a gloved finger needs."""
        keys, px = self.keys(), self._look.px
        rows = max(1, len(keys) if len(keys) <= _IN_ONE_COLUMN else (len(keys) + 1) // 2)
        share = (self.viewport().height() - (rows - 1) * px(8)) // rows
        height = max(px(72), self._look.touch(20), min(share, px(128)))
        for key in keys:
            key.setFixedHeight(height)

    def _click(self) -> None:
        key = self.sender()
        if isinstance(key, TouchKey):
            self.chosen.emit(key.code)
