"""The journal's keyed hash chain, one a station: every row hashes the row before it and its own content."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_data_path
from sqlalchemy import Connection, select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Journal, Station, table

HASHED = (
    "id", "input_id", "station_id", "seq", "at", "user_id", "workflow", "step", "raw", "kind", "ok", "code", "result",
    "facts", "ref_id", "undoes", "key_id",
)  # fmt: skip


@dataclass(frozen=True)
class AuditKey:
    """The secret of the hash chain, kept outside the database; `id` names it in each row."""

    id: str
    secret: bytes


def data_folder(database: Database) -> Path:
    """Where this program keeps what belongs to a database but not in it: beside a local file, else the user's data."""
    if database.is_local and database.url.database:
        return Path(database.url.database).resolve().parent
    return Path(os.environ.get("WAREHOUSE_DATA") or user_data_path("warehouse"))


def audit_key(folder: Path) -> AuditKey:
    """The key in the folder's audit.key; made there on first use, readable by its owner only."""
    path = folder / "audit.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"audit.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(f"{secrets.token_hex(4)} {secrets.token_hex(32)}\n", encoding="ascii")
        try:
            path.hardlink_to(fresh)  # of two programs that start at once, one key wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    name, secret = path.read_text(encoding="ascii").split()
    return AuditKey(name, bytes.fromhex(secret))


def row_hash(key: AuditKey, previous: str, row: Mapping[str, Any]) -> str:
    """The hash of one journal row (columns of HASHED) that follows the row with hash `previous`."""
    fields = [previous, *(row[c] for c in HASHED)]
    # PostgreSQL's JSONB keeps no order of keys.
    content = json.dumps(fields, default=str, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hmac.new(key.secret, content.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class Break(NamedTuple):
    """The first wrong row of a station's chain. What: edited, missing (deleted, inserted or reordered), cut off."""

    station: str
    row: int
    what: str

    def __str__(self) -> str:
        return f"{self.station} row {self.row}"


def broken_links(connection: Connection, key: AuditKey) -> list[Break]:
    """The first break of each station's chain, by station; rows hashed with another key only count in order."""
    journal, station = table(Journal), table(Station)
    heads_now = select(station.c.id, station.c.name, station.c.seq, station.c.hash)
    names = {row.id: row for row in connection.execute(heads_now)}
    rows = connection.execution_options(stream_results=True).execute(
        select(journal).order_by(journal.c.station_id, journal.c.seq)
    )
    heads: dict[Any, tuple[int, str]] = {}
    broken: dict[Any, Break] = {}
    for row in rows.mappings():
        seq, previous = heads.get(row["station_id"], (0, ""))
        what = "" if row["seq"] == seq + 1 else "missing"
        if not what and row["key_id"] == key.id and row["hash"] != row_hash(key, previous, {c: row[c] for c in HASHED}):
            what = "edited"
        if what:
            broken.setdefault(row["station_id"], Break(names[row["station_id"]].name, row["seq"], what))
        heads[row["station_id"]] = (row["seq"], row["hash"])
    for station_id, head in names.items():
        if heads.get(station_id, (0, "")) != (head.seq, head.hash):
            broken.setdefault(station_id, Break(head.name, head.seq, "cut off"))
    return sorted(broken.values())
