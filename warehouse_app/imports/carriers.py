"""Import of carriers: their names and the hour of their cut-off, where no profile says more. All rows or none."""

from __future__ import annotations

from sqlalchemy import select, update

from warehouse_app.database.models import Carrier, table
from warehouse_app.database.seed import add_carrier
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import clock, own_code, short_text

_carrier = table(Carrier)
CARRIER_COLUMNS = (
    Column("carrier", own_code, required=True),
    Column("name", short_text),
    Column("cut_off", clock),
)


def take_carriers(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New carriers, and changes of known ones; a cell that is empty leaves what is known as it is."""
    outcome = Outcome()
    seen: set[str] = set()
    for row in rows:
        if row.values["carrier"] in seen:
            row.wrong("carrier", say("stands twice in the file, with different values"))
        seen.add(row.values["carrier"])
    if outcome.bad(rows):
        return outcome
    known = {row.code: row for row in ctx.connection.execute(select(_carrier))}
    for row in rows:
        given = {name: row.values[name] for name in ("name", "cut_off") if row.values[name]}
        old = known.get(row.values["carrier"])
        if old is None:
            key = add_carrier(ctx.connection, row.values["carrier"], row.values["name"])
            outcome.taken += 1
        else:
            key = old.id
            given = {name: value for name, value in given.items() if getattr(old, name) != value}
            outcome.changed += bool(given)
            outcome.unchanged += not given
        if given:
            ctx.connection.execute(update(_carrier).where(_carrier.c.id == key).values(given))
    return outcome
