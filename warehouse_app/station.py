"""The station: one input in, one transaction, one screen out.

`Station.handle` is everything a scanner can do to the warehouse. The first statement of its transaction locks the
station's row; the workflow loads its facts and says the step; the step's handler refuses or records facts; the journal
row is written once and last. Whatever crashes, the same input id sent again finds its journal row, or nothing at all.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from warehouse_app import login
from warehouse_app.database.engine import Conflict, Database, NotPermitted, Unavailable, retrying
from warehouse_app.database.models import Journal, User, table
from warehouse_app.database.models import Station as StationRow
from warehouse_app.database.types import UtcTime, new_key
from warehouse_app.domain.hangul import hangul_hint
from warehouse_app.domain.screen import Input, Reply, Result, Screen
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.journal import audit_key, data_folder, row_hash
from warehouse_app.reading import ask_again, remembered, thing_of
from warehouse_app.recorder import Recorder
from warehouse_app.resolve import Thing
from warehouse_app.site import register_station
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.undo import undo_last
from warehouse_app.workflows.claims import park
from warehouse_app.workflows.registry import WORKFLOWS

_station, _journal, _user = table(StationRow), table(Journal), table(User)
PIN = "PIN"
"""What the journal keeps of a PIN."""
_before, _stored = _journal.alias("last"), _journal.alias("stored")


class Station:
    """One working place and the job it does. Used from one thread only; `close` it there too."""

    def __init__(self, database: Database, name: str, workflow: str) -> None:
        self.database = database
        self.name = name
        self.workflow = WORKFLOWS[workflow]
        self._key = audit_key(data_folder(database))
        self._open_connection: Connection | None = None
        self._last: Screen | None = None
        self._id, self._site = database.run(lambda connection: register_station(connection, name))
        self._lock = _locking(database.now_column())

    def open(self, badge: str | None = None, pin: str | None = None) -> Reply:
        """Log in (if a badge is given) and show where the job stands. Raises login.LoginRefused, Unavailable."""

        def attempt() -> Screen:
            connection = self._connection()
            with connection.begin():
                turn, head = self._begin(connection, Input(str(new_key())))
                if badge is not None:
                    user = login.identify(connection, self._site, badge, pin, turn.now, self.name)
                    if user.id != turn.user_id:
                        self._log_in(turn, head, user)
                return self._screen(turn, head.before if badge is None else None)

        try:
            self._last = self._retrying(attempt)
        except login.LoginRefused as refused:
            login.count_failure(self.database, refused, self.name)
            raise
        return Reply(None, self._last)

    def handle(self, given: Input) -> Reply:
        """Handle one input. Never raises for what a worker or the environment does."""

        def attempt(late: Refused | None = None) -> Reply:
            try:
                connection = self._connection()
                with connection.begin():
                    turn, head = self._begin(connection, given)
                    if head.stored is not None:
                        return Reply(_replayed(head.stored, given), self._screen(turn, head.before))
                    return self._answer(turn, head, given, late)
            except Refused as refused:  # facts were written: rolled back, journalled in a second transaction
                return attempt(refused)

        try:
            reply = self._retrying(attempt)
        except Unavailable:
            sentence = say("Not saved. Scan again.")
            screen = self._last or Screen(self.workflow.NAME, "unavailable", sentence)
            return Reply(Result(False, "not_saved", sentence, given.scan or ""), screen)
        except NotPermitted as refused:
            screen = self._last or Screen(self.workflow.NAME, "unavailable", refused.sentence)
            return Reply(Result(False, "not_allowed", refused.sentence, given.scan or ""), screen)
        self._last = reply.screen
        return reply

    def look(self) -> Screen | None:
        """The screen as it is now, or the last one where that cannot be found out. Writes nothing."""

        def attempt() -> Screen | None:
            with (connection := self._connection()).begin() as transaction:
                turn, head = self._begin(connection, Input(str(new_key()), ""))
                screen = self._last if self._step(turn).automatic else self._screen(turn, head.before)
                transaction.rollback()
                return screen

        with suppress(Unavailable, NotPermitted):
            self._last = self._retrying(attempt)
        return self._last

    def close(self) -> None:
        """Give the connection back."""
        if self._open_connection is not None:
            self._open_connection.close()
            self._open_connection = None

    # -- one turn --------------------------------------------------------------------------------------------------

    def _answer(self, turn: Turn, head: Any, given: Input, late: Refused | None) -> Reply:
        step = self._step(turn)
        if step.automatic is not None:  # something from outside made it due: it is no fact of this input
            step = self._run_automatic(turn)
            turn.recorder.facts.clear()
        asked = step.name
        thing = Thing("", given.scan or "")
        answer: Said | Refused
        undoes: uuid.UUID | None = None
        try:
            if late is not None:
                raise late
            if _is_pin(step, head.before, given):
                given, pin = replace(given, scan=PIN), given.scan or ""  # no journal and no screen shows it
                thing = self._proved(turn, head.before.raw, pin)
            else:
                thing = thing_of(turn, step, given, head.before)
            if thing.text == "CMD-UNDO":
                undoes = undo_last(turn, head.login_seq)
                held = turn.connection.execute(_HELD, {"station": self._id}).one()
                turn.tote_id, turn.hands = held.tote_id, held.hand
                answer = Said(say("Taken back."))
            elif thing.text == "CMD-LOGOUT" and turn.user_id:
                answer = self._log_out(turn)
            elif thing.text == "CMD-HELP":
                answer = Said(say("Here is what you can scan now."))
            elif asked == "login":
                answer = self._scan_badge(turn, thing)
            else:
                answer = self._accept(turn, step, thing)
            result = Result(True, "ok", answer.sentence, given.scan or "", thing.kind, detail=answer.detail)
            if thing.text != "CMD-HELP":
                step = self._run_automatic(turn)
        except Refused as refused:
            if turn.recorder.facts:
                raise
            result, answer = _refusal(refused, given, thing), refused
        kept = remembered(answer)
        self._write_journal(turn, head, given, result, kept, asked, getattr(answer, "ref_id", None), undoes)
        ask_again(step, turn, kept)
        return Reply(result, step.screen(self.workflow.NAME))

    def _proved(self, turn: Turn, badge: str, pin: str) -> Thing:
        """The badge that was scanned before, now with its PIN."""
        try:
            turn.proved = login.prove(turn.connection, badge, pin, turn.now, self.name).id
        except login.LoginRefused as refused:
            raise Refused("not_allowed", refused.sentence) from None
        return Thing("badge", badge)

    def _accept(self, turn: Turn, step: Step, thing: Thing) -> Said:
        """Hand the thing to the step's handler for its kind."""
        handlers = step.commands if thing.kind == "command" else step.accepts
        handler = handlers.get(thing.text if thing.kind == "command" else thing.kind)
        if handler is None:
            if thing.kind == "unknown":
                raise Refused(
                    "unknown_code",
                    say("{code} is not known here.", code=thing.text[:60]),
                    hangul_hint(thing.text) or step.ask,
                )
            raise Refused("wrong_kind", _not_now(thing), step.ask)
        return handler(turn, thing)

    def _step(self, turn: Turn) -> Step:
        if turn.user_id is None:
            return login.step(say("Scan your badge to begin."))
        if not turn.roles & (self.workflow.ROLES | {"supervisor", "administrator"}):
            return login.step(say("Your badge may not do this job. Another badge, please."))
        return self.workflow.next_step(turn)

    def _run_automatic(self, turn: Turn) -> Step:
        """What needs nobody happens at once, until a step asks somebody."""
        for _ in range(8):
            step = self._step(turn)
            if step.automatic is None:
                return step
            step.automatic(turn)
        raise RuntimeError(f"{self.workflow.NAME} never stops at a step: {step.name}")

    def _screen(self, turn: Turn, before: Any) -> Screen:
        step = self._run_automatic(turn)
        ask_again(step, turn, before.result if before is not None and before.workflow == self.workflow.NAME else {})
        return step.screen(self.workflow.NAME)

    # -- people ----------------------------------------------------------------------------------------------------

    def _scan_badge(self, turn: Turn, thing: Thing) -> Said:
        if thing.kind != "badge":
            code = "not_allowed" if turn.user_id else "wrong_kind"
            raise Refused(code, say("First a badge that may do this job."))
        try:
            user = login.identify(turn.connection, self._site, thing.text, None, turn.now)
        except login.LoginRefused as refused:
            raise Refused("not_allowed", refused.sentence) from None
        self._set_user(turn, user)
        return Said(say("Hello {name}.", name=user.name))

    def _log_in(self, turn: Turn, head: Any, user: Any) -> None:
        self._set_user(turn, user)
        said = Said(say("Hello {name}.", name=user.name))
        result = Result(True, "ok", said.sentence, user.badge, "badge")
        given = Input(str(new_key()), user.badge)
        self._write_journal(turn, head, given, result, remembered(said), "login", None, None)

    def _set_user(self, turn: Turn, user: Any) -> None:
        turn.user_id, turn.roles = user.id, frozenset(user.roles.split())
        turn.recorder.cause = {**turn.recorder.cause, "user_id": user.id}
        values = {"user_id": user.id, "login_seq": turn.seq, "heard_at": turn.now}
        turn.connection.execute(_USER, {"station": self._id, **values})

    def _log_out(self, turn: Turn) -> Said:
        park(turn)
        values = {"user_id": None, "login_seq": turn.seq, "heard_at": turn.now}
        turn.connection.execute(_USER, {"station": self._id, **values})
        turn.recorder.facts.clear()  # a parked job is taken up by scanning it, not by undo
        turn.user_id, turn.roles = None, frozenset()
        return Said(say("Logged out. The job waits for whoever scans it."))

    # -- the transaction's first and last statements ---------------------------------------------------------------

    def _begin(self, connection: Connection, given: Input) -> tuple[Turn, Any]:
        row = connection.execute(self._lock, {"station": self._id, "input": uuid.UUID(given.id)}).one()
        now = self.database.clock() if self.database.clock else row.now
        journal_id = new_key()
        cause = {"journal_id": journal_id, "user_id": row.user_id, "station_id": self._id}
        recorder = Recorder(connection, now, self._site.outside_ids, cause)
        turn = Turn(
            connection, recorder, self._site, now, self._id, self.name, row.seq + 1, row.user_id,
            frozenset((row.roles or "").split()), row.tote_id, self.workflow.NAME, row.hand,
        )  # fmt: skip
        return turn, _Head(row)

    def _write_journal(
        self,
        turn: Turn,
        head: Any,
        given: Input,
        result: Result,
        kept: dict[str, Any],
        step: str,
        ref_id: uuid.UUID | None,
        undoes: uuid.UUID | None,
    ) -> None:
        row = {
            "id": turn.recorder.cause["journal_id"], "input_id": uuid.UUID(given.id), "station_id": self._id,
            "seq": turn.seq, "at": turn.now, "user_id": turn.user_id, "workflow": self.workflow.NAME, "step": step,
            "raw": _content(given), "kind": result.kind, "ok": result.ok, "code": result.code, "result": kept,
            "facts": turn.recorder.facts, "ref_id": ref_id, "undoes": undoes,
            "key_id": self._key.id,
        }  # fmt: skip
        row["hash"] = row_hash(self._key, head.hash, row)
        turn.connection.execute(_WRITE, row)
        turn.connection.execute(
            _HEARD,
            {"station": self._id, "seq": turn.seq, "hash": row["hash"], "last": row["id"], "heard_at": turn.now},
        )

    def _connection(self) -> Connection:
        if self._open_connection is None or self._open_connection.invalidated:
            self.close()
            self._open_connection = self.database.connect()
        return self._open_connection

    def _retrying(self, attempt: Any) -> Any:
        """Run attempts; a broken connection or a lost race on the journal row is begun again."""

        def guarded() -> Any:
            try:
                return attempt()
            except IntegrityError as error:
                raise Conflict(str(error.orig)) from error  # the same input came twice at once, or lost a race
            except DBAPIError:
                with suppress(DBAPIError):
                    self.close()
                self._open_connection = None
                raise

        return retrying(guarded)


