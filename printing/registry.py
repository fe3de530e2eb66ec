"""Every paper: how it is drawn and on which sizes.

A new paper is a class in warehouse_app/domain/papers.py, a file here that draws it, and a line in DOCUMENTS.
`render(paper, size, language)` is all that others need; the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from printing import (
    clearance,
    code_label,
    command_sheet,
    device_papers,
    gift_note,
    label_sheet,
    manifest,
    packing_slip,
    pick_list,
    receipt,
    shift_report,
    shipping_label,
    shipping_label_cj,
    shipping_label_post,
    unit_label,
)
from printing.page import Page
from warehouse_app.domain.device_papers import CalibrationLabel, ScannerSheet
from warehouse_app.domain.papers import (
    ClearancePaper,
    CodeLabel,
    CommandSheet,
    GiftNote,
    ManifestPaper,
    PackingSlip,
    Paper,
    PaperSize,
    PickList,
    ReceiptPaper,
    ShiftPaper,
    ShippingLabel,
    UnitLabel,
)

LABEL, INCHES, WIDE = PaperSize.LABEL_100X150, PaperSize.LABEL_4X6, PaperSize.LABEL_100X50
CJ, POST = PaperSize.LABEL_CJ, PaperSize.LABEL_POST
MEDIUM, SMALL, A4, A5 = PaperSize.LABEL_60X40, PaperSize.LABEL_50X30, PaperSize.A4, PaperSize.A5
A4_24 = PaperSize.A4_24


@dataclass(frozen=True)
class Document:
    """`draw(page, paper)` fills the current page and may begin further ones; the first of `sizes` is the usual one.

    `together` draws several papers on one sheet, where a size has room for more than one.
    """

    draw: Callable[[Page, Any], None]
    sizes: tuple[PaperSize, ...]
    together: Callable[[Page, Sequence[Any]], None] | None = None


def _shipping_label(page: Page, label: ShippingLabel) -> None:
    """In the layout of its size: some carriers have forms of their own."""
    own = {CJ: shipping_label_cj.draw, POST: shipping_label_post.draw}
    own.get(page.size, shipping_label.draw)(page, label)


DOCUMENTS: dict[str, Document] = {
    ShippingLabel.kind: Document(_shipping_label, (LABEL, INCHES, CJ, POST)),
    PackingSlip.kind: Document(packing_slip.draw, (A5, A4, LABEL, INCHES)),
    PickList.kind: Document(pick_list.draw, (A5, A4)),
    GiftNote.kind: Document(gift_note.draw, (LABEL, INCHES, A5)),
    ManifestPaper.kind: Document(manifest.draw, (A4,)),
    ReceiptPaper.kind: Document(receipt.draw, (A4,)),
    UnitLabel.kind: Document(unit_label.draw, (MEDIUM, WIDE, SMALL)),
    ClearancePaper.kind: Document(clearance.draw, (A4,)),
    CodeLabel.kind: Document(code_label.draw, (MEDIUM, SMALL, WIDE, LABEL, A4, A4_24), label_sheet.draw_sheets),
    CommandSheet.kind: Document(command_sheet.draw, (A4,)),
    ScannerSheet.kind: Document(device_papers.draw_sheet, (A4,)),
    CalibrationLabel.kind: Document(device_papers.draw_calibration, (LABEL, INCHES, CJ, POST)),
    ShiftPaper.kind: Document(shift_report.draw, (A4,)),
}


# A font keeps its place in its own file while a part of it is embedded: two threads would read each other's glyphs.
_drawing = Lock()


def sizes(kind: str) -> tuple[PaperSize, ...]:
    """The sizes a kind of paper can have, the usual one first. KeyError for an unknown kind."""
    return DOCUMENTS[kind].sizes


def render(papers: Paper | Sequence[Paper], size: PaperSize | None = None, language: str = "ko") -> bytes:
    """One PDF of a paper, or of several papers of one kind, each on a page of its own (code labels on A4: on sheets).

    `size` None is the usual size; ValueError for one that this kind does not have, or for no papers. Unprintable
    (printing.barcodes) where a code cannot be a barcode on this paper. May be called from any thread;
    one paper is drawn at a time.
    """
    several = list(papers) if isinstance(papers, Sequence) else [papers]
    kinds = {paper.kind for paper in several}
    if len(kinds) != 1:
        raise ValueError("one file holds papers of one kind")
    document = DOCUMENTS[kinds.pop()]
    size = size or document.sizes[0]
    if size not in document.sizes:
        raise ValueError(f"a {several[0].kind} cannot be printed on {size.value}")
    with _drawing:
        page = Page(size, language)
        if document.together:
            document.together(page, several)
        else:
            for number, paper in enumerate(several):
                if number:
                    page.next()
                document.draw(page, paper)
        return page.finish()
