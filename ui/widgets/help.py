"""The help overlay: every command of this screen with its key and its barcode, to be scanned from the glass."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from printing.barcodes import code128_modules
from ui.look import Look
from ui.words import KEYS
from warehouse_app.domain.codes import COMMAND
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import say, translate

_TITLE = say("What you can scan or press here")


class BarcodeView(QWidget):
    """A Code 128 symbol in whole pixels, black on white in every theme."""

    def __init__(self, text: str, look: Look) -> None:
        super().__init__()
        self._modules = code128_modules(text)
        self._module = max(2, look.px(2))
        self.setFixedSize((len(self._modules) + 20) * self._module, look.px(64))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint the bars."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        for at, dark in enumerate(self._modules):
            if dark == "1":
                bar = QRectF((at + 10) * self._module, 4, self._module, self.height() - 8)
                painter.fillRect(bar, QColor("black"))
        painter.end()


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
            self._grid.addWidget(BarcodeView(code, look), row, column + 1)
        self._grid.setRowStretch(20, 1)
        if (parent := self.parentWidget()) is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
