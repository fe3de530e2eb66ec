"""The transactions of one import."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Action, SetAside, table
from warehouse_app.database.types import new_key
from warehouse_app.imports.aside import waiting
from warehouse_app.imports.changes import take_changes
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Parsed
from warehouse_app.imports.orders import take_orders
from warehouse_app.imports.returns import take_returns
from warehouse_app.setup import history
from warehouse_app.setup.kinds import SETUP
from warehouse_app.setup.rows import Cells
from warehouse_app.site import read_site

_ORDERS_AT_ONCE = 400
_CHANGED_AT_ONCE = 25  # orders whose rows are locked together
Progress = Callable[[int, int], None]
Groups = Mapping[tuple[str, str, str], list[Parsed]]
_MARK = uuid.UUID("0190c7a4-6a00-7000-8000-000000000001")  # name space of the ids of whole files of changes
_aside, _action = table(SetAside), table(Action)


@dataclass(frozen=True)
class Settings:
    """What an import was asked to do. `client` and `channel` count where the file names none."""

    kind: str
    format: str
    client: str = ""
    channel: str = ""
    file: str = ""
    dry_run: bool = False
    strict: bool = False
    user_id: uuid.UUID | None = None


class _Undone(Exception):
    """Leaves the transaction without saving."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass
class Job:
    """Takes parsed rows; `done` is what came of it, `saved` whether any of it is in the database."""

    database: Database
    settings: Settings
    progress: Progress | None
    done: Outcome = field(default_factory=Outcome)
    saved: bool = False

    def master(self, take: Callable[[Context, list[Parsed]], Outcome], rows: list[Parsed]) -> None:
        """All rows or none."""
        bad = [e for row in rows for e in row.errors]

        def work(connection: Connection) -> Outcome:
            context, good = self._context(connection), _fresh(row for row in rows if not row.errors)
            is_noted = self.settings.kind in SETUP and len(rows) <= history.MOST_ROWS and not bad
            was = self._rows(context, good) if is_noted else []
            outcome = take(context, good)
            outcome.errors += bad
            self._leave(outcome, all_or_none=True)
            if is_noted:
                pins = [row.values["badge"] for row in good if row.values.get("pin")]
                now = self._rows(context, good)
                history.note(connection, context.action_id, self.settings.kind, was, now, pins)
            return outcome

        self._run(work)
        self._tell(len(rows), len(rows))

    def _rows(self, context: Context, rows: list[Parsed]) -> list[Cells]:
        """The rows of the set-up that these ones mean, as they are now."""
        kind = self.settings.kind
        keys = {str(row.values[SETUP[kind].key[0]]) for row in rows}
        return history.before(context.connection, context.site, kind, keys)

    def orders(self, groups: Groups) -> None:
        """Each order whole or set aside, some hundred in a transaction; with `strict` all or none in one."""
        self._in_parts(groups, _ORDERS_AT_ONCE, take_orders)

    def changes(self, groups: Groups, file_hash: str = "") -> None:
        """The changes of each order whole or set aside. Of a file that was made before (`file_hash`) only what is
        set aside is tried again: a hold that was released since does not come back."""
        mark = uuid.uuid5(_MARK, file_hash) if file_hash else None
        with self.database.read() as connection:
            if mark and connection.scalar(select(_action.c.id).where(_action.c.id == mark)) is not None:
                mark = None
                left = {(a.client, a.channel, a.order_no) for a in waiting(connection, "changes")}
                self.done.unchanged += sum(len(rows) for key, rows in groups.items() if key not in left)
                groups = {key: rows for key, rows in groups.items() if key in left}
        self._in_parts(groups, _CHANGED_AT_ONCE, take_changes, mark)

    def returns(self, groups: Groups) -> None:
        """Each return whole or set aside; with `strict` all or none in one."""
        self._in_parts(groups, _ORDERS_AT_ONCE, take_returns)

    def _in_parts(
        self, groups: Groups, at_once: int, take: Callable[[Context, Any], Outcome], mark: uuid.UUID | None = None
    ) -> None:
        keys = list(groups)
        size = max(len(keys), 1) if self.settings.strict else at_once
        for at in range(0, len(keys), size):
            part = keys[at : at + size]
            action_id = mark if at + size >= len(keys) else None  # the last part says that the file is through

            def work(connection: Connection, part: Any = part, action_id: uuid.UUID | None = action_id) -> Outcome:
                ctx = self._context(connection, action_id)
                outcome = take(ctx, {key: _fresh(groups[key]) for key in part})
                self._leave(outcome, all_or_none=self.settings.strict)
                return outcome

            self._run(work)
            self._tell(min(at + size, len(keys)), len(keys))

    def _run(self, work: Callable[[Connection], Outcome]) -> None:
        try:
            outcome = self.database.run(work)
            self.saved = True
        except _Undone as undone:
            outcome = undone.outcome
        for name in ("taken", "changed", "unchanged", "set_aside", "errors", "new_orders"):
            setattr(self.done, name, getattr(self.done, name) + getattr(outcome, name))

    def _leave(self, outcome: Outcome, *, all_or_none: bool) -> None:
        """Save nothing of a dry run, nor of all-or-none rows where one is wrong."""
        if all_or_none and outcome.errors:
            raise _Undone(Outcome(errors=outcome.errors))
        if self.settings.dry_run:
            raise _Undone(outcome)

    def _context(self, connection: Connection, action_id: uuid.UUID | None = None) -> Context:
        given = self.settings
        now, action_id = self.database.now(connection), action_id or new_key()
        detail = {"kind": given.kind, "file": given.file, "format": given.format}
        connection.execute(
            insert(_action).values(id=action_id, kind="import", detail=detail, at=now, user_id=given.user_id)
        )
        asides = connection.scalar(select(_aside.c.id).where(_aside.c.resolved_at.is_(None)).limit(1))
        return Context(
            connection, read_site(connection), now, action_id, given.user_id, given.client, given.channel,
            given.format, given.file, asides is not None,
        )  # fmt: skip

    def _tell(self, done: int, total: int) -> None:
        if self.progress:
            self.progress(done, total)


def _fresh(rows: Iterable[Parsed]) -> list[Parsed]:
    """Copies to note errors in: a transaction may be run again."""
    return [replace(row, errors=list(row.errors)) for row in rows]
