"""A print queue of the system: CUPS on Linux and macOS, through its own command `lp`.

A PDF goes as it is, on a page of its exact size and never scaled; a label printer's queue may take ZPL instead. What
the system has taken is sent, not printed: it is asked afterwards what became of it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from urllib.parse import quote

from printing import ipp, zpl
from printing.printers.printer import PAPERS, Sheet, Unsure, fitting
from printing.zpl import PDF, Form
from warehouse_app.domain.device import Kind, Trouble
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.domain.settings_form import setting

_WAIT_S = 20.0
_JOB = re.compile(r"request id is (\S+)")
_ISO = {PaperSize.A4: "A4", PaperSize.A4_24: "A4", PaperSize.A5: "A5"}
_ANY = "any"
NO_SYSTEM = say("This computer has no print system (the program lp).")


@dataclass(frozen=True)
class Settings:
    """What is set of a print queue."""

    queue: str = setting("", say("Name of the print queue"))
    loaded: str = setting(_ANY, say("Size of the paper in it"), _ANY, *(size.value for size in PaperSize))
    papers: tuple[str, ...] = PAPERS
    dpi: int = setting(0, say("Takes PDF (0), or ZPL with so many dots an inch"), 0, *zpl.DOTS_PER_MM)


class SystemQueue:
    """One queue. Nothing is held open: each call starts a program and waits for it, some seconds at most."""

    repeats_safely = False

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._queue = name, settings.queue
        self.form = Form(settings.dpi) if settings.dpi else PDF
        self._loaded = () if settings.loaded == _ANY else (PaperSize(settings.loaded),)
        self.papers = settings.papers

    def size_for(self, kind: str, wanted: PaperSize | None) -> PaperSize | None:
        """What it is for, on the paper that is in it."""
        return fitting(kind, wanted, self.papers, self._loaded)

    def print(self, sheet: Sheet) -> str:
        """Hand a paper to the system; returns the system's number for it."""
        if (trouble := self.trouble()) is not None:
            raise Trouble(trouble)
        media = _ISO.get(sheet.size, f"Custom.{sheet.size.width:g}x{sheet.size.height:g}mm")
        how = ["raw"] if self.form.dpi else [f"media={media}", "print-scaling=none"]
        options = [part for option in how for part in ("-o", option)]
        try:
            done = _run("lp", "-d", self._queue, "-t", sheet.name, *options, "-", given=sheet.data)
        except subprocess.TimeoutExpired as error:
            raise Unsure("lp did not end") from error
        found = _JOB.search(done.stdout.decode("utf-8", "replace"))
        if done.returncode or found is None:
            raise OSError(done.stderr.decode("utf-8", "replace").strip() or "lp refused it")
        return found[1]

    def printed(self, output: str) -> bool | None:
        """What the system says became of it; None while it waits, and once the system has forgotten it."""
        number = output.rpartition("-")[2]
        found = ipp.ask(ipp.GET_JOB, f"jobs/{number}", ("job-state",)) if number.isdigit() else None
        state = (found or {}).get("job-state", [0])[0]
        return True if state == ipp.COMPLETED else False if state in (ipp.CANCELLED, ipp.ABORTED) else None

    def trouble(self) -> Sentence | None:
        """Whether the queue is there and goes on."""
        if not self._queue:
            return say("This printer has no print queue yet.")
        if shutil.which("lp") is None:
            return NO_SYSTEM
        try:
            found = ipp.ask(
                ipp.GET_PRINTER, f"printers/{quote(self._queue)}", ("printer-state", "printer-state-reasons")
            )
        except OSError:
            return say("The print system does not answer.")
        if found is None:
            return say("There is no print queue {name} here.", name=self._queue)
        if found.get("printer-state", [0])[0] == ipp.STOPPED:
            return say("The print queue {name} is stopped.", name=self._queue)
        reasons = " ".join(str(reason) for reason in found.get("printer-state-reasons", []))
        return next((sentence for reason, sentence in _REASONS if reason in reasons), None)


_REASONS = (
    ("media-empty", say("The printer is out of paper.")), ("media-needed", say("The printer is out of paper.")),
    ("media-jam", say("Paper is stuck in the printer.")), ("cover-open", say("The printer is open. Close it.")),
    ("door-open", say("The printer is open. Close it.")), ("offline", say("The printer is off or its cable is out.")),
)  # fmt: skip


def queues() -> list[str]:
    """The names of this computer's print queues; none where there is no print system."""
    if shutil.which("lpstat") is None:
        return []
    try:
        return _run("lpstat", "-e").stdout.decode("utf-8", "replace").split()
    except (OSError, subprocess.TimeoutExpired):
        return []


def _run(*command: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, input=given, capture_output=True, timeout=_WAIT_S, env=environment, check=False)


KIND = Kind("system-queue", "printer", say("Print queue of this computer"), Settings, SystemQueue)
