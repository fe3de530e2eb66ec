"""The left card: one sentence to do now, progress, the huge target with its picture, and facts; or the choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.look import Look
from ui.tokens import slot_colour
from ui.widgets.barcode import Barcode
from ui.widgets.box_view import BoxView
from ui.widgets.choice_grid import ChoiceGrid
from ui.widgets.fitted_text import FittedText
from ui.widgets.picture import Picture
from ui.words import EMPTY_ONE, HERO, TARGETS
from warehouse_app.domain.codes import COMMAND
from warehouse_app.domain.screen import Screen

_FACTS = (
    "order",
    "location",
    "tote",
    "box",
    "lot",
    "expiry",
    "serial",
    "cart",
    "carrier",
    "tracking_no",
    "grade",
    "weight_g",
)


class _Progress(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.done, self.total, self.look = 0, 0, Look()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.total:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(QColor(self.look.tokens.line))
        painter.drawRoundedRect(self.rect(), radius, radius)
        painter.setBrush(QColor(self.look.tokens.accent))
        share = min(1.0, self.done / self.total)
        if share:
            painter.drawRoundedRect(
                QRectF(0, 0, max(self.height(), self.width() * share), self.height()), radius, radius
            )
        painter.end()


class _Badge(QWidget):
    """The slot number in its colour, as large as the target beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.number, self.look = 0, Look()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        box = QRectF(0, (self.height() - side) / 2, side, side)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(slot_colour(self.number)))
        painter.drawRoundedRect(box, side / 8, side / 8)
        font = self.look.font("code", bold=True)
        font.setPixelSize(max(9, round(side * 0.6)))
        painter.setFont(font)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.number))
        painter.end()


