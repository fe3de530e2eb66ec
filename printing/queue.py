"""The print queue: takes jobs that wait, draws them and hands them to a printer, on one thread of its own.

A job is written with the facts it prints and claimed here after they are committed; nothing is drawn or printed
inside a transaction. Who keeps the jobs is said by `Jobs`, so that this knows no database.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from printing.barcodes import Unprintable
from printing.registry import render
from warehouse_app.domain.print_job import Contents, Job
from warehouse_app.domain.sentences import Sentence, say

log = logging.getLogger(__name__)

RETRY_AFTER = (2.0, 10.0, 60.0)  # seconds after the first failure, the second, ...; then the job has failed for good


class Jobs(Protocol):
    """Keeps the jobs. Each call is a transaction of its own, ended when it returns; all come from one thread."""

    def claim(self) -> Job | None:
        """Lease the job that has waited longest and may be tried now; None if there is none."""

    def read(self, job: Job) -> Contents | None:
        """The facts the job prints, as they are now; None if it is to be printed no more (void)."""

    def done(self, job: Job, printer: str, output: str) -> None:
        """The printer has taken it; `output` is what it calls the paper (a file, a queue number)."""

    def failed(self, job: Job, why: Sentence, retry_after: float | None) -> None:
        """It was not printed: `claim` gives it out again after so many seconds, never if None."""

    def dropped(self, job: Job) -> None:
        """`read` answered None: it waits no longer."""


class Printer(Protocol):
    @property
    def name(self) -> str: ...

    def print(self, name: str, data: bytes) -> str:
        """Take one PDF; returns what the printer calls it. OSError if it cannot be printed now."""


class PrintQueue:
    """Start it once, `wake()` it after a commit that wrote a job, `stop()` it at exit (or use it in a `with`).

    `printers` are tried in order, the next one where one cannot print. `changed` is called on the queue's thread
    after each job printed (None) or not (why); it must not block.
    """

    def __init__(
        self,
        jobs: Jobs,
        printers: Sequence[Printer],
        *,
        poll: float = 2.0,
        changed: Callable[[Job, Sentence | None], None] | None = None,
    ) -> None:
        self._jobs = jobs
        self._printers = printers
        self._poll = poll
        self._changed = changed
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="print-queue")

    def start(self) -> PrintQueue:
        self._thread.start()
        return self

    def wake(self) -> None:
        """There may be a job; from any thread. Jobs of other programs are found within `poll` seconds."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the job in hand, leave the others waiting, and join the thread."""
        self._stopping = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()

    def __enter__(self) -> PrintQueue:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run_once(self) -> int:
        """Print what waits now, on the calling thread, and return how many jobs were taken up; for commands and tests.

        Raises what `Jobs` raises.
        """
        taken = 0
        while not self._stopping and (job := self._jobs.claim()):
            self._print(job)
            taken += 1
        return taken

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                self.run_once()
            except Exception:  # the keeper is out of reach, or has a fault: the leased job comes again when it is back
                log.exception("The print queue cannot reach its jobs")
            if not self._stopping:
                self._wake.wait(self._poll)

    def _print(self, job: Job) -> None:
        """One job from its facts to its end. What goes wrong with it stays with it; errors of the keeper go up."""
        try:
            contents = self._jobs.read(job)
        except Exception:
            log.exception("The facts of %s cannot be read", job.name)
            self._failed(job, say("The facts of this paper cannot be read."), again=True)
            return
        if contents is None:
            self._jobs.dropped(job)
            return
        try:
            printer, output = self._send(job, render(contents.papers, contents.size, contents.language))
        except Unprintable as error:
            self._failed(job, error.sentence, again=False)
        except OSError as error:
            log.warning("%s was not printed: %s", job.name, error)
            self._failed(job, say("The printer does not answer."), again=True)
        except Exception:  # a fault of ours with this one paper must not stop the others
            log.exception("%s could not be made", job.name)
            self._failed(job, say("This paper could not be made. Please report it."), again=False)
        else:
            self._jobs.done(job, printer, output)
            self._tell(job, None)

    def _failed(self, job: Job, why: Sentence, *, again: bool) -> None:
        self._jobs.failed(job, why, RETRY_AFTER[job.tries] if again and job.tries < len(RETRY_AFTER) else None)
        self._tell(job, why)

    def _tell(self, job: Job, why: Sentence | None) -> None:
        if self._changed:
            self._changed(job, why)

    def _send(self, job: Job, data: bytes) -> tuple[str, str]:
        """(printer, what it calls the paper) of the first printer that takes it."""
        refused: OSError | None = None
        for printer in self._printers:
            try:
                return printer.name, printer.print(job.name, data)
            except OSError as error:
                log.warning("%s cannot print: %s", printer.name, error)
                refused = error
        raise refused or OSError("there is no printer")
