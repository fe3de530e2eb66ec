"""Returns: the queue by its clock, one case's whole life, the figures of a span of days, and the rules."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from ui.pages.page import Page, Table
from ui.widgets.case_text import case_html, photo_url
from ui.widgets.returns_figures import ReturnsFiguresPanel
from ui.widgets.returns_queue import ReturnsQueuePanel
from ui.widgets.returns_rules import ReturnsRulesPanel
from ui.widgets.tab_row import TabRow
from warehouse_app.domain.return_words import CASE_KINDS, OUTCOMES, STATES
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.cases import FoundCase

TABS: dict[str, Sentence] = {
    "queue": say("Queue"), "case": say("One return"), "figures": say("Figures"), "rules": say("Rules"),
}  # fmt: skip
REFRESH_MS = 15_000
_SEARCH = say("Scan or type: return, order, tracking number, label of a unit")
_BEGIN = say("Scan anything of a return, or type its number.")
_HERE = say("waits for inspection")
_NO_CASE = say("No return is called {text}.")
_FOUND = (say("Return"), say("Kind"), say("State"), say("Outcome"), say("Order"), say("Client"))


class ReturnsPage(Page):
    """Emits `listed` (the queue is wanted), `searched` (a text), `wanted` (the id of a case) and `figured` (first and
    last day, or None and a number of days)."""

    listed = Signal()
    searched = Signal(str)
    wanted = Signal(object)
    figured = Signal(object, object, int)

    def __init__(self) -> None:
        super().__init__(say("Returned goods"))
        self.tabs, self._stack = TabRow(len(TABS)), QStackedWidget()
        self.queue, self.figures, self.rules = ReturnsQueuePanel(), ReturnsFiguresPanel(), ReturnsRulesPanel()
        self.field, self.found, self.text = QLineEdit(), Table(), QTextBrowser()
        self.text.setOpenLinks(False)
        self._typing = QTimer(self, interval=250, singleShot=True)
        self._typing.timeout.connect(lambda: self.searched.emit(self.field.text().strip()))
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.cases: list[FoundCase] = []
        self.told: dict[str, Any] | None = None
        self._pictures: Mapping[str, QImage] = {}
        self._looked_for = ""
        self._lay_out()
        self.tabs.chosen.connect(self._choose)
        self.field.textEdited.connect(lambda _: self._typing.start())
        self.field.returnPressed.connect(lambda: self.look_for(self.field.text()))
        self.queue.chosen.connect(self.open_case)
        self.figures.wanted.connect(self.figured)
        for signal in (self.found.activated, self.found.clicked):
            signal.connect(lambda index: self.wanted.emit(self.cases[index.row()].id))

    def _lay_out(self) -> None:
        case = QWidget()
        column = QVBoxLayout(case)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        column.addWidget(self.found, 1)
        column.addWidget(self.text, 3)
        for panel in (self.queue, case, self.figures, self.rules):
            self._stack.addWidget(panel)
        self.box.addWidget(self.tabs)
        self.box.addWidget(self._stack, 1)

    @property
    def tab(self) -> str:
        """The name of the tab that is shown."""
        return list(TABS)[self.tabs.current]

    # -- what is asked -------------------------------------------------------------------------------------------------

    def opened(self) -> None:
        """Ask for what is shown as it is now, and go on asking."""
        self._timer.start()
        self._ask()

    def scanned(self, text: str) -> None:
        """A scan is looked for at once, wherever one stands."""
        if self.tab != "case":
            self.tabs.choose(list(TABS).index("case"))
        self.field.setText(text)
        self.look_for(text)

    def look_for(self, text: str) -> None:
        """Look for a text now."""
        self._typing.stop()
        self.searched.emit(text.strip())

    def open_case(self, case_id: uuid.UUID) -> None:
        """Show one case."""
        self.field.clear()
        self.cases, self.told, self._looked_for = [], None, ""
        self.tabs.choose(list(TABS).index("case"))
        self.wanted.emit(case_id)

    def _refresh(self) -> None:
        if not self.isVisible():
            self._timer.stop()
        elif self.tab == "queue":
            self.listed.emit()

    def _choose(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._ask()
        if self.tab == "case":
            self.field.setFocus()

    def _ask(self) -> None:
        if self.tab == "queue":
            self.listed.emit()
        elif self.tab == "figures":
            self.figures.ask()
        elif self.tab == "rules":
            self.rules.wanted.emit()

    # -- what is shown -------------------------------------------------------------------------------------------------

    def show_found(self, text: str, cases: Sequence[FoundCase]) -> None:
        """What a text may mean; the one case that fits is opened."""
        if text != self.field.text().strip():
            return  # somebody typed on
        self._looked_for, self.cases, self.told = text, list(cases), None
        if len(cases) == 1:
            self.wanted.emit(cases[0].id)
        self.render_texts()

    def show_case(self, told: dict[str, Any] | None, pictures: Mapping[str, QImage]) -> None:
        """One case, from order to final destination, with its photos by hash; None if it was taken back meanwhile."""
        self.told, self._pictures = told, pictures
        self.render_texts()
        self.text.verticalScrollBar().setValue(0)

    def render_texts(self) -> None:
        """Tabs, and what the one chosen shows."""
        look = self.look
        self.tabs.show_texts([self.t(words) for words in TABS.values()], look)
        self.field.setPlaceholderText(self.t(_SEARCH))
        self.field.setFont(look.font("title"))
        self.queue.render_texts(look)
        self.figures.render_texts(look)
        self.rules.render_texts(look)
        rows = [
            (case.no, self.t(CASE_KINDS[case.kind]), self.t(STATES.get(case.status, _HERE)),
             self.t(OUTCOMES[case.outcome]) if case.outcome else "", case.order_no, case.client)
            for case in self.cases
        ]  # fmt: skip
        self.found.fill([self.t(heading) for heading in _FOUND], rows, look)
        self.found.setSortingEnabled(False)  # a row is its case
        self.found.setVisible(len(self.cases) > 1)
        self.text.setFont(look.font("line"))
        t = look.tokens
        self.text.setStyleSheet(
            f"QTextBrowser {{ background: {t.card}; border: {look.px(1)}px solid {t.line};"
            f" border-radius: {look.px(8)}px; padding: {look.px(10)}px; }}"
        )
        if self.told is not None:
            self.text.clear()
            for sha256, picture in self._pictures.items():
                self.text.document().addResource(
                    QTextDocument.ResourceType.ImageResource, QUrl(photo_url(sha256)), picture
                )
            self.text.setHtml(case_html(self.told, look, self._pictures))
        elif self._looked_for and not self.cases:
            self.text.setPlainText(self.t(say(_NO_CASE.text, text=self._looked_for[:60])))
        else:
            self.text.setPlainText("" if self.cases else self.t(_BEGIN))
