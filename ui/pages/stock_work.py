"""What supervisors watch in the stock: what expires, recalls, counts that wait, replenishment, bins to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from ui.pages.page import Page, Table
from ui.widgets.tab_row import TabRow
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.stock_search import Subject

TABS: dict[str, Sentence] = {
    "expiry": say("Expiry"), "recalls": say("Recalls"), "counts": say("Counts"), "replenish": say("Replenishment"),
    "slotting": say("Better bins"),
}  # fmt: skip
_HEADINGS: dict[str, tuple[Sentence, ...]] = {
    "expiry": (say("Expiry"), say("Days left"), say("Product"), say("Name"), say("Lot"), say("Units"),
               say("Reserved"), say("Places"), say("Recalled"), say("Client")),
    "recalls": (say("Lot"), say("Product"), say("Name"), say("Units here"), say("Reason"), say("Since"),
                say("Client")),
    "counts": (say("Bin"), say("State"), say("Product"), say("Booked"), say("First count"), say("Second count"),
               say("Who counted"), say("Reason"), say("Station"), say("Since")),
    "replenish": (say("Product"), say("Name"), say("Units"), say("For orders"), say("From place"), say("To place"),
                  say("Lot"), say("Station"), say("Since"), say("Client")),
    "slotting": (say("Product"), say("Name"), say("Class"), say("Picks"), say("Picks last week"), say("Bin"),
                 say("Better bin"), say("Changes with"), say("Metres saved last week"), say("Client")),
}  # fmt: skip
_WHERE = (say("Where"), say("Units"), say("Order"), say("Tracking number"), say("Recipient"), say("Shipped"))
_NOTHING: dict[str, Sentence] = {
    "expiry": say("Nothing expires so soon."), "recalls": say("No lot is recalled."),
    "counts": say("No count is open."), "replenish": say("Every pick face holds enough."),
    "slotting": say("Everything that is picked often lies near."),
}  # fmt: skip
_ROWS = say("In the list: {count}")
_DAYS = say("within {days} days")
_STAGES = {"": say("to be counted"), "second": say("second count"), "approve": say("waits for a decision")}
_REASONS = {"short": say("short pick"), "empty": say("bin said to be empty"), "damaged": say("damage"),
            "plan": say("planned"), "asked": say("asked for")}  # fmt: skip
_FIELDS = {"sku": say("Product"), "lot": say("Lot"), "client": say("Client"), "reason": say("Reason")}
_RECALL, _LIFT, _SURE = say("Recall this lot"), say("Lift the chosen recall"), say("Press again to be sure")
_DECIDE = say("Open counting")
_RECALLED = say("Lot {lot} of {sku}: {here} units here are blocked, {gone} have left.")
_LIFTED = say("Lot {lot} of {sku} may be sold again.")
_YES = say("yes")


class StockWorkPage(Page):
    """Emits `wanted` (a tab's name, days), `recalled` and `lifted` (sku, lot, client, reason), `traced` (sku, lot,
    client), `meant` (a scan at recalls), `looked` (a code for the stock page) and `counting` (open the job)."""

    wanted = Signal(str, int)
    recalled = Signal(str, str, str, str)
    lifted = Signal(str, str, str)
    traced = Signal(str, str, str)
    meant = Signal(str)
    looked = Signal(str)
    counting = Signal()

    def __init__(self) -> None:
        super().__init__(say("Stock work"))
        self.tabs, self.table, self.where = TabRow(len(TABS)), Table(), Table()
        self._note, self.days = QLabel(), QComboBox()
        for days in (7, 30, 90, 180, 365):
            self.days.addItem(str(days), days)
        self.days.setCurrentIndex(1)
        self.fields = {name: QLineEdit() for name in ("sku", "lot", "client", "reason")}
        self.recall, self.lift, self._decide = QPushButton(), QPushButton(), QPushButton()
        self._sure: QPushButton | None = None
        self._lay_out()
        self.tabs.chosen.connect(self._choose)
        self.days.activated.connect(self._ask)
        self.recall.clicked.connect(lambda: self._press(self.recall))
        self.lift.clicked.connect(lambda: self._press(self.lift))
        self._decide.clicked.connect(self.counting)
        for field in self.fields.values():
            field.textChanged.connect(lambda _: self._calm())
        self.table.itemSelectionChanged.connect(self._selected)
        self.table.cellActivated.connect(self._follow)
        self.rows: list[Any] = []
        self._told: Sentence | None = None
        self._trace: Mapping[str, Any] | None = None

    def _lay_out(self) -> None:
        self._actions = QWidget()
        row = QHBoxLayout(self._actions)
        row.setContentsMargins(0, 0, 0, 0)
        for field in self.fields.values():
            row.addWidget(field, 1)
        for button in (self.recall, self.lift):
            row.addWidget(button)
        head = QHBoxLayout()
        head.addWidget(self._note, 1)
        head.addWidget(self.days)
        head.addWidget(self._decide)
        self._note.setWordWrap(True)
        self.box.addWidget(self.tabs)
        self.box.addLayout(head)
        self.box.addWidget(self._actions)
        self.box.addWidget(self.table, 3)
        self.box.addWidget(self.where, 2)

    @property
    def tab(self) -> str:
        """The name of the tab that is shown."""
        return list(TABS)[self.tabs.current]

    def opened(self) -> None:
        """Ask for the list as it is now."""
        self._ask()

    def scanned(self, text: str) -> None:
        """At recalls a scan names the product, the lot or both; elsewhere it is looked for on the stock page."""
        (self.meant if self.tab == "recalls" else self.looked).emit(text)

    def show_meant(self, text: str, subjects: list[Subject]) -> None:
        """What was scanned at recalls; an unknown text is the lot of the product that was scanned before."""
        for subject in subjects:
            if subject.kind == "product":
                self.fields["sku"].setText(subject.code)
                self.fields["client"].setText(subject.client)
            elif subject.kind == "lot":
                self.fields["lot"].setText(subject.lot)
        if not subjects:
            self.fields["lot"].setText(text)

    def show_rows(self, tab: str, rows: list[Any]) -> None:
        """The rows of a tab."""
        if tab == self.tab:
            self.rows = rows
            self.render_texts()

    def show_lot(self, found: Mapping[str, Any], told: str) -> None:
        """Where a lot is and went; `told`: it was recalled, lifted or only traced ('')."""
        self._trace = found
        if told:
            words = _RECALLED if told == "recalled" else _LIFTED
            values = {
                "lot": found["lot"],
                "sku": found["sku"],
                "here": found["units_here"],
                "gone": found["units_gone"],
            }
            self._told = Sentence(words.text, values)
            for field in self.fields.values():
                field.clear()
            self._ask()
        self._render_where()

    def show_refused(self, sentence: Sentence) -> None:
        """It was not done, and why."""
        self._told = sentence
        self._show_note()

    def render_texts(self) -> None:
        """Tabs, list and what can be done there."""
        look, tab = self.look, self.tab
        self.tabs.show_texts([self.t(words) for words in TABS.values()], look)
        for at in range(self.days.count()):
            self.days.setItemText(at, self.t(say(_DAYS.text, days=self.days.itemData(at))))
        self.days.setVisible(tab == "expiry")
        self._actions.setVisible(tab == "recalls")
        self.where.setVisible(tab == "recalls")
        self._decide.setVisible(tab == "counts")
        self._decide.setText(self.t(_DECIDE))
        for name, words in _FIELDS.items():
            self.fields[name].setPlaceholderText(self.t(words))
        for widget in (self._note, self.days, *self.fields.values()):
            widget.setFont(look.font("line"))
        for button in (self.recall, self.lift, self._decide):
            button.setFont(look.font("line", bold=True))
            button.setMinimumHeight(look.touch(9))
        self._calm()
        cells = [cells for row in self.rows for cells in _CELLS[tab](self, row)]
        self.table.fill([self.t(heading) for heading in _HEADINGS[tab]], cells, look)
        self.table.setSortingEnabled(False)  # a row is its lot or task
        self._render_where()
        self._show_note()

    def _render_where(self) -> None:
        found = self._trace
        rows: list[Sequence[object]] = []
        if found is not None:
            rows += [(r["location"], r["on_hand"], r["order_no"], r["tracking_no"], "", "") for r in found["here"]]
            rows += [("→", r["quantity"], r["order_no"], r["tracking_no"] or "", r["recipient"], r["shipped_at"][:10])
                     for r in found["gone"]]  # fmt: skip
        self.where.fill([self.t(heading) for heading in _WHERE], rows, self.look)

    def _show_note(self) -> None:
        count = say(_ROWS.text, count=len(self.rows)) if self.rows else _NOTHING[self.tab]
        self._note.setText(self.t(self._told or count))

    # -- cells of each list --------------------------------------------------------------------------------------------

    def _expiry(self, row: Any) -> list[Sequence[object]]:
        places = " ".join(f"{p['location']}: {p['on_hand']}" for p in row["places"])
        recalled = self.t(_YES) if row["recalled"] else ""
        return [(row["expiry"], row["days"], row["sku"], row["name"], row["lot"], row["on_hand"], row["allocated"],
                 places, recalled, row["client"])]  # fmt: skip

    def _recalls(self, row: Any) -> list[Sequence[object]]:
        return [(row["lot"], row["sku"], row["name"], row["units_here"], row["reason"], row["at"][:10], row["client"])]

    def _counts(self, row: Any) -> list[Sequence[object]]:
        state = self.t(_STAGES[row["stage"]])
        reason = self.t(_REASONS[row["reason"]]) if row["reason"] in _REASONS else row["reason"]
        return [
            (row["location"], state, line["sku"], *(_figure(line[name]) for name in ("booked", "first", "second")),
             row["first"], reason, row["station"], row["at"][:10])
            for line in row["lines"] or [{"sku": row["sku"], "booked": "", "first": "", "second": ""}]
        ]  # fmt: skip

    def _replenish(self, row: Any) -> list[Sequence[object]]:
        return [(row.sku, row.name, row.quantity, row.demand, row.source, row.goal, row.lot, row.station,
                 f"{row.at:%m-%d %H:%M}", row.client)]  # fmt: skip

    def _slotting(self, row: Any) -> list[Sequence[object]]:
        return [(row.sku, row.name, row.abc, row.picks, row.week_picks, row.bin, row.to, row.swap, row.saved_m,
                 row.client)]  # fmt: skip

    # -- what is pressed -----------------------------------------------------------------------------------------------

    def _choose(self, number: int) -> None:
        self.rows, self._told, self._trace = [], None, None
        self.render_texts()
        self._ask()

    def _ask(self) -> None:
        self.wanted.emit(self.tab, self.days.currentData())

    def _calm(self) -> None:
        """Nothing is about to be done."""
        self._sure = None
        self.recall.setText(self.t(_RECALL))
        self.lift.setText(self.t(_LIFT))
        self.recall.setEnabled(bool(self.fields["sku"].text().strip() and self.fields["lot"].text().strip()))
        self.lift.setEnabled(self._chosen() is not None)

    def _chosen(self) -> Any:
        at = self.table.currentRow()
        return self.rows[at] if self.tab == "recalls" and 0 <= at < len(self.rows) else None

    def _press(self, button: QPushButton) -> None:
        """The second press does it."""
        if self._sure is not button:
            self._calm()
            self._sure = button
            button.setText(self.t(_SURE))
            return
        chosen = self._chosen()
        self._calm()
        if button is self.recall:
            self.recalled.emit(*(self.fields[name].text().strip() for name in ("sku", "lot", "client", "reason")))
        elif chosen is not None:
            self.lifted.emit(chosen["sku"], chosen["lot"], chosen["client"])

    def _selected(self) -> None:
        self._calm()
        if (row := self._chosen()) is not None:
            self.traced.emit(row["sku"], row["lot"], row["client"])

    def _follow(self, row: int, column: int) -> None:
        """Enter or a double click looks for the product, lot or bin on the stock page."""
        headings = _HEADINGS[self.tab]
        if headings[column].text not in ("Product", "Lot", "Bin", "From", "To", "Better bin"):
            column = next(at for at, heading in enumerate(headings) if heading.text in ("Bin", "Product"))
        item = self.table.item(row, column)
        if item is not None and item.text():
            self.looked.emit(item.text())


def _figure(value: object) -> object:
    return "" if value is None else value


_CELLS = {
    "expiry": StockWorkPage._expiry, "recalls": StockWorkPage._recalls, "counts": StockWorkPage._counts,
    "replenish": StockWorkPage._replenish, "slotting": StockWorkPage._slotting,
}  # fmt: skip
