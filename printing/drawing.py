"""Drawing papers into what a printer takes, here or in a process of its own.

Drawing is all computing: in the window's own process it would hold up every scan meanwhile. The process ends by itself
when the program does, however that ends; when the process dies, the next paper begins another.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from printing import zpl
from printing.barcodes import Unprintable
from printing.registry import render
from printing.zpl import Form
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.print_job import Contents
from warehouse_app.domain.sentences import Sentence

Draw = Callable[[Contents, PaperSize, Form], bytes]

_WAIT_S = 60.0  # for the longest paper; a process that takes longer has lost its way


def draw(contents: Contents, size: PaperSize, form: Form) -> bytes:
    """A paper in a printer's form, drawn here. Raises Unprintable; ValueError for a size that it cannot have."""
    data = render(contents.papers, size, contents.language)
    return zpl.labels(data, form) if form.dpi else data


class Drawer:
    """Draws in a process of its own, one paper at a time; begun with the first paper, ended by `close`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Any = None
        self._line: Any = None

    def draw(self, contents: Contents, size: PaperSize, form: Form) -> bytes:
        """As `draw`; OSError if the process died or lost its way, and the next paper gets another one."""
        with self._lock:
            if self._process is None:
                self._begin()
            try:
                self._line.send((contents, size, form))
                if not self._line.poll(_WAIT_S):
                    raise TimeoutError("a paper took too long")
                kind, result = self._line.recv()
            except (OSError, EOFError) as error:
                self._end()
                raise OSError("the drawing process died") from error
        if kind == "unprintable":
            raise Unprintable(Sentence.from_json(result))
        if kind == "failed":
            raise RuntimeError(result)
        drawn: bytes = result
        return drawn

    @property
    def process_id(self) -> int | None:
        """Of the process, if there is one."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _begin(self) -> None:
        context = get_context("spawn")  # a fork would copy locks that other threads hold
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="drawing", daemon=True)
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        if self._process is not None:
            with suppress(OSError):
                self._line.close()  # it ends by itself when nobody is at the other end
            self._process.join(2)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
            self._process = None


def _serve(line: Connection) -> None:
    import signal

    if hasattr(os, "nice"):
        os.nice(10)  # a scan goes before a paper
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program; it closes the line
    while True:
        try:
            contents, size, form = line.recv()
        except (EOFError, OSError):
            return
        answer: tuple[str, Any]
        try:
            answer = "drawn", draw(contents, size, form)
        except Unprintable as error:
            answer = "unprintable", error.sentence.to_json()
        except Exception as error:
            answer = "failed", f"{type(error).__name__}: {error}"
        try:
            line.send(answer)
        except OSError:
            return
