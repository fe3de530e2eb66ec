"""The scanner's test: what each way of being wrong looks like, and what is said about it."""

from __future__ import annotations

import pytest

from devices.scanner_check import Heard, Verdict, verdict
from warehouse_app.domain.device_papers import GS, SCANNER_CODES

CODES = [code.text for code in SCANNER_CODES]


def scanned(*raws: str, gap_ms: float = 3.0) -> Verdict:
    return verdict([Heard(raw, n, n + 0.02, gap_ms) for n, raw in enumerate(raws)])


def said(found: Verdict) -> list[str]:
    return [finding.what.text for finding in found.findings if not finding.is_right]


def test_a_right_scanner() -> None:
    found = scanned(*CODES)
    assert found.is_right and found.missing == ()
    assert [finding.what.text for finding in found.findings] == ["Everything arrives as it should."]


def test_prefix_and_suffix_are_learnt() -> None:
    found = scanned(*(f"~{code}#" for code in CODES))
    assert found.is_right and (found.prefix, found.suffix) == ("~", "#")
    assert not scanned(f"a{CODES[0]}", f"b{CODES[1]}").is_right  # something else each time is no prefix
    assert scanned("]C0" + CODES[0], "]Q1" + CODES[4]).prefix == ""  # AIM identifiers are taken off as they are


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (CODES[3].replace(GS, ""), "The separator within GS1 codes is lost: lots and serial numbers run together."),
        (CODES[3].replace(GS, "?"), "The separator within GS1 codes is lost: lots and serial numbers run together."),
        (CODES[0].swapcase(), "Capital and small letters are exchanged."),
        (CODES[1].upper(), "All letters come in one size."),
        ("ㅈㅆ1-ㅁㅠㅊㅌㅛㅋ", "The keyboard writes Hangul."),
        ("ㅈㅅ1-뮻툐ㅋ", "The keyboard writes Hangul."),
        ("WT1ßABCXZY", "The scanner types for another keyboard than this computer's."),
    ],
)
def test_each_fault_is_named_and_mended(raw: str, sentence: str) -> None:
    found = scanned(raw)
    if "One size" not in sentence and sentence != "All letters come in one size.":
        assert said(found)[0] == sentence or sentence in said(found)
    assert all(finding.fix is not None for finding in found.findings if not finding.is_right)
    assert not found.is_right


def test_second_deliveries_and_slow_keys() -> None:
    found = verdict([Heard(CODES[0], 1.0, 1.02, 3.0), Heard(CODES[0], 1.12, 1.14, 3.0)])
    assert said(found) == ["It delivers a code twice ({count} times)."]
    (finding,) = [finding for finding in found.findings if not finding.is_right]
    assert finding.fix is not None and finding.fix.values["ms"] == 120
    assert said(scanned(*CODES, gap_ms=45.0)) == ["It types slowly: up to {ms} ms between two keys."]


def test_what_is_no_code_of_the_sheet() -> None:
    found = scanned("8801234567893")
    assert said(found) == ["“{text}” came, which is none of the sheet's codes."] and len(found.missing) == 5
