"""A serial scanner as a scripted conversation over a real pseudo-terminal: pieces, bursts, pulled cables."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from devices.framing import LONGEST, Framing
from devices.serial_scanner import SerialScanner

PATIENCE = 10.0  # seconds; only a failing test waits that long


@pytest.mark.parametrize(
    ("pieces", "codes"),
    [
        ([b"8801234567890\r"], ["8801234567890"]),
        ([b"88012", b"345", b"67890\r\n"], ["8801234567890"]),
        ([b"A-1\rA-2\nA-3\r\n"], ["A-1", "A-2", "A-3"]),
        ([b"\r\n\r\n"], []),
        ([b"\x02TOTE-01\x03\x02TOTE-02\x03"], ["TOTE-01", "TOTE-02"]),
        ([b"0108801\x1d10LOT\r"], ["0108801\x1d10LOT"]),
        (["로케이션-1\r".encode()], ["로케이션-1"]),
        ([b"half"], []),
    ],
)
def test_bytes_become_codes(pieces: list[bytes], codes: list[str]) -> None:
    framing = Framing()
    assert [code for piece in pieces for code in framing.feed(piece)] == codes


def test_bytes_that_are_no_text_and_endless_codes_stay_one_code() -> None:
    framing = Framing()
    (bad,) = framing.feed(b"\xff\xfe1\r")
    assert not bad.isprintable()
    (long,) = framing.feed(b"9" * 5000 + b"\r")
    assert len(long) == LONGEST


class Terminal:
    """A pseudo-terminal under a name of its own, so that it can be pulled out and put in again."""

    def __init__(self, link: Path) -> None:
        import tty  # not on Windows

        self.link = link
        self.scanner, self._port = os.openpty()
        tty.setraw(self._port)
        link.symlink_to(os.ttyname(self._port))

    def send(self, data: bytes) -> None:
        os.write(self.scanner, data)

    def pull(self) -> None:
        self.link.unlink()
        os.close(self._port)
        os.close(self.scanner)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    if sys.platform == "win32":
        pytest.skip("no pseudo-terminals there")
    made = Terminal(tmp_path / "scanner")
    yield made
    if made.link.is_symlink():
        made.pull()


class Heard:
    """A scanner at work, and what it said."""

    def __init__(self, port: Path) -> None:
        self.codes: Queue[str] = Queue()
        self.states: Queue[bool] = Queue()
        self.scanner = SerialScanner(str(port), self.codes.put, self.states.put)

    def __enter__(self) -> Heard:
        self.scanner.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.scanner.stop()

    def code(self) -> str:
        return self.codes.get(timeout=PATIENCE)

    def state(self) -> bool:
        return self.states.get(timeout=PATIENCE)


def test_three_hundred_scans_arrive_in_their_order(terminal: Terminal) -> None:
    with Heard(terminal.link) as heard:
        assert heard.state() is True
        for n in range(300):
            terminal.send(f"TOTE-{n:03}\r".encode())
        assert [heard.code() for _ in range(300)] == [f"TOTE-{n:03}" for n in range(300)]


def test_a_pulled_cable_is_told_and_half_a_code_forgotten(terminal: Terminal, tmp_path: Path) -> None:
    with Heard(terminal.link) as heard:
        assert heard.state() is True
        terminal.send(b"TOTE-01\rHALF")
        assert heard.code() == "TOTE-01"
        terminal.pull()
        assert heard.state() is False
        again = Terminal(terminal.link)
        assert heard.state() is True
        again.send(b"TOTE-02\r")
        assert heard.code() == "TOTE-02"
        assert heard.codes.empty()
    again.pull()


def test_a_port_that_is_not_there_can_be_left(tmp_path: Path) -> None:
    with Heard(tmp_path / "nothing") as heard:
        assert heard.state() is False
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("scanner")]
