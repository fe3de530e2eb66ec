"""The whole window with an emulated keyboard scanner on a real database: from the badge to the closed manifest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.ui.scanner import Scanner
from tests.workflows.small import Warehouse
from ui.tokens import THEMES
from warehouse_app.settings import LocalSettings

Key = Qt.Key


def log_in(scanner: Scanner, badge: str = "USR-1") -> None:
    scanner.send(badge)
    scanner.sees("home")


def test_an_order_is_picked_packed_and_shipped_by_scans_alone(scanner: Scanner, house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "TEA": 2})
    house.allocate()
    log_in(scanner)

    scanner.send("CART-1")  # at home: opens picking and begins with this cart
    scanner.qtbot.waitUntil(lambda: scanner.window.shown == "job" and scanner.screen.step == "scan_bin")
    assert scanner.scan("A-2").result
    assert scanner.code == "wrong_bin"
    assert scanner.window.job.is_wrong
    scanner.scan("A-1", "8801000000012", "TOTE-1", "A-2", "8801000000029", "8801000000029", "TOTE-1")
    assert scanner.screen.step == "start"
    scanner.press(Key.Key_Escape)
    scanner.sees("home")

    before = scanner.window.job.reply
    scanner.send("TOTE-1")  # opens packing with this tote
    scanner.answered(before)
    scanner.qtbot.waitUntil(lambda: scanner.screen.workflow == "pack" and scanner.screen.step != "start")
    scanner.scan("8801000000036")
    assert scanner.code == "wrong_item"
    scanner.scan("8801000000012", "8801000000029", "8801000000029", scanner.screen.target.get("box", "BOX-S"))
    scanner.scan(scanner.screen.target["tracking_no"])
    assert scanner.screen.step == "start"
    assert house.status("1001") == "packed"
    scanner.press(Key.Key_Escape)
    scanner.sees("home")

    before = scanner.window.job.reply
    scanner.send("3")
    scanner.answered(before)
    scanner.scan(scanner.screen.target["tracking_no"])
    assert scanner.screen.step == "close_manifest"
    before = scanner.reply
    scanner.press(Key.Key_F12)
    scanner.answered(before)
    assert house.status("1001") == "shipped"


def test_scans_that_come_while_one_is_handled_are_all_done_in_order(scanner: Scanner, house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "TEA": 2})
    house.allocate()
    log_in(scanner)
    for code in ("CART-1", "A-1", "8801000000012", "TOTE-1", "A-2", "8801000000029", "8801000000029"):
        scanner.send(code)
        if code == "CART-1":
            scanner.sees("job")
    scanner.qtbot.waitUntil(lambda: scanner.screen.step == "scan_tote" and scanner.screen.target.get("sku") == "TEA")
    assert house.line("1001", "MUG")["picked"] == 1


def test_an_error_stays_through_another_language_and_theme_until_the_right_scan(
    scanner: Scanner, house: Warehouse
) -> None:
    house.order("1001", {"MUG": 1})
    house.allocate()
    log_in(scanner)
    scanner.send("CART-1")
    scanner.qtbot.waitUntil(lambda: scanner.window.shown == "job" and scanner.screen.step == "scan_bin")
    scanner.scan("B-1")
    for theme, language in zip(THEMES, ("ko", "en", "ko"), strict=True):
        scanner.window.change_settings(LocalSettings(language=language, theme=theme, sounds=False))
        assert scanner.window.job.is_wrong
        assert scanner.window.look.tokens.name == theme
        result = scanner.reply.result
        assert result is not None
        assert scanner.window.job.answer.main.text == scanner.window.look.text(result.say)
    scanner.scan("A-1")
    assert not scanner.window.job.is_wrong


def test_typed_characters_are_shown_and_taken_with_enter(scanner: Scanner, house: Warehouse) -> None:
    house.order("1001", {"MUG": 1})
    house.allocate()
    log_in(scanner)
    scanner.send("1")
    scanner.sees("job")
    for key in (Key.Key_X, Key.Key_Y):
        scanner.press(key)
    scanner.qtbot.waitUntil(lambda: "xy" in scanner.window.job.typed.text)
    before = scanner.reply
    scanner.press(Key.Key_Return)
    scanner.answered(before)
    assert scanner.code == "unknown_code"
    assert scanner.window.job.typed.text == ""


def test_help_opens_and_the_next_scan_closes_it(scanner: Scanner, house: Warehouse) -> None:
    log_in(scanner)
    scanner.send("1")
    scanner.sees("job")
    scanner.press(Key.Key_F1)
    assert scanner.window.job.help.isVisible()
    scanner.scan("nothing")
    assert not scanner.window.job.help.isVisible()


def test_log_out_comes_back_to_the_badge(scanner: Scanner, house: Warehouse) -> None:
    log_in(scanner)
    scanner.send("CMD-LOGOUT")
    scanner.sees("login")
    log_in(scanner, "USR-2")
    scanner.send("1")
    scanner.sees("job")
    scanner.press(Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    scanner.sees("login")


def test_an_unknown_badge_is_said_and_asked_again(scanner: Scanner, house: Warehouse) -> None:
    scanner.send("USR-77")
    scanner.qtbot.waitUntil(lambda: scanner.window.login.refusal != "")
    assert scanner.window.shown == "login"
    log_in(scanner)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_open_in_both_languages_and_esc_leaves_them(scanner: Scanner, house: Warehouse, language: str) -> None:
    log_in(scanner, "USR-S")
    window = scanner.window
    window.change_settings(replace(window.local, language=language))
    for page in ("orders", "import", "prints", "settings"):
        window.open(page)
        scanner.sees(page)
        assert not window.grab().isNull()
        scanner.press(Key.Key_Escape)
        scanner.sees("home")


def test_a_scan_on_the_order_page_finds_the_order(scanner: Scanner, house: Warehouse) -> None:
    house.order("1001", {"MUG": 1})
    house.order("1002", {"MUG": 1})
    log_in(scanner, "USR-S")
    scanner.window.open("orders")
    scanner.qtbot.waitUntil(lambda: len(scanner.window.orders.rows) == 2)
    scanner.send("1002")
    scanner.qtbot.waitUntil(lambda: [row.order_no for row in scanner.window.orders.rows] == ["1002"])


def test_typing_on_the_order_page_stays_typing(scanner: Scanner, house: Warehouse) -> None:
    house.order("1001", {"MUG": 1})
    log_in(scanner, "USR-S")
    scanner.window.open("orders")
    scanner.sees("orders")
    for key in (Key.Key_1, Key.Key_0, Key.Key_0):
        scanner.press(key)
    assert scanner.window.orders.field.text() == "100"
    assert scanner.window.shown == "orders"


def test_an_empty_warehouse_begins_with_its_first_administrator(first_scanner: Scanner) -> None:
    scanner = first_scanner
    scanner.window.first_start.chosen.emit("empty")
    scanner.sees("login")
    scanner.send("1234")
    scanner.qtbot.waitUntil(lambda: scanner.window.login.refusal != "")
    log_in(scanner, "USR-1")
    scanner.window.open("import")
    scanner.sees("import")


def test_the_demo_warehouse_offers_codes_to_practise(first_scanner: Scanner) -> None:
    scanner = first_scanner
    window = scanner.window
    window.first_start.chosen.emit("demo")
    scanner.qtbot.waitUntil(lambda: window.shown == "login" and bool(window.practice.codes), timeout=20_000)
    assert window.training
    scanner.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
    scanner.sees("home")
    scanner.send("1")
    scanner.sees("job")
    scanner.qtbot.waitUntil(lambda: any(code.code.startswith("CART-") for code in window.practice.codes))
    scanner.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
    scanner.qtbot.waitUntil(lambda: scanner.screen.step == "scan_bin")


def test_scans_right_behind_the_badge_are_the_first_work(scanner: Scanner, house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    for text in ("USR-1", "TOTE-1", "MUG"):
        scanner.send(text)
    scanner.sees("job")
    scanner.qtbot.waitUntil(lambda: scanner.screen.step == "scan_box")


def test_scans_behind_an_unknown_badge_are_forgotten(scanner: Scanner, house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    for text in ("USR-77", "TOTE-1"):
        scanner.send(text)
    scanner.qtbot.waitUntil(lambda: scanner.window.login.refusal != "")
    log_in(scanner)
    assert scanner.window.shown == "home"
