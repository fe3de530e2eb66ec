"""The first start: an empty database may become the demo warehouse, or stay empty for one's own files."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.look import Look
from warehouse_app.domain.sentences import say, translate

_TITLE = say("Welcome to the warehouse workstation")
_TEXT = say("This database is empty. Try everything with the demo warehouse, or begin with your own files.")
_DEMO, _EMPTY = say("Demo warehouse"), say("Begin empty")


class FirstStartPage(QWidget):
    """Emits `chosen` with demo or empty."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title, self._text = QLabel(), QLabel(objectName="soft")
        self._demo, self._empty = QPushButton(objectName="primary"), QPushButton()
        self.progress = QProgressBar(textVisible=False)
        self.progress.hide()
        self._demo.clicked.connect(lambda: self.chosen.emit("demo"))
        self._empty.clicked.connect(lambda: self.chosen.emit("empty"))
        box = QVBoxLayout(self)
        box.addStretch(1)
        for widget in (self._title, self._text, self._demo, self._empty, self.progress):
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(1)
        self._box = box

    def apply(self, look: Look) -> None:
        """Take on size, theme and language."""
        self._box.setSpacing(look.px(18))
        self._title.setFont(look.font("prompt", bold=True))
        self._text.setFont(look.font("title"))
        self._title.setText(translate(_TITLE, look.language))
        self._text.setText(translate(_TEXT, look.language))
        for button, text in ((self._demo, _DEMO), (self._empty, _EMPTY)):
            button.setText(translate(text, look.language))
            button.setFont(look.font("answer", bold=True))
            button.setFixedSize(look.px(420), look.px(84))
        self.progress.setFixedWidth(look.px(420))

    def show_progress(self, done: int, total: int) -> None:
        """How far the demo warehouse is filled."""
        self.progress.show()
        self.progress.setRange(0, total)
        self.progress.setValue(done)
