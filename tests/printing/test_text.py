"""Text from outside becomes printable, fits, and is never interpreted."""

from __future__ import annotations

import pytest

from printing.fonts import REGULAR
from printing.text import ELLIPSIS, LONGEST, balance, clean, clean_lines, fit, fit_lines, measure, runs, wrap


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("  홍길동\t\n님 ", "홍길동 님"),
        ("뚫훍쀍", "뚫훍쀍"),
        ("한", "한"),  # decomposed: as some systems send it
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("a\u202eb\u200bc\ufeff", "abc"),  # direction override, invisible blanks
        ("고마워 ❤️🎉👩‍👩‍👧👍🏽!", "고마워 ♥!"),
        ("\ud800x", "x"),  # half of a character
        ("שלום", "????"),
        ("金漢 先生", "金漢 先生"),
        ("<b>x</b> =HYPERLINK(\"http://x\")", "<b>x</b> =HYPERLINK(\"http://x\")"),
        ("", ""),
    ],
)  # fmt: skip
def test_clean(text: str, printed: str) -> None:
    assert clean(text) == printed


def test_clean_lines_keeps_single_blank_lines() -> None:
    assert clean_lines("\n\n생일\r\n\n\n축하\n \n") == ["생일", "", "축하"]


def test_only_hanja_leaves_the_font() -> None:
    text = clean("김(金)철수")
    assert [part for _, part in runs(text, REGULAR)] == ["김(", "金", ")철수"]
    assert len({font for font, _ in runs(text, REGULAR)}) == 2


def test_text_shrinks_then_is_cut() -> None:
    text = "서울특별시 강남구 테헤란로"
    natural = measure(text, REGULAR, 20)
    assert fit(text, REGULAR, 20, 8, natural) == (text, 20)
    same, smaller = fit(text, REGULAR, 20, 8, natural / 2)
    assert same == text and 9 < smaller <= 10 and measure(text, REGULAR, smaller) <= natural / 2
    cut, least = fit(text, REGULAR, 20, 8, natural / 4)
    assert least == 8 and cut.endswith(ELLIPSIS) and measure(cut, REGULAR, 8) <= natural / 4


def test_lines_break_at_blanks_and_inside_long_words_only() -> None:
    width = measure("서울특별시 강남구", REGULAR, 10) + 1
    assert wrap("서울특별시 강남구 테헤란로 152", REGULAR, 10, width) == ["서울특별시 강남구", "테헤란로 152"]
    lines = wrap("가" * 50 + " 나", REGULAR, 10, width)
    assert "".join(lines).replace(" ", "") == "가" * 50 + "나"
    assert all(measure(line, REGULAR, 10) <= width for line in lines)


def test_balanced_lines_leave_no_word_alone() -> None:
    text = "올해도 건강하고 행복하자. 늘 고마워"
    width = measure("올해도 건강하고 행복하자. 늘", REGULAR, 10) + 1
    assert wrap(text, REGULAR, 10, width)[-1] == "고마워"
    assert balance(text, REGULAR, 10, width)[-1] != "고마워"


@pytest.mark.parametrize("text", ["가" * 4000, "가 나 " * 1000, "word " * 800, "x" * 4000])
def test_four_thousand_characters_fit_any_box(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= LONGEST
    lines, size = fit_lines([cleaned], REGULAR, 14, 6, 200, 60)
    assert size == 6 and len(lines) * size <= 60 + size and lines[-1].endswith(ELLIPSIS)
    assert all(measure(line, REGULAR, size) <= 200 for line in lines)
