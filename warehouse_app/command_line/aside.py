"""`warehouse aside`: what imports could not take (미매칭), and another try."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import opened, tell, write, write_json
from warehouse_app.command_line.import_file import show
from warehouse_app.domain.sentences import Sentence, say, translate
from warehouse_app.imports.run import retry_set_aside, waiting


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--retry", action="store_true", help="try them again")
    parser.add_argument("--json", action="store_true", help="answer with JSON")


def run(arguments: Namespace) -> int:
    with closing(opened(arguments)) as database:
        if arguments.retry:
            show(retry_set_aside(database), arguments)
            return 0
        with database.read() as connection:
            rows = list(waiting(connection))
    if arguments.json:
        write_json([{**_head(row), "reasons": _reasons(row, arguments.lang)} for row in rows])
    elif not rows:
        tell(arguments, say("Nothing is set aside."))
    else:
        for row in rows:
            write("  ".join(v for v in _head(row).values() if v))
            for reason in _reasons(row, arguments.lang):
                write(f"    {reason['line']} {reason['column']}: {reason['reason']}")
    return 0


def _head(row: object) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in ("kind", "client", "channel", "order_no", "file")}


def _reasons(row: object, language: str) -> list[dict[str, object]]:
    return [
        {**reason, "reason": translate(Sentence.from_json(reason["reason"]), language)}
        for reason in row.reasons  # type: ignore[attr-defined]
    ]
