"""Scales: their lines, when a weight counts, and how each fault is told; then as conversations over real terminals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.hid_scale import HidScale
from devices.hid_scale import Settings as HidSettings
from devices.scales import hid
from devices.scales.pattern import BadPattern, reader
from devices.scales.reading import Reading, State
from devices.scales.registry import PROFILES, read
from devices.scales.settling import Condition, Settling
from devices.serial_scale import SerialScale, Settings
from tests.devices.line import Line, Listener


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
        ("ST,+00123.4  g", Reading(State.STABLE, 123)),
        ("US,-00001.2 kg", Reading(State.MOVING, -1200)),
        ("OL,+9999999E+19", Reading(State.OVERLOAD)),
        ("OL,-9999999E+19", Reading(State.UNDERLOAD)),
        ("QT,+00000012 PC", None),
        ("8801000000012", None),
        ("S S", None),
        ("ST,GS,+   1.234", None),
        ("ES", None),
        ("", None),
    ],
)
def test_lines(line: str, reading: Reading | None) -> None:
    assert read(line) == reading


def test_no_two_makes_read_a_line_differently() -> None:
    lines = ["S S     100.00 g", "ST,GS,+   1.234kg", "ST,+00123.4  g", "US,-00001.2 kg", "OL,+9999999E+19", "S +"]
    for line in lines:
        assert len({found for profile in PROFILES.values() if (found := profile.read(line)) is not None}) == 1


@pytest.mark.parametrize(
    ("pattern", "line", "reading"),
    [
        (r"(?P<stable>\*)?\s*(?P<number>[\d.]+)\s*(?P<unit>kg|g)", "* 1.240 kg", Reading(State.STABLE, 1240)),
        (r"(?P<stable>\*)?\s*(?P<number>[\d.]+)\s*(?P<unit>kg|g)", "1.240 kg", Reading(State.MOVING, 1240)),
        (r"kg:W(?P<number>[+-]?[\d,.]+)", "W+1,002.5", Reading(State.STABLE, 1_002_500)),
        (r"(?P<over>EEE)|(?P<number>\d+)", "EEE", Reading(State.OVERLOAD)),
        (r"(?P<number>\d+)", "no weight", None),
        (r"(?P<number>[\d.]+)", "1.2.3", None),
        (r"(?P<number>\d+)(?P<unit>[a-z]+)", "12stone", None),
    ],
)
def test_any_other_make_by_a_pattern(pattern: str, line: str, reading: Reading | None) -> None:
    assert reader(pattern)(line) == reading


@pytest.mark.parametrize("pattern", ["(", r"\d+", ""])
def test_bad_patterns(pattern: str) -> None:
    with pytest.raises(BadPattern):
        reader(pattern)


@pytest.mark.parametrize(
    ("report", "reading"),
    [
        (bytes([3, 4, 2, 0, 0xD8, 0x04]), Reading(State.STABLE, 1240)),
        (bytes([3, 3, 3, 0xFD, 0xD8, 0x04]), Reading(State.MOVING, 1240)),  # 1240 x 10^-3 kg
        (bytes([3, 4, 11, 0xFF, 30, 0]), Reading(State.STABLE, 85)),
        (bytes([3, 2, 2, 0, 0, 0]), Reading(State.STABLE, 0)),
        (bytes([3, 6, 2, 0, 0, 0]), Reading(State.OVERLOAD)),
        (bytes([3, 5, 2, 0, 1, 0]), Reading(State.UNDERLOAD)),
        (bytes([3, 1, 2, 0, 0, 0]), None),  # a fault
        (bytes([3, 4, 99, 0, 1, 0]), None),  # a unit that is none
        (bytes([4, 4, 2, 0, 1, 0]), None),
    ],
)
def test_reports_of_scales_without_a_port(report: bytes, reading: Reading | None) -> None:
    assert hid.readings(report) == [reading]


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
        [(1.5 * n, "S S  1240.0 g") for n in range(30)],
        [(n / 10, "S S     3.0 g") for n in range(30)],
    ],
    ids=["unstable", "rising", "negative", "overload", "older than a second", "dust"],
)
def test_what_is_no_weight(lines: list[tuple[float, str]]) -> None:
    assert told(lines) == []


def test_somebody_leans_on_it_and_lets_go() -> None:
    pushed = [(1 + n / 10, "US,GS,+   2.000kg") for n in range(5)]
    assert told([*still(0, 1240), *pushed, *still(1.5, 1240)]) == [1240, 1240]


@pytest.mark.parametrize(
    ("lines", "at", "sentence"),
    [
        (["S S 1240.0 g"], 0.5, None),
        (["S +"], 0.5, "Too heavy for this scale. Take the parcel off."),
        (["S -"], 0.5, "The scale is below zero. Empty it and press its zero key."),
        (["S S -40.0 g"], 0.5, "The scale is below zero. Empty it and press its zero key."),
        (["S S 1240.0 g"], 4.0, "The scale says nothing. Is it on?"),
        (["#~" for _ in range(20)], 0.5, "The scale cannot be understood. Its speed or its make is set wrong."),
    ],
)
def test_each_fault_has_a_sentence(lines: list[str], at: float, sentence: str | None) -> None:
    condition = Condition()
    assert condition.sentence(0.0) is None
    condition.plugged(True, 0.0)
    for line in lines:
        condition.feed(read(line), 0.1)
    found = condition.sentence(at)
    assert (found.text if found else None) == sentence


def test_a_scale_that_never_rests_and_one_that_is_unplugged() -> None:
    condition = Condition()
    condition.plugged(True, 0.0)
    for n in range(100):
        condition.feed(read("S D 1240.0 g"), n / 10)
    found = condition.sentence(9.9)
    assert found is not None and found.text.startswith("The scale does not come to rest.")
    condition.feed(read("S S 1240.0 g"), 10.0)
    assert condition.sentence(10.1) is None
    condition.plugged(False, 11.0)
    found = condition.sentence(11.0)
    assert found is not None and found.text == "The scale is not there. Is its cable in?"


# --- conversations ------------------------------------------------------------------------------------------------


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path / "scale")
    yield made
    made.pull()


@pytest.mark.parametrize(
    ("make", "said", "reading"),
    [
        ("mt-sics", "S S     100.00 g\r\n", Reading(State.STABLE, 100)),
        ("cas", "ST,GS,+   1.234kg\r\n", Reading(State.STABLE, 1234)),
        ("a-and-d", "US,+00123.4  g\r\n", Reading(State.MOVING, 123)),
        ("any", "OL,GS,+  \r\n", Reading(State.OVERLOAD)),
        ("mt-sics", "ST,GS,+   1.234kg\r\n", None),  # another make's line is noise
    ],
)
def test_each_make_over_a_line(line: Line, make: str, said: str, reading: Reading | None) -> None:
    listener = Listener(SerialScale("Scale", Settings(line.port, make=make)))
    assert listener.is_there()
    for piece in (said[:5], said[5:9], said[9:]):
        line.send(piece.encode())
    assert listener.next()[0] == reading
    listener.device.stop()


@pytest.mark.parametrize(("make", "question"), [("mt-sics", b"SI\r\n"), ("a-and-d", b"Q\r\n")])
def test_a_scale_that_waits_to_be_asked(line: Line, make: str, question: bytes) -> None:
    listener = Listener(SerialScale("Scale", Settings(line.port, make=make, ask=True)))
    for grams in (100, 200):
        assert line.heard(len(question)) == question
        line.send(f"S S {grams}.0 g\r\n".encode() if make == "mt-sics" else f"ST,+00{grams}.0  g\r\n".encode())
        assert listener.next()[0] == Reading(State.STABLE, grams)
    listener.device.stop()


def test_half_a_line_of_before_a_pulled_cable_is_no_weight(line: Line) -> None:
    """A hundred times: `S S 12` | pulled | `40.0 g` must never weigh 40 grams, nor 1,240."""
    listener = Listener(SerialScale("Scale", Settings(line.port)))
    for n in range(100):
        assert listener.is_there() is True
        line.send(f"S S {n + 20}.0 g\r\nS S 12".encode())
        assert listener.next()[0] == Reading(State.STABLE, n + 20)
        line.pull()
        assert listener.is_there() is False
        line.plug()
    assert listener.is_there() is True
    line.send(b"40.0 g\r\nS S 7.0 g\r\n")
    assert [listener.next()[0] for _ in range(2)] == [None, Reading(State.STABLE, 7)]
    listener.device.stop()


def test_reports_over_a_line_in_pieces(line: Line) -> None:
    listener = Listener(HidScale("Scale", HidSettings(line.port)))
    assert listener.is_there()
    report = bytes([3, 4, 2, 0, 0xD8, 0x04])
    for _ in range(100):
        line.send(report[:4])
        line.send(report[4:])
        assert listener.next()[0] == Reading(State.STABLE, 1240)
    listener.device.stop()
