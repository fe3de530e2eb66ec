"""Label printers that speak ZPL: what is said to them, over whatever line they hang on.

Before a label the printer is asked how it is, where it answers at all; a printer that is open or out of paper gets
nothing. After a label it is asked again: its answer proves that all before it has arrived.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Collection
from contextlib import suppress
from typing import Any, Protocol

from printing import zpl
from printing.printers.printer import Sheet, Unsure, fitting
from printing.zpl import END, Form, State
from warehouse_app.domain.device import Trouble
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.domain.settings_form import setting

_ASK_S, _ARRIVE_S = 0.7, 5.0  # how long an answer is waited for, and after a label
_MUTE_S = 300.0  # a printer that did not answer is not asked again for so long

DPI: Any = setting(203, say("Dots an inch of its head"), *zpl.DOTS_PER_MM)
DARKNESS: Any = setting(-1, say("Darkness (-1: as it is set at the printer)"), *range(-1, 31))
LEFT: Any = setting(0, say("Move everything to the right by so many dots"), *range(0, 81, 4))
TOP: Any = setting(0, say("Move everything down by so many dots"), *range(0, 81, 4))


class Line(Protocol):
    """An open line to a printer. All three raise OSError when it breaks."""

    def write(self, data: bytes) -> None:
        """Send everything."""

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds at most, as soon as something comes; empty if nothing does."""

    def close(self) -> None: ...


class ZplPrinter(ABC):
    """A label printer; a class for each sort of line says how it is opened."""

    repeats_safely = False

    def __init__(self, name: str, form: Form, loaded: Collection[PaperSize], papers: Collection[str]) -> None:
        self.name, self.form = name, form
        self._loaded, self.papers = loaded, papers
        self._mute_until = 0.0
        self._taken = self._out = 0  # labels sent, and how many of them are known to have come out
        self._lock = threading.Lock()  # the queue prints while a page asks how it is

    @abstractmethod
    def open(self) -> Line:
        """Open the line. Raises OSError."""

    def size_for(self, kind: str, wanted: PaperSize | None) -> PaperSize | None:
        """What it is for, on the labels that are in it."""
        return fitting(kind, wanted, self.papers, self._loaded)

    def print(self, sheet: Sheet) -> str:
        """Send a label and wait until it has arrived, where the printer can say so."""
        with self._lock:
            line = self.open()
            try:
                if (state := self._ask(line, _ASK_S)) is not None and state.trouble is not None:
                    raise Trouble(state.trouble)
                line.write(sheet.data[: -len(END)])
                try:
                    line.write(sheet.data[-len(END) :])  # only now does the printer begin
                    if state is not None and self._ask(line, _ARRIVE_S, always=True) is None:
                        raise Unsure("the printer fell silent")
                except OSError as error:
                    raise Unsure(str(error)) from error
            finally:
                _close(line)
            self._taken += 1
            return str(self._taken)

    def printed(self, output: str) -> bool | None:
        """Whether nothing is left in the printer: then all that it had taken by then has come out."""
        if int(output) > self._out:
            taken = self._taken
            if self._is_mute(time.monotonic()):
                return None
            state = self._look()
            if state is not None and state.trouble is None and not state.waiting:
                self._out = taken
        return True if int(output) <= self._out else None

    def trouble(self) -> Sentence | None:
        """What the printer says, or that it cannot be reached."""
        try:
            state = self._look()
        except Trouble as trouble:
            return trouble.sentence
        return state.trouble if state is not None else None

    def _look(self) -> State | None:
        """The printer's state now; None if it does not say. Raises OSError where it cannot be reached."""
        with self._lock:
            line = self.open()
            try:
                return self._ask(line, _ASK_S)
            finally:
                _close(line)

    def _ask(self, line: Line, seconds: float, *, always: bool = False) -> State | None:
        now = time.monotonic()
        if self._is_mute(now) and not always:
            return None
        line.write(zpl.STATUS)
        answer, until = b"", now + seconds
        while not zpl.is_whole(answer) and (left := until - time.monotonic()) > 0:
            answer += line.read(left)
        state = zpl.state(answer)
        if state is None and not always:
            self._mute_until = time.monotonic() + _MUTE_S
        return state

    def _is_mute(self, now: float) -> bool:
        return now < self._mute_until


def _close(line: Line) -> None:
    with suppress(OSError):  # what was said is said
        line.close()
