"""`warehouse devices`: what is set up here and what is plugged in; `simulate`: devices that are none, for training."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

from warehouse_app.command_line.command import FAILED, Failure, tell
from warehouse_app.command_line.printing_queue import kinds
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("job", choices=["list", "found", "simulate"], metavar="JOB", help="list, found or simulate")
    parser.add_argument("--printed", type=Path, default=Path("simulated"), metavar="FOLDER",
                        help="where what the printer got is kept (simulated)")  # fmt: skip


def run(arguments: Namespace) -> int:
    if arguments.job == "list":
        return _list(arguments)
    if arguments.job == "found":
        return _found(arguments)
    return _simulate(arguments)


def _list(arguments: Namespace) -> int:
    """Every device that was set up here; of a printer also what is wrong with it. 1 if something is."""
    from warehouse_app.station_devices import devices

    entries, code = devices(), 0
    printers = kinds(entries)
    for entry in entries:
        kind = printers.get(entry.kind)
        if kind is None:
            tell(arguments, say("{name} ({kind})", name=entry.name, kind=entry.kind))
            continue
        trouble = kind.make(entry.name, kind.settings_of(entry)).trouble()
        state = trouble or say("It is ready.")
        code = FAILED if trouble else code
        tell(arguments, say("{name} ({kind}): {state}", name=entry.name, kind=entry.kind, state=state))
    return code


def _found(arguments: Namespace) -> int:
    """What is plugged in or tells the network of itself, with the kind that it probably is."""
    network = import_module("devices.network_printers").network_printers()
    for one in [*import_module("devices.discovery").found(), *network]:
        tell(arguments, say("{name} ({kind})", name=one.told, kind=one.entry.kind))
    for name in import_module("printing.printers.system_queue").queues():
        tell(arguments, say("{name} ({kind})", name=name, kind="system-queue"))
    return 0


def _simulate(arguments: Namespace) -> int:
    devices = import_module("devices.simulator")
    try:
        made = devices.Simulator(arguments.printed)
    except devices.Unsupported:
        raise Failure(say("This system cannot pretend to be a scanner."), FAILED) from None
    with closing(made):
        tell(arguments, say("Scanner: {port}", port=made.scanner))
        tell(arguments, say("Scale: {port}", port=made.scale))
        tell(arguments, say("Printer: {port}", port=f"127.0.0.1:{made.printer}"))
        tell(arguments, say("Each line is scanned; =1240 puts 1,240 grams on the scale, = empties it."))
        tell(arguments, say("!paper takes the printer's paper out, or puts it in; so do !open, !ribbon and !pause."))
        sys.stdout.flush()
        for line in sys.stdin:
            text = line.strip()
            if text.startswith("!"):
                _set_fault(arguments, made.label_printer, text[1:].strip())
                continue
            if not text.startswith("="):
                made.scan(text)
                continue
            grams = text[1:].strip() or "0"
            if not (grams.isascii() and grams.isdigit() and len(grams) <= 7):
                tell(arguments, say("{text} is no weight in grams.", text=text[:40]))
                continue
            made.weigh(int(grams))
    return 0


def _set_fault(arguments: Namespace, printer: Any, fault: str) -> None:
    """Give the simulated printer a fault, or take it away."""
    if fault not in ("paper", "open", "ribbon", "pause"):
        tell(arguments, say("{text} is no fault of the printer.", text=fault[:40]))
        return
    printer.set_fault(fault, is_on=fault not in printer.faults)
