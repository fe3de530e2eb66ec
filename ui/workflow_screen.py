"""The one screen of all floor jobs: draws what a station says, and forwards what is scanned, touched or pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.answer_bar import AnswerBar
from ui.widgets.fitted_text import FittedText
from ui.widgets.help_overlay import HelpOverlay
from ui.widgets.key_row import KeyRow
from ui.widgets.line_list import LineList
from ui.widgets.photo_strip import PhotoStrip
from ui.widgets.slot_grid import SlotGrid
from ui.widgets.task_card import TaskCard
from ui.widgets.top_bar import TopBar
from ui.widgets.typed_line import TypedLine
from ui.words import (
    ACKNOWLEDGE,
    ASKED,
    CART_SLOTS,
    CHOOSE,
    IN_THIS_JOB,
    JOBS,
    KEYS,
    READY,
    RIGHT,
    SAVING,
    TYPED,
    WRONG,
)
from warehouse_app.domain.codes import COMMAND
from warehouse_app.domain.screen import Reply, Result, Screen
from warehouse_app.domain.sentences import Sentence, say

Find = Callable[[str, Callable[[str, QImage | None], None]], None]
HELP = say("Scan, press or touch")
_WORDS = {"right": RIGHT, "wrong": WRONG, "asked": ASKED, "choose": CHOOSE}


class WorkflowScreen(QWidget):
    """`show_reply` draws a reply; `entered` says the text of a touch or key that is to be handled like a scan."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, find: Find = lambda name, then: None) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the focus rests on no button and no field
        self._look = Look()
        self.reply: Reply | None = None
        self._was_wrong = False
        self._seen = False  # the error was acknowledged
        self._who = ""
        self.bar, self.answer, self.task = TopBar(), AnswerBar(), TaskCard(find)
        self.right = QFrame()
        self.right.setObjectName("card")
        self.right_title = FittedText("label", bold=True, colour="soft")
        self.slots, self.lines, self.keys = SlotGrid(), LineList(), KeyRow()
        self.notice = FittedText("label", bold=True, colour="soft")  # how a device is, while that matters
        self.notice.hide()
        self.photos, self.typed = PhotoStrip(), TypedLine(self)
        self.help = HelpOverlay(self)
        self._compose()
        self.answer.acknowledged.connect(self.acknowledge)
        self.task.chosen.connect(self.entered)
        self.keys.pressed.connect(self.press)
        self.help.closed.connect(self.close_help)

    def _compose(self) -> None:
        inner = self._right_column = QVBoxLayout(self.right)
        inner.addWidget(self.right_title)
        inner.addWidget(self.slots, 5)
        inner.addWidget(self.lines, 5)
        self._grid = QGridLayout()
        self._grid.addWidget(self.task, 0, 0)
        self._grid.addWidget(self.right, 0, 1)
        self._grid.setColumnStretch(0, 60)
        self._grid.setColumnStretch(1, 40)
        self._body = QVBoxLayout()
        self._body.addWidget(self.answer)
        self._body.addWidget(self.notice)
        self._body.addLayout(self._grid, 1)
        self._body.addWidget(self.photos)
        self._body.addWidget(self.keys)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(self._body, 1)

    # -- how it looks ----------------------------------------------------------------------------------------------

    def dress(self, look: Look) -> None:
        """Take on theme, sizes and language; what is shown is shown again in them."""
        self._look = look
        px = look.px
        parts = (
            self.bar,
            self.answer,
            self.notice,
            self.task,
            self.right_title,
            self.slots,
            self.lines,
            self.keys,
            self.photos,
            self.typed,
            self.help,
        )
        for part in parts:
            part.dress(look)
        self._body.setContentsMargins(px(20), px(14), px(20), px(14))
        self._body.setSpacing(px(12))
        self._grid.setSpacing(px(12))
        self._right_column.setContentsMargins(px(16), px(12), px(16), px(12))
        self.right_title.setFixedHeight(px(22))
        self.notice.setFixedHeight(px(26))
        self.show_typed("")
        self.update()
        if self.reply is not None:
            self._draw()
        self._share()
        if not self.help.isHidden():
            self._show_help()

    def show_worker(self, who: str) -> None:
        """`who` is the station's and the worker's name, side by side."""
        self._who = who
        if self.reply is not None:
            self._draw_job()

    def show_reply(self, reply: Reply) -> None:
        """Draw a reply. The opening screen's has no result."""
        self.reply, self._seen = reply, False
        self.show_notice(None)
        self._draw()

    def show_notice(self, sentence: Sentence | None) -> None:
        """How a device is, over the task; None hides it, and so does the next reply."""
        text = self._look.text(sentence) if sentence is not None else ""
        self.notice.show_text(text)
        self.notice.setVisible(bool(text))

    @property
    def screen_shown(self) -> Screen | None:
        return self.reply.screen if self.reply else None

    @property
    def is_wrong(self) -> bool:
        """Whether an error stands that nobody has acknowledged."""
        return self.reply is not None and tone(self.reply.result, self.reply.screen) == "wrong" and not self._seen

    @property
    def goes_back(self) -> bool:
        """Whether the job itself has a step to go back to."""
        return self.reply is not None and "CMD-BACK" in self.reply.screen.commands

    def acknowledge(self) -> None:
        """The worker has seen the error: the prompt takes its place back."""
        if self.reply is not None and self.answer.is_large:
            self._seen = True
            self._draw()

    def show_saving(self) -> None:
        """An input takes longer than expected: say so, in the answer's place."""
        self.answer.show_answer("quiet", "", self._look.text(SAVING))
        self._share()

    def show_typed(self, text: str) -> None:
        """Show what was typed so far; it is taken with Enter."""
        asks_pin = self.reply is not None and self.reply.result is not None and self.reply.result.code == "pin_needed"
        self.typed.show_line(self._look.text(TYPED), "●" * len(text) if asks_pin else text)

    def _draw(self) -> None:
        assert self.reply is not None
        look, screen, result = self._look, self.reply.screen, self.reply.result
        self._draw_job()
        self._draw_answer(screen, None if self._seen else result)
        self.task.show_screen(screen, asking=not self.answer.is_large)
        self._draw_right(screen)
        self.photos.show_screen(screen)
        keys = [(c, KEYS.get(c, ""), look.text(COMMAND[c].name)) for c in _in_order(screen.commands)]
        self.keys.show_keys(keys, screen.commands[0] if screen.expects[:1] == ("command",) and screen.commands else "")
        self._share()
        if self.is_wrong != self._was_wrong:  # repainting the ground repaints everything on it
            self._was_wrong = self.is_wrong
            self.update()

    def _draw_job(self) -> None:
        assert self.reply is not None
        workflow = self.reply.screen.workflow
        job = JOBS.get(workflow)
        self.bar.show_job(self._look.text(job) if job else workflow, self._who)

    def _draw_answer(self, screen: Screen, result: Result | None) -> None:
        look, kind = self._look, tone(result, screen)
        if result is None:
            self.answer.show_answer("quiet", "", look.text(READY))
            return
        scanned = look.text(say("Scanned: {code}", code=result.scan[:80])) if result.scan else ""
        wanted = look.text(result.detail) if result.detail else ""
        if kind == "wrong":
            ask = look.text(screen.ask)
            now = "" if wanted == ask else look.text(say("Now: {ask}", ask=screen.ask))
            wanted, scanned = (wanted or ask), " · ".join(part for part in (now if wanted else "", scanned) if part)
        elif kind == "right" and wanted:
            scanned = ""
        self.answer.show_answer(
            kind, look.text(_WORDS[kind]), look.text(result.say), wanted, scanned, look.text(ACKNOWLEDGE)
        )

    def _draw_right(self, screen: Screen) -> None:
        look = self._look
        self.slots.setVisible(bool(screen.slots))
        self.slots.show_slots(screen.slots)
        cart = screen.target.get("cart", "")
        title = look.text(CART_SLOTS if screen.slots else IN_THIS_JOB)
        self.right_title.show_text(f"{title} · {cart}" if cart else title)
        self.lines.setVisible(bool(screen.lines))
        self.lines.show_lines(screen.lines, current_line(screen))
        has_job = bool(screen.lines or screen.slots)
        self.right.setVisible(has_job)
        self._grid.setColumnStretch(1, 40 if has_job else 0)

    def _share(self) -> None:
        """An error or a question takes the prompt's place: the answer grows by what the prompt gives up."""
        room = self.height() - self.bar.height()
        self.answer.setFixedHeight(round(room * 0.32) if self.answer.is_large else self._look.px(84))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()
        if not self.help.isHidden():
            self.help.setGeometry(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = self._look.tokens
        painter.fillRect(self.rect(), QColor(t.wrong_ground if self.is_wrong else t.background))
        if self.is_wrong:
            width = self._look.px(8)
            painter.setPen(QPen(QColor(t.wrong), width))
            painter.drawRect(self.rect().adjusted(width // 2, width // 2, -width // 2, -width // 2))
        painter.end()

    # -- what is pressed -------------------------------------------------------------------------------------------

    def press(self, command: str) -> None:
        """A command's key: help is the window's own, back leaves where the job has nothing to go back to."""
        if command == "CMD-HELP":
            self.toggle_help()
        else:
            self.close_help()
            self.entered.emit(command)

    def press_back(self) -> None:
        """Esc: closes help, else acknowledges, else goes back a step, else leaves a job that has not begun."""
        if not self.help.isHidden():
            self.close_help()
        elif self.answer.is_large:
            self.acknowledge()
        elif self.goes_back:
            self.entered.emit("CMD-BACK")
        else:
            self.left.emit()

    def toggle_help(self) -> None:
        if self.help.isHidden():
            self._show_help()
        else:
            self.close_help()

    def _show_help(self) -> None:
        if self.reply is None:
            return
        screen, look = self.reply.screen, self._look
        codes = [(c.code, str(n), look.text(c.text)) for n, c in enumerate(screen.choices, 1)]
        codes += [(c, KEYS.get(c, ""), look.text(COMMAND[c].name)) for c in _in_order(screen.commands)]
        self.help.show_codes(look.text(HELP), codes)

    def close_help(self) -> None:
        self.help.hide()


def tone(result: Result | None, screen: Screen) -> str:
    """right, wrong, asked (scan again or choose), choose or quiet: how a result looks.

    `choose` is an accepted scan that left a choice open: a question, but nothing that needs the prompt's place.
    """
    if result is None:
        return "quiet"
    if result.ok:
        return "choose" if screen.choices and screen.expects[:1] == ("choice",) else "right"
    return "asked" if result.code in ("confirm", "ambiguous") else "wrong"


def current_line(screen: Screen) -> int:
    """The index of the line that is asked for now, -1 if none."""
    wanted = screen.target.get("sku")
    places = [n for n, line in enumerate(screen.lines) if line.sku == wanted and line.done < line.total]
    here = [n for n in places if screen.lines[n].location == screen.target.get("location", "")]
    return (here or places or [-1])[0]


def _in_order(commands: tuple[str, ...]) -> list[str]:
    order = list(KEYS)
    return sorted((c for c in commands if c in COMMAND), key=lambda c: order.index(c) if c in order else len(order))
