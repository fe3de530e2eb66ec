"""The page of print jobs: what may have come out is asked, what failed is tried again, all else wants a reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import select, update

from tests.ui.scanner import Scanner
from tests.ui.test_window import log_in
from tests.workflows.small import Warehouse
from ui.pages.prints import PrintsPage
from warehouse_app.database.models import PrintJob, table

_job = table(PrintJob)
_label = _job.c.kind == "shipping_label"


def packed(scanner: Scanner, house: Warehouse, status: str, **values: Any) -> str:
    """A parcel whose label was printed, and then came to this state; its number."""
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.at("pack", scanner.window.bench.name, "USR-2").scans("TOTE-1", "MUG", "{box}")
    scanner.qtbot.waitUntil(lambda: states(house) == ["sent"])
    becomes(house, status=status, **values)
    return str(house.value(select(_job.c.code).where(_label)))


def becomes(house: Warehouse, **values: Any) -> None:
    with house.database.write() as connection:
        connection.execute(update(_job).where(_label).values(values))


def opened(scanner: Scanner) -> PrintsPage:
    log_in(scanner, "USR-S")
    scanner.window.open("prints")
    page = scanner.window.prints
    scanner.qtbot.waitUntil(lambda: bool(page.jobs))
    return page


def states(house: Warehouse) -> list[str]:
    return [row.status for row in house.rows(select(_job.c.status).where(_label).order_by(_job.c.id))]


def test_a_scan_chooses_the_paper_and_no_prints_what_did_not_come_out(scanner: Scanner, house: Warehouse) -> None:
    number = packed(scanner, house, "unsure", printer="Zebra")
    page = opened(scanner)
    assert page.chosen is None and page.yes.isHidden() and page.again.isHidden()
    scanner.send(number)
    scanner.qtbot.waitUntil(lambda: page.chosen is not None)
    assert page.note.text() == f"Did {number} come out of the printer?" and page.again.isHidden()
    scanner.qtbot.mouseClick(page.no, Qt.MouseButton.LeftButton)
    scanner.qtbot.waitUntil(lambda: "unsure" not in states(house))
    assert states(house)[0] in ("requested", "sent")


def test_yes_ends_the_question(scanner: Scanner, house: Warehouse) -> None:
    number = packed(scanner, house, "unsure", printer="Zebra")
    page = opened(scanner)
    scanner.send(number)
    scanner.qtbot.waitUntil(lambda: page.chosen is not None)
    scanner.qtbot.mouseClick(page.yes, Qt.MouseButton.LeftButton)
    scanner.qtbot.waitUntil(lambda: states(house) == ["printed"])
    scanner.qtbot.waitUntil(lambda: page.yes.isHidden() and page.again.isVisible())


def test_what_failed_is_tried_again(scanner: Scanner, house: Warehouse) -> None:
    number = packed(scanner, house, "failed", tries=3)
    page = opened(scanner)
    scanner.send(number)
    scanner.qtbot.waitUntil(lambda: page.again.isVisible())
    assert page.again.text() == "Try again" and page.reason.isHidden()
    scanner.qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    scanner.qtbot.waitUntil(lambda: states(house) == ["sent"])


def test_what_was_printed_prints_again_with_a_reason(scanner: Scanner, house: Warehouse) -> None:
    number = packed(scanner, house, "printed")
    page = opened(scanner)
    scanner.send(number)
    scanner.qtbot.waitUntil(lambda: page.again.isVisible())
    page.reason.setCurrentIndex(page.reason.findData("lost"))
    scanner.qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    scanner.qtbot.waitUntil(lambda: len(states(house)) == 2)
    reasons = [(row.copy, row.reason) for row in house.rows(select(_job.c.copy, _job.c.reason).order_by(_job.c.id))]
    assert (1, "lost") in reasons
    scanner.qtbot.waitUntil(lambda: any("copy 1 (It is lost)" in texts(page, row) for row in range(len(page.jobs))))


def test_a_void_paper_is_refused_with_a_sentence(scanner: Scanner, house: Warehouse) -> None:
    number = packed(scanner, house, "printed")
    page = opened(scanner)
    scanner.send(number)
    scanner.qtbot.waitUntil(lambda: page.again.isVisible())
    becomes(house, status="void")
    scanner.qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    scanner.qtbot.waitUntil(lambda: page.note.text() == "This paper is void and cannot be printed again.")


def texts(page: PrintsPage, row: int) -> str:
    return " | ".join(page.table.item(row, column).text() for column in range(page.table.columnCount()))
