"""Who works at a station: badges, PINs, and the step that asks for a badge."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import LoginFailure, User, table
from warehouse_app.database.types import UtcTime, new_key
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.pins import is_right
from warehouse_app.site import SiteFacts
from warehouse_app.step import Step

_user = table(User)
OFFICE_ROLES = {"supervisor", "administrator"}


FAILURES = 5
"""So many wrong PINs of one person, or at one station, within LOCKED lock that person or station."""
LOCKED = timedelta(minutes=15)
_failure = table(LoginFailure)
_BY_BADGE = select(_user.c.id, _user.c.badge, _user.c.name, _user.c.roles, _user.c.pin_salt).where(
    _user.c.badge == bindparam("badge"), _user.c.active
)
_OF_PERSON = select(func.count()).where(_failure.c.user_id == bindparam("user"),
                                        _failure.c.at > bindparam("since", type_=UtcTime))  # fmt: skip
_OF_STATION = select(func.count()).where(_failure.c.station == bindparam("station"), _failure.c.station != "",
                                         _failure.c.at > bindparam("since", type_=UtcTime))  # fmt: skip


class LoginRefused(Exception):
    """The badge or PIN does not open this station. `failed` is whose PIN was wrong: to be counted (count_failure)."""

    def __init__(self, sentence: Sentence, *, needs_pin: bool = False, failed: uuid.UUID | None = None) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence
        self.needs_pin = needs_pin
        self.failed = failed


def identify(
    connection: Connection, site: SiteFacts, badge: str, pin: str | None, now: datetime, station: str = ""
) -> Any:
    """The user of a badge. A PIN is asked of office roles that have one, and of all where the site demands it.

    Raises LoginRefused; what it says of `failed` is counted in a transaction of its own, for this one is rolled back.
    """
    user = connection.execute(_BY_BADGE, {"badge": badge.strip()}).one_or_none()
    if user is None:
        raise LoginRefused(say("This badge is not known."))
    asked = bool(user.pin_salt) and (bool(OFFICE_ROLES & set(user.roles.split())) or pin is not None)
    if asked or site.settings.get("pins_required"):
        if not pin:
            raise LoginRefused(say("This badge needs its PIN."), needs_pin=True)
        if _is_locked(connection, user.id, station, now):
            raise LoginRefused(
                say("Too many wrong PINs. Try again in {n} minutes.", n=int(LOCKED.total_seconds() // 60)),
                needs_pin=True,
            )
        if not is_right(connection, user.id, user.pin_salt, pin):
            raise LoginRefused(say("The PIN is not right."), needs_pin=True, failed=user.id)
    return user


def prove(connection: Connection, badge: str, pin: str, now: datetime, station: str) -> Any:
    """The user of a badge and a PIN, shown beside whoever works. Raises LoginRefused; a wrong PIN is counted here."""
    user = connection.execute(_BY_BADGE, {"badge": badge}).one_or_none()
    if user is None:
        raise LoginRefused(say("This badge is not known."))
    if _is_locked(connection, user.id, station, now):
        raise LoginRefused(say("Too many wrong PINs. Try again in {n} minutes.", n=int(LOCKED.total_seconds() // 60)))
    if not is_right(connection, user.id, user.pin_salt, pin):
        connection.execute(insert(_failure).values(id=new_key(), user_id=user.id, station=station, at=now))
        raise LoginRefused(say("The PIN is not right."))
    return user


def count_failure(database: Database, refused: LoginRefused, station: str = "") -> None:
    """Write down a wrong PIN, so that guessing ends soon."""
    if refused.failed is None:
        return

    def write(connection: Connection) -> None:
        now = database.now(connection)
        connection.execute(insert(_failure).values(id=new_key(), user_id=refused.failed, station=station, at=now))

    database.run(write)


def forget_failures(connection: Connection, before: datetime) -> None:
    """Erase wrong PINs of earlier times."""
    connection.execute(delete(_failure).where(_failure.c.at < before))


def unlock(connection: Connection, user_id: uuid.UUID) -> None:
    """Forget the wrong PINs of a person, and those at the stations where that person tried."""
    stations = select(_failure.c.station).where(_failure.c.user_id == user_id)
    connection.execute(delete(_failure).where((_failure.c.user_id == user_id) | _failure.c.station.in_(stations)))


def _is_locked(connection: Connection, user_id: uuid.UUID, station: str, now: datetime) -> bool:
    since = {"since": now - LOCKED}
    tries: list[Any] = [connection.scalar(_OF_PERSON, {"user": user_id, **since})]
    if station:
        tries.append(connection.scalar(_OF_STATION, {"station": station, **since}))
    return max(tries) >= FAILURES


def step(ask: Sentence) -> Step:
    """The step of a station that nobody (or nobody qualified) has logged in to."""
    return Step("login", ask, {"badge": lambda *_: None})  # type: ignore[dict-item]
