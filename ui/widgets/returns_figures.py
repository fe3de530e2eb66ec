"""The figures of returns over a span of days, each with its sample and definition, and how grades are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.look import Look
from ui.pages.page import Table
from warehouse_app.domain.dispositions import DISPOSITIONS
from warehouse_app.domain.return_words import OUTCOMES
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.returns_report import Figure, ReturnsReport

_SPANS: tuple[tuple[Sentence, int], ...] = (
    (say("Today"), 1), (say("The last 7 days"), 7), (say("The last 30 days"), 30), (say("The last 90 days"), 90),
)  # fmt: skip
_HEADINGS = (say("Figure"), say("Value"), say("Sample"), say("Definition"))
_SPREAD = (say("Which"), say("How many"), say("Share"))
_GRADE = say("Grade {grade}")
_FROM, _TO = say("From (2027-01-31)"), say("To (2027-01-31)")
_WRONG = say("Enter days like 2027-01-31, the first one first.")
_ABOUT = say("Of the parcels that arrived from {first} to {last}.")
_NOTHING = say("No parcel arrived from {first} to {last}.")


class ReturnsFiguresPanel(QWidget):
    """Emits `wanted` with the first and last day (both None: as many days as chosen, up to today) and that number."""

    wanted = Signal(object, object, int)

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.report: ReturnsReport | None = None
        self.spans, self.first, self.last, self._note = QComboBox(), QLineEdit(), QLineEdit(), QLabel()
        for _, days in _SPANS:
            self.spans.addItem("", days)
        self.spans.setCurrentIndex(1)
        self.table, self.spread = Table(), Table()
        column, row, tables = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._note, 1)
        for widget in (self.spans, self.first, self.last):
            row.addWidget(widget)
        tables.addWidget(self.table, 2)
        tables.addWidget(self.spread, 1)
        column.addLayout(row)
        column.addLayout(tables, 1)
        self.spans.activated.connect(self._choose)
        for field in (self.first, self.last):
            field.editingFinished.connect(self.ask)
        self._is_wrong = False

    def ask(self) -> None:
        """Ask for the span that is entered, else for the one that is chosen."""
        texts = (self.first.text().strip(), self.last.text().strip())
        self._is_wrong = False
        if not any(texts):
            self.wanted.emit(None, None, self.spans.currentData())
            return
        try:
            first, last = (date.fromisoformat(text or texts[0]) for text in texts)
            self._is_wrong = last < first or last - first > timedelta(days=3660)
        except ValueError:
            self._is_wrong = True
        if self._is_wrong:
            self._show_note()
        else:
            self.wanted.emit(first, last, 0)

    def show_report(self, report: ReturnsReport) -> None:
        """The figures of a span."""
        self.report = report
        self.render_texts(self.look)

    def render_texts(self, look: Look) -> None:
        """Fields and tables."""
        self.look = look
        for at, (words, _) in enumerate(_SPANS):
            self.spans.setItemText(at, look.text(words))
        for field, words in ((self.first, _FROM), (self.last, _TO)):
            field.setPlaceholderText(look.text(words))
            field.setFixedWidth(look.px(240))
        for widget in (self._note, self.spans, self.first, self.last):
            widget.setFont(look.font("line"))
        self._show_note()
        report = self.report
        figures = report.figures if report is not None else ()
        rows = [(look.text(f.name), _value(f), f.sample, look.text(f.definition)) for f in figures]
        self.table.fill([look.text(heading) for heading in _HEADINGS], rows, look)
        for at, figure in enumerate(figures):
            item = self.table.item(at, 1)
            assert item is not None
            item.setFont(look.font("line", bold=True))
            item.setToolTip(look.text(figure.definition))
        self.table.setSortingEnabled(False)
        self.table.setWordWrap(True)
        self.table.resizeRowsToContents()  # a definition is there to be read
        self.spread.fill([look.text(heading) for heading in _SPREAD], self._spread(report), look)
        self.spread.setSortingEnabled(False)

    def _spread(self, report: ReturnsReport | None) -> list[Sequence[object]]:
        if report is None:
            return []
        text = self.look.text
        rows: list[Sequence[object]] = []
        grades = sorted(report.grades, key=_best_first)
        spreads: list[tuple[Mapping[str, int], Mapping[str, Sentence]]] = [
            ({grade: report.grades[grade] for grade in grades}, {g: say(_GRADE.text, grade=g) for g in grades}),
            (report.dispositions, DISPOSITIONS),
            (report.outcomes, OUTCOMES),
        ]
        for mix, words in spreads:
            total = sum(mix.values())
            rows += [
                (text(words[key]) if key in words else key, n, f"{100 * n / total:.0f} %") for key, n in mix.items()
            ]
        return rows

    def _show_note(self) -> None:
        report = self.report
        if self._is_wrong:
            self._note.setText(self.look.text(_WRONG))
        elif report is not None:
            words = _ABOUT if report.figures[0].value else _NOTHING
            self._note.setText(self.look.text(Sentence(words.text, {"first": report.first, "last": report.last})))

    def _choose(self) -> None:
        self.first.clear()
        self.last.clear()
        self.ask()


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    number = f"{figure.value:,}" if isinstance(figure.value, int) else f"{figure.value:,.1f}"
    return f"{number} {figure.unit}".strip()


def _best_first(grade: str) -> tuple[bool, str]:
    return grade != "S", grade
