"""One case's whole life, and the figures of a span, over returns that the real workflows made."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse, house
from warehouse_app.command_line.main import main
from warehouse_app.reports.cases import case, find_cases
from warehouse_app.reports.returns_report import returns_report
from warehouse_app.site import read_site

__all__ = ["house"]
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 10:00 in Seoul, a substitute holiday
TUESDAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def week(house: Warehouse) -> Warehouse:
    """Three returns arrive on a Tuesday at 10; they are finished after 1 hour, after 3 hours, and three days later."""
    numbers = {}
    for n in (1, 2, 3, 4):
        numbers[n] = ship(house, f"100{n}", {"MUG": 1, "CUP": 1})
        announce(house, f"RMA-{n}", f"100{n}", {"MUG": 1}) if n < 4 else None
    at = TUESDAY
    house.database.clock = lambda: at
    house.at("arrive", "DOCK-1", "USR-I").scans("RMA-1", "RMA-2", "RMA-3", numbers[4], "TOTE-7")
    bench = house.at("inspect", "BENCH-1", "USR-I")
    house.pass_time(hours=1)
    bench.scans("RMA-1", "MUG", "CHOICE-1", "TOTE-1")
    house.pass_time(hours=2)
    bench.scans("RMA-2", "MUG", "CHOICE-2", "CHOICE-2", "CHOICE-1", "CHOICE-1", "CHOICE-1", "CMD-GRADE", "CHOICE-3",
                "CHOICE-1", "{destination}")  # fmt: skip
    house.pass_time(days=3)
    bench.scans("RMA-3", "MUG", "CHOICE-1", "TOTE-1")
    return house


def test_the_figures_of_a_span(week: Warehouse) -> None:
    with week.database.read() as connection:
        site, now = read_site(connection), week.database.now(connection)
        report = returns_report(connection, site, now, date(2026, 3, 3), date(2026, 3, 3))
        empty = returns_report(connection, site, now, date(2026, 3, 4), date(2026, 3, 9))
    value = {figure.key: (figure.value, figure.sample) for figure in report.figures}
    assert value["arrived"] == (4, 4) and value["inspected"] == (3, 3)
    assert (value["median_h"], value["in_time"]) == ((3.0, 3), (66.7, 3))
    assert value["p90_h"][0] == pytest.approx(3 + 0.8 * 72)  # 1, 3 and 75 hours
    assert value["median_work_h"] == (3.0, 3) and value["p90_work_h"][0] == pytest.approx(3 + 0.8 * 27)
    assert (value["overridden"], value["agreement"]) == ((33.3, 3), (None, 0))
    assert report.grades == {"C": 1, "S": 2} and value["rto"] == (1, 4)
    assert report.outcomes == {"full": 3}
    assert {(figure.value, figure.sample) for figure in empty.figures} == {(0, 0), (None, 0)}


def test_the_whole_life_of_a_case(week: Warehouse) -> None:
    with week.database.read() as connection:
        site, now = read_site(connection), week.database.now(connection)
        (found,) = find_cases(connection, "RMA-2")
        told = case(connection, site, found, now, "en")
        assert find_cases(connection, "1002") == find_cases(connection, told["units"][0]["unit"]) == [found]
        assert find_cases(connection, "nonsense") == []
    assert (told["rma"], told["order_no"], told["status"], told["outcome"]) == ("RMA-2", "1002", "done", "full")
    assert told["parcels"][0]["tracking_no"] and told["arrived_at"] == TUESDAY.isoformat()
    (unit,) = told["units"]
    assert [answer["answer"] for answer in unit["answers"]] == [
        "Opened", "Up to two small scratches", "All of it", "Yes", "Yes"
    ]  # fmt: skip
    assert (unit["computed"], unit["grade"], unit["grade_reason"]) == ("B", "C", "missed")


def test_commands(week: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", week.database.url.render_as_string(hide_password=False)]
    assert main(["case", "RMA-1", "--json", *db]) == 0
    assert json.loads(capsys.readouterr().out)["units"][0]["grade"] == "S"
    assert main(["case", "RMA-1", *db]) == 0 and "MUG" in capsys.readouterr().out
    assert main(["case", "RMA-99", *db]) == 2 and capsys.readouterr().err == "There is no return RMA-99.\n"
    span = ["--from", "2026-03-03", "--to", "2026-03-03"]
    assert main(["report", "returns", *span, "--json", *db]) == 0
    assert json.loads(capsys.readouterr().out)["figures"]["arrived"] == {"value": 4, "unit": "", "sample": 4}
    for kind in ("csv", "xlsx", "json"):
        assert main(["report", "returns", *span, "--out", str(tmp_path / f"r.{kind}"), *db]) == 0
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert ["Parcels arrived", "4"] in [row[:2] for row in csv.reader(file)]
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None and [cell.value for cell in sheet[2]][:2] == ["Parcels arrived", 4]
    assert main(["report", "returns", "--from", "tomorrow", *db]) == 2
    assert main(["report", "returns", "--from", "2026-03-03", "--to", "2026-03-01", *db]) == 2
    assert main(["report", "returns", "--out", str(tmp_path / "r.doc"), *db]) == 2
