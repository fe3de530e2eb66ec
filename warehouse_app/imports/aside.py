"""What an import could not take (미매칭): kept whole with its reasons until it is mended or can be taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from warehouse_app.database.models import SetAside, table
from warehouse_app.database.types import new_key
from warehouse_app.imports.context import Context
from warehouse_app.imports.fields import Parsed, RowError
from warehouse_app.imports.reading import Row

_aside = table(SetAside)


def set_aside(
    ctx: Context, kind: str, client: str, channel: str, no: str, rows: Sequence[Parsed], wrong: Sequence[RowError]
) -> None:
    """Keep the rows of one order for later; the same rows again are kept once.

    `client` is what the file or the command says, '' if neither: who has the products may be known later.
    """
    reasons = [{"line": e.line, "column": e.column, "reason": e.reason.to_json()} for e in wrong]
    key = fingerprint(ctx, kind, client, channel, no, rows)
    known = ctx.connection.execute(select(_aside.c.id).where(_aside.c.fingerprint == key)).first()
    if known is not None:
        ctx.connection.execute(update(_aside).where(_aside.c.id == known.id).values(reasons=reasons, resolved_at=None))
        return
    if kind == "orders":  # what a file said of the order before is out of date
        _resolve(
            ctx, _aside.c.kind == kind, _aside.c.format == ctx.format, _aside.c.client == client,
            _aside.c.channel == channel, _aside.c.order_no == no,
        )  # fmt: skip
    cells = [{"line": row.line, "cells": dict(row.raw), "gone": row.gone} for row in rows]
    ctx.connection.execute(
        insert(_aside).values(
            id=new_key(), kind=kind, format=ctx.format, client=client, channel=channel, order_no=no, rows=cells,
            reasons=reasons, file=ctx.file, fingerprint=key, at=ctx.now,
        )
    )  # fmt: skip
    ctx.has_asides = True


def resolve_order(ctx: Context, client: str, channel: str, no: str) -> None:
    """An order was taken: earlier rows of it that were set aside are settled."""
    if ctx.has_asides:
        _resolve(
            ctx, _aside.c.kind == "orders", _aside.c.client.in_([client, ""]), _aside.c.channel == channel,
            _aside.c.order_no == no,
        )  # fmt: skip


def resolve_rows(ctx: Context, kind: str, client: str, channel: str, no: str, rows: Sequence[Parsed]) -> None:
    """These very rows were taken."""
    if ctx.has_asides:
        _resolve(ctx, _aside.c.fingerprint == fingerprint(ctx, kind, client, channel, no, rows))


def _resolve(ctx: Context, *conditions: Any) -> None:
    ctx.connection.execute(
        update(_aside).where(*conditions, _aside.c.resolved_at.is_(None)).values(resolved_at=ctx.now)
    )


def fingerprint(ctx: Context, kind: str, client: str, channel: str, no: str, rows: Sequence[Parsed]) -> str:
    """Of the rows' content, wherever in a file they stand."""
    content = json.dumps([kind, ctx.format, client, channel, no, [dict(row.raw) for row in rows]], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def waiting(connection: Connection, kind: str | None = None) -> Iterator[Any]:
    """What is set aside and not yet settled, oldest first."""
    statement = select(_aside).where(_aside.c.resolved_at.is_(None)).order_by(_aside.c.id)
    yield from connection.execute(statement if kind is None else statement.where(_aside.c.kind == kind))


def rows_of(aside: Any) -> list[tuple[Row, str]]:
    """The rows kept, as read from their file, and why each is gone ('' if it is not)."""
    return [(Row(r["line"], r["cells"]), r.get("gone", "")) for r in aside.rows]
