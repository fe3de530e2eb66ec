"""A signal lamp over a real pseudo-terminal."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from devices.serial_lamp import SerialLamp, Settings, sent
from tests.devices.line import PATIENCE, Line


@pytest.mark.parametrize(
    ("text", "data"), [(r"G\r", b"G\r"), (r"\xa0\x01\x01\xa2", b"\xa0\x01\x01\xa2"), ("plain", b"plain"), ("\\", b"\\")]
)
def test_texts_are_bytes(text: str, data: bytes) -> None:
    assert sent(text) == data


def test_each_result_is_shown_and_a_missing_lamp_harms_nobody(tmp_path: Path) -> None:
    line = Line(tmp_path / "lamp")
    lamp = SerialLamp("Lamp", Settings(line.port, done=""))
    assert not lamp.show("right")
    lamp.start()
    end = time.monotonic() + PATIENCE
    while not lamp.show("right") and time.monotonic() < end:
        time.sleep(0.005)
    assert line.heard(2) == b"G\r"
    assert lamp.show("wrong") and line.heard(2) == b"R\r"
    assert not lamp.show("done") and not lamp.show("no such tone")
    lamp.stop()
    line.pull()
