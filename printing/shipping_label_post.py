"""Korea Post's form C, 111 × 171 mm, fed upright while its content lies on its side; 3 mm at each edge stay white."""

from __future__ import annotations

from printing.page import Page
from warehouse_app.domain.numbers import printed, rule_for
from warehouse_app.domain.papers import ShippingLabel
from warehouse_app.domain.sentences import say

EDGE = 4.0
COLUMN = 62.0  # the column of the number, at the right
HEAD, SENDER = 22.0, 30.0


def draw(page: Page, label: ShippingLabel) -> None:
    """Draw one label on the current page."""
    page.title(label.tracking_no)
    page.turn()
    left, right = page.width - 2 * EDGE - COLUMN - 4, page.width - EDGE - COLUMN
    number = printed(rule_for(label.carrier), label.tracking_no)
    page.frame(EDGE - 0.5, EDGE - 0.5, page.width - 2 * EDGE + 1, page.height - 2 * EDGE + 1, 0.5)
    page.upright(right - 2, EDGE, page.height - 2 * EDGE, 0.5)
    _head(page, label, left)
    _recipient(page, label, left)
    _sender(page, label, number, left)
    _number(page, label, number, right)


def _head(page: Page, label: ShippingLabel, width: float) -> None:
    x, y = EDGE + 2, EDGE
    right = EDGE + width
    for mark in reversed(label.marks):
        right -= page.tag(right, y + 2, mark, 14, align="right", pad=1.8) + 2
    page.text(x, y + 8, label.carrier_name, 17, bold=True, width=max(right - x - 2, 10), least=9)
    page.text(x, y + 13, label.service, 10, width=width / 2, least=7)
    code = " ".join(part for part in (label.sort_code, label.sort_alias) if part)
    page.text(EDGE + width, y + HEAD - 4, code, 26, bold=True, align="right", width=width / 2, least=10)
    page.rule(EDGE, y + HEAD - 1.5, width + 2, 0.5)


def _recipient(page: Page, label: ShippingLabel, width: float) -> None:
    x, y = EDGE + 2, EDGE + HEAD
    height = page.height - y - EDGE - SENDER - (9 if label.message.strip() else 0)
    caption = page.text(x, y + 8, say("To"), 9, bold=True) + 3
    country = "" if label.country.strip().upper() in ("", "KR") else label.country
    code = page.text(EDGE + width, y + 9, label.postcode, 22, bold=True, align="right", width=width / 2, least=9)
    page.text(EDGE + width, y + 14.5, country, 12, bold=True, align="right", width=width / 2, least=7)
    page.text(x + caption, y + 9, label.shown_recipient, 18, bold=True, width=width - code - caption - 6, least=8)
    page.text(x + caption, y + 15.5, label.shown_phone, 13, width=width * 0.5, least=8)
    page.paragraph(x, y + 17.5, list(label.address), 16, width=width - 3, height=height - 18.5, least=6, bold=True,
                   leading=1.25)  # fmt: skip
    if label.message.strip():
        page.rule(EDGE, y + height, width + 2, 0.25)
        caption = page.text(x, y + height + 5, say("Message"), 7) + 2
        page.paragraph(x + caption, y + height + 0.8, [label.message], 10, width=width - caption - 4, height=7.4,
                       least=6.5, middle=True, leading=1.15)  # fmt: skip


def _sender(page: Page, label: ShippingLabel, number: str, width: float) -> None:
    """Who sends, and the number's small bars."""
    x, y, bars = EDGE + 2, page.height - EDGE - SENDER, 48.0
    room = width - bars - 3
    page.rule(EDGE, y, width + 2, 0.5)
    brand = label.client or label.sender.name
    page.text(x, y + 5, say("From"), 7)
    page.text(x, y + 10.5, brand, 13, bold=True, width=room, least=8)
    under = [label.sender.name] if label.sender.name != brand else []
    lines = [*under, *label.sender.address, label.sender.phone]
    page.paragraph(x, y + 12, [line for line in lines if line.strip()], 9, width=room, height=SENDER - 13, least=6)
    left = EDGE + width - bars + 1
    page.code128(left, y + 3, label.tracking_no, width=bars, height=17, align="center")
    page.text(left + bars / 2, y + 25, number, 10, bold=True, align="center", width=bars - 4, least=6)


def _number(page: Page, label: ShippingLabel, number: str, x: float) -> None:
    """The number in large bars, what the parcel is, the SSCC."""
    middle, y = x + COLUMN / 2, EDGE
    parcels = f"{label.number}/{label.total}" if label.total else f"#{label.number}" if label.number > 1 else ""
    if parcels:
        page.tag(x + COLUMN - 1, y + 2, parcels, 14, align="right", pad=1.8)
    if label.copy:
        page.text(x, y + 6, say("Reprint {number}", number=label.copy), 8, bold=True)
    page.text(middle, y + 20, number, 20, bold=True, align="center", width=COLUMN - 2, least=10)
    page.code128(x - 1, y + 23, label.tracking_no, width=COLUMN + 2, height=24, most=4, align="center")
    weight = f"{label.weight_g / 1000:.2f} kg" if label.weight_g else ""
    rows = [
        (say("Order"), label.order_no), (say("Shipped on"), label.ship_date.isoformat() if label.ship_date else ""),
        (say("Box"), f"{label.box}  {weight}".strip()),
    ]  # fmt: skip
    top = y + 52
    for caption, value in rows:
        page.text(x, top + 3, caption, 7)
        page.text(x, top + 8, value, 11, bold=True, width=COLUMN - 2, least=6)
        top += 10
    if label.sscc:
        page.code128(x - 1, page.height - EDGE - 18, "00" + label.sscc, width=COLUMN + 2, height=11, gs1=True,
                     align="center")  # fmt: skip
        page.text(middle, page.height - EDGE - 3, f"(00) {label.sscc}", 8, align="center", width=COLUMN - 2, least=6)
