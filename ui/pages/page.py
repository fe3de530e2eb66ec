"""What all pages share: a title, a way back, and translated texts that follow the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
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
from warehouse_app.domain.sentences import Sentence, say, translate

BACK = say("Back")


class Page(QWidget):
    """A page with a title row; `left` is emitted by its way back."""

    left = Signal()

    def __init__(self, title: Sentence) -> None:
        super().__init__(objectName="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = Look()
        self._title_text = title
        self._title, self._back = QLabel(), QPushButton()
        self._back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._back.clicked.connect(self.left)
        self.head = QHBoxLayout()
        self.head.addWidget(self._back)
        self.head.addWidget(self._title)
        self.head.addStretch(1)
        self.box = QVBoxLayout(self)
        self.box.addLayout(self.head)

    def t(self, sentence: Sentence) -> str:
        """The sentence in the window's language."""
        return translate(sentence, self.look.language)

    def apply(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        self.box.setContentsMargins(*(look.px(20),) * 4)
        self.box.setSpacing(look.px(14))
        self._title.setText(self.t(self._title_text))
        self._title.setFont(look.font("prompt", bold=True))
        self._back.setText("←  " + self.t(BACK))
        self._back.setFont(look.font("line", bold=True))
        self.render_texts()

    def render_texts(self) -> None:
        """Set the page's own texts again."""

    def opened(self) -> None:
        """The page is shown now: ask for fresh data."""

    def scanned(self, text: str) -> None:
        """A scan while the page is shown; most pages have no use for one."""


class Table(QTableWidget):
    """A sortable table of plain texts and numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)

    def fill(self, headings: Sequence[str], rows: Sequence[Sequence[Any]], look: Look) -> None:
        """Show rows under headings."""
        self.setSortingEnabled(False)
        self.setFont(look.font("line"))
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(list(headings))
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                item = QTableWidgetItem()
                item.setData(Qt.ItemDataRole.DisplayRole, value if isinstance(value, int) else str(value))
                item.setToolTip(str(value))
                self.setItem(at, column, item)
            self.setRowHeight(at, look.px(34))
        self.resizeColumnsToContents()
        for column in range(len(headings) - 1):  # the last one takes what is left
            self.setColumnWidth(column, min(self.columnWidth(column) + look.px(20), look.px(420)))
        self.horizontalHeader().setStretchLastSection(True)
        self.setSortingEnabled(True)
