"""The words in which revisions are written: columns, constraints and indexes by name, alike on both databases."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from warehouse_app.database.types import Json, Key, UtcTime


def _column(kind: Any) -> Any:
    def make(name: str, default: Any = None, *, null: bool = False) -> sa.Column[Any]:
        return sa.Column(name, kind, server_default=default, nullable=null)

    return make


key, time, json = _column(Key()), _column(UtcTime()), _column(Json)
text, number, long, flag = (_column(t) for t in (sa.String(), sa.Integer(), sa.BigInteger(), sa.Boolean()))


def primary(*columns: str, name: str) -> Any:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(name))


def unique(*columns: str, name: str) -> Any:
    return sa.UniqueConstraint(*columns, name=op.f(name))


def foreign(column: str, target: str, *, name: str) -> Any:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name))


def check(rule: str, *, name: str) -> Any:
    return sa.CheckConstraint(rule, name=op.f(name))


def index(name: str, table: str, *columns: str, where: str = "") -> None:
    part = sa.text(where) if where else None
    op.create_index(op.f(name), table, list(columns), postgresql_where=part, sqlite_where=part)
