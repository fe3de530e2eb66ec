"""The import desk: files written in a few words, taken, and what the database says afterwards."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from warehouse_app.check import check
from warehouse_app.database.engine import Database
from warehouse_app.database.models import (
    Balance,
    Client,
    Location,
    Model,
    Order,
    OrderLine,
    Person,
    Product,
    SetAside,
    table,
)
from warehouse_app.domain.sentences import translate
from warehouse_app.imports.run import ImportReport, import_file
from warehouse_app.site import read_site


class Desk:
    """Writes files and imports them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        with database.read() as connection:
            self.zone = read_site(connection).zone

    def write(self, content: str | bytes, name: str = "file.csv") -> Path:
        """A file. Texts are UTF-8."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def take(self, kind: str, content: str | bytes, **options: Any) -> ImportReport:
        """Import a file of this content."""
        return import_file(self.database, kind, self.write(content), **options)

    def rows(self, kind: str, columns: str, *rows: str, **options: Any) -> ImportReport:
        """Import rows of cells separated by blanks; '-' is an empty cell."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(columns.split())
        for row in rows:
            writer.writerow(["" if cell == "-" else cell for cell in row.split()])
        return self.take(kind, text.getvalue(), **options)

    def shop(self) -> None:
        """Client A with three goods and a service, and a bin with stock of two of them."""
        self.rows("products", "sku name client kind price", "MUG Mug A - 16000", "CUP Cup A goods 4.50",
                  "TEA Tea A - -", "POST Postage A service -")  # fmt: skip
        self.rows("locations", "code zone kind", "B-1 PICK bin", "B-2 PICK -", "TOTE-1 FLOOR tote")
        self.rows("stock", "client location sku quantity", "A B-1 MUG 10", "A B-2 CUP 5")

    def all(self, model: type[Model], **equal: Any) -> list[Any]:
        """Rows with these values."""
        found = table(model)
        with self.database.read() as connection:
            return list(connection.execute(select(found).where(*(found.c[k] == v for k, v in equal.items()))))

    def count(self, model: type[Model], **equal: Any) -> int:
        """Number of rows with these values."""
        return len(self.all(model, **equal))

    def order(self, no: str, **equal: Any) -> Any:
        """The one order of this number."""
        (row,) = self.all(Order, order_no=no, **equal)
        return row

    def lines(self, no: str, **equal: Any) -> dict[str, int]:
        """{sku: units wanted} of an order."""
        line, product = table(OrderLine), table(Product)
        with self.database.read() as connection:
            rows = connection.execute(
                select(product.c.sku, (line.c.ordered - line.c.cancelled).label("wanted"))
                .join_from(line, product, product.c.id == line.c.product_id)
                .where(line.c.order_id == self.order(no, **equal).id)
            )
            return {row.sku: row.wanted for row in rows}

    def person(self, no: str) -> Any:
        """The personal data of an order."""
        (row,) = self.all(Person, id=self.order(no).person_id)
        return row

    def aside(self) -> list[Any]:
        """What is set aside and not settled."""
        return [row for row in self.all(SetAside) if row.resolved_at is None]

    def on_hand(self, location: str, sku: str) -> int:
        """Units of a product in a place."""
        balance, place, product = table(Balance), table(Location), table(Product)
        with self.database.read() as connection:
            return int(connection.scalar(
                select(func.coalesce(func.sum(balance.c.on_hand), 0))
                .join_from(balance, place, place.c.id == balance.c.location_id)
                .join(product, product.c.id == balance.c.product_id)
                .where(place.c.code == location, product.c.sku == sku)
            ) or 0)  # fmt: skip

    def clients(self) -> set[str]:
        """All client codes."""
        return {row.code for row in self.all(Client)}

    def close(self) -> None:
        """The books are right whatever was imported."""
        assert check(self.database) == []


def said(report: ImportReport) -> list[str]:
    """The report's errors in English: 'line column: reason'."""
    return [f"{e.line} {e.column}: {translate(e.reason, 'en')}" for e in report.errors]


def counts(report: ImportReport) -> dict[str, int]:
    """The report's numbers that are not 0."""
    names = ("taken", "changed", "unchanged", "set_aside", "left_out", "mended")
    return {name: n for name in names if (n := getattr(report, name))}
