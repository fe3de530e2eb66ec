"""A serial scanner works the window, over a real pseudo-terminal."""

from __future__ import annotations

import os
import sys

import pytest

from tests.ui.scanner import Scanner
from warehouse_app.domain.device import Entry


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_badge_from_the_serial_port_logs_in(scanner: Scanner) -> None:
    import tty

    ours, its = os.openpty()
    tty.setraw(its)
    devices = scanner.window.devices
    devices.use([Entry("serial-scanner", "Scanner", {"port": os.ttyname(its)})])
    try:
        scanner.qtbot.waitUntil(lambda: scanner.window.scanner_state == "ok")
        os.write(ours, b"USR-1\r")
        scanner.sees("home")
    finally:
        devices.stop()
        os.close(ours)
        os.close(its)
