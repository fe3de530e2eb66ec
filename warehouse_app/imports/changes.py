"""Import of changes of known orders; the changes of one order are made together, or set aside together."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from warehouse_app.changes import ACTIONS, ADDRESS, Change, ChangeRefused, apply_change
from warehouse_app.database.models import Order, table
from warehouse_app.domain.sentences import say
from warehouse_app.imports.aside import resolve_rows, set_aside
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed, RowError
from warehouse_app.imports.values import code, one_of, short_text, text, units_or_none, unquoted

CHANGE_COLUMNS = (
    Column("order_no", code, required=True),
    Column("action", one_of("", *ACTIONS), required=True),
    Column("client", code),
    Column("channel", short_text),
    Column("sku", code),
    Column("quantity", units_or_none),
    Column("recipient", text),
    Column("phone", unquoted),
    Column("postcode", unquoted),
    Column("address1", text),
    Column("address2", text),
)
_order = table(Order)
Groups = Mapping[tuple[str, str, str], Sequence[Parsed]]  # (client named or '', channel named or '', number) → rows


def take_changes(ctx: Context, groups: Groups) -> Outcome:
    """Cancel, hold, release, address and quantity of known orders; counted in rows."""
    outcome = Outcome()
    for (client, channel, no), rows in groups.items():
        wrong = [e for row in rows for e in row.errors]
        at = rows[0]
        if not wrong:
            try:
                with ctx.connection.begin_nested():
                    order = _find(ctx, client, channel, no)
                    made = 0
                    for at in rows:
                        made += apply_change(
                            ctx.connection, ctx.site, order.id, _change(ctx, order, at.values), ctx.now, ctx.user_id
                        )
                resolve_rows(ctx, "changes", client, channel, no, rows)
                outcome.changed += made
                outcome.unchanged += len(rows) - made
                continue
            except ChangeRefused as refused:
                wrong = [RowError(at.line, "order_no", refused.sentence)]
        outcome.errors += wrong
        outcome.set_aside += len(rows)
        set_aside(ctx, "changes", client, channel, no, rows, wrong)
    return outcome


def _find(ctx: Context, client: str, channel: str, no: str) -> Any:
    conditions = [_order.c.order_no == no]
    if client:
        known = ctx.find_client(client)
        conditions.append(_order.c.client_id == (known.id if known is not None else uuid.UUID(int=0)))
    if channel:
        conditions.append(_order.c.channel == channel)
    found = ctx.connection.execute(select(_order.c.id, _order.c.client_id).where(*conditions).limit(2)).all()
    if not found:
        raise ChangeRefused(say("There is no order {order}.", order=no))
    if len(found) > 1:
        raise ChangeRefused(say("Several orders have the number {order}: name client and channel.", order=no))
    return found[0]


def _change(ctx: Context, order: Any, v: Mapping[str, Any]) -> Change:
    """The change that a row means. To cancel one product is to want none of it."""
    if v["action"] == "quantity" or (v["action"] == "cancel" and v["sku"]):
        product = ctx.products({order.client_id}, {v["sku"]}).get((order.client_id, v["sku"]))
        if product is None:
            raise ChangeRefused(say("{sku} is no product of this client", sku=v["sku"] or "–"))
        return Change("quantity", product.id, v["quantity"] if v["action"] == "quantity" else 0)
    address = {name: v[name] for name in ADDRESS if v[name]}
    if v["address1"]:
        address["address2"] = v["address2"]  # the rest of the old address does not belong to the new one
    if v["action"] == "address" and not address:
        raise ChangeRefused(say("The row names no new address."))
    return Change(v["action"], address=address)
