"""Rights as PostgreSQL roles: what a station's own credentials may do, and the office's.

A station may do the floor's work: it adds to the journal and the ledger and never changes them, reads no check of a
PIN, and sees recipients only of parcels that are being packed, one at a time. SQLite is one person's file: no roles.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import DDL, Connection, FromClause, Uuid, bindparam, event, func, select, text

from warehouse_app.database.models import METADATA, Person, User, table

STATION, OFFICE = "warehouse_station", "warehouse_office"
_LEDGER = ("journal", "move", "action", "login_failure", "tracking_number")  # a station adds, and never changes
_SET_UP = (  # a station reads
    "client", "carrier", "shift", "insert_rule", "listing", "kit_part", "packing_recipes", "coolant_rule",
    "life_rule", "return_rules", "pick_face", "alembic_version",
)  # fmt: skip
_HIDDEN: Mapping[str, tuple[str, ...]] = {  # columns that a station never reads
    "user_account": ("pin_hash",),
    "person": ("recipient", "phone", "email", "address1", "address2", "message", "extra"),
}
_PERSONAL = ("recipient", "phone", "postcode", "address1", "address2", "country", "message", "gift_message")
_AT_WORK = ("ahead", "open", "labelled", "packed")

FUNCTIONS = (
    """
CREATE OR REPLACE FUNCTION warehouse_pin_fits(account uuid, proof bytea) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT CASE WHEN EXISTS (
    SELECT 1 FROM user_account WHERE id = account AND active AND pin_hash <> ''
      AND pin_hash = encode(sha256(proof), 'hex'))
  THEN true ELSE (SELECT false FROM pg_sleep(0.2)) END $$""",
    f"""
CREATE OR REPLACE FUNCTION warehouse_recipient(wanted uuid)
RETURNS TABLE (person uuid, {", ".join(f"{name} text" for name in _PERSONAL)})
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.id, {", ".join(f"p.{name}::text" for name in _PERSONAL)}
  FROM parcel c JOIN sales_order o ON o.id = c.order_id JOIN person p ON p.id = o.person_id
  WHERE c.id = wanted AND (c.status IN ({", ".join(f"'{s}'" for s in _AT_WORK)})
    OR has_column_privilege(session_user, 'person', 'recipient', 'SELECT')) $$""",
)
"""What a station asks of the database instead of reading it, in PostgreSQL's own words."""
for _words in FUNCTIONS:
    event.listen(METADATA, "after_create", DDL(_words.replace("%", "%%")).execute_if(dialect="postgresql"))

_user, _person = table(User), table(Person)
_HASH = select(_user.c.pin_hash).where(_user.c.id == bindparam("user"), _user.c.active)
_FITS = select(func.warehouse_pin_fits(bindparam("user", type_=Uuid()), bindparam("proof")))
_IS_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)


def proof_fits(connection: Connection, user_id: uuid.UUID, proof: bytes) -> bool:
    """Whether a proof of knowing a PIN is that of a person."""
    if connection.dialect.name == "postgresql":
        return bool(connection.scalar(_FITS, {"user": user_id, "proof": proof}))
    kept = connection.scalar(_HASH, {"user": user_id})
    return bool(kept) and secrets.compare_digest(str(kept), hashlib.sha256(proof).hexdigest())


def recipients(parcel_id: Any) -> FromClause:
    """The personal data of a parcel's recipient, as a station on PostgreSQL may read it; its id is `person`."""
    named = func.warehouse_recipient(parcel_id).table_valued("person", *_PERSONAL)
    return named.lateral("recipient")


def has_roles(connection: Connection) -> bool:
    """Whether this database knows rights of its own."""
    return connection.dialect.name == "postgresql"


def may_see_names(connection: Connection) -> bool:
    """Whether these credentials may read recipients."""
    if connection.dialect.name != "postgresql":
        return True
    if "may_see_names" not in connection.info:
        asked = text("SELECT has_column_privilege('person', 'recipient', 'SELECT')")
        connection.info["may_see_names"] = bool(connection.scalar(asked))
    return bool(connection.info["may_see_names"])


def create_roles(connection: Connection) -> None:
    """Make the two roles (or bring them up to this schema). For an owner of the tables who may create roles."""
    for words in FUNCTIONS:
        connection.exec_driver_sql(words.replace("%", "%%"))
    names = sorted(METADATA.tables)
    for role in (STATION, OFFICE):
        if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}) is None:
            connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
        connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {role}")
        connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {role}")
    for words in ("warehouse_pin_fits(uuid, bytea)", "warehouse_recipient(uuid)"):
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {words} FROM PUBLIC")
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {words} TO {STATION}, {OFFICE}")
    for name in names:
        connection.exec_driver_sql(f"GRANT {_station_rights(name)} ON {name} TO {STATION}")
        ledger = name in ("journal", "move")
        connection.exec_driver_sql(f"GRANT SELECT, INSERT{'' if ledger else ', UPDATE, DELETE'} ON {name} TO {OFFICE}")


def create_login(connection: Connection, name: str, role: str) -> str:
    """A login with the rights of a role; its password, another one at every call. ValueError for a strange name."""
    if not _IS_NAME.fullmatch(name) or name in (STATION, OFFICE):
        raise ValueError(name)
    password = secrets.token_urlsafe(24)
    known = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name})
    connection.exec_driver_sql(f"{'ALTER' if known else 'CREATE'} ROLE \"{name}\" LOGIN PASSWORD '{password}'")
    connection.exec_driver_sql(f'REVOKE {STATION}, {OFFICE} FROM "{name}"')
    connection.exec_driver_sql(f'GRANT {role} TO "{name}"')
    return password


def _station_rights(name: str) -> str:
    if name in _HIDDEN:
        seen = ", ".join(c.name for c in METADATA.tables[name].columns if c.name not in _HIDDEN[name])
        return f"SELECT ({seen})"
    if name == "site":
        return "SELECT, UPDATE (id)"  # plans wait for each other at this row
    if name in _SET_UP:
        return "SELECT"
    if name in _LEDGER:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"
