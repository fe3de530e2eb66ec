"""The shift report on A4: key figures large, the hours as bars, then every figure with its definition, and tables."""

from __future__ import annotations

from printing.page import Page
from warehouse_app.domain.papers import ReportFigure, ReportTable, ShiftPaper, Words
from warehouse_app.domain.sentences import say

EDGE, FOOT = 15.0, 14.0
TILE, TILES, GAP = 24.0, 4, 3.0
CHART, ROW = 52.0, 5.6


def draw(page: Page, report: ShiftPaper) -> None:
    """Draw the report from the current page on."""
    page.title(f"{report.site} {report.span}")
    sheet = _Sheet(page, report)
    y = _head(page, report)
    y = _tiles(page, [f for f in report.figures if f.key], y)
    y = _bars(page, report, y)
    y = _figures(sheet, list(report.figures), y)
    for table in report.tables:
        y = _table(sheet, table, y)
    sheet.close()


class _Sheet:
    """Begins further pages when the room ends, and numbers them."""

    def __init__(self, page: Page, report: ShiftPaper) -> None:
        self.page, self.report, self.number = page, report, 1

    def room(self, y: float, wanted: float) -> float:
        """Where to go on: here, or at the top of a new page."""
        if y + wanted <= self.page.height - FOOT:
            return y
        self.close()
        self.page.next()
        self.number += 1
        self.page.text(EDGE, EDGE + 3, self.report.title, 11, bold=True)
        right = self.page.width - EDGE
        self.page.text(right, EDGE + 3, self.report.span, 9, align="right", width=100, least=6)
        self.page.rule(EDGE, EDGE + 5.5, self.page.width - 2 * EDGE, 0.5)
        return EDGE + 10

    def close(self) -> None:
        self.page.text(self.page.width / 2, self.page.height - 8, str(self.number), 8, align="center")


def _head(page: Page, report: ShiftPaper) -> float:
    width = page.width - 2 * EDGE
    page.text(EDGE, EDGE + 8, report.title, 24, bold=True, width=width * 0.55, least=12)
    page.text(page.width - EDGE, EDGE + 4, report.site, 12, bold=True, align="right", width=width * 0.4, least=7)
    page.text(page.width - EDGE, EDGE + 9, report.span, 10, align="right", width=width * 0.4, least=6)
    page.text(EDGE, EDGE + 14.5, say("Compared with {span}", span=report.compared), 8.5, width=width, least=6)
    page.rule(EDGE, EDGE + 17, width, 0.75)
    return EDGE + 21


