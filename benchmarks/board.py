"""What the live board costs: `python -m benchmarks.board [--moves N] [--turns N]`.

On each database, with a history of N moves: picks, packs and ships in turns with and without a board that refreshes as
often as the page does, in a process of its own, as a second screen is. Prints the board's share of a core, and p95 of
scans with the board beside p95 without. Aims: under 5 % and within 1.1 times.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scans import Measured, restock
from tests.postgresql import Server
from ui.pages.shift import REFRESH_MS
from warehouse_app.database.engine import Database
from warehouse_app.reports.board import board
from warehouse_app.site import read_site

_LINES = [{"MUG": 2, "CUP": 1}, {"MUG": 1}, {"CUP": 3}]


def main() -> int:
    """Measure, or (--watch URL) be the second screen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--moves", type=int, default=200_000)
    parser.add_argument("--turns", type=int, default=12)
    parser.add_argument("--watch", default="", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.watch:
        watch(Database(wanted.watch))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        server = Server(Path(folder) / "postgresql")
        server.start(durable=True)
        opened.callback(server.stop)
        for name, url in (("SQLite", f"sqlite:///{folder}/board.db"), ("PostgreSQL", server.create("board"))):
            compare(name, url, wanted.moves, wanted.turns)
    return 0


def compare(name: str, url: str, moves: int, turns: int) -> None:
    """Turns with and without the board."""
    floor = Measured(name, url, moves)
    restock([floor])
    floor.round(_LINES)
    times: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(2 * turns):
        is_watched = bool(turn % 2)
        screen = subprocess.Popen([sys.executable, "-m", "benchmarks.board", "--watch", url]) if is_watched else None
        time.sleep(2)  # until it shows; the same pause without it
        floor.times.clear()
        end = time.monotonic() + REFRESH_MS / 1000 + 1  # at least one refresh
        while time.monotonic() < end:
            floor.round(_LINES)
        times[is_watched] += [t for kind, own in floor.times.items() if kind != "floor" for t in own]
        if screen is not None:
            screen.terminate()
            screen.wait()
    cost = share(floor.database)
    floor.close()
    without, with_board = (statistics.quantiles(times[w], n=100)[94] * 1000 for w in (False, True))
    print(f"{name}: the board takes {cost:.2%} of a core; p95 of {len(times[True])} scans with it {with_board:.2f} ms, "
          f"without {without:.2f} ms, × {with_board / without:.2f}")  # fmt: skip


def share(database: Database) -> float:
    """Processor time of a refresh, of the interval between two. The server's own is not seen, its waiting is."""
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        refresh(database)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) / (REFRESH_MS / 1000)


def refresh(database: Database) -> None:
    with database.read() as connection:
        board(connection, read_site(connection), database.now(connection))


def watch(database: Database) -> None:
    while True:
        refresh(database)
        time.sleep(REFRESH_MS / 1000)


if __name__ == "__main__":
    raise SystemExit(main())
