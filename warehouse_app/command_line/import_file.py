"""`warehouse import KIND FILE`: take a file; every bad row is told with its line, column and reason."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path
from typing import Any

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell, write_json
from warehouse_app.domain.sentences import say, translate
from warehouse_app.imports.run import FORMATS, KINDS, BadFile, ImportReport, import_file

_SHOWN = 50  # errors that people read; --json names all


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=" ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX with a header row")
    parser.add_argument("--format", choices=sorted(FORMATS), metavar="NAME", help=" ".join(sorted(FORMATS)))
    parser.add_argument("--client", metavar="CODE", help="whose goods, where the file does not say")
    parser.add_argument("--channel", metavar="NAME", help="where the orders come from, where the file does not say")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--strict", action="store_true", help="all rows or none")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    if not arguments.file.is_file():
        raise FileNotFoundError(2, "", str(arguments.file))
    try:
        with closing(opened(arguments)) as database:
            report = import_file(
                database, arguments.kind, arguments.file, format=arguments.format, client=arguments.client,
                channel=arguments.channel, dry_run=arguments.dry_run, strict=arguments.strict,
            )  # fmt: skip
    except BadFile as bad:
        raise Failure(bad.sentence, BAD_INPUT) from None
    show(report, arguments)
    refused = report.errors and (arguments.strict or arguments.kind not in ("orders", "changes"))
    if refused and not arguments.dry_run:
        raise Failure(say("Nothing was taken. Mend the rows and import the file again."), BAD_INPUT)
    return BAD_INPUT if refused else 0


def show(report: ImportReport, arguments: Namespace) -> None:
    """What an import did, and what was wrong."""
    counts: dict[str, Any] = {
        name: getattr(report, name)
        for name in ("rows", "taken", "changed", "unchanged", "set_aside", "left_out", "mended")
    }
    if arguments.json:
        errors = [
            {"line": e.line, "column": e.column, "reason": translate(e.reason, arguments.lang)} for e in report.errors
        ]
        write_json({"kind": report.kind, "saved": report.saved, **counts, "errors": errors})
        return
    for e in report.errors[:_SHOWN]:
        if e.column:
            tell(arguments, say("Line {line}, {column}: {reason}", line=e.line, column=e.column, reason=e.reason))
        else:
            tell(arguments, say("Line {line}: {reason}", line=e.line, reason=e.reason))
    if len(report.errors) > _SHOWN:
        tell(arguments, say("… and {count} more.", count=len(report.errors) - _SHOWN))
    tell(arguments, say("{rows} rows: {taken} new, {changed} changed, {unchanged} known, {set_aside} set aside, "
                        "{left_out} left out.", **counts))  # fmt: skip
    if report.mended:
        tell(arguments, say("{count} orders set aside before are taken now.", count=report.mended))
