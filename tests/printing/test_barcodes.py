"""Bars and squares: the right symbol, in whole dots, and a refusal where there is no room or no such character."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from zxingcpp import read_barcodes

from printing.barcodes import FNC1, Symbol, Unprintable, code128_symbol, qr_symbol
from printing.registry import render
from tests.printing.paper import pixels
from tests.printing.samples import LABEL
from warehouse_app.domain.papers import CodeLabel, PaperSize

PRINTABLE = "".join(map(chr, range(32, 127)))


def picture(symbol: Symbol, dots: int, high: int = 1) -> Image.Image:
    """The symbol's rectangles alone, without a PDF."""
    quiet = symbol.quiet * dots
    width, height = symbol.width * dots + 2 * quiet, symbol.height * high * dots + 2 * quiet
    image = Image.new("L", (width, height), 255)
    for x, y, w, h in symbol.rectangles:
        box = (quiet + x * dots, quiet + y * high * dots)
        image.paste(0, (*box, box[0] + w * dots, box[1] + h * high * dots))
    return image


@settings(deadline=None, max_examples=60)
@given(st.text(PRINTABLE, min_size=1, max_size=24).filter(lambda text: text == text.strip()))
@example("991234567890")  # python-barcode 0.16.1 loses the 99
@example("99")
@example("12345")
@example("RB123456785GB")
@example("A1234B")
def test_any_code_reads_back(text: str) -> None:
    (code,) = read_barcodes(picture(code128_symbol(text), 3, high=30))
    assert code.text == text


def test_no_symbol_is_longer_than_needed() -> None:
    def symbols(text: str) -> int:
        return (code128_symbol(text).width - 13) // 11 - 2  # without start and check

    assert symbols("301100112230") == 6
    assert symbols("12345") == 4  # B 1, to C, 23, 45 or the other way round
    assert symbols("A1") == 2
    assert symbols("AB123456CD") == 9  # 2 + to C + 3 + to B + 2


def test_gs1_data_reads_as_gs1() -> None:
    (code,) = read_barcodes(picture(code128_symbol("10ABC" + FNC1 + "3712", gs1=True), 3, high=30))
    assert (code.symbology_identifier, code.bytes) == ("]C1", b"10ABC\x1d3712")


@pytest.mark.parametrize("text", ["", "가-01", "a\n", "é", "\x00"])
def test_what_bars_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(Unprintable):
        code128_symbol(text)


@pytest.mark.parametrize("text", ["TOTE-0007", "가-01-02", "https://example.com/r?x=1&y=<b>", "x" * 300])
def test_qr_reads_back(text: str) -> None:
    (code,) = read_barcodes(picture(qr_symbol(text), 4))
    assert code.text == text


def test_a_qr_has_limits() -> None:
    with pytest.raises(Unprintable):
        qr_symbol("가" * 4000)


@pytest.mark.parametrize("size", [PaperSize.LABEL_100X150, PaperSize.LABEL_4X6])
def test_bars_are_whole_dots(size: PaperSize) -> None:
    """In the large bars every pixel is black or white (to a rounding) and every run a multiple of the module."""
    image = pixels(render(LABEL, size, "en")).convert("L")
    data = image.tobytes()
    rows = [data[at : at + image.width] for at in range(0, len(data), image.width)]
    barred = [row for row, times in Counter(rows).items() if times > 40 and len(list(groupby(row))) > 50]
    assert len(barred) == 2  # the tracking number's and the SSCC's; the small bars have text beside them
    for row in barred:
        assert all(grey < 3 or grey > 252 for grey in row)
        runs = [len(list(group)) for _, group in groupby(grey > 128 for grey in row)][1:-1]
        assert any(all(run % dots == 0 for run in runs) for dots in (3, 4, 5)), runs


def test_too_long_for_the_paper_is_refused_not_squeezed() -> None:
    with pytest.raises(Unprintable):
        render(replace(LABEL, tracking_no="X" * 60))
    # A house label has a QR code to fall back on.
    assert render(CodeLabel("item", "X" * 60), PaperSize.LABEL_50X30)
