"""Sheets of labels: every code can be scanned, as many on a sheet as its name says."""

from __future__ import annotations

import pytest

from printing.label_sheet import SHEETS
from printing.registry import render
from tests.printing.paper import decoded
from warehouse_app.domain.papers import CodeLabel, PaperSize


@pytest.mark.parametrize("size", SHEETS)
def test_labels_fill_sheet_after_sheet(size: PaperSize) -> None:
    sheet = SHEETS[size]
    each = sheet.columns * sheet.rows
    labels = [CodeLabel("bin", f"P{n:02}-12-B", zone="P · 03") for n in range(1, each + 2)]
    found = [decoded(render(labels, size), page)["Code128"] for page in (0, 1)]
    assert sorted(found[0]) == sorted(label.code for label in labels[:each])
    assert found[1] == [labels[each].code]


@pytest.mark.parametrize("size", SHEETS)
def test_sheets_stay_on_the_paper(size: PaperSize) -> None:
    sheet = SHEETS[size]
    assert sheet.left + (sheet.columns - 1) * sheet.across + sheet.width < size.width
    assert sheet.top + (sheet.rows - 1) * sheet.down + sheet.height < size.height
