"""The coolant tables (보냉재) of clients: read for a parcel, replaced by an import."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from warehouse_app.database.models import CoolantRule, table
from warehouse_app.domain.coolant import CoolantRow, coolant_for
from warehouse_app.site import SiteFacts

COLD = ("chilled", "frozen")
_rule = table(CoolantRule)
_ROWS = (
    select(*(_rule.c[name] for name in CoolantRow._fields))
    .where(_rule.c.client_id == bindparam("client"))
    .order_by(_rule.c.id)
)


def coolant_of(
    connection: Connection, site: SiteFacts, now: datetime, client_id: uuid.UUID, temperature: str, hours: int,
    box_id: uuid.UUID | None,
) -> list[CoolantRow]:  # fmt: skip
    """What goes into a cold parcel that is `hours` on its way, in this box; nothing into others."""
    if temperature not in COLD:
        return []
    rows = [CoolantRow(*row) for row in connection.execute(_ROWS, {"client": client_id})]
    return coolant_for(rows, temperature, now.astimezone(site.zone).month, hours, box_id)


def table_of(connection: Connection, client_id: uuid.UUID) -> list[CoolantRow]:
    """The table of a client."""
    return [CoolantRow(*row) for row in connection.execute(_ROWS, {"client": client_id})]


def replace_table(connection: Connection, client_id: uuid.UUID, rows: Sequence[CoolantRow]) -> None:
    """Put a client's table in force instead of the one before."""
    connection.execute(delete(_rule).where(_rule.c.client_id == client_id))
    if rows:
        connection.execute(insert(_rule), [{"client_id": client_id, **row._asdict()} for row in rows])
