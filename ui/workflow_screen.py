"""The one screen of all floor jobs: bar, answer, target, lines, choices, commands. It renders a Reply, nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.answer import Answer, mood
from ui.widgets.bar import Bar
from ui.widgets.commands import ChoiceGrid, CommandRow
from ui.widgets.lines import LinesCard
from ui.widgets.target import TargetCard
from warehouse_app.domain.screen import Reply, Result, Screen
from warehouse_app.domain.sentences import say, translate

_SAVED = say("saved")
_TYPED = say("Typed: {text}")


class WorkflowScreen(QWidget):
    """Shows replies; emits what is touched as the text of a scan. An error stays until a right scan."""

    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="window")
        self.bar, self.answer, self.target, self.lines = Bar(), Answer(), TargetCard(), LinesCard()
        self.choices, self.commands = ChoiceGrid(), CommandRow()
        self._typed = QLabel(objectName="soft", alignment=Qt.AlignmentFlag.AlignRight)
        self.side = QVBoxLayout()
        cards = QHBoxLayout()
        cards.addWidget(self.target, 3)
        cards.addWidget(self.lines, 2)
        self._cards = cards
        self._inner = QVBoxLayout()
        self._inner.addWidget(self.answer)
        self._inner.addLayout(cards, 1)
        self._inner.addWidget(self.choices)
        foot = QHBoxLayout()
        foot.addWidget(self.commands, 1)
        foot.addWidget(self._typed)
        self._inner.addLayout(foot)
        beside = QHBoxLayout()
        beside.addLayout(self._inner, 1)
        beside.addLayout(self.side)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.bar)
        box.addLayout(beside, 1)
        self.choices.pressed.connect(self.scanned)
        self.commands.pressed.connect(self.scanned)
        self.look = Look()
        self._ground = self.look.tokens.background
        self.screen_shown: Screen | None = None
        self._result: Result | None = None

    def show_reply(self, reply: Reply) -> None:
        """Show what a station answered. The last error stays where the reply brings no result of its own."""
        self._result = reply.result
        self.screen_shown = reply.screen
        self._render()

    def apply(self, look: Look) -> None:
        """Take on another size, theme or language."""
        self.look = look
        self.bar.apply(look)
        pad = look.px(20)
        self._inner.setContentsMargins(pad, look.px(14), pad, look.px(14))
        self._inner.setSpacing(look.px(12))
        self._cards.setSpacing(look.px(14))
        self._typed.setFont(look.font("line"))
        self._render()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Tint the whole frame: a style sheet set here would take the labels' fonts back."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._ground))
        painter.end()

    def show_typed(self, text: str) -> None:
        """What is being typed by hand, until Enter sends it."""
        self._typed.setText(translate(say(_TYPED.text, text=text), self.look.language) if text else "")

    def _render(self) -> None:
        screen, look = self.screen_shown, self.look
        if screen is None:
            return
        feeling = mood(self._result)
        tint = {"wrong": look.tokens.wrong_ground, "attention": look.tokens.attention_ground}.get(feeling)
        self._ground = tint or look.tokens.background
        self.update()
        self.answer.show_result(self._result, look, translate(_SAVED, look.language))
        self.answer.setVisible(self._result is not None)
        self.target.show_screen(screen, look, quiet=feeling in ("wrong", "attention"))
        self.lines.setVisible(bool(screen.lines or screen.slots))
        self.lines.show_screen(screen, look)
        self.choices.show_screen(screen, look)
        self.commands.show_screen(screen, look)
