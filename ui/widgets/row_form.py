"""A form for one row of a set-up, made from the columns of its import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.column_words import CHOICES, COLUMNS
from ui.look import Look
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.fields import Column, RowError
from warehouse_app.imports.values import choices_of, flag

_SAVE, _CANCEL = say("Save"), say("Cancel")
_WRONG = say("{column}: {reason}")
_ACROSS = 2


class RowForm(QWidget):
    """Emits `saved` with the row's cells, `cancelled` without anything."""

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.editors: dict[str, QWidget] = {}
        self._columns: tuple[Column, ...] = ()
        self._rest: dict[str, str] = {}
        self.note = QLabel(objectName="wrong", wordWrap=True)
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.save, self.cancel = QPushButton(objectName="primary"), QPushButton()
        self.save.clicked.connect(lambda: self.saved.emit(self.cells))
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll, 1)
        column.addLayout(row)

    @property
    def cells(self) -> dict[str, str]:
        """What the form says, and what the row has besides."""
        return {**self._rest, **{name: _value(editor) for name, editor in self.editors.items()}}

    def show_row(self, columns: Sequence[Column], row: Mapping[str, str] | None, key: Sequence[str]) -> None:
        """A row to change (None: a new one); what names it stays (`key`)."""
        self._columns = tuple(columns)
        names = {c.name for c in columns}
        self._rest = {name: value for name, value in (row or {}).items() if name not in names}
        self.editors = {}
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(self.look.px(24))
        for at, column in enumerate(columns):
            value = (row or {}).get(column.name, "yes" if column.name == "active" else "")
            editor = self._editor(column, value)
            editor.setEnabled(row is None or column.name not in key)
            self.editors[column.name] = editor
            cell = QVBoxLayout()
            label = self._word(column.name) + (" *" if column.required else "")
            editor.setAccessibleName(label)
            if isinstance(editor, QCheckBox):
                editor.setText(label)
                cell.addStretch(1)
            else:
                over = QLabel(label, objectName="soft", wordWrap=True)
                over.setFont(self.look.font("label", bold=True))
                cell.addWidget(over)
            cell.addWidget(editor)
            grid.addLayout(cell, at // _ACROSS, at % _ACROSS)
        grid.setRowStretch(len(columns) // _ACROSS + 1, 1)
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()
        self._scroll.setWidget(inside)
        self.note.clear()
        first = next((e for e in self.editors.values() if e.isEnabled()), None)
        if first is not None:
            first.setFocus()

    def show_errors(self, errors: Sequence[RowError]) -> None:
        """Why the row was not saved."""
        wrong = errors[0]
        reason = self.look.text(wrong.reason)
        said = say(_WRONG.text, column=self._word(wrong.column), reason=reason) if wrong.column else None
        self.note.setText(self.look.text(said) if said else reason)
        editor = self.editors.get(wrong.column)
        if editor is not None:
            editor.setFocus()

    def dress(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        self.note.setFont(look.font("line", bold=True))
        for button, words in ((self.save, _SAVE), (self.cancel, _CANCEL)):
            button.setText(look.text(words))
            button.setFont(look.font("line", bold=True))
            button.setMinimumHeight(look.touch(9))

    def _word(self, name: str) -> str:
        return self.look.text(COLUMNS[name]) if name in COLUMNS else name

    def _editor(self, column: Column, value: str) -> QWidget:
        choices = choices_of(column.parse)
        editor: QWidget
        if column.parse is flag or column.name == "active":
            editor = QCheckBox(checked=value == "yes")
        elif choices:
            editor = QComboBox()
            for choice in choices:
                words: Sentence | None = CHOICES.get(choice)
                editor.addItem(self.look.text(words) if words else choice, choice)
            editor.setCurrentIndex(max(0, editor.findData(value)))
        else:
            editor = QLineEdit(value)
            if column.name == "pin":
                editor.setEchoMode(QLineEdit.EchoMode.Password)
        editor.setFont(self.look.font("line"))
        editor.setMinimumHeight(self.look.touch(8))
        return editor


def _value(editor: QWidget) -> str:
    if isinstance(editor, QCheckBox):
        return "yes" if editor.isChecked() else "no"
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    assert isinstance(editor, QLineEdit)
    return editor.text()
