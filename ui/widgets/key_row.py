"""One row of commands, each with its key; touch targets that never take the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.look import Look
from ui.widgets.barcode import Barcode
from ui.widgets.fitted_text import FittedText


class TouchKey(QAbstractButton):
    """A small word (its key) over a large one; `wide`: beside it, with its barcode where there is room.

    It is pressed by touch, never by Enter or the space bar.
    """

    def __init__(self, code: str, key: str, text: str, *, strong: bool = False, wide: bool = False) -> None:
        super().__init__()
        self.code, self._strong, self._wide = code, strong, wide
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{key} {text}")
        self.key = FittedText(
            "title" if wide else "label", bold=True, colour="accent" if wide else "soft", align=_align(wide),
            growth=1.6 if wide else 1.0, least=0.6,
        )  # fmt: skip
        self.name = FittedText(
            "title" if wide else "line", bold=True, align=_align(wide), growth=1.6 if wide else 1.1, least=0.5
        )
        self.key.show_text(key)
        self.name.show_text(text)
        for child in (self.key, self.name):
            child.setParent(self)
        self.bars = Barcode(code) if wide else None
        if self.bars is not None:
            self.bars.setParent(self)
            self.bars.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look
        self.key.dress(look)
        self.name.dress(look)
        self._place()

    def resizeEvent(self, event: object) -> None:
        self._place()

    def _place(self) -> None:
        px, w, h = self._look.px, self.width(), self.height()
        side = px(8)
        if self._wide:
            key = px(56)
            self.key.setGeometry(px(18), px(4), key, h - px(8))
            bars = self._bars(w, h)
            self.name.setGeometry(px(22) + key, px(6), w - key - px(34) - bars, h - px(12))
        elif not self.key.text:
            self.name.setGeometry(side, px(4), w - 2 * side, h - px(8))
        else:
            self.key.setGeometry(side, px(4), w - 2 * side, round(h * 0.34))
            self.name.setGeometry(side, px(3) + round(h * 0.34), w - 2 * side, h - round(h * 0.34) - px(7))

    def _bars(self, width: int, height: int) -> int:
        """Show the barcode at the right where there is room beside the words; the width it takes."""
        px, bars = self._look.px, self.bars
        if bars is None:
            return 0
        wide = max(bars.minimumWidth(), px(170))
        bars.setVisible(width >= wide + px(330))
        if bars.isHidden():
            return 0
        tall = min(height - px(20), px(56))
        bars.setGeometry(width - wide - px(14), (height - tall) // 2, wide, tall)
        return wide + px(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        t, px = self._look.tokens, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(QColor(t.accent if self._strong or self._wide else t.line), px(2 if self._strong or self._wide else 1))
        )
        painter.setBrush(QColor(t.accent_ground if self.isDown() or self._strong else t.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(10), px(10))
        painter.end()


def _align(wide: bool) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if wide else Qt.AlignmentFlag.AlignHCenter


class KeyRow(QWidget):
    """`show_keys([(code, key, name)], strong)`: the strong one is what goes on now."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._shown: tuple[object, ...] = ()
        self._look = Look()

    def dress(self, look: Look) -> None:
        self._look = look
        self._row.setSpacing(look.px(8))
        self.setFixedHeight(max(look.px(58), look.touch(15)))
        for key in self.keys():
            key.dress(look)

    def keys(self) -> list[TouchKey]:
        return self.findChildren(TouchKey, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def show_keys(self, keys: Sequence[tuple[str, str, str]], strong: str = "") -> None:
        shown = (tuple(keys), strong)
        if shown == self._shown:
            return
        self._shown = shown
        for old in self.keys():
            self._row.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        for code, key, text in keys:
            button = TouchKey(code, key, text, strong=code == strong)
            button.dress(self._look)
            button.clicked.connect(self._click)
            self._row.addWidget(button, 1)

    def _click(self) -> None:
        button = self.sender()
        if isinstance(button, TouchKey):
            self.pressed.emit(button.code)
