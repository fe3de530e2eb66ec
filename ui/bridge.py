"""Threads behind the window: one for the station's database work, one for the pages'. Inputs queue; none is dropped."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal


class Worker(QObject):
    """A plain thread, started once and joined at exit, that does tasks in their order.

    `done` brings (tag, result) to the GUI thread, `failed` (tag, exception), `progress` (tag, done, total).
    """

    done = Signal(object, object)
    failed = Signal(object, object)
    progress = Signal(object, int, int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._tasks: queue.SimpleQueue[tuple[Any, Callable[[], Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name)
        self._thread.start()

    def do(self, tag: Any, task: Callable[[], Any]) -> None:
        """Queue a task."""
        self._tasks.put((tag, task))

    def reporter(self, tag: Any) -> Callable[[int, int], None]:
        """What a task calls with (done, total) to be seen moving; `progress` brings it to the GUI thread."""
        return lambda done, total: self.progress.emit(tag, done, total)

    def stop(self) -> None:
        """Finish what is queued and end."""
        self._tasks.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (item := self._tasks.get()) is not None:
            tag, task = item
            try:
                result = task()
            except Exception as error:
                self.failed.emit(tag, error)
            else:
                self.done.emit(tag, result)
