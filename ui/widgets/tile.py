"""A tile of the home page: its key, the name of a job, and how much waits in it, huge."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.look import Look
from ui.widgets.fitted_text import FittedText


class Tile(QAbstractButton):
    """Pressed by touch or by its number; it never takes the focus. `show_count` says what waits."""

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self.name, self.number = name, number
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self._waits = False
        self._key = FittedText("title", bold=True, colour="soft", align=Qt.AlignmentFlag.AlignHCenter)
        self._title = FittedText("prompt", bold=True, growth=0.9, least=0.45)
        self.count = FittedText("code", bold=True, growth=1.6, least=0.3)
        self.note = FittedText("title", colour="soft", least=0.6)
        for text in self._texts():
            text.setParent(self)
        self._key.show_text(str(number))

    def _texts(self) -> tuple[FittedText, ...]:
        return self._key, self._title, self.count, self.note

    def dress(self, look: Look) -> None:
        self._look = look
        for text in self._texts():
            text.dress(look)
        self._place()

    def show_count(self, title: str, count: str, note: str, *, waits: bool) -> None:
        """`count` may be empty; `waits` marks the tile as one with work."""
        self._waits = waits
        self._title.show_text(title)
        self.count.show_text(count, "accent" if waits else "soft")
        self.note.show_text(note)
        self.setAccessibleName(f"{self.number} {title} {count} {note}")
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        px, w, h = self._look.px, self.width(), self.height()
        pad, chip = px(18), px(38)
        self._key.setGeometry(w - pad - chip, pad, chip, chip)
        self._title.setGeometry(pad, pad - px(2), w - 2 * pad - chip - px(6), max(chip, round(h * 0.34)))
        note = px(30) if self.note.text else 0
        top = pad + max(chip, round(h * 0.34))
        self.note.setGeometry(pad, h - pad - note, w - 2 * pad, note)
        self.count.setGeometry(pad, top, w - 2 * pad, max(1, h - pad - note - top))
        self.count.setVisible(bool(self.count.text))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, px = self._look.tokens, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.accent if self._waits else t.line), px(2 if self._waits else 1)))
        painter.setBrush(QColor(t.accent_ground if self.isDown() else t.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(14), px(14))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.background))
        painter.drawRoundedRect(QRectF(self._key.geometry()), px(8), px(8))
        painter.end()
