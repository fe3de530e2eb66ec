"""A printer for lists and reports, through Qt: what Windows, CUPS and macOS have set up, at exact size, never scaled.

It stands here and not with the other printers because only the window's library reaches the print system of Windows.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QMarginsF, QRect, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from printing.printers.printer import PAPERS, Sheet, fitting
from printing.zpl import DOTS_PER_MM, PDF, pages
from warehouse_app.domain.device import Kind, Trouble
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.domain.settings_form import setting

_DPI = 300  # of office printers; lines and bars are drawn in whole dots of it
_application: Any = None


@dataclass(frozen=True)
class Settings:
    """What is set of an office printer."""

    queue: str = setting("", say("Name of the print queue (none: the computer's usual printer)"))
    loaded: str = setting("A4", say("Size of the paper in it"), *(size.value for size in PaperSize))
    papers: tuple[str, ...] = PAPERS


class OfficePrinter:
    """One print queue. Printing draws each page as a picture of its exact size: any driver can do that."""

    repeats_safely = False
    form = PDF

    def __init__(self, name: str, settings: Settings) -> None:
        global _application
        if QCoreApplication.instance() is None:  # a command without a window
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
            _application = QGuiApplication([])
        self.name, self.papers = name, settings.papers
        self._queue, self._loaded = settings.queue, PaperSize(settings.loaded)

    def size_for(self, kind: str, wanted: PaperSize | None) -> PaperSize | None:
        """What it is for, on the paper that is in it."""
        return fitting(kind, wanted, self.papers, (self._loaded,))

    def print(self, sheet: Sheet) -> str:
        """Hand a paper to the print system."""
        if (trouble := self.trouble()) is not None:
            raise Trouble(trouble)
        printer = QPrinter(self._info(), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(sheet.name)
        draw_on(printer, sheet)
        return sheet.name

    def printed(self, output: str) -> bool | None:
        """Nobody says so."""
        return None

    def trouble(self) -> Sentence | None:
        """Whether the queue is there."""
        if not self._info().isNull():
            return None
        if self._queue:
            return say("There is no print queue {name} here.", name=self._queue)
        return say("This computer has no usual printer.")

    def _info(self) -> QPrinterInfo:
        return QPrinterInfo.printerInfo(self._queue) if self._queue else QPrinterInfo.defaultPrinter()


def draw_on(printer: QPrinter, sheet: Sheet) -> None:
    """Draw all pages of a PDF, each on a page of its exact size. Raises OSError if the print system does not begin."""
    size = QPageSize(QSizeF(sheet.size.width, sheet.size.height), QPageSize.Unit.Millimeter, sheet.name)
    if sheet.size in (PaperSize.A4, PaperSize.A5):  # a driver knows these by name
        size = QPageSize(QPageSize.PageSizeId.A4 if sheet.size is PaperSize.A4 else QPageSize.PageSizeId.A5)
    printer.setFullPage(True)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
    dots = printer.resolution() / 25.4
    painter = QPainter()
    if not painter.begin(printer):
        raise OSError("the print system does not begin")
    try:
        for number, page in enumerate(pages(sheet.data, _DPI, grey=True)):
            if number:
                printer.newPage()
            image = QImage(page.tobytes(), page.width, page.height, page.width, QImage.Format.Format_Grayscale8)
            wide, high = (round(side / DOTS_PER_MM[_DPI] * dots) for side in page.size)
            painter.drawImage(QRect(0, 0, wide, high), image)
    finally:
        painter.end()


def names() -> list[str]:
    """The print queues that Qt finds."""
    return list(QPrinterInfo.availablePrinterNames())


KIND = Kind("office-printer", "printer", say("Printer for lists and reports"), Settings, OfficePrinter)
