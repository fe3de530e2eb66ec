"""The shift report over a long history: seconds for one shift, before and after the history grew tenfold.

    python -m benchmarks.shift_report [--lines N] [--db URL]

N journal lines of old times (and twice as many moves), then ten times as many; the shift asked for has --shift inputs
of its own. The floor of the same run is reading those inputs and nothing more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, text

from benchmarks.history import add_history
from tests.postgresql import Server
from tests.workflows.small import Warehouse, furnish
from warehouse_app.database.models import Journal, Station, User, table
from warehouse_app.database.opening import open_database
from warehouse_app.database.types import new_key
from warehouse_app.reports.shift_report import shift_report
from warehouse_app.shifts import DEFAULTS
from warehouse_app.site import read_site

_AT_ONCE = 200_000  # rows in one statement, which a server lets run for a minute
DAY = date(2027, 1, 28)
BEGIN = datetime(2027, 1, 27, 23, 30, tzinfo=UTC)  # 08:30 in Seoul


def main(argv: list[str] | None = None) -> int:
    """Fill, report, grow, report again."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--shift", type=int, default=20_000)
    parser.add_argument("--db", default="")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own instead of SQLite")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        url = options.db or f"sqlite:///{Path(folder) / 'history.db'}"
        if options.postgresql:
            server = Server(Path(folder) / "postgresql")
            server.start()
            opened.callback(server.stop)
            url = server.create("history")
        database = open_database(url)
        house = furnish(database)
        begun = min(options.lines, _AT_ONCE)
        add_history(house, begun * 2)
        add_history_more(house, (options.lines - begun) * 2)
        _shift(house, options.shift)
        first = _time(house)
        add_history_more(house, options.lines * 18)
        second = _time(house)
        floor = _floor(house)
        database.close()
    print(f"{options.shift:,} inputs in the shift; reading them alone takes {floor:.2f} s")
    print(f"  {options.lines:,} journal lines before: {first:.2f} s ({first / floor:.1f} x the floor)")
    print(f"  {options.lines * 10:,} before: {second:.2f} s ({second / first:.2f} x as long)")
    return 0


def add_history_more(house: Warehouse, moves: int) -> None:
    """More of the same: the first history's rows again, under keys and numbers of their own."""
    columns = {
        "journal": "id, input_id, station_id, seq, at, workflow, step, raw, ok, code, result, facts, key_id, hash",
        "move": "id, product_id, quantity, from_id, to_id, kind, action_id, at, lot, expiry, serial, grade",
    }
    is_local = house.database.is_local
    at = "2026-03-01 00:00:00.000000" if is_local else "2026-03-01T00:00:00+00:00"
    # Keys in their order, as years of work would have made them.
    fresh = (
        "CAST(printf('0%03d%012d', {again}, {n}) AS BLOB)" if is_local
        else "(lpad(to_hex({again}), 16, '0') || lpad(to_hex({n}), 16, '0'))::uuid"
    )  # fmt: skip
    for name, wanted in (("move", moves), ("journal", moves // 2)):
        with house.database.read() as connection:
            before = connection.scalar(text(f"SELECT COUNT(*) FROM {name} WHERE at < '2027-01-01'")) or 1
            size = min(before, _AT_ONCE)
        for again in range(before // size + 1, before // size + wanted // size + 1):
            key = fresh.format(again=again, n="row_number() OVER ()")
            told = {"id": key, "input_id": key, "seq": f"{again * 1_000_000} + row_number() OVER ()", "at": f"'{at}'"}
            cells = ", ".join(told.get(c, c) for c in columns[name].split(", "))
            with house.database.write() as connection:
                connection.execute(
                    text(f"INSERT INTO {name} ({columns[name]}) SELECT {cells} FROM {name}"
                         f" WHERE at < '2027-01-01' LIMIT {size}")
                )  # fmt: skip


def _shift(house: Warehouse, inputs: int) -> None:
    station, user = new_key(), house.value(select(table(User).c.id))
    house.database.run(lambda c: c.execute(
        insert(table(Station)).values(id=station, site_id=house.site, name="BENCH", hash="")
    ))  # fmt: skip
    gap = timedelta(hours=11) / inputs
    rows = [
        {"id": new_key(), "input_id": new_key(), "station_id": station, "seq": n, "at": BEGIN + n * gap,
         "user_id": user, "workflow": "pack" if n % 3 else "pick", "step": "verify_item", "raw": "MUG", "kind": "item",
         "ok": n % 50 != 0, "code": "wrong_item" if n % 50 == 0 else "ok", "result": {}, "facts": [], "key_id": "",
         "hash": ""}
        for n in range(inputs)
    ]  # fmt: skip
    with house.database.write() as connection:
        connection.execute(insert(table(Journal)), rows)


def _time(house: Warehouse) -> float:
    with house.database.read() as connection:
        site = read_site(connection)
        spans = (DEFAULTS[0].on(DAY, site), DEFAULTS[1].on(DAY, site))
        took = []
        for _ in range(3):  # the best of three: the first reads from a disk that is cold after so much writing
            begun = time.perf_counter()
            shift_report(connection, site, *spans, {})
            took.append(time.perf_counter() - begun)
        return min(took)


def _floor(house: Warehouse) -> float:
    journal = table(Journal)
    with house.database.read() as connection:
        begun = time.perf_counter()
        rows = connection.execute(select(journal.c.id, journal.c.at, journal.c.raw).where(journal.c.at >= BEGIN)).all()
        took = time.perf_counter() - begun
    assert rows
    return took


if __name__ == "__main__":
    sys.exit(main())
