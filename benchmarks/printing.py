"""Labels through the print queue, and scans meanwhile: `python -m benchmarks.printing [--labels N] [--scans N]`.

Part one prints N shipping labels (1,000) from a database to a label printer on the network (a process of its own that
keeps nothing): labels a second, seconds of processor a label with all that the station does for it, memory on the way.
The floor of the same run is a label's drawing and nothing else, in one process. Aims: 20 labels a second a core at
203 dpi, and memory that stays. Part two types scans into the real window, in turns with an idle queue and with one
that prints as fast as it can: the aim is a p95 within 1.1 times. Without a display it runs offscreen.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from printing.drawing import Drawer, draw
from printing.printers.zpl_network import NetworkZplPrinter
from printing.printers.zpl_network import Settings as NetworkSettings
from printing.queue import PrintQueue
from tests.workflows.small import Warehouse, furnish
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Person, PrintJob, table
from warehouse_app.database.opening import open_database
from warehouse_app.domain.device import Entry
from warehouse_app.domain.papers import PaperSize
from warehouse_app.labels_ahead import print_ahead
from warehouse_app.print_jobs import PrintJobs

if TYPE_CHECKING:  # the drawing process imports this file, and needs no Qt
    from ui.main_window import MainWindow

_job = table(PrintJob)
PACE_S = 0.12  # a scan so often: no hand is faster
ROUNDS = 5


def _sink(line: Connection) -> None:
    """Takes what comes on a port and says after each label that all is well, as a printer does."""
    from devices.simulated_printer import SimulatedPrinter

    with tempfile.TemporaryDirectory() as folder:
        printer = SimulatedPrinter(Path(folder))
        line.send(printer.port)
        line.poll(None)
        printer.close()


@contextmanager
def printer() -> Iterator[int]:
    """A label printer's port."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_sink, args=(theirs,), daemon=True)
    process.start()
    yield int(ours.recv())
    ours.send("end")
    process.join(10)


def prepare(database: Database, labels: int) -> Warehouse:
    """A small warehouse with so many labels that may be printed, and orders to pick meanwhile."""
    house = furnish(database)
    house.client("AHEAD", labels_before_picking=True)
    house.product("TEA", client="AHEAD")
    house.stock("A-4", "TEA", labels, client="AHEAD")
    with house.together():
        for n in range(labels):
            house.order(f"L-{n:05}", {"TEA": 1}, client="AHEAD")
    house.stock("A-5", "MUG", 5_000)
    with house.together():
        for n in range(4_000):
            house.order(f"S-{n:05}", {"MUG": 1})
    with house.together():
        for n in range(100):
            house.place(f"CART-1{n:02}", "cart")
        for n in range(1_000):
            house.place(f"TOTE-1{n:03}", "tote")
    address = {"postcode": "06236", "address1": "서울특별시 강남구 테헤란로 152", "address2": "27층 2701호"}
    database.run(lambda c: c.execute(update(table(Person)).values(message="부재 시 문 앞에 놓아주세요.", **address)))
    house.allocate()
    assert print_ahead(database) == labels
    hold(database)
    return house


def hold(database: Database) -> None:
    """No label is to be printed now."""
    database.run(lambda c: c.execute(update(_job).values(status="void", printer="", sent_at=None)))


def ask_for(database: Database, labels: int) -> None:
    """So many labels are to be printed."""
    some = select(_job.c.id).where(_job.c.status == "void").limit(labels)
    database.run(lambda c: c.execute(update(_job).where(_job.c.id.in_(some)).values(status="requested")))


def waiting(database: Database) -> int:
    with database.read() as connection:
        return int(
            connection.execute(select(func.count()).select_from(_job).where(_job.c.status == "requested")).scalar_one()
        )


