"""`warehouse label` and `warehouse print`: papers as files, and a sentence where there is none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from tests.printing.paper import decoded
from tests.workflows.small import Warehouse, furnish
from tests.workflows.transcript import Worker
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database
from warehouse_app.print_jobs import print_folder, print_jobs

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def house(database: Database) -> Iterator[Warehouse]:
    made = furnish(database)
    yield made
    made.close()


@pytest.fixture
def run(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the test's database: exit code, and all that it said."""
    monkeypatch.setenv("WAREHOUSE_CONFIG", str(tmp_path))
    monkeypatch.setenv("WAREHOUSE_DB", database_url)

    def call(*arguments: object) -> tuple[int, str]:
        code = main(["--lang", "en", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


def packed(house: Warehouse) -> Worker:
    house.picked("1001", "TOTE-1", {"MUG": 1}, gift="축하해")
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG", "{box}", "CMD-DONE", "{tracking_no}")
    return pack


def text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def pages(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def test_labels_of_a_parcel(house: Warehouse, run: Run, tmp_path: Path) -> None:
    pack = packed(house)
    number, out = pack.seen["tracking_no"], tmp_path / "a.pdf"
    seen = []
    for code in (number, pack.seen["parcel"], "1001"):
        assert run("label", "shipping_label", code, "--out", out)[0] == 0
        seen.append(out.read_bytes())
    assert seen[0] == seen[1] == seen[2]
    assert "홍*동" in text(out) and "홍길동" not in text(out)
    assert run("label", "shipping_label", number, "--out", out, "--size", "4x6in")[0] == 0
    assert out.read_bytes() != seen[0]
    for kind in ("packing_slip", "gift_note"):
        assert run("label", kind, "1001", "--out", out)[0] == 0
    assert "축하해" in text(out)
    ship = house.at("ship", "DOCK")
    ship.scans(number, "CMD-DONE")
    assert run("label", "manifest", ship.seen["manifest"], "--out", out)[0] == 0


def test_a_label_scans_back(house: Warehouse, run: Run, tmp_path: Path) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    pack, out = house.at("pack", "BENCH-1"), tmp_path / "a.pdf"
    pack.scans("TOTE-1", "MUG", "{box}")
    assert run("label", "shipping_label", "1001", "--out", out)[0] == 0
    bars = decoded(out.read_bytes())
    assert bars["Code128"] == [pack.seen["tracking_no"]] * 2
    assert bars["GS1-128"] == ["00" + pack.seen["parcel"]]
    pack.scans(bars["Code128"][0])
    assert house.status("1001") == "packed"


def test_labels_of_codes(house: Warehouse, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    for kind, code in (
        ("bin", "A-1"), ("tote", "TOTE-1"), ("cart", "CART-1"), ("badge", "USR-1"), ("item", "8801000000012"),
        ("box", "BOX-S"),
    ):  # fmt: skip
        assert run("label", kind, code, "--out", out) == (0, f"{out}: 1 on paper.\n")
    assert run("label", "tote", "TOTE-*", "--out", out)[0] == 0 and pages(out) == 8
    assert run("label", "tote", "TOTE-*", "--out", out, "--size", "A4")[0] == 0 and pages(out) == 1
    assert run("label", "commands", "--out", out)[0] == 0 and "CMD-UNDO" in text(out)


def test_what_is_not_there_is_said(house: Warehouse, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    house.order("1001", {"MUG": 1})
    house.product("CAP", client="OTHER")
    house.order("1001", {"CAP": 1}, client="OTHER")
    for *given, sentence in (
        ("tote", "TOTE-99", "There is no tote for TOTE-99."),
        ("bin", "TOTE-1", "There is no bin for TOTE-1."),
        ("shipping_label", "5", "There is no shipping_label for 5."),
        ("shipping_label", "1001", "--client", "MAIN", "There is no shipping_label for 1001."),
        ("tote", "Say which one: warehouse label tote CODE"),
        ("commands", "--size", "50x30", "This paper has no size 50x30."),
    ):
        assert run("label", *given, "--out", out) == (2, f"{sentence}\n")
    assert run("label", "shipping_label", "1001", "--out", out)[1].startswith("There are several orders 1001: --client")
    assert not out.exists()
    assert run("label", "tote", "TOTE-1", "--out", tmp_path / "no" / "a.pdf")[0] == 2


def test_print_empties_the_queue(house: Warehouse, run: Run, tmp_path: Path) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG", "{box}")
    folder = tmp_path / "papers"
    code, said = run("print", "--folder", folder)
    assert code == 0 and said.endswith(f"2 papers to {folder}\n")
    assert sorted(p.name for p in folder.iterdir()) == [
        "packing_slip-1001.pdf", f"shipping_label-{pack.seen['tracking_no']}.pdf",
    ]  # fmt: skip
    assert run("print") == (0, f"0 papers to {print_folder(house.database)}\n")


def test_a_folder_that_cannot_be_written(house: Warehouse, run: Run, tmp_path: Path) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", "BENCH-1").scans("TOTE-1")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    code, said = run("print", "--folder", tmp_path / "file")
    assert (code, said.splitlines()[0]) == (1, f"packing_slip-1001: The folder {tmp_path / 'file'} cannot be written.")
    with house.database.read() as connection:
        assert [(job.status, job.tries) for job in print_jobs(connection)] == [("requested", 1)]


def test_print_for_a_station_that_is_none(house: Warehouse, run: Run) -> None:
    assert run("print", "--station", "PAKC-1") == (2, "There is no station PAKC-1.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")
def test_print_goes_on_until_stopped(house: Warehouse, database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    command = [sys.executable, "-m", "warehouse_app", "print", "--watch", "--folder", str(folder)]
    environment = {**os.environ, "WAREHOUSE_DB": database_url, "WAREHOUSE_CONFIG": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        try:
            house.picked("1001", "TOTE-1", {"MUG": 1})
            house.at("pack", "BENCH-1").scans("TOTE-1")
            assert program.stdout is not None
            assert "packing_slip-1001" in program.stdout.readline()
            assert (folder / "packing_slip-1001.pdf").exists()
            program.send_signal(signal.SIGTERM)
            assert program.wait(timeout=30) == 0
        finally:
            program.kill()
