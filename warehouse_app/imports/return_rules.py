"""Import of the rules of returns: the whole file takes the place of the rules in force, as a new version."""

from __future__ import annotations

from sqlalchemy import select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Location, table
from warehouse_app.domain.grading import Row
from warehouse_app.domain.grading_rules import BadRules
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed, RowError
from warehouse_app.imports.values import code, short_text, text
from warehouse_app.return_rules import rules_in_force, save_rules

_location = table(Location)
RETURN_RULE_COLUMNS = (
    Column("part", text, required=True),
    Column("name", text),
    Column("category", short_text),
    Column("when", short_text),
    Column("value", text),
    Column("destination", code),
    Column("ko", short_text),
    Column("en", short_text),
)


def take_return_rules(ctx: Context, rows: list[Parsed]) -> Outcome:
    """All rows or none; refused, with what is missing named, where some answers would have no outcome."""
    outcome = Outcome()
    wanted = {row.values["destination"] for row in rows} - {""}
    found = set(ctx.connection.scalars(
        select(_location.c.code).where(NO_PARCEL, _location.c.code.in_(sorted(wanted)), _location.c.kind != "outside")
    ))  # fmt: skip
    for row in rows:
        if row.values["destination"] and row.values["destination"] not in found:
            row.wrong("destination", say("{code} is no known location", code=row.values["destination"]))
    if outcome.bad(rows):
        return outcome
    before, _ = rules_in_force(ctx.connection)
    try:
        after = save_rules(ctx.connection, [Row(**row.values) for row in rows], ctx.now, ctx.user_id)
    except BadRules as bad:
        lines = {at: row.line for at, row in enumerate(rows, 1)}
        outcome.errors += [RowError(lines.get(f.row, rows[0].line), f.column, f.sentence) for f in bad.faults]
        return outcome
    if after == before:
        outcome.unchanged = len(rows)
    else:
        outcome.taken = len(rows)
    return outcome
