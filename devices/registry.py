"""Every kind of scanner, scale and lamp. A new one is a file here, a line in KINDS, and its talk in the tests."""

from __future__ import annotations

from devices import hid_scale, picture_scanner, serial_lamp, serial_scale, serial_scanner
from warehouse_app.domain.device import Kind

KINDS: dict[str, Kind] = {
    module.KIND.code: module.KIND for module in (serial_scanner, picture_scanner, serial_scale, hid_scale, serial_lamp)
}
