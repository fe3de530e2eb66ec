"""What the pages about stock and places do on the page worker: every call here may touch the database and blocks."""

from __future__ import annotations

import csv
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import select

from printing.registry import render
from ui.widgets.shades import Drawing, drawing
from warehouse_app import recalls
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Client, Product, table
from warehouse_app.domain.bin_pattern import BadPattern, BinPattern, NewPlace, new_places
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.run import import_file
from warehouse_app.personal import note_seen
from warehouse_app.place_labels import request_labels
from warehouse_app.reports.counts import open_counts
from warehouse_app.reports.floor_map import OpenBatch, floor_map, open_batches, walk_of
from warehouse_app.reports.lots import expiring
from warehouse_app.reports.places import Filter, PlaceList, ids_of, place_labels, places, taken_codes
from warehouse_app.reports.replenishment import open_replenishment
from warehouse_app.reports.slotting import nearer
from warehouse_app.reports.stock_history import MoveRow, moves_of
from warehouse_app.reports.stock_search import Stock, Subject, find_stock, stock_of
from warehouse_app.site import read_site


class FloorServices:
    """The engine as these pages use it. Called from the page worker's thread only."""

    def __init__(self, database: Database, station: str = "") -> None:
        self.database, self._station = database, station

    def find_stock(self, text: str) -> list[Subject]:
        """What a text may mean."""
        with self.database.read() as connection:
            return find_stock(connection, read_site(connection), text)

    def stock(self, subject: Subject) -> tuple[Stock, list[MoveRow]]:
        """What there is of a subject, and its latest moves."""
        with self.database.read() as connection:
            site = read_site(connection)
            return stock_of(connection, site, subject), moves_of(connection, site, subject)

    def earlier_moves(self, subject: Subject, before: uuid.UUID) -> list[MoveRow]:
        """The moves before one that is shown."""
        with self.database.read() as connection:
            return moves_of(connection, read_site(connection), subject, before)

    def floor_map(self) -> tuple[Drawing, list[OpenBatch]]:
        """The map, and the batches whose walks can be drawn."""
        with self.database.read() as connection:
            floor, batches = floor_map(connection, self.database.now(connection)), open_batches(connection)
        return drawing(floor), batches

    def walk(self, batch_id: uuid.UUID) -> list[uuid.UUID]:
        """The bins of a batch in walking order."""
        with self.database.read() as connection:
            return walk_of(connection, batch_id)

    def contents(self, subject: Subject) -> Stock:
        """What is in a bin."""
        with self.database.read() as connection:
            return stock_of(connection, read_site(connection), subject)

    def places(self, wanted: Filter) -> PlaceList:
        """Locations of a filter."""
        with self.database.read() as connection:
            return places(connection, wanted)

    def preview(self, pattern: BinPattern) -> tuple[list[NewPlace], list[str], Sentence | None]:
        """The locations that a pattern would make, which of their codes are taken, and what is wrong with it."""
        try:
            made = new_places(pattern)
        except BadPattern as wrong:
            return [], [], wrong.sentence
        with self.database.read() as connection:
            return made, taken_codes(connection, [place.code for place in made]), None

    def make_places(
        self, made: Sequence[NewPlace], common: Mapping[str, str], progress: Callable[[int, int], None]
    ) -> tuple[int, Sentence | None]:
        """Take new locations as a file of locations is taken; how many were new, and what was wrong if they were not
        taken. `common` are the columns that all of them share."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pattern.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [*asdict(made[0]), *common])
                writer.writeheader()
                writer.writerows({**asdict(place), **common} for place in made)
            report = import_file(self.database, "locations", path, progress=progress)
        if report.errors:
            wrong = report.errors[0]
            return 0, say("{column} {reason}.", column=wrong.column, reason=wrong.reason)
        return report.taken, None

    def print_labels(self, wanted: Filter, ids: Sequence[uuid.UUID]) -> int:
        """Ask for labels of locations, of all of the filter if none are chosen; how many."""
        return request_labels(self.database, ids or self._ids(wanted), self._station)

    def label_sheet(self, wanted: Filter, ids: Sequence[uuid.UUID], path: str, language: str) -> tuple[int, str]:
        """Write labels on A4 sheets to a PDF file; how many, and the file's name."""
        with self.database.read() as connection:
            labels = place_labels(connection, ids or ids_of(connection, wanted))
        if labels:
            Path(path).write_bytes(render(labels, PaperSize.A4_24, language))
        return len(labels), Path(path).name

    def _ids(self, wanted: Filter) -> list[uuid.UUID]:
        with self.database.read() as connection:
            return ids_of(connection, wanted)

    def stock_work(self, tab: str, days: int) -> list[Any]:
        """The rows of a supervisor's list: expiry (within so many days), recalls, counts, replenish, slotting."""
        with self.database.read() as connection:
            site, now = read_site(connection), self.database.now(connection)
            match tab:
                case "expiry":
                    return expiring(connection, site.today(now), days)
                case "recalls":
                    return recalls.active(connection)
                case "counts":
                    return open_counts(connection)
                case "replenish":
                    return list(open_replenishment(connection, site))
                case _:
                    return list(nearer(connection, site, now))

    def recall(self, sku: str, lot: str, client: str, reason: str, user_id: uuid.UUID | None) -> dict[str, Any]:
        """Recall a lot, and where it is. Raises recalls.RecallRefused."""
        return recalls.recall(self.database, sku, lot, client, reason[:300], user_id)

    def lift(self, sku: str, lot: str, client: str, user_id: uuid.UUID | None) -> dict[str, Any]:
        """End a recall. Raises recalls.RecallRefused."""
        return recalls.lift(self.database, sku, lot, client, user_id)

    def trace(self, sku: str, lot: str, client: str, user_id: uuid.UUID | None) -> dict[str, Any]:
        """Where a lot is and went, and to whom, which is written down."""
        product, owner = table(Product), table(Client)
        with self.database.read() as connection:
            key = connection.execute(
                select(product.c.id)
                .join_from(product, owner, owner.c.id == product.c.client_id)
                .where(owner.c.code == client, product.c.sku == sku)
            ).scalar_one()
            found = recalls.found(connection, key, lot)
        note_seen(self.database, "recall", len(found["gone"]), user_id)
        return found
