"""What can be done now, each with its key and a barcode that the scanner in the hand reads from the screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.barcode import Barcode
from ui.widgets.fitted_text import FittedText

_MOST = 15


class HelpOverlay(QWidget):
    """Covers the screen; a touch, Esc, F1 or the next scan closes it."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._page, self._look = parent, Look()
        self._title = FittedText("prompt", bold=True)
        self._card = QFrame()
        self._card.setObjectName("card")
        self._grid = QGridLayout()
        column = QVBoxLayout(self._card)
        column.addWidget(self._title, 2)
        column.addLayout(self._grid, 12)
        outer = QVBoxLayout(self)
        outer.addWidget(self._card)

    def dress(self, look: Look) -> None:
        self._look = look

    def show_codes(self, title: str, codes: Sequence[tuple[str, str, str]]) -> None:
        """Show (code, key, name) of each; the most that can be scanned apart from each other are fifteen."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        px = self._look.px
        self._title.dress(self._look)
        self._title.show_text(title)
        margin = px(32)
        outer = self.layout()
        assert outer is not None
        outer.setContentsMargins(margin, margin, margin, margin)
        self._grid.setSpacing(px(16))
        columns = 2 if len(codes) <= 8 else 3
        for n, (code, key, name) in enumerate(codes[:_MOST]):
            self._grid.addWidget(self._cell(code, key, name), n // columns, n % columns)
        self.setGeometry(self._page.rect())
        self.raise_()
        self.show()

    def _cell(self, code: str, key: str, name: str) -> QWidget:
        cell = QWidget()
        box = QVBoxLayout(cell)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._look.px(4))
        words = FittedText("title", bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        words.dress(self._look)
        words.show_text(f"{key}  {name}" if key else name)
        below = FittedText("label", colour="soft", align=Qt.AlignmentFlag.AlignHCenter)
        below.dress(self._look)
        below.show_text(code)
        box.addWidget(words, 4)
        box.addWidget(Barcode(code), 8)
        box.addWidget(below, 2)
        return cell

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = QColor(self._look.tokens.ink if self._look.tokens.name == "light" else "#000000")
        ground.setAlpha(190)
        painter.fillRect(self.rect(), ground)
        painter.end()
