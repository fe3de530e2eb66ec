"""Set-up: every kind of master data as a list to search, change, export and look back on; and the first steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.column_words import CHOICES, COLUMNS
from ui.pages.page import Page, Table
from ui.widgets.row_form import RowForm
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.fields import Column, RowError
from warehouse_app.setup.first_steps import FirstStep
from warehouse_app.setup.history import Change
from warehouse_app.setup.kinds import SETUP
from warehouse_app.setup.rows import Cells

_FIRST, STEPS = say("First steps"), "steps"
_SEARCH = say("Search")
_BUTTONS = {
    "new": say("New"), "change": say("Change"), "remove": say("Take out"), "export": say("Export…"),
    "import": say("Import a file"), "history": say("Who changed what"), "badge": say("New badge"),
    "print": say("Print badge"),
}  # fmt: skip
_COUNT, _PART = say("{count} rows"), say("The first {count} rows; search for others")
_EXPORTED, _UNWRITTEN = say("{count} rows are in {file}."), say("{file} could not be written.")
_SAVED, _BADGE = say("Saved."), say("The new badge is {badge}. The old one opens nothing any more.")
_PRINTED = say("The badge goes to the printer.")
_HISTORY = (say("When"), say("Who"), say("What"), say("Column"), say("Before"), say("Now"))
_STEP_HEADINGS = (say("Done"), say("Step"))
_PEOPLE_ONLY = ("badge", "print")
_COMMAND = say("a command or file")


class SetupPage(Page):
    """Emits what it wants of a kind: `listed` (kind, search), `saved` (kind, cells, the row as it was or None),
    `removed` (kind, row), `exported` (kind, path), `looked_back` (kind), `renewed` and `printed` (badge), `opens`
    (a page or job)."""

    listed = Signal(str, str)
    saved = Signal(str, object, object)
    removed = Signal(str, object)
    exported = Signal(str, str)
    looked_back = Signal(str)
    renewed = Signal(str)
    printed = Signal(str)
    opens = Signal(str)

    def __init__(self) -> None:
        super().__init__(say("Set-up"))
        self.kinds, self.field, self.table, self._note = QListWidget(), QLineEdit(), Table(), QLabel(wordWrap=True)
        self.buttons = {name: QPushButton() for name in _BUTTONS}
        self.form, self.stack = RowForm(), QStackedWidget()
        self._rows: list[Cells] = []
        self._columns: tuple[Column, ...] = ()
        self._steps: list[FirstStep] = []
        self._old: Cells | None = None
        self._told: Sentence | None = None
        self._history: list[Change] | None = None
        self._lay_out()
        self._typing = QTimer(self, interval=200, singleShot=True)
        self._typing.timeout.connect(self._list)
        self.field.textChanged.connect(lambda _: self._typing.start())
        self.kinds.currentRowChanged.connect(lambda _: self._choose())
        self.table.itemDoubleClicked.connect(lambda _: self._go())
        self.table.itemSelectionChanged.connect(self._enable)
        self.form.saved.connect(lambda cells: self.saved.emit(self.kind, cells, self._old))
        self.form.cancelled.connect(lambda: self.stack.setCurrentIndex(0))
        does = {"new": lambda: self._edit(None), "change": self._go, "export": self._export,
                "remove": lambda: self.removed.emit(self.kind, self.chosen),
                "import": lambda: self.opens.emit("import"), "history": self._look_back,
                "badge": lambda: self.renewed.emit(self._of_chosen("badge")),
                "print": lambda: self.printed.emit(self._of_chosen("badge"))}  # fmt: skip
        for name, button in self.buttons.items():
            button.clicked.connect(does[name])

    def _lay_out(self) -> None:
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        column.addWidget(self.table, 1)
        column.addWidget(self._note)
        row = QHBoxLayout()
        for name in self.buttons:
            row.addWidget(self.buttons[name])
        row.addStretch(1)
        column.addLayout(row)
        self.stack.addWidget(listing)
        self.stack.addWidget(self.form)
        both = QHBoxLayout()
        both.addWidget(self.kinds)
        both.addWidget(self.stack, 1)
        self.box.addLayout(both, 1)

    @property
    def kind(self) -> str:
        """The kind that is shown; `steps` are the first steps."""
        at = self.kinds.currentRow()
        return [STEPS, *SETUP][at] if at >= 0 else STEPS

    @property
    def chosen(self) -> Cells | None:
        """The row that is selected."""
        model = self.table.selectionModel()
        rows = model.selectedRows() if model else []
        return self._rows[rows[0].row()] if rows and rows[0].row() < len(self._rows) else None

    def opened(self) -> None:
        """Show the rows as they are now."""
        self._told = None
        if self.kinds.currentRow() < 0:
            self.kinds.setCurrentRow(0)
        else:
            self._choose()

    def show_kind(self, kind: str) -> None:
        """Show the rows of a kind."""
        self.kinds.setCurrentRow([STEPS, *SETUP].index(kind))

    def scanned(self, text: str) -> None:
        """A scan is looked for."""
        self.stack.setCurrentIndex(0)
        self.field.setText(text)

    def show_steps(self, steps: Sequence[FirstStep]) -> None:
        """What is done of the first steps."""
        self._steps = list(steps)
        self.render_texts()

    def show_rows(self, kind: str, columns: Sequence[Column], rows: Sequence[Cells]) -> None:
        """The rows of a kind."""
        if kind == self.kind:
            self._columns, self._rows, self._history = tuple(columns), list(rows), None
            self.render_texts()

    def show_saved(self, errors: Sequence[RowError]) -> None:
        """A row was saved, or why not."""
        if errors:
            self.form.show_errors(errors)
            if self.stack.currentIndex() == 0:
                self.tell(errors[0].reason)
            return
        self.stack.setCurrentIndex(0)
        self._told = _SAVED
        self._list()

    def show_history(self, changes: Sequence[Change]) -> None:
        """Who changed what."""
        self._history = list(changes)
        self.render_texts()

    def show_exported(self, count: int, file: str, *, done: bool) -> None:
        """A file was written, or could not be."""
        self.tell(say(_EXPORTED.text, count=count, file=file) if done else say(_UNWRITTEN.text, file=file))

    def show_badge(self, badge: str) -> None:
        """Somebody has another badge."""
        self._told = say(_BADGE.text, badge=badge)
        self._list()

    def show_printed(self) -> None:
        """A badge is printed."""
        self.tell(_PRINTED)

    def tell(self, sentence: Sentence) -> None:
        """Say something below the list."""
        self._told = sentence
        self._note.setText(self.t(sentence))

    def render_texts(self) -> None:
        """Kinds, rows and buttons."""
        look = self.look
        self.form.dress(look)
        names = [self.t(_FIRST), *(self.t(kind.title) for kind in SETUP.values())]
        if self.kinds.count() != len(names):
            self.kinds.blockSignals(True)
            self.kinds.addItems(names)
            self.kinds.blockSignals(False)
        for at, name in enumerate(names):
            self.kinds.item(at).setText(name)
        self.kinds.setFont(look.font("line", bold=True))
        self.kinds.setFixedWidth(self.kinds.sizeHintForColumn(0) + look.px(48))
        self.field.setPlaceholderText(self.t(_SEARCH))
        self.field.setFont(look.font("line"))
        self._note.setFont(look.font("line"))
        for name, button in self.buttons.items():
            button.setText(self.t(_BUTTONS[name]))
            button.setFont(look.font("label", bold=True))
            button.setMinimumHeight(look.touch(9))
        if self.kind == STEPS:
            rows: list[Sequence[Any]] = [("✓" if step.is_done else "○", self.t(step.ask)) for step in self._steps]
            self._fill([self.t(h) for h in _STEP_HEADINGS], rows)
        elif self._history is not None:
            told = [(f"{c.at:%Y-%m-%d %H:%M}", c.who or self.t(_COMMAND), c.key, self._column(c.column), c.was, c.now)
                    for c in self._history]  # fmt: skip
            self._fill([self.t(h) for h in _HISTORY], told)
        else:
            shown = [c.name for c in self._columns if c.name != "pin"]
            self._fill([self._column(name) for name in shown],
                       [[self._word(row.get(name, "")) for name in shown] for row in self._rows])  # fmt: skip
        self._show_note()
        self._enable()

    def _fill(self, headings: list[str], rows: Sequence[Sequence[Any]]) -> None:
        self.table.fill(headings, rows, self.look)
        self.table.setSortingEnabled(False)  # a row is its row of the list

    def _column(self, name: str) -> str:
        return self.t(COLUMNS[name]) if name in COLUMNS else name

    def _word(self, value: str) -> str:
        return self.t(CHOICES[value]) if value and value in CHOICES else value

    def _show_note(self) -> None:
        count = len(self._rows)
        words = _PART if count >= 500 else _COUNT
        shown = Sentence(words.text, {"count": count}) if self.kind != STEPS and self._history is None else Sentence("")
        self._note.setText(self.t(self._told or shown) if self._told or shown.text else "")

    def _enable(self) -> None:
        is_list = self.kind != STEPS and self._history is None
        for name, button in self.buttons.items():
            needs_row = name in ("change", "remove", *_PEOPLE_ONLY)
            button.setEnabled(self.kind != STEPS and (not needs_row or (is_list and self.chosen is not None)))
            button.setVisible(self.kind != STEPS and (name not in _PEOPLE_ONLY or self.kind == "users"))
        self.field.setVisible(self.kind != STEPS)

    def _choose(self) -> None:
        self._rows, self._columns, self._told, self._history = [], (), None, None
        self.stack.setCurrentIndex(0)
        self._list()

    def _list(self) -> None:
        self._history = None
        self.listed.emit(self.kind, self.field.text())

    def _go(self) -> None:
        """The step or the row that is selected."""
        if self.kind == STEPS:
            at = self.table.currentRow()
            if 0 <= at < len(self._steps):
                page = self._steps[at].page
                if page in SETUP:
                    self.show_kind(page)
                else:
                    self.opens.emit(page)
        elif self._history is None and self.chosen is not None:
            self._edit(self.chosen)

    def _edit(self, row: Cells | None) -> None:
        self._old = row
        known = SETUP[self.kind]
        self.form.show_row(self._columns, row, known.key if known.whole is None else ())
        self.stack.setCurrentIndex(1)

    def _of_chosen(self, column: str) -> str:
        return (self.chosen or {}).get(column, "")

    def _look_back(self) -> None:
        if self._history is not None:
            self._list()
        else:
            self.looked_back.emit(self.kind)

    def _export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.t(_BUTTONS["export"]), f"{self.kind}.xlsx",
                                              "XLSX (*.xlsx);;CSV (*.csv)")  # fmt: skip
        if path:
            self.exported.emit(self.kind, path)
