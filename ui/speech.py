"""Sentences spoken aloud, in Korean and English, by a program that the system has; never waited for."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

from PySide6.QtCore import QProcess

_WORDS_MOST = 200
_VOICES = {"ko": "Yuna", "en": "Samantha"}  # of macOS
_WINDOWS = (
    "Add-Type -AssemblyName System.Speech; $v = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "$v.Speak([Console]::In.ReadToEnd())"
)


def command(text: str, language: str, which: Callable[[str], str | None] = shutil.which) -> tuple[list[str], str]:
    """The program that speaks a text and what is written to it; an empty list where there is none.

    The text is never a program's option: it goes behind `--` or to standard input.
    """
    text = text[:_WORDS_MOST]
    if which("spd-say"):
        return ["spd-say", "-l", language, "--", text], ""
    for name in ("espeak-ng", "espeak"):
        if which(name):
            return [name, "-v", language, "--stdin"], text
    if sys.platform == "darwin" and which("say"):
        return ["say", "-v", _VOICES[language], "--", text], ""
    if sys.platform == "win32" and which("powershell"):
        return ["powershell", "-NoProfile", "-Command", _WINDOWS], text
    return [], ""


class Speech:
    """Speaks one sentence at a time: a new one ends the one before, since only the last result matters."""

    def __init__(self, *, enabled: bool = False) -> None:
        self.enabled = enabled
        self._process: QProcess | None = None

    @property
    def is_possible(self) -> bool:
        """Whether this computer has a program that speaks."""
        return bool(command("", "en")[0])

    def speak(self, text: str, language: str) -> bool:
        """Begin to speak; returns at once, with whether it could."""
        if not self.enabled:
            return False
        program, told = command(text, language)
        if not program:
            return False
        self.stop()
        process = self._process = QProcess()
        process.start(program[0], program[1:])
        if told:
            process.write(told.encode())
            process.closeWriteChannel()
        return True

    def stop(self) -> None:
        """End what is being said."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(500)
            process.deleteLater()
