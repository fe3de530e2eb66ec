"""The queue of returns: how many stand where on their clock, by colour and word, and the list behind each number."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QTableWidgetItem, QVBoxLayout, QWidget

from ui.look import Look
from ui.pages.page import Table
from warehouse_app.domain.return_words import CASE_KINDS, STATES
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.returns_queue import MOST, URGENCIES, HandoverRow, QueueRow, ReturnsQueue

HANDOVERS, ANNOUNCED = "handovers", "announced"
CHIPS = (*URGENCIES, HANDOVERS, ANNOUNCED)
# A sign beside the word: colour alone says nothing to some eyes.
SIGNS = {"overdue": "■", "at_risk": "▲", "due_today": "●", "ok": "✓", "done": "✓", HANDOVERS: "▣", ANNOUNCED: "…"}
_WORDS: dict[str, Sentence] = {**STATES, HANDOVERS: say("hand-overs"), ANNOUNCED: say("not come yet")}
_AGES = say("Arrived today: {today} · yesterday: {one} · the day before: {two} · earlier: {older}")
_UNKNOWN = say("Unknown parcels: {count}")
_FIRST = say("The first {count} are listed.")
_NOTHING = say("Nothing is here.")
_WAITING = (say("State"), say("Due"), say("Return"), say("Order"), say("Client"), say("Kind"), say("Units"),
            say("Value"), say("Hours here"), say("Tracking number"), say("Station"), say("Who finds out"))  # fmt: skip
_NOT_COME = (say("Return"), say("Order"), say("Client"), say("Units"), say("Value"), say("Hours since announced"),
             say("Tracking number"))  # fmt: skip
_HANDOVERS = (say("Hand-over"), say("State"), say("Counted"), say("Scanned"), say("Missing"), say("Since"),
              say("Due"), say("Station"), say("Person"))  # fmt: skip
_CLOSED = say("ended with parcels missing")
_AS_IT_COMES = (-1, Qt.SortOrder.AscendingOrder)


def colours(look: Look, state: str) -> tuple[str, str]:
    """Ink and ground of a state."""
    t = look.tokens
    return {
        "overdue": (t.wrong, t.wrong_ground), "at_risk": (t.attention, t.attention_ground),
        "due_today": (t.accent, t.accent_ground), "ok": (t.right, t.right_ground), "done": (t.right, t.right_ground),
    }.get(state, (t.ink, t.card))  # fmt: skip


class ReturnsQueuePanel(QWidget):
    """Emits `chosen` with the id of the case whose row is opened by Enter or a double click."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.queue: ReturnsQueue | None = None
        self.chips = {name: QPushButton(checkable=True) for name in CHIPS}
        self._group = QButtonGroup(self, exclusive=False)
        self._ages, self._note, self.table = QLabel(objectName="soft"), QLabel(), Table()
        self._ages.setWordWrap(True)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        self._row = row
        for chip in self.chips.values():
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(self._press)
            self._group.addButton(chip)
            row.addWidget(chip, 1)
        column.addLayout(row)
        column.addWidget(self._ages)
        column.addWidget(self._note)
        column.addWidget(self.table, 1)
        self.table.cellActivated.connect(self._open)
        self.table.horizontalHeader().sectionClicked.connect(self._sort)
        self._sorted = _AS_IT_COMES
        self.filter = ""

    def show_queue(self, queue: ReturnsQueue) -> None:
        """The queue as it is now; what is chosen stays chosen."""
        self.queue = queue
        self.render_texts(self.look)

    def choose(self, name: str) -> None:
        """Show only what stands so; '' is everything that waits."""
        self.filter, self._sorted = name, _AS_IT_COMES
        self.render_texts(self.look)

    def render_texts(self, look: Look) -> None:
        """Numbers, list and their colours."""
        self.look = look
        self._row.setSpacing(look.px(8))
        queue = self.queue
        counts = {**queue.counts, HANDOVERS: len(queue.handovers)} if queue is not None else {}
        for name, chip in self.chips.items():
            ink, ground = colours(look, name)
            chip.setChecked(name == self.filter)
            chip.setText(f"{SIGNS[name]}  {counts.get(name, 0):,}\n{look.text(_WORDS[name])}")
            chip.setFont(look.font("title", bold=True))
            chip.setMinimumHeight(look.touch(14))
            edge = look.px(3 if name == self.filter else 1)
            chip.setStyleSheet(
                f"QPushButton {{ color: {ink}; background: {ground}; border: {edge}px solid {ink};"
                f" padding: {look.px(4)}px; }}"
            )
        for label in (self._ages, self._note):
            label.setFont(look.font("line"))
        if queue is None:
            return
        ages = look.text(say(_AGES.text, **queue.ages))
        unknown = look.text(say(_UNKNOWN.text, count=queue.unknown)) if queue.unknown else ""
        self._ages.setText(" · ".join(text for text in (ages, unknown) if text))
        self._render_list(queue)

    def _render_list(self, queue: ReturnsQueue) -> None:
        rows: list[QueueRow | HandoverRow] = []
        if self.filter == HANDOVERS:
            rows.extend(queue.handovers)
            self._fill(_HANDOVERS, [self._handover(row) for row in queue.handovers])
        elif self.filter == ANNOUNCED:
            rows.extend(queue.announced)
            self._fill(_NOT_COME, [self._announced(row) for row in queue.announced])
        else:
            waiting = [row for row in queue.waiting if self.filter in ("", row.state)]
            rows.extend(waiting)
            self._fill(_WAITING, [self._waiting(row) for row in waiting])
        column = 1 if self.filter == HANDOVERS else 0
        for at, row in enumerate(rows):
            if isinstance(row, QueueRow):
                self._item(at, 0).setData(Qt.ItemDataRole.UserRole, row.id)
            if row.state != ANNOUNCED:
                ink, ground = colours(self.look, row.state)
                self._item(at, column).setForeground(QColor(ink))
                self._item(at, column).setBackground(QColor(ground))
        self.table.horizontalHeader().setSortIndicator(*self._sorted)
        self.table.setSortingEnabled(True)
        many = say(_FIRST.text, count=MOST) if len(rows) >= MOST else None
        note = many or (None if rows else _NOTHING)
        self._note.setText(self.look.text(note) if note is not None else "")
        self._note.setVisible(note is not None)

    def _fill(self, headings: Sequence[Sentence], rows: list[Sequence[object]]) -> None:
        """Rows in the order they come: keys and colours are set before anybody's own order."""
        self.table.horizontalHeader().setSortIndicator(*_AS_IT_COMES)
        self.table.fill([self.look.text(heading) for heading in headings], rows, self.look)
        self.table.setSortingEnabled(False)
        for column in range(len(headings)):  # nothing there, nothing to read
            self.table.setColumnHidden(column, bool(rows) and all(row[column] == "" for row in rows))

    def _sort(self, _column: int) -> None:
        header = self.table.horizontalHeader()
        self._sorted = (header.sortIndicatorSection(), header.sortIndicatorOrder())

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _state(self, state: str) -> str:
        return f"{SIGNS.get(state, '')} {self.look.text(STATES[state])}".strip()

    def _waiting(self, row: QueueRow) -> Sequence[object]:
        return (
            self._state(row.state), _short(row.due_at), row.rma, row.order_no, row.client,
            self.look.text(CASE_KINDS[row.kind]), row.units or "", row.value or "", row.hours, row.tracking_no,
            row.station, row.owner,
        )  # fmt: skip

    def _announced(self, row: QueueRow) -> Sequence[object]:
        return (row.rma, row.order_no, row.client, row.units, row.value or "", row.hours, row.tracking_no)

    def _handover(self, row: HandoverRow) -> Sequence[object]:
        state = self._state(row.state) if row.status == "open" else self.look.text(_CLOSED)
        return (row.no, state, row.parcels, row.scanned, row.missing, _short(row.at), _short(row.due_at), row.station,
                row.user)  # fmt: skip

    def _press(self) -> None:
        chip = self.sender()
        name = next(name for name, known in self.chips.items() if known is chip)
        self.choose("" if name == self.filter else name)

    def _open(self, row: int, _column: int) -> None:
        key = self._item(row, 0).data(Qt.ItemDataRole.UserRole)
        if isinstance(key, uuid.UUID):
            self.chosen.emit(key)


def _short(at: datetime | None) -> str:
    return f"{at:%m-%d %H:%M}" if at is not None else ""
