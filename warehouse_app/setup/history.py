"""Who changed what in the set-up, and when: kept with the import or the edit that did it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from warehouse_app.database.models import Action, User, table
from warehouse_app.setup.kinds import SETUP
from warehouse_app.setup.rows import Cells, Wanted
from warehouse_app.site import SiteFacts

MOST_ROWS = 500
"""Files of more rows are noted as a whole: their file is their history."""
_action, _user = table(Action), table(User)
_LATEST = 2_000  # actions looked through


@dataclass(frozen=True)
class Change:
    """One column of one row: `was` '' of a new row, `now` '' of one taken out. `who` is '' for a command."""

    at: datetime
    who: str
    kind: str
    key: str
    column: str
    was: str
    now: str


def before(connection: Connection, site: SiteFacts, kind: str, first_keys: Iterable[str]) -> list[Cells]:
    """The rows that an import of rows with these first keys may change; of a kind kept whole, all of them."""
    known = SETUP[kind]
    keys = frozenset(first_keys)
    by_key = known.whole is None or known.key[0] in known.whole
    return known.rows(connection, site, Wanted(among=keys if by_key and "" not in keys else None))


def note(connection: Connection, action_id: uuid.UUID, kind: str, was: list[Cells], now: list[Cells],
         secrets: Sequence[str] = ()) -> None:  # fmt: skip
    """Keep with an action how rows differ now; `secrets` are the keys of people whose PIN was given."""
    changes = [*_differences(kind, was, now), *([key, "pin", "", "●"] for key in secrets)]
    if not changes:
        return
    detail = connection.scalar(select(_action.c.detail).where(_action.c.id == action_id)) or {}
    connection.execute(
        update(_action).where(_action.c.id == action_id).values(detail={**detail, "changes": changes[:MOST_ROWS]})
    )


def history(connection: Connection, kind: str, limit: int = 200) -> list[Change]:
    """The latest changes of a kind (`settings` too), the newest first."""
    rows = connection.execute(
        select(_action.c.detail, _action.c.at, _user.c.name)
        .select_from(_action.outerjoin(_user, _user.c.id == _action.c.user_id))
        .order_by(_action.c.id.desc()).limit(_LATEST)
    )  # fmt: skip
    found: list[Change] = []
    for row in rows:
        detail: Any = row.detail
        if detail.get("kind") != kind:
            continue
        found += [Change(row.at, row.name or "", kind, *map(str, one)) for one in detail.get("changes", [])]
        if len(found) >= limit:
            break
    return found[:limit]


def _differences(kind: str, was: list[Cells], now: list[Cells]) -> list[list[str]]:
    before, after = _by_key(kind, was), _by_key(kind, now)
    changes = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, {}), after.get(key, {})
        if not old or not new:
            changes.append([_name(key), "", _told(old), _told(new)])
            continue
        changes += [
            [_name(key), column, old.get(column, ""), new.get(column, "")]
            for column in dict.fromkeys((*old, *new)) if old.get(column, "") != new.get(column, "")
        ]  # fmt: skip
    return changes


def _by_key(kind: str, rows: list[Cells]) -> dict[str, Cells]:
    return {json.dumps([row.get(c, "") for c in SETUP[kind].key]): row for row in rows}


def _name(key: str) -> str:
    return " ".join(filter(None, json.loads(key)))


def _told(cells: Cells) -> str:
    return ", ".join(f"{name}={value}" for name, value in cells.items() if value not in ("", "no", "0"))
