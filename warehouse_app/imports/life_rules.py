"""Import of remaining-life rules: how long goods must still keep for a client's channel. All rows or none."""

from __future__ import annotations

import uuid

from sqlalchemy import insert, select, update

from warehouse_app.database.models import LifeRule, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import Wrong, code, short_text, whole

_rule = table(LifeRule)


def _days(value: str) -> int:
    found = whole(value)
    if not 0 <= found <= 3650:
        raise Wrong(say("must be from 0 to {most}", most=3650))
    return found


LIFE_RULE_COLUMNS = (Column("client", code), Column("channel", short_text), Column("days", _days, required=True))


def take_life_rules(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New rules, and changes of known ones (key: client and channel; an empty channel is any)."""
    outcome = Outcome()
    known = {(r.client_id, r.channel): r for r in ctx.connection.execute(select(_rule))}
    seen: dict[tuple[uuid.UUID, str], int] = {}
    for row in rows:
        v = row.values
        key = (ctx.client_id(v["client"]), v["channel"])
        if key in seen:
            if seen[key] != v["days"]:
                row.wrong("days", say("stands twice in the file, with different values"))
            continue
        seen[key] = v["days"]
    if outcome.bad(rows):
        return outcome
    for (client_id, channel), days in seen.items():
        old = known.get((client_id, channel))
        if old is None:
            values = {"id": new_key(), "client_id": client_id, "channel": channel, "days": days}
            ctx.connection.execute(insert(_rule).values(values))
            outcome.taken += 1
        elif old.days != days:
            ctx.connection.execute(update(_rule).where(_rule.c.id == old.id).values(days=days))
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    return outcome
