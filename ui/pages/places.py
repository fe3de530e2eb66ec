"""Locations: a list to filter, labels of a choice or of a whole aisle, and new ones by pattern."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
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
from ui.pages.stock import KINDS
from ui.widgets.pattern_form import PatternForm
from ui.widgets.tab_row import TabRow
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.places import Filter, PlaceList

_LIST, _NEW = say("Locations"), say("New by pattern")
_SEARCH = say("Beginning of the code")
_ANY = {"kind": say("All kinds"), "zone": say("All zones"), "aisle": say("All aisles")}
_COUNT, _PART = say("{count} locations"), say("{count} locations, the first {shown} are shown")
_PRINT, _SHEET = say("Print labels"), say("Labels on A4 as a file…")
_CHOSEN, _ALL = say("{count} chosen"), say("Nothing chosen: all of the list")
_ASKED, _WRITTEN = say("{count} labels go to the printer."), say("{count} labels are in {file}.")
_HEADINGS = (
    say("Code"), say("Kind"), say("Zone"), say("Aisle"), say("Bay"), say("Level"), say("x (m)"), say("y (m)"),
    say("Litres"), say("Most units"), say("Temperature"),
)  # fmt: skip
TEMPERATURES = {"ambient": say("ambient"), "chilled": say("chilled"), "frozen": say("frozen")}


class PlacesPage(Page):
    """Emits `listed` (Filter), `labels` (Filter, ids: labels to print; no ids: all of the filter), `sheet` (the same
    and a path), and what its pattern form emits."""

    listed = Signal(object)
    labels = Signal(object, object)
    sheet = Signal(object, object, str)

    def __init__(self) -> None:
        super().__init__(_LIST)
        self.tabs, self._stack, self.form = TabRow(2), QStackedWidget(), PatternForm()
        self.tabs.chosen.connect(self._stack.setCurrentIndex)
        self.field = QLineEdit()
        self.choices = {name: QComboBox() for name in _ANY}
        self.table, self._note, self._picked = Table(), QLabel(), QLabel(objectName="soft")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._print, self._sheet = QPushButton(), QPushButton()
        self._lay_out()
        self._typing = QTimer(self, interval=200, singleShot=True)
        self._typing.timeout.connect(self._list)
        self.field.textChanged.connect(lambda _: self._typing.start())
        for box in self.choices.values():
            box.activated.connect(self._list)
        self.table.itemSelectionChanged.connect(self._show_chosen)
        self._print.clicked.connect(lambda: self.labels.emit(self.filter, self.chosen))
        self._sheet.clicked.connect(self._ask_file)
        self.found = PlaceList((), 0, (), (), ())
        self._told: Sentence | None = None

    def _lay_out(self) -> None:
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.field, 2)
        for box in self.choices.values():
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            row.addWidget(box, 1)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(self._note, 1)
        row.addWidget(self._picked)
        row.addWidget(self._print)
        row.addWidget(self._sheet)
        column.addLayout(row)
        self._note.setWordWrap(True)
        self._picked.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._stack.addWidget(listing)
        self._stack.addWidget(self.form)
        self.box.addWidget(self.tabs)
        self.box.addWidget(self._stack, 1)

    @property
    def filter(self) -> Filter:
        """What the list is filtered by."""
        return Filter(
            self.field.text().strip(), **{name: box.currentData() or "" for name, box in self.choices.items()}
        )

    @property
    def chosen(self) -> list[UUID]:
        """The locations that are selected; none means all of the list."""
        return [self.found.rows[index.row()].id for index in self.table.selectionModel().selectedRows()]

    def opened(self) -> None:
        """Show the list as it is now."""
        self._told = None
        self._list()

    def scanned(self, text: str) -> None:
        """A scan shows that location."""
        self.tabs.choose(0)
        self.field.setText(text)

    def show_list(self, found: PlaceList) -> None:
        """The locations of the filter."""
        self.found = found
        self.render_texts()

    def show_labels(self, count: int, file: str = "") -> None:
        """Labels were asked for, or written to a file."""
        self._told = say(_WRITTEN.text, count=count, file=file) if file else say(_ASKED.text, count=count)
        self._show_note()

    def show_zone(self, zone: str) -> None:
        """The list of a zone: where new locations are."""
        self.field.clear()
        for name, box in self.choices.items():
            box.setCurrentIndex(0)
            if name == "zone" and box.findData(zone) < 0:
                box.addItem(zone, zone)
        self.choices["zone"].setCurrentIndex(self.choices["zone"].findData(zone))
        self.tabs.choose(0)
        self._list()

    def render_texts(self) -> None:
        """Filters, list and buttons."""
        self.tabs.show_texts([self.t(_LIST), self.t(_NEW)], self.look)
        self.form.dress(self.look)
        self.field.setPlaceholderText(self.t(_SEARCH))
        for button, words in ((self._print, _PRINT), (self._sheet, _SHEET)):
            button.setText(self.t(words))
            button.setFont(self.look.font("line", bold=True))
            button.setMinimumHeight(self.look.touch(9))
            button.setEnabled(bool(self.found.rows))
        for widget in (self.field, *self.choices.values(), self._note):
            widget.setFont(self.look.font("line"))
        self._picked.setFont(self.look.font("label"))
        self._fill_choices()
        self.table.fill([self.t(h) for h in _HEADINGS], [
            (p.code, self._word(KINDS, p.kind), p.zone, p.aisle, p.bay, p.level, _metres(p.x_m), _metres(p.y_m),
             p.capacity_l or "", p.capacity_units or "", self._word(TEMPERATURES, p.temperature))
            for p in self.found.rows
        ], self.look)  # fmt: skip
        self.table.setSortingEnabled(False)  # a row is its location
        self._show_note()
        self._show_chosen()

    def _fill_choices(self) -> None:
        for name, names in (("kind", self.found.kinds), ("zone", self.found.zones), ("aisle", self.found.aisles)):
            box = self.choices[name]
            before = box.currentData() or ""
            box.clear()
            box.addItem(self.t(_ANY[name]), "")
            for value in dict.fromkeys((*names, before)):
                if value:
                    box.addItem(self._word(KINDS, value) if name == "kind" else value, value)
            box.setCurrentIndex(max(0, box.findData(before)))

    def _word(self, words: dict[str, Sentence], value: str) -> str:
        return self.t(words[value]) if value in words else value

    def _show_note(self) -> None:
        shown, count = len(self.found.rows), self.found.count
        words = say(_COUNT.text, count=count) if shown == count else say(_PART.text, count=count, shown=shown)
        self._note.setText(self.t(self._told or words))

    def _show_chosen(self) -> None:
        count = len(self.table.selectionModel().selectedRows()) if self.table.selectionModel() else 0
        self._picked.setText(self.t(say(_CHOSEN.text, count=count) if count else _ALL))

    def _list(self) -> None:
        self.listed.emit(self.filter)

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.t(_SHEET), "labels.pdf", "PDF (*.pdf)")
        if path:
            self.sheet.emit(self.filter, self.chosen, path)


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
