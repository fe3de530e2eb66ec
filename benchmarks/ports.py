"""From a scanner's port to the answer: `python -m benchmarks.ports [--scans N]`.

Codes are written to a pseudo-terminal in one piece, as a serial scanner does. Measured is the time until the program
has the whole code, and until the window has its answer (committed and shown). The floor of the same run is a thread
that reads the same port and does nothing else. Linux and macOS; without a display the window runs offscreen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
import tty
from pathlib import Path
from statistics import quantiles
from typing import Any

from devices.framing import Scan
from tests.workflows.small import furnish
from warehouse_app.database.opening import open_database
from warehouse_app.domain.device import Entry
from warehouse_app.settings import LocalSettings


class Port:
    """A pseudo-terminal."""

    def __init__(self) -> None:
        self.ours, self.theirs = os.openpty()
        tty.setraw(self.theirs)

    @property
    def name(self) -> str:
        return os.ttyname(self.theirs)

    def send(self, code: str) -> float:
        """Write a code; the time just before."""
        begun = time.perf_counter()
        os.write(self.ours, code.encode() + b"\r")
        return begun


def floor(count: int) -> list[float]:
    """Milliseconds until a bare thread has read a code."""
    port, times, got = Port(), [], threading.Semaphore(0)
    ended: list[float] = []

    def read() -> None:
        for _ in range(count):
            data = b""
            while not data.endswith(b"\r"):
                data += os.read(port.theirs, 64)
            ended.append(time.perf_counter())
            got.release()

    thread = threading.Thread(target=read)
    thread.start()
    for n in range(count):
        begun = port.send(f"CODE-{n:06}")
        got.acquire()
        times.append((ended[-1] - begun) * 1000)
        time.sleep(0.005)
    thread.join()
    return times


def window(count: int, folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds until the program has a code, and until the window has answered it."""
    from ui.app import application, build, hush
    from ui.demo.hand import Hand

    hush()
    application()
    port, heard, answered = Port(), [], []
    database = open_database(f"sqlite:///{folder / 'ports.db'}")
    furnish(database)
    made, printers = build(
        database, LocalSettings(language="en", sounds=False), station="BENCH-1",
        devices=[Entry("serial-scanner", "Scanner", {"port": port.name})],
    )  # fmt: skip
    made.remember_settings = made.offers_practice = False
    made.show()
    hand = Hand(made, folder, 0.0)
    ended: list[float] = []
    made.devices.scanned_raw.connect(lambda scan: ended.append(time.perf_counter()))
    made.devices.start()
    hand.wait("the scanner", lambda: made.scanner_state == "ok")
    hand.log_in("USR-1")
    hand.open("pick")

    def type_one(n: int) -> None:
        before: Any = made.job.reply
        begun = port.send(f"NO-SUCH-{n:06}")
        hand.wait("an answer", lambda: made.job.reply is not before)
        answered.append((time.perf_counter() - begun) * 1000)
        heard.append((ended[-1] - begun) * 1000)

    try:
        for n in range(count):
            type_one(n)
    finally:
        made.close()
        made.devices.stop()
        printers.stop()
        database.close()
    return heard, answered


def scanner(count: int) -> list[float]:
    """Milliseconds until the scanner's own thread tells the whole code."""
    from devices.serial_scanner import KIND

    port, got, times = Port(), threading.Semaphore(0), []
    ended: list[float] = []
    there = threading.Event()

    def told(scan: Scan) -> None:
        ended.append(time.perf_counter())
        got.release()

    device = KIND.make("Scanner", KIND.settings_of(Entry("serial-scanner", "Scanner", {"port": port.name})))
    device.start(told, lambda is_there: there.set())
    there.wait(10)
    for n in range(count):
        begun = port.send(f"CODE-{n:06}")
        got.acquire()
        times.append((ended[-1] - begun) * 1000)
        time.sleep(0.005)
    device.stop()
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=1_000)
    count = parser.parse_args().scans
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        bare, told = floor(count), scanner(count)
        heard, answered = window(count, Path(folder))
    lowest = quantiles(bare, n=100)[98]
    for name, times in {
        "floor, a bare reading thread": bare, "port to scanner's thread": told, "port to window": heard,
        "port to answer (wrong code)": answered,
    }.items():  # fmt: skip
        cut = quantiles(times, n=100)
        print(f"{name}: p50 {cut[49]:.2f}  p95 {cut[94]:.2f}  p99 {cut[98]:.2f} ms ({cut[98] / lowest:.1f} × floor)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
