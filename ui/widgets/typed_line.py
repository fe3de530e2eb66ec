"""What was typed by hand so far; it floats over the keys, so that nothing on the screen moves."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.widgets.fitted_text import FittedText


class TypedLine(QWidget):
    """`show_line` shows a text with a cursor; an empty one hides it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page, self._look = parent, Look()
        self._text = FittedText("answer", bold=True, growth=1.3)
        self._text.setParent(self)
        self.hide()

    def dress(self, look: Look) -> None:
        self._look = look
        self._text.dress(look)

    @property
    def text(self) -> str:
        """What is shown, '' while hidden."""
        return self._text.text if not self.isHidden() else ""

    def show_line(self, label: str, text: str) -> None:
        self._text.show_text(f"{label}:  {text}▏" if text else "")
        self.setVisible(bool(text))
        if text:
            px, page = self._look.px, self._page
            self.setGeometry(px(20), page.height() - px(150), page.width() - px(40), px(66))
            self._text.setGeometry(px(20), px(6), self.width() - px(40), self.height() - px(12))
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._look.tokens.accent), self._look.px(3)))
        painter.setBrush(QColor(self._look.tokens.accent_ground))
        radius = self._look.px(12)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), radius, radius)
        painter.end()
