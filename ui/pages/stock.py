"""Stock search: scan or type anything; where is it, how much, reserved for what, and what happened to it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.orders import STATUSES
from ui.pages.page import Page, Table
from ui.widgets.fitted_text import FittedText
from ui.widgets.tab_row import TabRow
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.stock_history import PAGE, MoveRow
from warehouse_app.reports.stock_search import Stock, Subject

_CENTRE = Qt.AlignmentFlag.AlignHCenter
_SEARCH = say("Scan or type: product, bin, tote, lot, serial number, order, parcel")
_BEGIN = say("Scan anything, or type a part of its name.")
_NOTHING = say("Nothing here is called {text}.")
_SEVERAL = say("{count} things fit. Choose one.")
_WHERE, _RESERVED, _PAST = say("Where it is"), say("Reserved for"), say("History")
_CONTENTS = say("What is in it")
_FIGURES = (say("units here"), say("reserved"), say("free"))
_COUNTED, _NEVER = say("Counted last on {date}"), say("Not counted yet")
_MORE = say("Show earlier moves")
_FOUND = (say("Kind"), say("Code"), say("Name"), say("Client"))
_HOLDINGS = (
    say("Bin"), say("Product"), say("Name"), say("Units"), say("Reserved"), say("Lot"), say("Expiry"),
    say("Serial number"), say("Grade"), say("Kind"), say("Order"), say("Client"), say("Since"),
)  # fmt: skip
_PROMISES = (
    say("Order"), say("Units"), say("Product"), say("Bin"), say("Lot"), say("Status"), say("Ship by"), say("Client"),
    say("Channel"),
)  # fmt: skip
_MOVES = (
    say("Time"), say("What"), say("Units"), say("Product"), say("From place"), say("To place"), say("Who"),
    say("Station"), say("Lot"), say("Expiry"), say("Serial number"),
)  # fmt: skip
KINDS: dict[str, Sentence] = {
    "product": say("Product"), "lot": say("Lot"), "serial": say("Serial number"), "order": say("Order"),
    "bin": say("Bin"), "tote": say("Tote"), "cart": say("Cart"), "parcel": say("Parcel"),
    "receiving": say("Receiving place"), "packing": say("Packing place"), "staging": say("Staging place"),
    "returns": say("Returns place"), "quarantine": say("Quarantine"), "refurbish": say("Refurbishing place"),
    "outside": say("Outside"),
}  # fmt: skip
MOVES: dict[str, Sentence] = {
    "import": say("brought in by a file"), "receive": say("received"), "put_away": say("put away"),
    "put_back": say("put back"), "move": say("moved"), "replenish": say("replenished"), "count": say("counted"),
    "pick": say("taken from the bin"), "pack": say("put into the parcel"), "sort": say("sorted"),
    "ship": say("left with the carrier"), "undo": say("taken back"), "damaged": say("set aside as damaged"),
    "insert": say("laid in"), "gift_back": say("gift came back"), "box": say("boxed"),
    "unpack": say("taken out of the parcel"),
    "return": say("came back"), "found": say("found in a return"), "regrade": say("graded anew"),
    "clear": say("left in a lot"),
}  # fmt: skip


class StockPage(Page):
    """Emits `searched` (text), `wanted` (a Subject: its stock and moves) and `more` (a Subject, after which move)."""

    searched = Signal(str)
    wanted = Signal(object)
    more = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(say("Stock"))
        self.field = QLineEdit()
        self.setFocusProxy(self.field)
        self._typing = QTimer(self, interval=200, singleShot=True)
        self._typing.timeout.connect(lambda: self.searched.emit(self.field.text()))
        self.field.textEdited.connect(lambda _: self._typing.start())
        self.field.returnPressed.connect(lambda: self.look_for(self.field.text()))
        self._title_of, self._note = FittedText("title", bold=True), QLabel()
        self._figures = [(FittedText("big", bold=True, align=_CENTRE), QLabel(objectName="soft")) for _ in _FIGURES]
        self._head = QWidget()
        self.tabs, self._stack = TabRow(3), QStackedWidget()
        self.found, self.holdings, self.promises, self.moves = Table(), Table(), Table(), Table()
        self._more = QPushButton()
        self._lay_out()
        self.tabs.chosen.connect(self._choose_tab)
        self._more.clicked.connect(self._ask_more)
        self.found.activated.connect(lambda index: self._open(self.subjects[index.row()]))
        self.found.clicked.connect(lambda index: self._open(self.subjects[index.row()]))
        for table in (self.holdings, self.promises):
            table.cellActivated.connect(self._follow)
        self.subjects: list[Subject] = []
        self.stock: Stock | None = None
        self.history: list[MoveRow] = []
        self._looked_for = ""

    def _lay_out(self) -> None:
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.addWidget(self._title_of)
        words.addWidget(self._note)
        head.addLayout(words, 1)
        for figure, name in self._figures:
            column = QVBoxLayout()
            column.addWidget(figure, 0, _CENTRE)
            column.addWidget(name, 0, _CENTRE)
            head.addLayout(column)
        past = QWidget()
        column = QVBoxLayout(past)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.moves, 1)
        column.addWidget(self._more)
        for page in (self.holdings, self.promises, past, self.found):
            self._stack.addWidget(page)
        self.box.addWidget(self.field)
        self.box.addWidget(self._head)
        self.box.addWidget(self.tabs)
        self.box.addWidget(self._stack, 1)

    # -- what is asked -------------------------------------------------------------------------------------------------

    def scanned(self, text: str) -> None:
        """A scan is looked for at once."""
        self.field.setText(text)
        self.look_for(text)

    def look_for(self, text: str) -> None:
        """Look for a text now."""
        self._typing.stop()
        self.searched.emit(text)

    def opened(self) -> None:
        """Ask again for what is shown: it may have moved."""
        self.look_for(self.field.text())

    # -- what is shown -------------------------------------------------------------------------------------------------

    def show_found(self, text: str, subjects: list[Subject]) -> None:
        """What a text may mean; the one thing that fits is opened."""
        if text != self.field.text():
            return  # somebody typed on
        self._looked_for, self.subjects = text, subjects
        self.stock, self.history = None, []
        if subjects and (len(subjects) == 1 or subjects[0].kind in ("lot", "serial")):
            self._open(subjects[0])
        self.render_texts()

    def show_stock(self, stock: Stock, history: list[MoveRow]) -> None:
        """The stock of the subject that was opened, and its latest moves."""
        self.stock, self.history = stock, history
        self.render_texts()

    def show_more(self, history: list[MoveRow]) -> None:
        """Earlier moves, below those shown."""
        self.history += history
        self._more.setEnabled(len(history) >= PAGE)
        self._render_moves()

    def render_texts(self) -> None:
        """Hint, figures and tables."""
        self.field.setPlaceholderText(self.t(_SEARCH))
        self.field.setFont(self.look.font("title"))
        self._more.setText(self.t(_MORE))
        self._more.setFont(self.look.font("line", bold=True))
        self._note.setFont(self.look.font("line"))
        stock = self.stock
        self.tabs.setVisible(stock is not None)
        self._render_head()
        if stock is None:
            self._stack.setCurrentWidget(self.found)
            self.found.setVisible(bool(self.subjects))
            rows = [(self._kind_of(s), s.code, s.name, s.client) for s in self.subjects]
            self._fill(self.found, _FOUND, rows)
            self.found.setSortingEnabled(False)  # a row is its subject
            return
        contents = stock.subject.kind == "place"
        self.tabs.show_texts(
            [f"{self.t(_CONTENTS if contents else _WHERE)} ({len(stock.holdings)})",
             f"{self.t(_RESERVED)} ({len(stock.promises)})", self.t(_PAST)], self.look
        )  # fmt: skip
        self._fill(self.holdings, _HOLDINGS, [
            (h.location, h.sku, h.name, h.on_hand, h.promised, h.lot, h.expiry, h.serial, h.grade,
             self._place(h.place_kind), h.order_no, h.client, f"{h.since:%Y-%m-%d %H:%M}")
            for h in stock.holdings
        ])  # fmt: skip
        self._fill(self.promises, _PROMISES, [
            (p.order_no, p.quantity, p.sku, p.location, p.lot, self.t(STATUSES[p.status]), f"{p.ship_by:%m-%d %H:%M}",
             p.client, p.channel)
            for p in stock.promises
        ])  # fmt: skip
        self._more.setEnabled(len(self.history) >= PAGE)
        self._render_moves()
        self._stack.setCurrentIndex(self.tabs.current)

    def _render_head(self) -> None:
        stock, px = self.stock, self.look.px
        figures: Sequence[str] = ("", "", "")
        title, note = self.t(_BEGIN), ""
        if stock is not None:
            subject = stock.subject
            title = " ".join(w for w in (self._kind_of(subject), subject.code, subject.name) if w)
            note = subject.client
            if subject.kind == "place" and subject.place_kind not in ("tote", "parcel", "cart"):
                counted = stock.counted_at
                note = self.t(say(_COUNTED.text, date=f"{counted:%Y-%m-%d}") if counted else _NEVER)
            figures = [f"{n:,}" for n in (stock.on_hand, stock.promised, stock.free)]
        elif self._looked_for:
            several = say(_SEVERAL.text, count=len(self.subjects))
            title = self.t(several if self.subjects else say(_NOTHING.text, text=self._looked_for))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._title_of.dress(self.look)
        self._title_of.setMinimumHeight(px(36))
        self._title_of.show_text(title)
        for (figure, name), text, word in zip(self._figures, figures, _FIGURES, strict=True):
            figure.dress(self.look)
            figure.setFixedSize(px(120), px(52))
            figure.show_text(text)
            name.setText(self.t(word))
            name.setFont(self.look.font("label"))
            for widget in (figure, name):
                widget.setVisible(bool(text))

    def _render_moves(self) -> None:
        self._fill(self.moves, _MOVES, [
            (f"{m.at:%Y-%m-%d %H:%M:%S}", self.t(MOVES[m.kind]) if m.kind in MOVES else m.kind, m.quantity, m.sku,
             m.source, m.goal, m.user, m.station, m.lot, m.expiry, m.serial)
            for m in self.history
        ])  # fmt: skip

    def _fill(self, table: Table, headings: Sequence[Sentence], rows: Sequence[Sequence[object]]) -> None:
        table.fill([self.t(heading) for heading in headings], rows, self.look)
        for column in range(len(headings)):  # nothing there, nothing to read
            table.setColumnHidden(column, bool(rows) and all(row[column] == "" for row in rows))

    def _kind_of(self, subject: Subject) -> str:
        return self._place(subject.place_kind) if subject.kind == "place" else self.t(KINDS[subject.kind])

    def _place(self, kind: str) -> str:
        return self.t(KINDS[kind]) if kind in KINDS else kind

    # -- what is pressed -----------------------------------------------------------------------------------------------

    def _open(self, subject: Subject) -> None:
        self.wanted.emit(subject)

    def _choose_tab(self, number: int) -> None:
        self._stack.setCurrentIndex(number)

    def _ask_more(self) -> None:
        if self.stock is not None and self.history:
            self._more.setEnabled(False)
            self.more.emit(self.stock.subject, uuid.UUID(str(self.history[-1].id)))

    def _follow(self, row: int, column: int) -> None:
        """Enter or a double click on a bin, product or order looks for that."""
        table = self.sender()
        assert isinstance(table, Table)
        names = _HOLDINGS if table is self.holdings else _PROMISES
        column = column if names[column].text in ("Bin", "Product", "Order", "Lot") else 0
        item = table.item(row, column)
        if item is not None and item.text():
            self.scanned(item.text())
