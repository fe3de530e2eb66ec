"""Keyboard scanners told from hands: characters with their times in, texts out."""

from __future__ import annotations

import pytest

from devices.wedge import WedgeDecoder


def entered(*keys: tuple[str, float], enter: float) -> tuple[str, bool]:
    decoder = WedgeDecoder()
    for text, at in keys:
        decoder.key(text, at)
    return decoder.end(enter)[:2]


def typed(text: str, start: float, gap: float) -> list[tuple[str, float]]:
    return [(c, start + n * gap) for n, c in enumerate(text)]


@pytest.mark.parametrize("gap", [0, 1, 5, 15, 50])
def test_a_burst_with_its_terminator_is_a_scan(gap: float) -> None:
    keys = typed("TOTE-07", 1000, gap)
    assert entered(*keys, enter=keys[-1][1] + gap) == ("TOTE-07", True)


@pytest.mark.parametrize("gap", [60, 120, 400])
def test_hands_are_slower(gap: float) -> None:
    keys = typed("TOTE-07", 1000, gap)
    assert entered(*keys, enter=keys[-1][1] + gap) == ("TOTE-07", False)


def test_a_burst_without_its_terminator_was_typed() -> None:
    assert entered(*typed("1001", 1000, 5), enter=1500) == ("1001", False)


def test_two_fingers_at_once_are_no_scan() -> None:
    assert entered(("1", 1000), ("2", 1010), enter=1020) == ("12", False)


def test_a_pause_within_a_scan_never_makes_half_a_code() -> None:
    keys = [*typed("88012", 1000, 5), *typed("34567", 1200, 5)]
    assert entered(*keys, enter=1225) == ("8801234567", False)


def test_a_key_brushed_long_before_is_no_part_of_the_scan() -> None:
    assert entered(("5", 1000), *typed("8801234", 6000, 5), enter=6035) == ("8801234", True)


def test_an_enter_alone_is_nothing() -> None:
    assert entered(enter=1000) == ("", False)


def test_a_scan_after_a_scan_begins_anew() -> None:
    decoder = WedgeDecoder()
    for text in ("A-01", "B-02"):
        for n, c in enumerate(text):
            decoder.key(c, 1000 + n)
        assert decoder.end(1004)[:2] == (text, True)
    assert decoder.text == ""


def test_the_last_character_can_be_rubbed_out() -> None:
    decoder = WedgeDecoder()
    for c in "12":
        decoder.key(c, 1000)
    decoder.rub_out()
    assert decoder.text == "1"
