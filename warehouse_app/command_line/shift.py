"""`warehouse report shift`: the shift report on the screen, as JSON, in a file, or down to the journal lines."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell, write, write_json
from warehouse_app.domain.sentences import Sentence, say, translate


def add_arguments(parser: ArgumentParser) -> None:
    """What `report shift` understands besides `report`."""
    parser.add_argument("--date", metavar="DATE", help="shift: the day on which it begins (today)")
    parser.add_argument("--shift", metavar="NAME", help="shift: which one; all is the whole day")
    parser.add_argument("--lines", metavar="FIGURE", help="shift: the journal lines that a figure counts")


def run(arguments: Namespace) -> int:
    from sqlalchemy import select

    from warehouse_app.database.models import Site, table
    from warehouse_app.reports import shift_paper
    from warehouse_app.reports.shift_facts import LINES, lines_of
    from warehouse_app.reports.shift_report import shift_report
    from warehouse_app.reports.shift_reports import targets
    from warehouse_app.settings import site_settings
    from warehouse_app.site import read_site

    with closing(opened(arguments)) as database, database.read() as connection:
        site = read_site(connection)
        span, before = _spans(connection, site, database.now(connection), arguments)
        if arguments.lines:
            if arguments.lines not in (*LINES, "undos"):
                known = ", ".join([*LINES, "undos"])
                raise Failure(say("Journal lines are known of: {names}.", names=known), BAD_INPUT)
            _tell_lines(connection, site, lines_of(connection, span, arguments.lines), arguments)
            return 0
        row = connection.execute(select(table(Site).c.name, table(Site).c.code)).one()
        report = shift_report(
            connection, site, span, before, targets(site_settings(site.settings)), arguments.client
        )  # fmt: skip
    data = shift_paper.as_data(report, site)
    if arguments.out:
        _save(Path(arguments.out), report, data, site, row.name or row.code, arguments.lang)
        tell(arguments, say("{file} is written.", file=arguments.out))
    elif arguments.json:
        write_json(data)
    else:
        write(shift_paper.span_text(span, site))
        for f in report.figures:
            unit = "" if f.unit == "money" else f.unit
            was = shift_paper.written(f.before)
            write(f"{translate(f.name, arguments.lang):40} {shift_paper.written(f.value):>10} {unit:3} ({was})")
    return 0


def _spans(connection: Any, site: Any, now: Any, arguments: Namespace) -> tuple[Any, Any]:
    """What is asked for, and what it is compared with."""
    from datetime import timedelta

    from warehouse_app.shifts import before, days, find_shift, shifts

    if arguments.first or arguments.last:
        first = _day(arguments.first or arguments.last)
        last = _day(arguments.last) if arguments.last else first
        if last < first:
            raise Failure(say("The last day comes before the first."), BAD_INPUT)
        length = (last - first).days + 1
        return days(first, last, site), days(first - timedelta(days=length), first - timedelta(days=1), site)
    day = _day(arguments.date) if arguments.date else site.today(now)
    known = shifts(connection)
    shift = find_shift(known, arguments.shift or "all")
    if shift is None:
        names = ", ".join(["all", *(s.name for s in known)])
        raise Failure(
            say("There is no shift {name}. There are: {names}.", name=arguments.shift, names=names), BAD_INPUT
        )
    return shift.on(day, site), before(known, shift, day, site)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Failure(say("{text} is no date like 2027-01-31.", text=text[:40]), BAD_INPUT) from None


def _tell_lines(connection: Any, site: Any, rows: list[Any], arguments: Namespace) -> None:
    from sqlalchemy import select

    from warehouse_app.database.models import Station, User, table

    people = dict(connection.execute(select(table(User).c.id, table(User).c.name)).all())
    stations = dict(connection.execute(select(table(Station).c.id, table(Station).c.name)).all())
    for row in rows:
        line = {
            "at": row.at.astimezone(site.zone).strftime("%Y-%m-%d %H:%M:%S"), "user": people.get(row.user_id, ""),
            "station": stations.get(row.station_id, ""), "workflow": row.workflow, "step": row.step, "scan": row.raw,
            "ok": row.ok, "code": row.code,
        }  # fmt: skip
        if arguments.json:
            write(json.dumps(line, ensure_ascii=False))
        else:
            write("  ".join(str(value) for value in line.values()))


def _save(path: Path, report: Any, data: dict[str, Any], site: Any, name: str, speaks: str) -> None:
    from warehouse_app.reports import shift_paper
    from warehouse_app.reports.files import save_csv, save_sheets

    kind = path.suffix.lower()
    try:
        if kind == ".json":
            path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        elif kind == ".csv":
            save_csv(path, shift_paper.as_rows(report, speaks))
        elif kind == ".xlsx":
            save_sheets(path, shift_paper.as_sheets(report, speaks))
        elif kind == ".pdf":
            paper = shift_paper.as_paper(report, site, name)
            path.write_bytes(import_module("printing.registry").render(paper, None, speaks))
        else:
            raise Failure(say("A shift report is a .pdf, .xlsx, .csv or .json file."), BAD_INPUT)
    except OSError as error:
        why = error.strerror or ""
        raise Failure(Sentence(_UNWRITABLE.text, {"file": path.name, "reason": why})) from None


_UNWRITABLE = say("{file} cannot be written: {reason}")
