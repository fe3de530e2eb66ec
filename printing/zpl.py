"""A page as a Zebra printer takes it: a bitmap of its head's own dots, never text that could be read as a command.

Zebra's ZPL II: `^GF` with compressed data (`:Z64:`, zlib and base64 with a CRC-16), and the three lines of `~HS`.
"""

from __future__ import annotations

import base64
import binascii
import ctypes
import re
import zlib
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from warehouse_app.domain.sentences import Sentence, say

DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4, 600: 600 / 25.4}  # "203 dpi" is 8 dots a millimetre to the dot
END = b"^XZ\n"
STATUS = b"~HS"
_BLACK_BELOW = 128


@dataclass(frozen=True)
class Form:
    """What a printer takes: PDF as it is where `dpi` is 0, else labels in dots.

    `darkness` 0-30 and `speed` in inches a second are told to the printer (-1: as it is set there); `left` and `top`
    move the picture, in dots.
    """

    dpi: int = 0
    darkness: int = -1
    speed: int = -1
    left: int = 0
    top: int = 0


PDF = Form()


def pages(data: bytes, dpi: int, *, grey: bool = False) -> list[Image.Image]:
    """Each page of a PDF in black and white or in grey, a pixel a dot of the head, 0 is black.

    Into an exact bitmap by an exact scale: bars that are whole dots wide stay so.
    """
    per_mm = DOTS_PER_MM[dpi]
    document = pdfium.PdfDocument(data)
    try:
        return [_page(sheet, per_mm, grey) for sheet in document]
    finally:
        document.close()


def _page(sheet: pdfium.PdfPage, per_mm: float, is_grey: bool) -> Image.Image:
    width, height = (round(side / 72 * 25.4 * per_mm) for side in sheet.get_size())
    bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_Gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        scale = per_mm * 25.4 / 72
        matrix = raw.FS_MATRIX(scale, 0, 0, scale, 0, 0)
        clip = raw.FS_RECTF(0, 0, width, height)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, sheet, ctypes.byref(matrix), ctypes.byref(clip), raw.FPDF_ANNOT)
        grey: Image.Image = bitmap.to_pil()
        if is_grey:
            return grey.copy()  # the bitmap ends here
        return grey.point([0 if level < _BLACK_BELOW else 255 for level in range(256)], "1")
    finally:
        bitmap.close()
        sheet.close()


def labels(data: bytes, form: Form) -> bytes:
    """A PDF as ZPL, a label a page."""
    return b"".join(_label(page, form) for page in pages(data, form.dpi))


def _label(page: Image.Image, form: Form) -> bytes:
    row = (page.width + 7) // 8
    dots = page.convert("1").point(lambda level: 255 - level).tobytes()  # a 1 is black to the printer
    packed = base64.b64encode(zlib.compress(dots, 6))
    total = row * page.height
    told = (f"~SD{form.darkness:02}" if form.darkness >= 0 else "").encode()
    speed = (f"^PR{form.speed}" if form.speed > 0 else "").encode()
    return b"".join((
        told, b"^XA", speed, f"^PW{page.width + form.left}^LL{page.height}^LH0,0".encode(),
        f"^FO{max(form.left, 0)},{max(form.top, 0)}^GFA,{total},{total},{row},:Z64:".encode(), packed,
        f":{binascii.crc_hqx(packed, 0):04X}^FS^PQ1".encode(), END,
    ))  # fmt: skip


@dataclass(frozen=True)
class State:
    """What a printer says of itself to `~HS`."""

    is_paper_out: bool = False
    is_paused: bool = False
    is_open: bool = False
    is_ribbon_out: bool = False
    is_too_hot: bool = False
    waiting: int = 0
    """Labels that it has taken and not yet printed."""

    @property
    def trouble(self) -> Sentence | None:
        """What is to be done at the printer; None if it prints."""
        if self.is_open:
            return say("The label printer is open. Close it.")
        if self.is_paper_out:
            return say("The label printer is out of paper. Put a new roll in.")
        if self.is_ribbon_out:
            return say("The label printer is out of ribbon. Put a new one in.")
        if self.is_too_hot:
            return say("The label printer is too hot. It goes on when it has cooled down.")
        if self.is_paused:
            return say("The label printer is paused. Press its pause key.")
        return None


_LINES = re.compile(rb"\x02([^\x03]*)\x03")


def state(answer: bytes) -> State | None:
    """The printer's state from its answer to `~HS`; None while the answer is not whole."""
    lines = [line.decode("ascii", "replace").split(",") for line in _LINES.findall(answer)]
    if len(lines) < 2 or len(lines[0]) < 12 or len(lines[1]) < 9:
        return None
    one, two = lines[0], lines[1]
    return State(
        is_paper_out=one[1] == "1", is_paused=one[2] == "1", is_open=two[2] == "1", is_ribbon_out=two[3] == "1",
        is_too_hot=one[11] == "1", waiting=_number(one[4]) + _number(two[8]),
    )  # fmt: skip


def is_whole(answer: bytes) -> bool:
    """Whether all three lines of an answer to `~HS` are there."""
    return len(_LINES.findall(answer)) >= 3


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
