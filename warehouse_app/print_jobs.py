"""Print jobs: rows written with the facts they print, given to the print queue after the commit, one at a time.

`PrintJobs` keeps the jobs for the queue of `printing`. A job is leased while it is printed: if the program dies, it
is given out again when the lease has run out, unless it was on its way to a printer: then nobody knows whether it came
out, and it is asked about (unsure). Pages list jobs, answer that, try failed ones again, and ask for reprints.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, case, func, insert, literal_column, or_, select, update

from warehouse_app.database.engine import Conflict, Database
from warehouse_app.database.models import Action, PrintJob, Site, Station, table
from warehouse_app.database.types import UtcTime, new_key
from warehouse_app.domain.papers import Paper
from warehouse_app.domain.print_job import Contents, Job
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.journal import data_folder
from warehouse_app.reports.papers import paper, paper_size

LEASE = timedelta(seconds=90)
_LATEST = 1000  # jobs that a page may look through

_job, _station, _site = table(PrintJob), table(Station), table(Site)
_waits = _job.c.status == literal_column("'requested'")  # as the partial index has it
_free = or_(_job.c.leased_at.is_(None), _job.c.leased_at <= bindparam("stale", type_=UtcTime))
_here = _job.c.station_id.in_(select(_station.c.id).where(_station.c.name == bindparam("station")))
_NEXT = (
    select(_job.c.id, _job.c.kind, _job.c.code, _job.c.copy, _job.c.tries, _job.c.printer)
    .where(_waits, _free)
    .order_by(_job.c.id)
    .limit(1)
)
_LEASE = (
    update(_job)
    .where(_job.c.id == bindparam("key"), _waits, _free)
    .values(leased_at=bindparam("now", type_=UtcTime))
)  # fmt: skip
_JOB = select(_job.c.kind, _job.c.ref_id, _job.c.code, _job.c.copy, _job.c.status).where(_job.c.id == bindparam("key"))
_DONE = (  # a label scanned back before we say so is verified already, an undone one void
    update(_job)
    .where(_job.c.id == bindparam("key"))
    .values(
        status=case((or_(_waits, _job.c.status == "unsure"), "sent"), else_=_job.c.status), printer=bindparam("by"),
        error="", leased_at=None, sent_at=bindparam("now", type_=UtcTime),
    )
)  # fmt: skip
_FAILED = (
    update(_job)
    .where(_job.c.id == bindparam("key"), _waits)
    .values(
        status=bindparam("new_status"), error=bindparam("why"), tries=_job.c.tries + 1,
        leased_at=bindparam("until", type_=UtcTime), printer="",
    )
)  # fmt: skip
# On its way to a printer: it waits still, but with a printer's name.
_SENDING = (
    update(_job)
    .where(_job.c.id == bindparam("key"), _waits)
    .values(printer=bindparam("by"), leased_at=bindparam("now", type_=UtcTime))
)
_UNSURE = (
    update(_job)
    .where(_job.c.id == bindparam("key"), _waits)
    .values(status="unsure", error=bindparam("why"), leased_at=None)
)
_PRINTED = update(_job).where(_job.c.id == bindparam("key"), _job.c.status == "sent").values(status="printed")
_GIVEN_UP = (
    update(_job)
    .where(_job.c.id == bindparam("key"), _job.c.status == "sent")
    .values(status="failed", error=bindparam("why"))
)
_FREE_ALL = update(_job).where(_waits, _job.c.leased_at.is_not(None)).values(leased_at=None)
_DROP = update(_job).where(_job.c.id == bindparam("key"), _waits).values(status="void", leased_at=None)


ASK = say("The program stopped while this was printed. Did it come out?")


class CannotPrint(Exception):
    """The paper cannot be printed again; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class PrintJobRow:
    """A job as pages show it, times in the site's zone. `status`: requested, sent (a printer has it), printed (as the
    printer says), unsure (it may have come out), failed, verified (its label was scanned back), void."""

    id: uuid.UUID
    kind: str
    code: str
    status: str
    reason: str
    copy: int
    tries: int
    error: Sentence | None
    printer: str
    station: str
    at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class PrintState:
    """How printing goes: jobs that wait, how many of the latest need somebody (failed, or unsure whether they came
    out), and why the oldest that was tried in vain waits."""

    waiting: int
    failed: int
    trouble: Sentence | None = None


