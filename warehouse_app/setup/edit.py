"""Setting up by hand: one row saved or taken out by the rules of its import, and whole kinds as files."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import (
    Action,
    Client,
    Code,
    InsertRule,
    LifeRule,
    Location,
    PickFace,
    Product,
    table,
)
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.fields import Column, RowError
from warehouse_app.imports.reading import BadFile
from warehouse_app.imports.run import MASTER, import_rows
from warehouse_app.reports.files import save_csv, save_sheets
from warehouse_app.setup import history
from warehouse_app.setup.kinds import SETUP
from warehouse_app.setup.rows import Cells, Wanted
from warehouse_app.site import read_site

SHOWN = 500
_client, _product, _code = table(Client), table(Product), table(Code)


def columns_of(database: Database, kind: str) -> tuple[Column, ...]:
    """The columns of a kind, as its import has them."""
    with database.read() as connection:
        return MASTER[kind].columns(read_site(connection).zone)


def listed(database: Database, kind: str, search: str = "") -> list[Cells]:
    """The rows of a kind in which a text stands, at most SHOWN."""
    with database.read() as connection:
        return SETUP[kind].rows(connection, read_site(connection), Wanted(search.strip(), SHOWN))


def save_row(
    database: Database, kind: str, cells: Mapping[str, str], user_id: uuid.UUID | None, old: Cells | None = None
) -> list[RowError]:
    """Save a new row, or `old` as it is now; what is wrong with it, nothing if it is saved."""
    rows = [dict(cells)]
    if SETUP[kind].whole is not None:
        rows = _together(database, kind, rows[0], old)
    at = rows.index(dict(cells)) + 1
    report = import_rows(database, kind, rows, user_id)
    return sorted(report.errors, key=lambda e: e.line != at)


def remove_row(database: Database, kind: str, cells: Cells, user_id: uuid.UUID | None) -> list[RowError]:
    """Take a row out; why it cannot be, nothing if it is."""
    known = SETUP[kind]
    if known.whole is not None:
        rest = [row for row in _group(database, kind, cells) if row != cells]
        if not rest:
            return [RowError(0, "", say("The last row stays: change it instead."))]
        return import_rows(database, kind, rest, user_id).errors
    if not known.removable:
        return [RowError(0, "", say("This is never deleted: what happened with it stays known."))]

    def work(connection: Connection) -> None:
        site, now = read_site(connection), database.now(connection)
        was = history.before(connection, site, kind, [cells[known.key[0]]])
        _REMOVE[kind](connection, cells)
        key = new_key()
        values = {"id": key, "kind": "setup", "detail": {"kind": kind}, "at": now, "user_id": user_id}
        connection.execute(insert(table(Action)).values(values))
        history.note(connection, key, kind, was, history.before(connection, site, kind, [cells[known.key[0]]]))

    database.run(work)
    return []


def export(database: Database, kind: str, path: Path) -> int:
    """All rows as a file (.csv or .xlsx) that the import of the kind takes back; how many. Raises BadFile, OSError."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise BadFile(say("The file is a .csv or a .xlsx."))
    with database.read() as connection:
        rows = SETUP[kind].rows(connection, read_site(connection), Wanted())
    names = [c.name for c in columns_of(database, kind) if c.name != "pin"]
    heads = [*names, *dict.fromkeys(name for row in rows for name in row if name not in names)]
    lines = [heads, *([row.get(name, "") for name in heads] for row in rows)]
    if path.suffix.lower() == ".csv":
        save_csv(path, lines)
    else:
        save_sheets(path, {kind: lines})
    return len(rows)


def _together(database: Database, kind: str, cells: Cells, old: Cells | None) -> list[Cells]:
    """The row with those that its import would replace along with it."""
    rows = _group(database, kind, cells)
    if old is not None and old in rows:
        rows[rows.index(old)] = cells
        return rows
    return [*rows, cells]


def _group(database: Database, kind: str, cells: Mapping[str, str]) -> list[Cells]:
    known = SETUP[kind]
    with database.read() as connection:
        rows = known.rows(connection, read_site(connection), Wanted())
    return [row for row in rows if all(row.get(c, "") == cells.get(c, "") for c in known.whole or ())]


def _owned(cells: Cells) -> Any:
    owner = select(_client.c.id).where(_client.c.code == cells["client"]).scalar_subquery()
    return select(_product.c.id).where(_product.c.client_id == owner, _product.c.sku == cells["sku"]).scalar_subquery()


def _remove_barcode(connection: Connection, cells: Cells) -> None:
    found = (_code.c.kind == "item", _code.c.text == cells["barcode"], _code.c.ref_id == _owned(cells))
    connection.execute(delete(_code).where(*found))


def _remove_face(connection: Connection, cells: Cells) -> None:
    place = select(table(Location).c.id).where(table(Location).c.code == cells["location"]).scalar_subquery()
    face = table(PickFace)
    connection.execute(delete(face).where(face.c.product_id == _owned(cells), face.c.location_id == place))


def _remove_insert(connection: Connection, cells: Cells) -> None:
    rule = table(InsertRule)
    connection.execute(delete(rule).where(rule.c.product_id == _owned(cells), rule.c.code == cells["code"]))


def _remove_life_rule(connection: Connection, cells: Cells) -> None:
    rule = table(LifeRule)
    owner = select(_client.c.id).where(_client.c.code == cells["client"]).scalar_subquery()
    connection.execute(delete(rule).where(rule.c.client_id == owner, rule.c.channel == cells["channel"]))


_REMOVE: Mapping[str, Callable[[Connection, Cells], None]] = {
    "barcodes": _remove_barcode, "faces": _remove_face, "inserts": _remove_insert, "life_rules": _remove_life_rule,
}  # fmt: skip
