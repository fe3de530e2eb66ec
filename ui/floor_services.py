"""What the pages about stock and places do on the page worker: every call here may touch the database and blocks."""

from __future__ import annotations

import uuid

from warehouse_app.database.engine import Database
from warehouse_app.reports.stock_history import MoveRow, moves_of
from warehouse_app.reports.stock_search import Stock, Subject, find_stock, stock_of
from warehouse_app.site import read_site


class FloorServices:
    """The engine as these pages use it. Called from the page worker's thread only."""

    def __init__(self, database: Database) -> None:
        self.database = database

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
