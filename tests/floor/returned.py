"""A day's returns, from outside: orders are shipped, come back, and are graded through consoles, and it is counted.

    python -m tests.floor.returned DATA_DIR [--db URL] [--probes SHARE]

The folder's returns.csv names what is announced; besides, ten orders come back unannounced, three undelivered, and two
of the boxes hold something that is not ours. `--db` as in tests.floor.day. Exit 1 where the books differ from what came
back, where a unit has no grade or no place, on a stuck robot, and where `warehouse check` complains.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.floor.console import Closed, Console, Json
from tests.floor.crew import Crew
from tests.floor.files import Files, OrderKey, read_day, rows
from tests.floor.floor import Floor
from tests.floor.program import Failed, Program, write_csv
from tests.floor.robot import Robot, Stuck
from tests.postgresql import Server

MASTER = ("users", "products", "barcodes", "locations", "stock")
BLIND, UNDELIVERED, FOREIGN = 10, 3, 2
BADGE = "USR-7001"


class Returns:
    """The day's returns desk: what is to come back, and what was seen to come."""

    def __init__(self, folder: Path, db: str, work: Path, probes: float) -> None:
        self.day: Files = read_day(folder)
        self.program, self.db, self.work, self.probes = Program(db), db, work, probes
        self.announced = rows(folder / "returns.csv")
        self.random = random.Random(7)
        self.came: Counter[str] = Counter()
        self.units: list[Json] = []
        self.keys: dict[str, OrderKey] = {}

    def run(self) -> list[str]:
        """Ship, return, grade; what differs."""
        named = sorted({row["order_no"] for row in self.announced})
        self.keys = {key[2]: key for key in self.day.orders}
        own = {row["order_no"] for row in rows(self.day.folder / "orders.csv")}
        others = [
            no for (_, _, no), units in self.day.orders.items()
            if no in own and no not in named and units and sum(units.values()) <= 40
        ][: 3 * (BLIND + UNDELIVERED)]  # fmt: skip
        self._ship([*named, *others])
        self.program.run("import", "returns", str(self.day.folder / "returns.csv"))
        self.program.run("import", "returns", str(self.day.folder / "returns.csv"))  # again changes nothing
        shipped = {no: self.program.order(self.keys[no]) for no in [*named, *others]}
        others = [no for no in others if shipped[no]["status"] == "shipped"][: BLIND + UNDELIVERED]
        cases = sorted({row["rma_no"] for row in self.announced})
        self._arrive(shipped, others)
        self._inspect(cases, shipped, others[UNDELIVERED:])
        return self._compare(shipped)

    def _ship(self, wanted: list[str]) -> None:
        folder, program = self.day.folder, self.program
        if self.db.startswith("postgresql"):
            program.run("db", "upgrade")
        people = [[BADGE, "Robot", "picker packer receiver inspector supervisor"], ["USR-9001", "A", "administrator"]]
        program.run("import", "users", str(write_csv(self.work / "people.csv", "badge,name,role", people)))
        for kind in MASTER:
            if (path := folder / f"{kind}.csv").exists():
                program.run("import", kind, str(path))
        lines = [row for row in rows(folder / "orders.csv") if row["order_no"] in set(wanted)]
        columns = list(lines[0])
        write_csv(self.work / "orders.csv", ",".join(columns), [[row[c] for c in columns] for row in lines])
        program.run("import", "orders", str(self.work / "orders.csv"))
        program.run("allocate", "--parts")
        crew = Crew(self.db, Floor(self.day), 1, self.probes)
        while crew.work():
            pass

    def _session(self, workflow: str, talk: Callable[[Robot], None]) -> None:
        console = Console(workflow, BADGE, f"{workflow.upper()}-1", self.db)

        def instead(screen: Json) -> str | None:
            if screen["step"] == "question":
                return str(self.random.choice(screen["choices"])["code"])
            return None

        talk(Robot(console, Floor(self.day), badge=BADGE, resend=self.probes, wrong=self.probes, instead=instead))
        console.close()

    def _arrive(self, shipped: dict[str, Json], others: list[str]) -> None:
        def dock(robot: Robot) -> None:
            robot.work()  # everything announced
            for no in others[:UNDELIVERED]:
                for parcel in shipped[no]["parcels"]:
                    self._sent(robot, parcel["tracking_no"], "scan_tote")
                    self._sent(robot, str(robot.screen["target"]["tote"]), "start")
                    for content in parcel["contents"]:
                        if self._is_goods(content["sku"]):
                            self.came[content["sku"]] += content["quantity"]
            for no in others[UNDELIVERED:]:
                self._sent(robot, no, "start")

        self._session("arrive", dock)

    def _is_goods(self, sku: str) -> bool:
        product = next((row for (_, other), row in self.day.products.items() if other == sku), {"kind": "box"})
        return (product.get("kind") or "goods") in ("goods", "insert")

    def _sent(self, robot: Robot, scan: str, step: str) -> None:
        answer = robot.send(scan)
        if not answer["result"]["ok"] or answer["screen"]["step"] != step:
            raise robot.stuck(f"{scan} led to {answer['result']['code']} {answer['screen']['step']}")

    def _inspect(self, cases: list[str], shipped: dict[str, Json], blind: list[str]) -> None:
        def bench(robot: Robot) -> None:
            for at, rma in enumerate(cases):
                if at < FOREIGN:
                    self._sent(robot, rma, "scan_item")
                    self._twice(robot, f"NOT-OURS-{at}")
                    self._finish_unit(robot)
                elif robot.screen["step"] == "start":
                    self._sent(robot, rma, "scan_item")
                while robot.screen["step"] != "start":
                    self._grade(robot)
            for no in blind:
                self._sent(robot, no, "scan_item")
                sku = next(line["sku"] for line in shipped[no]["lines"] if line["shipped"])
                self._scan_unit(robot, sku)
                self._finish_unit(robot)
                self._sent(robot, "CMD-DONE", "start")

        self._session("inspect", bench)

    def _grade(self, robot: Robot) -> None:
        """The next announced unit, whatever its answers are."""
        target = robot.screen["target"]
        self._scan_unit(robot, str(target["sku"]))
        self._finish_unit(robot)

    def _scan_unit(self, robot: Robot, sku: str) -> None:
        codes = [
            code for (_, other), found in self.day.codes.items() for code, units in found if other == sku and units == 1
        ] or [sku]  # fmt: skip
        answer = robot.send(codes[0])
        if answer["result"]["code"] == "confirm":
            answer = robot.send(codes[0])
        if not answer["result"]["ok"]:
            raise robot.stuck(f"{sku} was refused")
        self.came[sku] += 1

    def _twice(self, robot: Robot, scan: str) -> None:
        if robot.send(scan)["result"]["code"] != "confirm" or not robot.send(scan)["result"]["ok"]:
            raise robot.stuck(f"{scan} was not asked about, or refused")

    def _finish_unit(self, robot: Robot) -> None:
        """Answers, photo and destination of the unit on the bench, as the screen asks."""
        while robot.screen["step"] not in ("scan_item", "start"):
            screen = robot.screen
            if screen["choices"]:
                robot.send(self.random.choice(screen["choices"])["code"])
            elif screen["step"] == "scan_serial":  # read off the unit: one of those there were
                next(s for s in robot.floor.serials(str(screen["target"]["sku"])) if robot.send(s)["result"]["ok"])
            elif screen["step"] == "photo":
                robot.send("CMD-PHOTO")
            else:
                target = screen["target"]
                self.units.append(target)
                robot.send(str(target["destination"]))

    def _compare(self, shipped: dict[str, Json]) -> list[str]:
        """What differs between what came back and what the books say; the goods end in bins where they are for sale."""
        crew = Crew(self.db, Floor(self.day), 1, self.probes, jobs=("putaway",))
        while crew.work():
            pass
        differences = []
        before: Counter[str] = Counter()
        for row in self.day.stock:
            before[row["sku"]] += int(row["quantity"])
        for order in shipped.values():
            for line in order["lines"]:
                before[line["sku"]] -= line["shipped"]
        found: Counter[str] = Counter()
        stock: list[dict[str, Any]] = self.program.call("stock")
        for line in stock:
            found[line["sku"]] += line["on_hand"]
        for sku in sorted(self.came):
            if found[sku] != before[sku] + self.came[sku]:
                differences.append(f"{sku}: {before[sku]} + {self.came[sku]} expected, {found[sku]} in stock")
        kinds = {code: row["kind"] for code, row in self.day.locations.items()}
        for line in stock:
            if kinds.get(line["location"]) in ("tote", "receiving"):
                differences.append(f"{line['on_hand']} of {line['sku']} still lie in {line['location']}")
        clean, said = self.program.check()
        print(f"check: {said}")
        if not clean:
            differences.append("warehouse check does not hold")
        return differences


def main(argv: list[str] | None = None) -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--db", default="sqlite")
    parser.add_argument("--probes", type=float, default=0.01, help="share of inputs sent twice, and of wrong scans")
    options = parser.parse_args(argv)
    work = Path(tempfile.mkdtemp(prefix="returned-"))
    server = Server(work / "postgresql") if options.db == "postgresql" else None
    try:
        db = options.db
        if server:
            server.start(durable=True)
            db = server.create("returned")
        elif db == "sqlite":
            db = f"sqlite:///{work / 'returned.db'}"
        returns = Returns(options.folder, db, work, options.probes)
        differences = returns.run()
    except (Stuck, Failed, Closed) as failure:
        print(failure, file=sys.stderr)
        return 1
    finally:
        if server:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)
    grades = Counter(unit["grade"] for unit in returns.units)
    print(f"{sum(returns.came.values())} units came back; graded one by one: {dict(sorted(grades.items()))}")
    for difference in differences[:50]:
        print(f"DIFFERENCE {difference}")
    print(f"{len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
