"""A ZPL label printer on the network: TCP port 9100."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from printing.printers.printer import LOADED, PAPERS, SILENT
from printing.printers.zpl import DARKNESS, DPI, LEFT, TOP, Line, ZplPrinter
from printing.zpl import Form
from warehouse_app.domain.device import Kind, Trouble
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import say
from warehouse_app.domain.settings_form import setting

PORT = 9100
_CONNECT_S, _WRITE_S, _END_S = 3.0, 10.0, 1.0


@dataclass(frozen=True)
class Settings:
    """What is set of a printer on the network."""

    address: str = setting("", say("Address (name or number, with :port if it is not 9100)"))
    dpi: int = DPI
    loaded: str = LOADED
    papers: tuple[str, ...] = PAPERS
    darkness: int = DARKNESS
    left: int = LEFT
    top: int = TOP


class _Socket:
    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address, timeout=_CONNECT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        self._socket.settimeout(_WRITE_S)
        self._socket.sendall(data)

    def read(self, seconds: float) -> bytes:
        self._socket.settimeout(max(seconds, 0.001))
        try:
            data = self._socket.recv(4096)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionResetError("the printer hung up")
        return data

    def close(self) -> None:
        """Say that this was all and wait for the printer's end: closing at once may take the label back on its way."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(_END_S)
            while self._socket.recv(4096):
                pass
        finally:
            self._socket.close()


class NetworkZplPrinter(ZplPrinter):
    """Opens a connection for each label: printers take one at a time, and others may want to print."""

    def __init__(self, name: str, settings: Settings) -> None:
        form = Form(settings.dpi, settings.darkness, left=settings.left, top=settings.top)
        super().__init__(name, form, (PaperSize(settings.loaded),), settings.papers)
        host, _, port = settings.address.partition(":")
        self._address = host, int(port) if port.isdigit() and int(port) < 65536 else PORT

    def open(self) -> Line:
        """Connect. Raises Trouble."""
        if not self._address[0]:
            raise Trouble(say("This printer has no address yet."))
        try:
            return _Socket(self._address)
        except OSError as error:
            raise Trouble(SILENT) from error


KIND = Kind("zpl-network", "printer", say("Label printer on the network (ZPL)"), Settings, NetworkZplPrinter)
