"""The supervisor's lists: expiry, recalls started and lifted, counts, replenishment, better bins."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.ui.scanner import Scanner
from tests.workflows.small import Warehouse
from ui.pages.stock_work import TABS, StockWorkPage
from warehouse_app.database.models import Recall, ReplenishTask, User, table


@pytest.fixture
def page(scanner: Scanner, house: Warehouse) -> StockWorkPage:
    house.product("SOAP", {"8801000000043": 1}, lot_tracked=True, expiry_tracked=True)
    house.stock("B-2", "SOAP", 7, lot="L1", expiry="2020-12-31")
    house.add(
        ReplenishTask, product_id=house.ids["product", "MAIN/MUG"], from_id=house.ids["location", "B-1"],
        to_id=house.ids["location", "A-1"], quantity=5, demand=2, at=house.now(),
    )  # fmt: skip
    scanner.send("USR-S")
    scanner.sees("home")
    scanner.window.open("stock_work")
    scanner.sees("stock_work")
    return scanner.window.desk.floor.work


def choose(scanner: Scanner, page: StockWorkPage, tab: str) -> None:
    page.tabs.choose(list(TABS).index(tab))
    assert page.tab == tab


def cell(page: StockWorkPage, row: int, column: int) -> str:
    item = page.table.item(row, column)
    return item.text() if item is not None else ""


def test_what_expires_and_where(scanner: Scanner, page: StockWorkPage) -> None:
    scanner.qtbot.waitUntil(lambda: page.table.rowCount() == 1)
    assert [cell(page, 0, column) for column in (0, 2, 4, 5, 7)] == ["2020-12-31", "SOAP", "L1", "7", "B-2: 7"]
    page.table.cellActivated.emit(0, 4)
    stock = scanner.window.desk.floor.stock
    scanner.qtbot.waitUntil(lambda: stock.stock is not None and stock.stock.subject.kind == "lot")


def test_a_recall_takes_two_presses_and_is_lifted_again(
    scanner: Scanner, page: StockWorkPage, house: Warehouse
) -> None:
    choose(scanner, page, "recalls")
    assert not page.recall.isEnabled()
    scanner.send("010880100000004310L1")  # product and lot in one scan
    scanner.qtbot.waitUntil(lambda: (page.fields["sku"].text(), page.fields["lot"].text()) == ("SOAP", "L1"))
    page.recall.click()
    assert house.count(Recall) == 0
    assert page.recall.text() == "Press again to be sure"
    page.recall.click()
    scanner.qtbot.waitUntil(lambda: page.table.rowCount() == 1 and page.where.rowCount() == 1)
    assert "7 units here are blocked, 0 have left" in page._note.text()
    who = select(table(User).c.badge).join_from(table(User), table(Recall), table(Recall).c.user_id == table(User).c.id)
    assert house.value(who) == "USR-S"
    page.table.selectRow(0)
    page.lift.click()
    page.lift.click()
    scanner.qtbot.waitUntil(lambda: house.count(Recall, status="lifted") == 1 and page.table.rowCount() == 0)


def test_a_recall_of_nothing_says_why(scanner: Scanner, page: StockWorkPage, house: Warehouse) -> None:
    choose(scanner, page, "recalls")
    page.fields["sku"].setText("NOTHING")
    page.fields["lot"].setText("L")
    page.recall.click()
    page.recall.click()
    scanner.qtbot.waitUntil(lambda: page._note.text() == "There is no product NOTHING.")
    assert house.count(Recall) == 0


def test_the_other_lists(scanner: Scanner, page: StockWorkPage, house: Warehouse) -> None:
    choose(scanner, page, "replenish")
    scanner.qtbot.waitUntil(lambda: page.table.rowCount() == 1)
    assert [cell(page, 0, column) for column in (0, 2, 3, 4, 5)] == ["MUG", "5", "2", "B-1", "A-1"]
    choose(scanner, page, "slotting")
    scanner.qtbot.waitUntil(lambda: "lies near" in page._note.text())
    house.order("1001", {"MUG": 1})
    house.allocate()
    house.at("pick", "PICK-1").scans("1001", "A-1", "CMD-SHORT")
    choose(scanner, page, "counts")
    scanner.qtbot.waitUntil(lambda: page.table.rowCount() == 1)
    assert (cell(page, 0, 0), cell(page, 0, 1)) == ("A-1", "to be counted")
    page._decide.click()
    scanner.sees("job")
    assert scanner.screen.workflow == "count"
