"""The sheet of command barcodes for a station's wall, on A4, in both languages; choices have their own page."""

from __future__ import annotations

from collections.abc import Sequence

from printing.page import Page
from warehouse_app.domain.papers import CommandSheet, SheetCode
from warehouse_app.domain.sentences import LANGUAGES, Sentence, say, translate

EDGE, TOP, COLUMNS, ROWS, GAP = 12.0, 34.0, 2, 10, 8.0
CELL = 25.0  # height of one command in mm: far enough apart that a scanner meets one code only


def draw(page: Page, sheet: CommandSheet) -> None:
    """Draw the sheets from the current page on."""
    page.title("CMD")
    pages = [(title, part) for title, codes in _parts(sheet) for part in _pages(codes)]
    for number, (title, codes) in enumerate(pages, 1):
        if number > 1:
            page.next()
        _head(page, title, f"{number} / {len(pages)}")
        for place, code in enumerate(codes):
            _cell(page, code, *divmod(place, COLUMNS))


def _parts(sheet: CommandSheet) -> list[tuple[Sentence, Sequence[SheetCode]]]:
    return [(say("Commands"), sheet.commands), (say("Choices"), sheet.choices)]


def _pages(codes: Sequence[SheetCode]) -> list[Sequence[SheetCode]]:
    size = COLUMNS * ROWS
    return [codes[at : at + size] for at in range(0, len(codes), size)]


def _both(page: Page, words: Sentence) -> list[str]:
    """The words in the page's language, then in the other ones, each once."""
    languages = [page.language, *(language for language in LANGUAGES if language != page.language)]
    return list(dict.fromkeys(translate(words, language) for language in languages))


def _head(page: Page, title: Sentence, number: str) -> None:
    names = _both(page, title)
    wide = page.text(EDGE, EDGE + 10, names[0], 26, bold=True)
    page.text(EDGE + wide + 4, EDGE + 10, " · ".join(names[1:]), 15)
    page.text(page.width - EDGE, EDGE + 10, number, 10, align="right")
    page.rule(EDGE, EDGE + 15, page.width - 2 * EDGE, 0.75)


def _cell(page: Page, code: SheetCode, row: int, column: int) -> None:
    width = (page.width - 2 * EDGE - GAP) / COLUMNS
    x, y = EDGE + column * (width + GAP), TOP + row * CELL
    names = _both(page, code.name)
    wide = page.text(x, y + 4.6, names[0], 15, bold=True, width=width * 0.62, least=9)
    page.text(x + wide + 2.5, y + 4.6, " · ".join(names[1:]), 9, width=width - wide - 2.5, least=6)
    page.code128(x - 3.75, y + 6.6, code.code, width=width + 7.5, height=10.5)
    page.text(x, y + 20.4, code.code, 7.5)
