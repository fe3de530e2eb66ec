"""Who saw or took away personal data: kept without repeating it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Action, User, table
from warehouse_app.database.types import new_key

_action, _user = table(Action), table(User)
_LATEST = 20_000  # actions looked through


@dataclass(frozen=True)
class Seen:
    """Somebody saw (or a file holds) the data of `people` persons; `who` is '' for a command."""

    at: datetime
    who: str
    what: str
    people: int


def note_seen(database: Database, what: str, people: int, user_id: uuid.UUID | None = None) -> None:
    """Write down that personal data was shown or exported: search, recall, upload, label, blackout."""
    if not people:
        return

    def work(connection: Connection) -> None:
        values = {"id": new_key(), "kind": "personal", "detail": {"what": what, "people": people},
                  "at": database.now(connection), "user_id": user_id}  # fmt: skip
        connection.execute(insert(_action).values(values))

    database.run(work)


def seen(connection: Connection, limit: int = 500) -> list[Seen]:
    """The latest entries, the newest first."""
    rows = connection.execute(
        select(_action.c.kind, _action.c.detail, _action.c.at, _user.c.name)
        .select_from(_action.outerjoin(_user, _user.c.id == _action.c.user_id))
        .order_by(_action.c.id.desc()).limit(_LATEST)
    )  # fmt: skip
    found = [Seen(r.at, r.name or "", r.detail["what"], r.detail["people"]) for r in rows if r.kind == "personal"]
    return found[:limit]
