"""The demo warehouse: filling an empty database with the made-up brands of resources/demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, select, update

from warehouse_app.allocation import allocate
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Site, table
from warehouse_app.imports.run import import_file

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "demo"
_KINDS = (
    "users", "products", "barcodes", "kits", "locations", "stock", "asn", "listings", "inserts", "recipes", "orders",
)  # fmt: skip
_EXPORTS = ("naver", "coupang", "cafe24", "shopify")


def is_demo(connection: Connection) -> bool:
    """Whether this database is a demo warehouse: the window offers the practice scanner there."""
    return bool(connection.execute(select(table(Site).c.settings)).scalar_one().get("demo"))


def _mark(connection: Connection) -> None:
    site = connection.execute(select(table(Site).c.id, table(Site).c.settings)).one()
    connection.execute(
        update(table(Site)).where(table(Site).c.id == site.id).values(settings={**site.settings, "demo": True})
    )


def fill(database: Database, progress: Callable[[int, int], None] | None = None) -> None:
    """Import everything and allocate it."""
    exports = [(name, file) for name in _EXPORTS for file in sorted((FOLDER / name).glob("*.csv"))]
    steps = len(_KINDS) + len(exports) + 1
    for at, kind in enumerate(_KINDS, 1):
        if (file := FOLDER / f"{kind}.csv").exists():
            import_file(database, kind, file)
        if progress:
            progress(at, steps)
    for at, (name, file) in enumerate(exports, len(_KINDS) + 1):
        import_file(database, "orders", file, format=name, client=file.stem)
        if progress:
            progress(at, steps)
    allocate(database)
    database.run(_mark)
    if progress:
        progress(steps, steps)
