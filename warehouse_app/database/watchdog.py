"""A watchdog of PostgreSQL connections: it shuts the socket of one that has waited too long for an answer.

A server whose machine is frozen still acknowledges at the network's level, so that neither keepalives nor
`tcp_user_timeout` notice, and its own timeouts are frozen with it. Nobody but the client can end such a wait.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, event

PATIENCE = 75.0  # seconds for one statement: longer than the server's own statement_timeout
_LOOK = 0.5
_ACTIVE = 1  # libpq's PQTRANS_ACTIVE: a statement is on its way


class Watchdog:
    """Watches all connections of an engine from its first connection until `stop`."""

    def __init__(self, engine: Engine, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._connections: dict[int, tuple[Any, dict[Any, Any]]] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        event.listen(engine, "connect", self._connected)
        event.listen(engine, "close", self._closed)
        event.listen(engine, "before_cursor_execute", _asked)
        event.listen(engine, "commit", _asked)

    def stop(self) -> None:
        """End the watch; returns when its thread has ended."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _connected(self, raw: Any, record: Any) -> None:
        with self._lock:
            self._connections[id(raw)] = raw, record.info
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="database watchdog", daemon=True)
                self._thread.start()

    def _closed(self, raw: Any, _record: Any) -> None:
        with self._lock:
            self._connections.pop(id(raw), None)

    def _watch(self) -> None:
        since: dict[int, tuple[int, float]] = {}  # connection → the statement it waits for, and from when
        while not self._stopped.wait(_LOOK):
            with self._lock:
                watched = list(self._connections.items())
            now, before, since = time.monotonic(), since, {}
            for key, (raw, info) in watched:
                if raw.closed or raw.pgconn.transaction_status != _ACTIVE:
                    continue
                asked, start = before.get(key, (-1, now))
                number = info.get("asked", 0)
                since[key] = (number, start if asked == number else now)
                if now - since[key][1] > self.patience:
                    _shut(raw)


def _asked(connection: Connection, *_: Any) -> None:
    connection.info["asked"] = connection.info.get("asked", 0) + 1


def _shut(raw: Any) -> None:
    """Whoever waits on this connection gets an error now, as if the server had gone."""
    with suppress(OSError), socket.socket(fileno=os.dup(raw.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