def _tiles(page: Page, figures: list[ReportFigure], y: float) -> float:
    wide = (page.width - 2 * EDGE - (TILES - 1) * GAP) / TILES
    for at, figure in enumerate(figures):
        x, top = EDGE + at % TILES * (wide + GAP), y + at // TILES * (TILE + GAP)
        page.frame(x, top, wide, TILE, 0.25, 1.5)
        page.text(x + 3, top + 5.5, figure.name, 8, width=wide - 6, least=5.5)
        unit = page.say(figure.unit)
        room = wide - 6 - (7 if unit else 0)
        wrote = page.text(x + 3, top + 14.5, figure.value, 22, bold=True, width=room, least=10)
        page.text(x + 3 + wrote + 1, top + 14.5, unit, 10)
        mark = {1: "▲", -1: "▼"}.get(figure.trend, "")
        under = " ".join(part for part in (mark, figure.before) if part)
        page.text(x + 3, top + 20.8, under, 8, width=wide * 0.5, least=5.5)
        if figure.target:
            words = say("Target {n}", n=figure.target)
            if figure.met:
                page.text(x + wide - 3, top + 20.8, words, 8, align="right", width=wide * 0.5, least=5)
            else:
                page.tag(x + wide - 2, top + 17.4, words, 7.5, align="right", pad=0.9)
    rows = -(-len(figures) // TILES)
    return y + rows * (TILE + GAP) + 3


def _bars(page: Page, report: ShiftPaper, y: float) -> float:
    """Two series beside each other, hour by hour: full boxes and empty ones."""
    width = page.width - 2 * EDGE
    page.box(EDGE, y + 0.5, 3, 3)
    first = page.text(EDGE + 4.5, y + 3.3, report.series[0], 8.5)
    page.frame(EDGE + 10 + first, y + 0.5, 3, 3)
    page.text(EDGE + 14.5 + first, y + 3.3, report.series[1], 8.5)
    bottom, tall = y + CHART - 6, CHART - 16
    page.rule(EDGE, bottom, width)
    if not report.bars:
        return y + CHART
    most = (max(one for _, one, _ in report.bars) or 1, max(other for *_, other in report.bars) or 1)
    step = width / len(report.bars)
    bar = min(step * 0.36, 7)
    every = max(1, round(9 / step))
    for at, (hour, one, other) in enumerate(report.bars):
        middle = EDGE + (at + 0.5) * step
        for n, (value, left) in enumerate(((one, middle - bar), (other, middle))):
            height = tall * value / most[n]
            if not value:
                continue
            if n == 0:
                page.box(left, bottom - height, bar * 0.9, height)
            else:
                page.frame(left, bottom - height, bar * 0.9, height)
            if step > 6:
                page.text(left + bar * 0.45, bottom - height - 0.8, f"{value:,}", 6, align="center")
        if at % every == 0:
            page.text(middle, bottom + 3.4, hour, 6.5, align="center")
    return y + CHART + 2


def _figures(sheet: _Sheet, figures: list[ReportFigure], y: float) -> float:
    page = sheet.page
    width = page.width - 2 * EDGE
    columns = (0.24, 0.1, 0.1, 0.09, 0.09)  # name, value, before, target, sample; the definition has the rest
    heads = (say("Figure"), say("Value"), say("Before"), say("Target"), say("Sample"), say("Definition"))
    y = sheet.room(y, 3 * ROW)

    def head(y: float) -> float:
        x = EDGE
        for at, words in enumerate(heads):
            share = columns[at] if at < len(columns) else 0
            if 0 < at < 5:
                page.text(x + width * share - 2, y + 3.6, words, 7.5, bold=True, align="right", width=width * share - 2)
            else:
                page.text(x + (2 if at else 0), y + 3.6, words, 7.5, bold=True)
            x += width * share
        page.rule(EDGE, y + ROW - 0.6, width, 0.5)
        return y + ROW

    y = head(y)
    for figure in figures:
        fresh = sheet.room(y, ROW)
        y = head(fresh) if fresh < y else fresh
        x = EDGE
        page.text(x, y + 3.8, figure.name, 8.5, bold=figure.key, width=width * columns[0] - 2, least=5.5)
        x += width * columns[0]
        unit = page.say(figure.unit)
        texts = (f"{figure.value}{f' {unit}' if unit else ''}", figure.before, figure.target, f"{figure.sample:,}")
        for share, text in zip(columns[1:], texts, strict=True):
            page.text(x + width * share - 2, y + 3.8, text, 8.5, align="right", width=width * share - 2, least=5.5)
            x += width * share
        page.text(x + 2, y + 3.8, figure.definition, 7, width=EDGE + width - x - 2, least=4.5)
        page.rule(EDGE, y + ROW - 0.3, width, 0.1)
        y += ROW
    return y + 6


def _table(sheet: _Sheet, table: ReportTable, y: float) -> float:
    page = sheet.page
    width = page.width - 2 * EDGE
    if not table.rows:
        return y
    y = sheet.room(y, 4 * ROW)
    page.text(EDGE, y + 4, table.title, 11, bold=True)
    y += ROW + 2

    def line(y: float, cells: tuple[Words, ...], *, bold: bool) -> None:
        x = EDGE
        for at, (share, words) in enumerate(zip(table.widths, cells, strict=True)):
            room = width * share - 2
            if at:
                page.text(x + room, y + 3.8, words, 8, bold=bold, align="right", width=room, least=5)
            else:
                page.text(x, y + 3.8, words, 8, bold=bold, width=room, least=5)
            x += width * share

    line(y, table.headings, bold=True)
    page.rule(EDGE, y + ROW - 0.6, width, 0.5)
    y += ROW
    for row in table.rows:
        fresh = sheet.room(y, ROW)
        if fresh < y:
            line(fresh, table.headings, bold=True)
            page.rule(EDGE, fresh + ROW - 0.6, width, 0.5)
            fresh += ROW
        y = fresh
        line(y, row, bold=False)
        page.rule(EDGE, y + ROW - 0.3, width, 0.1)
        y += ROW
    return y + 6
