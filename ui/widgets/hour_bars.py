"""Bars by hour: two series beside each other, each with its largest value at full height."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look


class HourBars(QWidget):
    """`show_bars` draws (label, first, second) rows under the names of the series."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._bars: list[tuple[str, int, int]] = []
        self._names = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_bars(self, bars: Sequence[tuple[str, int, int]], names: tuple[str, str]) -> None:
        self._bars, self._names = list(bars), names
        told = ", ".join(f"{label}: {one} / {other}" for label, one, other in bars if one or other)
        self.setAccessibleName(f"{names[0]} / {names[1]}: {told}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("label"))
        tokens = look.tokens
        head, foot = look.px(26), look.px(22)
        colours = (QColor(tokens.accent), QColor(tokens.soft))
        x = 0.0
        for name, colour in zip(self._names, colours, strict=True):
            painter.fillRect(QRectF(x, look.px(6), look.px(12), look.px(12)), colour)
            painter.setPen(QColor(tokens.ink))
            wide = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(QRectF(x + look.px(18), 0, wide + 4, head), Qt.AlignmentFlag.AlignVCenter, name)
            x += wide + look.px(40)
        if not self._bars:
            return
        bottom = self.height() - foot
        tall = bottom - head - look.px(14)
        step = self.width() / len(self._bars)
        most = (max(one for _, one, _ in self._bars) or 1, max(other for *_, other in self._bars) or 1)
        every = max(1, round(look.px(26) / step))
        for at, (label, one, other) in enumerate(self._bars):
            for n, value in enumerate((one, other)):
                height = tall * value / most[n]
                left = at * step + step * (0.12 + 0.39 * n)
                painter.fillRect(QRectF(left, bottom - height, step * 0.36, height), colours[n])
                if value and step > look.px(40):
                    painter.setPen(QColor(tokens.ink))
                    place = QRectF(left - step * 0.2, bottom - height - look.px(15), step * 0.76, look.px(14))
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(value))
            if at % every == 0:
                painter.setPen(QColor(tokens.soft))
                painter.drawText(QRectF(at * step, bottom, step * every, foot),
                                 Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)  # fmt: skip
        painter.fillRect(QRectF(0, bottom, self.width(), 1), QColor(tokens.line))
