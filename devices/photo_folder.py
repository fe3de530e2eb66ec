"""A folder that a camera, a telephone or a scanner program puts files in: each new file is taken, once it is whole.

What lay there at the start is left alone. A file is whole when its size and time have not changed for a second. What is
kept is removed from the folder, since it shows people's belongings and would never be erased there; what is refused
stays where it is, and is looked at again if it changes.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from devices.camera import Outcome, Take

_POLL_S = 0.4
_EMPTY_WHOLE = 10  # times as long as others: a file is empty while its writer begins
_SHOOT_S = 4.0
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download", ".new")


class _State(NamedTuple):
    size: int
    changed_ns: int


class PhotoFolder:
    """Watches `folder` from `start` to `stop`; reads at most `most` + 1 bytes of a file.

    `take` gets each picture; `heard_of` hears whether the folder is there, at the start and at each change. Both are
    called on the watcher's thread.
    """

    def __init__(
        self, folder: Path, take: Take, most: int, heard_of: Callable[[bool], None] = lambda there: None,
        whole_s: float = 1.0, poll_s: float = _POLL_S,
    ) -> None:  # fmt: skip
        self._folder, self._take, self._most, self._heard_of = folder, take, most, heard_of
        self._whole_s, self._poll_s = whole_s, poll_s
        self._done: dict[str, _State] | None = None  # files that are not to be taken, as they are
        self._growing: dict[str, tuple[_State, float]] = {}  # since when they are as they are
        self._is_there: bool | None = None
        self._looks = 0
        self._looked = threading.Condition()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="photo folder")

    def start(self) -> None:
        """Begin, with a look at what lies there; a folder that is not there yet is waited for."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def shoot(self) -> None:
        """Wait until the files that are on their way are handed over, a few seconds at most."""
        until = time.monotonic() + _SHOOT_S
        with self._looked:
            seen = self._looks
            # A look that is under way may have begun before the file came.
            self._looked.wait_for(lambda: self._looks > seen + 1 and not self._growing, until - time.monotonic())

    def look(self, now: float) -> None:
        """One look at the folder at `now` (seconds of any clock): hands over what is whole.

        The first look hands over nothing. Called by the watcher's thread once that has begun.
        """
        try:
            files = self._files()
        except OSError:
            self._growing = {}
            self._hear(False)
            return
        self._hear(True)
        if self._done is None:
            self._done = files
            return
        self._done = {name: state for name, state in self._done.items() if name in files}
        growing = {}
        for name, state in files.items():
            if self._done.get(name) == state or self._stopping.is_set():
                continue
            before, since = self._growing.get(name, (state, now))
            since = since if before == state else now
            needed = self._whole_s * (1 if state.size else _EMPTY_WHOLE)
            if now - since < needed or not self._hand_over(name, state):
                growing[name] = (state, since)
        self._growing = growing

    def _work(self) -> None:
        while not self._stopping.is_set():
            self.look(time.monotonic())
            with self._looked:
                self._looks += 1
                self._looked.notify_all()
            self._stopping.wait(self._poll_s)

    def _hear(self, is_there: bool) -> None:
        if is_there is not self._is_there:
            self._is_there = is_there
            self._heard_of(is_there)

    def _files(self) -> dict[str, _State]:
        found = {}
        with os.scandir(self._folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                with suppress(FileNotFoundError):
                    if entry.name.startswith((".", "~")) or entry.name.lower().endswith(_UNFINISHED):
                        continue
                    if entry.is_file(follow_symlinks=False):  # a link could lead to any file of this computer
                        found[entry.name] = _state(entry.path)
        return found

    def _hand_over(self, name: str, state: _State) -> bool:
        """Whether the file is done with."""
        assert self._done is not None
        path = self._folder / name
        try:
            with path.open("rb") as file:
                data = file.read(self._most + 1)
        except OSError:  # its writer still holds it, or it is gone
            return False
        outcome = self._take(data, name)
        if outcome is Outcome.LATER:
            return False
        self._done[name] = state
        if outcome is Outcome.KEPT:
            with suppress(OSError):  # it stays, but is not taken again
                if _state(path) == state:
                    path.unlink()
        return True


def _state(path: str | Path) -> _State:
    state = os.stat(path, follow_symlinks=False)  # a folder's listing may be old on Windows
    return _State(state.st_size, state.st_mtime_ns)
