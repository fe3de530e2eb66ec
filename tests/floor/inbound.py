"""A day's goods come in, from outside: robots receive and put away what a folder announces, and it is counted.

    python -m tests.floor.inbound DATA_DIR [--db URL] [--consoles N] [--probes SHARE]

`--db` as in tests.floor.day. Exit 1 where stock differs from the files' own sum, where a unit lies in no bin, on any
stuck robot, and where `warehouse check` complains.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.floor.console import Closed, Json
from tests.floor.crew import Crew
from tests.floor.files import Files, ProductKey, read_day
from tests.floor.floor import Floor
from tests.floor.program import Failed, Program, write_csv
from tests.floor.robot import Stuck
from tests.postgresql import Server

KINDS = ("users", "products", "barcodes", "locations", "stock", "asn")
JOBS = ("receive", "putaway")
ROUNDS = 6


def main(argv: list[str] | None = None) -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--db", default="sqlite")
    parser.add_argument("--consoles", type=int, default=1)
    parser.add_argument("--probes", type=float, default=0.01, help="share of inputs sent twice, and of wrong scans")
    options = parser.parse_args(argv)
    work = Path(tempfile.mkdtemp(prefix="inbound-"))
    server = Server(work / "postgresql") if options.db == "postgresql" else None
    try:
        db = options.db
        if server:
            server.start(durable=True)
            db = server.create("inbound")
        elif db == "sqlite":
            db = f"sqlite:///{work / 'inbound.db'}"
        return _run(options, db, work)
    except (Stuck, Failed, Closed) as failure:
        print(failure, file=sys.stderr)
        return 1
    finally:
        if server:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)


def _run(options: argparse.Namespace, db: str, work: Path) -> int:
    day, program = read_day(options.folder), Program(db)
    crew = Crew(db, Floor(day), options.consoles, options.probes, jobs=JOBS)
    if db.startswith("postgresql"):
        program.run("db", "upgrade")
    people = [[badge, f"Robot {n + 1}", "receiver"] for n, badge in enumerate(crew.badges())]
    if not (day.folder / "users.csv").exists():
        people.append(["USR-9001", "Administrator", "administrator"])
    program.run("import", "users", str(write_csv(work / "robots.csv", "badge,name,role", people)))
    for kind in KINDS:
        if (path := day.folder / f"{kind}.csv").exists():
            program.run("import", kind, str(path))
    started = time.perf_counter()
    for _ in range(ROUNDS):
        if not crew.work():
            break
    else:
        raise Stuck(f"after {ROUNDS} rounds the robots still find work")
    worked = time.perf_counter() - started
    program.run("import", "asn", str(day.folder / "asn.csv"))  # what is closed and the same is no change
    differences = compare(day, program.call("stock"))
    clean, said = program.check()
    if not clean:
        differences.append("warehouse check does not hold")
    _print(crew, day, worked)
    print(f"check: {said}")
    for difference in differences[:50]:
        print(f"DIFFERENCE {difference}")
    print(f"{len(differences)} differences")
    return 1 if differences else 0


def compare(day: Files, stock: list[Json]) -> list[str]:
    """What differs between the program's stock and the sum of the files; all that was announced has arrived.

    What lay in a place before still lies there, and all that came lies in bins.
    """
    expected: Counter[ProductKey] = Counter()
    for row in (*day.stock, *day.announced):
        expected[(row["client"], row["sku"])] += int(row["quantity"])
    found: Counter[ProductKey] = Counter()
    places: Counter[tuple[str, str, str]] = Counter()
    for line in stock:
        found[(line["client"], line["sku"])] += line["on_hand"]
        places[(line["location"], line["client"], line["sku"])] += line["on_hand"]
    differences = [
        f"{key}: {expected[key]} in the files, {found[key]} in stock"
        for key in sorted(expected.keys() | found.keys())
        if expected[key] != found[key]
    ]
    before: Counter[tuple[str, str, str]] = Counter()
    for row in day.stock:
        before[(row["location"], row["client"], row["sku"])] += int(row["quantity"])
    for key, units in before.items():
        if places[key] < units:
            differences.append(f"{key}: {units} lay there before, {places[key]} now")
    for (place, client, sku), units in places.items():
        kind = day.locations.get(place, {"kind": "unknown"})["kind"]
        if units > before[(place, client, sku)] and kind != "bin":
            differences.append(f"{units} of {sku} of {client} lie in {place}, a place of kind {kind}")
    return differences


def _print(crew: Crew, day: Files, worked: float) -> None:
    units = sum(int(row["quantity"]) for row in day.announced)
    lines = len(day.announced)
    done = crew.worked
    print(f"{units} units of {lines} lines announced")
    for (workflow, step, kind), number in sorted(done.gestures.items()):
        print(f"{number:8d}    {workflow} {step}: {kind}")
    print("results:", dict(done.codes))
    times = sorted(crew.seconds) or [0.0]
    p50, p95, p99 = (1000 * times[int(len(times) * share)] for share in (0.5, 0.95, 0.99))
    print(f"{len(times)} inputs in {worked:.1f} s; answers p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
