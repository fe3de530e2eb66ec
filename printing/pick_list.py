"""A pick list (피킹 리스트) for the day when nothing can be scanned: bins in order, units, a box to tick."""

from __future__ import annotations

from printing.page import Page
from printing.pagination import rows_by_page
from warehouse_app.domain.papers import PickList
from warehouse_app.domain.sentences import say

EDGE, ROW, HEAD, LATER = 10.0, 8.0, 27.0, 12.0


def draw(page: Page, paper: PickList) -> None:
    """Draw the list from the current page on."""
    page.title(paper.order_no)
    room = page.height - 12 - EDGE
    pages = rows_by_page(len(paper.lines), int((room - HEAD) / ROW), int((room - LATER) / ROW), 0)
    at = 0
    for number, count in enumerate(pages, 1):
        if number > 1:
            page.next()
        y = _head(page, paper, number) + EDGE
        for line in paper.lines[at : at + count]:
            page.frame(EDGE, y + 1.5, 4.5, 4.5)
            page.text(EDGE + 8, y + 5.6, line.location, 13, bold=True, width=page.width * 0.26, least=8)
            left = EDGE + 10 + page.width * 0.26
            room_for_name = page.width - left - EDGE - 22
            page.text(left, y + 3.4, line.sku, 8, bold=True, width=room_for_name, least=6)
            name = f"{line.name} · {line.lot}" if line.lot else line.name
            page.text(left, y + 6.8, name, 8, width=room_for_name, least=5.5)
            page.text(page.width - EDGE, y + 6, f"× {line.quantity:,}", 15, bold=True, align="right", width=20, least=9)
            page.rule(EDGE, y + ROW - 0.2, page.width - 2 * EDGE, 0.1)
            y += ROW
        at += count
        page.text(page.width / 2, page.height - 5, f"{number} / {len(pages)}", 7, align="center")


def _head(page: Page, paper: PickList, number: int) -> float:
    width = page.width - 2 * EDGE
    if number > 1:
        page.text(EDGE, EDGE + 4, paper.order_no, 11, bold=True, width=width, least=7)
        page.rule(EDGE, EDGE + 7, width, 0.5)
        return LATER
    bars = min(70.0, width * 0.55)
    page.text(EDGE, EDGE + 5, say("Pick list"), 15, bold=True, width=width - bars, least=9)
    page.text(EDGE, EDGE + 11, paper.order_no, 13, bold=True, width=width - bars, least=7)
    page.text(EDGE, EDGE + 16.5, paper.client, 9, width=width - bars, least=6)
    page.text(EDGE, EDGE + 21.5, say("To leave by {at}", at=paper.ship_by), 9, width=width - bars, least=6)
    if page.takes_code128(paper.order_no, bars):
        page.code128(EDGE + width - bars, EDGE, paper.order_no, width=bars + 2, height=16, align="right")
    page.rule(EDGE, EDGE + 24, width, 0.75)
    return HEAD
