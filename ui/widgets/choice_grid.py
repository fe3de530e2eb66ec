"""The answers offered, as touch targets for gloves, each with its key and its code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.key_row import TouchKey


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
            self._size(key)

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
        columns = 1 if len(choices) <= 4 else 2
        for n, (code, text) in enumerate(choices):
            key = TouchKey(code, str(n + 1), text, wide=True)
            key.setToolTip(code)
            key.clicked.connect(self._click)
            self._size(key)
            self._grid.addWidget(key, n // columns, n % columns)

    def _size(self, key: TouchKey) -> None:
        key.setFixedHeight(max(self._look.px(72), self._look.touch(20)))
        key.dress(self._look)

    def _click(self) -> None:
        key = self.sender()
        if isinstance(key, TouchKey):
            self.chosen.emit(key.code)
