"""`warehouse photo`: photos for a job at a station, from files or from a folder that a camera fills."""

from __future__ import annotations

import signal
import threading
import time
from argparse import ArgumentParser, Namespace
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell
from warehouse_app.domain.sentences import Sentence, say

if TYPE_CHECKING:
    from warehouse_app.database.engine import Database


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="*", metavar="FILE", help="JPEG, PNG or WebP")
    parser.add_argument("--station", required=True, metavar="NAME", help="where the job is that needs them")
    parser.add_argument("--watch", type=Path, metavar="FOLDER", help="take new files of a folder until stopped")


def run(arguments: Namespace) -> int:
    if bool(arguments.file) is bool(arguments.watch):
        raise Failure(say("Give files, or a folder to watch."), BAD_INPUT)
    if not arguments.station.strip():
        raise Failure(say("A station has a name."), BAD_INPUT)
    with closing(opened(arguments)) as database:
        return _watch(database, arguments) if arguments.watch else _take(database, arguments)


def _take(database: Database, arguments: Namespace) -> int:
    """Each file on its own: what is wrong with one keeps no other away."""
    from warehouse_app.evidence.photos import take_photo
    from warehouse_app.evidence.picture import BYTES_MOST, BadPicture

    wrong: list[Sentence] = []
    for path in arguments.file:
        try:
            with path.open("rb") as file:
                data = file.read(BYTES_MOST + 1)
            photo = take_photo(database, arguments.station, data, path.name)
        except BadPicture as bad:
            wrong.append(bad.sentence)
        except (FileNotFoundError, IsADirectoryError):
            wrong.append(say("There is no file {file}.", file=path))
        else:
            tell(arguments, _kept(path.name, photo, arguments.station))
    for sentence in wrong[:-1]:
        tell(arguments, sentence)
    if wrong:
        raise Failure(wrong[-1], BAD_INPUT)
    return 0


def _watch(database: Database, arguments: Namespace) -> int:
    from sqlalchemy.exc import DBAPIError

    from warehouse_app.database.engine import Unavailable
    from warehouse_app.evidence.photos import take_photo
    from warehouse_app.evidence.picture import BYTES_MOST, BadPicture, shown_name

    if not arguments.watch.is_dir():
        raise Failure(say("There is no folder {folder}.", folder=arguments.watch), BAD_INPUT)
    outcomes = import_module("devices.camera").Outcome
    failing: set[str] = set()

    def take(data: bytes, name: str) -> Any:
        try:
            photo = take_photo(database, arguments.station, data, name)
        except BadPicture as bad:
            tell(arguments, bad.sentence)
            return outcomes.REFUSED
        except (Unavailable, DBAPIError, OSError):
            if name not in failing:  # said once, tried until it works
                failing.add(name)
                tell(arguments, say("{name} is not saved yet. It is tried again.", name=shown_name(name)))
            return outcomes.LATER
        failing.discard(name)
        tell(arguments, _kept(name, photo, arguments.station))
        return outcomes.KEPT

    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    folder = import_module("devices.photo_folder").PhotoFolder(arguments.watch, take, BYTES_MOST)
    folder.look(time.monotonic())  # what comes after the next sentence is new
    folder.start()
    try:
        tell(arguments, say("New photos in {folder} are taken for {station}.", folder=arguments.watch,
                            station=arguments.station))  # fmt: skip
        stopped.wait()
    finally:
        folder.stop()
    return 0


def _kept(name: str, photo: Any, station: str) -> Sentence:
    from warehouse_app.evidence.picture import shown_name

    return say("{name} waits at {station} ({width} × {height}).", name=shown_name(name), station=station,
               width=photo.width, height=photo.height)  # fmt: skip
