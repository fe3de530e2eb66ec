"""The locations page: new ones by pattern, with a preview; labels of a choice and of a whole list."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from tests.printing.paper import extracted
from tests.ui.scanner import Scanner
from tests.workflows.small import Warehouse
from ui.pages.places import PlacesPage
from warehouse_app.database.models import Code, Location, PrintJob, table


def opened(scanner: Scanner) -> PlacesPage:
    scanner.send("USR-S")
    scanner.sees("home")
    scanner.window.open("places")
    scanner.sees("places")
    page = scanner.window.desk.floor.places
    scanner.qtbot.waitUntil(lambda: page.found.count > 0)
    return page


def write(page: PlacesPage, **texts: str) -> None:
    for name, text in texts.items():
        page.form.fields[name].setText(text)


def test_new_locations_are_previewed_then_made_and_can_be_scanned(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner)
    page.tabs.choose(1)
    write(page, code="{aisle}{level}-{bay:02}", aisles="5-6", bays="1-10", levels="A-C")
    scanner.qtbot.waitUntil(lambda: page.form.note.text().startswith("60 locations: 5A-01, 5B-01 … 6C-10"))
    assert not page.form.make.isEnabled()  # no zone yet
    write(page, zone="NEW", aisle_m="2.5", bay_m="1", x_m="10", capacity_units="40")
    scanner.qtbot.waitUntil(page.form.make.isEnabled)
    page.form.make.click()
    scanner.qtbot.waitUntil(lambda: page.found.count == 60)
    assert page.filter.zone == "NEW"
    last = house.rows(select(table(Location)).where(table(Location).c.code == "6C-10"))[0]
    assert (last.zone, last.aisle, last.bay, last.level, last.x_mm, last.y_mm) == ("NEW", "6", "10", "C", 12500, 9000)
    assert house.count(Code, text="6C-10", kind="location") == 1
    page.tabs.choose(1)
    write(page, zone="NEW2")
    scanner.qtbot.waitUntil(lambda: "60 of these codes are taken already" in page.form.note.text())
    assert not page.form.make.isEnabled()


def test_a_wrong_pattern_says_what_is_wrong(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner)
    page.tabs.choose(1)
    write(page, code="{row}", zone="Z")
    scanner.qtbot.waitUntil(lambda: "{row} is no part of a pattern" in page.form.note.text())
    write(page, code="{aisle}-{bay}-{level}", x_m="abc")
    scanner.qtbot.waitUntil(lambda: page.form.note.text() == "First bin: x (m) is no number.")


def test_a_scan_shows_the_location_and_labels_are_printed(scanner: Scanner, house: Warehouse, tmp_path: Path) -> None:
    page = opened(scanner)
    scanner.send("A-2")
    scanner.qtbot.waitUntil(lambda: [row.code for row in page.found.rows] == ["A-2"])
    page.table.selectRow(0)
    page.labels.emit(page.filter, page.chosen)
    scanner.qtbot.waitUntil(lambda: house.count(PrintJob, kind="code_label", code="A-2") == 1)
    page.field.setText("A-")
    scanner.qtbot.waitUntil(lambda: page.found.count == 3)
    file = tmp_path / "labels.pdf"
    page.sheet.emit(page.filter, [], str(file))
    scanner.qtbot.waitUntil(file.exists)
    scanner.qtbot.waitUntil(lambda: "3 labels are in labels.pdf" in page._note.text())
    assert extracted(file.read_bytes()).pages == 1
    assert house.value(select(func.count()).select_from(table(PrintJob))) == 1
