"""Every kind of printer. A new one is a file here and a line in KINDS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from printing.printers import folder, system_queue, windows_queue, zpl_network, zpl_port
from printing.printers.folder import FolderPrinter
from printing.printers.printer import Printer
from printing.registry import DOCUMENTS
from warehouse_app.domain.device import Entry, Kind

KINDS: dict[str, Kind] = {
    module.KIND.code: module.KIND for module in (zpl_network, zpl_port, system_queue, windows_queue, folder)
}


def printers_of(entries: Sequence[Entry], otherwise: Path, kinds: Mapping[str, Kind] = KINDS) -> list[Printer]:
    """The printers that were set up; what none of them is for goes to the folder `otherwise`."""
    made: list[Any] = [
        kinds[entry.kind].make(entry.name, kinds[entry.kind].settings_of(entry))
        for entry in entries
        if entry.kind in kinds and kinds[entry.kind].role == "printer"
    ]
    held = {kind for kind in DOCUMENTS if any(printer.size_for(kind, None) is not None for printer in made)}
    return [*made, FolderPrinter(otherwise, without=held)]
