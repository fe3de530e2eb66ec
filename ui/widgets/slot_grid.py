"""The cart's totes as they stand before the picker: number, colour, and how many go in now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look
from ui.tokens import slot_colour
from warehouse_app.domain.screen import Slot


class SlotGrid(QWidget):
    """Two columns of slots; those that get something now are filled with their colour."""

    def __init__(self) -> None:
        super().__init__()
        self._slots: Sequence[Slot] = ()
        self._look = Look()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_slots(self, slots: Sequence[Slot]) -> None:
        self._slots = slots
        self.setAccessibleName(", ".join(f"{slot.number} {slot.tote} +{slot.quantity}" for slot in slots))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._slots:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = 2 if len(self._slots) <= 8 else 3 if len(self._slots) <= 15 else 4
        rows = -(-len(self._slots) // columns)
        gap = self._look.px(8)
        wide = (self.width() - gap * (columns - 1)) / columns
        tall = min(self._look.px(150), (self.height() - gap * (rows - 1)) / rows)
        for n, slot in enumerate(self._slots):
            place = QRectF((n % columns) * (wide + gap), (n // columns) * (tall + gap), wide, tall)
            self._draw(painter, slot, place)
        painter.end()

    def _draw(self, painter: QPainter, slot: Slot, place: QRectF) -> None:
        look, t = self._look, self._look.tokens
        colour = QColor(slot_colour(slot.number))
        active = slot.quantity > 0
        painter.setPen(QPen(colour if active or slot.tote else QColor(t.line), look.px(3)))
        painter.setBrush(colour if active else QColor(t.card))
        painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), look.px(10), look.px(10))
        ink = QColor("#FFFFFF") if active else QColor(t.ink if slot.tote else t.soft)
        painter.setPen(ink)
        inner = place.adjusted(look.px(12), look.px(6), -look.px(12), -look.px(6))
        number = look.font("title", bold=True)
        number.setPixelSize(max(9, min(look.px(34), round(place.height() * 0.34))))
        painter.setFont(number)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), str(slot.number))
        small = look.font("label")
        small.setPixelSize(max(9, min(look.px(14), round(place.height() * 0.2))))
        painter.setFont(small)
        below = slot.tote or "–"
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), below)
        if active:
            big = look.font("big", bold=True)
            big.setPixelSize(max(9, min(look.px(72), round(place.height() * 0.55))))
            painter.setFont(big)
            painter.drawText(
                inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"+{slot.quantity}"
            )