class _Head:
    """What the locking statement brought of the station: its chain, the row before, and any stored result."""

    def __init__(self, row: Any) -> None:
        self.hash, self.login_seq = row.hash, row.login_seq
        self.before = _Row(row, "last_") if row.last_raw is not None else None
        self.stored = _Row(row, "stored_") if row.stored_raw is not None else None


class _Row:
    def __init__(self, row: Any, prefix: str) -> None:
        self.raw, self.result, self.code = (getattr(row, prefix + c) for c in ("raw", "result", "code"))
        self.ok, self.kind = getattr(row, prefix + "ok"), getattr(row, prefix + "kind")
        self.workflow = getattr(row, prefix + "workflow")


def _locking(now: Any) -> Any:
    brought = ("raw", "result", "code", "ok", "kind", "workflow")
    columns = [
        *(_before.c[c].label(f"last_{c}") for c in brought),
        *(_stored.c[c].label(f"stored_{c}") for c in brought),
    ]
    return (
        select(_station, now, _user.c.roles, *columns)
        .select_from(
            _station.outerjoin(_user, (_user.c.id == _station.c.user_id) & _user.c.active)
            .outerjoin(_before, _before.c.id == _station.c.last_journal_id)
            .outerjoin(_stored, _stored.c.input_id == bindparam("input"))
        )
        .where(_station.c.id == bindparam("station"))
        .with_for_update(of=_station)
    )


