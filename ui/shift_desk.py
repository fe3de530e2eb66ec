"""The page of the shift: what it asks of the engine is done on the page worker and then shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from sqlalchemy import select

from printing.registry import render
from ui.bridge import Worker
from ui.pages.page import Page
from ui.pages.shift import ShiftPage
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Site, table
from warehouse_app.reports.board import Board, board
from warehouse_app.reports.files import save_sheets
from warehouse_app.reports.shift_paper import as_paper, as_sheets, span_text
from warehouse_app.reports.shift_report import ShiftReport
from warehouse_app.reports.shift_reports import report_of
from warehouse_app.shifts import DEFAULTS, find_shift, shifts
from warehouse_app.site import read_site


class ShiftServices:
    """What the page asks of the engine; runs on the page worker's thread."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def board(self) -> Board:
        """What the board shows now."""
        with self.database.read() as connection:
            return board(connection, read_site(connection), self.database.now(connection))

    def report(self, name: str, day: date | None) -> tuple[ShiftReport, str, list[str]]:
        """The report of a shift that begins on the day (today): with its times in words, and the shifts there are."""
        with self.database.read() as connection:
            site = read_site(connection)
            known = shifts(connection)
            shift = find_shift(known, name) or DEFAULTS[0]
            on = day or site.today(self.database.now(connection))
            made = report_of(connection, site, shift.name, on)
        return made, span_text(made.span, site), [s.name for s in known]

    def keep(self, name: str, day: date | None, path: str, language: str) -> tuple[str, bool]:
        """Write the report to a file, by its ending; (its name, whether it could be written)."""
        made, _, _ = self.report(name, day)
        with self.database.read() as connection:
            site = read_site(connection)
            row = connection.execute(select(table(Site).c.name, table(Site).c.code)).one()
        file = Path(path)
        try:
            if file.suffix.lower() == ".pdf":
                file.write_bytes(render(as_paper(made, site, row.name or row.code), None, language))
            else:
                save_sheets(file, as_sheets(made, language))
        except OSError:
            return file.name, False
        return file.name, True


class ShiftDesk(QObject):
    """Stands between the page and the page worker. `opens` brings the name of a page that the board leads to."""

    opens = Signal(str)

    def __init__(self, worker: Worker, services: ShiftServices) -> None:
        super().__init__()
        self.page = ShiftPage()
        self.pages: dict[str, Page] = {"shift": self.page}
        page = self.page
        page.watched.connect(lambda: worker.do(("shift", "board"), services.board))
        page.reported.connect(lambda name, day: worker.do(("shift", "report"), lambda: services.report(name, day)))
        page.kept.connect(
            lambda *asked: worker.do(("shift", "kept"), lambda: services.keep(*asked, page.look.language))
        )
        page.opens.connect(self.opens)
        worker.done.connect(self._done)

    def _done(self, tag: object, result: Any) -> None:
        match tag:
            case ("shift", "board"):
                self.page.board.show_board(result)
            case ("shift", "report"):
                report, span, names = result
                self.page.show_shifts(names)
                self.page.show_report(report, span)
            case ("shift", "kept"):
                name, done = result
                self.page.show_saved(name, done=done)
