"""The practice scanner beside a job: codes that could be scanned now, right and wrong ones; a touch or key scans."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from ui.look import Look
from warehouse_app.domain.sentences import say, translate
from warehouse_app.practice import PracticeCode

_TITLE = say("Practice scanner")
_KEYS = say("Alt and a number scans")
_MOST = 9


class PracticePanel(QFrame):
    """Emits `scanned` with the code touched."""

    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="panel")
        self._title, self._hint = QLabel(), QLabel(objectName="soft")
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._title)
        self._box.addWidget(self._hint)
        self._list = QVBoxLayout()
        self._box.addLayout(self._list)
        self._box.addStretch(1)
        self.codes: list[PracticeCode] = []
        self._look = Look()

    def apply(self, look: Look) -> None:
        """Take on size, theme and language."""
        self._look = look
        self.setFixedWidth(look.px(250))
        self._box.setContentsMargins(*(look.px(12),) * 4)
        self._title.setFont(look.font("title", bold=True))
        self._hint.setFont(look.font("label"))
        self._title.setText(translate(_TITLE, look.language))
        self._hint.setText(translate(_KEYS, look.language))
        self.show_codes(self.codes)

    def show_codes(self, codes: list[PracticeCode]) -> None:
        """Show codes; wrong ones are marked."""
        self.codes = codes[:_MOST]
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        look = self._look
        self._list.setSpacing(look.px(6))
        for at, code in enumerate(self.codes, 1):
            sign = "✓" if code.right else "✕"
            button = QPushButton(f"{at}  {sign} {translate(code.label, look.language)}\n{code.code}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setFont(look.font("label", bold=code.right))
            side = look.tokens.right if code.right else look.tokens.wrong
            button.setStyleSheet(f"text-align: left; border-left: {look.px(6)}px solid {side};")
            button.setMinimumHeight(min(look.touch(14), look.px(66)))
            button.clicked.connect(lambda _=False, text=code.code: self.scanned.emit(text))
            self._list.addWidget(button)

    def scan_number(self, number: int) -> None:
        """Scan the code of a number key."""
        if 1 <= number <= len(self.codes):
            self.scanned.emit(self.codes[number - 1].code)