def resident(process: int | None) -> float:
    """Memory of a process in MB; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 1e6


def processor(process: int | None) -> float:
    """Seconds of processor that this process and another one have used."""
    own = sum(os.times()[:2])
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return own
    return own + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def throughput(database: Database, port: int, labels: int) -> None:
    """Part one."""
    zpl = NetworkZplPrinter("Label", NetworkSettings(address=f"127.0.0.1:{port}"))
    ask_for(database, labels)
    drawer, jobs = Drawer(), PrintJobs(database, alone=True)
    memory: list[tuple[int, float, float]] = []
    done = 0

    def counted(job: object, why: object) -> None:
        nonlocal done
        assert why is None, why
        done += 1
        if done in (labels // 10, labels // 2, labels):
            memory.append((done, resident(os.getpid()), resident(drawer.process_id)))

    with PrintQueue(jobs, [zpl], changed=counted, drawn=drawer.draw) as queue:
        queue.wake()
        while done < labels // 50:  # the drawing process begins
            time.sleep(0.01)
        begun, first, used = time.perf_counter(), done, processor(drawer.process_id)
        while done < labels:
            time.sleep(0.01)
        seconds, used = time.perf_counter() - begun, processor(drawer.process_id) - used
        count = labels - first
    drawer.close()
    print(f"{count} labels in {seconds:.1f} s: {count / seconds:.1f} a second, "
          f"{count / used:.1f} a second of one core ({used / count * 1000:.1f} ms a label)")  # fmt: skip
    times = []
    hold(database)
    ask_for(database, 60)
    while job := jobs.claim():
        contents = jobs.read(job)
        assert contents is not None
        begun = time.process_time()
        draw(contents, PaperSize.LABEL_100X150, zpl.form)
        times.append(time.process_time() - begun)
        jobs.dropped(job)
    floor = median(times)
    print(f"floor, drawing alone: {floor * 1000:.1f} ms; the queue takes {used / count / floor:.2f} times that")
    for at, ours, theirs in memory:
        print(f"memory after {at:5} labels: program {ours:.0f} MB, drawing process {theirs:.0f} MB")
    hold(database)


def scans(database: Database, port: int, wanted: int, folder: Path) -> None:
    """Part two."""
    from ui.app import application, build, hush
    from warehouse_app.settings import LocalSettings

    hush()
    application()
    drawer = Drawer()
    entry = Entry("zpl-network", "Label", {"address": f"127.0.0.1:{port}"})
    window, queue = build(
        database, LocalSettings(language="ko", sounds=False), station="PICK-1", devices=[entry], drawer=drawer
    )
    times: dict[bool, list[float]] = {False: [], True: []}
    try:
        printed = type_scans(database, window, queue, wanted, folder, times)
    finally:
        window.close()
        queue.stop()
        drawer.close()
    for is_busy, found in times.items():
        cut = quantiles(found, n=100)
        state = f"while {printed} labels were printed" if is_busy else "queue idle"
        print(f"scan to painted, {state}: p50 {cut[49]:.1f}  p95 {cut[94]:.1f}  p99 {cut[98]:.1f} ms")
    quiet, busy = (quantiles(times[is_busy], n=100) for is_busy in (False, True))
    print(f"busy / idle: p50 {busy[49] / quiet[49]:.2f}, p95 {busy[94] / quiet[94]:.2f} (aim 1.10)")


def type_scans(
    database: Database, window: MainWindow, queue: PrintQueue, wanted: int, folder: Path, times: dict[bool, list[float]]
) -> int:
    """Pick in the window, in turns with an idle queue and a busy one; returns how many labels were printed."""
    from ui.demo.hand import Hand

    window.remember_settings = window.offers_practice = False
    window.resize(1280, 800)
    window.show()
    hand = Hand(window, folder, 0.0)
    hand.log_in("USR-1")
    hand.open("pick")
    for _ in range(20):
        hand.scan(hand.right_code())
    printed = 0
    for round_no in range(ROUNDS * 2):
        is_busy = bool(round_no % 2)
        before = waiting(database)
        if is_busy:
            ask_for(database, 10_000)
            queue.wake()
            before = waiting(database)
        for _ in range(wanted // ROUNDS):
            code = hand.right_code()
            due = time.perf_counter() + PACE_S
            hand.wait("the next scan", lambda due=due: time.perf_counter() > due)
            begun = time.perf_counter()
            hand.scan(code)
            window.repaint()
            times[is_busy].append((time.perf_counter() - begun) * 1000)
        if is_busy:
            left = waiting(database)
            assert left, "the queue was idle before the scans ended: ask for more labels"
            printed += before - left
            hold(database)
    return printed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=1_000)
    parser.add_argument("--scans", type=int, default=300)
    wanted = parser.parse_args()
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder, printer() as port:
        database = open_database(f"sqlite:///{Path(folder) / 'printing.db'}")
        prepare(database, max(wanted.labels, 1_000))
        throughput(database, port, wanted.labels)
        scans(database, port, wanted.scans, Path(folder))
        database.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
