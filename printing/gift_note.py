"""The message card (메시지 카드): the giver's words, set large and quiet, with the brand below."""

from __future__ import annotations

from printing import text as texts
from printing.page import Page
from warehouse_app.domain.papers import GiftNote
from warehouse_app.domain.sentences import say


def draw(page: Page, note: GiftNote) -> None:
    """Draw the card on the current page."""
    page.title(note.order_no)
    edge = page.width * 0.06
    width = page.width - 2 * edge
    page.frame(edge, edge, width, page.height - 2 * edge, thick=0.375, radius=3)
    inner, room = edge + 8, width - 16
    middle = page.width / 2
    top = edge + 16
    page.text(middle, top, note.symbol, 20, align="center", width=room, least=9)
    if note.recipient.strip():
        top += 12
        page.text(
            middle, top, say("To {name}", name=note.recipient), 15, bold=True, align="center", width=room, least=9
        )
    bottom = page.height - edge - (24 if note.client.strip() else 12)
    if note.giver.strip():
        page.text(middle, bottom, say("From {name}", name=note.giver), 12, align="center", width=room, least=8)
        bottom -= 8
    lines = texts.clean_lines(note.message)
    page.paragraph(inner, top + 5, lines, 17, width=room, height=bottom - top - 10, least=7, align="center",
                   leading=1.55, middle=True)  # fmt: skip
    if note.client.strip():
        page.rule(middle - 9, page.height - edge - 17, 18, 0.25)
        page.text(middle, page.height - edge - 9, note.client, 14, bold=True, align="center", width=room, least=8)
    if note.foot.strip():
        page.text(middle, page.height - edge - 4, note.foot, 8, align="center", width=room, least=5.5)
    # The packer tells cards apart by it; small enough not to disturb.
    page.text(page.width - edge, page.height - edge + 3.5, note.order_no, 6, align="right", width=width, least=5)
