"""Log-in: scan the badge; type the PIN on keys or pad where the badge needs one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.look import Look
from warehouse_app.domain.sentences import Sentence, say, translate

_ASK = say("Scan your badge to begin")
_PIN = say("Enter your PIN")
_STATION = say("Station {name}")


class LoginPage(QWidget):
    """Emits `entered` with badge and PIN ('' without)."""

    entered = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(objectName="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = Look()
        self._badge, self._pin, self._station = "", "", ""
        self._sentence: Sentence | None = None
        self._ask, self._note, self._dots = QLabel(), QLabel(), QLabel()
        self._where = QLabel(objectName="soft")
        for label in (self._ask, self._note, self._dots, self._where):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self._pad = QWidget()
        self._keys: list[QPushButton] = []
        grid = QGridLayout(self._pad)
        for at, text in enumerate("123456789⌫0✓"):
            key = QPushButton(text)
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.clicked.connect(lambda _=False, text=text: self._key(text))
            self._keys.append(key)
            grid.addWidget(key, at // 3, at % 3)
        self._card = QFrame(objectName="card")
        inside = QVBoxLayout(self._card)
        for widget in (self._ask, self._where, self._note, self._dots):
            inside.addWidget(widget)
        inside.addWidget(self._pad, 0, Qt.AlignmentFlag.AlignCenter)
        self._inside = inside
        box = QVBoxLayout(self)
        box.addStretch(1)
        box.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(1)

    def apply(self, look: Look) -> None:
        """Take on size, theme and language."""
        self.look = look
        self._card.setFixedWidth(look.px(620))
        self._inside.setContentsMargins(*(look.px(40),) * 4)
        self._inside.setSpacing(look.px(16))
        self._ask.setFont(look.font("prompt", bold=True))
        self._note.setFont(look.font("answer", bold=True))
        self._note.setStyleSheet(f"color: {look.tokens.wrong};")
        self._where.setFont(look.font("line"))
        self._dots.setFont(look.font("big", bold=True))
        for key in self._keys:
            key.setFixedSize(look.px(96), look.px(68))
            key.setFont(look.font("answer", bold=True))
        self._render()

    @property
    def asks_pin(self) -> bool:
        """Whether a PIN is wanted now."""
        return self._pad.isVisible()

    @property
    def refusal(self) -> str:
        """Why the last badge or PIN was not accepted; '' if nothing was."""
        return self._note.text()

    def reset(self, station: str) -> None:
        """Nobody is logged in."""
        self._badge, self._pin, self._sentence, self._station = "", "", None, station
        self._render()

    def scanned(self, text: str) -> None:
        """A badge, or a PIN typed with Enter."""
        if self._badge and text.isdigit():
            self.entered.emit(self._badge, text)
            return
        self._badge, self._pin = text.strip(), ""
        self.entered.emit(self._badge, "")

    def show_typed(self, text: str) -> None:
        """Digits of a PIN typed on the keys: shown as dots."""
        if self._badge:
            self._pin = text if text.isdigit() else ""
            self._render()

    def refused(self, sentence: Sentence, *, needs_pin: bool) -> None:
        """The badge or PIN was not accepted."""
        if not needs_pin:
            self._badge = ""
        asked_first = needs_pin and not self._pin and self._sentence is None
        self._sentence = None if asked_first else sentence
        self._pin = ""
        self._render()

    def _key(self, text: str) -> None:
        if text == "✓":
            self.entered.emit(self._badge, self._pin)
        else:
            self._pin = self._pin[:-1] if text == "⌫" else (self._pin + text)[:12]
            self._render()

    def _render(self) -> None:
        language = self.look.language
        self._ask.setText(translate(_PIN if self._badge else _ASK, language))
        self._where.setText(translate(say(_STATION.text, name=self._station), language))
        self._note.setText(translate(self._sentence, language) if self._sentence else "")
        self._note.setVisible(self._sentence is not None)
        self._dots.setText("●" * len(self._pin) or "–")
        self._dots.setVisible(bool(self._badge))
        self._pad.setVisible(bool(self._badge))
