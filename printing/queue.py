"""The print queue: takes jobs that wait, has them drawn and hands them to a printer, on one thread of its own.

A job is written with the facts it prints and claimed here after they are committed; nothing is drawn or printed
inside a transaction. Who keeps the jobs is said by `Jobs`, so that this knows no database.

Before a paper goes to a printer it is written down that it goes: a job that was under way when the program died may
have come out, so it is asked about and never simply printed twice. A printer that does not work rests for a while;
its jobs wait, or go to the next printer that takes them, and none is given up for a printer's sake.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from printing.barcodes import Unprintable
from printing.drawing import Draw, draw
from printing.printers.printer import SILENT, Printer, Sheet, Unsure
from warehouse_app.domain.device import Trouble
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.print_job import Contents, Job
from warehouse_app.domain.sentences import Sentence, say

log = logging.getLogger(__name__)

RETRY_AFTER = (2.0, 5.0, 10.0, 20.0)  # seconds after the first failure, the second, ...; then ever again after the last
RETRY_FACTS = 3  # so often a job is tried whose facts cannot be read
_ASK_EVERY_S = 3.0  # printers are asked so often what came of what they took
_ASK_FOR_S = 600.0  # and for so long

ASK = say("The printer fell silent while it printed this. Did it come out?")
_NOBODY = say("No printer is set up for this paper.")


class Jobs(Protocol):
    """Keeps the jobs. Each call is a transaction of its own, ended when it returns; all come from one thread."""

    def take_over(self) -> None:
        """The queue begins: what was claimed by one that died is there again at once."""

    def claim(self) -> Job | None:
        """Lease the job that has waited longest and may be tried now; None if there is none."""

    def read(self, job: Job) -> Contents | None:
        """The facts the job prints, as they are now; None if it is to be printed no more (void)."""

    def sending(self, job: Job, printer: str) -> bool:
        """It goes to this printer now: if nothing else is heard of it, it is asked about. False if it is void."""

    def done(self, job: Job, printer: str, output: str) -> None:
        """The printer has taken it; `output` is what it calls the paper (a file, a queue number)."""

    def printed_out(self, job: Job) -> None:
        """The printer says that it has come out."""

    def unsure(self, job: Job, why: Sentence) -> None:
        """It may have come out or not: somebody is to be asked."""

    def failed(self, job: Job, why: Sentence, retry_after: float | None) -> None:
        """It was not printed: `claim` gives it out again after so many seconds, never if None."""

    def dropped(self, job: Job) -> None:
        """`read` answered None: it waits no longer."""


class _Sent(NamedTuple):
    job: Job
    printer: Printer
    output: str
    at: float


class PrintQueue:
    """Start it once, `wake()` it after a commit that wrote a job, `stop()` it at exit (or use it in a `with`).

    `printers` are tried in order, of those that take the paper. `changed` is called on the queue's thread after each
    job printed (None) or not (why); it must not block. `drawn` makes a paper into what a printer takes.
    """

    def __init__(
        self,
        jobs: Jobs,
        printers: Sequence[Printer],
        *,
        poll: float = 2.0,
        changed: Callable[[Job, Sentence | None], None] | None = None,
        drawn: Draw = draw,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._jobs = jobs
        self._printers = list(printers)
        self._poll = poll
        self._changed = changed
        self._draw, self._clock = drawn, clock
        self._resting: dict[str, tuple[float, int, Sentence]] = {}  # printer: until when, after how many failures, why
        self._sent: list[_Sent] = []
        self._asked_at = 0.0
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="print-queue")

    def start(self) -> PrintQueue:
        self._thread.start()
        return self

    def wake(self) -> None:
        """There may be a job; from any thread. Jobs of other programs are found within `poll` seconds."""
        self._wake.set()

    def use(self, printers: Sequence[Printer]) -> None:
        """Print on these from the next job on; from any thread."""
        self._printers = list(printers)
        self._resting = {}
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

    def ask(self) -> None:
        """Ask the printers what came of what they took, and write down what they know."""
        left = []
        for sent in self._sent:
            try:
                came_out = sent.printer.printed(sent.output)
            except OSError:
                came_out = None
            if came_out:
                self._jobs.printed_out(sent.job)
            elif came_out is False:
                self._failed(sent.job, say("The printer gave this paper up."), None)
            elif self._clock() - sent.at < _ASK_FOR_S:
                left.append(sent)
        self._sent = left

    def _run(self) -> None:
        is_new = True
        while not self._stopping:
            self._wake.clear()
            try:
                if is_new:
                    self._jobs.take_over()
                    is_new = False
                self.run_once()
                if self._sent and not self._stopping and self._clock() - self._asked_at > _ASK_EVERY_S:
                    self._asked_at = self._clock()
                    self.ask()
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
            again = RETRY_AFTER[min(job.tries, len(RETRY_AFTER) - 1)] if job.tries < RETRY_FACTS else None
            self._failed(job, say("The facts of this paper cannot be read."), again)
            return
        if contents is None:
            self._jobs.dropped(job)
            return
        kind = contents.kind
        able = [(p, size) for p in self._printers if (size := p.size_for(kind, contents.size)) is not None]
        if not able:
            self._failed(job, _NOBODY, RETRY_AFTER[-1])
            return
        why, soonest = SILENT, RETRY_AFTER[-1]
        for printer, size in able:
            rest = self._resting.get(printer.name)
            if rest is not None and (left := rest[0] - self._clock()) > 0:
                why, soonest = rest[2], min(soonest, left)
                continue
            outcome = self._try(job, contents, printer, size)
            if outcome is None:
                return
            why = outcome
            soonest = min(soonest, self._rest(printer, why))
        self._failed(job, why, soonest)

    def _try(self, job: Job, contents: Contents, printer: Printer, size: PaperSize) -> Sentence | None:
        """Draw it and hand it to a printer. None if that ends the job; else why the printer does not work."""
        try:
            sheet = Sheet(job.name, size, self._draw(contents, size, printer.form))
        except Unprintable as error:
            self._failed(job, error.sentence, None)
            return None
        except OSError as error:
            log.warning("%s was not drawn: %s", job.name, error)
            self._failed(job, say("This paper could not be made now."), RETRY_AFTER[0])
            return None
        except Exception:  # a fault of ours with this one paper must not stop the others
            log.exception("%s could not be made", job.name)
            self._failed(job, say("This paper could not be made. Please report it."), None)
            return None
        if not printer.repeats_safely and not self._jobs.sending(job, printer.name):
            self._jobs.dropped(job)
            return None
        try:
            output = printer.print(sheet)
        except Unsure as error:
            log.warning("%s may have come out of %s or not: %s", job.name, printer.name, error)
            self._jobs.unsure(job, ASK)
            self._tell(job, ASK)
            return None
        except OSError as error:
            log.warning("%s cannot print %s: %s", printer.name, job.name, error)
            return error.sentence if isinstance(error, Trouble) else SILENT
        except Exception:
            log.exception("%s cannot print %s", printer.name, job.name)
            return SILENT
        self._resting.pop(printer.name, None)
        self._jobs.done(job, printer.name, output)
        if not printer.repeats_safely:
            self._sent.append(_Sent(job, printer, output, self._clock()))
        self._tell(job, None)
        return None

    def _rest(self, printer: Printer, why: Sentence) -> float:
        """Leave a printer alone for a while, longer from time to time; for how many seconds."""
        failures = self._resting[printer.name][1] + 1 if printer.name in self._resting else 0
        seconds = RETRY_AFTER[min(failures, len(RETRY_AFTER) - 1)]
        self._resting[printer.name] = (self._clock() + seconds, failures, why)
        return seconds

    def _failed(self, job: Job, why: Sentence, again: float | None) -> None:
        self._jobs.failed(job, why, again)
        self._tell(job, why)

    def _tell(self, job: Job, why: Sentence | None) -> None:
        if self._changed:
            self._changed(job, why)
