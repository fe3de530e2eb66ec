"""Order search: by order, tracking number, tote or recipient, typed or scanned."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from ui.pages.page import Page, Table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.pages import OrderRow

_HEADINGS = (
    say("Order"), say("Client"), say("Channel"), say("Status"), say("Units"), say("Ship by"), say("Tracking number"),
)  # fmt: skip
_SEARCH = say("Order, tracking number, tote or recipient")
STATUSES: dict[str, Sentence] = {
    "new": say("new"), "waiting": say("short of stock"), "allocated": say("allocated"), "picking": say("being picked"),
    "picked": say("picked"), "packing": say("being packed"), "packed": say("packed"), "shipped": say("shipped"),
    "part_shipped": say("shipped in part"), "on_hold": say("on hold"), "cancelled": say("cancelled"),
    "complete": say("complete"),
}  # fmt: skip


class OrdersPage(Page):
    """Emits `searched` with the text looked for."""

    searched = Signal(str)

    def __init__(self) -> None:
        super().__init__(say("Orders"))
        self.field, self.table = QLineEdit(), Table()
        self.field.textChanged.connect(self.searched)
        self.setFocusProxy(self.field)  # whoever opens the page wants to type
        self.box.addWidget(self.field)
        self.box.addWidget(self.table, 1)
        self.rows: list[OrderRow] = []

    def show_rows(self, rows: list[OrderRow]) -> None:
        """Show what was found."""
        self.rows = rows
        cells = [
            (r.order_no, r.client, r.channel, self.t(STATUSES[r.status]), r.units, r.ship_by, r.tracking_no)
            for r in rows
        ]
        self.table.fill([self.t(h) for h in _HEADINGS], cells, self.look)

    def scanned(self, text: str) -> None:
        """A scan is looked for at once."""
        self.field.setText(text)

    def render_texts(self) -> None:
        """The field's hint and the table."""
        self.field.setPlaceholderText(self.t(_SEARCH))
        self.field.setFont(self.look.font("title"))
        self.show_rows(self.rows)

    def opened(self) -> None:
        """Show the latest orders."""
        self.searched.emit(self.field.text())
