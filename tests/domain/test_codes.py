"""Raw scan texts and what they are, hostile ones included."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.domain.codes import (
    COMMANDS,
    BadText,
    Gs1,
    clean,
    gtin_variants,
    read,
    reserved,
)


@pytest.mark.parametrize(
    ("raw", "kind", "lookups"),
    [
        ("TOTE-07\r", "tote", ("TOTE-07",)),
        ("tote-07", "tote", ("tote-07", "TOTE-07")),
        ("CART-1", "cart", ("CART-1",)),
        ("USR-KIM", "badge", ("USR-KIM",)),
        ("RMA-1001", "rma", ("RMA-1001",)),
        ("CMD-UNDO", "command", ()),
        ("A01-01-A", "", ("A01-01-A",)),
        ("상품-1", "", ("상품-1",)),
        ("8801234567893", "", ("8801234567893", "08801234567893")),
        ("]E08801234567893", "", ("8801234567893", "08801234567893")),
        ("]C0A01-01-A", "", ("A01-01-A",)),
        ("8801234567890", "", ("8801234567890",)),  # wrong check digit: nothing is added
        ("301100112230", "", ("301100112230",)),
    ],
)
def test_kinds(raw: str, kind: str, lookups: tuple[str, ...]) -> None:
    scan = read(raw)
    assert (scan.kind, scan.lookups) == (kind, lookups)


def test_commands_and_choices_ignore_letter_case() -> None:
    assert read("cmd-undo").text == "CMD-UNDO"
    assert len({command.key for command in COMMANDS}) == len(COMMANDS) == 19
    assert read("choice-12").choice == 12
    assert read("CHOICE-").choice == read("CHOICE-x").choice == read("CHOICE-99999999999").choice == 0


@pytest.mark.parametrize(
    ("raw", "quantity"),
    [("1", 1), ("012", 12), ("99999", 99_999), ("0", 0), ("100000", None), ("-1", None), ("1.5", None), ("٣", None)],
)
def test_quantity_is_up_to_five_digits(raw: str, quantity: int | None) -> None:
    assert read(raw).quantity == quantity


@pytest.mark.parametrize(
    ("raw", "gs1"),
    [
        ("]C1010880123456789310LOT1\x1d17261231",
         Gs1(gtin="08801234567893", lot="LOT1", expiry="2026-12-31")),
        ("\x1d010880123456789321S-9\x1d10L-1", Gs1(gtin="08801234567893", lot="L-1", serial="S-9")),
        ("]d2010880123456789317270200", Gs1(gtin="08801234567893", expiry="2027-02-28")),
        ("(01)08801234567893(10)LOT1(15)270131",
         Gs1(gtin="08801234567893", lot="LOT1", expiry="2027-01-31", best_before="2027-01-31")),
        ("0108801234567893", Gs1(gtin="08801234567893")),
        ("00095287654321012346", Gs1(sscc="095287654321012346")),
        ("]C100095287654321012346", Gs1(sscc="095287654321012346")),
        ("]C102088012345678933712", Gs1(gtin="08801234567893", quantity=12)),
        ("\x1d10LOT9", Gs1(lot="LOT9")),
    ],
)  # fmt: skip
def test_gs1_element_strings(raw: str, gs1: Gs1) -> None:
    scan = read(raw)
    assert (scan.kind, scan.gs1) == ("gs1", gs1)
    if gs1.gtin:
        assert "8801234567893" in scan.lookups
    if gs1.sscc:
        assert gs1.sscc in scan.lookups


@pytest.mark.parametrize("raw", ["0100000000000000000", "0112345678901234", "00123", "(01)123", "]C1", "(01)"])
def test_what_only_resembles_gs1_is_an_ordinary_code_or_refused(raw: str) -> None:
    try:
        assert read(raw).kind in ("", "gs1")
    except BadText as error:
        assert error.reason == "empty"


def test_gtin_variants() -> None:
    assert set(gtin_variants("036000291452")) == {"036000291452", "0036000291452", "00036000291452"}
    assert set(gtin_variants("0036000291452")) == set(gtin_variants("036000291452"))
    assert set(gtin_variants("96385074")) == {"96385074", "000096385074", "0000096385074", "00000096385074"}
    assert gtin_variants("18801234567890") == ("18801234567890",)  # a case is not the unit in it
    assert gtin_variants("MUG-01") == ("MUG-01",)


def test_house_prefixes_are_reserved() -> None:
    assert reserved("TOTE-1") == reserved("tote-bag") == "TOTE-"
    assert reserved("RMA-1") and reserved("CHOICE-3") and reserved("CMD-X") and reserved("USR-1") and reserved("CART-1")
    assert not reserved("TOTEBAG") and not reserved("XTOTE-1") and not reserved("")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [("", "empty"), (" \r\n", "empty"), ("\x1d", "empty"), ("A" * 201, "too_long"), ("9" * 4000, "too_long"),
     ("A\x00B", "control"), ("A\nB", "control"), ("A\x1b[2J", "control"), ("A\u202eB", "control"),
     ("A\udcffB", "control"), ("A\u2028B", "control")],
)  # fmt: skip
def test_texts_that_are_no_codes(raw: str, reason: str) -> None:
    with pytest.raises(BadText) as caught:
        read(raw)
    assert caught.value.reason == reason
    assert caught.value.sentence.text


def test_clean_keeps_letter_case_and_inner_blanks() -> None:
    assert clean("  aB  c ") == "aB  c"
    assert clean("\u1100\u1161") == "가"
    assert clean("A" * 200) == "A" * 200


@given(st.text(max_size=300) | st.from_regex(r"(\]C1|\]d2|\x1d|01|00|\(01\)|)[0-9A-Z()\x1d]{0,40}", fullmatch=True))
def test_no_text_is_an_unforeseen_error(raw: str) -> None:
    try:
        scan = read(raw)
    except BadText:
        return
    assert scan.text
    scan.text.encode()


def test_gs1_library_is_not_loaded_for_ordinary_scans() -> None:
    """It takes 0.15 s, which the first scan of the day would wait for."""
    program = (
        "import sys; from warehouse_app.domain.codes import read\n"
        "for raw in ('8801234567893', 'A01-01-A', 'TOTE-1', '0108801234567893', '00095287654321012346'): read(raw)\n"
        "sys.exit('biip' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
