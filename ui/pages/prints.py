"""Print jobs: what was printed, what waits, what failed; print again with a reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from ui.pages.page import Page, Table
from ui.words import PAPERS
from warehouse_app.domain.sentences import Sentence, say

_HEADINGS = (say("Time"), say("Paper"), say("Number"), say("State"), say("Station"), say("Printer"), say("Trouble"))
STATES: dict[str, Sentence] = {
    "requested": say("waiting"), "sent": say("sent to the printer"), "printed": say("printed"),
    "unsure": say("did it come out?"), "failed": say("failed"), "verified": say("scanned back"), "void": say("void"),
}  # fmt: skip
_AGAIN = say("Print the chosen one again")


class PrintsPage(Page):
    """Emits `wanted` to refresh, `reprint` with a job's id."""

    wanted = Signal()
    reprint = Signal(object)

    def __init__(self) -> None:
        super().__init__(say("Print jobs"))
        self.table, self._again = Table(), QPushButton()
        self._again.clicked.connect(self._print_again)
        self.head.addWidget(self._again)
        self.box.addWidget(self.table, 1)
        self.jobs: list[Any] = []

    def show_jobs(self, jobs: list[Any]) -> None:
        """Show jobs, the latest first."""
        self.jobs = jobs
        rows = [
            (f"{j.at:%m-%d %H:%M:%S}", self.t(PAPERS.get(j.kind, say("Paper"))), j.code, self.t(STATES[j.status]),
             j.station, j.printer, self.t(j.error) if j.error else "")
            for j in jobs
        ]  # fmt: skip
        self.table.fill([self.t(h) for h in _HEADINGS], rows, self.look)
        self.table.setSortingEnabled(False)  # a row is its job

    def render_texts(self) -> None:
        """Button and table."""
        self._again.setText(self.t(_AGAIN))
        self._again.setFont(self.look.font("line", bold=True))
        self.show_jobs(self.jobs)

    def opened(self) -> None:
        """Show the latest jobs."""
        self.wanted.emit()

    def _print_again(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self.jobs):
            self.reprint.emit(self.jobs[row].id)
