"""The devices page: devices are added, set, tested and removed, and are used at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from devices.discovery import Found
from devices.simulated_printer import SimulatedPrinter
from devices.simulator import Simulator
from printing.printers.registry import printers_of
from tests.ui.scanner import Scanner
from ui.bench_devices import KINDS
from ui.pages.devices import DevicesPage
from ui.speech import Speech, command
from warehouse_app.domain.device import Entry
from warehouse_app.domain.device_papers import SCANNER_CODES
from warehouse_app.domain.papers import PaperSize
from warehouse_app.settings import LocalSettings, local_settings, save_local_settings
from warehouse_app.station_devices import devices, save_devices

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Simulator]:
    made = Simulator(tmp_path / "printed")
    yield made
    made.close()


@pytest.fixture
def page(scanner: Scanner) -> Iterator[DevicesPage]:
    """The page as a supervisor sees it."""
    scanner.send("USR-S")
    scanner.sees("home")
    scanner.window.show_page("devices")
    made = scanner.window.desk.devices.page
    scanner.qtbot.waitUntil(lambda: made.choice.count() >= len(KINDS))
    yield made
    scanner.window.devices.stop()


def add(page: DevicesPage, kind: str) -> None:
    page.choice.setCurrentIndex(next(n for n in range(page.choice.count()) if page.choice.itemData(n).kind == kind))
    page.add.click()


def fill(page: DevicesPage, name: str, text: str) -> None:
    line = page.editors[name]
    assert isinstance(line, QLineEdit)
    line.setText(text)
    line.editingFinished.emit()


def test_a_scanner_is_added_and_scans_at_once(scanner: Scanner, page: DevicesPage, bench: Simulator) -> None:
    add(page, "serial-scanner")
    fill(page, "port", bench.scanner)
    scanner.qtbot.waitUntil(lambda: page.said.text() == "It is there.")
    scanner.window.show_page("home")
    bench.scan("CMD-LOGOUT")
    scanner.sees("login")
    bench.scan("USR-1")
    scanner.sees("home")


def test_a_scale_shows_its_weight_and_is_proved_with_a_mass(
    scanner: Scanner, page: DevicesPage, bench: Simulator
) -> None:
    add(page, "serial-scale")
    fill(page, "port", bench.scale)
    bench.weigh(1002)
    scanner.qtbot.waitUntil(lambda: page.said.text() == "Scale: 1002 g")
    assert page._mass is not None
    page._mass.setText("1000")
    scanner.qtbot.waitUntil(lambda: page.said.text() == "Right: 1002 g for 1000 g.")
    page._mass.setText("500")
    scanner.qtbot.waitUntil(lambda: page.said.text() == "Wrong by 502 g: 1002 g for 500 g. Have it calibrated.")


def test_a_printer_says_how_it_is_and_prints_its_test(scanner: Scanner, page: DevicesPage, tmp_path: Path) -> None:
    printer = SimulatedPrinter(tmp_path)
    add(page, "zpl-network")
    fill(page, "address", f"127.0.0.1:{printer.port}")
    scanner.qtbot.waitUntil(lambda: page.said.text() == "It is ready.")
    printer.set_fault("paper", is_on=True)
    page.again.click()
    scanner.qtbot.waitUntil(lambda: page.said.text() == "The label printer is out of paper. Put a new roll in.")
    printer.set_fault("paper", is_on=False)
    page.buttons["calibrate"].click()
    scanner.qtbot.waitUntil(lambda: len(printer.labels) == 1)
    scanner.window.scan("CAL-2")
    assert page.said.text().startswith("Good")
    printer.close()


def test_what_is_chosen_stays_chosen_when_more_is_found(scanner: Scanner, page: DevicesPage) -> None:
    page.show_found([])
    page.choice.setCurrentIndex(3)
    chosen = page.choice.currentData()
    page.show_found([Found(Entry("zpl-network", "Packing 3", {"address": "10.0.0.9"}), "Packing 3 10.0.0.9")])
    assert page.choice.itemData(0).name == "Packing 3" and page.choice.currentIndex() == 4
    assert page.choice.currentData() == chosen
    page.show_found([])
    assert page.choice.currentIndex() == 3
    page.choice.setCurrentIndex(0)  # nothing chosen: what is found is offered
    page.show_found([Found(Entry("zpl-network", "Packing 3", {"address": "10.0.0.9"}), "Packing 3 10.0.0.9")])
    assert page.choice.currentData().name == "Packing 3"


def test_devices_are_named_and_removed(scanner: Scanner, page: DevicesPage) -> None:
    add(page, "serial-lamp")
    add(page, "serial-lamp")
    names = [entry.name for entry in page.entries]
    assert len(set(names)) == 2
    page._rename(names[0])
    assert [entry.name for entry in page.entries] == names  # another one has that name
    page._rename("Left lamp")
    assert [entry.name for entry in scanner.window.devices.entries] == [names[0], "Left lamp"]
    page.buttons["remove"].click()
    assert [entry.name for entry in page.entries] == [names[0]]


def test_the_keyboard_scanner_s_test_learns_prefix_and_suffix(scanner: Scanner, page: DevicesPage) -> None:
    page.list.setCurrentRow(0)
    page.buttons["test"].click()
    page.setFocus()
    for code in SCANNER_CODES:
        if "\x1d" in code.text:
            first, second = code.text.split("\x1d")
            QTest.keyClicks(page, "~" + first)
            QTest.keyClick(page, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClicks(page, second + "#")
            QTest.keyClick(page, Qt.Key.Key_Return)
        else:
            scanner.send(f"~{code.text}#")
    scanner.qtbot.waitUntil(lambda: page.test.asked.text() == "The scanner can be used.")
    page.test.take.click()
    scanner.qtbot.waitUntil(lambda: scanner.window.wedge.prefix == "~")
    assert (scanner.window.local.wedge_prefix, scanner.window.local.wedge_suffix) == ("~", "#")
    scanner.window.show_page("home")
    scanner.send("~CMD-LOGOUT#")
    scanner.sees("login")


def test_a_scanner_without_an_end_is_told(scanner: Scanner, page: DevicesPage) -> None:
    page.list.setCurrentRow(0)
    page.buttons["test"].click()
    page.setFocus()
    QTest.keyClicks(page, SCANNER_CODES[0].text)
    scanner.qtbot.waitUntil(lambda: "It sends no Enter" in page.test.found.text())


def test_what_is_set_on_another_page_is_seen_here(scanner: Scanner, page: DevicesPage) -> None:
    window = scanner.window
    window.settings.take_local(LocalSettings(language="en", sounds=False, guard_ms=300))
    page.list.setCurrentRow(0)
    guard = page.editors["guard_ms"]
    assert isinstance(guard, QComboBox) and guard.currentText() == "300"
    assert window.wedge.guard.guard_s == 0.3


def test_labels_go_to_the_printer_and_the_rest_to_the_folder(tmp_path: Path) -> None:
    zebra = Entry("zpl-network", "Zebra", {"address": "127.0.0.1:9", "papers": ["shipping_label"]})
    first, folder = printers_of([zebra], tmp_path)
    assert first.size_for("shipping_label", None) is PaperSize.LABEL_100X150
    assert first.size_for("shipping_label", PaperSize.LABEL_CJ) is None
    assert folder.size_for("shipping_label", PaperSize.LABEL_CJ) is None  # a label is never put there silently
    assert first.size_for("manifest", None) is None and folder.size_for("manifest", None) is PaperSize.A4
    (alone,) = printers_of([], tmp_path)
    assert alone.size_for("shipping_label", None) is PaperSize.LABEL_100X150


def test_devices_are_kept_and_found_in_older_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_CONFIG", str(tmp_path))
    assert devices() == []
    (tmp_path / "settings.json").write_text('{"scanner_port": "/dev/ttyACM0", "scale_port": ""}')
    assert devices() == [Entry("serial-scanner", "Scanner", {"port": "/dev/ttyACM0"})]
    kept = [Entry("zpl-network", "제브라", {"address": "10.0.0.5", "papers": ["shipping_label"]})]
    save_devices(kept)
    assert devices() == kept
    assert KINDS["zpl-network"].settings_of(kept[0]).papers == ("shipping_label",)
    (tmp_path / "devices.json").write_text('[{"kind": 1}, "no entry", {"kind": "x", "name": "y", "values": {}}]')
    assert devices() == [Entry("x", "y", {})]  # a kind of a newer version: kept, and not used
    (tmp_path / "devices.json").write_text("not json")
    assert devices() == []
    save_local_settings(LocalSettings(guard_ms=150))
    assert local_settings().guard_ms == 150


def test_speech_never_takes_a_text_for_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real program stands in for the voice: it writes down what it was given."""
    voice = tmp_path / "espeak-ng"
    voice.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/options\ncat > {tmp_path}/told\n')
    voice.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert command("--help me", "ko", lambda name: None) == ([], "")
    assert command("-x", "ko", lambda name: name if name == "spd-say" else None)[0][-2:] == ["--", "-x"]
    speech = Speech(enabled=True)
    if command("x", "ko")[0][:1] != ["espeak-ng"]:
        pytest.skip("this computer has another voice")
    assert speech.speak("--help me", "ko")
    assert speech._process is not None and speech._process.waitForFinished(5000)
    assert (tmp_path / "told").read_text() == "--help me"
    assert (tmp_path / "options").read_text() == "-v ko --stdin\n"
    speech.stop()
    assert not Speech().speak("silent", "en") and os.path.exists(voice)


def test_the_list_says_how_each_is_and_keeps_what_it_does_not_know(
    scanner: Scanner, page: DevicesPage, bench: Simulator
) -> None:
    newer = Entry("hologram", "From a newer version", {"port": "x"})
    page.show_devices([newer], LocalSettings())
    assert page.entries == [] and page.list.count() == 2
    add(page, "serial-scale")
    fill(page, "port", bench.scale)
    bench.weigh(730)
    name = page.entries[0].name
    page.list.setCurrentRow(0)
    scanner.qtbot.waitUntil(lambda: page.list.item(2).text() == f"{name}\nScale: 730 g")
    assert newer in scanner.window.devices.entries