_HELD = select(_station.c.tote_id, _station.c.hand).where(_station.c.id == bindparam("station"))
_WRITE = insert(_journal)
_HEARD = (
    update(_station)
    .where(_station.c.id == bindparam("station"))
    .values(
        seq=bindparam("seq"), hash=bindparam("hash"), last_journal_id=bindparam("last"), heard_at=bindparam("heard_at")
    )
)
_USER = (
    update(_station)
    .where(_station.c.id == bindparam("station"))
    .values(
        user_id=bindparam("user_id"), login_seq=bindparam("login_seq"),
        heard_at=bindparam("heard_at", type_=UtcTime),
    )
)  # fmt: skip


def _is_pin(step: Step, before: Any, given: Input) -> bool:
    """Whether an input is the PIN that the last answer asked for."""
    text = given.scan or ""
    asked = before is not None and before.code == "pin_needed" and "badge" in step.accepts
    return asked and 6 <= len(text) <= 12 and text.isascii() and text.isdigit()


def _content(given: Input) -> str:
    if given.scan is None:
        return f"weight_g={given.weight_g}"
    # What PostgreSQL's text cannot hold: NUL, and halves of a surrogate pair.
    return given.scan.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _replayed(stored: _Row, given: Input) -> Result:
    if stored.raw not in (_content(given), PIN):
        return Result(False, "id_reused", say("This input's number was used for another scan."), given.scan or "")
    sentence, detail = stored.result["say"], stored.result.get("detail")
    return Result(
        stored.ok, stored.code, Sentence.from_json(sentence), given.scan or "", stored.kind, True,
        Sentence.from_json(detail) if detail else None,
    )  # fmt: skip


def _refusal(refused: Refused, given: Input, thing: Thing) -> Result:
    kind = "" if thing.kind == "unknown" else thing.kind
    return Result(False, refused.code, refused.sentence, given.scan or "", kind, detail=refused.detail)


_KIND_NAMES = {
    "item": say("a product"), "box": say("a box"), "insert": say("an insert"), "location": say("a location"),
    "tote": say("a tote"), "cart": say("a cart"), "order": say("an order"), "parcel": say("a parcel"),
    "tracking_no": say("a shipping label"), "badge": say("a badge"), "command": say("a command"),
    "choice": say("a choice"), "quantity": say("a quantity"), "carrier": say("a carrier"), "weight": say("a weight"),
}  # fmt: skip


def _not_now(thing: Thing) -> Sentence:
    if thing.kind == "command":
        return say("{code} does nothing here.", code=thing.text)
    name = _KIND_NAMES.get(thing.kind)
    if name is None:
        return say("{code} is not what is asked for now.", code=thing.label)
    return say("{code} is {kind}. That is not asked for now.", code=thing.label, kind=name)
