"""What is plugged in here, each with the kind that it probably is: serial ports, USB scales and USB printers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from serial.tools import list_ports

from warehouse_app.domain.device import Entry

_SCANNER_WORDS = ("scan", "barcode", "symbol", "zebra", "honeywell", "datalogic", "newland", "opticon", "cipherlab")
_SCALE_WORDS = ("scale", "mettler", "balance", "cas ", "a&d", "ohaus", "weigh")
_LAMP_WORDS = ("lamp", "tower", "relay", "light")
_HID_SCALE = bytes([0x05, 0x8D])  # "usage page 8Dh": how the report descriptor of a scale begins


@dataclass(frozen=True)
class Found:
    """A device as it could be set up, and what the system calls it."""

    entry: Entry
    told: str


def found(system: Path = Path("/")) -> list[Found]:
    """Everything that is plugged in; empty where the system tells nothing. Never raises."""
    return [*_ports(), *_usb_scales(system), *_usb_printers(system)]


def _ports() -> Iterator[Found]:
    try:
        ports = sorted(list_ports.comports())
    except (OSError, NotImplementedError):  # a system whose ports nobody can list
        return
    for port in ports:
        if port.vid is None and not (port.description or "").strip("n/a "):
            continue  # a port of the mainboard with nothing behind it
        told = " ".join(word for word in (port.manufacturer, port.description) if word and word != "n/a")
        yield Found(Entry(kind_of(told), told[:40] or port.device, {"port": port.device}), f"{port.device} {told}")


def kind_of(told: str) -> str:
    """The kind of device that a port's description speaks of; a scanner where it says nothing."""
    words = f"{told.lower()} "
    if any(word in words for word in _SCANNER_WORDS):
        return "serial-scanner"
    if any(word in words for word in _SCALE_WORDS):
        return "serial-scale"
    return "serial-lamp" if any(word in words for word in _LAMP_WORDS) else "serial-scanner"


def _usb_scales(system: Path) -> Iterator[Found]:
    try:
        devices = sorted((system / "sys/class/hidraw").iterdir())
    except OSError:
        return
    for device in devices:
        try:
            is_scale = (device / "device/report_descriptor").read_bytes()[:2] == _HID_SCALE
        except OSError:
            continue
        if is_scale:
            path = f"/dev/{device.name}"
            yield Found(Entry("hid-scale", "USB scale", {"port": path}), path)


def _usb_printers(system: Path) -> Iterator[Found]:
    try:
        devices = sorted((system / "dev/usb").glob("lp*"))
    except OSError:
        return
    for device in devices:
        path = f"/dev/usb/{device.name}"
        yield Found(Entry("zpl-port", "USB label printer", {"port": path}), path)
