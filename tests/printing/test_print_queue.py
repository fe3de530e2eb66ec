"""The print queue with a keeper in memory and real folders as printers."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from printing.drawing import Drawer
from printing.printers.folder import FolderPrinter
from printing.printers.printer import Sheet, Unsure
from printing.queue import RETRY_AFTER, Contents, Job, PrintQueue
from printing.registry import render
from printing.zpl import PDF
from tests.printing.samples import LABEL, NOTE
from warehouse_app.domain.papers import CodeLabel, Paper, PaperSize
from warehouse_app.domain.sentences import Sentence

WAIT = 20.0


@dataclass
class Shelf:
    """Keeps jobs in memory; jobs to be tried later wait until `later` moves them to the front."""

    waiting: list[Job] = field(default_factory=list)
    papers: dict[object, Paper | Exception | None] = field(default_factory=dict)
    printed: dict[object, tuple[str, str]] = field(default_factory=dict)
    failures: list[tuple[object, str, float | None]] = field(default_factory=list)
    voided: list[object] = field(default_factory=list)
    resting: list[Job] = field(default_factory=list)
    unreachable: int = 0
    on_their_way: list[tuple[object, str]] = field(default_factory=list)
    came_out: list[object] = field(default_factory=list)
    unknown: list[object] = field(default_factory=list)
    is_void: bool = False
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def add(self, key: str, paper: Paper | Exception | None) -> None:
        self.papers[key] = paper
        self.waiting.append(Job(key, f"label-{key}"))

    def later(self) -> None:
        self.waiting += [replace(job, tries=job.tries + 1) for job in self.resting]
        self.resting.clear()

    def take_over(self) -> None:
        pass

    def sending(self, job: Job, printer: str) -> bool:
        self.on_their_way.append((job.key, printer))
        return not self.is_void

    def printed_out(self, job: Job) -> None:
        self.came_out.append(job.key)

    def unsure(self, job: Job, why: Sentence) -> None:
        self.unknown.append(job.key)

    def claim(self) -> Job | None:
        if self.unreachable:
            self.unreachable -= 1
            raise ConnectionError("the database is away")
        return self.waiting.pop(0) if self.waiting else None

    def read(self, job: Job) -> Contents | None:
        paper = self.papers[job.key]
        if isinstance(paper, Exception):
            raise paper
        return Contents(paper, language="en") if paper else None

    def done(self, job: Job, printer: str, output: str) -> None:
        self.printed[job.key] = (printer, output)
        self.ended.release()

    def failed(self, job: Job, why: Sentence, retry_after: float | None) -> None:
        self.failures.append((job.key, why.text, retry_after))
        if retry_after is not None:
            self.resting.append(job)
        self.ended.release()

    def dropped(self, job: Job) -> None:
        self.voided.append(job.key)
        self.ended.release()


class Jammed:
    name = "jammed"

    def __init__(self) -> None:
        self.tries = 0

    form = PDF
    papers = ()
    repeats_safely = False

    def size_for(self, kind: str, wanted: PaperSize | None) -> PaperSize | None:
        return wanted or PaperSize.LABEL_100X150

    def print(self, sheet: Sheet) -> str:
        self.tries += 1
        raise OSError("paper jam")

    def printed(self, output: str) -> bool | None:
        return None

    def trouble(self) -> Sentence | None:
        return None


class Silent(Jammed):
    name = "silent"

    def print(self, sheet: Sheet) -> str:
        raise Unsure("the line broke behind the last byte")


class Slow(Jammed):
    name = "slow"

    def __init__(self, ends: dict[str, bool | None]) -> None:
        super().__init__()
        self.ends = ends

    def print(self, sheet: Sheet) -> str:
        self.tries += 1
        return str(self.tries)

    def printed(self, output: str) -> bool | None:
        return self.ends[output]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def folder(tmp_path: Path) -> FolderPrinter:
    return FolderPrinter(tmp_path / "papers")


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    yield
    assert [thread for thread in threading.enumerate() if thread.name == "print-queue"] == []


def test_jobs_are_printed_in_order_and_the_thread_ends(shelf: Shelf, folder: FolderPrinter) -> None:
    shelf.add("1", LABEL)
    told: list[tuple[object, Sentence | None]] = []
    with PrintQueue(shelf, [folder], poll=60, changed=lambda job, why: told.append((job.key, why))) as queue:
        assert shelf.ended.acquire(timeout=WAIT)
        shelf.add("2", NOTE)  # written while it slept
        queue.wake()
        assert shelf.ended.acquire(timeout=WAIT)
    assert shelf.printed == {"1": ("papers", "label-1.pdf"), "2": ("papers", "label-2.pdf")}
    assert told == [("1", None), ("2", None)]
    assert (folder.folder / "label-1.pdf").read_bytes() == render(LABEL, None, "en")


def test_a_void_job_is_not_printed(shelf: Shelf, folder: FolderPrinter) -> None:
    shelf.add("1", None)
    assert PrintQueue(shelf, [folder]).run_once() == 1
    assert (shelf.voided, shelf.printed, folder.folder.exists()) == (["1"], {}, False)


def test_one_bad_job_never_stops_the_queue(
    shelf: Shelf, folder: FolderPrinter, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.add("long", replace(LABEL, tracking_no="X" * 80))
    shelf.add("broken", "no paper at all")  # type: ignore[arg-type]
    shelf.add("erased", LookupError("no such parcel"))
    shelf.add("good", CodeLabel("tote", "TOTE-1"))
    with caplog.at_level(logging.CRITICAL):
        PrintQueue(shelf, [folder]).run_once()
    assert shelf.failures == [
        ("long", "“{code}” is too long for the barcode on this paper.", None),
        ("broken", "No printer is set up for this paper.", RETRY_AFTER[-1]),
        ("erased", "The facts of this paper cannot be read.", RETRY_AFTER[0]),
    ]
    assert list(shelf.printed) == ["good"]


def test_another_printer_takes_over(shelf: Shelf, folder: FolderPrinter) -> None:
    shelf.add("1", LABEL)
    PrintQueue(shelf, [Jammed(), folder]).run_once()
    assert shelf.printed == {"1": ("papers", "label-1.pdf")} and shelf.failures == []


def test_a_dead_printer_is_tried_again_later_and_later_and_never_given_up(shelf: Shelf) -> None:
    shelf.add("1", LABEL)
    now = 0.0
    queue = PrintQueue(shelf, [Jammed()], clock=lambda: now)
    for _ in range(len(RETRY_AFTER) + 2):
        queue.run_once()
        shelf.later()
        now += shelf.failures[-1][2] or 0
    assert [wait for _, _, wait in shelf.failures] == [*RETRY_AFTER, RETRY_AFTER[-1], RETRY_AFTER[-1]]
    assert {why for _, why, _ in shelf.failures} == {"The printer does not answer. Is it on, and is its cable in?"}


def test_jobs_of_a_dead_printer_do_not_wait_for_it_one_by_one(shelf: Shelf, folder: FolderPrinter) -> None:
    jammed = Jammed()
    for n in range(20):
        shelf.add(f"{n}", LABEL)
    PrintQueue(shelf, [jammed], clock=lambda: 0.0).run_once()
    assert jammed.tries == 1 and len(shelf.failures) == 20 and len(shelf.resting) == 20


def test_a_paper_that_may_have_come_out_is_asked_about(shelf: Shelf) -> None:
    shelf.add("1", LABEL)
    PrintQueue(shelf, [Silent(), Jammed()]).run_once()
    assert (shelf.unknown, shelf.failures, shelf.waiting) == (["1"], [], [])
    assert shelf.on_their_way == [("1", "silent")]


def test_what_was_undone_while_it_was_drawn_is_not_sent(shelf: Shelf) -> None:
    shelf.add("1", LABEL)
    shelf.is_void = True
    jammed = Jammed()
    PrintQueue(shelf, [jammed]).run_once()
    assert shelf.voided == ["1"] and jammed.tries == 0


def test_printers_say_what_came_of_it(shelf: Shelf) -> None:
    for key in ("good", "bad", "slow"):
        shelf.add(key, LABEL)
    printer = Slow({"1": True, "2": False, "3": None})
    queue = PrintQueue(shelf, [printer])
    queue.run_once()
    queue.ask()
    assert shelf.came_out == ["good"]
    assert shelf.failures == [("bad", "The printer gave this paper up.", None)]
    printer.ends["3"] = True
    queue.ask()
    assert shelf.came_out == ["good", "slow"]


def test_each_paper_goes_to_a_printer_that_holds_it(shelf: Shelf, tmp_path: Path) -> None:
    labels = FolderPrinter(tmp_path / "labels", papers=("shipping_label",))
    rest = FolderPrinter(tmp_path / "rest")
    shelf.add("1", NOTE)
    shelf.add("2", LABEL)
    PrintQueue(shelf, [labels, rest]).run_once()
    assert shelf.printed == {"1": ("rest", "label-1.pdf"), "2": ("labels", "label-2.pdf")}


def test_labels_never_fall_over_to_what_does_not_hold_them(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add("1", LABEL)
    PrintQueue(shelf, [FolderPrinter(tmp_path / "slips", papers=("packing_slip",))]).run_once()
    assert shelf.failures == [("1", "No printer is set up for this paper.", RETRY_AFTER[-1])]


def test_another_process_draws_the_same(shelf: Shelf, folder: FolderPrinter) -> None:
    drawer = Drawer()
    try:
        shelf.add("1", LABEL)
        shelf.add("long", replace(LABEL, tracking_no="X" * 80))
        shelf.add("2", NOTE)
        queue = PrintQueue(shelf, [folder], drawn=drawer.draw)
        assert queue.run_once() == 3
        assert (folder.folder / "label-1.pdf").read_bytes() == render(LABEL, None, "en")
        assert [why for _, why, _ in shelf.failures] == ["“{code}” is too long for the barcode on this paper."]
        os.kill(drawer.process_id or 0, signal.SIGKILL)
        shelf.add("3", LABEL)
        queue.run_once()
        assert shelf.failures[-1][1:] == ("This paper could not be made now.", RETRY_AFTER[0])
        shelf.later()
        queue.run_once()
        assert list(shelf.printed) == ["1", "2", "3"]
    finally:
        drawer.close()


def test_a_keeper_that_comes_back_is_served(
    shelf: Shelf, folder: FolderPrinter, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.unreachable = 3
    shelf.add("1", LABEL)
    with caplog.at_level(logging.CRITICAL), PrintQueue(shelf, [folder], poll=0.01):
        assert shelf.ended.acquire(timeout=WAIT)
    assert list(shelf.printed) == ["1"]


def test_stop_leaves_what_waits(shelf: Shelf, folder: FolderPrinter) -> None:
    queue = PrintQueue(shelf, [folder])
    queue.stop()  # never started
    shelf.add("1", LABEL)
    assert queue.run_once() == 0 and shelf.printed == {}


def sheet(name: str, data: bytes) -> Sheet:
    return Sheet(name, PaperSize.LABEL_100X150, data)


# --- the folder -------------------------------------------------------------------------------------------------


def test_a_folder_never_loses_a_file(folder: FolderPrinter) -> None:
    assert folder.print(sheet("label", b"first")) == "label.pdf"
    assert folder.print(sheet("label", b"first")) == "label.pdf"  # a retry
    assert folder.print(sheet("label", b"second")) == "label-2.pdf"
    assert {path.name: path.read_bytes() for path in folder.folder.iterdir()} == {
        "label.pdf": b"first", "label-2.pdf": b"second",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", "", "...", "가" * 300, "x\x00y", "con:1?"])
def test_names_stay_in_the_folder(folder: FolderPrinter, name: str) -> None:
    made = folder.print(sheet(name, b"x"))
    assert [path.name for path in folder.folder.iterdir()] == [made] and len(made.encode()) < 255


def test_without_hard_links_too(folder: FolderPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr("os.link", refuse)
    test_a_folder_never_loses_a_file(folder)


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        FolderPrinter(tmp_path / "file").print(sheet("label", b"x"))


def test_many_printers_in_one_folder(folder: FolderPrinter) -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda i=i: made.append(folder.print(sheet("label", f"{i}".encode()))))
        for i in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.name for path in folder.folder.iterdir()) == sorted(made) and len(set(made)) == 16
