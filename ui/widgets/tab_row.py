"""A row of large tabs: one is chosen by touch, or with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui.look import Look


class TabRow(QWidget):
    """`chosen` brings the number of the tab, counted from 0."""

    chosen = Signal(int)

    def __init__(self, count: int) -> None:
        super().__init__()
        self._group = QButtonGroup(self, exclusive=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for number in range(count):
            button = QPushButton(checkable=True, checked=number == 0)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self._group.idClicked.connect(self.chosen)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def current(self) -> int:
        """The tab that is chosen."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Choose a tab as a touch does."""
        self._group.button(number).setChecked(True)
        self.chosen.emit(number)

    def show_texts(self, texts: Sequence[str], look: Look) -> None:
        """Say what the tabs are called; '' hides one."""
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(look.px(8))
        for button, text in zip(self._group.buttons(), texts, strict=True):
            button.setText(text)
            button.setFont(look.font("line", bold=True))
            button.setMinimumHeight(look.touch(9))
            button.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys choose the tab beside."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        shown = [self._group.id(button) for button in self._group.buttons() if not button.isHidden()]
        if step and self.current in shown:
            self.choose(shown[(shown.index(self.current) + step) % len(shown)])
        else:
            super().keyPressEvent(event)
