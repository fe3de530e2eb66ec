"""The shift: the live board, and the report of a shift with its hours as bars, to be kept as PDF or workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.pages.page import Page, Table
from ui.widgets.board_panel import BoardPanel
from ui.widgets.hour_bars import HourBars
from ui.widgets.tab_row import TabRow
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.shift_paper import HEADINGS, TITLES, written
from warehouse_app.reports.shift_report import Figure, ShiftReport

TABS: dict[str, Sentence] = {"board": say("Board"), "report": say("Report")}
REFRESH_MS = 10_000
_HEADINGS = (say("Figure"), say("Value"), say("Before"), say("Target"), say("Sample"), say("Definition"))
_PEOPLE = ("name", "hours", "scans", "mis_scans", "picked", "packed", "parcels")
_DAY, _WRONG = say("Day (2027-01-31); today if empty"), say("Enter a day like 2027-01-31.")
_ALL, _SAVE_PDF, _SAVE_BOOK = say("whole day"), say("Save as PDF"), say("Save as workbook")
_NAMES = {"day": say("Day shift"), "night": say("Night shift")}
_SAVED, _NOT_SAVED = say("{file} is written."), say("{file} cannot be written.")


class ShiftPage(Page):
    """Emits `watched` (the board is wanted), `reported` (shift name, day or None), `kept` (shift, day, path) and
    `opens` (a page's name)."""

    watched = Signal()
    reported = Signal(str, object)
    kept = Signal(str, object, str)
    opens = Signal(str)

    def __init__(self) -> None:
        super().__init__(say("Shift"))
        self.tabs, self._stack = TabRow(len(TABS)), QStackedWidget()
        self.board = BoardPanel()
        self.shifts, self.day, self._note = QComboBox(), QLineEdit(), QLabel()
        self.pdf, self.book = QPushButton(), QPushButton()
        self.table, self.people, self.bars, self._people_title = Table(), Table(), HourBars(), QLabel()
        self.report: ShiftReport | None = None
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self._lay_out()
        self.tabs.chosen.connect(self._choose)
        self.board.opens.connect(self.opens)
        self.shifts.activated.connect(self._ask)
        self.day.editingFinished.connect(self._ask)
        self.pdf.clicked.connect(lambda: self._save("pdf"))
        self.book.clicked.connect(lambda: self._save("xlsx"))
        self._timer.start()

    def _lay_out(self) -> None:
        report, row, tables, right = QWidget(), QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(report)
        column.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._note, 1)
        for widget in (self.shifts, self.day, self.pdf, self.book):
            row.addWidget(widget)
        right.addWidget(self.bars, 3)
        right.addWidget(self._people_title)
        right.addWidget(self.people, 2)
        tables.addWidget(self.table, 3)
        tables.addLayout(right, 2)
        column.addLayout(row)
        column.addLayout(tables, 1)
        self._stack.addWidget(self.board)
        self._stack.addWidget(report)
        self.box.addWidget(self.tabs)
        self.box.addWidget(self._stack, 1)

    def opened(self) -> None:
        self._choose(self.tabs.current)

    def _choose(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        if number == 0:
            self.watched.emit()
        else:
            self._ask()

    def _refresh(self) -> None:
        if self.isVisible() and self.tabs.current == 0:
            self.watched.emit()

    def _ask(self) -> None:
        asked = self._asked()
        if asked is not None:
            self.reported.emit(*asked)

    def _asked(self) -> tuple[str, date | None] | None:
        text = self.day.text().strip()
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            self._note.setText(self.t(_WRONG))
            return None
        return str(self.shifts.currentData() or "all"), day

    def _save(self, kind: str) -> None:
        asked = self._asked()
        if asked is None or self.report is None:
            return
        name = f"{self.report.span.name}-{self.report.span.day}.{kind}"
        title = self.t(_SAVE_PDF if kind == "pdf" else _SAVE_BOOK)
        path, _ = QFileDialog.getSaveFileName(self, title, name, f"{kind.upper()} (*.{kind})")
        if path:
            self.kept.emit(*asked, path)

    def show_shifts(self, names: Sequence[str]) -> None:
        """The shifts to choose from, besides the whole day."""
        if [self.shifts.itemData(n) for n in range(self.shifts.count())] == ["all", *names]:
            return
        chosen = self.shifts.currentData()
        self.shifts.clear()
        self.shifts.addItem(self.t(_ALL), "all")
        for name in names:
            self.shifts.addItem(self.t(_NAMES[name]) if name in _NAMES else name, name)
        self.shifts.setCurrentIndex(max(self.shifts.findData(chosen), 0))

    def show_report(self, report: ShiftReport, span: str) -> None:
        """The figures of a shift; `span` says when it was."""
        self.report = report
        self._note.setText(span)
        self._render_report()

    def show_saved(self, file: str, *, done: bool) -> None:
        """Whether the file was written."""
        self._note.setText(self.t(Sentence((_SAVED if done else _NOT_SAVED).text, {"file": file})))

    def render_texts(self) -> None:
        look = self.look
        self.tabs.show_texts([self.t(words) for words in TABS.values()], look)
        self.board.render_texts(look)
        self.bars.dress(look)
        for at in range(self.shifts.count()):
            name = self.shifts.itemData(at)
            self.shifts.setItemText(at, self.t({"all": _ALL, **_NAMES}[name]) if name in ("all", *_NAMES) else name)
        self.day.setPlaceholderText(self.t(_DAY))
        self.day.setFixedWidth(look.px(300))
        self.pdf.setText(self.t(_SAVE_PDF))
        self.book.setText(self.t(_SAVE_BOOK))
        self._people_title.setText(self.t(TITLES["people"]))
        for widget in (self._note, self.shifts, self.day, self.pdf, self.book):
            widget.setFont(look.font("line"))
        self._people_title.setFont(look.font("title", bold=True))
        self._render_report()

    def _render_report(self) -> None:
        report, look = self.report, self.look
        figures = report.figures if report is not None else ()
        rows: list[Sequence[Any]] = [
            (self.t(f.name), f"{written(f.value)} {_unit(f)}".strip(), written(f.before),
             written(f.target) if f.target is not None else "", f.sample, self.t(f.definition))
            for f in figures
        ]  # fmt: skip
        self.table.fill([self.t(words) for words in _HEADINGS], rows, look)
        self.table.setSortingEnabled(False)
        people = report.people if report is not None else []
        self.people.fill([self.t(HEADINGS[key]) for key in _PEOPLE],
                         [[row[key] if isinstance(row[key], int) else str(row[key]) for key in _PEOPLE]
                          for row in people], look)  # fmt: skip
        hours = report.by_hour if report is not None else []
        names = (self.t(say("Parcels packed")), self.t(say("Units picked")))
        self.bars.show_bars([(str(row["hour"])[-5:-3], row["packed"], row["picked"]) for row in hours], names)


def _unit(figure: Figure) -> str:
    return figure.unit if figure.unit != "money" and figure.value is not None else ""
