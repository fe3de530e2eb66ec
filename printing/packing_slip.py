"""The packing slip: what is in the parcel, in the brand's name, without prices. Long orders go on over more pages."""

from __future__ import annotations

from math import ceil

from printing.page import Page
from printing.pagination import rows_by_page
from warehouse_app.domain.papers import PackingSlip, SlipLine
from warehouse_app.domain.sentences import say

TABLE_HEAD = 6.0


def draw(page: Page, slip: PackingSlip) -> None:
    """Draw the slip from the current page on."""
    page.title(slip.order_no)
    edge = 5.0 if page.width < 120 else 12.0 if page.width < 160 else 18.0
    row = 7.0 if page.width < 120 else 8.0
    foot = 30.0 if slip.return_code or slip.return_note else 12.0
    rows = [*slip.lines, *slip.inserts]
    top = _first_head(page, slip, edge)
    later = edge + 8
    bottom = page.height - 8 - TABLE_HEAD
    pages = rows_by_page(len(rows), int((bottom - top) / row), int((bottom - later) / row), ceil((foot - 8) / row))
    at = 0
    for number, count in enumerate(pages, 1):
        if number > 1:
            page.next()
            _next_head(page, slip, edge)
            top = later
        _table(page, rows[at : at + count], top, edge, row, at, len(slip.lines))
        at += count
        if len(pages) > 1:
            page.text(page.width / 2, page.height - 4, f"{number} / {len(pages)}", 7, align="center")
    _closing(page, slip, edge, foot, sum(line.quantity for line in rows))


def _first_head(page: Page, slip: PackingSlip, edge: float) -> float:
    """Brand, order and its bars; returns where the table begins."""
    width = page.width - 2 * edge
    bars = min(62.0, width * 0.5)
    page.text(edge, edge + 8, slip.client, 24, bold=True, width=width - 2, least=12)
    page.text(edge, edge + 14.5, say("Packing slip"), 11)
    if slip.gift:
        wide = page.tag(page.width - edge, edge + 11, say("Gift order"), 10, align="right")
        page.text(page.width - edge - wide - 2, edge + 14.5, say("No prices inside"), 8, align="right")
    y = edge + 18.5
    page.rule(edge, y, width, 0.75)
    room = width - bars
    page.text(edge, y + 5, say("Order"), 7)
    page.text(edge, y + 10.5, slip.order_no, 14, bold=True, width=room, least=7)
    if page.takes_code128(slip.order_no, bars):
        page.code128(edge + room, y + 3, slip.order_no, width=bars + 2, height=11, align="right")
    facts = [slip.ordered_on.isoformat() if slip.ordered_on else "", slip.recipient]
    if slip.total > 1:
        facts.append(page.say(say("Parcel {number} of {total}", number=slip.number, total=slip.total)))
    if slip.others:
        facts.append(page.say(say("with {orders}", orders=", ".join(slip.others))))
    page.text(edge, y + 15.5, " · ".join(fact for fact in facts if fact), 9, width=room, least=6.5)
    y += 18
    if slip.message.strip():
        y = page.paragraph(edge, y, [slip.message], 9, width=width, height=9, least=7) + 2
    return y


def _next_head(page: Page, slip: PackingSlip, edge: float) -> None:
    width = page.width - 2 * edge
    page.text(edge, edge + 5, slip.client, 12, bold=True, width=width / 2, least=8)
    page.text(page.width - edge, edge + 5, slip.order_no, 10, align="right", width=width / 2 - 2, least=7)


def _table(page: Page, lines: list[SlipLine], top: float, edge: float, row: float, offset: int, gift_from: int) -> None:
    width = page.width - 2 * edge
    code = width * 0.27
    page.rule(edge, top, width, 0.5)
    page.text(edge, top + 4.3, say("Code"), 7)
    page.text(edge + code, top + 4.3, say("Product"), 7)
    page.text(page.width - edge, top + 4.3, say("Quantity"), 7, align="right")
    y = top + TABLE_HEAD
    page.rule(edge, y - 0.25, width, 0.25)
    for number, line in enumerate(lines, offset):
        left, room = edge + code, width - code - 15
        if number >= gift_from:
            wide = page.tag(left, y + row / 2 - 1.9, say("Free gift"), 7, pad=0.9) + 1.5
            left, room = left + wide, room - wide
        base = y + row / 2 + 1.2
        page.text(edge, base, line.sku, 9, width=code - 2, least=6)
        page.paragraph(
            left, y + 0.4, [line.name], 9.5, width=room, height=row - 1.2, least=6, middle=True, leading=1.12
        )
        page.text(page.width - edge, base + 0.3, str(line.quantity), 12, bold=True, align="right")
        y += row
        page.rule(edge, y - 0.15, width, 0.125)


def _closing(page: Page, slip: PackingSlip, edge: float, foot: float, units: int) -> None:
    width = page.width - 2 * edge
    y = page.height - foot
    page.rule(edge, y, width, 0.5)
    page.text(page.width - edge, y + 5.5, say("{units} items in all", units=units), 9.5, bold=True, align="right")
    if not (slip.return_code or slip.return_note):
        page.text(edge, y + 5.5, say("Thank you for your order."), 9.5)
        return
    left, side = edge, 21.0
    if slip.return_code:
        page.qr(edge - 2.5, y + 2.5, slip.return_code, side)
        left += side
    page.text(left, y + 6, say("Returns"), 9.5, bold=True)
    note = slip.return_note or page.say(say("Put this slip into the parcel when you send something back."))
    end = page.paragraph(left, y + 8, [note], 8.5, width=width - (left - edge), height=10, least=6.5)
    page.text(left, end + 4, slip.return_code, 9, bold=True, width=width - (left - edge), least=6)
