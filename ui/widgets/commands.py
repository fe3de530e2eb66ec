"""The row of commands, each with its key, and the choices as large touch targets."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from ui.look import Look
from ui.words import KEYS
from warehouse_app.domain.codes import COMMAND
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import translate


def _quiet(text: str, name: str) -> QPushButton:
    """A button that never takes the focus, so that a scanner's Enter cannot press it."""
    button = QPushButton(text, objectName=name)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


class CommandRow(QWidget):
    """Emits the code of the command pressed."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)

    def show_screen(self, screen: Screen, look: Look) -> None:
        """One button a command; the one that goes on is marked."""
        _clear(self._row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(8))
        goes_on = screen.commands[0] if screen.expects[:1] == ("command",) and screen.commands else ""
        for code in screen.commands:
            name = translate(COMMAND[code].name, look.language)
            key = KEYS.get(code, "")
            button = _quiet(f"{name}\n{key}" if key else name, "primary" if code == goes_on else "command")
            button.setMinimumHeight(look.px(58))
            button.setFont(look.font("line", bold=True, factor=0.94))
            button.clicked.connect(lambda _=False, code=code: self.pressed.emit(code))
            self._row.addWidget(button)
        self._row.addStretch(1)


class ChoiceGrid(QWidget):
    """Emits the code of the choice touched."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)

    def show_screen(self, screen: Screen, look: Look) -> None:
        """One large button a choice, with its number key and code."""
        _clear(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(10))
        for at, choice in enumerate(screen.choices):
            text = f"{at + 1}   {translate(choice.text, look.language)}\n{choice.code}"
            button = _quiet(text, "choice")
            button.setMinimumHeight(look.px(76))
            button.setFont(look.font("title", bold=True))
            button.clicked.connect(lambda _=False, code=choice.code: self.pressed.emit(code))
            self._grid.addWidget(button, at // 2, at % 2)
        self.setVisible(bool(screen.choices))


def _clear(layout: QHBoxLayout | QGridLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.setParent(None)
            widget.deleteLater()
