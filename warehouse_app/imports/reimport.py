"""A known order that a file says otherwise than before: the differences are changes like any other."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from warehouse_app.changes import Change, ChangeRefused, apply_change
from warehouse_app.database.models import Order, OrderLine, table
from warehouse_app.domain.sentences import say
from warehouse_app.imports.aside import set_aside
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Parsed, RowError
from warehouse_app.imports.order_content import Draft
from warehouse_app.imports.order_format import ASKED, CANCELLED, SHIPPED

_order, _line = table(Order), table(OrderLine)


def change_order(ctx: Context, outcome: Outcome, old: Any, draft: Draft, rows: Sequence[Parsed], named: str) -> bool:
    """Make what differs from the file before; set aside (False) where that comes too late.

    Only what the file changed is touched: an address or quantity changed by other means in between stays.
    """
    if old.fingerprint == draft.fingerprint:
        outcome.unchanged += 1
        return True
    said, _, told = old.fingerprint.partition("!")
    before = [*said.split("."), "", "", ""]
    person, details, lines = (a != b for a, b in zip(before, draft.fingerprint.split("."), strict=False))
    changes = [Change("release")] if told == "hold" else []
    if lines:
        changes += _quantities(ctx, old.id, draft)
    if person:
        changes.append(Change("address", address={k: v for k, v in draft.person.items() if k != "id"}))
    if details:
        given = {name: draft.given[name] for name in ("not_before", "service", "tags", "bundle")}
        given |= {name: draft.given[name] for name in ("ordered_at", "ship_by") if draft.given[name]}
        changes.append(Change("details", details={**given, "carrier_id": draft.head["carrier_id"]}))
    try:
        with ctx.connection.begin_nested():
            if told == "cancel":
                raise ChangeRefused(say("Order {order} is cancelled.", order=old.order_no))
            made = [apply_change(ctx.connection, ctx.site, old.id, c, ctx.now, ctx.user_id) for c in changes]
            _remember(ctx, old.id, draft, lines=lines)
    except ChangeRefused as refused:
        error = RowError(rows[0].line, "order_no", refused.sentence)
        outcome.errors.append(error)
        outcome.set_aside += 1
        set_aside(ctx, "orders", named, old.channel, old.order_no, rows, [error])
        return False
    outcome.changed += any(made)
    outcome.unchanged += not any(made)
    return True


def _quantities(ctx: Context, order_id: uuid.UUID, draft: Draft) -> list[Change]:
    """Changes of the units that the file before said (order_line.sources) to those it says now."""
    said = {
        row.product_id: sum(source.get("units", 0) for source in row.sources)
        for row in ctx.connection.execute(select(_line).where(_line.c.order_id == order_id))
        if row.sources
    }
    now = {product_id: x["ordered"] for product_id, x in draft.lines.items()}
    differ = [p for p in {**said, **now} if now.get(p, 0) != said.get(p, 0)]
    differ.sort(key=lambda p: now.get(p, 0) < said.get(p, 0))  # an order that wants nothing for a moment is cancelled
    return [Change("quantity", p, now.get(p, 0)) for p in differ]


def _remember(ctx: Context, order_id: uuid.UUID, draft: Draft, *, lines: bool) -> None:
    ctx.connection.execute(update(_order).where(_order.c.id == order_id).values(fingerprint=draft.fingerprint))
    if not lines:
        return
    for row in ctx.connection.execute(select(_line.c.id, _line.c.product_id).where(_line.c.order_id == order_id)).all():
        new = draft.lines.get(row.product_id, {"sources": []})
        values = {name: new[name] for name in ("sources", "unit_price") if name in new}
        ctx.connection.execute(update(_line).where(_line.c.id == row.id).values(**values))


def withdraw_order(ctx: Context, outcome: Outcome, old: Any, rows: Sequence[Parsed]) -> None:
    """Every row of a known order is gone: cancelled at the marketplace, or its buyer asks for that (it is held).

    Told once: if a supervisor lets the order go on, the same file again does not stop it.
    """
    why = {row.gone for row in rows}
    action = "cancel" if why == {CANCELLED} else "hold" if ASKED in why and SHIPPED not in why else ""
    head, _, told = old.fingerprint.partition("!")
    if not action or told == action:
        outcome.unchanged += 1
        return
    try:
        with ctx.connection.begin_nested():
            made = apply_change(ctx.connection, ctx.site, old.id, Change(action), ctx.now, ctx.user_id)
            ctx.connection.execute(update(_order).where(_order.c.id == old.id).values(fingerprint=f"{head}!{action}"))
    except ChangeRefused as refused:
        outcome.errors.append(RowError(rows[0].line, "", refused.sentence))
        return
    outcome.changed += made
    outcome.unchanged += not made
