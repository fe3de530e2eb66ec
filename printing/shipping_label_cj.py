"""CJ's own form, 123 × 100 mm: the waybill number twice in bars, where it is sorted to in bars and in large letters.

What a sorting centre reads stands at the top, what the courier reads in the middle, the SSCC for the house below.
"""

from __future__ import annotations

from printing.page import Page
from warehouse_app.domain.numbers import printed, rule_for
from warehouse_app.domain.papers import ShippingLabel
from warehouse_app.domain.sentences import say

EDGE, RIGHT = 3.0, 73.0  # where the right column begins
HEAD, SORT, MIDDLE, LOWER = 14.0, 34.0, 67.0, 79.0  # where each band ends


def draw(page: Page, label: ShippingLabel) -> None:
    """Draw one label on the current page."""
    page.title(label.tracking_no)
    width = page.width - 2 * EDGE
    number = printed(rule_for(label.carrier), label.tracking_no)
    _head(page, label, number, width)
    _sort(page, label, width)
    _recipient(page, label)
    _right(page, label, number)
    _sender(page, label, width)
    _bars(page, label, number, width)


def _head(page: Page, label: ShippingLabel, number: str, width: float) -> None:
    right = EDGE + width
    parcels = f"{label.number}/{label.total}" if label.total else f"#{label.number}" if label.number > 1 else ""
    if parcels:
        right -= page.tag(right, 3.2, parcels, 14, align="right", pad=1.8) + 2
    if label.copy:
        right -= page.text(right, 8.5, say("Reprint {number}", number=label.copy), 8, bold=True, align="right") + 2
    day = label.ship_date.isoformat() if label.ship_date else ""
    right -= page.text(right, 8.5, day, 9, align="right") + 3
    page.text(EDGE, 9.2, number, 20, bold=True, width=min(62, right - EDGE - 20), least=11)
    left = EDGE + 64
    page.text(left, 8.8, label.carrier_name, 12, bold=True, width=max(right - left, 8), least=6)
    page.text(EDGE, 12.9, label.service, 8, width=width / 2, least=6)
    page.rule(EDGE, HEAD - 0.5, width, 0.5)


def _sort(page: Page, label: ShippingLabel, width: float) -> None:
    """The sort code in bars of code set A and in 36 points; marks beside it."""
    right = EDGE + width
    for mark in reversed(label.marks):
        right -= page.tag(right, HEAD + 5, mark, 14, align="right", pad=1.8) + 2
    left, code = EDGE, label.sort_code.upper()
    if code and page.takes_code128(code, 46):
        page.code128(EDGE - 2, HEAD + 2, code, width=48, height=14, most=3, set_a=True)
        left += 48
    page.text(left, HEAD + 14, label.sort_code, 36, bold=True, width=max(right - left - 2, 10), least=14)
    page.rule(EDGE, SORT - 0.5, width, 0.5)


def _recipient(page: Page, label: ShippingLabel) -> None:
    """Whom it goes to: the alias of the address in 24 points, the masked name and phone, the address."""
    room = RIGHT - EDGE - 3
    alias = label.sort_alias or label.postcode
    page.text(EDGE, SORT + 8, alias, 24, bold=True, width=room * 0.62, least=10)
    if label.sort_alias:
        page.text(EDGE + room, SORT + 8, label.postcode, 14, bold=True, align="right", width=room * 0.35, least=8)
    page.text(EDGE, SORT + 14, label.shown_recipient, 13, bold=True, width=room * 0.5, least=7)
    page.text(EDGE + room, SORT + 14, label.shown_phone, 11, align="right", width=room * 0.48, least=7)
    country = [] if label.country.strip().upper() in ("", "KR") else [label.country]
    page.paragraph(EDGE, SORT + 15.5, [*label.address, *country], 13, width=room, height=MIDDLE - SORT - 16.5, least=6,
                   bold=True, leading=1.2)  # fmt: skip


def _right(page: Page, label: ShippingLabel, number: str) -> None:
    """The number's small bars, the order, the box."""
    room = page.width - EDGE - RIGHT
    page.upright(RIGHT - 1.5, SORT, MIDDLE - SORT - 0.5)
    page.code128(RIGHT - 1, SORT + 1.5, label.tracking_no, width=room + 3, height=12, align="center")
    page.text(RIGHT + room / 2, SORT + 17.5, number, 10, bold=True, align="center", width=room, least=7)
    weight = f"{label.weight_g / 1000:.2f} kg" if label.weight_g else ""
    y = SORT + 22.5
    for caption, value in ((say("Order"), label.order_no), (say("Box"), f"{label.box}  {weight}".strip())):
        shift = page.text(RIGHT, y, caption, 6.5) + 2
        page.text(RIGHT + shift, y, value, 9, bold=True, width=room - shift, least=6)
        y += 4.6
    page.paragraph(RIGHT, y - 2.6, [label.message], 8, width=room, height=MIDDLE - y + 2, least=5.5, leading=1.15)
    page.rule(EDGE, MIDDLE - 0.5, page.width - 2 * EDGE, 0.5)


def _sender(page: Page, label: ShippingLabel, width: float) -> None:
    brand = label.client or label.sender.name
    shift = page.text(EDGE, MIDDLE + 3.6, say("From"), 6.5) + 2
    page.text(EDGE + shift, MIDDLE + 4, brand, 10, bold=True, width=width - shift, least=7)
    under = [label.sender.name] if label.sender.name != brand else []
    line = " · ".join(part for part in [*under, *label.sender.address, label.sender.phone] if part.strip())
    page.paragraph(EDGE, MIDDLE + 5, [line], 7.5, width=width, height=LOWER - MIDDLE - 6, least=5.5)
    page.rule(EDGE, LOWER - 0.5, width, 0.25)


def _bars(page: Page, label: ShippingLabel, number: str, width: float) -> None:
    """The number's large bars, and the SSCC beside them."""
    half = width - 50
    page.code128(EDGE - 2.5, LOWER + 1.5, label.tracking_no, width=half + 2.5, height=12, most=4, align="center")
    page.text(EDGE + half / 2, page.height - 2.2, number, 11, bold=True, align="center", width=half, least=7)
    if label.sscc:
        left = EDGE + half + 1
        page.code128(left, LOWER + 1.5, "00" + label.sscc, width=51, height=12, gs1=True, align="center")
        page.text(left + 25, page.height - 2.2, f"(00) {label.sscc}", 8, align="center", width=48, least=6)
