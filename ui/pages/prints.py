"""Print jobs: what was printed, what waits, what failed. What may have come out is asked; the rest prints again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton

from ui.pages.page import Page, Table
from ui.words import PAPERS
from warehouse_app.domain.sentences import Sentence, say

_HEADINGS = (say("Time"), say("Paper"), say("Number"), say("State"), say("Copy"), say("Station"), say("Printer"),
             say("Trouble"))  # fmt: skip
STATES: dict[str, Sentence] = {
    "requested": say("waiting"), "sent": say("sent to the printer"), "printed": say("printed"),
    "unsure": say("did it come out?"), "failed": say("failed"), "verified": say("scanned back"), "void": say("void"),
}  # fmt: skip
REASONS: dict[str, Sentence] = {
    "damaged": say("It is damaged"), "unreadable": say("It cannot be read"), "lost": say("It is lost"),
    "copy": say("One more is wanted"),
}  # fmt: skip
_CHOOSE = say("Choose a paper in the list, or scan its number.")
_ASK = say("Did {number} come out of the printer?")
_FAILED = say("{number} was not printed.")
_OTHER = say("Print {number} again, because:")
_YES, _NO = say("Yes, it is here"), say("No, print it")
_AGAIN, _RETRY = say("Print again"), say("Try again")


class PrintsPage(Page):
    """Emits `wanted` to refresh; `reprint` with a job's id and a reason, `retry` with an id, `answered` with an id and
    whether it came out."""

    wanted = Signal()
    reprint = Signal(object, str)
    retry = Signal(object)
    answered = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__(say("Print jobs"))
        self.table, self.note, self.reason = Table(), QLabel(), QComboBox()
        self.again, self.yes, self.no = QPushButton(), QPushButton(), QPushButton()
        self.note.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        for widget in (self.reason, self.again, self.yes, self.no):
            row.addWidget(widget)
        self.box.addLayout(row)
        self.box.addWidget(self.table, 1)
        self.jobs: list[Any] = []
        self._refused: Sentence | None = None
        for code in REASONS:
            self.reason.addItem("", code)
        self.again.clicked.connect(self._print_again)
        self.yes.clicked.connect(lambda: self._answer(True))
        self.no.clicked.connect(lambda: self._answer(False))
        self.table.itemSelectionChanged.connect(self._chosen)

    def show_jobs(self, jobs: list[Any]) -> None:
        """Show jobs, the latest first; the chosen one stays chosen."""
        chosen = self.chosen
        self.jobs = jobs
        rows = [
            (f"{j.at:%m-%d %H:%M:%S}", self.t(PAPERS.get(j.kind, say("Paper"))), j.code, self.t(STATES[j.status]),
             self._copy(j), j.station, j.printer, self.t(j.error) if j.error else "")
            for j in jobs
        ]  # fmt: skip
        self.table.fill([self.t(h) for h in _HEADINGS], rows, self.look)
        self.table.setSortingEnabled(False)  # a row is its job
        self._choose(lambda job: chosen is not None and job.id == chosen.id)

    def show_refusal(self, why: Sentence) -> None:
        """Say why nothing is printed."""
        self._refused = why
        self._show_choice()

    @property
    def chosen(self) -> Any:
        """The job of the chosen row; None if there is none."""
        row = self.table.currentRow()
        return self.jobs[row] if self.table.selectedItems() and 0 <= row < len(self.jobs) else None

    def render_texts(self) -> None:
        """Buttons, reasons and table."""
        for widget in (self.note, self.reason, self.again, self.yes, self.no):
            widget.setFont(self.look.font("line", bold=widget is not self.note))
        for at, text in enumerate(REASONS.values()):
            self.reason.setItemText(at, self.t(text))
        self.yes.setText(self.t(_YES))
        self.no.setText(self.t(_NO))
        self.show_jobs(self.jobs)

    def opened(self) -> None:
        """Show the latest jobs."""
        self.wanted.emit()

    def scanned(self, text: str) -> None:
        """Choose the paper with this number."""
        self._choose(lambda job: job.code == text)

    def _copy(self, job: Any) -> str:
        if not job.copy:
            return ""
        why = REASONS.get(job.reason)
        return self.t(say("copy {number}", number=job.copy)) + (f" ({self.t(why)})" if why else "")

    def _choose(self, wanted: Any) -> None:
        self.table.clearSelection()
        for row, job in enumerate(self.jobs):
            if wanted(job):
                self.table.selectRow(row)
                break
        self._show_choice()

    def _chosen(self) -> None:
        self._refused = None
        self._show_choice()

    def _show_choice(self) -> None:
        """Ask what is to be asked of the chosen job."""
        job = self.chosen
        asks = job is not None and job.status == "unsure"
        failed = job is not None and job.status == "failed"
        self.yes.setVisible(asks)
        self.no.setVisible(asks)
        self.again.setVisible(job is not None and not asks and job.status not in ("void", "requested"))
        self.reason.setVisible(not failed and self.again.isVisibleTo(self))
        self.again.setText(self.t(_RETRY if failed else _AGAIN))
        text = _ASK if asks else _FAILED if failed else _OTHER if self.again.isVisibleTo(self) else _CHOOSE
        shown = self._refused or Sentence(text.text, {} if job is None else {"number": job.code})
        self.note.setText(self.t(shown))

    def _print_again(self) -> None:
        job = self.chosen
        if job is None:
            return
        if job.status == "failed":
            self.retry.emit(job.id)
        else:
            self.reprint.emit(job.id, self.reason.currentData())

    def _answer(self, came_out: bool) -> None:
        if self.chosen is not None:
            self.answered.emit(self.chosen.id, came_out)
