"""One import from file to database: read, check every row, take it, report.

Master data, stock and locations are taken all or none. Of orders and changes each one is taken whole or set aside.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warehouse_app.database.engine import Database
from warehouse_app.domain.sentences import say
from warehouse_app.imports import (
    asn,
    carriers,
    clients,
    coolants,
    faces,
    inserts,
    kits,
    life_rules,
    numbers,
    people,
    places,
    products,
    recipes,
    return_rules,
    shifts,
)
from warehouse_app.imports.aside import rows_of, waiting
from warehouse_app.imports.changes import CHANGE_COLUMNS
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed, RowError, match, parse_row
from warehouse_app.imports.formats import FORMATS
from warehouse_app.imports.job import Job, Progress, Settings
from warehouse_app.imports.reading import BadFile, Row, read_sheet
from warehouse_app.imports.returns import RETURN_COLUMNS
from warehouse_app.site import read_site

_SAMPLE = 20
_BY_EVENT = {"changes": CHANGE_COLUMNS, "returns": RETURN_COLUMNS}


@dataclass(frozen=True)
class Kind:
    """A kind of master data: its columns (times need the site's zone) and what takes its rows."""

    columns: Callable[[Any], tuple[Column, ...]]
    take: Callable[[Context, list[Parsed]], Outcome]


MASTER: Mapping[str, Kind] = {
    "clients": Kind(lambda zone: clients.CLIENT_COLUMNS, clients.take_clients),
    "carriers": Kind(lambda zone: carriers.CARRIER_COLUMNS, carriers.take_carriers),
    "products": Kind(lambda zone: products.PRODUCT_COLUMNS, products.take_products),
    "barcodes": Kind(lambda zone: products.BARCODE_COLUMNS, products.take_barcodes),
    "locations": Kind(lambda zone: places.LOCATION_COLUMNS, places.take_locations),
    "stock": Kind(lambda zone: places.STOCK_COLUMNS, places.take_stock),
    "faces": Kind(lambda zone: faces.FACE_COLUMNS, faces.take_faces),
    "users": Kind(lambda zone: people.USER_COLUMNS, people.take_users),
    "listings": Kind(lambda zone: people.LISTING_COLUMNS, people.take_listings),
    "inserts": Kind(inserts.insert_columns, inserts.take_inserts),
    "asn": Kind(asn.asn_columns, asn.take_asn),
    "kits": Kind(lambda zone: kits.KIT_COLUMNS, kits.take_kits),
    "shifts": Kind(lambda zone: shifts.SHIFT_COLUMNS, shifts.take_shifts),
    "numbers": Kind(lambda zone: numbers.NUMBER_COLUMNS, numbers.take_numbers),
    "coolants": Kind(lambda zone: coolants.COOLANT_COLUMNS, coolants.take_coolants),
    "recipes": Kind(lambda zone: recipes.RECIPE_COLUMNS, recipes.take_recipes),
    "return_rules": Kind(lambda zone: return_rules.RETURN_RULE_COLUMNS, return_rules.take_return_rules),
    "life_rules": Kind(lambda zone: life_rules.LIFE_RULE_COLUMNS, life_rules.take_life_rules),
}
KINDS = (*MASTER, "orders", "changes", "returns")


@dataclass
class ImportReport:
    """What an import did, in rows; orders are counted whole.

    `left_out` rows need nothing of us (shipped or cancelled at the marketplace). `mended`: orders set aside before
    that could be taken now. `sample` are the first rows as read, for a preview, under `headings`.
    """

    kind: str
    rows: int = 0
    taken: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    left_out: int = 0
    mended: int = 0
    errors: list[RowError] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    sample: list[tuple[str, ...]] = field(default_factory=list)
    saved: bool = False

    @property
    def failed(self) -> bool:
        """Whether nothing was taken because rows were wrong."""
        return bool(self.errors) and not self.saved

    def add(self, job: Job) -> None:
        """Take up what a job did."""
        for name in ("taken", "changed", "unchanged", "set_aside"):
            setattr(self, name, getattr(self, name) + getattr(job.done, name))
        self.errors = sorted([*self.errors, *job.done.errors], key=lambda e: e.line)
        self.saved = self.saved or job.saved


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
    """Import a file. Raises BadFile where the file as a whole cannot be taken; nothing is changed then.

    `progress` is called with what is done and what there is to do, from the calling thread.
    """
    path, name = Path(path), format or "house"
    _check(kind, name)
    with database.read() as connection:
        zone = read_site(connection).zone
    columns, required = _columns(kind, name, zone)
    sheet = read_sheet(path, required)
    report = ImportReport(kind, rows=len(sheet.rows), headings=sheet.headings)
    report.sample = [tuple(row.cells.get(h, "") for h in sheet.headings) for row in sheet.rows[:_SAMPLE]]
    found = match(columns, sheet.headings)
    rows = FORMATS[name].filled(sheet.rows) if kind == "orders" else sheet.rows
    parsed = [parse_row(row, columns, found) for row in rows]
    settings = Settings(kind, name, client or "", channel or "", path.name, dry_run, strict, user_id)
    job = Job(database, settings, progress)
    if kind in MASTER:
        job.master(MASTER[kind].take, parsed)
    elif kind == "orders":
        for row in parsed:
            row.gone = FORMATS[name].gone(row.raw)
        report.left_out = sum(bool(row.gone) for row in parsed)
        job.orders(_by_order(settings, parsed, FORMATS[name].channel))
    elif kind == "returns":
        job.returns(_by_return(settings, parsed))
    else:
        job.changes(_by_order(settings, parsed, ""), hashlib.sha256(path.read_bytes()).hexdigest())
    report.add(job)
    if report.saved and kind in ("products", "barcodes", "listings") and report.taken + report.changed:
        report.mended = retry_set_aside(database, user_id).taken
    elif report.saved and job.done.new_orders:  # a change may have come before its order
        _retry(database, user_id, "changes", set(job.done.new_orders))
        _retry(database, user_id, "returns")
    return report


def import_rows(
    database: Database, kind: str, rows: Sequence[Mapping[str, str]], user_id: uuid.UUID | None = None
) -> ImportReport:
    """Import rows of a kind of master data, by headings, as if they stood in a file. All rows or none."""
    with database.read() as connection:
        columns = MASTER[kind].columns(read_site(connection).zone)
    found = match(columns, list(dict.fromkeys(name for row in rows for name in row)))
    parsed = [parse_row(Row(at, row), columns, found) for at, row in enumerate(rows, 1)]
    job = Job(database, Settings(kind, "house", user_id=user_id), None)
    job.master(MASTER[kind].take, parsed)
    report = ImportReport(kind, rows=len(rows))
    report.add(job)
    return report


def retry_set_aside(database: Database, user_id: uuid.UUID | None = None) -> ImportReport:
    """Try everything set aside again; what can be taken now is. Counted in orders."""
    report = _retry(database, user_id, "orders")
    for kind in ("changes", "returns"):
        later = _retry(database, user_id, kind)
        for name in ("rows", "taken", "changed", "unchanged", "set_aside"):
            setattr(report, name, getattr(report, name) + getattr(later, name))
        report.errors += later.errors
    return report


def _retry(database: Database, user_id: uuid.UUID | None, kind: str, numbers: set[str] | None = None) -> ImportReport:
    """Try what was set aside of a kind (of these order numbers only)."""
    report = ImportReport("aside")
    with database.read() as connection:
        zone = read_site(connection).zone
        asides = [a for a in waiting(connection, kind) if numbers is None or a.order_no in numbers]
    report.rows = len(asides)
    together: dict[Any, list[Any]] = {}
    for at, aside in enumerate(asides):  # changes are made one by one, in the order in which they came
        key = (aside.format, aside.file) if kind == "orders" else at
        together.setdefault(key, []).append(aside)
    for part in together.values():
        columns, _ = _columns(kind, part[0].format or "house", zone)
        groups: dict[tuple[str, str, str], list[Parsed]] = {}
        for aside in part:
            rows = rows_of(aside)
            found = match(columns, tuple(dict.fromkeys(h for row, _ in rows for h in row.cells)))
            own = groups.setdefault((aside.client, aside.channel, aside.order_no), [])
            for row, gone in rows:
                parsed = parse_row(row, columns, found)
                parsed.gone = gone
                own.append(parsed)
        job = Job(database, Settings(kind, part[0].format, file=part[0].file, user_id=user_id), None)
        if kind == "orders":
            job.orders(groups)
        elif kind == "returns":
            job.returns(groups)
        else:
            job.changes(groups)
        report.add(job)
    return report


def _check(kind: str, name: str) -> None:
    if kind not in KINDS:
        raise BadFile(say("There is no kind of file called {kind}.", kind=kind[:80]))
    if name not in FORMATS:
        raise BadFile(say("There is no format called {format}.", format=name[:80]))
    if name != "house" and kind != "orders":
        raise BadFile(say("Only files of orders come in other formats."))


def _columns(kind: str, name: str, zone: Any) -> tuple[tuple[Column, ...], list[str]]:
    """The columns of a kind, and the headings that its file must have."""
    if kind == "orders":
        return FORMATS[name].columns(zone), list(FORMATS[name].required)
    columns = MASTER[kind].columns(zone) if kind in MASTER else _BY_EVENT[kind]
    return columns, [c.name for c in columns if c.required]


def _by_return(settings: Settings, rows: list[Parsed]) -> dict[tuple[str, str, str], list[Parsed]]:
    """The rows of each return: (client named or '', '', return number). A row without a number stands alone."""
    groups: dict[tuple[str, str, str], list[Parsed]] = {}
    for row in rows:
        no = row.values["rma_no"] or f"{settings.file}:{row.line}"
        groups.setdefault((row.values["client"] or settings.client, "", no), []).append(row)
    return groups


def _by_order(settings: Settings, rows: list[Parsed], channel: str) -> dict[tuple[str, str, str], list[Parsed]]:
    """The rows of each order: (client named or '', channel, order number). A row without a number stands alone."""
    groups: dict[tuple[str, str, str], list[Parsed]] = {}
    for row in rows:
        v = row.values
        key = (v["client"] or settings.client, v["channel"] or settings.channel or channel)
        no = v["order_no"] or f"{settings.file}:{row.line}"
        groups.setdefault((*key, no), []).append(row)
    return groups


__all__ = [
    "FORMATS", "KINDS", "BadFile", "ImportReport", "RowError", "import_file", "import_rows",
    "retry_set_aside", "waiting",
]  # fmt: skip
