"""The rules of returns as a file: out, edited, in again; versions; and what a bad file is told."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import Action, ReturnRules
from warehouse_app.domain.default_grading import DEFAULT_ROWS
from warehouse_app.domain.grading import Row
from warehouse_app.reports.exports import export_return_rules
from warehouse_app.return_rules import rules_in_force, rules_of, versions


def exported(desk: Desk) -> list[list[str]]:
    with desk.database.read() as connection:
        ((path, _),) = export_return_rules(connection, desk.folder / "out").items()
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def taken(desk: Desk, rows: list[list[str]]) -> object:
    path = desk.folder / "rules.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return desk.take("return_rules", path.read_bytes())


def test_out_edited_and_in_again(desk: Desk) -> None:
    rows = exported(desk)
    assert [Row(*row) for row in rows[1:]] == list(DEFAULT_ROWS)
    assert counts(taken(desk, rows)) == {"unchanged": len(DEFAULT_ROWS)}  # type: ignore[arg-type]
    assert desk.count(ReturnRules) == 0
    edited = [["hold", *row[1:]] if row[0] == "nonsense" else row for row in rows]
    at = next(n for n, row in enumerate(edited) if row[:2] == ["disposition", "restock_graded"])
    edited[at] = [*edited[at][:1], "donate", *edited[at][2:]]
    assert counts(taken(desk, edited)) == {"taken": len(DEFAULT_ROWS)}  # type: ignore[arg-type]
    with desk.database.read() as connection:
        version, rules = rules_in_force(connection)
        assert (version, [row.version for row in versions(connection)]) == (1, [1])
        assert rules_of(connection, 0).disposition_rules != rules.disposition_rules  # old units keep the old version
    assert exported(desk) == edited and desk.count(Action, kind="return_rules") == 1
    assert counts(taken(desk, edited)) == {"unchanged": len(DEFAULT_ROWS)}  # type: ignore[arg-type]


def test_a_bad_file_changes_nothing_and_names_what_is_missing(desk: Desk) -> None:
    rows = exported(desk)
    without = [row for row in rows if row[:2] != ["grade", "C"]]
    report = taken(desk, without)
    assert any("No grade for state=opened" in line for line in said(report))  # type: ignore[arg-type]
    lost = [[*row[:5], "NOWHERE", *row[6:]] if row[:2] == ["disposition", "vendor"] else row for row in rows]
    assert all("destination: NOWHERE is no known location" in line for line in said(taken(desk, lost)))  # type: ignore[arg-type]
    assert desk.count(ReturnRules) == 0
