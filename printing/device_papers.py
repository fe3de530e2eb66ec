"""The scanner's test sheet and the printer's calibration label."""

from __future__ import annotations

from printing.barcodes import DOTS_PER_MM, FNC1
from printing.page import Page
from warehouse_app.domain.device_papers import GS, CalibrationLabel, ScannerSheet
from warehouse_app.domain.sentences import say

_EDGE, _CELL = 14.0, 44.0


def draw_sheet(page: Page, sheet: ScannerSheet) -> None:
    """One code under the other, far enough apart that a scanner meets one only."""
    page.title("TEST")
    page.text(_EDGE, 24, say("Scanner test"), 24, bold=True)
    page.text(_EDGE, 31, say("Scan the codes from top to bottom while the page Devices shows the test."), 10)
    for row, code in enumerate(sheet.codes):
        y = 42 + row * _CELL
        page.text(_EDGE, y + 5, f"{row + 1}", 16, bold=True)
        page.text(_EDGE + 10, y + 5, code.shows, 12)
        if code.symbol == "qr":
            page.qr(_EDGE + 10, y + 8, code.text, 24)
        else:
            text = code.text.replace(GS, FNC1)
            page.code128(_EDGE + 6, y + 8, text, width=120, height=16, gs1=code.symbol == "gs1")


def draw_calibration(page: Page, label: CalibrationLabel) -> None:
    """Rulers that begin at the very edge show what is cut off; narrow bars show darkness and a dirty head."""
    page.title("CAL")
    _rulers(page)
    page.text(8, 14, say("Calibration"), 14, bold=True, width=page.width - 16)
    page.text(8, 20, label.printer, 10, width=page.width - 16)
    step = (page.height - 42) / (len(label.codes) + 0.5)
    height = min(step - 7, 14.0)
    for row, (code, dots) in enumerate(label.codes):
        y = 26 + row * step
        page.code128(8, y, code, width=page.width - 16, height=height, exactly=dots)
        page.text(8, y + height + 4, say("{code}: bars from {mm} mm", code=code, mm=f"{dots / DOTS_PER_MM:.3f}"), 8)
    top = page.height - 14
    for n in range(8):  # from one dot in eight to all black: darkness is right where the third can be counted
        for line in range(8):
            if line <= n:
                page.box(8 + n * 8, top + line * 0.75, 7, 0.375)


def _rulers(page: Page) -> None:
    for mm in range(int(page.width) + 1):
        page.upright(mm, 0, _tick(mm), 0.125)
    for mm in range(int(page.height) + 1):
        page.rule(0, mm, _tick(mm), 0.125)
    for mm in range(10, int(page.width), 10):
        page.text(mm + 0.4, 6.5, f"{mm}", 5)


def _tick(mm: int) -> float:
    return 5.0 if mm % 10 == 0 else 3.5 if mm % 5 == 0 else 2.0