class PrintJobs:
    """Gives jobs to the print queue and writes down what became of them; `language` is that of the papers.

    With the name of a `station`, only what that station asked for; labels printed ahead belong to none. `alone` says
    that no other program prints these.
    """

    def __init__(self, database: Database, language: str = "ko", station: str = "", *, alone: bool = False) -> None:
        self._database = database
        self.language = language
        self._station, self._mine = station, alone
        self._next = _NEXT.where(_here) if station else _NEXT
        self._claiming = self._next.with_for_update(skip_locked=True)

    def take_over(self) -> None:
        """The queue of this station begins: whatever it had claimed before, it died with."""
        if self._mine:
            free = _FREE_ALL.where(_here) if self._station else _FREE_ALL
            self._database.run(lambda c: c.execute(free, {"station": self._station} if self._station else {}))

    def claim(self) -> Job | None:
        """Lease the job that has waited longest and may be tried now; None if there is none."""
        with self._database.read() as connection:  # looking takes no lock that a scan would wait for
            now = self._database.now(connection)
            if connection.execute(self._next, self._wanted(now)).first() is None:
                return None
        return self._database.run(self._claim)

    def read(self, job: Job) -> Contents | None:
        """The facts it prints, as they are now; None if it is void or its number is no longer the parcel's."""
        with self._database.read() as connection:
            row = connection.execute(_JOB, {"key": job.key}).one()
            if row.status != "requested":
                return None
            made = _current(connection, row, row.copy)
            if made is None:
                return None
            size = paper_size(made, connection.execute(select(_site.c.settings)).scalar_one())
        return Contents(made, size, self.language)

    def sending(self, job: Job, printer: str) -> bool:
        """It goes to a printer now; False if it is void."""
        return self._database.run(
            lambda c: c.execute(_SENDING, {"key": job.key, "by": printer, "now": self._database.now(c)}).rowcount == 1
        )

    def printed_out(self, job: Job) -> None:
        """The printer says that it has come out."""
        self._database.run(lambda c: c.execute(_PRINTED, {"key": job.key}))

    def unsure(self, job: Job, why: Sentence) -> None:
        """It may have come out or not."""
        self._database.run(lambda c: c.execute(_UNSURE, {"key": job.key, "why": _stored(why)}))

    def done(self, job: Job, printer: str, output: str) -> None:
        """A printer has taken it, and calls it `output`."""
        self._database.run(
            lambda c: c.execute(_DONE, {"key": job.key, "by": f"{printer}/{output}", "now": self._database.now(c)})
        )

    def failed(self, job: Job, why: Sentence, retry_after: float | None) -> None:
        """It was not printed: again after so many seconds, or never if None."""

        def write(connection: Connection) -> None:
            until = None
            if retry_after is not None:  # as if leased so that the lease ends then
                until = self._database.now(connection) - LEASE + timedelta(seconds=retry_after)
            status = "failed" if retry_after is None else "requested"
            connection.execute(_FAILED, {"key": job.key, "new_status": status, "why": _stored(why), "until": until})
            if retry_after is None:
                connection.execute(_GIVEN_UP, {"key": job.key, "why": _stored(why)})

        self._database.run(write)

    def dropped(self, job: Job) -> None:
        """There is nothing to print: it waits no longer."""
        self._database.run(lambda c: c.execute(_DROP, {"key": job.key}))

    def _claim(self, connection: Connection) -> Job | None:
        now = self._database.now(connection)
        while True:
            row = connection.execute(self._claiming, self._wanted(now)).first()
            if row is None:
                return None
            if not row.printer:
                break
            connection.execute(_UNSURE, {"key": row.id, "why": _stored(ASK)})  # it was on its way, and nobody knows
        if connection.execute(_LEASE, {"key": row.id, "now": now, "stale": now - LEASE}).rowcount != 1:
            raise Conflict("another queue was faster")
        name = f"{row.kind}-{row.code}" + (f"-copy{row.copy}" if row.copy else "")
        return Job(row.id, name, row.tries)

    def _wanted(self, now: datetime) -> dict[str, Any]:
        return {"stale": now - LEASE, **({"station": self._station} if self._station else {})}


def _stored(why: Sentence) -> str:
    return json.dumps(why.to_json(), ensure_ascii=False)


def _current(connection: Connection, job: Any, copy: int) -> Paper | None:
    """The paper as it is now; None if it is void or its number is no longer the parcel's."""
    made = paper(connection, job.kind, job.ref_id, copy)
    return made if getattr(made, "tracking_no", job.code) == job.code else None


def print_folder(database: Database) -> Path:
    """Where papers go while no printer is set up: a folder beside the local database, else in the user's data."""
    return data_folder(database) / "printed"


def stations(database: Database) -> set[str]:
    """The names of all stations."""
    with database.read() as connection:
        return set(connection.scalars(select(_station.c.name)))


