"""`warehouse`: the window without a command, else one command. A command is one file and one line here.

Whatever a user can cause ends in one sentence on standard error: exit 2 for bad usage or input, 1 for what failed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from warehouse_app.command_line.command import BAD_INPUT, FAILED, Failure
from warehouse_app.domain.sentences import LANGUAGES, Sentence, say, translate
from warehouse_app.settings import language

COMMANDS: dict[str, Sentence] = {
    "demo": say("one short shift through the real window, with pictures and papers"),
    "station": say("do a floor job here: one scan a line"),
    "import": say("take a file of products, locations, stock, orders, changes and more"),
    "aside": say("orders that an import could not take; --retry tries them again"),
    "allocate": say("promise stock to orders"),
    "wave": say("release orders to be picked together, or list what was released"),
    "stock": say("what is where"),
    "slotting": say("products that should lie nearer, or be gathered in one bin"),
    "count": say("counts: plan the day's, ask for some, list what is open"),
    "replenish": say("what is to be brought to pick faces; --plan works it out anew"),
    "expiry": say("what expires soon, and where it lies"),
    "recall": say("stop a lot, and say where every unit of it is or went"),
    "boxes": say("which boxes orders need, and how the goods lie in them"),
    "carriers": say("carriers, their services and cut-offs, and how many numbers are left; --add takes a profile"),
    "order": say("one order: its lines and parcels"),
    "case": say("one return: from order to final destination"),
    "report": say("figures of a span of days, also as a file"),
    "photo": say("photos for a return at a station, from files or a watched folder"),
    "export": say("files for others: tracking numbers, refunds, the rules of returns"),
    "label": say("a label or paper as PDF"),
    "print": say("print what waits; --watch goes on"),
    "user": say("people: add or change one, another badge, revoke a badge, unlock after wrong PINs"),
    "blackout": say("pick lists, slips and labels as PDFs, for when the power or the database is gone"),
    "deliver": say("reports of shifts that ended, by mail and into a folder; --watch goes on"),
    "devices": say("what is set up and plugged in here; simulate: devices that are none, for training"),
    "plan": say("how many pickers and packers so many orders need by a cut-off"),
    "settings": say("settings of the site: all of them, one, or set one"),
    "audit": say("verify: whether anybody changed the journal"),
    "check": say("prove that the books are right"),
    "forget": say("erase the personal data of orders that ended long ago"),
    "db": say("upgrade, back up or restore the database"),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Failure(say("{message}. See: {program} --help", message=message, program=self.prog), BAD_INPUT)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is not sys.stdin else "replace")
    given = list(sys.argv[1:] if argv is None else argv)
    speaks = "en"
    try:
        common, rest = _common().parse_known_args(given)
        speaks = language(common.lang or "")
        code = _run(rest, common.db, speaks)
        sys.stdout.flush()
        return code
    except SystemExit as left:  # --help
        return left.code if isinstance(left.code, int) else FAILED
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        ending = _ending(error)
        if ending is None:
            raise
        sentence, code = ending
        sys.stderr.write(translate(sentence, speaks) + "\n")
        return code


def _run(given: list[str], db: str, speaks: str) -> int:
    if given and not given[0].startswith("-"):
        name = given[0]
        if name not in COMMANDS:
            raise Failure(say("There is no command {name}. See: warehouse --help", name=name), BAD_INPUT)
        command = import_module(f"warehouse_app.command_line.{_module(name)}")
        parser = _Parser(prog=f"warehouse {name}", description=translate(COMMANDS[name], speaks), allow_abbrev=False)
        command.add_arguments(parser)
        _add_common(parser)
        arguments = parser.parse_args(given[1:])
    else:
        command = import_module("warehouse_app.command_line.window")
        listed = "\n".join(f"  {name:10}{translate(about, speaks)}" for name, about in COMMANDS.items())
        about = translate(say("Without a command the window opens. Commands:"), speaks)
        parser = _Parser(
            prog="warehouse", description=f"{about}\n\n{listed}", allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        command.add_arguments(parser)
        _add_common(parser)
        arguments = parser.parse_args(given)
    arguments.db, arguments.lang = db, speaks
    return int(command.run(arguments))


def _module(name: str) -> str:
    return {"import": "import_file", "print": "printing_queue"}.get(name, name)


def _common() -> argparse.ArgumentParser:
    """What every command understands, wherever it stands."""
    parser = _Parser(prog="warehouse", add_help=False, allow_abbrev=False)
    _add_common(parser)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", default="", metavar="URL", help="the database (WAREHOUSE_DB, else a file of this user)")
    parser.add_argument("--lang", choices=LANGUAGES, help="the language of sentences")


def _ending(error: Exception) -> tuple[Sentence, int] | None:
    """The sentence and exit code of what a user or the environment caused; None for a fault of the program."""
    if isinstance(error, Failure):
        return error.sentence, error.code
    if isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return say("There is no file {file}.", file=error.filename or ""), BAD_INPUT
    if isinstance(error, OSError):
        return say("{file}: {reason}", file=error.filename or "", reason=error.strerror or str(error)), FAILED
    from sqlalchemy.exc import DBAPIError, OperationalError

    from warehouse_app.database.engine import NotPermitted, Unavailable, is_passing
    from warehouse_app.database.opening import CannotOpen

    if isinstance(error, CannotOpen | NotPermitted):
        return error.sentence, FAILED
    if isinstance(error, Unavailable) or (isinstance(error, DBAPIError) and is_passing(error)):
        return say("The database does not answer. Nothing was saved; try again."), FAILED
    if isinstance(error, OperationalError):  # a full disk, a file taken away
        return say("The database failed: {reason}", reason=str(error.orig).splitlines()[0]), FAILED
    return None
