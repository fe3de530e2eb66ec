"""`warehouse blackout --out FOLDER`: pick lists, packing slips and issued labels as PDFs, for when nothing works."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser, Namespace
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse_app.command_line.command import Failure, opened, tell
from warehouse_app.domain.sentences import say

if TYPE_CHECKING:
    from warehouse_app.database.engine import Database

KEPT = 3  # older kits of a folder are deleted


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="on a local disk, best a UPS-backed one"
    )
    parser.add_argument("--every", type=int, default=0, metavar="MINUTES", help="again and again, until stopped")


def run(arguments: Namespace) -> int:
    with closing(opened(arguments)) as database:
        while True:
            written = write_kit(database, arguments.out, arguments.lang)
            for path, count in written.items():
                tell(arguments, say("{file}: {count} on paper.", file=path, count=count))
            if not written:
                tell(arguments, say("Nothing waits: there is nothing to print."))
            if not arguments.every:
                return 0
            time.sleep(arguments.every * 60)


def write_kit(database: Database, folder: Path, language: str) -> dict[Path, int]:
    """Write a kit into a folder of its own under `folder`; {file: papers}. Each file is whole or not there."""
    from warehouse_app.personal import note_seen
    from warehouse_app.reports.blackout import blackout_kit

    registry = import_module("printing.registry")
    with database.read() as connection:
        papers = blackout_kit(connection)
        now = database.now(connection)
    if not papers:
        return {}
    note_seen(database, "blackout", sum(map(len, papers.values())))
    kit = folder / f"blackout-{now:%Y%m%d-%H%M%S}"
    written = {}
    try:
        kit.mkdir(parents=True, exist_ok=True)
        for kind, several in papers.items():
            path = kit / f"{kind}.pdf"
            fresh = path.with_suffix(".new")
            fresh.write_bytes(registry.render(several, None, language))
            os.replace(fresh, path)
            written[path] = len(several)
        _forget(folder)
    except OSError as error:
        why = error.strerror or "?"
        raise Failure(say("{folder} cannot be written: {why}", folder=str(folder), why=why)) from None
    return written


def _forget(folder: Path) -> None:
    for kit in sorted(folder.glob("blackout-????????-??????"))[:-KEPT]:
        for file in kit.glob("*.pdf"):
            file.unlink()
        kit.rmdir()
