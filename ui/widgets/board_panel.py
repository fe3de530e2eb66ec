"""The live board: large counts, cut-offs with their forecast, problems with their page; readable from afar."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.fitted_text import FittedText
from ui.words import JOBS
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.board import Board, BoardCutOff

SHOWN = ("pick", "pack", "ship", "putaway", "inspect")
CUT_OFFS, PROBLEMS = 4, 5
_RATE, _NONE = say("Packed in the last hour: {n}"), say("No cut-off waits for orders today.")
_FINE, _CALM = say("Nothing needs a decision."), say("Nobody scanned in the last ten minutes.")
_RETURNS = say("Returns: {overdue} overdue · {today} due today · {later} later")
_IN_TIME, _LATE, _UNKNOWN = say("in time: about {at}"), say("too late: about {at}"), say("nobody packs")
_LEFT = say("{n} orders")


class _Count(QFrame):
    """One job with how much waits for it."""

    def __init__(self) -> None:
        super().__init__(objectName="card")
        self.name = FittedText("title", bold=True, colour="soft", align=Qt.AlignmentFlag.AlignHCenter)
        self.number = FittedText("code", bold=True, growth=1.6, align=Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.addWidget(self.name, 1)
        column.addWidget(self.number, 3)


class BoardPanel(QWidget):
    """`opens` brings the page on which a problem is settled."""

    opens = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.board: Board | None = None
        self.counts = {name: _Count() for name in SHOWN}
        self.rate = FittedText("prompt", bold=True, growth=1.2)
        self.returns = FittedText("title", colour="soft", growth=1.3)
        self.stations = FittedText("title", colour="soft", growth=1.1)
        self.rows = [
            tuple(FittedText("prompt", bold=at in (1, 3), growth=1.3, least=0.3) for at in range(4))
            for _ in range(CUT_OFFS)
        ]
        self.problems = [QPushButton() for _ in range(PROBLEMS)]
        self.calm = FittedText("title", colour="right", bold=True, growth=1.3)
        self._lay_out()

    def _lay_out(self) -> None:
        column, counts, below = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        for count in self.counts.values():
            counts.addWidget(count, 1)
        grid = QGridLayout()
        for at, cells in enumerate(self.rows):
            for number, (cell, wide) in enumerate(zip(cells, (4, 2, 3, 5), strict=True)):
                grid.addWidget(cell, at, number)
                grid.setColumnStretch(number, wide)
            grid.setRowStretch(at, 1)
        left = QVBoxLayout()
        left.addWidget(self.rate, 2)
        left.addLayout(grid, 8)
        left.addWidget(self.returns, 1)
        right = QVBoxLayout()
        right.addWidget(self.calm, 1)
        for number, button in enumerate(self.problems):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, n=number: self._open(n))
            right.addWidget(button)
        right.addStretch(1)
        right.addWidget(self.stations, 3)
        below.addLayout(left, 3)
        below.addLayout(right, 2)
        column.addLayout(counts, 2)
        column.addLayout(below, 5)

    def _open(self, number: int) -> None:
        if self.board is not None and number < len(self.board.problems):
            self.opens.emit(self.board.problems[number].page)

    def show_board(self, board: Board) -> None:
        """What is to be seen now."""
        self.board = board
        self._render()

    def render_texts(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        for count in self.counts.values():
            count.name.dress(look)
            count.number.dress(look)
        for text in (self.rate, self.returns, self.stations, self.calm, *(c for row in self.rows for c in row)):
            text.dress(look)
        for button in self.problems:
            button.setFont(look.font("title", bold=True))
            button.setMinimumHeight(look.px(48))
        self._render()

    def _render(self) -> None:
        board, text = self.board, self.look.text
        for name, count in self.counts.items():
            count.name.show_text(text(JOBS[name]))
            waiting = board.waiting.get(name, 0) if board is not None else None
            count.number.show_text("" if waiting is None else "999+" if waiting > 999 else str(waiting))
        if board is None:
            return
        self.rate.show_text(f"{board.at}   {text(Sentence(_RATE.text, {'n': board.rate}))}")
        self.returns.show_text(text(Sentence(_RETURNS.text, dict(board.returns))),
                               "wrong" if board.returns.get("overdue") else "soft")  # fmt: skip
        for at, cells in enumerate(self.rows):
            self._show_row(cells, board.cut_offs[at] if at < len(board.cut_offs) else None)
        if not board.cut_offs:
            self.rows[0][0].show_text(text(_NONE), "soft")
        for at, button in enumerate(self.problems):
            problem = board.problems[at] if at < len(board.problems) else None
            button.setVisible(problem is not None)
            if problem is not None:
                button.setText(f"{text(problem.words)}  ·  {problem.count:,}")
        self.calm.show_text("" if board.problems else text(_FINE))
        people = "   ".join(f"{station} {who}".strip() for station, who, _ in board.stations)
        self.stations.show_text(people or text(_CALM))

    def _show_row(self, cells: tuple[FittedText, ...], row: BoardCutOff | None) -> None:
        text = self.look.text
        if row is None:
            for cell in cells:
                cell.show_text("")
            return
        words, colour = (_UNKNOWN, "attention") if row.makes_it is None else (
            (_IN_TIME, "right") if row.makes_it else (_LATE, "wrong"))  # fmt: skip
        cells[0].show_text(row.carrier, "ink")
        cells[1].show_text(row.at, "ink")
        cells[2].show_text(text(Sentence(_LEFT.text, {"n": row.orders})), "ink")
        cells[3].show_text(text(Sentence(words.text, {"at": row.done_at})), colour)
