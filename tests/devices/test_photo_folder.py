"""A watched folder: new and whole files only, each once; the clock of a look is given, so nothing waits."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from devices.camera import Outcome
from devices.photo_folder import PhotoFolder

MOST = 1000


class Watched:
    """A folder under watch; every look is a second and a half after the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, 0.0
        self.took: list[tuple[str, bytes]] = []
        self.there: list[bool] = []
        self.answer = Outcome.KEPT
        self.camera = PhotoFolder(folder, self.take, MOST, self.there.append)

    def take(self, data: bytes, name: str) -> Outcome:
        self.took.append((name, data))
        return self.answer

    def put(self, name: str, data: bytes, at: int = 1) -> None:
        (self.folder / name).write_bytes(data)
        os.utime(self.folder / name, (at, at))

    def look(self, times: int = 1) -> list[str]:
        """Names handed over by so many looks."""
        before = len(self.took)
        for _ in range(times):
            self.now += 1.5
            self.camera.look(self.now)
        return [name for name, _ in self.took[before:]]

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    made = Watched(tmp_path / "camera")
    made.folder.mkdir()
    made.put("old.jpg", b"holiday")
    made.look()
    return made


def test_new_files_are_taken_once_and_removed(watched: Watched) -> None:
    watched.put("b.jpg", b"b")
    watched.put("a.jpg", b"a")
    assert watched.look() == []  # they may still be written
    assert watched.look() == ["a.jpg", "b.jpg"]
    assert watched.look(3) == []
    assert watched.files == ["old.jpg"]
    watched.put("a.jpg", b"a")  # a camera that uses the same name again
    assert watched.look(2) == ["a.jpg"]


def test_a_file_is_taken_when_it_no_longer_grows(watched: Watched) -> None:
    for size in range(1, 6):
        watched.put("slow.jpg", b"x" * size)
        assert watched.look() == []
    assert watched.look() == ["slow.jpg"]
    assert watched.took[-1][1] == b"xxxxx"


def test_an_empty_file_is_given_time(watched: Watched) -> None:
    watched.put("begun.jpg", b"")
    assert watched.look(7) == []
    watched.put("begun.jpg", b"now")
    assert watched.look(2) == ["begun.jpg"]
    watched.put("never.jpg", b"")
    assert watched.look(8) == ["never.jpg"]


def test_a_bad_file_is_left_and_looked_at_again_when_it_changes(watched: Watched) -> None:
    watched.answer = Outcome.REFUSED
    watched.put("notes.txt", b"hello")
    assert watched.look(5) == ["notes.txt"]
    assert watched.files == ["notes.txt", "old.jpg"]
    watched.put("notes.txt", b"hello again", at=2)
    assert watched.look(5) == ["notes.txt"]


def test_what_cannot_be_saved_now_is_tried_until_it_can(watched: Watched) -> None:
    watched.answer = Outcome.LATER
    watched.put("a.jpg", b"a")
    assert watched.look(4) == ["a.jpg"] * 3
    watched.answer = Outcome.KEPT
    assert watched.look(4) == ["a.jpg"]


def test_what_is_no_plain_file_is_left_alone(watched: Watched) -> None:
    for name in (".hidden.jpg", "~lock.jpg", "a.jpg.part", "b.crdownload"):
        watched.put(name, b"x")
    (watched.folder / "folder.jpg").mkdir()
    if sys.platform != "win32":
        (watched.folder / "link.jpg").symlink_to(watched.folder / "old.jpg")
        os.mkfifo(watched.folder / "pipe.jpg")
    assert watched.look(3) == []


def test_a_huge_file_is_read_no_further_than_the_limit(watched: Watched) -> None:
    watched.put("huge.jpg", b"x" * 50_000)
    watched.look(2)
    assert len(watched.took[0][1]) == MOST + 1


def test_a_folder_may_go_and_come_back(watched: Watched) -> None:
    away = watched.folder.with_name("away")
    watched.folder.rename(away)
    assert watched.look(2) == []
    (away / "while-away.jpg").write_bytes(b"x")
    away.rename(watched.folder)
    assert watched.look(2) == ["while-away.jpg"]
    assert watched.there == [True, False, True]


def test_a_file_that_changes_while_it_is_taken_is_not_removed(watched: Watched) -> None:
    watched.put("a.jpg", b"first")
    watched.look()

    def take(data: bytes, name: str) -> Outcome:
        watched.took.append((name, data))
        watched.put("a.jpg", b"the next photo", at=9)
        return Outcome.KEPT

    watched.camera._take = take
    assert watched.look() == ["a.jpg"]
    watched.camera._take = watched.take
    assert watched.look(2) == ["a.jpg"]
    assert watched.took[-1][1] == b"the next photo"


def test_the_watcher_s_thread_takes_files_and_ends(tmp_path: Path) -> None:
    took = threading.Event()

    def take(data: bytes, name: str) -> Outcome:
        took.set()
        return Outcome.KEPT

    camera = PhotoFolder(tmp_path, take, MOST, whole_s=0.0, poll_s=0.01)
    camera.look(0.0)
    camera.start()
    try:
        (tmp_path / "a.jpg").write_bytes(b"x")
        camera.shoot()
        assert took.is_set() and list(tmp_path.iterdir()) == []
    finally:
        camera.stop()
    assert "photo folder" not in [thread.name for thread in threading.enumerate()]
