"""PDFs looked at as a printer and a scanner would: pixels at 203 dpi, decoded by an independent reader."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import zxingcpp
from PIL import Image

DOTS_PER_MM = 8


def pixels(data: bytes, page: int = 0, dots_per_mm: float = DOTS_PER_MM) -> Image.Image:
    """One page as a thermal head prints it (8 dots a millimetre are called 203 dpi), in grey.

    Into an exact bitmap and by an exact scale: pypdfium2's own render(scale=) rounds the size up and so stretches it.
    """
    document = pdfium.PdfDocument(data)
    try:
        sheet = document[page]
        wide, high = (side / 72 * 25.4 * dots_per_mm for side in sheet.get_size())
        width, height = round(wide + 0.49), round(high + 0.49)
        bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_Gray)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        scale = dots_per_mm * 25.4 / 72
        matrix = raw.FS_MATRIX(scale, 0, 0, scale, 0, 0)
        clip = raw.FS_RECTF(0, 0, width, height)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, sheet, ctypes.byref(matrix), ctypes.byref(clip), raw.FPDF_ANNOT)
        return bitmap.to_pil().copy()
    finally:
        document.close()


def decoded(data: bytes, page: int = 0, dots_per_mm: float = DOTS_PER_MM) -> dict[str, list[str]]:
    """Format -> texts of every barcode on the page; GS1-128 as its own format, without FNC1."""
    found: dict[str, list[str]] = {}
    for code in zxingcpp.read_barcodes(pixels(data, page, dots_per_mm)):
        is_gs1 = code.symbology_identifier == "]C1"
        name = "GS1-128" if is_gs1 else str(code.format).rpartition(".")[2].replace(" ", "")
        text = code.bytes.decode("utf-8", "replace")
        found.setdefault(name, []).append(text)
    return {name: sorted(texts) for name, texts in found.items()}


@dataclass(frozen=True)
class Extracted:
    """What a program that reads the PDF finds in it."""

    pages: int
    width_mm: float
    height_mm: float
    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def extracted(data: bytes) -> Extracted:
    """Sizes of the first page, text of all."""
    document = pdfium.PdfDocument(data)
    try:
        width, height = document[0].get_size()
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
        return Extracted(len(document), width / 72 * 25.4, height / 72 * 25.4, text.replace("\r\n", "\n"))
    finally:
        document.close()
