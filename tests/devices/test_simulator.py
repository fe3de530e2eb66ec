"""The simulated bench: what reads real devices reads these, over real pseudo-terminals and a real port."""

from __future__ import annotations

import io
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.scales.settling import Settling
from devices.serial_scale import SerialScale
from devices.serial_scale import Settings as ScaleSettings
from devices.serial_scanner import SerialScanner, Settings
from devices.simulator import Simulator, Unsupported
from tests.devices.line import PATIENCE, Listener
from warehouse_app.command_line.main import main


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Simulator]:
    try:
        made = Simulator(tmp_path / "printed")
    except Unsupported:
        pytest.skip("no pseudo-terminals there")
    yield made
    made.close()


def test_scans_arrive_whole_and_in_order(bench: Simulator) -> None:
    scanner = Listener(SerialScanner("Scanner", Settings(bench.scanner)))
    assert scanner.is_there()
    wanted = [f"TOTE-{n}" for n in range(100)] + ["로케이션-1", "0108801234567893\x1d10LOT"]
    for code in wanted:
        bench.scan(code)
    assert [scanner.next().text for _ in wanted] == wanted
    scanner.device.stop()


def test_a_weight_comes_to_rest(bench: Simulator) -> None:
    scale = Listener(SerialScale("Scale", ScaleSettings(bench.scale)))
    assert scale.is_there()
    settling, found = Settling(), []
    for grams in (1240, 0, 800):
        bench.weigh(grams)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            told = settling.feed(*scale.next())
            if told is not None:
                found.append(told)
                break
            if grams == 0 and settling.is_empty:
                break
    assert found == [1240, 800]
    scale.device.stop()


def test_the_printer_keeps_each_job(bench: Simulator, tmp_path: Path) -> None:
    for job in (b"^XA^FDone^FS^XZ", b"^XA" + b"x" * 300_000 + b"^XZ"):
        with socket.create_connection(("127.0.0.1", bench.printer), timeout=5) as connection:
            connection.sendall(job)
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(1) == b""  # it has hung up: the job is taken
    end = time.monotonic() + PATIENCE
    while len(files := sorted((tmp_path / "printed").glob("*.prn"))) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    assert [len(file.read_bytes()) for file in files] == [15, 300_006]


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bench: Simulator
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("TOTE-1\n=1240\n=x\n=\n"))
    assert main(["devices", "simulate", "--printed", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "Scanner: /dev/" in said and "Printer: 127.0.0.1:" in said and "=x is no weight" in said
