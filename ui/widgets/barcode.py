"""A Code 128 barcode on the screen: scan it with the scanner in the hand."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from printing.barcodes import code128_symbol


class Barcode(QWidget):
    """Black bars on white in whole pixels, with their quiet zones, whatever the theme."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.show_code(code)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_code(self, code: str) -> None:
        """Show another code."""
        self._symbol = code128_symbol(code)
        self.setAccessibleName(code)
        self.setMinimumWidth(self._symbol.width + 2 * self._symbol.quiet)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        ratio = self.devicePixelRatioF()
        modules = self._symbol.width + 2 * self._symbol.quiet
        module = max(1, int(self.width() * ratio) // modules) / ratio
        left = (self.width() - module * modules) // 2 + module * self._symbol.quiet
        for x, _, width, _ in self._symbol.rectangles:
            painter.fillRect(QRectF(left + x * module, 4, width * module, self.height() - 8), Qt.GlobalColor.black)
        painter.end()
