"""A scale on a serial port."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.framing import Framing
from devices.port import Port
from devices.scales import pattern, registry
from devices.scales.reading import Reading
from devices.serial_scanner import BAUDS
from warehouse_app.domain.device import Kind
from warehouse_app.domain.sentences import say
from warehouse_app.domain.settings_form import setting

_ANY, _PATTERN = "any", "pattern"
_ASK_EVERY_S = 0.3


@dataclass(frozen=True)
class Settings:
    """What is set of a scale on a port."""

    port: str = setting("", say("Port (/dev/ttyACM0, COM3 …)"))
    baud: int = setting(9600, say("Speed (of no matter on USB)"), *BAUDS)
    make: str = setting(_ANY, say("Make"), _ANY, *registry.PROFILES, _PATTERN)
    pattern: str = setting("", say("Regular expression of another make, with the groups number, unit and stable"))
    ask: bool = setting(False, say("It tells its weight only when it is asked"))


class SerialScale:
    """Tells every line that it hears, from `start` to `stop`."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._settings = name, settings
        self._port: Port | None = None
        profile = registry.PROFILES.get(settings.make)
        self._read: Callable[[str], Reading | None] = profile.read if profile else registry.read
        if settings.make == _PATTERN:
            self._read = _by_pattern(settings.pattern)
        asks = profile.ask if profile and profile.ask else "SI\r\n"
        self._ask = asks.encode() if settings.ask else b""

    def start(self, heard: Callable[[Reading | None, float], None], heard_of: Callable[[bool], None]) -> None:
        """Begin to read; `heard` brings each reading (None: noise) and when it came. Called on the port's thread."""
        framing = Framing()

        def received(data: bytes, at: float) -> None:
            for line in framing.feed(data, at):
                heard(self._read(line.text), at)

        def told(is_there: bool) -> None:
            framing.forget()
            heard_of(is_there)

        self._port = Port(
            self._settings.port, received, told, baud=self._settings.baud, ask=self._ask, ask_every=_ASK_EVERY_S
        )
        self._port.start()

    def stop(self) -> None:
        """End; returns when the port's thread has ended."""
        if self._port is not None:
            self._port.stop()


def _by_pattern(text: str) -> Callable[[str], Reading | None]:
    try:
        return pattern.reader(text)
    except pattern.BadPattern:
        return lambda line: None  # all that it says is noise, and so it is told


KIND = Kind("serial-scale", "scale", say("Scale on a port (serial or USB-COM)"), Settings, SerialScale)
