"""The report of every shift of a recorded week equals what raw rows say; its paper says the same words every time."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from printing.registry import render
from tests.printing.paper import extracted
from tests.week.recomputed import median_of_packing, recomputed
from tests.week.week import FAULTS, SHIFTS, Week
from tests.workflows.small import Warehouse, house
from warehouse_app.reports.shift_paper import as_paper
from warehouse_app.reports.shift_reports import report_of
from warehouse_app.site import read_site

__all__ = ["house"]
FIRST = date(2026, 12, 7)
GOLDEN = Path(__file__).with_name("golden")
IS_FULL = os.environ.get("WAREHOUSE_SLOW") == "full"
DAYS, ORDERS = (7, 12) if IS_FULL else (2, 5)


@pytest.mark.slow
def test_every_shift_equals_its_raw_rows(house: Warehouse) -> None:
    week = Week(house)
    week.play(DAYS, ORDERS)
    assert set(week.done) >= {"unknown", "wrong", "returns"} and (not IS_FULL or set(week.done) >= set(FAULTS))
    shipped = 0
    for day in range(DAYS):
        for name, _, _ in SHIFTS:
            with house.database.read() as connection:
                report = report_of(connection, read_site(connection), name, FIRST + timedelta(days=day))
            found = {figure.key: figure.value or 0 for figure in report.figures}
            raw = recomputed(house, report.span)
            assert {key: found[key] for key in raw} == pytest.approx(raw, abs=0.011), (name, day)
            assert found["pack_median"] == pytest.approx(median_of_packing(house, report.span), abs=0.06), (name, day)
            assert (raw["units_shipped"] > 0 and len(report.people) == 4) or raw["returns_arrived"] == 0
            shipped += int(raw["orders_shipped"])
    assert shipped >= DAYS * 3 * ORDERS * 0.9


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind_of_database", ["sqlite"])
def test_the_paper_says_the_same_words(house: Warehouse, language: str, kind_of_database: str) -> None:
    Week(house).play(1, 5)
    with house.database.read() as connection:
        site = read_site(connection)
        report = report_of(connection, site, "day", FIRST)
    pages = render(as_paper(report, site, "솔담 물류센터"), None, language)
    said = extracted(pages).text
    golden = GOLDEN / f"shift-{language}.txt"
    if os.environ.get("WAREHOUSE_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(said + "\n", encoding="utf-8")
    assert said.split() == golden.read_text(encoding="utf-8").split()
