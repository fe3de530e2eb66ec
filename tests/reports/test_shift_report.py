"""The shift report: figures of known work, recomputed from raw rows another way; spans, files and journal lines."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text

from printing.registry import render
from tests.printing.paper import extracted
from tests.workflows.small import Warehouse
from warehouse_app.database.models import Shift, table
from warehouse_app.reports.files import save_csv, save_sheets
from warehouse_app.reports.shift_facts import LINES, lines_of
from warehouse_app.reports.shift_paper import as_data, as_paper, as_rows, as_sheets
from warehouse_app.reports.shift_report import Figure, ShiftReport, shift_report
from warehouse_app.shifts import DEFAULTS, Span, before, days, find_shift, shifts
from warehouse_app.site import SiteFacts, read_site

NINE = datetime(2026, 12, 7, 0, 0, tzinfo=UTC)  # 09:00 in Seoul, a Monday
DAY = date(2026, 12, 7)


class Clock:
    """Every input comes `step` seconds after the one before."""

    def __init__(self, house: Warehouse) -> None:
        self.at, self.step = NINE, 0
        house.database.clock = self.tick

    def tick(self) -> datetime:
        self.at += timedelta(seconds=self.step)
        return self.at


@pytest.fixture
def clock(house: Warehouse) -> Clock:
    return Clock(house)


def site_of(house: Warehouse) -> SiteFacts:
    with house.database.read() as connection:
        return read_site(connection)


def report(house: Warehouse, shift: str = "day", day: date = DAY, client: str = "") -> ShiftReport:
    site = site_of(house)
    with house.database.read() as connection:
        known = shifts(connection)
        found = find_shift(known, shift)
        assert found is not None
        return shift_report(connection, site, found.on(day, site), before(known, found, day, site),
                            {"on_time": 99, "mis_scans": 10}, client)  # fmt: skip


def figures(house: Warehouse, **of: Any) -> dict[str, Figure]:
    return {f.key: f for f in report(house, **of).figures}


def worked(house: Warehouse, clock: Clock) -> None:
    """Two orders through the house, with a mis-scan, an undo, a short, a reprint and a pause."""
    clock.step = 10
    house.picked("1001", "TOTE-1", {"MUG": 2, "CUP": 1}, hours=1)
    house.picked("1002", "TOTE-2", {"CUP": 2}, hours=9, channel="naver")
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG")
    pack.scan("TEA")  # wrong_item
    pack.scans("MUG", "CMD-UNDO", "MUG", "CUP", "BOX-S", "CMD-REPRINT", "{tracking_no}")
    clock.at += timedelta(minutes=30)  # lunch
    pack.scans("TOTE-2", "CUP", "CUP", "BOX-S", "{tracking_no}")
    first, second = (str(row[0]) for row in house.rows(text("SELECT tracking_no FROM parcel ORDER BY id")))  # type: ignore[arg-type]
    clock.at += timedelta(hours=2)  # 1001 is late
    house.at("ship", "SHIP-1", "USR-2").scans(first, second, "CMD-DONE")
    clock.step = 0


def test_what_was_done(house: Warehouse, clock: Clock) -> None:
    worked(house, clock)
    found = figures(house)
    value = {key: figure.value for key, figure in found.items()}
    assert {k: value[k] for k in ("orders_packed", "parcels_packed", "orders_shipped", "parcels_shipped")} == {
        "orders_packed": 2, "parcels_packed": 2, "orders_shipped": 2, "parcels_shipped": 2,
    }  # fmt: skip
    assert (value["units_picked"], value["units_packed"], value["units_shipped"], value["lines_shipped"]) == (
        5,
        5,
        5,
        3,
    )
    assert (value["stopped"], value["undos"], value["reprints"], value["weight_stops"]) == (1, 1, 1, 0)
    assert (value["on_time"], found["on_time"].sample, found["on_time"].target) == (50.0, 2, 99)
    assert value["pick_accuracy"] == 80.0
    assert found["mis_scans"].sample == value["scans"]
    assert value["pack_median"] is not None and found["pack_median"].sample == 2
    assert value["idle_hours"] == pytest.approx(2.5, abs=0.1) or value["idle_hours"] == pytest.approx(0.5, abs=0.1)
    assert all(f.definition.text for f in found.values())


def test_the_same_from_raw_rows_another_way(house: Warehouse, clock: Clock) -> None:
    worked(house, clock)
    found = {key: figure.value for key, figure in figures(house).items()}
    rows = [row._asdict() for row in house.rows(text("SELECT * FROM journal"))]  # type: ignore[arg-type]
    moves = [
        row._asdict()
        for row in house.rows(
            text("SELECT m.*, p.kind AS product_kind FROM move m JOIN product p ON p.id = m.product_id")
        )
    ]  # type: ignore[arg-type]
    taken_back = {bytes_of(r["undoes"]) for r in rows if r["undoes"]}
    reversed_moves = {bytes_of(m["reverses"]) for m in moves if m["reverses"]}
    standing = [r for r in rows if bytes_of(r["id"]) not in taken_back and not r["undoes"]]
    live = [m for m in moves if bytes_of(m["id"]) not in reversed_moves and m["journal_id"]]
    assert found["scans"] == len(standing) + len(taken_back)
    refused = sum(not r["ok"] and r["code"] not in ("confirm", "ambiguous") for r in standing)
    assert found["mis_scans"] == round(1000 * refused / found["scans"], 2)
    for key, kind in {"units_picked": "pick", "units_packed": "pack"}.items():
        assert found[key] == sum(m["quantity"] for m in live if m["kind"] == kind)
    assert found["units_shipped"] == sum(
        m["quantity"] for m in live if m["kind"] == "ship" and m["product_kind"] == "goods"
    )
    seconds = pauses = 0.0
    inputs = defaultdict(list)
    for row in rows:
        if row["user_id"] and bytes_of(row["id"]) not in taken_back:
            inputs[bytes_of(row["user_id"])].append(moment(row["at"]))
    for times in inputs.values():
        for one, other in zip(sorted(times), sorted(times)[1:], strict=False):
            gap = (other - one).total_seconds()
            seconds, pauses = (seconds + gap, pauses) if gap <= 300 else (seconds, pauses + gap)
    assert found["person_hours"] == pytest.approx(seconds / 3600, abs=0.01)
    assert found["idle_hours"] == pytest.approx(pauses / 3600, abs=0.01)
    whole = report(house)
    assert sum(row["scans"] for row in whole.by_hour) == len(standing)
    assert sum(row["packed"] for row in whole.by_hour) == found["parcels_packed"]
    assert sum(row["scans"] for row in whole.stations) == len(standing)
    assert sum(row["picked"] for row in whole.people) == found["units_picked"]
    assert {(r["channel"], r["orders_shipped"]) for r in whole.clients} == {("shop", 1), ("naver", 1)}
    assert sum(r["units_shipped"] for r in whole.clients) == found["units_shipped"]


def bytes_of(key: Any) -> bytes:
    return key if isinstance(key, bytes) else key.bytes


def moment(at: Any) -> datetime:
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def test_an_old_shift_gives_the_same_figures_again(house: Warehouse, clock: Clock) -> None:
    worked(house, clock)
    first = as_data(report(house), site_of(house))
    clock.at += timedelta(days=3)
    clock.step = 10
    house.picked("1003", "TOTE-3", {"MUG": 1})
    house.at("pack", "PACK-1").scans("TOTE-3", "MUG", "BOX-S", "{tracking_no}")
    assert as_data(report(house), site_of(house)) == first
    assert figures(house, day=DAY + timedelta(days=3))["orders_packed"].value == 1
    assert figures(house, day=DAY + timedelta(days=3))["orders_packed"].before == 0


def test_figures_open_down_to_the_journal(house: Warehouse, clock: Clock) -> None:
    worked(house, clock)
    found = figures(house)
    site = site_of(house)
    span = DEFAULTS[0].on(DAY, site)
    with house.database.read() as connection:
        for key in LINES:
            rows = lines_of(connection, span, key)
            if key == "mis_scans":
                assert len(rows) == 1 and rows[0].code == "wrong_item"
            elif key == "scans":
                assert len(rows) + 1 == found[key].value  # the undo is in a list of its own
            else:
                assert len(rows) == found[key].value, key
        assert [row.raw for row in lines_of(connection, span, "undos")] == ["CMD-UNDO"]


def test_of_one_client(house: Warehouse, clock: Clock) -> None:
    worked(house, clock)
    assert figures(house, client="MAIN")["orders_packed"].value == 2
    assert figures(house, client="OTHER")["orders_packed"].value == 0


@pytest.mark.parametrize(
    ("name", "start", "end", "earlier"),
    [
        ("day", "2026-12-07 08:00", "2026-12-07 20:00", "night 2026-12-06"),
        ("Night", "2026-12-07 20:00", "2026-12-08 08:00", "day 2026-12-07"),
        ("야간", "2026-12-07 20:00", "2026-12-08 08:00", "day 2026-12-07"),
        ("all", "2026-12-07 00:00", "2026-12-08 00:00", "all 2026-12-06"),
    ],
)
def test_spans(house: Warehouse, name: str, start: str, end: str, earlier: str) -> None:
    site = site_of(house)
    shift = find_shift(DEFAULTS, name)
    assert shift is not None
    span, old = shift.on(DAY, site), before(DEFAULTS, shift, DAY, site)
    assert [f"{at.astimezone(site.zone):%Y-%m-%d %H:%M}" for at in (span.start, span.end)] == [start, end]
    assert f"{old.name} {old.day}" == earlier and old.end <= span.start + timedelta(hours=1)
    assert find_shift(DEFAULTS, "dawn") is None
    assert days(DAY, DAY, site).end - days(DAY, DAY, site).start == timedelta(days=1)


def test_shifts_of_the_sites_own(house: Warehouse) -> None:
    for name, begins, ends in (("A", "06:00", "14:00"), ("B", "14:00", "22:00"), ("C", "22:00", "06:00")):
        house.add(Shift, name=name, begins=begins, ends=ends)
    with house.database.read() as connection:
        known = shifts(connection)
    assert [s.name for s in known] == ["A", "B", "C"]
    site = site_of(house)
    assert before(known, known[0], DAY, site).name == "C"
    assert before(known, known[2], DAY, site).name == "B"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_on_paper(house: Warehouse, clock: Clock, language: str) -> None:
    worked(house, clock)
    paper = as_paper(report(house), site_of(house), '=1+1 <b>"센터"</b> ' + "가" * 200)
    data = render(paper, None, language)
    assert data == render(paper, None, language)
    found = extracted(data)
    assert found.pages == 2 and "2026-12-07 08:00" in found.text and "5" in found.text
    assert found.text.count("PACK-1") == 1
    empty = as_paper(report(house, day=DAY - timedelta(days=30)), site_of(house), "센터")
    assert extracted(render(empty, None, language)).pages >= 1


def test_files_for_spreadsheets(house: Warehouse, clock: Clock, tmp_path: Path) -> None:
    house.client("=SUM(A1)", name="x")
    worked(house, clock)
    made = report(house)
    made.clients.append({**made.clients[0], "client": "=HYPERLINK(1)", "channel": "\x01[bad]"})
    save_sheets(tmp_path / "r.xlsx", as_sheets(made, "ko"))
    book = load_workbook(tmp_path / "r.xlsx")
    assert len(book.sheetnames) >= 5
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    save_csv(tmp_path / "r.csv", [*as_rows(made, "en"), ["=1+1", -3]])
    lines = list(csv.reader((tmp_path / "r.csv").read_text("utf-8-sig").splitlines()))
    assert lines[0][0] == "Figure" and lines[-1] == ["'=1+1", "-3"]
    assert json.dumps(as_data(made, site_of(house)), ensure_ascii=False)


def test_time_depends_on_the_span_and_not_on_history(house: Warehouse) -> None:
    """Every statement over the journal and the ledger uses an index of time."""
    if not house.database.is_local:
        pytest.skip("plans are looked at on SQLite; the indexes are the same")
    site = site_of(house)
    seen: list[tuple[str, Any]] = []
    path = house.database.url.database
    with house.database.read() as connection:
        from sqlalchemy import event

        event.listen(house.database.engine, "before_cursor_execute", lambda *a: seen.append((a[2], a[3])))
        shift_report(connection, site, DEFAULTS[0].on(DAY, site), DEFAULTS[1].on(DAY, site), {})
    raw = sqlite3.connect(str(path))
    plans = {sql: [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)] for sql, values in seen}
    raw.close()
    whole = [step for steps in plans.values() for step in steps if step.startswith(("SCAN journal", "SCAN move"))]
    assert plans and not whole


def test_an_empty_span(house: Warehouse) -> None:
    span = Span("x", DAY, NINE, NINE + timedelta(hours=1))
    with house.database.read() as connection:
        made = shift_report(connection, site_of(house), span, span, {})
    assert {f.value for f in made.figures} <= {0, None}
    assert house.value(select(table(Shift).c.id)) is None
