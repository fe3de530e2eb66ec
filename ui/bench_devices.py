"""The devices at this window: started from what was set up, their scans and weights brought to the window, and asked
how they are. Printers are given to the print queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from devices.framing import Scan
from devices.registry import KINDS as DEVICE_KINDS
from printing.printers.folder import FolderPrinter
from printing.printers.printer import Printer
from printing.printers.registry import KINDS as PRINTER_KINDS
from ui.scale_port import ScalePort
from ui.sounds import TONES
from warehouse_app.domain.device import Entry, Kind
from warehouse_app.domain.sentences import Sentence, say

if TYPE_CHECKING:
    from ui.main_window import MainWindow

KINDS: dict[str, Kind] = {**DEVICE_KINDS, **PRINTER_KINDS}
_THERE, _AWAY, _STARTING = say("It is there."), say("It is not there. Is its cable in?"), say("It is looked for.")


def printers_of(entries: Sequence[Entry], folder: Path) -> list[Printer]:
    """The printers that were set up; what none of them is for goes to the folder."""
    made: list[Any] = [
        KINDS[entry.kind].make(entry.name, KINDS[entry.kind].settings_of(entry))
        for entry in entries
        if entry.kind in PRINTER_KINDS
    ]
    held = {kind for printer in made for kind in getattr(printer, "papers", ())}
    if not made:
        return [FolderPrinter(folder)]
    if all(getattr(printer, "papers", ()) for printer in made):  # nobody is for the rest
        made.append(FolderPrinter(folder, without=held))
    return made


class BenchDevices(QObject):
    """Scanners, scales and lamps of `entries`, running from `start` to `stop`; `use` changes them at once."""

    changed = Signal()
    rebuilt = Signal()
    _scanned = Signal(object)
    _there = Signal(str, bool)

    def __init__(self, window: MainWindow, entries: Sequence[Entry], rebuilt: Callable[[], None] | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.entries = list(entries)
        self.scales: dict[str, ScalePort] = {}
        self._scanners: dict[str, Any] = {}
        self._lamps: dict[str, Any] = {}
        self.is_there: dict[str, bool] = {}
        self._scanned.connect(self._take)
        self._there.connect(self._told)
        if rebuilt is not None:
            self.rebuilt.connect(rebuilt)

    def start(self) -> None:
        """Begin with what was set up; what is not there yet is waited for."""
        for entry in self.entries:
            kind = KINDS.get(entry.kind)
            if kind is None or kind.role == "printer":
                continue
            device, name = kind.make(entry.name, kind.settings_of(entry)), entry.name
            if kind.role == "scanner":
                self._scanners[name] = device
                device.start(self._scanned.emit, lambda there, name=name: self._there.emit(name, there))
            elif kind.role == "scale":
                scale = self.scales[name] = ScalePort(self._window, device)
                scale.there.connect(lambda there, name=name: self._told(name, there))
                scale.start()
            else:
                self._lamps[name] = device
                device.start()
        keyboard = self._window.local
        self._window.wedge.prefix, self._window.wedge.suffix = keyboard.wedge_prefix, keyboard.wedge_suffix

    def stop(self) -> None:
        """End all of them; returns when their threads have ended."""
        for device in (*self._scanners.values(), *self.scales.values(), *self._lamps.values()):
            device.stop()
        self._scanners, self.scales, self._lamps, self.is_there = {}, {}, {}, {}

    def use(self, entries: Sequence[Entry]) -> None:
        """Work with these from now on."""
        self.stop()
        self.entries = list(entries)
        self.start()
        self.rebuilt.emit()

    def show(self, tone: str) -> None:
        """Show a result on the lamps."""
        for lamp in self._lamps.values():
            lamp.show(tone if tone in TONES else "attention")

    def state(self, entry: Entry) -> Sentence:
        """How a scanner, a scale or a lamp is."""
        if entry.name in self.scales:
            return self.scales[entry.name].says()
        if entry.name in self._lamps:
            return say("It shows the last result.")
        there = self.is_there.get(entry.name)
        return _STARTING if there is None else _THERE if there else _AWAY

    @Slot(object)
    def _take(self, scan: Scan) -> None:
        if self._window.wedge.guard.passes(scan.text, scan.began, scan.ended):
            self._window.scan(scan.text)

    @Slot(str, bool)
    def _told(self, name: str, is_there: bool) -> None:
        self.is_there[name] = is_there
        if name in self._scanners:
            self._window.show_scanner(is_there=is_there)
        self.changed.emit()
