"""`warehouse import KIND FILE`: take a file; every row that is wrong is named with its line, column and reason."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell, write, write_json
from warehouse_app.domain.sentences import say, translate

_SHOWN = 50  # errors that people read; --json names all


def add_arguments(parser: ArgumentParser) -> None:
    from warehouse_app.imports.run import FORMATS, KINDS

    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=" ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
    parser.add_argument("--format", choices=sorted(FORMATS), metavar="NAME", help=" ".join(sorted(FORMATS)))
    parser.add_argument("--client", metavar="CODE", help="whose rows they are, where the file does not say")
    parser.add_argument("--channel", metavar="NAME", help="the sales channel, where the file does not say")
    parser.add_argument("--dry-run", action="store_true", help="read and check only")
    parser.add_argument("--strict", action="store_true", help="all orders or none")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.imports.run import BadFile, import_file

    database = opened(arguments)
    try:
        report = import_file(
            database, arguments.kind, arguments.file, format=arguments.format, client=arguments.client,
            channel=arguments.channel, dry_run=arguments.dry_run, strict=arguments.strict,
        )  # fmt: skip
    except BadFile as bad:
        raise Failure(bad.sentence, BAD_INPUT) from None
    finally:
        database.close()
    names = ("rows", "taken", "changed", "unchanged", "set_aside", "left_out")
    counts = {name: getattr(report, name) for name in names}
    errors = [
        {"line": e.line, "column": e.column, "reason": translate(e.reason, arguments.lang)} for e in report.errors
    ]
    if arguments.json:
        write_json({"kind": arguments.kind, "saved": report.saved, **counts, "errors": errors})
    else:
        for e in errors[:_SHOWN]:
            where = say("Line {line}, {column}: {reason}", **e) if e["column"] else say("Line {line}: {reason}", **e)
            tell(arguments, where)
        if len(errors) > _SHOWN:
            tell(arguments, say("… and {count} more.", count=len(errors) - _SHOWN))
        write(translate(say("{rows} rows: {taken} new, {changed} changed, {unchanged} known, {set_aside} set aside, "
                            "{left_out} left out.", **counts), arguments.lang))  # fmt: skip
    if report.failed and not arguments.dry_run:
        raise Failure(say("Nothing was taken. Mend the rows and import the file again."), BAD_INPUT)
    return 0
