"""A serial scanner as a scripted conversation over a real pseudo-terminal: pieces, bursts, pulled cables, doubles."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.framing import LONGEST, Framing, apart, plain
from devices.guard import Guard
from devices.serial_scanner import SerialScanner, Settings
from tests.devices.line import Line, Listener


@pytest.mark.parametrize(
    ("pieces", "codes"),
    [
        ([b"8801234567890\r"], ["8801234567890"]),
        ([b"88012", b"345", b"67890\r\n"], ["8801234567890"]),
        ([b"A-1\rA-2\nA-3\r\nA-4\t"], ["A-1", "A-2", "A-3", "A-4"]),
        ([b"\r\n\r\n"], []),
        ([b"\x02TOTE-01\x03\x02TOTE-02\x03"], ["TOTE-01", "TOTE-02"]),
        ([b"0108801\x1d10LOT\r"], ["0108801\x1d10LOT"]),
        (["로케이션-1\r".encode()], ["로케이션-1"]),
        ([b"half"], []),
        ([b"]E08801234567893\r"], ["8801234567893"]),
        ([b"]C10108801234567893\r"], ["]C10108801234567893"]),
        ([b"]A0MUG-01\r\n"], ["MUG-01"]),
    ],
)
def test_bytes_become_codes(pieces: list[bytes], codes: list[str]) -> None:
    framing = Framing()
    assert [scan.text for piece in pieces for scan in framing.feed(piece)] == codes


def test_bytes_that_are_no_text_and_endless_codes_stay_one_code() -> None:
    framing = Framing()
    (bad,) = framing.feed(b"\xff\xfe1\r")
    assert not bad.text.isprintable()
    (long,) = framing.feed(b"9" * 5000 + b"\r")
    assert len(long.text) == LONGEST


def test_what_the_scanner_puts_around_a_code_is_taken_off() -> None:
    framing = Framing(prefix="~", suffix="#")
    assert [scan.text for scan in framing.feed(b"~TOTE-01#\r~8801234567893#\rBARE\r")] == [
        "TOTE-01", "8801234567893", "BARE",
    ]  # fmt: skip
    assert plain("~", "~", "#") == ""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("TOTE-01CMD-DONE", ["TOTE-01", "CMD-DONE"]),
        ("CMD-YESCMD-YES", ["CMD-YES", "CMD-YES"]),
        ("88012345678938801234567893", ["8801234567893", "8801234567893"]),
        ("]E08801234567893]C10108801234567893", ["]E08801234567893", "]C10108801234567893"]),
        ("88012345678931234567890123", ["88012345678931234567890123"]),  # the second half is no article number
        ("TOTE-CMD-1", ["TOTE-CMD-1"]),
        ("A-CMD-1", ["A-CMD-1"]),
        ("BOX-LTOTE-1", ["BOX-LTOTE-1"]),  # nobody knows where BOX-L ends: it is refused as a whole
        ("MUG-01", ["MUG-01"]),
    ],
)
def test_glued_codes_are_cut_only_where_it_is_certain(text: str, codes: list[str]) -> None:
    assert apart(text) == codes


def test_glued_codes_are_cut_at_the_scanners_own_prefix() -> None:
    assert [scan.text for scan in Framing(prefix="~").feed(b"~MUG~TOTE-1\r")] == ["MUG", "TOTE-1"]


def test_a_second_delivery_is_dropped_and_counted() -> None:
    guard = Guard(guard_s=0.08)
    assert guard.passes("MUG", 1.00, 1.01)
    assert not guard.passes("MUG", 1.02, 1.03)
    assert not guard.passes("MUG", 1.05, 1.06)  # and a third one
    assert guard.passes("MUG", 1.20, 1.21)  # the next mug
    assert guard.passes("CUP", 1.22, 1.23)
    assert guard.passes("MUG", 1.24, 1.25)  # two scanners
    assert guard.dropped == 2


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path / "scanner")
    yield made
    made.pull()


@pytest.fixture
def scanner(line: Line) -> Iterator[Listener]:
    made = Listener(SerialScanner("Scanner", Settings(line.port)))
    yield made
    made.device.stop()


def test_three_hundred_scans_arrive_in_their_order(line: Line, scanner: Listener) -> None:
    assert scanner.is_there()
    wanted = [f"88012345{n:05}" for n in range(300)]
    for code in wanted:
        line.send(f"{code}\r".encode())
    assert [scanner.next().text for _ in wanted] == wanted


def test_codes_in_random_pieces_arrive_whole(line: Line, scanner: Listener) -> None:
    """A hundred times: whatever pieces the port delivers, no code is cut and none comes twice."""
    assert scanner.is_there()
    chance = random.Random(7)
    for n in range(100):
        wanted = [f"TOTE-{n:03}", f"0108801234567893\x1d10LOT{n}", f"로케이션-{n}"]
        data = "".join(code + chance.choice(["\r", "\n", "\r\n", "\t"]) for code in wanted).encode()
        while data:
            size = chance.randint(1, 9)
            line.send(data[:size])
            data = data[size:]
        assert [scanner.next().text for _ in wanted] == wanted
    assert scanner.told.empty()


def test_half_a_code_of_before_a_pulled_cable_is_no_code(line: Line, scanner: Listener) -> None:
    """A hundred times: pulled in the middle of a code and plugged in again."""
    for n in range(100):
        assert scanner.is_there() is True
        line.send(f"OK-{n}\r".encode())
        assert scanner.next().text == f"OK-{n}"
        line.send(b"HALF")
        line.pull()
        assert scanner.is_there() is False
        line.plug()
    assert scanner.is_there() is True
    line.send(b"WHOLE\r")
    assert scanner.next().text == "WHOLE"
    assert scanner.told.empty()


def test_a_port_that_is_not_there_can_be_left(tmp_path: Path) -> None:
    listener = Listener(SerialScanner("Scanner", Settings(str(tmp_path / "nothing"))))
    assert listener.is_there() is False
    listener.device.stop()


def test_two_scanners_at_one_bench_do_not_mix(tmp_path: Path) -> None:
    lines = [Line(tmp_path / name) for name in ("left", "right")]
    listeners = [Listener(SerialScanner("Scanner", Settings(line.port))) for line in lines]
    assert all(listener.is_there() for listener in listeners)
    for n in range(100):
        for line, name in zip(lines, ("LEFT", "RIGHT"), strict=True):
            line.send(f"{name}-".encode())
        for line in lines:
            line.send(f"{n}\r".encode())
        assert [listener.next().text for listener in listeners] == [f"LEFT-{n}", f"RIGHT-{n}"]
    for listener, line in zip(listeners, lines, strict=True):
        listener.device.stop()
        line.pull()
