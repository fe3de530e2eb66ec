"""Asking a print system how a job or a printer is: two questions of the Internet Printing Protocol (RFC 8010, 8011).

Only these two, since a library that speaks all of it brings a web client of its own along.
"""

from __future__ import annotations

import http.client
import os
import socket
import struct
from typing import Final

GET_JOB, GET_PRINTER = 0x0009, 0x000B
CANCELLED, ABORTED, COMPLETED = 7, 8, 9  # job-state
STOPPED: Final = 5  # printer-state
_WAIT_S = 5.0
_SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd")
_CHARSET, _LANGUAGE, _URI, _KEYWORD, _INTEGER, _ENUM = 0x47, 0x48, 0x45, 0x44, 0x21, 0x23
_OPERATION, _END = 0x01, 0x03
_NOT_FOUND = 0x0406

Attributes = dict[str, list[str | int]]


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_WAIT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def ask(operation: int, target: str, wanted: tuple[str, ...]) -> Attributes | None:
    """The attributes of `target` ("jobs/12", "printers/Label") at this computer's print system.

    None where there is no such job or printer. OSError where the print system does not answer.
    """
    name = "job-uri" if operation == GET_JOB else "printer-uri"
    body = struct.pack(">HHI", 0x0200, operation, 1) + bytes([_OPERATION])
    body += _attribute(_CHARSET, "attributes-charset", "utf-8") + _attribute(
        _LANGUAGE, "attributes-natural-language", "en"
    )
    body += _attribute(_URI, name, f"ipp://localhost/{target}")
    for place, keyword in enumerate(wanted):
        body += _attribute(_KEYWORD, "requested-attributes" if place == 0 else "", keyword)
    connection = _connection()
    try:
        connection.request("POST", f"/{target}", body + bytes([_END]), {"Content-Type": "application/ipp"})
        answer = connection.getresponse().read()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()
    if len(answer) < 8:
        raise OSError("the print system's answer is not whole")
    status = int.from_bytes(answer[2:4], "big")
    if status == _NOT_FOUND:
        return None
    if status >= 0x0400:
        raise OSError(f"the print system answers {status:#06x}")
    return _attributes(answer[8:])


def _connection() -> http.client.HTTPConnection:
    server = os.environ.get("CUPS_SERVER", "")
    if server.startswith("/"):
        return _UnixConnection(server)
    if server:
        host, _, port = server.partition(":")
        return http.client.HTTPConnection(host, int(port) if port.isdigit() else 631, timeout=_WAIT_S)
    path = next((path for path in _SOCKETS if os.path.exists(path)), None)
    return _UnixConnection(path) if path else http.client.HTTPConnection("localhost", 631, timeout=_WAIT_S)


def _attribute(tag: int, name: str, value: str) -> bytes:
    first, second = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(first)) + first + struct.pack(">H", len(second)) + second


def _attributes(data: bytes) -> Attributes:
    """Every attribute of an answer; a further value of one has no name. Kinds other than words and numbers are left
    out."""
    found: Attributes = {}
    at, name = 0, ""
    while at < len(data) and data[at] != _END:
        tag = data[at]
        at += 1
        if tag < 0x10:  # a new group
            continue
        key, at = _piece(data, at)
        value, at = _piece(data, at)
        name = key.decode("utf-8", "replace") or name
        if tag in (_INTEGER, _ENUM):
            found.setdefault(name, []).append(int.from_bytes(value, "big", signed=True))
        elif tag >= 0x40:
            found.setdefault(name, []).append(value.decode("utf-8", "replace"))
    return found


def _piece(data: bytes, at: int) -> tuple[bytes, int]:
    """A length of two bytes and as many bytes behind it; where the next thing begins."""
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if end > len(data):
        raise OSError("the print system's answer is not whole")
    return data[at + 2 : end], end
