"""The picture of a product: a drawing if there is one, else the product's first letter; read on the desk thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look


class Picture(QWidget):
    """A square picture on a soft ground. `find(name, then)` brings the image of a name, at once or later."""

    def __init__(self, find: Callable[[str, Callable[[str, QImage | None], None]], None]) -> None:
        super().__init__()
        self._find = find
        self._look = Look()
        self._name, self._letters = "", ""
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_product(self, image: str, name: str) -> None:
        self._letters = name[:1].upper()
        if image != self._name:
            self._name, self._image = image, None
            if image:
                self._find(image, self._found)
        self.update()

    def _found(self, name: str, image: QImage | None) -> None:
        if name == self._name:
            self._image = image
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        where = QRectF(0, (self.height() - side) / 2, side, side)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(where, self._look.px(12), self._look.px(12))
        # Product drawings are made for a light ground, in every theme.
        painter.fillPath(path, QColor("#F0F3F7"))
        if self._image is not None:
            inner = where.adjusted(side * 0.06, side * 0.06, -side * 0.06, -side * 0.06)
            size = self._image.size().scaled(inner.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            spot = QRectF(0, 0, size.width(), size.height())
            spot.moveCenter(inner.center())
            painter.drawImage(spot, self._image)
        elif self._letters:
            font = self._look.font("code", bold=True)
            font.setPixelSize(max(9, round(side * 0.5)))
            painter.setFont(font)
            painter.setPen(QColor("#5B6472"))
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()
