"""The lines of the job, done and total, the current one highlighted and in sight; 300 of them cost no more than ten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from ui.look import Look
from ui.tokens import slot_colour
from warehouse_app.domain.screen import Line


class LineList(QAbstractScrollArea):
    """Draws only the rows in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._current = -1
        self._look = Look()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumHeight(1)

    def dress(self, look: Look) -> None:
        self._look = look
        self._reach()

    def show_lines(self, lines: Sequence[Line], current: int) -> None:
        """`current` is the index of the line asked for now, -1 if none."""
        self._lines, self._current = lines, current
        self.setAccessibleName(", ".join(f"{line.sku} {line.done}/{line.total}" for line in lines[:20]))
        self._reach()

    def row_height(self) -> int:
        return self._look.px(58)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reach()

    def _reach(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, len(self._lines) * self.row_height() - height))
        bar.setPageStep(height)
        bar.setSingleStep(self.row_height())
        if self._current >= 0:
            bar.setValue(self._current * self.row_height() - (height - self.row_height()) // 2)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, tall = self.verticalScrollBar().value(), self.row_height()
        for n in range(top // tall, min(len(self._lines), (top + self.viewport().height()) // tall + 1)):
            self._draw(painter, n, QRectF(0, n * tall - top, self.viewport().width(), tall))
        painter.end()

    def _draw(self, painter: QPainter, n: int, row: QRectF) -> None:
        look, t, line = self._look, self._look.tokens, self._lines[n]
        px = look.px
        now = n == self._current
        if now:
            painter.setPen(QPen(QColor(t.accent), px(1)))
            painter.setBrush(QColor(t.accent_ground))
            painter.drawRoundedRect(row.adjusted(1, px(2), -1, -px(2)), px(8), px(8))
        self._mark(painter, line, now, QRectF(row.left() + px(10), row.center().y() - px(8), px(16), px(16)))
        numbers = look.font("title", bold=True)
        count = f"{line.done} / {line.total}"
        wide = QFontMetricsF(numbers).horizontalAdvance(count) + px(12)
        painter.setFont(numbers)
        painter.setPen(QColor(t.ink))
        painter.drawText(row.adjusted(0, 0, -px(10), 0), _RIGHT, count)
        left = row.left() + px(38)
        if line.slot:
            left = self._slot(painter, line.slot, left, row) + px(10)
        space = row.width() - left - wide - px(10)
        name, more = look.font("line", bold=now), look.font("label")
        painter.setFont(name)
        painter.setPen(QColor(t.ink))
        elided = QFontMetricsF(name).elidedText(line.name or line.sku, Qt.TextElideMode.ElideRight, space)
        painter.drawText(QRectF(left, row.top() + px(8), space, px(24)), _LEFT, elided)
        painter.setFont(more)
        painter.setPen(QColor(t.soft))
        note = look.text(line.note) if line.note else ""
        parts = [part for part in (line.sku, line.location, line.tote, note) if part]
        below = QFontMetricsF(more).elidedText(" · ".join(parts), Qt.TextElideMode.ElideRight, space)
        painter.drawText(QRectF(left, row.top() + px(31), space, px(20)), _LEFT, below)

    def _slot(self, painter: QPainter, number: int, left: float, row: QRectF) -> float:
        side = self._look.px(28)
        spot = QRectF(left, row.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(slot_colour(number)))
        painter.drawRoundedRect(spot, side / 5, side / 5)
        painter.setFont(self._look.font("line", bold=True))
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(number))
        return spot.right()

    def _mark(self, painter: QPainter, line: Line, now: bool, box: QRectF) -> None:
        t = self._look.tokens
        if line.done >= line.total:
            painter.setPen(QPen(QColor(t.right), self._look.px(3)))
            x, y, w = box.left(), box.top(), box.width()
            painter.drawPolyline(
                QPolygonF([_at(x, y + w * 0.55), _at(x + w * 0.35, y + w * 0.85), _at(x + w, y + w * 0.15)])
            )
        elif now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent))
            painter.drawPolygon(QPolygonF([box.topLeft(), box.bottomLeft(), _at(box.right(), box.center().y())]))
        else:
            painter.setPen(QPen(QColor(t.soft), self._look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))


def _at(x: float, y: float) -> QPointF:
    return QPointF(x, y)


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
