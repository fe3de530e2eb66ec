"""Import of clients (화주): how each brand wants its orders handled. New ones, and changes of known ones."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from warehouse_app.database.models import Client, table
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import code, flag, short_text, whole

_client = table(Client)

CLIENT_COLUMNS = (
    Column("client", code, required=True),
    Column("name", short_text),
    Column("carrier", code),
    Column("ships_in_parts", flag),
    Column("labels_before_picking", flag),
    Column("quantity_entry_from", whole),
    Column("retention_days", whole),
    Column("handwritten_notes", flag),
    Column("note_symbol", short_text),
    Column("note_foot", short_text),
)
_PLAIN = ("name", "ships_in_parts", "labels_before_picking", "quantity_entry_from", "retention_days",
          "handwritten_notes", "note_symbol", "note_foot")  # fmt: skip


def take_clients(ctx: Context, rows: list[Parsed]) -> Outcome:
    """All rows or none. A cell that is empty leaves what is known as it is."""
    outcome = Outcome()
    seen: set[str] = set()
    for row in rows:
        if row.values["client"] in seen:
            row.wrong("client", say("stands twice in the file, with different values"))
        seen.add(row.values["client"])
    if outcome.bad(rows):
        return outcome
    for row in rows:
        is_new = ctx.find_client(row.values["client"]) is None
        client_id = ctx.client_id(row.values["client"])
        known: Any = ctx.connection.execute(select(_client).where(_client.c.id == client_id)).one()
        wanted: dict[str, Any] = {
            name: row.values[name] for name in _PLAIN
            if row.raw.get(name, "").strip() and row.values[name] not in (None, "")
        }  # fmt: skip
        if row.values["carrier"]:
            wanted["carrier_id"] = ctx.carrier(row.values["carrier"], known).id
        changed = {name: value for name, value in wanted.items() if getattr(known, name) != value}
        if changed:
            ctx.connection.execute(update(_client).where(_client.c.id == client_id).values(changed))
        if is_new:
            outcome.taken += 1
        elif changed:
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    return outcome
