"""The map of the floor: bins coloured by a figure, the walk of a pick batch, and what is in the bin that is touched."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.look import Look
from ui.pages.page import Page, Table
from ui.widgets.floor_view import FloorView, told
from ui.widgets.shades import SHADES, Drawing, colours
from ui.widgets.tab_row import TabRow
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.floor_map import MapBin, OpenBatch
from warehouse_app.reports.stock_search import Stock, Subject

_FIND, _NO_WALK = say("Scan or type a bin"), say("No walk")
_ALL, _OPEN = say("Whole floor"), say("Open in stock")
_BATCH, _HINT = say("Batch {no}"), say("Touch a bin to see what is in it.")
_READING, _NONE = say("Drawing the floor …"), say("No bins yet: import or make locations first.")
_UNKNOWN = say("{code} is no bin of this floor.")
_PICKED, _SINCE = say("{picks} picks of its busiest product"), say("The oldest goods came {days} days ago.")
_HEADINGS = (say("Product"), say("Units"), say("Reserved"), say("Lot"), say("Expiry"), say("Name"))


class Legend(QWidget):
    """The classes of the shade: a square of its colour, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self._look, self._shade = Look(), 0

    def show_shade(self, number: int, look: Look) -> None:
        self._look, self._shade = look, number
        self.setFixedHeight(look.px(24) * len(SHADES[number].words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, shade = self._look, SHADES[self._shade]
        painter = QPainter(self)
        painter.setFont(look.font("label"))
        row, side = look.px(24), look.px(16)
        for at, (words, colour) in enumerate(zip(shade.words, colours(shade, look.tokens), strict=True)):
            painter.setPen(QColor(look.tokens.soft))
            painter.setBrush(QColor(colour))
            painter.drawRect(1, at * row + (row - side) // 2, side, side)
            painter.setPen(QColor(look.tokens.ink))
            area = self.rect().adjusted(side + look.px(10), at * row, 0, 0)
            area.setHeight(row)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), look.text(words))
        painter.end()


class MapPage(Page):
    """Emits `wanted` (refresh), `walk` (a batch's id), `asked` (the Subject of a bin), `opens` (its code)."""

    wanted = Signal()
    walk = Signal(object)
    asked = Signal(object)
    opens = Signal(str)

    def __init__(self) -> None:
        super().__init__(say("Map"))
        self.view, self.legend, self.tabs = FloorView(), Legend(), TabRow(len(SHADES))
        self.field, self.batches = QLineEdit(), QComboBox()
        self.setFocusProxy(self.view)
        self._buttons = {"in": QPushButton("+"), "out": QPushButton("−"), "all": QPushButton()}
        self._title_of, self._note = QLabel(), QLabel(objectName="soft")
        self.contents, self.open_stock = Table(), QPushButton()
        self._lay_out()
        self.tabs.chosen.connect(self._choose_shade)
        self.batches.activated.connect(lambda at: self._choose_walk(self.batches.itemData(at)))
        self.field.returnPressed.connect(lambda: self.find_bin(self.field.text().strip()))
        self._buttons["in"].clicked.connect(lambda: self.view.zoom(1.4))
        self._buttons["out"].clicked.connect(lambda: self.view.zoom(1 / 1.4))
        self._buttons["all"].clicked.connect(self.view.fit)
        self.view.chosen.connect(self._ask)
        self.open_stock.clicked.connect(lambda: self.opens.emit(self.bin.code if self.bin else ""))
        self.bin: MapBin | None = None
        self.stock: Stock | None = None
        self._open: list[OpenBatch] = []
        self._missed = ""

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.tabs)
        top.addWidget(self.field, 1)
        self.batches.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        top.addWidget(self.batches, 1)
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            top.addWidget(button)
        self.side = QFrame(objectName="card")
        column = QVBoxLayout(self.side)
        column.addWidget(self.legend)
        column.addWidget(self._title_of)
        column.addWidget(self._note)
        column.addWidget(self.contents, 10)
        column.addStretch(1)
        column.addWidget(self.open_stock)
        self._note.setWordWrap(True)
        self._title_of.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.view, 1)
        row.addWidget(self.side)
        self.box.addLayout(top)
        self.box.addLayout(row, 1)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def opened(self) -> None:
        """Ask for the floor as it is now."""
        self._missed = ""
        self.wanted.emit()

    def show_map(self, drawn: Drawing, batches: list[OpenBatch]) -> None:
        """The floor, and the batches that can be drawn on it."""
        self._open = batches
        self.view.show_map(drawn)
        self.render_texts()
        self._choose_walk(self.batches.currentData())

    def show_walk(self, places: list[UUID]) -> None:
        """The walk of the batch that was chosen."""
        if self.view.map is not None:
            self.view.show_walk([self.view.map.numbers[key] for key in places if key in self.view.map.numbers])

    def show_contents(self, stock: Stock) -> None:
        """What is in the bin that was touched."""
        if self.bin is not None and stock.subject.id == self.bin.id:
            self.stock = stock
            self._render_bin()

    def scanned(self, text: str) -> None:
        """A scan finds the bin."""
        self.field.setText(text)
        self.find_bin(text)

    def find_bin(self, code: str) -> None:
        """Mark the bin of a code, and tell what is in it."""
        floor = self.view.map
        if floor is None or not code:
            return
        names = (code, code.upper())
        number = next((at for at, one in enumerate(floor.bins) if one.code in names), None)
        self._missed = "" if number is not None else code
        if number is not None:
            self.view.mark(number)
            self._ask(floor.bins[number])
        else:
            self._render_bin()

    def render_texts(self) -> None:
        """Words, sizes and the picture."""
        look = self.look
        self.view.dress(look)
        self.tabs.show_texts([self.t(shade.name) for shade in SHADES], look)
        self.legend.show_shade(self.view.shade, look)
        self.field.setPlaceholderText(self.t(_FIND))
        for widget in (self.field, self.batches):
            widget.setFont(look.font("line"))
        self._buttons["all"].setText(self.t(_ALL))
        self.open_stock.setText(self.t(_OPEN))
        for button in (*self._buttons.values(), self.open_stock):
            button.setFont(look.font("line", bold=True))
            button.setMinimumHeight(look.touch(9))
        self.side.setFixedWidth(look.px(330))
        self._title_of.setFont(look.font("title", bold=True))
        self._note.setFont(look.font("line"))
        chosen = self.batches.currentData()
        self.batches.clear()
        self.batches.addItem(self.t(_NO_WALK), None)
        for batch in self._open:
            name = self.t(say(_BATCH.text, no=batch.no))
            self.batches.addItem(f"{name} · {batch.station}" if batch.station else name, str(batch.id))
        self.batches.setCurrentIndex(max(0, self.batches.findData(chosen)) if chosen is not None else 0)
        self._render_bin()

    def _render_bin(self) -> None:
        floor, one = self.view.map, self.bin
        note: Sentence | None = None
        if self._missed:
            title = say(_UNKNOWN.text, code=self._missed)
        elif one is not None:
            title, note = told(one), say(_PICKED.text, picks=one.picks)
            if one.days >= 0:
                note = say("{picks}. {since}", picks=note, since=say(_SINCE.text, days=one.days))
        elif floor is None:
            title = _READING
        else:
            title = _HINT if floor.bins else _NONE
        self._title_of.setText(self.t(title))
        self._note.setText(self.t(note) if note else "")
        self._note.setVisible(note is not None)
        rows = (
            [(h.sku, h.on_hand, h.promised, h.lot, h.expiry, h.name) for h in self.stock.holdings] if self.stock else []
        )
        self.contents.fill([self.t(heading) for heading in _HEADINGS], rows, self.look)
        self.contents.setVisible(bool(rows))
        self.open_stock.setVisible(one is not None and not self._missed)

    # -- what is pressed -----------------------------------------------------------------------------------------------

    def _choose_shade(self, number: int) -> None:
        self.view.show_shade(number)
        self.legend.show_shade(number, self.look)

    def _choose_walk(self, batch: str | None) -> None:
        if batch is None:
            self.view.show_walk([])
        else:
            self.walk.emit(UUID(batch))

    def _ask(self, one: MapBin) -> None:
        self.bin, self.stock, self._missed = one, None, ""
        self._render_bin()
        self.asked.emit(Subject("place", one.id, one.code, place_kind=one.kind))
