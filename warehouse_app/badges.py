"""Badges: codes nobody guesses, and another one for whoever lost theirs."""

from __future__ import annotations

import secrets
import uuid

from sqlalchemy import Connection, insert, select, update

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Action, Code, PrintJob, Station, User, table
from warehouse_app.database.types import new_key
from warehouse_app.setup import history
from warehouse_app.site import read_site

_user, _code = table(User), table(Code)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another one
_LENGTH = 16


def new_badge() -> str:
    """A badge code with 80 bits of chance in it."""
    return "USR-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def renew_badge(database: Database, badge: str, user_id: uuid.UUID | None = None) -> str:
    """Give a person another badge; the old one, and every copy of it, opens nothing any more.

    KeyError where nobody has this badge. `user_id` is who asked for it.
    """

    def work(connection: Connection) -> str:
        user = connection.execute(select(_user).where(_user.c.badge == badge)).one_or_none()
        if user is None:
            raise KeyError(badge)
        fresh, key, now = new_badge(), new_key(), database.now(connection)
        site = read_site(connection)
        was = history.before(connection, site, "users", [badge])
        connection.execute(update(_user).where(_user.c.id == user.id).values(badge=fresh))
        connection.execute(update(_code).where(_code.c.kind == "badge", _code.c.ref_id == user.id).values(text=fresh))
        detail = {"kind": "users"}
        connection.execute(insert(table(Action)).values(id=key, kind="badge", detail=detail, at=now, user_id=user_id))
        history.note(connection, key, "users", was, history.before(connection, site, "users", [fresh]))
        return fresh

    return database.run(work)


def print_badge(database: Database, badge: str, station: str = "") -> None:
    """Ask for a badge to be printed at a station ('' = any). KeyError where nobody has it."""

    def work(connection: Connection) -> None:
        user = connection.execute(select(_user.c.id, _user.c.name).where(_user.c.badge == badge)).one_or_none()
        if user is None:
            raise KeyError(badge)
        at = connection.scalar(select(table(Station).c.id).where(table(Station).c.name == station))
        job = {"id": new_key(), "kind": "code_label", "ref_id": user.id, "code": user.name, "station_id": at,
               "at": database.now(connection)}  # fmt: skip
        connection.execute(insert(table(PrintJob)).values(job))

    database.run(work)
