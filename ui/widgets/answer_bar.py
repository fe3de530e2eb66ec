"""The answer to the last scan: a sign, a word and a sentence. An error is the largest thing on the screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.fitted_text import FittedText
from ui.widgets.key_row import TouchKey

# What a tone looks like: ink token, ground token.
_TONES = {
    "right": ("right", "right_ground"), "wrong": ("wrong", "wrong_ground"), "asked": ("accent", "accent_ground"),
    "choose": ("accent", "accent_ground"),
    "quiet": ("soft", "card"),
}  # fmt: skip


class _Sign(QWidget):
    """✓ ✕ ? or a ring, drawn so that no font can lack it."""

    def __init__(self) -> None:
        super().__init__()
        self.tone, self.look = "quiet", Look()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(self.width(), self.height()) * 0.56
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(getattr(self.look.tokens, _TONES[self.tone][0]))
        pen = QPen(
            ink, max(2.0, side * 0.17), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        )
        painter.setPen(pen)
        at = lambda x, y: box.topLeft() + type(box.topLeft())(x * side, y * side)  # noqa: E731
        if self.tone == "right":
            painter.drawPolyline([at(0.05, 0.55), at(0.38, 0.86), at(0.95, 0.2)])
        elif self.tone == "wrong":
            painter.drawLine(at(0.08, 0.08), at(0.92, 0.92))
            painter.drawLine(at(0.92, 0.08), at(0.08, 0.92))
        elif self.tone in ("asked", "choose"):
            font = self.look.font("code", bold=True)
            font.setPixelSize(max(9, round(side * 1.25)))
            painter.setFont(font)
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, "?")
        else:
            pen.setWidthF(max(2.0, side * 0.1))
            painter.setPen(pen)
            painter.drawEllipse(box.adjusted(side * 0.2, side * 0.2, -side * 0.2, -side * 0.2))
        painter.end()


class AnswerBar(QWidget):
    """`show_answer(tone, word, main, wanted, more)`: tone is right, wrong, asked or quiet. A touch acknowledges.

    `main` is what was scanned, `wanted` what should have been, `more` the rest in small letters.
    """

    acknowledged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tone = "quiet"
        self._look = Look()
        self._sign = _Sign()
        self._word = FittedText("label", bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        self.main = FittedText("answer", bold=True, growth=1.3)
        self.wanted = FittedText("prompt", bold=True, least=0.4)
        self.more = FittedText("line", colour="soft", least=0.65)
        self._seen = TouchKey("", "Esc", "")
        self._seen.clicked.connect(self.acknowledged)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._sign, 2)
        left.addWidget(self._word, 1)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.main, 7)
        texts.addWidget(self.wanted, 4)
        texts.addWidget(self.more, 3)
        self._row = QHBoxLayout(self)
        self._row.addLayout(left)
        self._row.addLayout(texts, 1)
        self._row.addWidget(self._seen)

    def dress(self, look: Look) -> None:
        self._look = look
        self._sign.look = look
        for text in (self._word, self.main, self.wanted, self.more, self._seen):
            text.dress(look)
        self._row.setContentsMargins(look.px(8), look.px(6), look.px(20), look.px(6))
        self._row.setSpacing(look.px(8))
        self._shape()

    @property
    def is_large(self) -> bool:
        """Whether it takes the prompt's place: an error or a question does."""
        return self.tone in ("wrong", "asked")

    def show_answer(self, tone: str, word: str, main: str, wanted: str = "", more: str = "", seen: str = "") -> None:
        self.tone = self._sign.tone = tone
        ink = _TONES[tone][0]
        self._word.show_text(word, ink)
        self.main.show_text(main, ink)
        self.wanted.show_text(wanted)
        self.more.show_text(more)
        self._seen.name.show_text(seen)
        self._shape()

    def _shape(self) -> None:
        large = self.is_large
        self.main.play("prompt" if large else "answer", 1.9 if large else 1.3)
        self.wanted.play("title" if large else "line", 1.3 if large else 1.0)
        self._word.play("title" if large else "label", 1.0)
        self._seen.setVisible(large)
        self._seen.setFixedSize(
            max(self._look.px(110), self._look.touch(20)), max(self._look.px(72), self._look.touch(15))
        )
        self._sign.setFixedWidth(self._look.px(150 if large else 72))
        self.wanted.setVisible(bool(self.wanted.text))
        self.more.setVisible(bool(self.more.text))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_large:
            self.acknowledged.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground = (getattr(self._look.tokens, name) for name in _TONES[self.tone])
        width = self._look.px(4 if self.is_large else 2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(ink if self.tone != "quiet" else self._look.tokens.line), width))
        painter.setBrush(QColor(ground))
        inner = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(inner, self._look.px(12), self._look.px(12))
        painter.end()
