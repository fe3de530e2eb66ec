"""The shipping label (운송장): carrier, sort code, tracking number, address, and the SSCC licence plate.

The tracking number stands twice in bars, so that a scratch or a fold does not stop a parcel. Name and phone are
masked where the label says so. Sizes 100 × 150 mm and 4 × 6 in; what is left of the taller one goes to the bars.
"""

from __future__ import annotations

from printing.page import Page
from warehouse_app.domain.numbers import printed, rule_for
from warehouse_app.domain.papers import ShippingLabel
from warehouse_app.domain.sentences import say

EDGE = 4.0  # white at every side: heads do not reach the edge
SORT, SSCC, SENDER, MESSAGE, DETAILS = 16.5, 18.5, 21.5, 8.5, 10.0


def draw(page: Page, label: ShippingLabel) -> None:
    """Draw one label on the current page."""
    page.title(label.tracking_no)
    width = page.width - 2 * EDGE
    y = _head(page, label, width)
    if label.sort_code or label.marks:
        y = _sort(page, label, y, width)
    bottom = page.height - 3
    bottom = _sender(page, label, bottom - SENDER, width)
    if label.sscc:
        bottom = _licence_plate(page, label, bottom - SSCC, width)
    bottom = _details(page, label, bottom - DETAILS, width)
    if label.message.strip():
        bottom = _message(page, label, bottom - MESSAGE, width)
    y = _tracking(page, label, y, width, room=bottom - y)
    _recipient(page, label, y, width, bottom - y)


def _head(page: Page, label: ShippingLabel, width: float) -> float:
    y, right = 3.0, EDGE + width
    parcels = f"{label.number}/{label.total}" if label.total else f"#{label.number}" if label.number > 1 else ""
    if parcels:
        right -= page.tag(right, y, parcels, 15, align="right", pad=2) + 2
    if label.copy:
        right -= page.text(right, y + 6, say("Reprint {number}", number=label.copy), 8, bold=True, align="right") + 2
    room = right - EDGE
    name = page.text(EDGE, y + 6.2, label.carrier_name, 19, bold=True, width=room * 0.7, least=11)
    page.text(EDGE + name + 2, y + 6.2, label.service, 10, width=max(room - name - 2, 1), least=7)
    page.rule(EDGE, y + 9, width, 0.75)
    return y + 9.75


def _sort(page: Page, label: ShippingLabel, y: float, width: float) -> float:
    right = EDGE + width
    for mark in reversed(label.marks):
        right -= page.tag(right, y + 4.5, mark, 16, align="right", pad=2) + 2
    page.text(EDGE, y + 13.2, label.sort_code, 38, bold=True, width=max(right - EDGE - 2, 10), least=16)
    page.rule(EDGE, y + SORT - 0.25, width)
    return y + SORT


def _tracking(page: Page, label: ShippingLabel, y: float, width: float, room: float) -> float:
    """The number and its large bars; the address keeps at least 31 mm of the room."""
    number = printed(rule_for(label.carrier), label.tracking_no)
    page.text(EDGE + width / 2, y + 10, number, 34, bold=True, width=width, least=12, align="center")
    height = min(max(room - 45.5, 10), 26)
    page.code128(0, y + 12.5, label.tracking_no, width=page.width, height=height, most=5, align="center")
    return y + 12.5 + height + 2.5


def _recipient(page: Page, label: ShippingLabel, y: float, width: float, height: float) -> None:
    page.rule(EDGE, y, width, 0.75)
    side = 9.5
    page.box(EDGE, y + 0.75, side, height - 0.75)
    middle = y + height / 2 + 1.2
    page.text(EDGE + side / 2, middle, say("To"), 10, bold=True, white=True, align="center", width=side - 1, least=6)
    left, room = EDGE + side + 2.5, width - side - 2.5
    code = page.text(EDGE + width, y + 8.2, label.postcode, 22, bold=True, align="right", width=room / 2, least=9)
    country = "" if label.country.strip().upper() in ("", "KR") else label.country
    abroad = page.text(EDGE + width, y + 13.8, country, 13, bold=True, align="right", width=room / 2, least=7)
    page.paragraph(left, y + 1.6, [label.shown_recipient], 19, width=room - code - 3, height=7.2, least=8, bold=True,
                   leading=1.1, middle=True)  # fmt: skip
    page.text(left, y + 13.6, label.shown_phone, 13, width=room - abroad - 3, least=8)
    page.paragraph(left, y + 15.6, list(label.address), 15, width=room, height=height - 17, least=6, bold=True,
                   leading=1.25)  # fmt: skip


def _message(page: Page, label: ShippingLabel, y: float, width: float) -> float:
    page.rule(EDGE, y, width, 0.25)
    caption = page.text(EDGE, y + 5.4, say("Message"), 7)
    page.paragraph(EDGE + caption + 2.5, y + 0.9, [label.message], 10, width=width - caption - 2.5,
                   height=MESSAGE - 1.5, least=6.5, middle=True, leading=1.15)  # fmt: skip
    return y


def _details(page: Page, label: ShippingLabel, y: float, width: float) -> float:
    page.rule(EDGE, y, width, 0.25)
    weight = f" · {label.weight_g / 1000:.2f} kg" if label.weight_g else ""
    cells = [
        (0.36, say("Order"), label.order_no),
        (0.22, say("Shipped on"), label.ship_date.isoformat() if label.ship_date else ""),
        (0.42, say("Box"), f"{label.box}{weight}".removeprefix(" · ")),
    ]
    x = EDGE
    for share, caption, value in cells:
        if x > EDGE:
            page.upright(x - 1.5, y + 1.5, DETAILS - 3)
        page.text(x, y + 3.6, caption, 6.5)
        page.text(x, y + 8.2, value, 11, bold=True, width=width * share - 3, least=6)
        x += width * share
    return y


def _licence_plate(page: Page, label: ShippingLabel, y: float, width: float) -> float:
    """GS1-128 of the SSCC; GS1 asks for modules of half a millimetre, which are 4 dots."""
    page.rule(EDGE, y, width, 0.25)
    page.code128(0, y + 2, "00" + label.sscc, width=page.width, height=SSCC - 7.5, most=4, gs1=True, align="center")
    s = label.sscc
    page.text(page.width / 2, y + SSCC - 1.6, f"SSCC (00) {s[:1]} {s[1:8]} {s[8:17]} {s[17:]}", 9, align="center")
    return y


def _sender(page: Page, label: ShippingLabel, y: float, width: float) -> float:
    """Who sends, with the brand's name, and the small bars in the other corner."""
    page.rule(EDGE, y, width, 0.75)
    bars = 47.0
    room = width - bars - 1
    brand = label.client or label.sender.name
    page.text(EDGE, y + 3.8, say("From"), 6.5)
    page.text(EDGE, y + 8.8, brand, 13, bold=True, width=room, least=8)
    under = [label.sender.name] if label.sender.name != brand else []
    lines = [*under, *label.sender.address, label.sender.phone]
    page.paragraph(EDGE, y + 10, [line for line in lines if line.strip()], 8, width=room, height=SENDER - 10.5, least=6)
    left = page.width - EDGE - bars + 3.5  # the quiet zone may reach into the edge
    page.code128(left, y + 2, label.tracking_no, width=bars, height=SENDER - 8, align="center")
    number = printed(rule_for(label.carrier), label.tracking_no)
    page.text(left + bars / 2, y + SENDER - 2, number, 9, bold=True, align="center", width=bars - 7, least=6)
    return y
