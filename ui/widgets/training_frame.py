"""The frame of training: coloured all round, with words, so that nobody mistakes it for the floor."""

from __future__ import annotations

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.words import TRAINING

_COLOUR, _INK = "#B0125B", "#FFFFFF"


class TrainingFrame(QWidget):
    """A window's ground; its contents keep `margins` from the edge."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.training = False

    def margins(self) -> QMargins:
        """The room that the frame takes."""
        if not self.training:
            return QMargins()
        side = self.look.px(8)
        return QMargins(side, self.look.px(30), side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_COLOUR if self.training else self.look.tokens.background))
        if self.training:
            painter.setPen(QPen(QColor(_INK)))
            painter.setFont(self.look.font("line", bold=True))
            strip = self.rect().adjusted(0, 0, 0, self.margins().top() - self.height())
            painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, self.look.text(TRAINING))
        painter.end()
