"""How fast the bundle starts: `python -m benchmarks.bundle [PROGRAM] [--rounds N]`, on Linux with Xvfb and xdotool.

PROGRAM is what `run.py bundle` made; without it a bundle is made first. Measured is the time from the start of the
process until its window is on an X screen, with a database that is there: the bundle, the checkout, and as floor of
the same run a Python process that does nothing but show an empty Qt window. The aim is 3 s for the bundle.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from tests.ui.x_server import XServer
from warehouse_app.database.opening import open_database
from warehouse_app.demo_data import fill

ROOT = Path(__file__).resolve().parent.parent
EMPTY = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([]); window = QWidget(); window.setWindowTitle("Warehouse"); window.show(); app.exec()
"""


def seconds(screen: XServer, command: list[str], home: str) -> float:
    """Until the window is there."""
    environment = {**os.environ, **screen.variables, "HOME": home}
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, cwd=ROOT)
    try:
        while process.poll() is None:
            time.sleep(0.01)
            with suppress(subprocess.CalledProcessError):  # it is not there yet
                screen.do("search", "--onlyvisible", "--name", "Warehouse")
                return time.perf_counter() - begun
        raise RuntimeError("the program ended before its window was there")
    finally:
        process.kill()
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", nargs="?")
    parser.add_argument("--rounds", type=int, default=7)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = wanted.program or str(Path(folder) / "warehouse" / "warehouse")
        if not wanted.program:
            subprocess.run([sys.executable, "run.py", "bundle", folder], cwd=ROOT, check=True)
        url = f"sqlite:///{Path(folder) / 'bundle.db'}"
        database = open_database(url)
        fill(database)
        database.close()
        commands = {
            "an empty window": [sys.executable, "-c", EMPTY],
            "the checkout": [sys.executable, "-P", "-m", "warehouse_app", "--db", url],
            "the bundle": [program, "--db", url],
        }
        screen = XServer()
        times: dict[str, list[float]] = {name: [] for name in commands}
        try:
            for _ in range(wanted.rounds):
                for name, command in commands.items():
                    times[name].append(seconds(screen, command, folder))
        finally:
            screen.close()
    floor = median(times["an empty window"])
    for name, found in times.items():
        print(f"{name}: first {found[0]:.2f} s, then median {median(found):.2f} s, slowest {max(found):.2f} s "
              f"({median(found) / floor:.1f} × floor)")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
