"""Scales: their lines, and when a weight counts: noise, motion, negative, overload, stale, other units."""

from __future__ import annotations

import random

import pytest

from devices.scale import Reading, Settling, State, read


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("S S     100.00 g", Reading(State.STABLE, 100)),
        ("S D      99.51 g", Reading(State.MOVING, 100)),
        ("S S      1.2345 kg", Reading(State.STABLE, 1235)),
        ("S S  -    12.0 g", Reading(State.STABLE, -12)),
        ("S I", Reading(State.MOVING)),
        ("S +", Reading(State.OVERLOAD)),
        ("S -", Reading(State.UNDERLOAD)),
        ("ST,GS,+   1.234kg", Reading(State.STABLE, 1234)),
        ("US,GS,+   1.250kg", Reading(State.MOVING, 1250)),
        ("ST,NT,-   0.020kg\r\n", Reading(State.STABLE, -20)),
        ("OL,GS,+  ", Reading(State.OVERLOAD)),
        ("ST,GS,+   2.50 lb", Reading(State.STABLE, 1134)),
        ("ST,GS,+   3.0 oz", Reading(State.STABLE, 85)),
        ("8801000000012", None),
        ("S S", None),
        ("ST,GS,+   1.234", None),
        ("ES", None),
        ("", None),
    ],
)
def test_lines(line: str, reading: Reading | None) -> None:
    assert read(line) == reading


def told(lines: list[tuple[float, str]]) -> list[int]:
    settling = Settling()
    return [grams for at, line in lines if (grams := settling.feed(read(line), at)) is not None]


def still(start: float, grams: int, seconds: float = 1.0) -> list[tuple[float, str]]:
    return [(start + n / 10, f"ST,GS,+{grams / 1000:8.3f}kg") for n in range(int(seconds * 10))]


def test_a_weight_at_rest_is_told_once() -> None:
    assert told(still(0, 1240, seconds=3)) == [1240]


def test_the_next_parcel_is_told_after_the_scale_was_emptied() -> None:
    assert told([*still(0, 1240), *still(1, 0), *still(2, 1240), *still(3, 0), *still(4, 800)]) == [1240, 1240, 800]


def test_noise_of_five_grams_is_still() -> None:
    random.seed(7)
    lines = [(n / 10, f"S S {1240 + random.choice((-2, 0, 2))}.0 g") for n in range(20)]
    assert len(told(lines)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        [(n / 10, "US,GS,+   1.240kg") for n in range(30)],
        [(n / 10, f"S S {1000 + 10 * n}.0 g") for n in range(30)],
        [(n / 10, "S S   -40.0 g") for n in range(30)],
        [(n / 10, "S +") for n in range(30)],
        [(3.0 * n, "S S  1240.0 g") for n in range(30)],
        [(n / 10, "S S     3.0 g") for n in range(30)],
    ],
    ids=["unstable", "rising", "negative", "overload", "stale", "dust"],
)
def test_what_is_no_weight(lines: list[tuple[float, str]]) -> None:
    assert told(lines) == []


def test_somebody_leans_on_it_and_lets_go() -> None:
    pushed = [(1 + n / 10, "US,GS,+   2.000kg") for n in range(5)]
    assert told([*still(0, 1240), *pushed, *still(1.5, 1240)]) == [1240, 1240]
