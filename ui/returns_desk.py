"""The page about returns: what it asks of the engine is done on the page worker and then shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage

from ui.bridge import Worker
from ui.pages.page import Page
from ui.pages.returns import ReturnsPage
from warehouse_app.database.engine import Database
from warehouse_app.domain.grading import Row
from warehouse_app.domain.grading_rules import BadRules, Fault
from warehouse_app.evidence.store import evidence_of
from warehouse_app.reports.cases import FoundCase, find_cases, life
from warehouse_app.reports.returns_queue import ReturnsQueue, returns_queue
from warehouse_app.reports.returns_report import ReturnsReport, returns_report
from warehouse_app.return_rules import rows_of, rules_in_force, save_rules
from warehouse_app.site import read_site

_MOST_PHOTOS, _PHOTO_HEIGHT = 24, 480


class ReturnsServices:
    """The engine as this page uses it. Called from the page worker's thread only."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def queue(self) -> ReturnsQueue:
        """What waits now."""
        with self.database.read() as connection:
            return returns_queue(connection, read_site(connection), self.database.now(connection))

    def find(self, text: str) -> list[FoundCase]:
        """The cases that a text may mean."""
        with self.database.read() as connection:
            return find_cases(connection, text)

    def case(self, case_id: uuid.UUID) -> tuple[dict[str, Any] | None, dict[str, QImage]]:
        """One case, from order to final destination (None if there is none any more), and its photos by their hash;
        those that lie at another station are not among them."""
        with self.database.read() as connection:
            told = life(connection, read_site(connection), self.database.now(connection), case_id)
        if told is None:
            return None, {}
        photos = [photo for owner in (told, *told["units"]) for photo in owner["photos"]]
        return told, self._pictures([photo["sha256"] for photo in photos[:_MOST_PHOTOS]])

    def _pictures(self, hashes: Sequence[str]) -> dict[str, QImage]:
        evidence = evidence_of(self.database)
        found = {}
        for sha256 in hashes:
            with suppress(OSError, ValueError):
                picture = QImage.fromData(evidence.read(sha256))
                if not picture.isNull():
                    found[sha256] = picture.scaledToHeight(
                        min(_PHOTO_HEIGHT, picture.height()), Qt.TransformationMode.SmoothTransformation
                    )
        return found

    def figures(self, first: date | None, last: date | None, days: int) -> ReturnsReport:
        """The figures of a span; without days the last so many, today included."""
        with self.database.read() as connection:
            site, now = read_site(connection), self.database.now(connection)
            today = site.today(now)
            first, last = first or today - timedelta(days=max(days, 1) - 1), last or today
            return returns_report(connection, site, now, first, last)

    def rules(self) -> tuple[int, Sequence[Row]]:
        """The version in force and its rows."""
        with self.database.read() as connection:
            version, _ = rules_in_force(connection)
            return version, rows_of(connection, version)

    def save_rules(self, rows: Sequence[Row], user_id: uuid.UUID | None) -> tuple[int, list[Fault]]:
        """Put rows in force; the version they have, or 0 and what is wrong with them."""
        try:
            return self.database.run(lambda c: save_rules(c, rows, self.database.now(c), user_id)), []
        except BadRules as bad:
            return 0, bad.faults


class ReturnsDesk(QObject):
    """Stands between the page and the page worker."""

    def __init__(
        self, worker: Worker, services: ReturnsServices, *, is_office: Callable[[], bool], user: Callable[[], Any]
    ) -> None:
        super().__init__()
        self._worker, self._services, self._is_office, self._user = worker, services, is_office, user
        self.page = ReturnsPage()
        self.pages: dict[str, Page] = {"returns": self.page}
        self.page.listed.connect(lambda: worker.do(("returns", "queue"), services.queue))
        self.page.searched.connect(lambda text: worker.do(("returns", "found", text), lambda: services.find(text)))
        self.page.wanted.connect(lambda key: worker.do(("returns", "case"), lambda: services.case(key)))
        self.page.figured.connect(
            lambda *span: worker.do(("returns", "figures"), lambda: services.figures(*span))
        )  # fmt: skip
        rules = self.page.rules
        rules.wanted.connect(lambda: worker.do(("returns", "rules"), services.rules))
        rules.saved.connect(self._save_rules)
        worker.done.connect(self._done)

    def _save_rules(self, rows: Sequence[Row]) -> None:
        if self._is_office():
            user_id = getattr(self._user(), "id", None)
            self._worker.do(("returns", "rules saved"), lambda: self._services.save_rules(rows, user_id))

    def _done(self, tag: object, result: Any) -> None:
        match tag:
            case ("returns", "queue"):
                self.page.queue.show_queue(result)
            case ("returns", "found", str(text)):
                self.page.show_found(text, result)
            case ("returns", "case"):
                self.page.show_case(*result)
            case ("returns", "figures"):
                self.page.figures.show_report(result)
            case ("returns", "rules"):
                self.page.rules.show_rules(*result, may_edit=self._is_office())
            case ("returns", "rules saved"):
                self.page.rules.show_outcome(*result)
