"""A sheet to draw on, in millimetres from its top left corner. All text passes through `printing.text` here.

Thermal labels know black and white only: there is no grey. Text sizes are in points, everything else in millimetres.
"""

from __future__ import annotations

from io import BytesIO
from typing import Literal

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from printing import text as texts
from printing.barcodes import DOTS_PER_MM, Symbol, Unprintable, code128_symbol, on_dot, operators, qr_symbol
from printing.fonts import BOLD, REGULAR, load
from warehouse_app.domain.papers import PaperSize, Words
from warehouse_app.domain.sentences import Sentence, say, translate

MM = 72 / 25.4
CAP = 0.71 / MM  # height of Pretendard's capitals and digits in mm a point of size
HANGUL = 0.94 / MM  # the same of Korean syllables, which reach below the baseline
Align = Literal["left", "center", "right"]


class Page:
    """One file of pages of one size. `next()` begins a further page; `finish()` returns the PDF."""

    def __init__(self, size: PaperSize, language: str) -> None:
        load(REGULAR)
        load(BOLD)
        self.size = size
        self.width, self.height = size.width, size.height
        self.language = language
        self._buffer = BytesIO()
        # invariant: no clock and no random id, the same paper is the same file to the byte.
        self._canvas = Canvas(
            self._buffer, pagesize=(self.width * MM, self.height * MM), invariant=1, pageCompression=1
        )
        self._canvas.setAuthor("")
        self._canvas.setLineWidth(0.25 * MM)
        self._left = self._top = 0.0
        self._tall = self.height

    def next(self) -> None:
        """End this page and begin another."""
        self._canvas.showPage()
        self.width, self.height, self._tall = self.size.width, self.size.height, self.size.height
        self._canvas.setLineWidth(0.25 * MM)

    def finish(self) -> bytes:
        self._canvas.save()
        return self._buffer.getvalue()

    def place(self, left: float, top: float, width: float, height: float) -> None:
        """Let what follows count from another corner, as if this were the whole page: a label on a sheet of them."""
        self._left, self._top, self.width, self.height = on_dot(left), on_dot(top), width, height

    def turn(self) -> None:
        """Turn what follows by a quarter: what was the left side of the sheet becomes its lower side."""
        self._canvas.translate(self.size.width * MM, 0)
        self._canvas.rotate(90)
        self.width, self.height = self.size.height, self.size.width
        self._tall = self.height

    def title(self, text: str) -> None:
        self._canvas.setTitle(texts.clean(text))

    def say(self, words: Words) -> str:
        """A sentence in the paper's language, or a text from outside, cleaned."""
        return texts.clean(translate(words, self.language) if isinstance(words, Sentence) else words)

    # --- text -----------------------------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        baseline: float,
        words: Words,
        size: float,
        *,
        bold: bool = False,
        width: float = 0,
        least: float = 0,
        align: Align = "left",
        white: bool = False,
    ) -> float:
        """One line; shrunk to `least` points and then cut where `width` mm are given. Returns the width in mm.

        `x` is the left end, middle or right end, as `align` says.
        """  # fmt: skip
        text, font = self.say(words), BOLD if bold else REGULAR
        if width:
            text, size = texts.fit(text, font, size, least or size, width * MM)
        return self._draw(x, baseline, text, font, size, align, white)

    def paragraph(
        self,
        x: float,
        top: float,
        paragraphs: list[str],
        size: float,
        *,
        width: float,
        height: float,
        least: float,
        bold: bool = False,
        align: Align = "left",
        leading: float = 1.3,
        middle: bool = False,
    ) -> float:
        """Wrapped text in a box, shrunk to `least` points and then cut. Returns the y below the last line.

        `paragraphs` are texts from outside, one a line; `middle` centres the lines in the box's height.
        """  # fmt: skip
        font = BOLD if bold else REGULAR
        cleaned = [text for text in map(texts.clean, paragraphs) if text or middle]
        lines, size = texts.fit_lines(cleaned, font, size, least, width * MM, height * MM, leading)
        if align == "center":
            even = [line for text in cleaned for line in texts.balance(text, font, size, width * MM) or [""]]
            lines = even if len(even) == len(lines) else lines
        step = size * leading / MM
        tall = (len(lines) - 1) * step + size / MM
        y = top + (height - tall) / 2 if middle else top
        baseline = y + size * CAP + (size / MM - size * CAP) / 2
        at = {"left": x, "center": x + width / 2, "right": x + width}[align]
        for line in lines:
            self._draw(at, baseline, line, font, size, align, False)
            baseline += step
        return y + tall

    def _draw(self, x: float, baseline: float, text: str, font: str, size: float, align: Align, white: bool) -> float:
        canvas = self._canvas
        wide = texts.measure(text, font, size) / MM
        at = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        if white:
            canvas.setFillGray(1)
        for name, part in texts.runs(text, font):
            load(name)
            canvas.setFont(name, size)
            canvas.drawString(*self._point(at, baseline), part)
            at += texts.measure(part, font, size) / MM
        if white:
            canvas.setFillGray(0)
        return wide

    # --- lines and boxes ------------------------------------------------------------------------------------------

    def rule(self, x: float, y: float, width: float, thick: float = 0.25) -> None:
        """A horizontal line below y."""
        self.box(x, y, width, thick)

    def upright(self, x: float, y: float, height: float, thick: float = 0.25) -> None:
        self.box(x, y, thick, height)

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """A black box."""
        left, bottom = self._point(x, y + height)
        self._canvas.rect(left, bottom, width * MM, height * MM, stroke=0, fill=1)

    def frame(self, x: float, y: float, width: float, height: float, thick: float = 0.25, radius: float = 0) -> None:
        """An outline, drawn inside its measures."""
        left, bottom = self._point(x + thick / 2, y + height - thick / 2)
        self._canvas.setLineWidth(thick * MM)
        self._canvas.roundRect(left, bottom, (width - thick) * MM, (height - thick) * MM, radius * MM, stroke=1, fill=0)

    def tag(self, x: float, y: float, words: Words, size: float, *, align: Align = "left", pad: float = 1.2) -> float:
        """White bold words on black, as tall as the size asks. Returns its width."""
        text = self.say(words)
        wide = texts.measure(text, BOLD, size) / MM + 2 * pad
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        tall = size * CAP + 1.6 * pad
        self.box(left, y, wide, tall)
        self._draw(left + pad, y + tall - 0.8 * pad, text, BOLD, size, "left", True)
        return wide

    # --- barcodes -------------------------------------------------------------------------------------------------

    def code128(
        self,
        x: float,
        top: float,
        code: str,
        *,
        width: float,
        height: float,
        most: int = 3,
        gs1: bool = False,
        align: Align = "left",
        set_a: bool = False,
        exactly: int = 0,
    ) -> tuple[float, float]:
        """Bars in a box of the given width, quiet zones included; returns (left, width) of the bars in mm.

        At most `most` dots a module; Unprintable where they do not fit with two. `set_a`: in code set A alone.
        `exactly`: so many dots a module, however few; the caller knows that it fits.
        """  # fmt: skip
        symbol = code128_symbol(code, gs1=gs1, set_a=set_a)
        dots = exactly or symbol.dots(width, most)
        if not dots:
            raise Unprintable(say("“{code}” is too long for the barcode on this paper.", code=code[:40]))
        wide, quiet = symbol.width * dots / DOTS_PER_MM, symbol.quiet * dots / DOTS_PER_MM
        spare = width - wide - 2 * quiet
        left = on_dot(x + quiet + {"left": 0.0, "center": spare / 2, "right": spare}[align] - 1 / DOTS_PER_MM / 2)
        self._symbol(left, top, operators(symbol, dots, round(height * DOTS_PER_MM)))
        return left, wide

    def qr(self, x: float, top: float, text: str, room: float, most: int = 6) -> float:
        """A QR code in the middle of a square of `room` mm, quiet zone included; returns its side in mm."""
        symbol = qr_symbol(text)
        dots = symbol.dots(room, most)
        if not dots:
            raise Unprintable(say("“{code}” is too long for the barcode on this paper.", code=text[:40]))
        side = symbol.width * dots / DOTS_PER_MM
        self._symbol(on_dot(x + (room - side) / 2), on_dot(top + (room - side) / 2), operators(symbol, dots))
        return side

    def takes_code128(self, code: str, width: float) -> bool:
        """Whether the code can stand as bars in this width."""
        try:
            symbol: Symbol = code128_symbol(code)
        except Unprintable:
            return False
        return symbol.dots(width, 2) > 0

    def _symbol(self, left: float, top: float, path: str) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(*self._point(left, on_dot(top)))
        canvas.scale(MM / DOTS_PER_MM, MM / DOTS_PER_MM)
        canvas.drawPath(PDFPathObject([path]), stroke=0, fill=1)
        canvas.restoreState()

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return (self._left + x) * MM, (self._tall - self._top - y) * MM
