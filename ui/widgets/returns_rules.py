"""The rules of returns as a table: questions, answers, grades, dispositions, photos; edited by supervisors."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.look import Look
from warehouse_app.domain.grading import Row
from warehouse_app.domain.grading_rules import Fault
from warehouse_app.domain.sentences import Sentence, say, translate

_HEADINGS = (
    say("Part"), say("Name"), say("Category"), say("If"), say("Value"), say("Destination"), say("Korean"),
    say("English"),
)  # fmt: skip
_BUTTONS: dict[str, Sentence] = {
    "add": say("Add a row"), "remove": say("Remove"), "up": say("Up"), "down": say("Down"), "save": say("Save"),
}  # fmt: skip
_OWN = say("The program's own rules. Returns keep the version that they were graded with.")
_VERSION = say("Version {version}. Returns keep the version that they were graded with.")
_SAVED = say("Saved as version {version}.")
_WRONG = say("Not saved. Row {row}: {reason}")
_MISSING = say("Not saved. {reason}")


class ReturnsRulesPanel(QWidget):
    """Emits `wanted` (the rules in force) and `saved` with the rows as they stand."""

    wanted = Signal()
    saved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.table, self.note = QTableWidget(), QLabel()
        self.note.setWordWrap(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setColumnCount(len(_HEADINGS))
        self.table.horizontalHeader().setStretchLastSection(True)
        self._told: Sentence | None = None
        self._faults: list[Fault] = []
        self._may_edit = False
        self.buttons = {name: QPushButton() for name in _BUTTONS}
        row, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.note, 1)
        for name, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(getattr(self, name))
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    # -- what the engine says --------------------------------------------------------------------------------------

    def show_rules(self, version: int, rows: Sequence[Row], *, may_edit: bool) -> None:
        """The rules of a version; only who `may_edit` them can."""
        self._may_edit, self._faults = may_edit, []
        self._told = Sentence(_VERSION.text, {"version": version}) if version else _OWN
        self.table.setRowCount(0)
        for row in rows:
            self._insert(self.table.rowCount(), row)
        self.render_texts(self.look)

    def show_outcome(self, version: int, faults: Sequence[Fault]) -> None:
        """What came of saving: the version, or what is wrong with the rows as they stand."""
        self._faults = list(faults)
        if faults:
            first = faults[0]
            told = {"row": first.row, "reason": first.sentence}
            self._told = Sentence(_WRONG.text if first.row else _MISSING.text, told)
            if first.row:
                self.table.selectRow(first.row - 1)
        else:
            self._told = Sentence(_SAVED.text, {"version": version})
        self.render_texts(self.look)

    # -- what a supervisor does ------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """The rows as they stand in the table."""
        return [
            Row(*(item.text() if (item := self.table.item(at, column)) is not None else ""
                  for column in range(len(_HEADINGS))))
            for at in range(self.table.rowCount())
        ]  # fmt: skip

    def add(self) -> None:
        """A new row below the chosen one, of the same part."""
        at = self.table.currentRow()
        part = self.rows()[at].part if at >= 0 else "question"
        self._insert(at + 1 if at >= 0 else self.table.rowCount(), Row(part))
        self.table.selectRow(at + 1)

    def remove(self) -> None:
        """The chosen row goes."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())

    def up(self) -> None:
        """The chosen row is asked or matched before the one above it."""
        self._shift(-1)

    def down(self) -> None:
        """The chosen row is asked or matched after the one below it."""
        self._shift(1)

    def save(self) -> None:
        """Put the rows in force, if they leave nothing without an outcome."""
        self.saved.emit(self.rows())

    def _shift(self, by: int) -> None:
        at = self.table.currentRow()
        if at >= 0 and 0 <= at + by < self.table.rowCount():
            row = self.rows()[at]
            self.table.removeRow(at)
            self._insert(at + by, row)
            self.table.selectRow(at + by)

    def _insert(self, at: int, row: Row) -> None:
        self.table.insertRow(at)
        for column, text in enumerate(row):
            self.table.setItem(at, column, QTableWidgetItem(text))
        self.table.setRowHeight(at, self.look.px(34))

    # -- what is shown ---------------------------------------------------------------------------------------------

    def render_texts(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        wrong = bool(self._faults)
        colour = QColor(look.tokens.wrong if wrong else look.tokens.soft).name()
        self.note.setStyleSheet(f"color: {colour};")
        self.note.setFont(look.font("line", bold=wrong))
        self.note.setText(translate(self._told, look.language) if self._told is not None else "")
        for name, button in self.buttons.items():
            button.setText(translate(_BUTTONS[name], look.language))
            button.setFont(look.font("line", bold=name == "save"))
            button.setVisible(self._may_edit)
        edit = QAbstractItemView.EditTrigger
        keys = edit.DoubleClicked | edit.EditKeyPressed | edit.AnyKeyPressed
        self.table.setEditTriggers(keys if self._may_edit else edit.NoEditTriggers)
        self.table.setFont(look.font("line"))
        self.table.setHorizontalHeaderLabels([translate(heading, look.language) for heading in _HEADINGS])
        for column, width in enumerate((110, 150, 130, 300, 70, 130, 260)):
            self.table.setColumnWidth(column, look.px(width))
        for at in range(self.table.rowCount()):
            self.table.setRowHeight(at, look.px(34))
