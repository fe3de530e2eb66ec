"""Four short tones: right, wrong, done, attention. Played by a program of the system, detached; never waited for."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from warehouse_app.domain.screen import Reply

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "sounds"
_PLAYERS = (("paplay",), ("pw-play",), ("aplay", "-q"), ("afplay",))


TONES = ("right", "wrong", "done", "attention")


def sound_of(reply: Reply) -> str:
    """The tone of a reply: attention for a question, done when the job is finished, else right or wrong."""
    if reply.result is None or reply.result.code in ("confirm", "ambiguous", "pin_needed"):
        return "attention"
    if not reply.result.ok:
        return "wrong"
    return "done" if reply.screen.step == "start" else "right"


class Sounds:
    """Plays a tone by name; without a player it beeps, without an audio device nothing happens."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._player = next((p for p in _PLAYERS if shutil.which(p[0])), None)

    def play(self, name: str) -> None:
        """Begin a tone; returns at once."""
        if not self.enabled:
            return
        file = FOLDER / f"{name}.wav"
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
        elif self._player is not None:
            QProcess.startDetached(self._player[0], [*self._player[1:], str(file)])
        else:
            QApplication.beep()
