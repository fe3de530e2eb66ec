"""One import from file to database: read, check every row, take it, report.

Master data, stock and locations are taken all or none. Of orders and changes each one is taken whole or set aside.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from warehouse_app.changes import ACTIONS
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Action, SetAside, table
from warehouse_app.database.types import new_key
from warehouse_app.imports import people, places, products
from warehouse_app.imports.context import Context, Outcome, Parsed
from warehouse_app.imports.fields import Column, RowError, code, match, one_of, parse_row, text, units_or_none
from warehouse_app.imports.formats import FORMATS
from warehouse_app.imports.orders import take_changes, take_orders
from warehouse_app.imports.reading import BadFile, Row, Sheet, read_sheet
from warehouse_app.site import read_site

ORDERS_AT_ONCE = 400
Progress = Callable[[int, int], None]
_aside, _action = table(SetAside), table(Action)


@dataclass(frozen=True)
class Kind:
    """A kind of master data: its columns and what takes its rows."""

    columns: Callable[[Any], tuple[Column, ...]]
    take: Callable[[Context, list[Parsed]], Outcome]


MASTER: Mapping[str, Kind] = {
    "products": Kind(lambda zone: products.PRODUCT_COLUMNS, products.take_products),
    "barcodes": Kind(lambda zone: products.BARCODE_COLUMNS, products.take_barcodes),
    "locations": Kind(lambda zone: places.LOCATION_COLUMNS, places.take_locations),
    "stock": Kind(lambda zone: places.STOCK_COLUMNS, places.take_stock),
    "users": Kind(lambda zone: people.USER_COLUMNS, people.take_users),
    "listings": Kind(lambda zone: people.LISTING_COLUMNS, people.take_listings),
    "inserts": Kind(people.insert_columns, people.take_inserts),
}
KINDS = (*MASTER, "orders", "changes")
CHANGE_COLUMNS = (
    Column("order_no", code, required=True),
    Column("action", one_of("", *ACTIONS), required=True),
    Column("client", code),
    Column("channel", text),
    Column("sku", code),
    Column("quantity", units_or_none),
    *(Column(name, text, personal=True) for name in ("recipient", "phone", "postcode", "address1", "address2")),
)


@dataclass
class ImportReport:
    """What an import did. `sample` are the first rows as read, for a preview: headings, then cells."""

    kind: str
    rows: int = 0
    taken: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    left_out: int = 0
    errors: list[RowError] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    sample: list[tuple[str, ...]] = field(default_factory=list)
    saved: bool = False

    @property
    def failed(self) -> bool:
        """Whether nothing was taken because rows were wrong."""
        return bool(self.errors) and not self.saved


class _Undone(Exception):
    """Leaves the transaction without saving."""


def import_file(
    database: Database,
    kind: str,
    path: Path | str,
    *,
    format: str | None = None,  # noqa: A002  (the command's own word)
    client: str | None = None,
    channel: str | None = None,
    dry_run: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
    user_id: uuid.UUID | None = None,
) -> ImportReport:
    """Import a file. Raises reading.BadFile (the whole file is no use), ValueError (unknown kind or format)."""
    path = Path(path)
    if kind not in KINDS or (format or "house") not in FORMATS:
        raise ValueError(f"{kind} {format}")
    name = format or "house"
    with database.read() as connection:
        zone = read_site(connection).zone
    if kind in MASTER:
        columns = MASTER[kind].columns(zone)
        required = [c.name for c in columns if c.required]
    elif kind == "orders":
        columns = FORMATS[name].columns(zone)
        required = list(FORMATS[name].required)
    else:
        columns = CHANGE_COLUMNS
        required = ["order_no", "action"]
    sheet = read_sheet(path, required)
    report = ImportReport(kind, rows=len(sheet.rows), headings=sheet.headings)
    report.sample = [tuple(row.cells.get(h, "") for h in sheet.headings) for row in sheet.rows[:20]]
    settings = {"client": client or "", "channel": channel or "", "format": name, "file": path.name, "strict": strict}
    sheet_rows = FORMATS[name].filled(sheet.rows) if kind == "orders" else sheet.rows
    if kind == "orders":
        sheet_rows, report.left_out = _ours(name, sheet_rows)
    parsed, errors = _parse(sheet, sheet_rows, columns)
    job = _Job(database, kind, settings, user_id, dry_run, strict, progress, report)
    if kind == "orders":
        job.orders(parsed, errors)
    elif kind == "changes":
        job.changes(parsed, errors)
    else:
        job.master(parsed, errors)
    report.errors.sort(key=lambda e: e.line)
    if report.saved and kind in ("products", "barcodes", "listings") and report.taken + report.changed:
        retry_set_aside(database)
    return report


def retry_set_aside(database: Database, user_id: uuid.UUID | None = None) -> ImportReport:
    """Try everything set aside again; what can be taken now is."""
    report = ImportReport("aside")
    with database.read() as connection:
        zone = read_site(connection).zone
        waiting = connection.execute(
            select(_aside).where(_aside.c.resolved_at.is_(None), _aside.c.kind == "orders").order_by(_aside.c.id)
        ).all()
    for row in waiting:
        name = row.format or "house"
        settings = {"client": row.client, "channel": row.channel, "format": name, "file": row.file, "strict": False}
        rows = [Row(r["line"], r["cells"]) for r in row.rows]
        sheet = Sheet(tuple(dict.fromkeys(h for r in rows for h in r.cells)), rows)
        parsed, errors = _parse(sheet, rows, FORMATS[name].columns(zone))
        job = _Job(database, "orders", settings, user_id, False, False, None, report)
        job.orders(parsed, errors)
    report.rows = len(waiting)
    return report


def _ours(name: str, rows: list[Row]) -> tuple[list[Row], int]:
    kept = [row for row in rows if "" in row.cells or not FORMATS[name].leave_out(row.cells)]
    return kept, len(rows) - len(kept)


def _parse(sheet: Sheet, rows: list[Row], columns: tuple[Column, ...]) -> tuple[list[Parsed], list[RowError]]:
    found = match(columns, sheet.headings)
    parsed, errors = [], []
    for row in rows:
        values, wrong, notes = parse_row(row, columns, found)
        errors += wrong
        if wrong:  # what can be read of a bad row says at least which order it belongs to
            values = {c.name: row.cells.get(found.get(c.name, ""), "") for c in columns} | values
        parsed.append(Parsed(row.line, values, notes, row.cells))
    return parsed, errors


@dataclass
class _Job:
    """The transactions of one import."""

    database: Database
    kind: str
    settings: dict[str, Any]
    user_id: uuid.UUID | None
    dry_run: bool
    strict: bool
    progress: Progress | None
    report: ImportReport

    def master(self, rows: list[Parsed], errors: list[RowError]) -> None:
        """All rows or none."""

        def work(connection: Connection) -> Outcome:
            outcome = MASTER[self.kind].take(self._context(connection), [r for r in rows if r.line not in bad])
            outcome.errors += errors
            self._leave(outcome)
            return outcome

        bad = {e.line for e in errors}
        self._run(work)
        if self.report.errors:
            self.report.taken = self.report.changed = 0

    def orders(self, rows: list[Parsed], errors: list[RowError]) -> None:
        """Each order whole or set aside, some hundred in a transaction."""
        groups: dict[tuple[str, str, str], list[Parsed]] = {}
        with self.database.read() as connection:
            site, key = read_site(connection), new_key()
            owners = Context(connection, site, self.database.now(connection), key, None, self.settings["client"])
            named = [owners.owner(r.values.get("client") or "", r.values.get("sku") or "") for r in rows]
        default = FORMATS[self.settings["format"]].channel
        for row, client in zip(rows, named, strict=True):
            v = row.values
            channel = self.settings["channel"] or v.get("channel") or default
            groups.setdefault((client, channel, v.get("order_no") or f"line {row.line}"), []).append(row)
        keys = list(groups)
        size = max(len(keys), 1) if self.strict else ORDERS_AT_ONCE
        for at in range(0, len(keys), size):
            part = {key: groups[key] for key in keys[at : at + size]}
            lines = {row.line for own in part.values() for row in own}
            wrong = [e for e in errors if e.line in lines]

            def work(connection: Connection, part: Any = part, wrong: Any = wrong) -> Outcome:
                outcome = take_orders(self._context(connection), part, wrong)
                self._leave(outcome)
                return outcome

            self._run(work)
            if self.progress:
                self.progress(min(at + size, len(keys)), len(keys))

    def changes(self, rows: list[Parsed], errors: list[RowError]) -> None:
        """Each change taken or set aside."""

        def work(connection: Connection) -> Outcome:
            outcome = take_changes(self._context(connection), rows, errors)
            self._leave(outcome)
            return outcome

        self._run(work)

    def _run(self, work: Callable[[Connection], Outcome]) -> None:
        try:
            outcome = self.database.run(work)
            self.report.saved = True
        except _Undone as undone:
            outcome = undone.args[0]
        for name in ("taken", "changed", "unchanged", "set_aside"):
            setattr(self.report, name, getattr(self.report, name) + getattr(outcome, name))
        self.report.errors += outcome.errors

    def _leave(self, outcome: Outcome) -> None:
        """Save nothing of a dry run, nor of all-or-none rows where one is wrong."""
        if self.dry_run or (outcome.errors and (self.strict or self.kind in MASTER)):
            raise _Undone(outcome)

    def _context(self, connection: Connection) -> Context:
        now = self.database.now(connection)
        action_id = new_key()
        detail = {"kind": self.kind, "file": self.settings["file"], "format": self.settings["format"]}
        connection.execute(
            insert(_action).values(id=action_id, kind="import", detail=detail, at=now, user_id=self.user_id)
        )
        asides = connection.scalar(select(_aside.c.id).where(_aside.c.resolved_at.is_(None)).limit(1))
        return Context(
            connection, read_site(connection), now, action_id, self.user_id, has_asides=asides is not None,
            **self.settings,
        )  # fmt: skip


def waiting(connection: Connection) -> Iterator[Any]:
    """What is set aside and not yet resolved."""
    yield from connection.execute(select(_aside).where(_aside.c.resolved_at.is_(None)).order_by(_aside.c.id))


__all__ = ["FORMATS", "KINDS", "BadFile", "ImportReport", "import_file", "retry_set_aside", "waiting"]
