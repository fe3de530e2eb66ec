"""A serial port (or a USB one that shows itself as such): read on a thread of its own, comes back alone.

An unplugged device is no error: it is told to `heard_of`, and the port is tried again until it is there.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import serial

_READ_S = 0.2  # the longest a read waits; stopping cuts it short where the system can
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.05, 4.0  # between tries to open the port


class Opened(Protocol):
    """An open port. All raise OSError when the cable is pulled."""

    def read_some(self) -> bytes:
        """What came, as soon as something does; empty after a fifth of a second without."""

    def write(self, data: bytes) -> object: ...

    def wake(self) -> None:
        """End a read that waits, from another thread, where the system can."""

    def close(self) -> None: ...


class _Serial:
    def __init__(self, port: str, baud: int) -> None:
        self._port = serial.Serial(port, baud, timeout=_READ_S, write_timeout=1.0)

    def read_some(self) -> bytes:
        try:
            data: bytes = self._port.read(self._port.in_waiting or 1)
        except TypeError as error:  # pyserial reads from a descriptor that is gone
            raise OSError("the port is gone") from error
        return data

    def write(self, data: bytes) -> None:
        self._port.write(data)

    def wake(self) -> None:
        self._port.cancel_read()

    def close(self) -> None:
        self._port.close()


class File:
    """A device file that is no serial port, as Linux shows USB HID devices (/dev/hidraw0)."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))

    def read_some(self) -> bytes:
        if not select.select([self._file], [], [], _READ_S)[0]:
            return b""
        data = os.read(self._file, 4096)
        if not data:
            raise OSError("the device is gone")
        return data

    def write(self, data: bytes) -> None:
        os.write(self._file, data)

    def wake(self) -> None:
        """A read ends by itself after a fifth of a second."""

    def close(self) -> None:
        os.close(self._file)


def open_serial(port: str, baud: int) -> Opened:
    """A serial port of the system. Raises OSError, ValueError (no such kind of port)."""
    return _Serial(port, baud)


class Port:
    """Reads `port` from `start` to `stop`. All callbacks are called on its thread and must not block.

    `received` brings bytes and the time (monotonic seconds) they came at; an empty one says that nothing came for a
    while. `heard_of` says whether the device is there, at the start and at each change; what came before a cable was
    pulled belongs to nothing that comes afterwards. With `ask`, these bytes are sent every `ask_every` seconds.
    """

    def __init__(
        self,
        port: str,
        received: Callable[[bytes, float], None],
        heard_of: Callable[[bool], None],
        *,
        baud: int = 9600,
        ask: bytes = b"",
        ask_every: float = 0.3,
        opener: Callable[[str, int], Opened] = open_serial,
    ) -> None:
        self._name, self._baud, self._opener = port, baud, opener
        self._received, self._heard_of = received, heard_of
        self._ask, self._ask_every, self._asked_at = ask, ask_every, float("-inf")
        self._stopping = threading.Event()
        self._device: Opened | None = None
        self._is_there: bool | None = None
        self._thread = threading.Thread(target=self._work, name=f"port {port}")

    def start(self) -> None:
        """Begin to read; a port that is not there yet is waited for."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        self._stopping.set()
        if (device := self._device) is not None:
            with suppress(Exception):  # it may be closing at this very moment, which is what is wanted
                device.wake()
        if self._thread.is_alive():
            self._thread.join()

    def send(self, data: bytes) -> bool:
        """Write to the device, from any thread; False where it is not there."""
        device = self._device
        if device is None or not self._is_there:
            return False
        try:
            device.write(data)
        except (OSError, TypeError):
            return False
        return True

    def _work(self) -> None:
        wait = _FIRST_WAIT_S
        while not self._stopping.is_set():
            try:
                self._device = self._opener(self._name, self._baud)
            except (OSError, ValueError):  # pyserial's own error is an OSError
                self._tell(False)
                self._stopping.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT_S)
                continue
            wait = _FIRST_WAIT_S
            self._tell(True)
            try:
                self._read(self._device)
            finally:
                with suppress(OSError):
                    self._device.close()
                self._device = None
            if not self._stopping.is_set():
                self._tell(False)
                self._stopping.wait(_FIRST_WAIT_S)  # a port that opens and breaks at once is not hammered

    def _read(self, device: Opened) -> None:
        """Read until the device is unplugged or the program ends."""
        while not self._stopping.is_set():
            try:
                if self._ask and time.monotonic() - self._asked_at >= self._ask_every:
                    self._asked_at = time.monotonic()
                    device.write(self._ask)
                data = device.read_some()
            except OSError:
                return
            self._received(data, time.monotonic())

    def _tell(self, is_there: bool) -> None:
        if is_there != self._is_there:
            self._is_there = is_there
            self._heard_of(is_there)
