"""The photos that wait at this station, as small pictures under the task, wherever a photo can be attached."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame

from ui.look import Look
from ui.widgets.fitted_text import FittedText
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import Sentence, say

_NONE, _SOME = say("No photo yet"), say("Photos that wait")


class PhotoStrip(QFrame):
    """`wanted` asks for the photos; `show_photos` shows them, `show_trouble` why one was not taken."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look = Look()
        self._images: Sequence[QImage] = ()
        self._trouble: Sentence | None = None
        self.note = FittedText("title", bold=True, colour="soft", least=0.5)
        self.note.setParent(self)
        self.hide()

    def dress(self, look: Look) -> None:
        self._look = look
        self.note.dress(look)
        self.setFixedHeight(look.px(84))
        self._tell()

    def show_screen(self, screen: Screen) -> None:
        """Be there where the screen takes photos."""
        offered = "CMD-PHOTO" in screen.commands
        if not offered:
            self._trouble = None
        self.setVisible(offered)
        if offered:
            self.wanted.emit()

    def show_photos(self, images: Sequence[QImage]) -> None:
        """The photos that wait, oldest first."""
        if len(images) > len(self._images):
            self._trouble = None
        self._images = images
        self._tell()

    def show_trouble(self, sentence: Sentence) -> None:
        """A picture was not taken; shown until the next one is."""
        self._trouble = sentence
        self._tell()

    @property
    def count(self) -> int:
        """How many photos are shown."""
        return len(self._images)

    def _tell(self) -> None:
        text = self._look.text(_SOME if self._images else _NONE)
        text = f"{text}: {len(self._images)}" if self._images else text
        if self._trouble is not None:
            text = self._look.text(self._trouble)
        self.note.show_text(text, "wrong" if self._trouble is not None else "ink" if self._images else "soft")
        self.setAccessibleName(text)
        self._place()
        self.update()

    def _frames(self) -> list[QRectF]:
        """Where pictures stand, from the right; the latest is always in sight."""
        px = self._look.px
        tall = self.height() - 2 * px(8)
        wide = tall * 4 / 3
        fits = max(1, int(self.width() * 0.6 / (wide + px(8))))
        first = self.width() - px(8)
        return [
            QRectF(first - (n + 1) * wide - n * px(8), px(8), wide, tall) for n in range(min(fits, len(self._images)))
        ]

    def _place(self) -> None:
        px, frames = self._look.px, self._frames()
        end = round(frames[-1].left()) if frames else self.width()
        self.note.setGeometry(px(16), px(8), max(1, end - px(28)), max(1, self.height() - px(16)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for frame, image in zip(self._frames(), reversed(self._images), strict=False):
            path = QPainterPath()
            path.addRoundedRect(frame, self._look.px(8), self._look.px(8))
            painter.fillPath(path, QColor(self._look.tokens.line))
            painter.setClipPath(path)
            share = max(frame.width() / image.width(), frame.height() / image.height())
            seen = QRectF(0, 0, frame.width() / share, frame.height() / share)
            seen.moveCenter(QRectF(image.rect()).center())
            painter.drawImage(frame, image, seen)
            painter.setClipping(False)
        painter.end()