class TaskCard(QFrame):
    """`show_screen` fills it; `is_asking` False leaves the prompt's place to the answer bar."""

    chosen = Signal(str)

    def __init__(self, find: Callable[[str, Callable[[str, QImage | None], None]], None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look = Look()
        self._asking = True
        self.prompt = FittedText("prompt", bold=True, growth=1.6, least=0.5)
        self.detail = FittedText("line", colour="soft", growth=1.1)
        self.count = FittedText("title", bold=True, colour="soft", align=Qt.AlignmentFlag.AlignRight)
        self.caption = FittedText("label", bold=True, colour="soft")
        self.quantity_caption = FittedText("label", bold=True, colour="soft", align=Qt.AlignmentFlag.AlignRight)
        self.hero = FittedText("code", bold=True, growth=2.6, least=0.25)
        self.quantity = FittedText("code", bold=True, growth=2.6, least=0.25, align=Qt.AlignmentFlag.AlignRight)
        self.name = FittedText("prompt", growth=0.95, least=0.36)
        self.picture, self.box = Picture(find), BoxView()
        self.choices = ChoiceGrid()
        self._progress, self._badge = _Progress(), _Badge()
        self._facts = [
            (FittedText("label", bold=True, colour="soft"), FittedText("title", bold=True, least=0.5)) for _ in range(4)
        ]
        self.barcode = Barcode("CMD-DONE")
        self._has_product = self._has_box = False
        for child in (*self._texts(), self._progress, self._badge, self.picture, self.box, self.choices, self.barcode):
            child.setParent(self)
        self.choices.chosen.connect(self.chosen)

    def _texts(self) -> list[FittedText]:
        first = [
            self.prompt,
            self.detail,
            self.count,
            self.caption,
            self.quantity_caption,
            self.hero,
            self.quantity,
            self.name,
        ]
        return [*first, *(text for pair in self._facts for text in pair)]

    def dress(self, look: Look) -> None:
        self._look = self._progress.look = self._badge.look = look
        for text in self._texts():
            text.dress(look)
        self.picture.dress(look)
        self.box.dress(look)
        self.choices.dress(look)
        self._place()

    def show_screen(self, screen: Screen, *, asking: bool = True) -> None:
        look, target = self._look, screen.target
        self._asking = asking
        self.prompt.show_text(look.text(screen.ask) if asking else "")
        self.detail.show_text(look.text(screen.detail) if screen.detail else "")
        self.count.show_text(f"{screen.done} / {screen.total}" if screen.total else "")
        self._progress.done, self._progress.total = screen.done, screen.total
        self._progress.update()
        self.choices.show_choices([(c.code, look.text(c.text)) for c in screen.choices])
        key, shown = hero(screen)
        command = screen.commands[0] if screen.expects[:1] == ("command",) and screen.commands else ""
        if command:  # what goes on is a command: it is the target, to be scanned from the screen
            key, shown = "", look.text(COMMAND[command].name)
            self.barcode.show_code(command)
        self.barcode.setVisible(bool(command))
        self.caption.show_text(look.text(TARGETS[key]) if key and shown else "")
        if key and not shown and key in EMPTY_ONE:
            shown = look.text(EMPTY_ONE[key])
        self.hero.show_text(shown)
        quantity = target.get("quantity") if not command else None
        self.quantity.show_text(f"×{quantity}" if quantity else "", "accent")
        self.quantity_caption.show_text(look.text(TARGETS["quantity"]) if quantity else "")
        self._badge.number = next((s.number for s in screen.slots if s.quantity), 0) if key == "tote" else 0
        self.name.show_text("" if command else str(target.get("name", "")))
        self.picture.show_product(screen.image, str(target.get("name") or target.get("sku") or ""))
        self.box.show_arrangement(screen.arrangement)
        self._has_box = screen.arrangement is not None and not command
        self._show_facts(screen, key)
        self._has_product = (
            not command and bool(screen.image or target.get("sku")) and key not in ("tracking_no", "manifest")
        )
        self._place()

    def _show_facts(self, screen: Screen, key: str) -> None:
        look = self._look
        facts = [(look.text(label), value) for label, value in screen.facts]
        known = {label for label, _ in facts}
        for name in ("sku", *_FACTS):
            label = look.text(TARGETS[name])
            if name != key and label not in known and (value := screen.target.get(name)) not in (None, ""):
                facts.append((label, str(value)))
        for n, (label_text, value_text) in enumerate(self._facts):
            label, value = facts[n] if n < len(facts) else ("", "")
            label_text.show_text(label)
            value_text.show_text(value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        px = self._look.px
        pad, x, y = px(24), px(24), px(16)
        width, bottom = self.width() - 2 * pad, self.height() - px(14)
        if self._asking:
            tall = round(self.height() * 0.19)
            self.prompt.setGeometry(x, y, width, tall)
            y += tall
        self.prompt.setVisible(self._asking)
        count = px(110) if self.count.text else 0
        if self.detail.text or count:
            self.detail.setGeometry(x, y, width - count, px(28))
            self.count.setGeometry(x + width - count, y, count, px(28))
            y += px(32)
        if self._progress.total:
            self._progress.setGeometry(x, y, width, px(10))
            y += px(10)
        self._progress.setVisible(bool(self._progress.total))
        y += px(10)
        if any(value.text for _, value in self._facts):
            bottom -= px(52)
            self._place_facts(x, bottom, width)
        asks = bool(self.choices.keys())
        self.choices.setVisible(asks)
        if asks:
            self.choices.setGeometry(x, y, width, bottom - y)
        for part in (self.hero, self.quantity, self.caption, self.quantity_caption, self.name):
            part.setVisible(not asks and bool(part.text))
        self.picture.setVisible(not asks and self._has_product and not self._has_box)
        self.box.setVisible(not asks and self._has_box)
        self._badge.setVisible(not asks and self._badge.number > 0)
        if asks:
            self.barcode.hide()
        else:
            self._place_target(x, y, width, bottom - y - px(6))

    def _place_target(self, x: int, y: int, width: int, height: int) -> None:
        """The target and its quantity over the whole width, both of one size; below it the picture and the name."""
        px = self._look.px
        caption = px(20)
        below = self._has_box or not self.picture.isHidden() or bool(self.name.text) or not self.barcode.isHidden()
        if self._has_box:  # the box's code to the left, the goods in it to the right
            self.box.setGeometry(x + width // 3, y, width - width // 3, max(1, height))
            width = width // 3 - px(12)
        tall = min(round((height - caption) * (0.5 if below else 0.9)), px(190))
        badge = tall + px(16) if not self._badge.isHidden() else 0
        size, many = self._one_size(width - badge, tall)
        self._badge.setGeometry(x, y + caption, tall, tall)
        self.caption.setGeometry(x, y, width - many, caption)
        self.quantity_caption.setGeometry(x + width - many, y, many, caption)
        self.hero.setGeometry(x + badge, y + caption, width - badge - many, tall)
        self.quantity.setGeometry(x + width - many, y + caption, many, tall)
        self.hero.play("code", size)
        self.quantity.play("code", size)
        y, height = y + caption + tall + px(6), height - caption - tall - px(6)
        left = x
        self.barcode.setGeometry(x, y + px(8), min(width, px(460)), max(1, min(height - px(16), px(120))))
        if not self.picture.isHidden():
            side = min(height, round(width * 0.4))
            self.picture.setGeometry(x, y, side, height)
            left += side + px(20)
        self.name.setGeometry(left, y, x + width - left, height)

    def _one_size(self, room: int, tall: int) -> tuple[float, int]:
        """(growth of the code's size, pixels of the quantity) with which target and quantity fill one row."""
        font = self._look.font("code", bold=True)
        normal = font.pixelSize()
        font.setPixelSize(100)
        metrics = QFontMetricsF(font)
        code, many = metrics.horizontalAdvance(self.hero.text), metrics.horizontalAdvance(self.quantity.text)
        gap = 60 if many else 2
        size = min(room / max(1.0, code + many + gap) * 100, tall / metrics.height() * 100, normal * 2.4)
        size = max(size, normal * 0.4)
        return size / normal, round(many * size / 100) + 2 if many else 0

    def _place_facts(self, x: int, y: int, width: int) -> None:
        px = self._look.px
        used = [pair for pair in self._facts if pair[1].text]
        each = width // len(used)
        for n, (label, value) in enumerate(used):
            label.setGeometry(x + n * each, y, each - px(12), px(18))
            value.setGeometry(x + n * each, y + px(18), each - px(12), px(32))


def hero(screen: Screen) -> tuple[str, str]:
    """Which part of the target is shown huge, and its text: what is asked for first, else what there is to show."""
    target: dict[str, Any] = screen.target
    for kind in screen.expects:
        if kind in HERO and target.get(HERO[kind]):
            return HERO[kind], str(target[HERO[kind]])
        if kind in HERO and HERO[kind] in EMPTY_ONE:
            return HERO[kind], ""
    for key in ("sku", "location", "tote", "order", "tracking_no", "manifest", "carrier", "box", "cart"):
        if target.get(key):
            return key, str(target[key])
    return "", ""
