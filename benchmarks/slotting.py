"""Put-away proposals and class figures on a large floor: 100,000 bins and 1,000,000 balances.

    python -m benchmarks.slotting [--bins N] [--balances N]

Prints milliseconds for opening a tote of one and of ten products (its whole plan), for the list of products that
should lie nearer, and for one plain look-up by key as the floor of the same run. On SQLite and PostgreSQL.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, text

from tests.postgresql import Server
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Activity, Balance, Client, Location, Product, table
from warehouse_app.database.opening import open_database
from warehouse_app.database.types import new_key
from warehouse_app.domain.slotting import Goods
from warehouse_app.reports.slotting import nearer
from warehouse_app.site import read_site
from warehouse_app.slotting import propose

_RUNS = 40


def main(argv: list[str] | None = None) -> int:
    """Fill both databases and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bins", type=int, default=100_000)
    parser.add_argument("--balances", type=int, default=1_000_000)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="slotting-") as folder:
        _measure("SQLite", f"sqlite:///{folder}/w.db", options)
        server = Server(Path(folder) / "postgresql")
        server.start(durable=True)
        try:
            _measure("PostgreSQL", server.create("slotting"), options)
        finally:
            server.stop()
    return 0


def _measure(name: str, url: str, options: argparse.Namespace) -> None:
    database = open_database(url)
    chance = random.Random(7)
    begun = time.perf_counter()
    products = _fill(database, options.bins, options.balances, chance)
    print(
        f"{name}: {options.bins:,} bins and {options.balances:,} balances, made in {time.perf_counter() - begun:.0f} s"
    )
    station = uuid.uuid4()

    def goods(count: int) -> list[Goods]:
        rows = chance.sample(products, count)
        return [Goods(r.id, r.client_id, ("", "", ""), 5, r.temperature, 1000, r.abc) for r in rows]

    with database.read() as connection:
        site, now = read_site(connection), database.now(connection)
        one = select(table(Balance)).where(table(Balance).c.product_id == products[0].id).limit(1)
        _print("floor: one look-up by key", lambda: connection.execute(one).all())
        for count in (1, 10, 50):
            _print(f"plan of {count} products", lambda count=count: propose(connection, goods(count), station))
        _print("products that should lie nearer", lambda: nearer(connection, site, now))
    database.close()


def _print(name: str, work: Callable[[], Any]) -> None:
    times = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    print(f"  {name:34} p50 {statistics.median(times):7.2f}  worst {max(times):7.2f} ms")


def _fill(database: Database, bins: int, balances: int, chance: random.Random) -> list[Any]:
    """Products in ten bins each; every hundredth bin is empty, the near ones are not."""
    with database.write() as connection:
        client = connection.scalar(select(table(Client).c.id))
        site = read_site(connection).id
        count = balances // 10
        keys = [new_key() for _ in range(count)]
        _insert(connection, Product, [
            {"id": key, "client_id": client, "sku": f"P{n:06}", "name": f"Product {n}", "kind": "goods", "notes": {},
             "length_mm": 10, "width_mm": 10, "height_mm": 10, "abc": "ABC"[n % 3], "picks": n % 97}
            for n, key in enumerate(keys)
        ])  # fmt: skip
        places = [new_key() for _ in range(bins)]
        _insert(connection, Location, [
            {"id": key, "site_id": site, "code": f"B{n:06}", "kind": "bin", "distance_mm": 100 * n,
             "capacity_l": 200, "is_empty": n % 100 == 99}
            for n, key in enumerate(places)
        ])  # fmt: skip
        full = [key for n, key in enumerate(places) if n % 100 != 99]
        now = database.now(connection)
        for start in range(0, count, 5000):
            _insert(connection, Balance, [
                {"product_id": key, "location_id": full[(n * 7 + k * 1009) % len(full)], "on_hand": 3, "since": now}
                for n, key in enumerate(keys[start : start + 5000], start) for k in range(10)
            ])  # fmt: skip
        today = read_site(connection).today(now).isoformat()
        _insert(connection, Activity, [
            {"product_id": key, "day": today, "picks": n % 97, "units": n} for n, key in enumerate(keys) if n % 97
        ])  # fmt: skip
    with database.write() as connection:
        connection.execute(text("ANALYZE"))
    with database.read() as connection:
        some = select(table(Product)).where(table(Product).c.sku < f"P{count // 50:06}")
        return list(connection.execute(some))


def _insert(connection: Connection, model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 20_000):
        connection.execute(insert(table(model)), rows[start : start + 20_000])


if __name__ == "__main__":
    sys.exit(main())
