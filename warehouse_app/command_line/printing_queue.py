"""`warehouse print`: print what waits on this computer's printers, for stations without a window; --watch goes on."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from warehouse_app.command_line.command import BAD_INPUT, FAILED, Failure, opened, tell
from warehouse_app.domain.device import Entry, Kind
from warehouse_app.domain.print_job import Job
from warehouse_app.domain.sentences import Sentence, say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="print into this folder and on no printer")
    parser.add_argument("--station", default="", metavar="NAME", help="only what this station asked for")
    parser.add_argument("--watch", action="store_true", help="go on until stopped")


def kinds(entries: Sequence[Entry]) -> dict[str, Kind]:
    """Every kind of printer; the one that needs Qt only if such a printer is set up here."""
    found: dict[str, Kind] = dict(import_module("printing.printers.registry").KINDS)
    if any(entry.kind == "office-printer" for entry in entries):
        found["office-printer"] = import_module("ui.office_printer").KIND
    return found


def run(arguments: Namespace) -> int:
    from warehouse_app.print_jobs import PrintJobs, print_folder, stations
    from warehouse_app.station_devices import devices

    failed: list[Job] = []

    def ended(job: Job, why: Sentence | None) -> None:
        if why is None:
            tell(arguments, say("{paper} is printed.", paper=job.name))
        else:
            failed.append(job)
            tell(arguments, say("{paper}: {reason}", paper=job.name, reason=why))

    database = opened(arguments)
    try:
        if arguments.station and arguments.station not in stations(database):
            raise Failure(say("There is no station {name}.", name=arguments.station), BAD_INPUT)
        folder = arguments.folder or print_folder(database)
        entries = [] if arguments.folder else devices()
        printers = import_module("printing.printers.registry").printers_of(entries, folder, kinds(entries))
        queue = import_module("printing.queue").PrintQueue(
            PrintJobs(database, arguments.lang, arguments.station, alone=bool(arguments.station)), printers,
            changed=ended,
        )  # fmt: skip
        if not arguments.watch:
            count = queue.run_once()
            where = str(folder) if len(printers) == 1 else ", ".join(printer.name for printer in printers)
            tell(arguments, say("{count} papers to {folder}", count=count - len(failed), folder=where))
            return FAILED if failed else 0
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        with queue:
            stopped.wait()
        return 0
    finally:
        database.close()
