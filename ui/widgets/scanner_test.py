"""The scanner's test: which code of the sheet comes next, and what has been learnt so far."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from devices.scanner_check import NO_ENTER, Finding, Heard, Verdict, verdict
from ui.look import Look
from warehouse_app.domain.device_papers import SCANNER_CODES
from warehouse_app.domain.sentences import Sentence, say

_SILENCE_MS = 1500
_TAKE = say("Use this prefix and suffix")


class ScannerTest(QWidget):
    """Off until `start`. `learnt` brings the verdict whose prefix and suffix are to be used."""

    learnt = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.is_on = False
        self._look = Look()
        self._heard: list[Heard] = []
        self._is_endless = False
        self.asked, self.found = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.take = QPushButton()
        self.take.clicked.connect(lambda: self.learnt.emit(self.verdict))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.asked, self.found, self.take):
            column.addWidget(widget)
        self._silence = QTimer(self, interval=_SILENCE_MS, singleShot=True)
        self._silence.timeout.connect(self._no_end)
        self._show()

    def dress(self, look: Look) -> None:
        """Take on size and language."""
        self._look = look
        self.asked.setFont(look.font("line", bold=True))
        self.found.setFont(look.font("line"))
        self.take.setFont(look.font("line", bold=True))
        self._show()

    def start(self) -> None:
        """Begin from the first code."""
        self.is_on, self._heard, self._is_endless = True, [], False
        self._show()

    def stop(self) -> None:
        """Forget everything."""
        self.is_on, self._heard, self._is_endless = False, [], False
        self._silence.stop()
        self._show()

    @property
    def verdict(self) -> Verdict:
        """What has been learnt so far."""
        return verdict(self._heard)

    def heard(self, one: Heard) -> None:
        """The scanner sent something."""
        if self.is_on:
            self._heard.append(one)
            self._silence.stop()
            self._show()

    def began(self) -> None:
        """Characters come and no end yet."""
        if self.is_on:
            self._silence.start()

    def _no_end(self) -> None:
        self._is_endless = True
        self._show()

    def _show(self) -> None:
        self.setVisible(self.is_on)
        if not self.is_on:
            return
        text, now = self._look.text, self.verdict
        findings = [*now.findings, *([NO_ENTER] if self._is_endless else [])]
        if now.missing:
            at = now.missing[0]
            self.asked.setText(text(say("Scan code {n}: {what}", n=at + 1, what=SCANNER_CODES[at].shows)))
        else:
            right = all(finding.is_right for finding in findings)
            self.asked.setText(
                text(say("The scanner can be used.") if right else say("The scanner must be set first."))
            )
        self.found.setText("\n".join(_line(text, finding) for finding in findings))
        self.take.setText(text(_TAKE))
        self.take.setVisible(bool(now.prefix or now.suffix))


def _line(text: Callable[[Sentence], str], finding: Finding) -> str:
    told: list[Sentence] = [finding.what, *([finding.fix] if finding.fix else [])]
    return ("✓ " if finding.is_right else "✗ ") + " ".join(text(one) for one in told)
