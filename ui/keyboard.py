"""Keys of the keyboard: which command a function key means, and which number a lone digit chooses."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.words import KEYS
from warehouse_app.domain.screen import Screen


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


def choice_of(screen: Screen | None, typed: str) -> str:
    """The choice that a lone digit means where a choice is asked for and no quantity could be meant; else ''."""
    if screen is None or screen.expects[:1] != ("choice",) or "quantity" in screen.expects:
        return ""
    code = f"CHOICE-{typed}"
    return code if typed.isdigit() and any(choice.code == code for choice in screen.choices) else ""
