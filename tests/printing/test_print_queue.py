"""The print queue with a keeper in memory and real folders as printers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from printing.folder_printer import FolderPrinter
from printing.queue import RETRY_AFTER, Contents, Job, PrintQueue
from printing.registry import render
from tests.printing.samples import LABEL, NOTE
from warehouse_app.domain.papers import CodeLabel, Paper
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
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def add(self, key: str, paper: Paper | Exception | None) -> None:
        self.papers[key] = paper
        self.waiting.append(Job(key, f"label-{key}"))

    def later(self) -> None:
        self.waiting += [replace(job, tries=job.tries + 1) for job in self.resting]
        self.resting.clear()

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

    def print(self, name: str, data: bytes) -> str:
        raise OSError("paper jam")


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
        ("broken", "This paper could not be made. Please report it.", None),
        ("erased", "The facts of this paper cannot be read.", RETRY_AFTER[0]),
    ]
    assert list(shelf.printed) == ["good"]


def test_another_printer_takes_over(shelf: Shelf, folder: FolderPrinter) -> None:
    shelf.add("1", LABEL)
    PrintQueue(shelf, [Jammed(), folder]).run_once()
    assert shelf.printed == {"1": ("papers", "label-1.pdf")} and shelf.failures == []


def test_a_dead_printer_is_tried_again_and_then_given_up(shelf: Shelf) -> None:
    shelf.add("1", LABEL)
    queue = PrintQueue(shelf, [Jammed()])
    for _ in range(len(RETRY_AFTER) + 2):
        queue.run_once()
        shelf.later()
    assert [wait for _, _, wait in shelf.failures] == [*RETRY_AFTER, None]
    assert {why for _, why, _ in shelf.failures} == {"The printer does not answer."}


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


# --- the folder -------------------------------------------------------------------------------------------------


def test_a_folder_never_loses_a_file(folder: FolderPrinter) -> None:
    assert folder.print("label", b"first") == "label.pdf"
    assert folder.print("label", b"first") == "label.pdf"  # a retry
    assert folder.print("label", b"second") == "label-2.pdf"
    assert {path.name: path.read_bytes() for path in folder.folder.iterdir()} == {
        "label.pdf": b"first", "label-2.pdf": b"second",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", "", "...", "가" * 300, "x\x00y", "con:1?"])
def test_names_stay_in_the_folder(folder: FolderPrinter, name: str) -> None:
    made = folder.print(name, b"x")
    assert [path.name for path in folder.folder.iterdir()] == [made] and len(made.encode()) < 255


def test_without_hard_links_too(folder: FolderPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr("os.link", refuse)
    test_a_folder_never_loses_a_file(folder)


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        FolderPrinter(tmp_path / "file").print("label", b"x")


def test_many_printers_in_one_folder(folder: FolderPrinter) -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda i=i: made.append(folder.print("label", f"{i}".encode()))) for i in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.name for path in folder.folder.iterdir()) == sorted(made) and len(set(made)) == 16
