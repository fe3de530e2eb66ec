"""The left card: one sentence to do now, progress, and the target as large as the window allows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from ui import words
from ui.look import Look
from ui.widgets.picture import Picture
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import Sentence, say, translate

# What is huge on the card: the first of these that the step asks for, by the kind asked for first.
_HUGE = {
    "location": ("location", words.GO_TO), "item": ("sku", words.NEXT_ITEM), "insert": ("sku", words.NEXT_ITEM),
    "serial": ("serial", say("Serial number")), "lot": ("lot", say("Lot")), "quantity": ("sku", words.TAKE),
    "tote": ("tote", words.PUT_INTO), "box": ("box", say("Box")), "cart": ("cart", say("Cart")),
    "order": ("order", say("Order")), "tracking_no": ("tracking_no", words.LABEL),
    "parcel": ("tracking_no", words.LABEL), "manifest": ("manifest", say("Manifest")),
}  # fmt: skip
_ANY_TOTE = say("Any empty tote")


class TargetCard(QFrame):
    """Shows what the worker needs for this step."""

    def __init__(self) -> None:
        super().__init__(objectName="card")
        self._ask, self._detail = QLabel(), QLabel(objectName="soft")
        self._progress = QProgressBar(textVisible=False)
        self._caption, self._code, self._name = QLabel(objectName="soft"), QLabel(), QLabel()
        self._quantity = QLabel()
        self._picture = Picture()
        for label in (self._ask, self._detail, self._name):
            label.setWordWrap(True)
        for label in (self._ask, self._detail, self._name, self._code, self._quantity, self._caption):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._quantity.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._facts = QWidget()
        self._facts_grid = QGridLayout(self._facts)
        texts = QVBoxLayout()
        texts.addWidget(self._caption)
        line = QHBoxLayout()
        line.addWidget(self._code, 1)
        line.addWidget(self._quantity, 0)
        texts.addLayout(line)
        texts.addWidget(self._name)
        texts.addStretch(1)
        self._body = QHBoxLayout()
        self._body.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addLayout(texts, 1)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._ask)
        self._box.addWidget(self._detail)
        self._box.addWidget(self._progress)
        self._box.addLayout(self._body, 1)
        self._box.addWidget(self._facts)
        self._look, self._screen = Look(), None

    def show_screen(self, screen: Screen, look: Look, *, quiet: bool) -> None:
        """Show a step. `quiet`: an error stands above and is the largest thing."""
        self._look, self._screen = look, screen
        pad = look.px(24)
        self._box.setContentsMargins(pad, look.px(18), pad, look.px(16))
        self._box.setSpacing(look.px(8))
        self._body.setSpacing(look.px(22))
        self._ask.setText(translate(screen.ask, look.language))
        self._ask.setFont(look.font("answer" if quiet else "prompt", bold=True))
        self._detail.setText(translate(screen.detail, look.language) if screen.detail else "")
        self._detail.setFont(look.font("line"))
        self._detail.setVisible(screen.detail is not None)
        self._progress.setVisible(screen.total > 0)
        self._progress.setRange(0, max(screen.total, 1))
        self._progress.setValue(min(screen.done, max(screen.total, 1)))
        caption, code = self._huge(screen)
        self._caption.setText(translate(caption, look.language) if caption else "")
        self._caption.setFont(look.font("label", bold=True))
        self._code.setText(code)
        self._name.setText(str(screen.target.get("name", "")) if code else "")
        self._name.setFont(look.font("prompt", bold=True, factor=0.85))
        quantity = screen.target.get("quantity")
        self._quantity.setText(f"× {quantity}" if quantity and code else "")
        self._show_facts(screen)
        self._fit()

    def _huge(self, screen: Screen) -> tuple[Sentence | None, str]:
        for kind in screen.expects:
            if kind in _HUGE:
                key, caption = _HUGE[kind]
                value = str(screen.target.get(key, ""))
                if not value and kind == "tote" and screen.step != "start":
                    value = translate(_ANY_TOTE, self._look.language)
                if value:
                    return caption, value
        for key in ("sku", "order", "manifest"):
            if key in screen.target:
                return None, str(screen.target[key])
        return None, ""

    def _show_facts(self, screen: Screen) -> None:
        while (item := self._facts_grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        look = self._look
        self._facts_grid.setContentsMargins(0, 0, 0, 0)
        self._facts_grid.setHorizontalSpacing(look.px(24))
        for column, (caption, value) in enumerate(screen.facts):
            name, text = QLabel(translate(caption, look.language), objectName="soft"), QLabel(value)
            name.setFont(look.font("label"))
            text.setFont(look.font("title", bold=True))
            self._facts_grid.addWidget(name, 0, column)
            self._facts_grid.addWidget(text, 1, column)
            self._facts_grid.setColumnStretch(column, 1)
        self._facts.setVisible(bool(screen.facts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The code grows with the card."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Make code and quantity as large as the card's free width and height allow."""
        if self._screen is None:
            return
        look = self._look
        room = max(self.height() - look.px(250), look.px(90))
        side = min(room, int(self.width() * 0.32), look.px(340))
        show_picture = bool(self._screen.target.get("sku"))
        self._picture.setVisible(show_picture)
        if show_picture:
            self._picture.show_image(self._screen.image, look, max(side, look.px(72)))
        width = self.width() - look.px(56) - (side + look.px(24) if show_picture else 0)
        text = self._code.text() + ("  " + self._quantity.text() if self._quantity.text() else "")
        largest = min(int(room * 0.55), look.px(170))
        font = _fitting(look.font("code", bold=True), text, width, largest)
        self._code.setFont(font)
        self._quantity.setFont(font)
        self._quantity.setStyleSheet(f"color: {look.tokens.accent};")


def _fitting(font: QFont, text: str, width: int, largest: int) -> QFont:
    """The font at the largest size in which the text is no wider than `width`."""
    size = max(largest, 16)
    while size > 16:
        font.setPixelSize(size)
        if QFontMetrics(font).horizontalAdvance(text) <= width:
            break
        size -= 2
    return font
