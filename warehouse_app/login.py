"""Who works at a station: badges, PINs, and the step that asks for a badge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from warehouse_app.database.models import User, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.site import SiteFacts
from warehouse_app.step import Step

_user = table(User)
OFFICE_ROLES = {"supervisor", "administrator"}


class LoginRefused(Exception):
    """The badge or PIN does not open this station."""

    def __init__(self, sentence: Sentence, *, needs_pin: bool = False) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence
        self.needs_pin = needs_pin


def identify(connection: Connection, site: SiteFacts, badge: str, pin: str | None, now: datetime) -> Any:
    """The user of a badge. A PIN is asked of office roles that have one, and of all where the site demands it."""
    user = connection.execute(select(_user).where(_user.c.badge == badge.strip(), _user.c.active)).one_or_none()
    if user is None:
        raise LoginRefused(say("This badge is not known."))
    asked = bool(user.pin_hash) and (bool(OFFICE_ROLES & set(user.roles.split())) or pin is not None)
    if asked or site.settings.get("pins_required"):
        if not pin:
            raise LoginRefused(say("This badge needs its PIN."), needs_pin=True)
        if not user.pin_hash or not _right(user.pin_hash, pin):
            raise LoginRefused(say("The PIN is not right."), needs_pin=True)
    return user


def hash_pin(pin: str) -> str:
    """The Argon2id hash to store of a PIN."""
    from argon2 import PasswordHasher  # its import is slow and most log-ins need no PIN

    return PasswordHasher().hash(pin)


def _right(pin_hash: str, pin: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


def step(ask: Sentence) -> Step:
    """The step of a station that nobody (or nobody qualified) has logged in to."""
    return Step("login", ask, {"badge": lambda *_: None})  # type: ignore[dict-item]
