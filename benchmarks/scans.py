"""Scan → committed → next screen, in milliseconds: `python -m benchmarks.scans [--db URL] [--rounds N]`.

Every round picks, packs and ships three orders on each database in turn: SQLite and PostgreSQL, with a small and a
large history behind them. Beside each stands the raw floor of the same round: one UPDATE, one INSERT, one durable
COMMIT with the driver alone. Then an order of 300 lines. Aims on a quiet machine: median within 12 times the floor on
SQLite and 6 times on PostgreSQL, p99 under 20 and 40 ms, and under 1.3 times as much with the large history.

--db names an empty PostgreSQL database to measure instead of a server of its own (whose disk may be faster or slower).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.floor import Floor
from benchmarks.history import add_history
from tests.postgresql import Server
from tests.workflows.small import furnish
from tests.workflows.transcript import Worker
from warehouse_app.database.engine import Database
from warehouse_app.database.models import METADATA
from warehouse_app.database.seed import seed

REPEATED = {"scan_bin", "scan_item", "enter_quantity", "scan_tote", "verify_item", "verify_insert", "scan_parcel"}
_KEYS = {"location": "location", "item": "sku", "insert": "sku", "quantity": "quantity", "box": "box"}
Times = dict[str, list[float]]


class Measured:
    """One database being measured: its warehouse, its three stations, its times by kind of scan."""

    def __init__(self, name: str, url: str, moves: int) -> None:
        self.name, self.database = name, Database(url)
        with self.database.write() as connection:
            METADATA.create_all(connection)
            seed(connection)
        self.house = furnish(self.database)
        if moves:
            add_history(self.house, moves)
        self.floor = Floor(self.database.url)
        self.times: Times = defaultdict(list)
        self.numbers = iter(range(1, 10**6))
        self.pick, self.pack, self.ship = (
            self.house.at(workflow, f"{workflow}-1", f"USR-{n}")
            for n, workflow in enumerate(("pick", "pack", "ship"), 1)
        )

    def close(self) -> None:
        self.floor.close()
        self.house.close()
        self.database.close()

    def round(self, lines: list[dict[str, int]], prefix: str = "") -> None:
        """Orders from the cart to the carrier, every scan timed; the floor in between."""
        with self.house.together():
            for one in lines:
                self.house.order(f"N{next(self.numbers)}", one)
        self.house.allocate()
        self.work(self.pick, prefix)
        self.work(self.pack, prefix)
        self.work(self.ship, prefix)

    def work(self, worker: Worker, prefix: str) -> None:
        """Answer the screens until nothing is left."""
        worker.scan("CMD-HELP")
        while worker.screen.step != "start" or worker.screen.target:
            step, scan = worker.screen.step, self.answer(worker)
            kind = step if step in REPEATED else "other"
            begun = time.perf_counter()
            worker.scan(scan)
            self.times[prefix + kind].append(time.perf_counter() - begun)
            self.times["floor"].append(self.floor.once())
            assert worker.code == "ok", worker.said[-4:]
            worker.said.clear()

    def answer(self, worker: Worker) -> str:
        target, kind = worker.screen.target, worker.screen.expects[0]
        if kind == "command":
            return worker.screen.commands[0]
        if kind == "tote":
            empty = f"TOTE-{1 + int(str(target['order'])[1:]) % 7}" if "order" in target else "TOTE-8"
            return str(target.get("tote") or empty)
        return str(target[_KEYS.get(kind, kind)])


def restock(floors: list[Measured]) -> None:
    for one in floors:
        with one.house.together():
            one.house.stock("S-1", "CUP", 100_000)
            one.house.stock("S-2", "MUG", 100_000)


def long_order(floors: list[Measured], lines: int) -> None:
    """An order of so many lines, on each database."""
    for one in floors:
        with one.house.together():
            for n in range(lines):
                one.house.product(f"L{n}")
                one.house.stock(f"L-{n + 1}", f"L{n}", 5)
        one.round([{f"L{n}": 1 for n in range(lines)}], prefix="300 ")


def report(floors: list[Measured]) -> None:
    print(f"{'':18}{'scans':>8}{'p50':>9}{'p95':>9}{'p99':>9}{'× floor':>9}   milliseconds")
    medians: dict[str, float] = {}
    for one in floors:
        floor = quantiles(one.times["floor"], n=100)
        print(one.name)
        groups = {
            "floor": one.times["floor"],
            "repeated scans": [t for kind in REPEATED for t in one.times[kind]],
            "all scans": [t for kind in (*REPEATED, "other") for t in one.times[kind]],
            "start, box, close": one.times["other"],
            "300 lines": [t for kind in REPEATED for t in one.times["300 " + kind]],
        }
        for name, times in groups.items():
            if len(times) < 2:
                continue
            cut = quantiles(times, n=100)
            p50, p95, p99 = (1000 * cut[n - 1] for n in (50, 95, 99))
            print(f"  {name:16}{len(times):>8}{p50:>9.2f}{p95:>9.2f}{p99:>9.2f}{p50 / 1000 / floor[49]:>9.1f}")
            medians[f"{one.name} {name}"] = p50
    for kind in ("SQLite", "PostgreSQL"):
        small, large = (medians.get(f"{kind} {size} repeated scans") for size in ("small", "large"))
        if small and large:
            print(f"{kind}: the large history costs × {large / small:.2f}")


@contextmanager
def databases(folder: Path, given: str, moves: tuple[int, int]) -> Iterator[list[Measured]]:
    """The databases to measure, closed afterwards."""
    with ExitStack() as stack:
        urls: list[tuple[str, str, int]] = [
            (f"SQLite {size}", f"sqlite:///{folder / size}.db", n)
            for size, n in zip(("small", "large"), moves, strict=True)
        ]
        if given:
            urls.append(("PostgreSQL given", given, moves[0]))
        else:
            server = Server(folder / "postgresql")
            server.start(durable=True)
            stack.callback(server.stop)
            urls += [
                (f"PostgreSQL {size}", server.create(f"bench_{size}"), n)
                for size, n in zip(("small", "large"), moves, strict=True)
            ]
        floors = []
        for name, url, n in urls:
            begun = time.perf_counter()
            floors.append(Measured(name, url, n))
            stack.callback(floors[-1].close)
            print(f"{name}: {n:,} moves behind it, made in {time.perf_counter() - begun:.0f} s", flush=True)
        yield floors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", default="", metavar="URL", help="an empty PostgreSQL database")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--small", type=int, default=10_000, metavar="MOVES")
    parser.add_argument("--large", type=int, default=1_000_000, metavar="MOVES")
    parser.add_argument("--lines", type=int, default=300, help="of the long order; 0 leaves it out")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="warehouse-scans-"))
    os.environ["WAREHOUSE_DATA"] = str(folder)
    try:
        with databases(folder, arguments.db, (arguments.small, arguments.large)) as floors:
            restock(floors)
            for number in range(arguments.rounds + 2):
                for one in floors:
                    one.round([{"MUG": 1, "CUP": 2}, {"MUG": 2}, {"CUP": 1, "MUG": 1}])
                if number == 1:  # the first two rounds fill the caches
                    for one in floors:
                        one.times.clear()
            if arguments.lines:
                long_order(floors, arguments.lines)
            report(floors)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
