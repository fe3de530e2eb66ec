"""The help overlay: every command of this screen with its key and its barcode, to be scanned from the glass."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.look import Look
from ui.widgets.barcode import Barcode
from ui.words import KEYS
from warehouse_app.domain.codes import COMMAND
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import say, translate

_TITLE = say("What you can scan or press here")


class HelpOverlay(QWidget):
    """Covers the screen until the next key or touch."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._grid = QGridLayout(self)
        self.hide()

    def show_screen(self, screen: Screen, look: Look) -> None:
        """Show the commands of a screen."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._grid.setContentsMargins(*(look.px(32),) * 4)
        self._grid.setSpacing(look.px(14))
        title = QLabel(translate(_TITLE, look.language))
        title.setFont(look.font("prompt", bold=True))
        self._grid.addWidget(title, 0, 0, 1, 6)
        for at, code in enumerate(screen.commands):
            name = QLabel(f"{translate(COMMAND[code].name, look.language)}\n{KEYS.get(code, '')}  {code}")
            name.setFont(look.font("line", bold=True))
            row, column = 1 + at // 3, at % 3 * 2
            self._grid.addWidget(name, row, column)
            barcode = Barcode(code)
            barcode.setFixedHeight(look.px(64))
            self._grid.addWidget(barcode, row, column + 1)
        self._grid.setRowStretch(20, 1)
        if (parent := self.parentWidget()) is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
