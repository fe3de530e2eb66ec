"""How goods lie in a box, seen from above one corner: the box's edges, and every unit in the colour of its product."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look
from warehouse_app.domain.screen import Arrangement, Laid

_COLOURS = ("#4C8DD6", "#E0A030", "#5BB18A", "#C9687F", "#8F7AC8", "#4FB3BF", "#B58B5A", "#9AA84A")
_ACROSS, _DEEP = 0.866, 0.5  # of a length along the floor: isometric


class BoxView(QWidget):
    """`show_arrangement` draws one; None clears it."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._arrangement: Arrangement | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_arrangement(self, arrangement: Arrangement | None) -> None:
        self._arrangement = arrangement
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._arrangement is None:
            return
        (long, wide, high), units = self._arrangement
        scale = min(self.width() / ((long + wide) * _ACROSS), self.height() / ((long + wide) * _DEEP + high)) * 0.96
        left = (self.width() - (long + wide) * _ACROSS * scale) / 2 + wide * _ACROSS * scale
        tall = ((long + wide) * _DEEP + high) * scale
        top = (self.height() - tall) / 2 + high * scale

        def at(x: float, y: float, z: float) -> QPointF:
            return QPointF(left + (x - y) * _ACROSS * scale, top + ((x + y) * _DEEP - z) * scale)

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(QColor(self._look.tokens.soft), max(1.0, self._look.px(2)))
        painter.setPen(edge)
        for a, b in (((0, 0, high), (0, 0, 0)), ((0, 0, 0), (long, 0, 0)), ((0, 0, 0), (0, wide, 0))):
            painter.drawLine(at(*a), at(*b))
        painter.setPen(QPen(QColor("#20242A"), 1))
        for unit in back_to_front(units):
            _draw(painter, unit, at)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rim = [(0, 0), (long, 0), (long, wide), (0, wide)]
        painter.drawPolygon(QPolygonF([at(x, y, high) for x, y in rim]))
        for x, y in rim[1:]:
            painter.drawLine(at(x, y, 0), at(x, y, high))
        painter.drawLine(at(long, 0, 0), at(long, wide, 0))
        painter.drawLine(at(0, wide, 0), at(long, wide, 0))
        painter.end()


def back_to_front(units: tuple[Laid, ...]) -> list[Laid]:
    """The units in an order in which none is drawn before one that it hides in part."""
    left, drawn = sorted(units, key=lambda u: (u.x + u.y + u.z, u)), list[Laid]()
    while left:
        free = next((u for u in left if not any(_behind(other, u) for other in left if other is not u)), left[0])
        left.remove(free)
        drawn.append(free)
    return drawn


def _behind(one: Laid, other: Laid) -> bool:
    """Whether `one` must be drawn before `other`: it lies wholly on the far side along some axis, on none nearer."""
    far = one.x + one.length <= other.x or one.y + one.width <= other.y or one.z + one.height <= other.z
    near = other.x + other.length <= one.x or other.y + other.width <= one.y or other.z + other.height <= one.z
    return far and not near


def _draw(painter: QPainter, unit: Laid, at: object) -> None:
    assert callable(at)
    x, y, z = unit.x, unit.y, unit.z
    ex, ey, ez = x + unit.length, y + unit.width, z + unit.height
    colour = QColor(_COLOURS[unit.goods % len(_COLOURS)])
    for shade, corners in (
        (118, ((x, y, ez), (ex, y, ez), (ex, ey, ez), (x, ey, ez))),
        (100, ((x, ey, z), (ex, ey, z), (ex, ey, ez), (x, ey, ez))),
        (84, ((ex, y, z), (ex, ey, z), (ex, ey, ez), (ex, y, ez))),
    ):
        painter.setBrush(colour.lighter(shade) if shade >= 100 else colour.darker(200 - shade))
        painter.drawPolygon(QPolygonF([at(*corner) for corner in corners]))
