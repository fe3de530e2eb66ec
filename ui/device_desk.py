"""The devices page: what it asks of the system is done on the page worker, what it changes is kept and used at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from devices.discovery import Found, found
from devices.framing import Scan
from devices.scanner_check import Heard
from devices.wedge import Entered
from printing.drawing import draw
from printing.printers import system_queue
from printing.printers.printer import Printer, Sheet
from printing.printers.registry import printers_of
from ui import office_printer
from ui.bench_devices import KINDS
from ui.bridge import Worker
from ui.pages.devices import DevicesPage
from ui.pages.page import Page
from warehouse_app.domain.device import Entry, Trouble
from warehouse_app.domain.device_papers import CalibrationLabel, ScannerSheet
from warehouse_app.domain.print_job import Contents
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.station_devices import save_devices

if TYPE_CHECKING:
    from ui.bench_devices import BenchDevices
    from ui.main_window import MainWindow


class DeviceServices:
    """What the page asks of the system; runs on the page worker's thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def found(self) -> list[Found]:
        """What is plugged in, label printers on the network, and the system's print queues."""
        from devices.network_printers import network_printers  # 70 ms that the program's start does not need

        queues = [Found(Entry("system-queue", name, {"queue": name}), name) for name in system_queue.queues()]
        if not queues:  # Windows has no `lp`; Qt finds its printers
            queues = [Found(Entry("office-printer", name, {"queue": name}), name) for name in office_printer.names()]
        return [*found(), *network_printers(), *queues]

    def troubles(self, entries: Sequence[Entry]) -> dict[str, Sentence | None]:
        """What is wrong with each printer, by its name."""
        made = [entry for entry in entries if KINDS[entry.kind].role == "printer"]
        return {e.name: KINDS[e.kind].make(e.name, KINDS[e.kind].settings_of(e)).trouble() for e in made}

    def print_sheet(self, entries: Sequence[Entry], language: str) -> Sentence:
        """Print the scanner's test sheet on the first printer that takes it."""
        return self._print(
            printers_of(entries, self.folder, KINDS), Contents(ScannerSheet(), None, language), "scanner-test"
        )

    def calibrate(self, entry: Entry, language: str) -> Sentence:
        """Print a printer's calibration label."""
        printer = KINDS[entry.kind].make(entry.name, KINDS[entry.kind].settings_of(entry))
        contents = Contents(CalibrationLabel(entry.name), None, language)
        return self._print([_for_anything(printer)], contents, "calibration")

    def _print(self, printers: Sequence[Printer], contents: Contents, name: str) -> Sentence:
        for printer in printers:
            size = printer.size_for(contents.kind, None)
            if size is None:
                continue
            try:
                printer.print(Sheet(name, size, draw(contents, size, printer.form)))
            except OSError as error:
                return error.sentence if isinstance(error, Trouble) else say("The printer does not answer.")
            return say("Sent to {printer}.", printer=printer.name)
        return say("No printer here takes this paper.")


def _for_anything(printer: Any) -> Printer:
    """A printer for its own test, whatever papers it is for."""
    printer.papers = ()
    made: Printer = printer
    return made


class DeviceDesk(QObject):
    """Stands between the page, the devices and the page worker."""

    def __init__(self, worker: Worker, folder: Path, *, language: Callable[[], str]) -> None:
        super().__init__()
        self.page = DevicesPage()
        self.pages: dict[str, Page] = {"devices": self.page}
        self._worker, self._services = worker, DeviceServices(folder)
        page = self.page
        page.found_wanted.connect(self._find)
        page.sheet_wanted.connect(
            lambda: self._ask("said", lambda: self._services.print_sheet(page.entries, language()))
        )
        page.calibration_wanted.connect(
            lambda entry: self._ask("said", lambda: self._services.calibrate(entry, language()))
        )
        worker.done.connect(self._done)

    def connect_bench(self, window: MainWindow, devices: BenchDevices) -> None:
        """Show the devices of this window, and let the page change them."""
        page = self.page

        def save(entries: list[Entry]) -> None:
            if window.remember_settings:
                self._ask("saved", lambda: save_devices(entries))
            devices.use(entries)
            self._trouble()

        page.state, page.weight = devices.state, devices.weight
        page.dropped = lambda: window.wedge.guard.dropped
        page.saved.connect(save)
        page.local_changed.connect(window.settings.take_local)
        page.tone_wanted.connect(window.sounds.play)
        page.tone_wanted.connect(devices.show)
        window.settings.local_changed.connect(devices.configure)
        window.settings.devices_wanted.connect(lambda: window.open("devices"))
        window.settings.local_changed.connect(page.show_local)
        window.wedge.heard = self._typed
        window.wedge.began = page.test.began
        devices.scanned_raw.connect(self._scanned)
        page.show_devices(devices.entries, window.local)

    def _typed(self, entered: Entered) -> None:
        if entered.text:
            ended = entered.ended_ms / 1000
            began = entered.began_ms / 1000 if entered.is_scan else ended
            self.page.heard(Heard(entered.text, began, ended, entered.gap_ms))

    def _scanned(self, scan: Scan) -> None:
        self.page.heard(Heard(scan.raw or scan.text, scan.began, scan.ended))

    def _find(self) -> None:
        self._trouble()
        self._ask("found", self._services.found)

    def _trouble(self) -> None:
        entries = list(self.page.entries)
        self._ask("troubles", lambda: self._services.troubles(entries))

    def _ask(self, tag: str, task: Callable[[], Any]) -> None:
        self._worker.do(("devices", tag), task)

    def _done(self, tag: object, result: Any) -> None:
        if tag == ("devices", "found"):
            self.page.show_found(result)
        elif tag == ("devices", "troubles"):
            self.page.show_states(result)
        elif tag == ("devices", "said"):
            self.page.said.setText(self.page.t(result))
