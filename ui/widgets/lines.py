"""The right card: the lines of the job with what is done, or the cart's tote slots."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.look import Look
from ui.tokens import SLOT_COLOURS
from warehouse_app.domain.screen import Line, Screen
from warehouse_app.domain.sentences import say, translate

_SHOWN = 60  # lines drawn; a job of hundreds is counted below them
_MORE = say("and {count} more")
_CART = say("Cart {cart}")


class LinesCard(QFrame):
    """Shows the unfinished lines; the current one is marked by ground, sign and place."""

    def __init__(self) -> None:
        super().__init__(objectName="card")
        self._area = QScrollArea(widgetResizable=True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._area)

    def show_screen(self, screen: Screen, look: Look) -> None:
        """Show a screen's slots and lines."""
        self._box.setContentsMargins(*(look.px(12),) * 4)
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(look.px(4), look.px(4), look.px(4), look.px(4))
        rows.setSpacing(look.px(4))
        if screen.slots:
            rows.addWidget(self._slots(screen, look))
        current = None
        for line in screen.lines[:_SHOWN]:
            is_current = current is None and line.sku == screen.target.get("sku")
            widget = self._line(line, look, is_current)
            current = widget if is_current else current
            rows.addWidget(widget)
        if len(screen.lines) > _SHOWN:
            more = say(_MORE.text, count=len(screen.lines) - _SHOWN)
            rows.addWidget(QLabel(translate(more, look.language), objectName="soft"))
        rows.addStretch(1)
        self._area.setWidget(content)
        if current is not None:
            self._area.ensureWidgetVisible(current)

    def _line(self, line: Line, look: Look, current: bool) -> QWidget:
        frame = QFrame(objectName="line")
        ground = look.tokens.accent_ground if current else "transparent"
        frame.setStyleSheet(f"QFrame#line {{ background: {ground}; border-radius: {look.px(8)}px; border: 0; }}")
        row = QHBoxLayout(frame)
        row.setContentsMargins(look.px(10), look.px(6), look.px(12), look.px(6))
        row.setSpacing(look.px(12))
        sign = QLabel("▶" if current else "○")
        sign.setFont(look.font("line", bold=True))
        sign.setStyleSheet(f"color: {look.tokens.accent if current else look.tokens.soft};")
        row.addWidget(sign)
        texts = QVBoxLayout()
        texts.setSpacing(look.px(1))
        name, code = QLabel(line.name), QLabel(objectName="soft")
        parts = [line.sku, line.location, line.tote]
        if line.note is not None:
            parts.append(translate(line.note, look.language))
        code.setText(" · ".join(p for p in parts if p))
        name.setFont(look.font("line"))
        code.setFont(look.font("label"))
        for label in (name, code):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            texts.addWidget(label)
        row.addLayout(texts, 1)
        count = QLabel(f"{line.done} / {line.total}")
        count.setFont(look.font("title", bold=True))
        row.addWidget(count)
        return frame

    def _slots(self, screen: Screen, look: Look) -> QWidget:
        frame = QWidget()
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, look.px(8))
        grid.setSpacing(look.px(8))
        for at, slot in enumerate(screen.slots):
            colour = SLOT_COLOURS[(slot.number - 1) % len(SLOT_COLOURS)]
            active = slot.quantity > 0
            box = QFrame(objectName="slot")
            ground = look.tokens.card if active else look.tokens.background
            border = colour if active else look.tokens.line
            box.setStyleSheet(
                f"QFrame#slot {{ background: {ground}; border: {look.px(3)}px solid {border};"
                f" border-radius: {look.px(10)}px; }}"
            )
            inside = QVBoxLayout(box)
            inside.setContentsMargins(look.px(10), look.px(4), look.px(10), look.px(4))
            head = QLabel(f"{slot.number}   {slot.tote}")
            head.setFont(look.font("label", bold=True))
            number = QLabel(f"+{slot.quantity}" if active else "–", alignment=Qt.AlignmentFlag.AlignCenter)
            number.setFont(look.font("prompt", bold=True))
            number.setStyleSheet(f"color: {_readable(colour, look) if active else look.tokens.soft};")
            inside.addWidget(head)
            inside.addWidget(number)
            grid.addWidget(box, at // 3, at % 3)
        return frame


def _readable(colour: str, look: Look) -> str:
    """The slot's colour on light cards; the ink of the theme on dark ones."""
    return colour if look.tokens.name == "light" else look.tokens.ink
