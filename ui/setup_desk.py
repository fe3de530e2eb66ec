"""The set-up page: what it asks of the engine is done on the page worker and then shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ui.bridge import Worker
from ui.pages.page import Page
from ui.pages.setup import STEPS, SetupPage
from warehouse_app.badges import print_badge, renew_badge
from warehouse_app.database.engine import Database
from warehouse_app.imports.reading import BadFile
from warehouse_app.setup import edit
from warehouse_app.setup.first_steps import FirstStep, first_steps
from warehouse_app.setup.history import Change, history
from warehouse_app.setup.rows import Cells
from warehouse_app.site import read_site


class SetupServices:
    """What the page asks of the engine; runs on the page worker's thread."""

    def __init__(self, database: Database, station: str) -> None:
        self.database, self._station = database, station

    def steps(self) -> list[FirstStep]:
        """The first steps, done or not."""
        with self.database.read() as connection:
            return first_steps(connection)

    def rows(self, kind: str, search: str) -> tuple[str, Any, list[Cells]]:
        """A kind, its columns, and the rows in which a text stands."""
        return kind, edit.columns_of(self.database, kind), edit.listed(self.database, kind, search)

    def export(self, kind: str, path: str) -> tuple[int, str, bool]:
        """Write a kind to a file; rows, the file's name, and whether it could be written."""
        file = Path(path)
        try:
            return edit.export(self.database, kind, file), file.name, True
        except (OSError, BadFile):
            return 0, file.name, False

    def changes(self, kind: str) -> list[Change]:
        """Who changed what of a kind, at the site's time."""
        with self.database.read() as connection:
            zone = read_site(connection).zone
            return [replace(change, at=change.at.astimezone(zone)) for change in history(connection, kind)]

    def print_badge(self, badge: str) -> None:
        """Ask for a badge to be printed at this station."""
        print_badge(self.database, badge, self._station)


class SetupDesk(QObject):
    """Stands between the page and the page worker. `opens` brings the name of a page or job that a step leads to."""

    opens = Signal(str)

    def __init__(
        self, worker: Worker, services: SetupServices, *, user_id: Callable[[], UUID | None],
        wake_printer: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self.page = SetupPage()
        self.pages: dict[str, Page] = {"setup": self.page}
        self._wake_printer = wake_printer
        page, data = self.page, services.database

        def ask(tag: str, task: Callable[[], Any]) -> None:
            worker.do(("setup", tag), task)

        def listed(kind: str, search: str) -> None:
            if kind == STEPS:
                ask("steps", services.steps)
            else:
                ask("rows", lambda: services.rows(kind, search))

        page.listed.connect(listed)
        page.saved.connect(
            lambda kind, cells, old: ask("saved", lambda: edit.save_row(data, kind, cells, user_id(), old))
        )
        page.removed.connect(
            lambda kind, row: ask("saved", lambda: edit.remove_row(data, kind, row, user_id())) if row else None
        )
        page.exported.connect(lambda kind, path: ask("exported", lambda: services.export(kind, path)))
        page.looked_back.connect(lambda kind: ask("history", lambda: services.changes(kind)))
        page.renewed.connect(lambda badge: ask("badge", lambda: renew_badge(data, badge, user_id())))
        page.printed.connect(lambda badge: ask("printed", lambda: services.print_badge(badge)))
        page.opens.connect(self.opens)
        worker.done.connect(self._done)

    def _done(self, tag: object, result: Any) -> None:
        page = self.page
        match tag:
            case ("setup", "steps"):
                page.show_steps(result)
            case ("setup", "rows"):
                page.show_rows(*result)
            case ("setup", "saved"):
                page.show_saved(result)
            case ("setup", "exported"):
                count, file, done = result
                page.show_exported(count, file, done=done)
            case ("setup", "history"):
                page.show_history(result)
            case ("setup", "badge"):
                page.show_badge(result)
            case ("setup", "printed"):
                self._wake_printer()
                page.show_printed()
