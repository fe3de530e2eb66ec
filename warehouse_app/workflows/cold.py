"""Cold goods at the bench (냉장·냉동): how long they are out of the cold, and coolant for the box they are in.

The clock runs while the parcel is open at a bench; put aside it stands still, for its tote goes back into the cold.
Over the site's limit the label waits until a supervisor has looked at the goods.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.coolants import COLD, coolant_of
from warehouse_app.database.models import Parcel, ParcelLine, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.settings import site_settings
from warehouse_app.step import Said, Turn

RULE = "coolant"  # of parcel lines
_pline = table(ParcelLine)
_COOLANT = select(_pline).where(_pline.c.parcel_id == bindparam("parcel"), _pline.c.kind == "material")


def minutes_out(turn: Turn, head: Any) -> int:
    """Whole minutes that a cold parcel's goods have been out of the cold so far."""
    running = (turn.now - head.warm_since).total_seconds() if head.warm_since is not None else 0
    return int((head.warm_s + max(running, 0)) // 60)


def limit(turn: Turn, head: Any) -> int:
    """How many minutes they may be; 0 is without a limit."""
    settings = site_settings(turn.site.settings)
    return {"chilled": settings.chilled_minutes, "frozen": settings.frozen_minutes}.get(head.temperature, 0)


def is_due(turn: Turn, head: Any) -> bool:
    """Whether the goods were out too long, and no supervisor has looked at them."""
    most = limit(turn, head)
    return bool(most) and head.warm_ok is None and minutes_out(turn, head) > most


def facts(turn: Turn, head: Any) -> tuple[tuple[Sentence, str], ...]:
    """What the screen shows of it."""
    if head.temperature not in COLD:
        return ()
    out, most = minutes_out(turn, head), limit(turn, head)
    return ((say("Out of the cold"), f"{out} / {most} min" if most else f"{out} min"),)


def sentence(turn: Turn, head: Any) -> Sentence:
    """What is to be done where they were out too long."""
    return say("Out of the cold for {n} minutes: a supervisor checks the goods", n=minutes_out(turn, head))


def allow(turn: Turn, head: Any, user_id: uuid.UUID | None) -> Said:
    """The supervisor has found the goods cold enough."""
    turn.recorder.set(Parcel, head.id, warm_ok=(None, user_id))
    return Said(say("The goods are cold enough."), ref_id=head.order_id)


def clock(turn: Turn, row: Any, *, runs: bool) -> dict[str, Any]:
    """Columns of a cold parcel whose clock starts or stops now."""
    if row.temperature not in COLD or runs == (row.warm_since is not None):
        return {}
    if runs:
        return {"warm_since": (None, turn.now)}
    out = int((turn.now - row.warm_since).total_seconds())
    return {"warm_since": (row.warm_since, None), "warm_s": (row.warm_s, row.warm_s + max(out, 0))}


def fit(turn: Turn, head: Any, box_id: uuid.UUID) -> bool:
    """Another box was taken: the coolant is that of this box; whether more is to be put in. What lies in it stays."""
    if head.temperature not in COLD:
        return False
    wanted = {
        row.product_id: row for row in coolant_of(
            turn.connection, turn.site, turn.now, head.client_id, head.temperature, head.hours, box_id
        )
    }  # fmt: skip
    lines = turn.connection.execute(_COOLANT, {"parcel": head.id}).all()
    changes: dict[uuid.UUID, dict[str, int]] = {}
    for line in lines:
        if line.rule == RULE and not line.skip_reason:
            row = wanted.pop(line.product_id, None)
            less = max(row.quantity if row else 0, line.verified) - line.quantity
            if less:
                changes[line.id] = {"quantity": less}
    if changes:
        turn.recorder.count(ParcelLine, changes)
    after = max((line.line_no for line in lines), default=0) + 1000  # behind all others
    new = [line_of(row, head.id, after + at) for at, row in enumerate(wanted.values())]
    if new:
        turn.recorder.add(ParcelLine, new)
    return bool(new) or any(change["quantity"] > 0 for change in changes.values())


def line_of(row: Any, parcel_id: uuid.UUID, line_no: int) -> dict[str, Any]:
    """The parcel line of a line of the coolant table."""
    return {
        "parcel_id": parcel_id, "line_no": line_no, "order_line_id": None, "product_id": row.product_id,
        "kind": "material", "quantity": row.quantity, "reason": [], "rule": RULE, "outcome": "", "how": row.how,
        "text": "", "picture": "", "per_unit": 0,
    }  # fmt: skip
