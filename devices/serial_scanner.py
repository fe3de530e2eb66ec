"""A scanner on a serial port (or a USB one that shows itself as such): reads codes on its own thread, comes back alone.

An unplugged scanner is no error: it is told to `heard_of`, and the port is tried again until it is there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import serial

from devices.framing import Framing

_READ_S = 0.2  # the longest a read waits; stopping cuts it short where the system can
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.25, 4.0  # between tries to open the port


class SerialScanner:
    """Reads `port` from `start` to `stop`. Both callbacks are called on the scanner's thread and must not block.

    `scanned` brings each code; `heard_of` whether the scanner is there, at the start and at each change.
    """

    def __init__(
        self, port: str, scanned: Callable[[str], None], heard_of: Callable[[bool], None], baud: int = 9600
    ) -> None:
        self._port, self._baud = port, baud
        self._scanned, self._heard_of = scanned, heard_of
        self._stopping = threading.Event()
        self._device: serial.Serial | None = None
        self._is_there: bool | None = None
        self._thread = threading.Thread(target=self._work, name=f"scanner {port}")

    def start(self) -> None:
        """Begin to read; a port that is not there yet is waited for."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        self._stopping.set()
        if (device := self._device) is not None:
            with suppress(Exception):  # it may be closing at this very moment, which is what is wanted
                device.cancel_read()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        wait = _FIRST_WAIT_S
        while not self._stopping.is_set():
            try:
                self._device = serial.Serial(self._port, self._baud, timeout=_READ_S)
            except (OSError, ValueError):  # pyserial's own error is an OSError; ValueError: no such kind of port
                self._tell(False)
                self._stopping.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT_S)
                continue
            wait = _FIRST_WAIT_S
            self._tell(True)
            with self._device:
                self._read(self._device)
            if not self._stopping.is_set():
                self._tell(False)

    def _read(self, device: serial.Serial) -> None:
        """Read until the scanner is unplugged or the program ends."""
        framing = Framing()
        while not self._stopping.is_set():
            try:
                data = device.read(device.in_waiting or 1)
            except (OSError, TypeError):  # TypeError: pyserial reads from a descriptor that is gone
                return
            for code in framing.feed(data):
                self._scanned(code)

    def _tell(self, is_there: bool) -> None:
        if is_there != self._is_there:
            self._is_there = is_there
            self._heard_of(is_there)
