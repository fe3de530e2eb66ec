"""PINs: kept as salt and check; the proof that somebody knows one is worked out here, and compared in the database.

The check is the SHA-256 of the proof, the proof the Argon2id hash of the PIN. A station may read salts, never checks.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid

from sqlalchemy import Connection

from warehouse_app.database.roles import proof_fits

_SALT = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)")
_LENGTH = 32


def pin_columns(pin: str) -> dict[str, str]:
    """What to store of a PIN; of none if it is empty."""
    if not pin:
        return {"pin_salt": "", "pin_hash": ""}
    from argon2 import PasswordHasher  # its import is slow and most log-ins need no PIN

    salt, _, proof = PasswordHasher(hash_len=_LENGTH).hash(pin).rpartition("$")
    return {"pin_salt": salt, "pin_hash": hashlib.sha256(_bytes(proof)).hexdigest()}


def is_right(connection: Connection, user_id: uuid.UUID, pin_salt: str, pin: str) -> bool:
    """Whether a PIN is that of a person with this salt."""
    found = _SALT.fullmatch(pin_salt)
    if found is None:
        return False
    from argon2.low_level import Type, hash_secret_raw

    memory, times, lanes = (int(found[at]) for at in (1, 2, 3))
    proof = hash_secret_raw(pin.encode(), _bytes(found[4]), times, memory, lanes, _LENGTH, Type.ID)
    return proof_fits(connection, user_id, proof)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
