"""`warehouse deliver`: the reports of shifts that ended, mailed and kept in a folder; --watch goes on."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser, Namespace
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse_app.command_line.command import FAILED, opened, tell
from warehouse_app.domain.sentences import say

if TYPE_CHECKING:
    from warehouse_app.database.engine import Database
    from warehouse_app.reports.shift_report import ShiftReport

_EVERY = 60.0  # seconds


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="keep PDF and workbook there too")
    parser.add_argument("--watch", action="store_true", help="look every minute, until stopped")


def run(arguments: Namespace) -> int:
    stopped = threading.Event()
    with closing(opened(arguments)) as database:
        if not arguments.watch:
            return _once(database, arguments)
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        while not stopped.is_set():
            _once(database, arguments)
            stopped.wait(_EVERY)
    return 0


def _once(database: Database, arguments: Namespace) -> int:
    from warehouse_app.shift_mail import deliver, note_due

    note_due(database)
    done, failed = deliver(database, _files(database), arguments.lang, arguments.folder)
    for subject in done:
        tell(arguments, say("Sent: {subject}", subject=subject))
    for reason in failed:
        tell(arguments, say("Not sent, to be tried again: {reason}", reason=reason))
    if not done and not failed and not arguments.watch:
        tell(arguments, say("No report is due."))
    return FAILED if failed else 0


def _files(database: Database) -> Any:
    import io

    from sqlalchemy import select

    from warehouse_app.database.models import Site, table
    from warehouse_app.reports import shift_paper
    from warehouse_app.reports.files import save_sheets

    with database.read() as connection:
        row = connection.execute(select(table(Site).c.name, table(Site).c.code)).one()

    def drawn(report: ShiftReport, site: Any, language: str) -> dict[str, bytes]:
        stem = f"shift-{report.span.day}-{''.join(c if c.isalnum() else '-' for c in report.span.name)}"
        paper = shift_paper.as_paper(report, site, row.name or row.code)
        book = io.BytesIO()
        save_sheets(book, shift_paper.as_sheets(report, language))
        pdf = import_module("printing.registry").render(paper, None, language)
        return {f"{stem}.pdf": pdf, f"{stem}.xlsx": book.getvalue()}

    return drawn
