"""The embedded fonts: Pretendard for all text, Noto Sans KR for the hanja that Pretendard lacks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "Pretendard-Regular"
BOLD = "Pretendard-Bold"
HANJA = "NotoSansKR-Regular"

_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
_FILES = {REGULAR: "Pretendard-Regular.ttf", BOLD: "Pretendard-Bold.ttf", HANJA: "NotoSansKR_400Regular.ttf"}


_loaded: dict[str, TTFont] = {}
_loading = Lock()  # a font registered twice would change under a file that another thread is drawing


def load(font: str) -> TTFont:
    """Register a font with ReportLab and return it; about 25 ms the first time. From any thread."""
    if font not in _loaded:
        with _loading:
            if font not in _loaded:
                face = TTFont(font, str(_FOLDER / _FILES[font]))
                pdfmetrics.registerFont(face)
                _loaded[font] = face
    return _loaded[font]


def covers(font: str, character: str) -> bool:
    """Whether the font has a glyph for the character."""
    return bool(load(font).face.charToGlyph.get(ord(character)))


class Widths(dict[str, float]):
    """Character -> advance in thousandths of the size, as drawn: from the hanja font where `font` has no glyph."""

    def __init__(self, font: str) -> None:
        super().__init__()
        self.font = font

    def __missing__(self, character: str) -> float:
        font = self.font if covers(self.font, character) else HANJA
        face = load(font).face
        self[character] = width = float(face.charWidths.get(ord(character), face.defaultWidth))
        return width


@cache
def widths(font: str) -> Widths:
    return Widths(font)
