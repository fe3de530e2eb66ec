"""Import of shifts (교대조): the file says all of them."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from warehouse_app.database.models import Shift, table
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import clock, code, short_text

_shift = table(Shift)


SHIFT_COLUMNS = (
    Column("shift", code, required=True),
    Column("begins", clock, required=True),
    Column("ends", clock, required=True),
    Column("aliases", short_text),
)


def take_shifts(ctx: Context, rows: list[Parsed]) -> Outcome:
    """All rows or none."""
    outcome = Outcome()
    names: set[str] = set()
    for row in rows:
        name = row.values["shift"].casefold()
        if name in names or name == "all":
            row.wrong("shift", say("stands twice in the file, with different values"))
        names.add(name)
    if outcome.bad(rows):
        return outcome
    wanted = [
        {"name": r.values["shift"], "begins": r.values["begins"], "ends": r.values["ends"],
         "aliases": " ".join(r.values["aliases"].replace(",", " ").split())}
        for r in rows
    ]  # fmt: skip
    found = ctx.connection.execute(select(*(_shift.c[n] for n in ("name", "begins", "ends", "aliases"))))
    if sorted(map(tuple, found)) == sorted(tuple(row.values()) for row in wanted):
        outcome.unchanged = len(rows)
        return outcome
    ctx.connection.execute(delete(_shift))
    ctx.connection.execute(insert(_shift), wanted)
    outcome.taken = len(rows)
    return outcome
