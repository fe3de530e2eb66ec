"""What came of a receipt (입고 확인서), on A4: expected, received, damaged and the difference, line by line."""

from __future__ import annotations

from math import ceil

from printing.page import Page
from printing.pagination import rows_by_page
from warehouse_app.domain.papers import ReceiptLine, ReceiptPaper, Words
from warehouse_app.domain.sentences import say

EDGE, ROW, HEAD, LATER, TABLE_HEAD, FOOT = 15.0, 7.4, 50.0, 12.0, 6.0, 40.0
# Where the columns of numbers end, from the right edge.
_NUMBERS: tuple[tuple[float, Words], ...] = (
    (54.0, say("Expected")), (36.0, say("Received")), (18.0, say("Damaged")), (0.0, say("Difference")),
)  # fmt: skip


def draw(page: Page, receipt: ReceiptPaper) -> None:
    """Draw the receipt from the current page on, lines in the order given."""
    page.title(receipt.no)
    bottom = page.height - 14
    first, further = (int((bottom - EDGE - top - TABLE_HEAD) / ROW) for top in (HEAD, LATER))
    pages = rows_by_page(len(receipt.lines), first, further, ceil(FOOT / ROW))
    at = 0
    for number, count in enumerate(pages, 1):
        if number == 1:
            _head(page, receipt)
            top = EDGE + HEAD
        else:
            page.next()
            page.text(EDGE, EDGE + 5, receipt.client, 12, bold=True, width=80, least=8)
            page.text(page.width - EDGE, EDGE + 5, receipt.no, 10, align="right", width=80, least=7)
            top = EDGE + LATER
        _table(page, receipt.lines[at : at + count], top)
        at += count
        page.text(page.width / 2, page.height - 8, f"{number} / {len(pages)}", 8, align="center")
    _foot(page, receipt)


def _head(page: Page, receipt: ReceiptPaper) -> None:
    width, right = page.width - 2 * EDGE, page.width - EDGE
    page.text(EDGE, EDGE + 8, say("Goods received"), 24, bold=True)
    page.text(EDGE, EDGE + 17, receipt.client, 17, bold=True, width=width * 0.5, least=9)
    if page.takes_code128(receipt.no, 82):
        page.code128(right - 80, EDGE, receipt.no, width=83.75, height=13, align="right")
    page.text(right, EDGE + 18, receipt.no, 11, bold=True, align="right", width=width * 0.45, least=7)
    if receipt.is_blind:
        page.tag(EDGE, EDGE + 20, say("Not announced"), 10)
    if receipt.closed_at is None:
        page.tag(EDGE + 45, EDGE + 20, say("Still open"), 10)
    y = EDGE + 27
    page.rule(EDGE, y, width, 0.75)
    times = ((say("Expected"), receipt.expected_at), (say("First unit"), receipt.first_unit_at),
             (say("Closed"), receipt.closed_at))  # fmt: skip
    cells: list[tuple[Words, str]] = [(say("Received at"), receipt.site)]
    cells += [(caption, at.strftime("%Y-%m-%d %H:%M") if at else "–") for caption, at in times]
    cells.append((say("Closed by"), receipt.user or "–"))
    x = EDGE
    for share, (caption, value) in zip((0.2, 0.215, 0.215, 0.215, 0.155), cells, strict=True):
        page.text(x, y + 5, caption, 7.5)
        page.text(x, y + 11, value, 11, bold=True, width=width * share - 3, least=7)
        x += width * share
    page.rule(EDGE, y + 14.5, width, 0.25)


def _table(page: Page, lines: tuple[ReceiptLine, ...], top: float) -> None:
    width, right = page.width - 2 * EDGE, page.width - EDGE
    code, room = 36.0, width - 36.0 - 70.0
    page.text(EDGE, top + 4.3, say("Code"), 7.5)
    page.text(EDGE + code, top + 4.3, say("Product"), 7.5)
    for from_right, caption in _NUMBERS:
        page.text(right - from_right, top + 4.3, caption, 7.5, align="right")
    y = top + TABLE_HEAD
    page.rule(EDGE, y - 0.2, width, 0.4)
    for line in lines:
        base = y + ROW / 2 + 1.3
        page.text(EDGE, base, line.sku, 9, bold=True, width=code - 2, least=6)
        lot = " · ".join(word for word in (line.lot, line.expiry) if word)
        if lot:
            page.text(EDGE + code, y + 3.6, line.name, 8.5, width=room, least=6)
            page.text(EDGE + code, y + 7.0, lot, 7.5, width=room, least=6)
        else:
            page.text(EDGE + code, base, line.name, 8.5, width=room, least=6)
        off = line.received - line.expected
        values = (f"{line.expected:,}", f"{line.received:,}", f"{line.damaged:,}" if line.damaged else "–",
                  f"{off:+,}" if off else "0")  # fmt: skip
        for (from_right, _), value, bold in zip(_NUMBERS, values, (False, True, bool(line.damaged), bool(off)),
                                                strict=True):  # fmt: skip
            page.text(right - from_right, base, value, 10, bold=bold, align="right")
        y += ROW
        page.rule(EDGE, y - 0.1, width, 0.1)


def _foot(page: Page, receipt: ReceiptPaper) -> None:
    """The sums, and two signatures."""
    width, right = page.width - 2 * EDGE, page.width - EDGE
    top = page.height - FOOT - 14
    page.rule(EDGE, top, width, 0.5)
    page.text(EDGE, top + 6, say("In all"), 10, bold=True)
    sums = [sum(getattr(line, name) for line in receipt.lines) for name in ("expected", "received", "damaged")]
    missing = sum(max(line.expected - line.received, 0) for line in receipt.lines)
    extra = sum(max(line.received - line.expected, 0) for line in receipt.lines)
    for (from_right, _), value in zip(_NUMBERS, (*sums, sums[1] - sums[0]), strict=True):
        text = f"{value:+,}" if not from_right and value else f"{value:,}"
        page.text(right - from_right, top + 6, text, 11, bold=True, align="right")
    page.text(EDGE, top + 12, say("{missing} missing, {extra} too many", missing=missing, extra=extra), 9)
    half = (width - 6) / 2
    for column, caption in enumerate((say("Received by"), say("Delivered by"))):
        x = EDGE + column * (half + 6)
        page.frame(x, top + 15, half, FOOT - 15)
        page.text(x + 3, top + 20.5, caption, 8.5, bold=True)
        for number, word in enumerate((say("Name"), say("Signature")), 1):
            page.text(x + 3, top + 20.5 + number * 8, word, 7.5)
            page.rule(x + 22, top + 21.1 + number * 8, half - 25, 0.2)
