"""The picture of a product: an SVG or bitmap of the demo or the site, else a plain parcel shape."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from ui.look import Look

IMAGES = Path(__file__).resolve().parents[2] / "resources" / "demo" / "images"


class Picture(QWidget):
    """A square picture; files are looked for by name in `folders` only."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[Path] = [IMAGES]
        self._look = Look()
        self._svg: QSvgRenderer | None = None
        self._bitmap = QPixmap()

    def show_image(self, name: str, look: Look, side: int) -> None:
        """Show the file of a name ('' or unknown: the plain shape) at a side length in pixels."""
        self._look = look
        self.setFixedSize(side, side)
        self._svg, self._bitmap = None, QPixmap()
        file = next((f / Path(name).name for f in self.folders if name and (f / Path(name).name).is_file()), None)
        if file is not None and file.suffix == ".svg":
            self._svg = QSvgRenderer(str(file))
        elif file is not None:
            self._bitmap = QPixmap(str(file))
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint the picture on its soft ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#EEF1F6"))
        radius = self._look.px(10)
        painter.drawRoundedRect(self.rect(), radius, radius)
        inner = QRectF(self.rect()).adjusted(*(v * self.width() * 0.18 for v in (1, 1, -1, -1)))
        if self._svg is not None and self._svg.isValid():
            self._svg.render(painter, inner)
        elif not self._bitmap.isNull():
            painter.drawPixmap(inner.toRect(), self._bitmap)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor("#7C879A"), max(2, self.width() // 30)))
            painter.drawRoundedRect(inner, radius, radius)
            painter.drawLine(inner.left(), inner.center().y() - inner.height() / 5, inner.right(),
                             inner.center().y() - inner.height() / 5)  # fmt: skip
        painter.end()
