"""Sheets of code labels on A4: 3 × 7 (63.5 × 38.1 mm) or 3 × 8 (63.5 × 33.9 mm), the two commonest ones.

On any other size, a roll of labels, each label is a page of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from printing.code_label import draw
from printing.page import Page
from warehouse_app.domain.papers import CodeLabel, PaperSize


@dataclass(frozen=True)
class Sheet:
    """Where labels lie on a sheet, in mm: the first one's corner, the way to the next across and down, their size."""

    columns: int
    rows: int
    left: float
    top: float
    across: float
    down: float
    width: float
    height: float


SHEETS = {
    PaperSize.A4: Sheet(3, 7, 7.25, 15.15, 66.0, 38.1, 63.5, 38.1),
    PaperSize.A4_24: Sheet(3, 8, 7.25, 12.9, 66.0, 33.9, 63.5, 33.9),
}


def draw_sheets(page: Page, labels: Sequence[CodeLabel]) -> None:
    """Labels row by row, sheet after sheet."""
    sheet = SHEETS.get(page.size)
    for number, label in enumerate(labels):
        place = number % (sheet.columns * sheet.rows) if sheet else 0
        if number and not place:
            page.next()
        if sheet:
            row, column = divmod(place, sheet.columns)
            page.place(sheet.left + column * sheet.across, sheet.top + row * sheet.down, sheet.width, sheet.height)
        draw(page, label)
