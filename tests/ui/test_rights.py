"""What the window opens to whom, and the lock of an idle one."""

from __future__ import annotations

import pytest

from tests.ui.scanner import Scanner
from ui.pages.home import PAGES

OFFICE_ONLY = set(PAGES) - {"orders", "stock"}


@pytest.mark.parametrize("badge", ["USR-1", "USR-2", "USR-I"])
def test_pages_of_the_office_open_to_nobody_else(scanner: Scanner, badge: str) -> None:
    scanner.send(badge)
    scanner.sees("home")
    scanner.qtbot.waitUntil(lambda: scanner.window.home.is_filled)
    for name in OFFICE_ONLY - ({"returns"} if badge == "USR-I" else set()):
        scanner.window.open(name)
        scanner.window.scan(f"CHOICE-{99}")
        assert scanner.window.shown == "home", name


def test_nothing_opens_while_nobody_is_logged_in(scanner: Scanner) -> None:
    for name in (*PAGES, "pick", "ship"):
        scanner.window.open(name)
        assert scanner.window.shown == "login", name
    scanner.send("MUG")
    scanner.qtbot.waitUntil(lambda: bool(scanner.window.login.refusal))
    assert scanner.window.shown == "login"


def test_an_idle_window_logs_a_supervisor_out_and_leaves_the_floor_alone(scanner: Scanner) -> None:
    window = scanner.window
    scanner.send("USR-S")
    scanner.sees("home")
    scanner.qtbot.waitUntil(lambda: window.idle.minutes == 10)
    window.open("settings")
    scanner.sees("settings")
    window.idle._timer.timeout.emit()
    scanner.sees("login")
    scanner.send("USR-1")
    scanner.sees("home")
    window.idle._timer.timeout.emit()
    assert window.shown == "home"
    window.idle.set_minutes(2)
    left = window.idle._timer.remainingTime()
    assert 0 < left <= 130_000  # its timer is a coarse one
    window.idle.set_minutes(0)
    assert not window.idle._timer.isActive()
