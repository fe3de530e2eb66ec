"""A real CUPS with an IPP Everywhere printer behind it: labels arrive at their exact size and decode."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printing import zpl
from printing.printers.printer import Sheet
from printing.printers.system_queue import Settings, SystemQueue, queues
from printing.registry import render
from printing.zpl import Form
from tests.printing.paper import decoded, extracted
from tests.printing.samples import LABEL, MANIFEST
from warehouse_app.domain.device import Trouble
from warehouse_app.domain.papers import PaperSize

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="made of Linux's own parts")]

NEEDED = ("unshare", "cupsd", "ippeveprinter", "avahi-daemon", "dbus-daemon", "lp", "lpadmin")
FILES = Path(__file__).parent / "cups"
PATIENCE = 60.0


def wait(ready: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, what
        time.sleep(0.1)


@pytest.fixture(scope="module")
def cups() -> Iterator[Path]:
    """The folder of a print system that runs; /tmp itself, since a socket's name must be short and `lp` must get in."""
    missing = [name for name in NEEDED if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None]
    if missing or os.geteuid() != 0:
        pytest.skip(f"needs root and {', '.join(missing) or 'nothing else'}")
    folder = Path(tempfile.mkdtemp(prefix="cups-", dir="/tmp"))
    folder.chmod(0o755)
    command = ["unshare", "-nmpf", "sh", FILES / "start.sh", folder, FILES / "label.conf"]
    environment = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    rig = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    old = os.environ.get("CUPS_SERVER")
    try:
        wait(lambda: (folder / "ready").exists() or rig.poll() is not None, "CUPS does not start")
        assert rig.poll() is None
        os.environ["CUPS_SERVER"] = str(folder / "cups.sock")
        yield folder
    finally:
        if old is None:
            os.environ.pop("CUPS_SERVER", None)
        assert rig.stdin is not None
        rig.stdin.close()
        rig.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def got(folder: Path, name: str) -> bytes:
    """What the printer received of a job."""
    files = list((folder / "got").glob(f"*{name}*"))
    wait(lambda: bool(list((folder / "got").glob(f"*{name}*"))), "nothing arrived")
    files = list((folder / "got").glob(f"*{name}*"))
    assert len(files) == 1
    return files[0].read_bytes()


def test_a_label_arrives_at_its_exact_size_and_every_symbol_decodes(cups: Path) -> None:
    queue = SystemQueue("Label", Settings("Label"))
    page = render(LABEL, PaperSize.LABEL_100X150, "ko")
    assert queue.trouble() is None
    number = queue.print(Sheet("label-one", PaperSize.LABEL_100X150, page))
    wait(lambda: queue.printed(number) is not None, "the job does not end")
    assert queue.printed(number) is True
    received = got(cups, "label-one")
    told = extracted(received)
    assert (round(told.width_mm, 2), round(told.height_mm, 2)) == (100.0, 150.0)
    assert decoded(received) == decoded(page)


def test_a_list_arrives_on_a4(cups: Path) -> None:
    queue = SystemQueue("Label", Settings("Label"))
    queue.print(Sheet("manifest-one", PaperSize.A4, render(MANIFEST, PaperSize.A4, "ko")))
    told = extracted(got(cups, "manifest-one"))
    assert (round(told.width_mm), round(told.height_mm)) == (210, 297)


def test_zpl_goes_through_as_it_is(cups: Path) -> None:
    queue = SystemQueue("Raw", Settings("Raw", dpi=203))
    data = zpl.labels(render(LABEL, PaperSize.LABEL_100X150, "ko"), Form(203))
    number = queue.print(Sheet("raw-one", PaperSize.LABEL_100X150, data))
    wait(lambda: queue.printed(number) is True, "the job does not end")
    assert (cups / "raw.prn").read_bytes() == data


def test_a_queue_that_is_stopped_or_not_there(cups: Path) -> None:
    assert set(queues()) == {"Label", "Raw"}
    queue = SystemQueue("Raw", Settings("Raw", dpi=203))
    sheet = Sheet("raw-two", PaperSize.LABEL_100X150, b"^XA^XZ\n")
    subprocess.run(["cupsdisable", "Raw"], check=True)
    try:
        with pytest.raises(Trouble) as stopped:
            queue.print(sheet)
        assert stopped.value.sentence.text == "The print queue {name} is stopped."
    finally:
        subprocess.run(["cupsenable", "Raw"], check=True)
    assert queue.trouble() is None
    with pytest.raises(Trouble) as unknown:
        SystemQueue("Nobody", Settings("Nobody")).print(sheet)
    assert unknown.value.sentence.text == "There is no print queue {name} here."


def test_a_job_that_was_cancelled_is_not_printed(cups: Path) -> None:
    queue = SystemQueue("Label", Settings("Label"))
    subprocess.run(["cupsdisable", "--hold", "Label"], check=True)  # goes on taking jobs, and holds them
    try:
        queue.trouble = lambda: None  # type: ignore[method-assign]  # it was stopped behind our back
        number = queue.print(Sheet("label-two", PaperSize.LABEL_100X150, render(LABEL, PaperSize.LABEL_100X150, "ko")))
        assert queue.printed(number) is None
        subprocess.run(["cancel", number], check=True)
        wait(lambda: queue.printed(number) is False, "the job is not given up")
    finally:
        subprocess.run(["cupsenable", "Label"], check=True)


def test_no_print_system_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nothing.sock"))
    found = SystemQueue("Label", Settings("Label")).trouble()
    assert found is not None and found.text in (
        "The print system does not answer.", "This computer has no print system (the program lp).",
    )  # fmt: skip


def test_a_list_arrives_on_a4_through_qt(cups: Path) -> None:
    """In a process of its own: Qt's print system knows its server from the start."""
    script = (
        "from ui.office_printer import OfficePrinter, Settings, names\n"
        "from printing.printers.printer import Sheet\n"
        "from printing.registry import render\n"
        "from tests.printing.samples import MANIFEST\n"
        "from warehouse_app.domain.papers import PaperSize\n"
        "printer = OfficePrinter('Office', Settings(queue='Label'))\n"
        "assert 'Label' in names()\n"
        "print(printer.print(Sheet('qt-one', PaperSize.A4, render(MANIFEST, PaperSize.A4, 'ko'))))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = extracted(got(cups, "qt-one"))
    assert (round(told.width_mm), round(told.height_mm)) == (210, 297)
