"""What is plugged in: found where the system shows it, quiet where it shows nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.discovery import found, kind_of


def test_a_scale_and_a_printer_without_ports(tmp_path: Path) -> None:
    for name, descriptor in (("hidraw0", b"\x05\x01\x09\x06"), ("hidraw1", b"\x05\x8d\x09\x01")):
        device = tmp_path / "sys/class/hidraw" / name / "device"
        device.mkdir(parents=True)
        (device / "report_descriptor").write_bytes(descriptor)
    (tmp_path / "dev/usb").mkdir(parents=True)
    (tmp_path / "dev/usb/lp0").touch()
    entries = [one.entry for one in found(tmp_path) if not one.told.startswith("/dev/tty")]
    assert [(entry.kind, entry.values["port"]) for entry in entries] == [
        ("hid-scale", "/dev/hidraw1"), ("zpl-port", "/dev/usb/lp0"),
    ]  # fmt: skip


def test_a_machine_without_anything(tmp_path: Path) -> None:
    assert [one for one in found(tmp_path) if not one.told.startswith("/dev/tty")] == []


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("Honeywell 1950 Barcode", "serial-scanner"), ("Mettler Toledo Scale", "serial-scale"),
        ("USB Tower Light", "serial-lamp"), ("CP2102 USB to UART", "serial-scanner"), ("CAS Corp", "serial-scale"),
    ],
)  # fmt: skip
def test_what_a_port_probably_is(told: str, kind: str) -> None:
    assert kind_of(told) == kind
