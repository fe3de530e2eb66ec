"""The rules of returns as they are kept: versions, the one in force, and saving another."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Action, ReturnRules, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.default_grading import DEFAULT_ROWS
from warehouse_app.domain.grading import Row, RuleSet
from warehouse_app.domain.grading_rules import parse

_rules = table(ReturnRules)
_LATEST = select(func.coalesce(func.max(_rules.c.version), 0))
_ROWS = select(_rules.c.rows).where(_rules.c.version == bindparam("version"))


def rules_in_force(connection: Connection) -> tuple[int, RuleSet]:
    """The version that new units are graded with, and its rules. 0 is the program's own. One statement."""
    version = int(connection.scalar(_LATEST) or 0)
    return version, rules_of(connection, version)


def rules_of(connection: Connection, version: int) -> RuleSet:
    """The rules of a version; units keep the version they were graded with. A version never changes: read once."""
    if not version:
        return _default()
    known: dict[int, RuleSet] = connection.info.setdefault("return_rules", {})
    if version not in known:
        known[version] = parse(rows_of(connection, version))
    return known[version]


def rows_of(connection: Connection, version: int) -> Sequence[Row]:
    """The rows of a version. KeyError for one that does not exist."""
    if not version:
        return DEFAULT_ROWS
    stored: Any = connection.scalar(_ROWS, {"version": version})
    if stored is None:
        raise KeyError(version)
    return [Row(*row) for row in stored]


def save_rules(connection: Connection, rows: Iterable[Row], now: datetime, user_id: uuid.UUID | None = None) -> int:
    """Put rules in force as a new version; the version they have. The same rules again make none.

    Raises grading_rules.BadRules where they leave answers without a grade, or grades without a disposition.
    """
    kept = [Row(*(cell.strip() for cell in row)) for row in rows]
    parse(kept)
    version = int(connection.scalar(_LATEST) or 0)
    if list(rows_of(connection, version)) == kept:
        return version
    row = {"id": new_key(), "version": version + 1, "rows": [list(row) for row in kept], "at": now, "user_id": user_id}
    try:
        connection.execute(insert(_rules), row)
    except IntegrityError as error:  # somebody else saved a version meanwhile
        raise Conflict("return rules") from error
    detail = {"version": version + 1, "rows": len(kept)}
    connection.execute(
        insert(table(Action)).values(id=new_key(), kind="return_rules", detail=detail, at=now, user_id=user_id)
    )
    return version + 1


def versions(connection: Connection) -> list[Any]:
    """Every version saved: version, at, user_id; the newest first."""
    columns = (_rules.c.version, _rules.c.at, _rules.c.user_id)
    return list(connection.execute(select(*columns).order_by(_rules.c.version.desc())))


@cache
def _default() -> RuleSet:
    return parse(DEFAULT_ROWS)
