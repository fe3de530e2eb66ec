"""A whole day from outside: import a folder, allocate, pick, pack and ship it by robots, and count what came of it.

    python -m tests.floor.day DATA_DIR [--db URL] [--consoles N] [--changes FILE] [--probes SHARE] [--branded]

`--db` is a database address, `sqlite` (a new file, the default) or `postgresql` (a server of its own for the run).
`--branded` packs by recipes and counts the materials too.
Exit 1 on any difference between the program and the files, on any stuck robot, and where `warehouse check` complains.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.floor import counts
from tests.floor.brand import branded
from tests.floor.brand import differences as brand_differences
from tests.floor.console import Closed
from tests.floor.crew import Crew
from tests.floor.files import Files, OrderKey, Row, read_day, rows
from tests.floor.floor import Floor
from tests.floor.program import Failed, Program, write_csv
from tests.floor.robot import Stuck
from tests.postgresql import Server

KINDS = ("users", "products", "barcodes", "locations", "stock", "listings", "kits", "recipes", "inserts", "orders")
ROUNDS = 12


def main(argv: list[str] | None = None) -> int:
    """Run a day; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--db", default="sqlite")
    parser.add_argument("--consoles", type=int, default=1)
    parser.add_argument("--changes", type=Path)
    parser.add_argument("--probes", type=float, default=0.01, help="share of inputs sent twice, and of wrong scans")
    parser.add_argument("--branded", action="store_true", help="with a packing recipe and a gift rule for each client")
    options = parser.parse_args(argv)
    work = Path(tempfile.mkdtemp(prefix="day-"))
    server = Server(work / "postgresql") if options.db == "postgresql" else None
    try:
        db = options.db
        if server:
            server.start(durable=True)
            db = server.create("day")
        elif db == "sqlite":
            db = f"sqlite:///{work / 'day.db'}"
        return _day(options, db, work)
    except (Stuck, Failed, Closed) as failure:
        print(failure, file=sys.stderr)
        return 1
    finally:
        if server:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)


def _day(options: argparse.Namespace, db: str, work: Path) -> int:
    started = time.perf_counter()
    folder = branded(options.folder, work / "branded") if options.branded else options.folder
    day, program = read_day(folder), Program(db)
    lines = sum(len(lines) for lines in day.orders.values())
    crew = Crew(db, Floor(day), options.consoles, options.probes, after=lines * 2)
    if db.startswith("postgresql"):
        program.run("db", "upgrade")
    import_day(program, day, crew, work)
    program.run("allocate", "--parts")
    changes: list[Row] = rows(options.changes) if options.changes else []
    before: dict[OrderKey, str] = {}
    differences: list[str] = []
    working = time.perf_counter()
    if changes:
        before = _while_changing(program, day, crew, options.changes, changes)
        _settle(program, crew)
        differences = _release(program, day, changes, before, work)
    else:
        crew.work()
    _settle(program, crew)
    worked = time.perf_counter() - working
    told = program.orders(day.orders)
    today = datetime.now(ZoneInfo("Asia/Seoul")).date().isoformat()
    report = counts.compare(day, today, told, program.call("stock"), changes, before)
    differences += report.differences
    if options.branded:
        differences += brand_differences(told, program.call("report", "materials")["materials"])
    clean, said = program.check()
    if not clean:
        differences.append("warehouse check does not hold")
    _print(program, crew, report, worked, time.perf_counter() - started)
    print(f"check: {said}")
    for difference in differences[:50]:
        print(f"DIFFERENCE {difference}")
    print(f"{len(differences)} differences")
    return 1 if differences else 0


def import_day(program: Program, day: Files, crew: Crew, work: Path) -> None:
    """Import the folder's files, and the robots as users (with an administrator where the folder has no users)."""
    people = [[badge, f"Robot {n + 1}", "picker packer receiver"] for n, badge in enumerate(crew.badges())]
    if not (day.folder / "users.csv").exists():
        people.append(["USR-9001", "Administrator", "administrator"])
    program.run("import", "users", str(write_csv(work / "robots.csv", "badge,name,role", people)))
    for kind in KINDS:
        if (path := day.folder / f"{kind}.csv").exists():
            program.run("import", kind, str(path))
    for format_name, client, path in day.exports:
        program.run("import", "orders", str(path), "--format", format_name, "--client", client)


def _while_changing(program: Program, day: Files, crew: Crew, path: Path, changes: list[Row]) -> dict[OrderKey, str]:
    """The crew works; in the middle the changes file arrives. Returns the changed orders' statuses just before."""
    failure: list[BaseException] = []

    def work() -> None:
        try:
            crew.work()
        except BaseException as error:
            failure.append(error)

    workers = threading.Thread(target=work)
    workers.start()
    try:
        crew.middle.wait()
        keys = {key for row in changes for key in counts.matching(day.orders, row)}
        before = {key: str(program.order(key)["status"]) for key in keys}
        program.run("import", "changes", str(path), may_fail=True)
        program.run("allocate", "--parts")
    finally:
        workers.join()
    if failure:
        raise failure[0]
    return before


def _release(program: Program, day: Files, changes: list[Row], before: dict[OrderKey, str], work: Path) -> list[str]:
    """See that what was held in time has stayed, then release it, so that the rest of the day can be counted."""
    differences, released = [], []
    for row in changes:
        for key in counts.matching(day.orders, row):
            if row["action"] != "hold":
                continue
            order = program.order(key)
            released.append([key[2], "release", key[0], key[1]])
            if before[key] in counts.NOT_SHIPPED and any(line["shipped"] for line in order["lines"]):
                differences.append(f"{key} was {before[key]} when held, and has shipped")
    if released:
        program.run("import", "changes", str(write_csv(work / "r.csv", "order_no,action,client,channel", released)))
    return differences


def _settle(program: Program, crew: Crew) -> None:
    """Allocate what came back and work on, until a round finds nothing to do."""
    for _ in range(ROUNDS):
        program.run("allocate", "--parts")
        if not crew.work():
            return
    raise Stuck(f"after {ROUNDS} rounds the robots still find work")


def _print(program: Program, crew: Crew, report: counts.Report, worked: float, total: float) -> None:
    for command, seconds in program.times[: len(KINDS) + 4] + program.times[-1:]:
        print(f"{seconds:8.2f} s  warehouse {command}")
    for what, number in report.figures.items():
        print(f"{number:8d}    {what}")
    for (workflow, step, kind), number in sorted(crew.worked.gestures.items()):
        print(f"{number:8d}    {workflow} {step}: {kind}")
    print("results:", dict(crew.worked.codes))
    times = sorted(crew.seconds) or [0.0]
    p50, p95, p99 = (1000 * times[int(len(times) * share)] for share in (0.5, 0.95, 0.99))
    rate = len(times) / worked
    print(f"{len(times)} inputs in {worked:.1f} s ({rate:.0f}/s); answers p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f} ms")
    print(f"{total:.1f} s in all")


if __name__ == "__main__":
    sys.exit(main())
