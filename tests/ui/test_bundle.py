"""The bundle that needs no Python, made and started where nothing else is: no path, settings, sound or ports."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from zeroconf import Zeroconf

from tests.devices.test_network_printers import tell_of
from tests.ui.x_server import PATIENCE, XServer, needs_x
from tests.workflows.small import Warehouse
from warehouse_app.database.models import Journal, table
from warehouse_app.print_jobs import print_folder

pytestmark = [
    pytest.mark.slow, pytest.mark.xdist_group("bundle"),
    pytest.mark.skipif(sys.platform == "win32", reason="the window is watched through X"),
]  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
Command = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """How to start the program: from the checkout, or the bundle, which is made when it is first asked for."""
    made = tmp_path_factory.mktemp("bundle")

    def start(kind: str) -> list[str]:
        if kind == "checkout":
            return [sys.executable, "-P", "-m", "warehouse_app"]
        program = made / "warehouse" / "warehouse"
        if not program.exists():
            done = subprocess.run(
                [sys.executable, "run.py", "bundle", str(made)], cwd=ROOT, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, timeout=600,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
        return [str(program)]

    return start


def bare(home: Path, **more: str) -> dict[str, str]:
    """The variables of a computer on which nothing is installed and nothing plugged in."""
    home.mkdir(exist_ok=True)
    return {"HOME": str(home), "PATH": str(home / "nothing"), **more}


def test_the_bundle_passes_its_own_demo(command: Command, tmp_path: Path) -> None:
    done = subprocess.run(
        [*command("bundle"), "demo", "--out", str(tmp_path / "out")], env=bare(tmp_path / "home"), cwd=tmp_path,
        capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done
    assert len(list((tmp_path / "out").rglob("*.png"))) > 10 and list((tmp_path / "out").rglob("*.pdf"))


def test_the_bundle_finds_a_printer_on_the_network(command: Command, tmp_path: Path) -> None:
    """The library's compiled modules are easily left out of a bundle."""
    with closing(Zeroconf(interfaces=["127.0.0.1"])) as network:
        tell_of(network, "Bundled", 19106, pdl="application/vnd.zpl")
        done = subprocess.run(
            [*command("bundle"), "devices", "found"], env=bare(tmp_path / "home"), cwd=tmp_path,
            capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done
    assert "Bundled 127.0.0.1:19106 (zpl-network)" in done.stdout


@pytest.fixture
def x_server() -> Iterator[XServer]:
    made = XServer()
    yield made
    made.close()


def taken(house: Warehouse) -> list[tuple[str, bool]]:
    """The scans in the journal, and whether they were taken."""
    with house.database.read() as connection:
        rows = connection.execute(select(table(Journal).c.raw, table(Journal).c.ok).order_by(table(Journal).c.seq))
        return [(row.raw, row.ok) for row in rows]


def wait(program: subprocess.Popen[str], ready: Callable[[], bool], told: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end and program.poll() is None, told()
        time.sleep(0.05)


@needs_x
@pytest.mark.parametrize("kind", ["checkout", "bundle"])
def test_a_bare_computer_is_enough(
    command: Command, kind: str, x_server: XServer, house: Warehouse, tmp_path: Path
) -> None:
    """The window opens, a wrong scan is refused with a sound that nobody hears, a parcel gets its label: in peace."""
    house.picked("1001", "TOTE-1", {"MUG": 1})
    url = house.database.url.render_as_string(hide_password=False)
    program = subprocess.Popen(
        [*command(kind), "--lang", "en", "--db", url], env=bare(tmp_path / "home", **x_server.variables), cwd=tmp_path,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        window = x_server.do("search", "--sync", "--onlyvisible", "--name", "Warehouse").split()[0]
        x_server.do("windowfocus", "--sync", window)

        for scan in ("USR-2", "NO-SUCH-CODE", "TOTE-1", "MUG", "BOX-S"):
            x_server.type(scan, "<Return>")
        folder = print_folder(house.database) if house.database.is_local else tmp_path  # below its home
        wait(program, lambda: bool(list(folder.rglob("shipping_label-*.pdf"))), lambda: taken(house))
        program.terminate()
        told, complaints = program.communicate(timeout=PATIENCE)
    finally:
        program.kill()
        program.wait()
    assert (program.returncode, told, complaints) == (-signal.SIGTERM, "", "")
