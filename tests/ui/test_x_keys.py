"""Hostile scans through real X events: nothing in the window is pressed, chosen, closed or typed into by a scan."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.x_server import PATIENCE, XServer, needs_x
from tests.workflows.small import Warehouse

pytestmark = [pytest.mark.slow, needs_x]

IS_FULL = os.environ.get("WAREHOUSE_SLOW") == "full"
ROOT = Path(__file__).parents[2]
# What scanners press for control characters, and keys that some of them are set to send: all of them, by name.
CONTROLS = [
    *(f"ctrl+{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    "ctrl+bracketleft", "ctrl+backslash", "ctrl+bracketright", "ctrl+asciicircum", "ctrl+underscore", "ctrl+at",
    "Escape", "Tab", "space", "BackSpace", "Delete", "Return", "KP_Enter", "alt+1", "alt+F4", "alt+space",
    *(f"F{n}" for n in range(1, 13)), "shift+F1", "shift+F10", "Menu", "Home", "End", "Prior", "Next", "Up", "Down",
    "Left", "Right", "Insert", "ctrl+Return", "shift+Tab",
    *(f"alt {n:03}" for n in (range(32) if IS_FULL else (3, 8, 9, 13, 27, 29))),
]  # fmt: skip
ENDS_A_SCAN = {"Tab", "Return", "KP_Enter", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+Return", "shift+Tab"}


class Screen:
    """A window on an X server of its own, and hands and a scanner in front of it."""

    def __init__(self, url: str, log: Path) -> None:
        self.x = XServer()
        self._log = log
        log.touch()
        self._seen = 0
        self._window = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.x_window", url, str(log)], cwd=ROOT,
            env={**os.environ, **self.x.variables}, stdin=subprocess.PIPE, text=True,
        )  # fmt: skip

    def begin(self) -> None:
        """The log-in page is there and has the keyboard."""
        self.number = str(self.wait("window")[1])
        self.tell("texts")
        self.wait("texts", "login", True)
        self.x.do("windowfocus", "--sync", self.number)

    def lines(self) -> list[Any]:
        """What happened and was not waited past; a line that is still being written is for the next time."""
        return [json.loads(line) for line in self._log.read_text(encoding="utf-8").split("\n")[self._seen : -1]]

    def wait(self, *wanted: Any) -> Any:
        """Wait until something happens; all that happened before it is kept in `passed`."""
        self.passed: list[Any] = []
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for line in self.lines():
                self._seen += 1
                self.passed.append(line)
                if line[: len(wanted)] == list(wanted):
                    return line
            assert self._window.poll() is None, "the window is gone"
            time.sleep(0.02)
        raise AssertionError(f"{wanted} did not happen, but {self.passed}")

    def tell(self, line: str) -> None:
        assert self._window.stdin is not None
        self._window.stdin.write(line + "\n")
        self._window.stdin.flush()

    def scan(self, *parts: str, delay: int = 2) -> None:
        """A scan of these texts and keys, with Enter behind them."""
        self.x.type(*parts, "<Return>", delay=delay)

    def close(self) -> None:
        if self._window.poll() is None:
            self.tell("quit")
            try:
                self._window.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._window.kill()
                self._window.wait()
        assert self._window.stdin is not None
        self._window.stdin.close()
        self.x.close()


@pytest.fixture
def screen(house: Warehouse, tmp_path: Path) -> Iterator[Screen]:
    house.picked("1001", "TOTE-1", {"MUG": 2})
    made = Screen(house.database.url.render_as_string(hide_password=False), tmp_path / "log")
    try:
        made.begin()
        made.scan("USR-S")
        made.wait("shown", "home")
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("delay", [0, 4, 12])
def test_scans_are_whole_at_every_speed(screen: Screen, delay: int) -> None:
    for n in range(15):
        screen.scan(f"NO-SUCH-{n:03}", delay=delay)
        assert screen.wait("scan")[1] == f"NO-SUCH-{n:03}"


PAGES = [
    ("orders", "table"), ("settings", "field"), ("devices", "list"), ("import", "button"), ("home", ""),
    ("orders", "field"), ("settings", "button"), ("settings", "list"), ("prints", "button"), ("setup", "button"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "focus"), PAGES if IS_FULL else PAGES[:4])
def test_hostile_scans_do_nothing_to_a_page(screen: Screen, page: str, focus: str) -> None:
    """Every control character and key, before, within and behind a code that nobody knows."""
    screen.tell(page)
    screen.wait("ready", page)
    if focus:
        screen.tell(f"focus {focus}")
        assert screen.wait("focused")[1], f"no {focus} on {page}"
    screen.scan("NOSUCH77")  # a page may show the scan that it looked for
    time.sleep(0.2)
    screen.tell("texts")
    before = screen.wait("texts")
    for key in CONTROLS:
        for parts in ((f"<{key}>", "NOSUCH77"), ("NOS", f"<{key}>", "UCH77"), ("NOSUCH77", f"<{key}>")):
            screen.scan(*parts)
        time.sleep(0.12)
        screen.tell("texts")
        after = screen.wait("texts")
        changed = [line for line in screen.passed if line[0] not in ("scan", "texts")]
        assert changed == [] and after == before, (page, focus, key, changed, after)
        assert any(line[0] == "scan" for line in screen.passed), (page, key)


def test_hostile_scans_do_nothing_to_a_job(screen: Screen) -> None:
    """At a bench with a parcel open: no command is given by a key inside a code."""
    screen.scan("TOTE-1")
    screen.wait("shown", "job")
    for key in CONTROLS:
        for parts in ((f"<{key}>", "NOSUCH77"), ("NOS", f"<{key}>", "UCH77"), ("NOSUCH77", f"<{key}>")):
            screen.scan(*parts)
        time.sleep(0.12)
        screen.tell("texts")
        screen.wait("texts", "job", True)
        changed = [line for line in screen.passed if line[0] not in ("scan", "texts")]
        assert changed == [], (key, changed)
        scans = [line[1] for line in screen.passed if line[0] == "scan"]
        assert scans and all(scan.replace(" ", "").replace("\x1d", "") in _EXPECTED[key] for scan in scans), (
            key,
            scans,
        )


def _pieces(key: str) -> set[str]:
    """What may arrive of a code with a key in it."""
    whole = {"NOSUCH77"}
    if key in ENDS_A_SCAN:
        whole |= {"NOS", "UCH77"}
    if key == "BackSpace":
        whole |= {"NOUCH77", "NOSUCH7"}
    return whole


_EXPECTED = {key: _pieces(key) for key in CONTROLS}


def test_hand_typing_stays_typing(screen: Screen) -> None:
    screen.tell("orders")
    screen.wait("ready", "orders")
    screen.tell("focus field")
    screen.wait("focused", True)
    screen.x.do("type", "--delay", "120", "Kim 1001")
    screen.x.do("key", "BackSpace")
    time.sleep(0.2)
    screen.tell("texts")
    assert "Kim 100" in screen.wait("texts")[3]
    assert not [line for line in screen.passed if line[0] == "scan"]


def test_function_keys_pressed_by_hand_still_act(screen: Screen) -> None:
    screen.scan("TOTE-1")
    screen.wait("shown", "job")
    time.sleep(0.3)
    screen.x.do("key", "Escape")
    time.sleep(0.3)
    screen.x.do("key", "Escape")
    screen.tell("home")
    screen.wait("shown", "home")
