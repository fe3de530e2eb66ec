"""The answer to the last scan: sign, word, what was scanned, what was wanted. A wrong one is large and stays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from ui.look import Look
from warehouse_app.domain.screen import Result
from warehouse_app.domain.sentences import translate


def mood(result: Result | None) -> str:
    """right, wrong, attention (a question), or '' before the first scan."""
    if result is None:
        return ""
    if result.code in ("confirm", "ambiguous"):
        return "attention"
    return "right" if result.ok else "wrong"


class Answer(QFrame):
    """Shows a Result; empty before the first scan."""

    def __init__(self) -> None:
        super().__init__(objectName="answer")
        self._sign, self._text, self._detail = QLabel(), QLabel(), QLabel()
        for label in (self._text, self._detail):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        texts = QVBoxLayout()
        texts.addWidget(self._text)
        texts.addWidget(self._detail)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(texts, 1)
        self.result: Result | None = None

    def show_result(self, result: Result | None, look: Look, saved: str) -> None:
        """Show an answer; `saved` is the word for "it is on disk"."""
        self.result = result
        feeling = mood(result)
        t = look.tokens
        ink, ground = {
            "right": (t.right, t.right_ground), "wrong": (t.wrong, t.wrong_ground),
            "attention": (t.attention, t.attention_ground), "": (t.soft, t.card),
        }[feeling]  # fmt: skip
        self._row.setContentsMargins(look.px(20), look.px(10), look.px(20), look.px(10))
        self._row.setSpacing(look.px(18))
        width = look.px(2 if feeling != "wrong" else 4)
        self.setStyleSheet(
            f"QFrame#answer {{ background: {ground}; border: {width}px solid {ink if feeling else t.line};"
            f" border-radius: {look.px(12)}px; }} QFrame#answer QLabel {{ color: {ink}; }}"
        )
        loud = feeling in ("wrong", "attention")
        self._sign.setText({"right": "✓", "wrong": "✕", "attention": "?", "": "·"}[feeling])
        self._sign.setFont(look.font("big" if loud else "prompt", bold=True))
        self._text.setFont(look.font("prompt" if loud else "answer", bold=True))
        self._detail.setFont(look.font("answer" if loud else "line"))
        self._detail.setStyleSheet(f"color: {t.ink if loud else ink};")
        if result is None:
            self._text.setText("")
            self._detail.setText("")
            return
        self._text.setText(translate(result.say, look.language))
        parts = [translate(result.detail, look.language)] if result.detail else []
        parts += [result.scan[:60]] if result.scan else []
        parts += [saved] if result.ok else []
        self._detail.setText(" · ".join(parts))
