"""The devices at this window: started from what was set up, their scans and weights brought to the window, and asked
how they are. Printers are given to the print queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from devices.framing import Scan
from devices.registry import KINDS as DEVICE_KINDS
from printing.printers.registry import KINDS as PRINTER_KINDS
from ui import office_printer
from ui.scale_port import ScalePort
from ui.sounds import TONES
from ui.speech import Speech
from warehouse_app.domain.device import Entry, Kind
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.settings import LocalSettings

if TYPE_CHECKING:
    from ui.main_window import MainWindow

KINDS: dict[str, Kind] = {**DEVICE_KINDS, **PRINTER_KINDS, office_printer.KIND.code: office_printer.KIND}
_THERE, _AWAY, _STARTING = say("It is there."), say("It is not there. Is its cable in?"), say("It is looked for.")


class BenchDevices(QObject):
    """Scanners, scales and lamps of `entries`, running from `start` to `stop`; `use` changes them at once."""

    changed = Signal()
    scanned_raw = Signal(object)
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
        self.speech = Speech()
        self.configure(window.local)
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

    def configure(self, local: LocalSettings) -> None:
        """Take keyboard scanners as they are set."""
        wedge, self.speech.enabled = self._window.wedge, local.speech
        wedge.prefix, wedge.suffix, wedge.guard.guard_s = local.wedge_prefix, local.wedge_suffix, local.guard_ms / 1000

    def weight(self, entry: Entry) -> int | None:
        """What lies at rest on a scale, in grams."""
        scale = self.scales.get(entry.name)
        return scale.at_rest[1] if scale is not None and scale.at_rest is not None else None

    def stop(self) -> None:
        """End all of them; returns when their threads have ended."""
        self.speech.stop()
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
        """Show a result on the lamps, and say at a job what is wrong or what comes next."""
        reply = self._window.job.reply
        if self.speech.enabled and self._window.shown == "job" and reply is not None:
            is_wrong = tone == "wrong" and reply.result is not None
            words = reply.result.say if is_wrong and reply.result is not None else reply.screen.ask
            self.speech.speak(self._window.look.text(words), self._window.look.language)
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
        self.scanned_raw.emit(scan)
        if self._window.wedge.guard.passes(scan.text, scan.began, scan.ended):
            self._window.scan(scan.text)

    @Slot(str, bool)
    def _told(self, name: str, is_there: bool) -> None:
        self.is_there[name] = is_there
        if name in self._scanners:
            self._window.show_scanner(is_there=is_there)
        self.changed.emit()
