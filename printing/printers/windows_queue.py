"""A label printer's queue of Windows, which gets ZPL as it is (the spooler's data type RAW).

Written from the spooler's documentation; no test runs it, since nothing here runs Windows. On other systems it says
that it is not for them.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

from printing.printers.printer import LOADED, PAPERS, Sheet, Unsure, fitting
from printing.printers.zpl import DARKNESS, DPI, LEFT, TOP
from printing.zpl import Form
from warehouse_app.domain.device import Kind, Trouble
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.domain.settings_form import setting

_ELSEWHERE = say("This sort of printer is for Windows.")


@dataclass(frozen=True)
class Settings:
    """What is set of a queue of Windows."""

    queue: str = setting("", say("Name of the print queue"))
    dpi: int = DPI
    loaded: str = LOADED
    papers: tuple[str, ...] = PAPERS
    darkness: int = DARKNESS
    left: int = LEFT
    top: int = TOP


class _Document(ctypes.Structure):
    _fields_ = [("name", ctypes.c_wchar_p), ("output", ctypes.c_wchar_p), ("type", ctypes.c_wchar_p)]


class WindowsQueue:
    """One queue of the Windows spooler."""

    repeats_safely = False

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._queue = name, settings.queue
        self.form = Form(settings.dpi, settings.darkness, left=settings.left, top=settings.top)
        self._loaded, self.papers = (PaperSize(settings.loaded),), settings.papers

    def size_for(self, kind: str, wanted: PaperSize | None) -> PaperSize | None:
        """What it is for, on the labels that are in it."""
        return fitting(kind, wanted, self.papers, self._loaded)

    def print(self, sheet: Sheet) -> str:
        """Hand the label to the spooler; returns the spooler's number for it."""
        spooler = _spooler()
        handle = ctypes.c_void_p()
        if not spooler.OpenPrinterW(self._queue, ctypes.byref(handle), None):
            raise Trouble(say("There is no print queue {name} here.", name=self._queue))
        try:
            job = spooler.StartDocPrinterW(handle, 1, ctypes.byref(_Document(sheet.name, None, "RAW")))
            if not job:
                raise OSError("the spooler takes no document")
            written = ctypes.c_ulong()
            whole = spooler.WritePrinter(handle, sheet.data, len(sheet.data), ctypes.byref(written))
            if not spooler.EndDocPrinter(handle) or not whole or written.value != len(sheet.data):
                raise Unsure("the spooler did not take everything")
            return str(job)
        finally:
            spooler.ClosePrinter(handle)

    def printed(self, output: str) -> bool | None:
        """The spooler forgets what is done."""
        return None

    def trouble(self) -> Sentence | None:
        """Whether the queue is there."""
        try:
            spooler, handle = _spooler(), ctypes.c_void_p()
        except Trouble as trouble:
            return trouble.sentence
        if not spooler.OpenPrinterW(self._queue, ctypes.byref(handle), None):
            return say("There is no print queue {name} here.", name=self._queue)
        spooler.ClosePrinter(handle)
        return None


def _spooler() -> Any:
    library = getattr(ctypes, "WinDLL", None)
    if library is None:
        raise Trouble(_ELSEWHERE)
    return library("winspool.drv", use_last_error=True)


KIND = Kind("windows-queue", "printer", say("Label printer's queue of Windows (ZPL)"), Settings, WindowsQueue)
