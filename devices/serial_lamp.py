"""A signal lamp on a serial port: what it is sent for each result is set, since every make wants something else."""

from __future__ import annotations

from dataclasses import dataclass

from devices.port import Port
from devices.serial_scanner import BAUDS
from warehouse_app.domain.device import Kind
from warehouse_app.domain.sentences import say
from warehouse_app.domain.settings_form import setting


@dataclass(frozen=True)
class Settings:
    """What is set of a lamp. The texts may hold bytes as \\x41."""

    port: str = setting("", say("Port (/dev/ttyACM0, COM3 …)"))
    baud: int = setting(9600, say("Speed (of no matter on USB)"), *BAUDS)
    right: str = setting("G\\r", say("Sent for: right"))
    wrong: str = setting("R\\r", say("Sent for: wrong"))
    attention: str = setting("Y\\r", say("Sent for: a question"))
    done: str = setting("B\\r", say("Sent for: done"))


class SerialLamp:
    """Shows the last result; a lamp that is not there is waited for and shows the next one."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._settings = name, settings
        self._port = Port(settings.port, lambda data, at: None, lambda there: None, baud=settings.baud)

    def start(self) -> None:
        """Begin to hold the port open."""
        self._port.start()

    def show(self, tone: str) -> bool:
        """Show right, wrong, attention or done; whether it was sent."""
        text = getattr(self._settings, tone, "")
        return bool(text) and self._port.send(sent(text))

    def stop(self) -> None:
        """End; returns when the port's thread has ended."""
        self._port.stop()


def sent(text: str) -> bytes:
    """The bytes of a setting: \\\\r, \\\\n, \\\\x41 mean what they mean in most programs."""
    try:
        return text.encode("latin-1", "replace").decode("unicode_escape").encode("latin-1", "replace")
    except UnicodeDecodeError:
        return text.encode("utf-8")


KIND = Kind("serial-lamp", "lamp", say("Signal lamp on a port"), Settings, SerialLamp)
