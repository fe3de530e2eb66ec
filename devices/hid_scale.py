"""A scale on USB that is no serial port (a HID point-of-sale scale), where the system shows it as a file: Linux."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.port import File, Port
from devices.scales import hid
from devices.scales.reading import Reading
from warehouse_app.domain.device import Kind
from warehouse_app.domain.sentences import say
from warehouse_app.domain.settings_form import setting


@dataclass(frozen=True)
class Settings:
    """What is set of a scale on USB."""

    port: str = setting("", say("Device file (/dev/hidraw0 …)"))


class HidScale:
    """Tells every report that it gets, from `start` to `stop`."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._settings = name, settings
        self._port: Port | None = None

    def start(self, heard: Callable[[Reading | None, float], None], heard_of: Callable[[bool], None]) -> None:
        """Begin to read; `heard` brings each reading (None: noise) and when it came. Called on the port's thread."""
        rest = bytearray()

        def received(data: bytes, at: float) -> None:
            rest.extend(data)
            whole = len(rest) // hid.LENGTH * hid.LENGTH
            for reading in hid.readings(bytes(rest[:whole])):
                heard(reading, at)
            del rest[:whole]
            if not data:
                rest.clear()  # reports come whole: what is left after a silence is none

        def told(is_there: bool) -> None:
            rest.clear()
            heard_of(is_there)

        self._port = Port(self._settings.port, received, told, opener=lambda path, _: File(path))
        self._port.start()

    def stop(self) -> None:
        """End; returns when the port's thread has ended."""
        if self._port is not None:
            self._port.stop()


KIND = Kind("hid-scale", "scale", say("Scale on USB without a port (HID, Linux)"), Settings, HidScale)
