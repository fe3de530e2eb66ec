"""`python -m tests.month`: live through a month and print how accurate the books were each evening."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.month.month import GOAL, Day, Month, Size, curve
from warehouse_app.check import check
from warehouse_app.database.opening import open_database


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.month", description=__doc__)
    parser.add_argument("--db", default="", metavar="URL", help="an empty database; else a file that is thrown away")
    for name in ("products", "days", "orders", "receipts", "cycle", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Size, name), metavar="N")
    given = parser.parse_args()
    size = Size(given.products, given.days, given.orders, given.receipts, given.cycle, given.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(given.db or f"sqlite:///{folder}/month.db")
        lines = curve([])
        print(next(lines))

        def tell(day: Day) -> None:
            print(*list(curve([day]))[1:], sep="\n", flush=True)

        days = Month(database, size, Path(folder)).run(tell)
        problems = check(database)
        database.close()
    lowest = min(day.accuracy for day in days)
    print(
        f"{time.monotonic() - began:.0f} s; lowest {lowest:.3%}, at the end {days[-1].accuracy:.3%} (goal {GOAL:.1%})"
    )
    for problem in problems:
        print(f"check: {problem.rule} {problem.examples}")
    return 1 if problems or days[-1].accuracy < GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
