"""Shift reports by themselves: when a shift has ended, its report is kept in a folder, mailed and printed, once.

That a report is due is a row of the outbox, written under a key made of shift and day; so two machines that watch, or
one that starts again, make one. It is sent after it is written, tried again later, and given up after a day's tries.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Journal, Outbox, PrintJob, Site, table
from warehouse_app.database.types import UtcTime, new_key
from warehouse_app.mail import Letter, MailFailed, send
from warehouse_app.reports.shift_report import ShiftReport
from warehouse_app.reports.shift_reports import report_of
from warehouse_app.settings import site_settings
from warehouse_app.shifts import Span, shifts
from warehouse_app.site import SiteFacts, read_site

KIND = "shift_report"
TRIES = 8
_LATE = timedelta(hours=36)  # ends longer ago are history: nobody waits for their report
_SETTLED = timedelta(minutes=5)  # the last scans of a shift come in, and clocks differ
_outbox = table(Outbox)
_WAITING = (
    select(_outbox).where(_outbox.c.status == "waiting", _outbox.c.kind == KIND).order_by(_outbox.c.at, _outbox.c.id)
)
_journal = table(Journal)
_WORKED = (
    select(_journal.c.id)
    .where(_journal.c.at >= bindparam("start", type_=UtcTime), _journal.c.at < bindparam("end", type_=UtcTime))
    .limit(1)
)
Files = Callable[[ShiftReport, SiteFacts, str], dict[str, bytes]]


def ended(connection: Connection, site: SiteFacts, now: datetime) -> list[Span]:
    """The shifts that ended within the last day and a half, and in which somebody worked."""
    today = site.today(now)
    spans = [shift.on(today - timedelta(days=back), site) for shift in shifts(connection) for back in (0, 1, 2)]
    late = sorted((s for s in spans if now - _LATE < s.end <= now - _SETTLED), key=lambda s: s.end)
    return [s for s in late if connection.execute(_WORKED, {"start": s.start, "end": s.end}).first() is not None]


def note_due(database: Database) -> int:
    """Write down which reports are due; how many are new."""
    new = 0
    with database.read() as connection:
        site, now = read_site(connection), database.now(connection)
        spans = ended(connection, site, now)
    for span in spans:
        key = uuid.uuid5(site.id, f"{KIND} {span.name} {span.day}")
        row = {"id": key, "kind": KIND, "ref_id": site.id, "status": "waiting", "at": span.end,
               "payload": {"shift": span.name, "day": span.day.isoformat()}}  # fmt: skip
        try:
            with database.write() as connection:
                connection.execute(insert(_outbox), row)
        except IntegrityError:  # it is known
            continue
        new += 1
    return new


def deliver(database: Database, files: Files, language: str, folder: Path | None = None) -> tuple[list[str], list[str]]:
    """Send what waits: (subjects sent, reasons of failures). `files` draws a report as files by name."""
    done, failed = [], []
    with database.read() as connection:
        site, now = read_site(connection), database.now(connection)
        waiting: Sequence[Any] = connection.execute(_WAITING).all()
        settings = site_settings(site.settings)
        name = connection.execute(select(table(Site).c.name, table(Site).c.code)).one()
    for row in waiting:
        if row.tries and row.sent_at and now < row.sent_at + timedelta(minutes=2**row.tries):
            continue
        if not database.run(lambda c, row=row: _take(c, row, now)):  # type: ignore[misc]
            continue  # somebody else sends it
        with database.read() as connection:
            report = report_of(connection, site, row.payload["shift"], row.payload["day"])
        subject = f"{name.name or name.code} · {row.payload['shift']} · {row.payload['day']}"
        made = files(report, site, language)
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
                for file, data in made.items():
                    (folder / file).write_bytes(data)
            if settings.report_print:
                database.run(lambda c, row=row, subject=subject: _print(c, row.id, subject, now))  # type: ignore[misc]
            if settings.report_to.split():
                send(Letter(str(row.id), settings.report_to.split(), subject, subject, made))
        except (MailFailed, OSError) as error:
            failed.append(str(error))
            gone = row.tries + 1 >= TRIES
            _end(database, row.id, "dead" if gone else "waiting", str(error))
        else:
            done.append(subject)
            _end(database, row.id, "sent", "")
    return done, failed


def _print(connection: Connection, key: uuid.UUID, subject: str, now: datetime) -> None:
    """Ask for the paper, once."""
    job = table(PrintJob)
    known = connection.execute(select(job.c.id).where(job.c.ref_id == key).limit(1)).first()
    if known is None:
        values = {"id": new_key(), "kind": "shift_report", "ref_id": key, "code": subject, "at": now}
        connection.execute(insert(job).values(values))


def _take(connection: Connection, row: Any, now: datetime) -> bool:
    """Take a letter for sending; False where somebody was faster."""
    taken = connection.execute(
        update(_outbox).where(_outbox.c.id == row.id, _outbox.c.status == "waiting", _outbox.c.tries == row.tries)
        .values(tries=row.tries + 1, sent_at=now)
    )  # fmt: skip
    return bool(taken.rowcount)


def _end(database: Database, key: uuid.UUID, status: str, error: str) -> None:
    database.run(
        lambda c: c.execute(update(_outbox).where(_outbox.c.id == key).values(status=status, error=error[:300]))
    )
