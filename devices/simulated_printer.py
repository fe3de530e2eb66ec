"""A label printer that is none: takes ZPL on a port here, says how it is, and keeps what it got as files."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_SILENCE_S = 3.0  # a job has ended when nothing came for so long
_STATUS = b"~HS"
_LABEL = re.compile(rb"\^XA.*?\^XZ", re.DOTALL)
FAULTS = ("paper", "open", "ribbon", "pause")


class SimulatedPrinter:
    """Listens from the start until `close`, on 127.0.0.1. Each connection is a job and becomes a file, whole.

    `happened` hears what happens, before the printer answers: connected, asked, half (of a label), whole, answered.
    With a fault (`paper` out, head `open`, `ribbon` out, `pause`) labels wait in it. `is_mute` does not answer.
    """

    def __init__(
        self, folder: Path, *, is_mute: bool = False, happened: Callable[[str], None] = lambda what: None
    ) -> None:
        self.faults: set[str] = set()
        self.is_mute, self._happened = is_mute, happened
        self.labels: list[bytes] = []
        """Every whole label that came out, as it was sent."""
        self._folder, self._jobs = folder, 0
        self._waiting: list[bytes] = []
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._work, name="simulated printer")
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.getsockname()[1])

    def set_fault(self, fault: str, *, is_on: bool) -> None:
        """Take the paper out, or put it in again: what waits comes out."""
        with self._lock:
            (self.faults.add if is_on else self.faults.discard)(fault)
            self._come_out()

    def close(self) -> None:
        """End; returns when the thread has ended."""
        self._ending.set()
        with suppress(OSError):  # wakes it out of its waiting
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._thread.join()
        self._server.close()

    def _work(self) -> None:
        while not self._ending.is_set():
            connection, _ = self._server.accept()
            with connection, suppress(ConnectionError):
                self._take(connection)

    def _take(self, connection: socket.socket) -> None:
        connection.settimeout(_SILENCE_S)
        data, taken = bytearray(), 0
        self._happened("connected")
        with suppress(TimeoutError, ConnectionError):
            while piece := connection.recv(4096):
                data += piece
                if data.startswith(b"^XA") and not _LABEL.search(data):
                    self._happened("half")
                while (at := data.find(_STATUS)) >= 0:
                    del data[at : at + len(_STATUS)]
                    taken = self._format(bytes(data), taken)
                    self._happened("whole" if taken else "asked")
                    if not self.is_mute:
                        connection.sendall(self._state())
                        self._happened("answered")
        self._format(bytes(data), taken)
        if data.strip():
            self._jobs += 1
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = self._folder / f"job-{self._jobs:04}.new"
            fresh.write_bytes(data)
            fresh.replace(fresh.with_suffix(".prn"))

    def _format(self, data: bytes, taken: int) -> int:
        """Take up the labels that are whole, beyond those taken before; how many there are."""
        whole = _LABEL.findall(data)
        with self._lock:
            self._waiting += whole[taken:]
            self._come_out()
        return len(whole)

    def _come_out(self) -> None:
        if not self.faults:
            self.labels += self._waiting
            self._waiting = []

    def _state(self) -> bytes:
        with self._lock:
            is_on = {fault: int(fault in self.faults) for fault in FAULTS}
            waiting = len(self._waiting)
        lines = (
            f"030,{is_on['paper']},{is_on['pause']},1200,{waiting:03},0,0,0,000,0,0,0",
            f"001,0,{is_on['open']},{is_on['ribbon']},1,2,6,0,00000000,1,000", "1234,0",
        )  # fmt: skip
        return b"".join(b"\x02" + line.encode() + b"\x03\r\n" for line in lines)
