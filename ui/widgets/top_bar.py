"""The dark bar: job, station and person; the next cut-off; health in dots with words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.look import Look
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.pages import CutOff

DATABASE, SCANNER, PRINTER = say("Database"), say("Scanner"), say("Printer")
_STATES = {"ok": say("ready"), "busy": say("busy"), "lost": say("not there"), "unknown": say("not seen yet")}


@dataclass(frozen=True)
class Health:
    """How the database, the scanner and the printer are: ok, busy, lost or unknown."""

    database: str = "ok"
    scanner: str = "unknown"
    printer: str = "ok"


class _Dot(QWidget):
    """A name with a shape: full circle ready, ring not seen yet, half busy, cross not there."""

    def __init__(self, name: Sentence) -> None:
        super().__init__()
        self._name, self._state, self._look = name, "unknown", Look()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def dress(self, look: Look) -> None:
        self._look = look
        self._measure()

    def show_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._measure()

    def _words(self) -> str:
        name = self._look.text(self._name)
        return name if self._state == "ok" else f"{name} {self._look.text(_STATES[self._state])}"

    def _measure(self) -> None:
        width = QFontMetricsF(self._look.font("label", bold=self._state == "lost")).horizontalAdvance(self._words())
        self.setFixedWidth(round(width) + self._look.px(34))
        self.setAccessibleName(self._words())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        px, t = self._look.px, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(t.bar_attention if self._state in ("lost", "busy") else t.bar_ink)
        dot = QRectF(px(8), self.height() / 2 - px(5), px(10), px(10))
        pen = painter.pen()
        pen.setColor(ink)
        pen.setWidthF(max(1.5, px(2)))
        painter.setPen(pen)
        if self._state == "ok":
            painter.setBrush(ink)
            painter.drawEllipse(dot)
        elif self._state == "lost":
            painter.drawLine(dot.topLeft(), dot.bottomRight())
            painter.drawLine(dot.topRight(), dot.bottomLeft())
        else:
            painter.drawEllipse(dot)
            if self._state == "busy":
                painter.setBrush(ink)
                painter.drawPie(dot, 90 * 16, 180 * 16)
        painter.setFont(self._look.font("label", bold=self._state == "lost"))
        painter.drawText(
            QRectF(px(24), 0, self.width() - px(24), self.height()), int(Qt.AlignmentFlag.AlignVCenter), self._words()
        )
        painter.end()


class TopBar(QFrame):
    """`show_job` says who works on what; `show_cut_off` what is at risk; `show_health` how the machines are."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._job, self._who, self._cut_off = QLabel(), QLabel(), QLabel()
        self._who.setObjectName("barsoft")
        self._cut_off.setObjectName("barattention")
        self._dots = {"database": _Dot(DATABASE), "scanner": _Dot(SCANNER), "printer": _Dot(PRINTER)}
        self._look = Look()
        self._shown_cut_off: CutOff | None = None
        row = QHBoxLayout(self)
        row.addWidget(self._job)
        row.addSpacing(16)
        row.addWidget(self._who)
        row.addStretch()
        row.addWidget(self._cut_off)
        row.addSpacing(8)
        for dot in self._dots.values():
            row.addWidget(dot)

    def dress(self, look: Look) -> None:
        self._look = look
        self.show_cut_off(self._shown_cut_off)
        self.setFixedHeight(look.px(48))
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(look.px(20), 0, look.px(12), 0)
        self._job.setFont(look.font("line", bold=True))
        for label in (self._who, self._cut_off):
            label.setFont(look.font("label", bold=label is self._cut_off))
        for dot in self._dots.values():
            dot.dress(look)

    def show_job(self, job: str, who: str) -> None:
        self._job.setText(job)
        self._who.setText(who)

    def show_cut_off(self, cut_off: CutOff | None) -> None:
        """The next cut-off that orders wait for, None if there is none today."""
        self._shown_cut_off = cut_off
        text = ""
        if cut_off is not None:
            hours, minutes = divmod(cut_off.minutes, 60)
            left = say("{hours} h {minutes} min", hours=hours, minutes=minutes)
            if not hours:
                left = say("{minutes} min", minutes=minutes)
            text = self._look.text(
                say("{carrier} cut-off {at} · {left} left · {orders} orders", carrier=cut_off.carrier, at=cut_off.at,
                    left=left, orders=cut_off.orders)
            )  # fmt: skip
        self._cut_off.setText(text)

    def show_health(self, health: Health) -> None:
        for name, dot in self._dots.items():
            dot.show_state(getattr(health, name))