def print_jobs(connection: Connection, status: str = "", limit: int = 200) -> list[PrintJobRow]:
    """The latest jobs, newest first; `status` asks for those alone, among the latest thousand."""
    latest = select(_job).order_by(_job.c.id.desc()).limit(_LATEST if status else limit).subquery()
    statement = (
        select(latest, _station.c.name.label("station"))
        .select_from(latest.outerjoin(_station, _station.c.id == latest.c.station_id))
        .order_by(latest.c.id.desc())
        .limit(limit)
    )
    if status:
        statement = statement.where(latest.c.status == status)
    zone = ZoneInfo(connection.execute(select(_site.c.time_zone)).scalar_one())
    return [
        PrintJobRow(
            row.id, row.kind, row.code, row.status, row.reason, row.copy, row.tries,
            Sentence.from_json(json.loads(row.error)) if row.error else None, row.printer, row.station or "",
            row.at.astimezone(zone), row.sent_at.astimezone(zone) if row.sent_at else None,
        )
        for row in connection.execute(statement)
    ]  # fmt: skip


def print_state(connection: Connection) -> PrintState:
    """How many jobs wait (at most 1000 are counted), how many of the latest hundred need somebody, and what the
    trouble is. Three statements."""
    waiting = select(_job.c.id).where(_waits).limit(_LATEST).subquery()
    latest = select(_job.c.status).order_by(_job.c.id.desc()).limit(100).subquery()
    trouble = connection.scalar(select(_job.c.error).where(_waits, _job.c.error != "").order_by(_job.c.id).limit(1))
    return PrintState(
        connection.scalar(select(func.count()).select_from(waiting)) or 0,
        connection.scalar(select(func.count()).select_from(latest).where(latest.c.status.in_(["failed", "unsure"])))
        or 0,
        Sentence.from_json(json.loads(trouble)) if trouble else None,
    )


def reprint(database: Database, job_id: uuid.UUID, reason: str, user_id: uuid.UUID | None = None) -> uuid.UUID:
    """Ask for another copy of a paper, with a reason; returns the new job's id. Raises CannotPrint, Unavailable."""

    def write(connection: Connection) -> uuid.UUID:
        old = connection.execute(select(_job).where(_job.c.id == job_id)).one_or_none()
        if old is None or old.status == "void" or _current(connection, old, old.copy) is None:
            raise CannotPrint(say("This paper is void and cannot be printed again."))
        if not reason.strip():
            raise CannotPrint(say("Say why it is printed again."))
        same = (_job.c.ref_id == old.ref_id, _job.c.kind == old.kind)
        copy = (connection.scalar(select(func.max(_job.c.copy)).where(*same)) or 0) + 1
        key, now = new_key(), database.now(connection)
        connection.execute(
            insert(_job).values(
                id=key, kind=old.kind, ref_id=old.ref_id, code=old.code, status="requested", reason=reason.strip(),
                copy=copy, station_id=old.station_id, at=now,
            )
        )  # fmt: skip
        detail = {"job": str(key), "kind": old.kind, "code": old.code, "copy": copy, "reason": reason.strip()}
        connection.execute(
            insert(table(Action)).values(id=new_key(), kind="reprint", detail=detail, at=now, user_id=user_id)
        )
        return key

    return database.run(write)


def try_again(database: Database, job_id: uuid.UUID) -> bool:
    """Let a failed job wait again; False if it has not failed. Raises Unavailable."""
    again = (
        update(_job)
        .where(_job.c.id == job_id, _job.c.status == "failed")
        .values(status="requested", tries=0, error="", printer="", leased_at=None)
    )
    return database.run(lambda c: c.execute(again).rowcount == 1)


def came_out(database: Database, job_id: uuid.UUID, *, yes: bool, user_id: uuid.UUID | None = None) -> bool:
    """Answer whether a job came out that nobody knew of: it is printed, or waits again. False if that is not asked.

    Raises Unavailable.
    """
    changes = {"status": "printed", "error": ""} if yes else {"status": "requested", "tries": 0, "error": "",
                                                              "printer": "", "leased_at": None}  # fmt: skip
    answer = update(_job).where(_job.c.id == job_id, _job.c.status == "unsure").values(changes)

    def write(connection: Connection) -> bool:
        if connection.execute(answer).rowcount != 1:
            return False
        detail = {"job": str(job_id), "came_out": yes}
        values = {"id": new_key(), "kind": "came_out", "detail": detail, "at": database.now(connection),
                  "user_id": user_id}  # fmt: skip
        connection.execute(insert(table(Action)).values(values))
        return True

    return database.run(write)
