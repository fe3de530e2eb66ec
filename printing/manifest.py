"""The list handed to the carrier with the parcels (집하 인계 목록), on A4, signed by both sides."""

from __future__ import annotations

from math import ceil

from printing.page import Page
from printing.pagination import rows_by_page
from warehouse_app.domain.numbers import printed, rule_for
from warehouse_app.domain.papers import ManifestPaper
from warehouse_app.domain.sentences import say

EDGE, ROW, COLUMNS, GAP = 15.0, 5.6, 2, 6.0
SIGNATURES = 34.0


def draw(page: Page, manifest: ManifestPaper) -> None:
    """Draw the manifest from the current page on, parcels in two columns, in the order given."""
    page.title(manifest.no)
    top, later = EDGE + 44, EDGE + 14
    first, further = (int((page.height - 14 - place) / ROW) for place in (top, later))
    closing = ceil((SIGNATURES + 2) / ROW)
    at = 0
    pages = rows_by_page(len(manifest.parcels), first * COLUMNS, further * COLUMNS, closing * COLUMNS)
    for number, count in enumerate(pages, 1):
        if number == 1:
            _head(page, manifest)
        else:
            page.next()
            _next_head(page, manifest)
            top = later
        rows = (first if number == 1 else further) - (closing if number == len(pages) else 0)
        for column in range(COLUMNS):  # a short list keeps to the left column
            begin, end = column * rows, min((column + 1) * rows, count)
            _column(page, manifest, range(at + begin, at + end), column, top)
        at += count
        page.text(page.width / 2, page.height - 8, f"{number} / {len(pages)}", 8, align="center")
    _signatures(page, manifest)


def _head(page: Page, manifest: ManifestPaper) -> None:
    width = page.width - 2 * EDGE
    right = page.width - EDGE
    page.text(EDGE, EDGE + 8, say("Pick-up list"), 24, bold=True)
    page.text(EDGE, EDGE + 17, manifest.carrier_name, 17, bold=True, width=width * 0.5, least=9)
    if page.takes_code128(manifest.no, 82):
        page.code128(right - 80, EDGE, manifest.no, width=83.75, height=13, align="right")
    page.text(right, EDGE + 18, manifest.no, 11, bold=True, align="right", width=width * 0.45, least=7)
    y = EDGE + 22
    page.rule(EDGE, y, width, 0.75)
    weight = sum(parcel.weight_g for parcel in manifest.parcels)
    cells = [
        (say("Parcels"), f"{len(manifest.parcels):,}"),
        (say("Weight"), f"{weight / 1000:,.1f} kg" if weight else "-"),
        (say("Site"), manifest.site),
        (say("Closed"), manifest.closed_at.strftime("%Y-%m-%d %H:%M") if manifest.closed_at else ""),
        (say("Closed by"), manifest.user),
    ]
    x = EDGE
    for share, (caption, value) in zip((0.12, 0.15, 0.27, 0.26, 0.2), cells, strict=True):
        page.text(x, y + 5, caption, 7.5)
        page.text(x, y + 11, value, 13, bold=True, width=width * share - 3, least=7)
        x += width * share
    page.rule(EDGE, y + 14.5, width, 0.25)


def _next_head(page: Page, manifest: ManifestPaper) -> None:
    page.text(EDGE, EDGE + 5, manifest.carrier_name, 12, bold=True, width=80, least=8)
    page.text(page.width - EDGE, EDGE + 5, manifest.no, 10, align="right", width=80, least=7)


def _column(page: Page, manifest: ManifestPaper, places: range, column: int, top: float) -> None:
    if not places:
        return
    rule = rule_for(manifest.carrier)
    width = (page.width - 2 * EDGE - GAP) / COLUMNS
    x = EDGE + column * (width + GAP)
    page.text(x + 9, top - 1.8, say("Tracking number"), 7)
    page.text(x + 44, top - 1.8, say("Order"), 7)
    page.rule(x, top - 0.25, width, 0.25)
    y = top
    for place in places:
        parcel = manifest.parcels[place]
        base = y + 4
        page.text(x + 7, base, str(place + 1), 7.5, align="right")
        page.text(x + 9, base, printed(rule, parcel.tracking_no), 10, bold=True, width=33.5, least=7)
        order = parcel.order_no + (f" · {parcel.client}" if parcel.client else "")
        page.text(x + 44, base, order, 8, width=width - 44, least=6)
        y += ROW
        page.rule(x, y - 0.1, width, 0.1)


def _signatures(page: Page, manifest: ManifestPaper) -> None:
    width = (page.width - 2 * EDGE - GAP) / 2
    top = page.height - SIGNATURES - 14
    for column, (caption, name) in enumerate(
        [(say("Handed over by"), manifest.site), (say("Taken over by (carrier)"), manifest.carrier_name)]
    ):
        x = EDGE + column * (width + GAP)
        page.frame(x, top, width, SIGNATURES)
        page.text(x + 3, top + 5.5, caption, 8.5, bold=True)
        page.text(x + width - 3, top + 5.5, name, 8.5, align="right", width=width * 0.45, least=6)
        for line, word in enumerate((say("Name"), say("Signature"), say("Date, time")), 1):
            base = top + 5 + line * 8.3
            page.text(x + 3, base, word, 7.5)
            page.rule(x + 22, base + 0.6, width - 25, 0.2)
