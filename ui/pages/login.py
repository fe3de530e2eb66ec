"""Log-in: scan the badge; type the PIN on keys or pad where the badge needs one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.look import Look
from ui.widgets.fitted_text import FittedText
from ui.widgets.key_row import TouchKey
from ui.widgets.top_bar import TopBar
from ui.words import PROGRAM
from warehouse_app.domain.sentences import Sentence, say

_ASK, _PIN = say("Scan your badge to begin"), say("Enter your PIN")
_FIRST = say("Scan or type the badge of the first administrator: USR- and a number")
_OTHER_LANGUAGE = {"ko": ("en", "English"), "en": ("ko", "한국어")}
_RUB_OUT, _ENTER = "⌫", "✓"
_MIDDLE = Qt.AlignmentFlag.AlignHCenter


class LoginPage(QWidget):
    """Emits `entered` with badge and PIN ('' without), `language_chosen` with ko or en."""

    entered = Signal(str, str)
    language_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = Look()
        self._badge, self._pin, self._typed, self._station = "", "", "", ""
        self._sentence: Sentence | None = None
        self.asks_first = self._is_asking = False
        self._early: list[str] = []
        self.bar = TopBar()
        self._ask = FittedText("prompt", bold=True, growth=2.2, align=_MIDDLE)
        self._note = FittedText("prompt", bold=True, colour="wrong", align=_MIDDLE)
        self._dots = FittedText("code", bold=True, align=_MIDDLE)
        self._pad, self._card = QWidget(), QFrame(objectName="card")
        grid = QGridLayout(self._pad)
        for at, text in enumerate(f"123456789{_RUB_OUT}0{_ENTER}"):
            key = TouchKey(text, "", text, strong=text == _ENTER)
            key.name.play("prompt", 1.0)
            key.clicked.connect(self._touch)
            grid.addWidget(key, at // 3, at % 3)
        inside = self._inside = QVBoxLayout(self._card)
        inside.addWidget(self._ask, 5)
        inside.addWidget(self._note, 2)
        inside.addWidget(self._dots, 2)
        inside.addWidget(self._pad, 9, _MIDDLE)
        self._language = TouchKey("", "", "")
        self._language.clicked.connect(lambda: self.language_chosen.emit(_OTHER_LANGUAGE[self.look.language][0]))
        below = QHBoxLayout()
        below.addStretch()
        below.addWidget(self._language)
        self._body = QVBoxLayout()
        self._body.addWidget(self._card, 1)
        self._body.addLayout(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(self._body, 1)

    def apply(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        px = look.px
        self.bar.dress(look)
        self._body.setContentsMargins(px(20), px(20), px(20), px(14))
        self._body.setSpacing(px(12))
        self._inside.setContentsMargins(px(40), px(24), px(40), px(24))
        for text in (self._ask, self._note, self._dots):
            text.dress(look)
        self._pad.setFixedWidth(px(420))
        for key in self._keys():
            key.dress(look)
        self._language.setFixedSize(px(180), max(px(52), look.touch(15)))
        self._language.dress(look)
        self._render()

    def _keys(self) -> list[TouchKey]:
        return self._pad.findChildren(TouchKey)

    @property
    def asks_pin(self) -> bool:
        """Whether a PIN is wanted now."""
        return self._pad.isVisible()

    @property
    def refusal(self) -> str:
        """Why the last badge or PIN was not accepted; '' if nothing was."""
        return self._note.text

    def reset(self, station: str, *, first: bool = False) -> None:
        """Nobody is logged in; `first`: nobody has a badge yet."""
        self.asks_first = first
        self._badge, self._pin, self._sentence, self._station = "", "", None, station
        self._render()

    def scanned(self, text: str) -> None:
        """A badge, or a PIN typed with Enter. What comes before the answer is the first work: see `answered`."""
        if self._is_asking:
            self._early.append(text)
            return
        self._is_asking = True
        if self._badge and text.isdigit():
            self.entered.emit(self._badge, text)
            return
        self._badge, self._pin = ("" if self.asks_first else text.strip()), ""
        self.entered.emit(text.strip(), "")

    def answered(self) -> list[str]:
        """Who it is, is told, or nobody can say: what was scanned behind the badge."""
        early, self._early, self._is_asking = self._early, [], False
        return early

    def show_typed(self, text: str) -> None:
        """Digits of a PIN typed on the keys: shown as dots."""
        if self._badge:
            self._pin = text if text.isdigit() else ""
        else:
            self._typed = text
        self._render()

    def refused(self, sentence: Sentence, *, needs_pin: bool) -> None:
        """The badge or PIN was not accepted."""
        self.answered()
        if not needs_pin:
            self._badge = ""
        asked_first = needs_pin and not self.asks_pin
        self._sentence = None if asked_first else sentence
        self._pin = ""
        self._render()

    def _touch(self) -> None:
        key = self.sender()
        if not isinstance(key, TouchKey):
            return
        if key.code == _ENTER:
            self.entered.emit(self._badge, self._pin)
        else:
            self._pin = self._pin[:-1] if key.code == _RUB_OUT else (self._pin + key.code)[:12]
            self._render()

    def _render(self) -> None:
        look = self.look
        self.bar.show_job(look.text(PROGRAM), look.text(say("Station {name}", name=self._station)))
        ask = _PIN if self._badge else _FIRST if self.asks_first else _ASK
        self._ask.show_text(look.text(ask))
        self._note.show_text(look.text(self._sentence) if self._sentence else "")
        self._note.setVisible(self._sentence is not None)
        self._dots.show_text("●" * len(self._pin) or "–" if self._badge else self._typed)
        self._dots.setVisible(bool(self._dots.text))
        self._pad.setVisible(bool(self._badge))
        self._language.name.show_text(_OTHER_LANGUAGE[look.language][1])
