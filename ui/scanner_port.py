"""A serial scanner at the window: its codes come to the GUI thread like those of a keyboard scanner."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from devices.serial_scanner import SerialScanner


class ScannerPort(QObject):
    """`scanned` brings codes, `there` whether the scanner is plugged in; both from the scanner's own thread."""

    scanned = Signal(str)
    there = Signal(bool)

    def __init__(self, port: str) -> None:
        super().__init__()
        self._scanner = SerialScanner(port, self.scanned.emit, self.there.emit)

    def start(self) -> None:
        """Begin to read; a scanner that is not there yet is waited for."""
        self._scanner.start()

    def stop(self) -> None:
        """End the scanner's thread; returns when it has ended."""
        self._scanner.stop()
