"""What only a supervisor may let pass: by badge (and PIN) beside the worker, or by CMD-YES of a supervisor."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import User, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.login import OFFICE_ROLES
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Turn

_user = table(User)
_BADGE = select(_user.c.id, _user.c.name, _user.c.roles, _user.c.pin_salt).where(
    _user.c.badge == bindparam("badge"), _user.c.active
)  # fmt: skip


def shown_badge(turn: Turn, badge: str, only: Sentence) -> Any:
    """The supervisor (id, name, roles) whose badge is shown beside the worker; with the PIN, where there is one."""
    row = turn.connection.execute(_BADGE, {"badge": badge}).first()
    if row is None or not OFFICE_ROLES & set(row.roles.split()):
        raise Refused("not_allowed", only)
    if row.pin_salt and turn.proved != row.id:
        raise Refused("pin_needed", say("{name}: enter your PIN now.", name=row.name))
    return row


def by_supervisor(then: Callable[[Turn, uuid.UUID | None], Said], only: Sentence) -> tuple[Handler, Handler]:
    """What a badge does and what CMD-YES does: `then` with the supervisor's id; others are told `only`."""

    def yes(turn: Turn, thing: Thing) -> Said:
        if not OFFICE_ROLES & turn.roles:
            raise Refused("not_allowed", only)
        return then(turn, turn.user_id)

    return lambda turn, thing: then(turn, shown_badge(turn, thing.text, only).id), yes
