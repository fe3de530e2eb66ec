"""A scanner on a serial port, or a USB one that shows itself as such."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.framing import Framing, Scan
from devices.port import Port
from warehouse_app.domain.device import Kind
from warehouse_app.domain.sentences import say
from warehouse_app.domain.settings_form import setting

BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


@dataclass(frozen=True)
class Settings:
    """What is set of a scanner on a port."""

    port: str = setting("", say("Port (/dev/ttyACM0, COM3 …)"))
    baud: int = setting(9600, say("Speed (of no matter on USB)"), *BAUDS)
    prefix: str = setting("", say("What the scanner puts before each code, if anything"))
    suffix: str = setting("", say("What it puts behind each code, before its Enter, if anything"))


class SerialScanner:
    """Tells each code once it is whole, from `start` to `stop`."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._settings = name, settings
        self._framing = Framing(settings.prefix, settings.suffix)
        self._port: Port | None = None

    def start(self, scanned: Callable[[Scan], None], heard_of: Callable[[bool], None]) -> None:
        """Begin to read; a port that is not there yet is waited for. Both are called on the port's thread."""

        def received(data: bytes, at: float) -> None:
            for scan in self._framing.feed(data, at):
                scanned(scan)

        def told(is_there: bool) -> None:
            self._framing.forget()  # half a code of before belongs to nothing
            heard_of(is_there)

        self._port = Port(self._settings.port, received, told, baud=self._settings.baud)
        self._port.start()

    def stop(self) -> None:
        """End; returns when the port's thread has ended."""
        if self._port is not None:
            self._port.stop()


KIND = Kind("serial-scanner", "scanner", say("Scanner on a port (serial or USB-COM)"), Settings, SerialScanner)
