"""`warehouse devices list` and `found`: what is set up here, what is wrong with it, and what is plugged in."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from devices.simulated_printer import SimulatedPrinter
from warehouse_app.command_line.main import main
from warehouse_app.domain.device import Entry
from warehouse_app.station_devices import save_devices


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_CONFIG", str(tmp_path / "config"))


def test_each_device_is_told_with_its_trouble(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # Qt of the windows' tests: a command alone would make one without windows, for good
    with socket.socket() as nobody:  # a port that refuses: bound, and nobody listens
        nobody.bind(("127.0.0.1", 0))
        printer = SimulatedPrinter(tmp_path / "got")
        try:
            save_devices([
                Entry("serial-scanner", "Scanner", {"port": "/dev/null"}),
                Entry("zpl-network", "Zebra", {"address": f"127.0.0.1:{printer.port}"}),
                Entry("zpl-network", "Gone", {"address": f"127.0.0.1:{nobody.getsockname()[1]}"}),
                Entry("office-printer", "Office", {"queue": "No such queue"}),
            ])  # fmt: skip
            assert main(["--lang", "en", "devices", "list"]) == 1
            printer.set_fault("paper", is_on=True)
            main(["--lang", "en", "devices", "list"])
        finally:
            printer.close()
    first, second = capsys.readouterr().out.split("Scanner (serial-scanner)\n")[1:]
    assert first.splitlines() == [
        "Zebra (zpl-network): It is ready.",
        "Gone (zpl-network): The printer does not answer. Is it on, and is its cable in?",
        "Office (office-printer): There is no print queue No such queue here.",
    ]
    assert second.startswith("Zebra (zpl-network): The label printer is out of paper.")


def test_what_is_plugged_in_is_no_error_where_nothing_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "devices", "found"]) == 0
    assert "Traceback" not in capsys.readouterr().err
