"""The program is killed at every step of a print job: each label comes out once, or somebody is asked."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from sqlalchemy import select

from devices.simulated_printer import SimulatedPrinter
from printing.printers.zpl_network import NetworkZplPrinter, Settings
from printing.queue import PrintQueue
from tests.printing.test_zpl_printers import picture
from tests.workflows.books import prove
from tests.workflows.small import Warehouse, furnish
from warehouse_app.database.engine import Database
from warehouse_app.database.models import PrintJob, TrackingNumber, table
from warehouse_app.print_jobs import PrintJobs

pytestmark = pytest.mark.slow

KILLS = 100 if os.environ.get("WAREHOUSE_SLOW") == "full" else 14
POINTS = ("random", "connected", "asked", "half", "whole", "answered", "ended")
_job = table(PrintJob)


class Tray:
    """A printer's tray, and what kills the program that prints when something happens at the printer."""

    def __init__(self, folder: Path) -> None:
        self.victim: subprocess.Popen[bytes] | None = None
        self.point = ""
        self.happened = threading.Event()
        self.printer = SimulatedPrinter(folder, happened=self._hear)

    def _hear(self, what: str) -> None:
        if what == self.point and self.victim is not None:
            self.victim.kill()
            self.happened.set()

    def numbers(self, since: int) -> list[str]:
        """The tracking numbers on the labels that came out since then."""
        return [
            max((code.text for code in zxingcpp.read_barcodes(picture(label).convert("L")) if code.text.isdigit()),
                key=lambda text: text in self.wanted)
            for label in self.printer.labels[since:]
        ]  # fmt: skip

    wanted: tuple[str, ...] = ()


@pytest.fixture
def house(database: Database) -> Iterator[Warehouse]:
    made = furnish(database)
    made.stock("A-9", "MUG", KILLS + 10)
    yield made
    made.close()


@pytest.fixture
def tray(tmp_path: Path) -> Iterator[Tray]:
    made = Tray(tmp_path / "out")
    yield made
    made.printer.close()


def start(url: str, config: Path) -> subprocess.Popen[bytes]:
    """The program that prints what this station asked for, until it is killed."""
    command = [sys.executable, "-m", "warehouse_app", "print", "--station", "BENCH-1", "--watch", "--db", url]
    environment = {**os.environ, "WAREHOUSE_CONFIG": str(config)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def status(house: Warehouse) -> str:
    """Of the newest label."""
    rows = house.rows(select(_job.c.status).where(_job.c.kind == "shipping_label").order_by(_job.c.id.desc()).limit(1))
    return str(rows[0].status)


def test_every_label_comes_out_once_or_is_asked_about(house: Warehouse, tray: Tray, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    zebra = {"kind": "zpl-network", "name": "Zebra", "values": {
        "address": f"127.0.0.1:{tray.printer.port}", "papers": ["shipping_label"]}}  # fmt: skip
    folder = {"kind": "folder", "name": "Slips", "values": {"folder": str(tmp_path / "slips")}}
    (config / "devices.json").write_text(json.dumps([zebra, folder]))
    chance = random.Random(7)
    asked: dict[str, int] = dict.fromkeys(POINTS, 0)
    for n in range(KILLS):
        point = POINTS[n % len(POINTS)]
        house.picked(f"5{n:03}", "TOTE-1", {"MUG": 1})
        pack = house.at("pack", "BENCH-1")
        pack.scans("TOTE-1", "MUG", "{box}")
        number, before = pack.screen.target["tracking_no"], len(tray.printer.labels)
        tray.point, tray.wanted = point, (number,)
        tray.happened.clear()
        tray.victim = start(house.database.url.render_as_string(hide_password=False), config)
        if point == "random":
            with_patience = 0.4 + chance.random()
            threading.Event().wait(with_patience)
        elif point == "ended":
            for _ in range(2000):
                if status(house) in ("sent", "printed"):
                    break
                threading.Event().wait(0.01)
            assert status(house) in ("sent", "printed")
        else:
            assert tray.happened.wait(30), point
        tray.victim.send_signal(signal.SIGKILL)
        tray.victim.wait()
        tray.point, tray.victim = "", None

        restarted = PrintJobs(house.database, station="BENCH-1", alone=True)
        restarted.take_over()
        printers = [NetworkZplPrinter("Zebra", Settings(f"127.0.0.1:{tray.printer.port}", papers=("shipping_label",)))]
        queue = PrintQueue(restarted, printers)
        queue.run_once()
        if status(house) == "unsure":
            asked[point] += 1
            assert "CMD-NO" in pack.look().commands
            if len(tray.printer.labels) == before:  # the packer looks into the tray
                pack.play("CMD-NO  ok  label_back")
                queue.run_once()
        assert tray.numbers(before) == [number], point
        pack.play("{tracking_no}  ok  start")
        for worker in house.workers:  # each holds a connection
            worker.close()
        house.workers.clear()
    assert all(asked[point] == 0 for point in ("ended",))
    assert all(asked[point] > 0 for point in ("connected", "asked", "half", "whole"))
    labels = house.rows(select(_job.c.status).where(_job.c.kind == "shipping_label"))
    assert {row.status for row in labels} <= {"verified", "failed"}
    numbers = house.rows(select(table(TrackingNumber).c.number))
    assert len({row.number for row in numbers}) == KILLS
    prove(house.database)
