"""A bench of devices that are none: scanner and scale on pseudo-terminals, a label printer on a port of this computer.

For training and tests: what reads them cannot tell them from real ones. Not on Windows, which has no such terminals.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from devices.simulated_printer import SimulatedPrinter

_EVERY_S = 0.1  # a scale tells its weight so often


class Unsupported(Exception):
    """This system has no pseudo-terminals."""


class Simulator:
    """Opens everything at once; `close` ends it. `scanner` and `scale` are names of ports, `printer` a port number.

    Every job that the printer gets becomes a file of its own in `folder`, whole.
    """

    def __init__(self, folder: Path) -> None:
        try:
            import tty  # not on Windows
        except ImportError:
            raise Unsupported from None
        self._ends: list[int] = []
        self._ports: list[str] = []
        for _ in range(2):
            end, port = os.openpty()
            tty.setraw(port)
            self._ends += [end, port]
            self._ports.append(os.ttyname(port))
        self.label_printer = SimulatedPrinter(folder)
        self._grams = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._tell_weight, name="simulated scale")
        self._thread.start()

    @property
    def scanner(self) -> str:
        """The scanner's port."""
        return self._ports[0]

    @property
    def scale(self) -> str:
        """The scale's port; it speaks MT-SICS."""
        return self._ports[1]

    @property
    def printer(self) -> int:
        """The printer's port."""
        return self.label_printer.port

    def scan(self, code: str) -> None:
        """Scan a code, ended with Enter as most scanners do."""
        os.write(self._ends[0], f"{code}\r".encode())

    def weigh(self, grams: int) -> None:
        """Put so many grams on the scale; 0 empties it."""
        self._grams = grams

    def close(self) -> None:
        """End everything; returns when it has ended."""
        self._ending.set()
        self._thread.join()
        self.label_printer.close()
        for end in self._ends:
            os.close(end)

    def _tell_weight(self) -> None:
        os.set_blocking(self._ends[2], False)
        while not self._ending.wait(_EVERY_S):
            with suppress(BlockingIOError):  # nobody reads
                os.write(self._ends[2], f"S S {self._grams:10.2f} g\r\n".encode())
