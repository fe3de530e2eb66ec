"""The dark bar on top: job, station and person; the next cut-off with what is at risk; health with words."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from ui.look import Look

# Shape and word beside the colour: ● works, ▲ needs a look, ✕ does not work.
SHAPES = {"ok": "●", "attention": "▲", "broken": "✕"}


class Bar(QFrame):
    """Texts are given translated; `health` is a list of (state, word)."""

    def __init__(self) -> None:
        super().__init__(objectName="bar")
        self._job, self._who = QLabel(), QLabel(objectName="barsoft")
        self._cut_off, self._health = QLabel(objectName="barattention"), QLabel()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._job)
        self._row.addWidget(self._who)
        self._row.addStretch(1)
        self._row.addWidget(self._cut_off)
        self._row.addWidget(self._health)

    def apply(self, look: Look) -> None:
        """Take on sizes and colours."""
        self._row.setContentsMargins(look.px(20), look.px(10), look.px(20), look.px(10))
        self._row.setSpacing(look.px(20))
        self._job.setFont(look.font("title", bold=True))
        for label in (self._who, self._cut_off, self._health):
            label.setFont(look.font("line"))

    def show_texts(self, job: str, who: str, cut_off: str, health: list[tuple[str, str]]) -> None:
        """Set all texts."""
        self._job.setText(job)
        self._who.setText(who)
        self._cut_off.setText(cut_off)
        self._health.setText("   ".join(f"{SHAPES[state]} {word}" for state, word in health))
