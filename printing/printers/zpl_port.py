"""A ZPL label printer on a cable of this computer: a USB printer's device file, or a serial port."""

from __future__ import annotations

import os
import select
import sys
import time
from dataclasses import dataclass

import serial

from printing.printers.printer import LOADED, PAPERS, SILENT
from printing.printers.zpl import DARKNESS, DPI, LEFT, TOP, Line, ZplPrinter
from printing.zpl import Form
from warehouse_app.domain.device import Kind, Trouble
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import say
from warehouse_app.domain.settings_form import setting

_WRITE_S = 10.0


@dataclass(frozen=True)
class Settings:
    """What is set of a printer on a cable. `baud` 0: a USB printer's file, not a serial port."""

    port: str = setting("", say("Port (/dev/usb/lp0, COM3 …)"))
    baud: int = setting(0, say("Speed of a serial port (0: it is a USB printer)"), 0, 9600, 19200, 38400, 57600, 115200)
    dpi: int = DPI
    loaded: str = LOADED
    papers: tuple[str, ...] = PAPERS
    darkness: int = DARKNESS
    left: int = LEFT
    top: int = TOP


class _File:
    """A device file, never waited for longer than the printer may need."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))

    def write(self, data: bytes) -> None:
        rest, until = memoryview(data), time.monotonic() + _WRITE_S
        while rest:
            if not self._ready(until - time.monotonic(), writing=True):
                raise TimeoutError("the printer takes nothing")
            rest = rest[os.write(self._file, rest[:4096]) :]

    def read(self, seconds: float) -> bytes:
        if not self._ready(seconds, writing=False):
            return b""
        data = os.read(self._file, 4096)
        if not data:  # a device that tells nothing says so at once
            time.sleep(min(seconds, 0.05))
        return data

    def close(self) -> None:
        os.close(self._file)

    def _ready(self, seconds: float, *, writing: bool) -> bool:
        wait = max(seconds, 0.0)
        ends: tuple[list[int], list[int], list[int]] = ([], [self._file], []) if writing else ([self._file], [], [])
        return any(select.select(*ends, wait))


class _Serial:
    def __init__(self, port: str, baud: int) -> None:
        self._port = serial.Serial(port, baud, timeout=0, write_timeout=_WRITE_S)

    def write(self, data: bytes) -> None:
        self._port.write(data)
        self._port.flush()

    def read(self, seconds: float) -> bytes:
        self._port.timeout = max(seconds, 0.001)
        data: bytes = self._port.read(self._port.in_waiting or 1)
        return data

    def close(self) -> None:
        self._port.close()


class PortZplPrinter(ZplPrinter):
    """Opens the port for each label, so that a printer may be switched off and on between two."""

    def __init__(self, name: str, settings: Settings) -> None:
        form = Form(settings.dpi, settings.darkness, left=settings.left, top=settings.top)
        super().__init__(name, form, (PaperSize(settings.loaded),), settings.papers)
        self._port, self._baud = settings.port, settings.baud

    def open(self) -> Line:
        """Open the port. Raises Trouble."""
        if not self._port:
            raise Trouble(say("This printer has no port yet."))
        try:
            if self._baud or sys.platform == "win32":
                return _Serial(self._port, self._baud or 9600)
            return _File(self._port)
        except PermissionError as error:
            raise Trouble(say("This user may not use {port}.", port=self._port)) from error
        except (OSError, ValueError) as error:
            raise Trouble(SILENT) from error


KIND = Kind("zpl-port", "printer", say("Label printer on a cable (ZPL)"), Settings, PortZplPrinter)
