"""The floor seen from above, painted: zoomed by wheel and keys, moved by dragging, told by hovering and touching.

The bins are drawn into a pixmap that is kept while nothing changes; 100,000 of them take some 30 ms. While it is moved
the old picture moves along, and is drawn anew when the hand rests.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look
from ui.widgets.shades import SHADES, Drawing, colours
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.floor_map import FloorMap, MapBin

_REST_MS = 60
_CLICK_PX = 6  # a hand that moves less than this touches
_MOST_CODES = 1500  # codes are written only where so few bins are seen
UNITS, FULL = say("{code}: {units} units"), say("{code}: {units} units, {percent} % full")
EMPTY = say("{code}: empty")


def told(one: MapBin) -> Sentence:
    """A bin in a few words."""
    if not one.units:
        return say(EMPTY.text, code=one.code)
    if one.fill < 0:
        return say(UNITS.text, code=one.code, units=one.units)
    return say(FULL.text, code=one.code, units=one.units, percent=round(one.fill * 100))


class FloorView(QWidget):
    """`chosen` brings the MapBin that was touched."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.look = Look()
        self.map: FloorMap | None = None
        self.shade = 0
        self.marked: int | None = None
        self._walk: list[int] = []
        self._boxes: tuple[list[list[QRectF]], ...] = ()
        self._scale, self._left, self._top = 1.0, 0.0, 0.0  # pixels a metre, and the corner in metres
        self._picture: QPixmap | None = None
        self._drawn = (1.0, 0.0, 0.0)
        self._pressed: QPointF | None = None
        self._moved = False
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._forget)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def dress(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        self._forget()

    def show_map(self, drawn: Drawing) -> None:
        """Show a map; the place looked at stays if there was one."""
        first, floor = self.map is None, drawn.floor
        self.map, self._boxes, self._walk = floor, drawn.boxes, []
        if self.marked is not None and self.marked >= len(floor.bins):
            self.marked = None
        self._forget()
        if first:
            self.fit()

    def show_shade(self, number: int) -> None:
        """Colour by another figure."""
        self.shade = number
        self._forget()

    def show_walk(self, numbers: Sequence[int]) -> None:
        """Draw a walk from bin to bin."""
        self._walk = list(numbers)
        self._forget()

    def mark(self, number: int) -> None:
        """Put a bin in the middle, near enough to be read, and mark it."""
        if self.map is None:
            return
        self.marked = number
        box = self.map.plan.boxes[number]
        self._scale = max(self._scale, self.look.px(60) / max(box.width, 0.1))
        x, y = box.middle
        self._left, self._top = x - self.width() / self._scale / 2, y - self.height() / self._scale / 2
        self._forget()

    def fit(self) -> None:
        """Show the whole floor."""
        if self.map is None:
            return
        bounds, edge = self.map.plan.bounds, self.look.px(34)
        self._scale = max(
            0.01, min((self.width() - 2 * edge) / bounds.width, (self.height() - 2 * edge) / bounds.height)
        )
        self._left = bounds.x - (self.width() / self._scale - bounds.width) / 2
        self._top = bounds.y - (self.height() / self._scale - bounds.height) / 2
        self._forget()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer (factor above 1) or further, the point `at` staying where it is."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        scale = min(max(self._scale * factor, 0.2), 600.0)
        self._left += at.x() / self._scale - at.x() / scale
        self._top += at.y() / self._scale - at.y() / scale
        self._scale = scale
        self._later()

    def _told_at(self, point: QPointF) -> str:
        number = self.bin_at(point)
        return self.look.text(told(self.map.bins[number])) if self.map is not None and number is not None else ""

    def bin_at(self, point: QPointF) -> int | None:
        """The number of the bin at a point of the widget."""
        if self.map is None:
            return None
        return self.map.plan.at(self._left + point.x() / self._scale, self._top + point.y() / self._scale)

    def point_of(self, number: int) -> QPointF:
        """Where the middle of a bin is drawn."""
        assert self.map is not None
        x, y = self.map.plan.boxes[number].middle
        return QPointF((x - self._left) * self._scale, (y - self._top) * self._scale)

    # -- painting ------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def _later(self) -> None:
        """Move the picture now, draw it anew when the hand rests."""
        self._rest.start()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._draw()
            self._drawn = (self._scale, self._left, self._top)
        scale, left, top = self._drawn
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.look.tokens.card))
        grown = self._scale / scale
        corner = QPointF((left - self._left) * self._scale, (top - self._top) * self._scale)
        painter.drawPixmap(QRectF(corner, self.size().toSizeF() * grown), self._picture, QRectF(self._picture.rect()))
        painter.end()

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        t = self.look.tokens
        picture.fill(QColor(t.card))
        painter = QPainter(picture)
        if self.map is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)  # bins of a pixel or two make stripes without
            painter.save()
            painter.scale(self._scale, self._scale)
            painter.translate(-self._left, -self._top)
            painter.setPen(Qt.PenStyle.NoPen)
            for colour, boxes in zip(colours(SHADES[self.shade], t), self._boxes[self.shade], strict=True):
                painter.setBrush(QColor(colour))
                painter.drawRects(boxes)
            painter.restore()
            self._draw_codes(painter, self.map)
            self._draw_names(painter, self.map)
            self._draw_walk(painter)
            self._draw_mark(painter, self.map)
        painter.end()
        picture.setDevicePixelRatio(1.0)  # drawn by its own pixels
        return picture

    def _draw_codes(self, painter: QPainter, floor: FloorMap) -> None:
        """Codes in bins, as far as there is room."""
        seen = QRectF(self._left, self._top, self.width() / self._scale, self.height() / self._scale)
        if seen.width() * seen.height() > 4 * _MOST_CODES:
            return
        shown = [n for n, box in enumerate(floor.plan.boxes) if seen.intersects(QRectF(*box))]
        if not shown or len(shown) > _MOST_CODES:
            return
        palette = colours(SHADES[self.shade], self.look.tokens)
        painter.setFont(self.look.font("label", factor=0.85))
        metrics = QFontMetricsF(painter.font())
        for number in shown:
            one, box = floor.bins[number], floor.plan.boxes[number]
            if (
                metrics.horizontalAdvance(one.code) < box.width * self._scale
                and metrics.height() < box.height * self._scale
            ):
                ground = QColor(palette[SHADES[self.shade].class_of(one)])
                painter.setPen(QColor("#FFFFFF" if ground.lightnessF() < 0.55 else "#14181F"))
                middle = self.point_of(number)
                area = QRectF(0, 0, box.width * self._scale, box.height * self._scale)
                area.moveCenter(middle)
                painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), one.code)

    def _draw_names(self, painter: QPainter, floor: FloorMap) -> None:
        """Names of aisles above them, or at the top of the view; as many as there is room for."""
        painter.setFont(self.look.font("label", bold=True))
        painter.setPen(QColor(self.look.tokens.soft))
        metrics, right = QFontMetricsF(painter.font()), -1e9
        for name, x, top in sorted(floor.plan.aisles, key=lambda aisle: aisle[1]):
            at, width = (x - self._left) * self._scale, metrics.horizontalAdvance(name)
            if at - width / 2 > right and -width < at < self.width() + width:
                base = max((top - self._top) * self._scale - self.look.px(6), metrics.ascent() + self.look.px(2))
                ground = QRectF(at - width / 2, base - metrics.ascent(), width, metrics.height())
                painter.fillRect(ground.adjusted(-3, 0, 3, 0), QColor(self.look.tokens.card))
                painter.drawText(QPointF(at - width / 2, base), name)
                right = at + width / 2 + self.look.px(6)

    def _draw_walk(self, painter: QPainter) -> None:
        """A line from stop to stop, numbered: the first and the last always, the others where there is room."""
        if not self._walk:
            return
        t, px = self.look.tokens, self.look.px
        points = [self.point_of(number) for number in self._walk]
        for colour, width in ((t.card, px(6)), (t.attention, px(3))):  # a rim keeps it apart from any ground
            pen = QPen(QColor(colour), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(points))
        painter.setFont(self.look.font("label", bold=True))
        size, last = float(px(22)), QPointF(-1e9, -1e9)
        for at, point in enumerate(points, 1):
            if at not in (1, len(points)) and (point - last).manhattanLength() < size * 1.2:
                continue
            last = point
            disc = QRectF(0, 0, size, size)
            disc.moveCenter(point)
            painter.setPen(QPen(QColor(t.card), px(1)))
            painter.setBrush(QColor(t.attention))
            painter.drawEllipse(disc)
            painter.setPen(QColor(t.card))
            painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(at))

    def _draw_mark(self, painter: QPainter, floor: FloorMap) -> None:
        if self.marked is None:
            return
        box = floor.plan.boxes[self.marked]
        area = QRectF(
            0, 0, max(box.width * self._scale, self.look.px(10)), max(box.height * self._scale, self.look.px(10))
        )
        area.moveCenter(self.point_of(self.marked))
        edge = self.look.px(3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.look.tokens.ink), edge))
        painter.drawRect(area.adjusted(-edge, -edge, edge, edge))

    # -- hands ---------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The whole floor stays in view."""
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(1.0015 ** event.angleDelta().y(), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self.setToolTip(self._told_at(event.position()))
            return
        way = event.position() - self._pressed
        if self._moved or way.manhattanLength() > _CLICK_PX:
            self._moved, self._pressed = True, event.position()
            self._left -= way.x() / self._scale
            self._top -= way.y() / self._scale
            self._later()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self.bin_at(event.position()) if self._pressed is not None and not self._moved else None
        self._pressed = None
        if number is not None and self.map is not None:
            self.marked = number
            self._forget()
            self.chosen.emit(self.map.bins[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, page keys zoom, Home shows all."""
        step = self.width() / self._scale / 8
        ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        key = Qt.Key(event.key())
        if key in ways:
            x, y = ways[key]
            self._left, self._top = self._left + x * step, self._top + y * step
            self._later()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.zoom(1.4 if key == Qt.Key.Key_PageUp else 1 / 1.4)
        elif key == Qt.Key.Key_Home:
            self.fit()
        else:
            super().keyPressEvent(event)
