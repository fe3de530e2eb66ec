"""What leaves in one lot (매각·기부·회송·폐기 명세), on A4: every product and grade, the receiver, two signatures."""

from __future__ import annotations

from math import ceil

from printing.page import Page
from printing.pagination import rows_by_page
from warehouse_app.domain.papers import ClearanceLine, ClearancePaper, Words
from warehouse_app.domain.sentences import say

EDGE, ROW, HEAD, LATER, TABLE_HEAD, FOOT = 15.0, 7.0, 46.0, 12.0, 6.0, 46.0
_NUMBERS: tuple[tuple[float, Words], ...] = ((42.0, say("Grade")), (26.0, say("Units")), (0.0, say("Value")))


def draw(page: Page, paper: ClearancePaper) -> None:
    """Draw the list from the current page on, lines in the order given."""
    page.title(paper.no)
    bottom = page.height - 14
    first, further = (int((bottom - EDGE - top - TABLE_HEAD) / ROW) for top in (HEAD, LATER))
    pages = rows_by_page(len(paper.lines), first, further, ceil(FOOT / ROW))
    at = 0
    for number, count in enumerate(pages, 1):
        if number == 1:
            _head(page, paper)
            top = EDGE + HEAD
        else:
            page.next()
            page.text(EDGE, EDGE + 5, paper.title, 12, bold=True, width=80, least=8)
            page.text(page.width - EDGE, EDGE + 5, paper.no, 10, align="right", width=80, least=7)
            top = EDGE + LATER
        _table(page, paper.lines[at : at + count], top)
        at += count
        page.text(page.width / 2, page.height - 8, f"{number} / {len(pages)}", 8, align="center")
    _foot(page, paper)


def _head(page: Page, paper: ClearancePaper) -> None:
    width, right = page.width - 2 * EDGE, page.width - EDGE
    page.text(EDGE, EDGE + 8, paper.title, 24, bold=True, width=width * 0.5, least=12)
    page.text(EDGE, EDGE + 17, paper.receiver or "–", 15, bold=True, width=width * 0.5, least=9)
    if page.takes_code128(paper.no, 82):
        page.code128(right - 80, EDGE, paper.no, width=83.75, height=13, align="right")
    page.text(right, EDGE + 18, paper.no, 11, bold=True, align="right", width=width * 0.45, least=7)
    y = EDGE + 24
    page.rule(EDGE, y, width, 0.75)
    cells: tuple[tuple[Words, str], ...] = (
        (say("Site"), paper.site), (say("Closed"), f"{paper.closed_at:%Y-%m-%d %H:%M}" if paper.closed_at else "–"),
        (say("Closed by"), paper.user or "–"), (say("What it brings"), f"{paper.value:,} {paper.currency}"),
    )  # fmt: skip
    for number, (caption, value) in enumerate(cells):
        x = EDGE + number * width / len(cells)
        page.text(x, y + 5, caption, 7.5)
        page.text(x, y + 11, value, 11, bold=True, width=width / len(cells) - 3, least=7)
    page.rule(EDGE, y + 14.5, width, 0.25)


def _table(page: Page, lines: tuple[ClearanceLine, ...], top: float) -> None:
    width, right = page.width - 2 * EDGE, page.width - EDGE
    code, room = 36.0, width - 36.0 - 58.0
    page.text(EDGE, top + 4.3, say("Code"), 7.5)
    page.text(EDGE + code, top + 4.3, say("Product"), 7.5)
    for from_right, caption in _NUMBERS:
        page.text(right - from_right, top + 4.3, caption, 7.5, align="right")
    y = top + TABLE_HEAD
    page.rule(EDGE, y - 0.2, width, 0.4)
    for line in lines:
        base = y + ROW / 2 + 1.3
        page.text(EDGE, base, line.sku, 9, bold=True, width=code - 2, least=6)
        page.text(EDGE + code, base, line.name, 8.5, width=room, least=6)
        for (from_right, _), value in zip(_NUMBERS, (line.grade or "–", f"{line.quantity:,}", f"{line.value:,}"),
                                          strict=True):  # fmt: skip
            page.text(right - from_right, base, value, 10, align="right")
        y += ROW
        page.rule(EDGE, y - 0.1, width, 0.1)


def _foot(page: Page, paper: ClearancePaper) -> None:
    width, right = page.width - 2 * EDGE, page.width - EDGE
    top = page.height - FOOT - 14
    page.rule(EDGE, top, width, 0.5)
    page.text(EDGE, top + 6, say("In all"), 10, bold=True)
    sums = ("", f"{sum(x.quantity for x in paper.lines):,}", f"{sum(x.value for x in paper.lines):,}")
    for (from_right, _), value in zip(_NUMBERS, sums, strict=True):
        if value:
            page.text(right - from_right, top + 6, value, 11, bold=True, align="right")
    if paper.asks_receipt:
        page.text(EDGE, top + 13, say("Please send us a receipt for this donation."), 10, bold=True)
    half = (width - 6) / 2
    for column, caption in enumerate((say("Handed over by"), say("Received by"))):
        x = EDGE + column * (half + 6)
        page.frame(x, top + 18, half, FOOT - 20)
        page.text(x + 3, top + 23.5, caption, 8.5, bold=True)
        for number, word in enumerate((say("Name"), say("Signature")), 1):
            page.text(x + 3, top + 23.5 + number * 8, word, 7.5)
            page.rule(x + 22, top + 24.1 + number * 8, half - 25, 0.2)
