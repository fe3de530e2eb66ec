"""The label of one graded unit: a huge grade, where the unit goes, and the code that it is found by."""

from __future__ import annotations

from printing.page import CAP, Page
from warehouse_app.domain.papers import UnitLabel


def draw(page: Page, label: UnitLabel) -> None:
    """Draw the label over the whole page."""
    page.title(label.code)
    width, height = page.width, page.height
    edge = 2.0
    bars = max(height * 0.28, 8.0)
    small = min(height * 0.075, 4.0)  # height of the small words
    square = height - bars - small - 3 * edge
    page.frame(edge, edge, square, square)
    page.text(edge + square / 2, edge + square * 0.82, label.grade, square * 0.62 / CAP, align="center", bold=True,
              width=square - 2, least=6)  # fmt: skip
    left, room = edge + square + 2, width - square - 2 * edge - 2
    line = square / 4.2
    words = ((label.disposition, 0.72, True), (label.destination, 0.72, True), (label.sku, 0.62, True),
             (label.name, 0.55, False))  # fmt: skip
    y = edge
    for word, share, bold in words:
        y += line
        if word:
            page.text(left, y, word, line * share / CAP, width=room, least=4, bold=bold)
    top = height - edge - small - bars
    if page.takes_code128(label.code, width):
        page.code128(0, top, label.code, width=width, height=bars, most=3, align="center")
    else:
        page.qr((width - bars) / 2, top, label.code, bars)
    page.text(edge, height - edge, label.code, small * 0.8 / CAP, bold=True, width=width * 0.6, least=4)
    beside = label.rma if not label.copy else f"{label.rma} · {label.copy + 1}"
    page.text(width - edge, height - edge, beside, small * 0.7 / CAP, align="right", width=width * 0.36, least=4)
