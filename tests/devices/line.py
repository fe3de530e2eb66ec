"""A device at the other end of a real pseudo-terminal, under a name of its own, so that it can be pulled out."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

PATIENCE = 10.0  # seconds; only a failing test waits that long


class Line:
    """`send` is what the device says, `heard` what the program says to it."""

    def __init__(self, link: Path) -> None:
        if sys.platform == "win32":
            pytest.skip("no pseudo-terminals there")
        self.link = link
        self._ends: list[int] = []
        self.plug()

    @property
    def port(self) -> str:
        return str(self.link)

    def plug(self) -> None:
        """Plug it in (again)."""
        import tty  # not on Windows

        self._ends = list(os.openpty())
        tty.setraw(self._ends[1])
        self.link.symlink_to(os.ttyname(self._ends[1]))

    def send(self, data: bytes) -> None:
        os.write(self._ends[0], data)

    def heard(self, length: int) -> bytes:
        """The next bytes that the program sends."""
        data = b""
        while len(data) < length:
            data += os.read(self._ends[0], length - len(data))
        return data

    def pull(self) -> None:
        """Pull the cable."""
        if self._ends:
            self.link.unlink()
            for end in reversed(self._ends):
                os.close(end)
            self._ends = []


class Listener:
    """Starts a device of any role and keeps what it tells."""

    def __init__(self, device: Any) -> None:
        self.device = device
        self.told: Queue[Any] = Queue()
        self.there: Queue[bool] = Queue()
        device.start(lambda *what: self.told.put(what[0] if len(what) == 1 else what), self.there.put)

    def next(self) -> Any:
        return self.told.get(timeout=PATIENCE)

    def is_there(self) -> bool:
        return self.there.get(timeout=PATIENCE)
