"""Text as large as its place allows: what makes a prompt readable from two metres on any window."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look

_LEAST = 11  # pixels; smaller cannot be read


def broken(text: str, metrics: QFontMetricsF, width: float, *, anywhere: bool = False) -> list[str] | None:
    """The text's lines, broken at blanks (Qt itself breaks between any two Korean syllables).

    None if one word is wider than the place, unless it may be broken `anywhere`.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if metrics.horizontalAdvance(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            while metrics.horizontalAdvance(word) > width:
                if not anywhere or len(word) < 2:
                    return None
                fitting = next(
                    n for n in range(len(word), 0, -1) if n == 1 or metrics.horizontalAdvance(word[:n]) <= width
                )
                lines.append(word[:fitting])
                word = word[fitting:]
            line = word
        lines.append(line)
    return lines


class FittedText(QWidget):
    """Draws its text at the largest size that fits, between `least` times and `growth` times its role's size."""

    def __init__(
        self,
        role: str,
        *,
        bold: bool = False,
        growth: float = 1.0,
        least: float = 0.4,
        colour: str = "ink",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        middle: bool = True,
    ) -> None:
        super().__init__()
        self._role, self._bold, self._growth, self._least = role, bold, growth, least
        self._align, self._middle = align, middle
        self._look = Look()
        self.colour = colour
        self.text = ""
        self._is_clipped = False
        self._laid: tuple[QFont, list[str]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(0, 0)  # it takes what it is given

    def dress(self, look: Look) -> None:
        self._look = look
        self._change()

    def show_text(self, text: str, colour: str = "") -> None:
        """Show a text; `colour` is a token's name, unchanged if empty."""
        if text != self.text or (colour and colour != self.colour):
            self.text, self.colour = text, colour or self.colour
            self.setAccessibleName(text)
            self._change()

    @property
    def is_clipped(self) -> bool:
        """Whether the text does not fit even at its least size."""
        self._layout()
        return self._is_clipped

    def font_pixels(self) -> int:
        """The size the text is drawn at."""
        return self._layout()[0].pixelSize()

    def play(self, role: str, growth: float) -> None:
        """Take another role's size."""
        if (role, growth) != (self._role, self._growth):
            self._role, self._growth = role, growth
            self._change()

    def _change(self) -> None:
        self._laid = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._laid = None
        super().resizeEvent(event)

    def _layout(self) -> tuple[QFont, list[str]]:
        if self._laid is None:
            normal = self._look.font(self._role, bold=self._bold)
            high = max(_LEAST, round(normal.pixelSize() * self._growth))
            low = min(high, max(_LEAST, round(normal.pixelSize() * self._least)))
            best = None
            first = low
            while low <= high:
                size = (low + high) // 2
                normal.setPixelSize(size)
                lines = self._fits(normal)
                if lines is not None:
                    best, low = (size, lines), size + 1
                else:
                    high = size - 1
            self._is_clipped = best is None and bool(self.text)
            if best is None:
                normal.setPixelSize(first)
                best = (
                    first,
                    broken(self.text, QFontMetricsF(normal), max(1, self.width()), anywhere=True) or [self.text],
                )
            normal.setPixelSize(best[0])
            self._laid = (QFont(normal), best[1])
        return self._laid

    def _fits(self, font: QFont) -> list[str] | None:
        metrics = QFontMetricsF(font)
        lines = broken(self.text, metrics, self.width())
        if lines is None or self._height(metrics, len(lines)) > self.height():
            return None
        return lines

    @staticmethod
    def _height(metrics: QFontMetricsF, lines: int) -> float:
        return metrics.height() + (lines - 1) * metrics.height() * 1.02

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.text:
            return
        font, lines = self._layout()
        metrics = QFontMetricsF(font)
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(QColor(getattr(self._look.tokens, self.colour)))
        height = self._height(metrics, len(lines))
        y = max(0.0, (self.height() - height) / 2) if self._middle else 0.0
        for n, line in enumerate(lines):
            where = QRectF(0, y + n * metrics.height() * 1.02, self.width(), metrics.height())
            painter.drawText(where, int(self._align | Qt.AlignmentFlag.AlignTop), line)
        painter.end()
