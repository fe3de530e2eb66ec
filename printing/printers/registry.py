"""Every kind of printer. A new one is a file here and a line in KINDS."""

from __future__ import annotations

from warehouse_app.domain.device import Kind

from . import folder, system_queue, windows_queue, zpl_network, zpl_port

KINDS: dict[str, Kind] = {
    module.KIND.code: module.KIND for module in (zpl_network, zpl_port, system_queue, windows_queue, folder)
}
