"""Labels to be scanned in the house: bins, totes, carts, badges, items.

People read the number or the code from afar, scanners the bars below it. What bars cannot hold, or have no room
for, becomes a QR code.
"""

from __future__ import annotations

from printing import text as texts
from printing.fonts import BOLD
from printing.page import CAP, HANGUL, MM, Page
from warehouse_app.domain.papers import CodeLabel
from warehouse_app.domain.sentences import Sentence, say

WORDS: dict[str, Sentence] = {
    "bin": say("Bin"), "tote": say("Tote"), "cart": say("Cart"), "badge": say("Badge"), "item": say("Item"),
    "box": say("Box"), "order": say("Order"), "parcel": say("Parcel"),
}  # fmt: skip


def draw(page: Page, label: CodeLabel) -> None:
    """Draw one label over the whole page, or over the place on the page that was set."""
    page.title(label.code)
    width, height = page.width, page.height
    edge = 2.0 if width < 70 else 4.0
    room = width - 2 * edge
    cap = min(height * 0.055, 3.2) / CAP  # size of the small line on top, in points
    top = edge + cap * CAP
    kind = page.text(edge, top, WORDS[label.what], cap, bold=True)
    beside = " · ".join(word for word in (label.zone, label.code if label.number else "") if word)
    page.text(width - edge, top, beside, cap, align="right", width=room - kind - 3, least=5)
    top += 1.6
    if page.takes_code128(label.code, width):
        high = min(max(height * 0.36, 9.0), 42.0)
        bottom = height - edge - high
        page.code128(0, bottom, label.code, width=width, height=high, most=4, align="center")
        _words(page, label, edge, top, room, bottom - 1.4)
    else:
        side = min(height - top - edge + 2, width * 0.55)
        page.qr(width - side, top, label.code, side, most=12)
        _words(page, label, edge, top, room - side, height - edge)


def _words(page: Page, label: CodeLabel, left: float, top: float, room: float, bottom: float) -> None:
    """The large word, and what else is to be read below it, as tall as the place between top and bottom allows."""
    if label.number:
        large, small = label.number, [label.name]
    elif label.what in ("badge", "item") and label.name:
        large, small = label.name, [label.code]
    else:
        large, small = label.code, [label.name]
    small = [word for word in small if word and word != large]
    line = min((bottom - top) * 0.24, 6.0)
    high = bottom - top - len(small) * line * 1.15
    if label.what == "item":
        page.paragraph(left, top, [large], 20, width=room, height=high, least=6, bold=True, leading=1.15)
    else:
        text = page.say(large)
        tall = CAP if text.isascii() else HANGUL  # mm a point of size
        text, size = texts.fit(text, BOLD, high / tall * 0.94, 6, room * MM)
        below = 0.0 if text.isascii() else size * (HANGUL - CAP) / 2
        page.text(left, top + (high + size * tall) / 2 - below, text, size, bold=True)
    for number, word in enumerate(small, 1):
        base = top + high + line * (1.15 * number - 0.18)
        page.text(left, base, word, line * 0.8 / CAP, width=room, least=5, bold=word == label.code)
