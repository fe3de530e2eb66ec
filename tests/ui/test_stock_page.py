"""The stock page: a scan on it is looked for, whatever has the focus; what is shown leads further."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.scanner import Scanner
from tests.workflows.small import Warehouse
from ui.pages.stock import StockPage


def opened(scanner: Scanner, badge: str = "USR-1") -> StockPage:
    scanner.send(badge)
    scanner.sees("home")
    scanner.window.open("stock")
    scanner.sees("stock")
    return scanner.window.desk.floor.stock


def sees(scanner: Scanner, page: StockPage, code: str) -> None:
    scanner.qtbot.waitUntil(lambda: page.stock is not None and page.stock.subject.code == code)


def shown(page: StockPage) -> list[list[str]]:
    table = page.holdings
    cells = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    return [[item.text() for item in row if item is not None] for row in cells]


def test_a_scan_shows_where_it_is_how_much_and_for_whom(scanner: Scanner, house: Warehouse) -> None:
    house.order("1001", {"MUG": 3})
    house.allocate()
    page = opened(scanner)
    scanner.send("8801000000012")
    sees(scanner, page, "MUG")
    assert page.stock is not None
    assert (page.stock.on_hand, page.stock.promised, page.stock.free) == (110, 3, 107)
    assert sorted(row[0] for row in shown(page)) == ["A-1", "B-1"]
    page.tabs.choose(1)
    item = page.promises.item(0, 0)
    assert item is not None
    assert item.text() == "1001"
    scanner.send("A-1")
    sees(scanner, page, "A-1")
    assert [m.kind for m in page.history] == ["import"]


def test_typing_looks_for_what_is_typed_so_far(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner)
    QTest.keyClicks(page.field, "A-", delay=60)
    scanner.qtbot.waitUntil(lambda: [s.code for s in page.subjects] == ["A-1", "A-2", "A-3"])
    page.found.activated.emit(page.found.model().index(1, 0))
    sees(scanner, page, "A-2")
    page.look_for("nothing")  # no longer what stands in the field
    scanner.send("TEA")
    sees(scanner, page, "TEA")


def test_a_row_leads_to_its_bin(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner)
    scanner.send("CUP")
    sees(scanner, page, "CUP")
    page.holdings.cellActivated.emit(0, 0)
    sees(scanner, page, "A-3")
    scanner.press(Qt.Key.Key_Escape)
    scanner.sees("home")
