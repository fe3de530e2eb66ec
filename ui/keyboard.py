"""Keys of the keyboard: which command a function key means, which number a lone digit chooses, what typing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.words import KEYS
from warehouse_app.domain.screen import Screen

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def command_of(event: QKeyEvent) -> str:
    """The command of a function key; '' if it has none."""
    key = event.key()
    if not Qt.Key.Key_F1 <= key <= Qt.Key.Key_F12:
        return ""
    shift = "Shift+" if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else ""
    name = f"{shift}F{key - Qt.Key.Key_F1 + 1}"
    return next((code for code, its in KEYS.items() if its == name), "")


def practice_number(event: QKeyEvent) -> int:
    """1 to 9 for Alt with that number, else 0."""
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return event.key() - Qt.Key.Key_0 if alt and Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9 else 0


def choice_of(screen: Screen | None, text: str) -> str:
    """The choice that a lone digit means where a choice is asked for and no quantity could be meant; else ''."""
    if screen is None or screen.expects[:1] != ("choice",) or "quantity" in screen.expects:
        return ""
    code = f"CHOICE-{text}"
    return code if text.isdigit() and any(choice.code == code for choice in screen.choices) else ""


def shortcut(window: MainWindow, event: QKeyEvent) -> bool:
    """A key that types nothing: Esc goes back, function keys are commands, Alt and a number is for practice."""
    page, code = window.shown, command_of(event)
    if event.key() == Qt.Key.Key_Escape:
        if page == "job":
            window.job.press_back()
        elif page not in ("login", "home", "first"):
            window.show_page("home")
    elif number := practice_number(event):
        window.practice.scan_number(number)
    elif code and (page == "job" or (page == "home" and code == "CMD-LOGOUT")):
        window.scan(code)
    else:
        return False
    return True


def typed(window: MainWindow, text: str) -> None:
    """Characters that are typed by hand, not yet ended by Enter."""
    page = window.shown
    number = choice_of(window.job.screen_shown, text) if page == "job" else ""
    if number or (page == "home" and text.isdigit() and window.home.at_number(int(text))):
        window.wedge.forget()
        window.scan(number or text)
    elif page == "job":
        window.job.show_typed(text)
    elif page == "login":
        window.login.show_typed(text)
