"""Lists and reports through Qt's print system: exact size, and every symbol can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from printing.printers.printer import Sheet
from printing.printers.registry import printers_of
from printing.registry import render
from tests.printing.paper import decoded, extracted
from tests.printing.samples import LABEL, MANIFEST
from ui.bench_devices import KINDS
from ui.office_printer import OfficePrinter, Settings, draw_on
from warehouse_app.domain.device import Entry, Trouble
from warehouse_app.domain.papers import Paper, PaperSize


@pytest.mark.parametrize(("paper", "size"), [(MANIFEST, PaperSize.A4), (LABEL, PaperSize.LABEL_100X150)])
def test_a_paper_is_drawn_at_its_exact_size(qapp: QApplication, tmp_path: Path, paper: Paper, size: PaperSize) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    drawn = render(paper, size, "ko")
    draw_on(printer, Sheet("paper", size, drawn))
    got = (tmp_path / "out.pdf").read_bytes()
    told, wanted = extracted(got), extracted(drawn)
    assert told.pages == wanted.pages
    assert (told.width_mm, told.height_mm) == pytest.approx((size.width, size.height), abs=0.4)  # Qt: whole points
    assert decoded(got, dots_per_mm=12) == decoded(drawn, dots_per_mm=12)


def test_a_printer_that_is_not_there_says_so_and_others_print(qapp: QApplication, tmp_path: Path) -> None:
    made = printers_of([Entry("office-printer", "Office", {"queue": "No such"})], tmp_path, KINDS)
    office = made[0]
    assert office.size_for("manifest", None) is PaperSize.A4 and office.size_for("shipping_label", None) is None
    with pytest.raises(Trouble, match="There is no print queue"):
        office.print(Sheet("paper", PaperSize.A4, render(MANIFEST, PaperSize.A4, "en")))
    assert OfficePrinter("Office", Settings(queue="No such")).trouble() is not None
