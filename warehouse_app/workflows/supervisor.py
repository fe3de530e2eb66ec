"""What only a supervisor may let pass: by the supervisor's badge, or by CMD-YES where the supervisor packs."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from sqlalchemy import bindparam, select

from warehouse_app.database.models import User, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.login import OFFICE_ROLES
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Turn

_user = table(User)
_BADGE = select(_user.c.id, _user.c.roles, _user.c.pin_salt).where(
    _user.c.badge == bindparam("badge"), _user.c.active
)  # fmt: skip


def by_supervisor(then: Callable[[Turn, uuid.UUID | None], Said], only: Sentence) -> tuple[Handler, Handler]:
    """What a badge does and what CMD-YES does: `then` with the supervisor's id; others are told `only`."""

    def checked(turn: Turn, user_id: uuid.UUID | None, roles: frozenset[str]) -> Said:
        if not OFFICE_ROLES & roles:
            raise Refused("not_allowed", only)
        return then(turn, user_id)

    def badge(turn: Turn, thing: Thing) -> Said:
        row = turn.connection.execute(_BADGE, {"badge": thing.text}).first()
        if row is not None and row.pin_salt and OFFICE_ROLES & set(row.roles.split()):
            raise Refused("not_allowed", say("This badge needs its PIN: log out, and let the supervisor log in."))
        return checked(turn, row.id if row else None, frozenset(row.roles.split()) if row else frozenset())

    return badge, lambda turn, _: checked(turn, turn.user_id, turn.roles)
