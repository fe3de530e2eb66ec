"""The set-up page: rows made, mended, looked back on, exported; a badge renewed; the first steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QComboBox, QLineEdit
from sqlalchemy import select

from tests.ui.scanner import Scanner
from tests.workflows.small import Warehouse
from ui.pages.setup import SetupPage
from warehouse_app.database.models import PrintJob, Product, User, table


def opened(scanner: Scanner, kind: str) -> SetupPage:
    scanner.send("USR-S")
    scanner.sees("home")
    scanner.window.open("setup")
    scanner.sees("setup")
    page = scanner.window.desk.setup.page
    page.show_kind(kind)
    scanner.qtbot.waitUntil(lambda: page.table.rowCount() > 0)
    return page


def write(page: SetupPage, **texts: str) -> None:
    for name, text in texts.items():
        editor = page.form.editors[name]
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(text))
        else:
            assert isinstance(editor, QLineEdit)
            editor.setText(text)


def test_a_new_product(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner, "products")
    page.buttons["new"].click()
    write(page, sku="TOTE-1", name="Vase", kind="goods", weight_g="350")
    page.form.save.click()
    scanner.qtbot.waitUntil(lambda: page.form.note.text().startswith("SKU: begins like a house code"))
    write(page, sku="VASE-1")
    page.form.save.click()
    scanner.qtbot.waitUntil(lambda: house.count(Product, sku="VASE-1", weight_g=350) == 1)
    page.field.setText("vase")
    scanner.qtbot.waitUntil(lambda: page.table.rowCount() == 1)
    page.table.selectRow(0)
    page.buttons["change"].click()
    assert not page.form.editors["sku"].isEnabled()
    write(page, weight_g="360")
    page.form.save.click()
    scanner.qtbot.waitUntil(lambda: house.count(Product, sku="VASE-1", weight_g=360) == 1)
    scanner.qtbot.waitUntil(lambda: page.stack.currentIndex() == 0 and page.table.rowCount() == 1)
    page.buttons["history"].click()
    scanner.qtbot.waitUntil(lambda: page.table.columnCount() == 6)
    cells = [page.table.item(0, at).text() for at in range(1, 6)]
    assert cells[1:] == ["VASE-1 MAIN", "Weight (g)", "350", "360"]
    when = datetime.strptime(page.table.item(0, 0).text(), "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Seoul"))
    assert abs(when - house.now()) < timedelta(minutes=2)
    assert cells[0] == house.rows(select(table(User).c.name).where(table(User).c.badge == "USR-S"))[0].name


def test_an_export(scanner: Scanner, house: Warehouse, tmp_path: Path) -> None:
    page = opened(scanner, "users")
    page.exported.emit("users", str(tmp_path / "users.csv"))
    scanner.qtbot.waitUntil(lambda: "are in users.csv" in page._note.text())
    text = (tmp_path / "users.csv").read_text(encoding="utf-8-sig")
    assert "USR-S" in text and "argon" not in text


def test_another_badge(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner, "users")
    page.field.setText("USR-2")
    scanner.qtbot.waitUntil(lambda: page.table.rowCount() == 1)
    page.table.selectRow(0)
    page.buttons["print"].click()
    scanner.qtbot.waitUntil(lambda: house.count(PrintJob, kind="code_label") == 1)
    page.buttons["badge"].click()
    scanner.qtbot.waitUntil(lambda: house.count(User, badge="USR-2") == 0)
    scanner.qtbot.waitUntil(lambda: "The new badge is USR-" in page._note.text())


def test_first_steps_lead_on(scanner: Scanner, house: Warehouse) -> None:
    page = opened(scanner, "steps")
    marks = {page.table.item(at, 1).text()[:12]: page.table.item(at, 0).text() for at in range(8)}
    assert marks["Enter produc"] == "✓" and marks["Say who send"] == "○"
    page.table.setCurrentCell(1, 0)
    page.table.itemDoubleClicked.emit(page.table.item(1, 0))
    scanner.sees("settings")
