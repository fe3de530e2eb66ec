"""`warehouse report NAME`: figures of a span of days; on the screen, as JSON, or in a file."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, write, write_json
from warehouse_app.domain.sentences import say, translate


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", choices=["returns"], help="returns: times, grades and recovery of what came back")
    parser.add_argument("--from", dest="first", metavar="DATE", help="first day (today)")
    parser.add_argument("--to", dest="last", metavar="DATE", help="last day (the first)")
    parser.add_argument("--client", default="", metavar="CODE", help="of this client alone")
    parser.add_argument("--out", metavar="FILE", help="a .csv, .xlsx or .json file")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.reports.returns_report import returns_report
    from warehouse_app.site import read_site

    with closing(opened(arguments)) as database, database.read() as connection:
        site = read_site(connection)
        now = database.now(connection)
        first = _day(arguments.first) or site.today(now)
        last = _day(arguments.last) or first
        if last < first:
            raise Failure(say("The last day comes before the first."), BAD_INPUT)
        report = returns_report(connection, site, now, first, last, arguments.client)
    data = {
        "from": first.isoformat(), "to": last.isoformat(),
        "figures": {f.key: {"value": f.value, "unit": f.unit, "sample": f.sample} for f in report.figures},
        "grades": report.grades, "dispositions": report.dispositions, "outcomes": report.outcomes,
    }  # fmt: skip
    head = [say("Figure"), say("Value"), say("Unit"), say("Sample"), say("Definition")]
    rows: list[list[Any]] = [[translate(word, arguments.lang) for word in head]]
    rows += [
        [translate(f.name, arguments.lang), f.value, f.unit, f.sample, translate(f.definition, arguments.lang)]
        for f in report.figures
    ]
    for name, mix in (("grade", report.grades), ("disposition", report.dispositions), ("outcome", report.outcomes)):
        rows += [[f"{name} {key}", count, "", "", ""] for key, count in mix.items()]
    if arguments.out:
        _save(Path(arguments.out), data, rows)
    elif arguments.json:
        write_json(data)
    else:
        for name, value, unit, sample, definition in rows[1:]:
            write(f"{name:40} {'–' if value is None else value:>12} {unit:4} {sample or '':>6}  {definition}".rstrip())
    return 0


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Failure(say("{text} is no date like 2027-01-31.", text=text[:40]), BAD_INPUT) from None


def _save(path: Path, data: dict[str, Any], rows: Sequence[Sequence[Any]]) -> None:
    """Write the file; what looks like a formula stays text."""
    kind = path.suffix.lower()
    try:
        if kind == ".json":
            path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        elif kind == ".csv":
            from warehouse_app.reports.tracking import harmless

            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([[harmless(c) if isinstance(c, str) else c for c in row] for row in rows])
        elif kind == ".xlsx":
            _save_workbook(path, rows)
        else:
            raise Failure(say("A report is a .csv, .xlsx or .json file."), BAD_INPUT)
    except OSError as error:
        raise Failure(say("{file} cannot be written: {reason}", file=path.name, reason=error.strerror or "")) from None


def _save_workbook(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(path)
