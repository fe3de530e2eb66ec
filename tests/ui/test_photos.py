"""Photos at the window: a file in the watched folder is seen in the strip, and the Photo key makes it evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.pictures import RED, photo
from tests.ui.scanner import Scanner
from tests.ui.screens import SCREENS
from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse
from ui.app import connect_camera
from ui.camera_port import CameraPort
from ui.look import Look, load_fonts, scale_for
from ui.tokens import THEMES
from ui.workflow_screen import WorkflowScreen
from warehouse_app.database.models import Photo, table
from warehouse_app.domain.screen import Reply
from warehouse_app.domain.sentences import LANGUAGES, say
from warehouse_app.evidence.photos import take_photo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "camera"
    made.mkdir()
    (made / "old.jpg").write_bytes(photo())
    return made


@pytest.fixture
def bench(house: Warehouse, scanner: Scanner, folder: Path) -> Iterator[Scanner]:
    """A worn mug is on the bench, graded so that a photo is wanted; the folder is watched."""
    ship(house, "1001", {"MUG": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    house.at("arrive", "DOCK-1", "USR-I").scans("RMA-7")
    port: CameraPort = connect_camera(scanner.window, str(folder))
    try:
        scanner.send("USR-I")
        scanner.sees("home")
        scanner.window.open("inspect")
        scanner.sees("job")
        scanner.scan("RMA-7", "MUG", "CHOICE-2", "CHOICE-4")
        assert scanner.screen.step == "photo"
        yield scanner
    finally:
        port.stop()


def photos(house: Warehouse) -> list[bool]:
    """Of every photo, whether it belongs to a unit."""
    return [row.unit_id is not None for row in house.rows(select(table(Photo)).order_by(table(Photo).c.id))]


def test_a_photo_from_the_folder_becomes_evidence(house: Warehouse, bench: Scanner, folder: Path) -> None:
    strip = bench.window.job.photos
    assert strip.isVisible() and strip.count == 0
    (folder / "scratch.jpg").write_bytes(photo())
    bench.qtbot.waitUntil(lambda: strip.count == 1)
    assert photos(house) == [False]
    before = bench.reply
    bench.press(Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    bench.answered(before)
    assert (bench.code, bench.screen.step, photos(house)) == ("ok", "scan_destination", [True])
    bench.qtbot.waitUntil(lambda: strip.count == 0)
    assert [path.name for path in folder.iterdir()] == ["old.jpg"]


def test_the_photo_key_waits_for_a_photo_that_is_on_its_way(house: Warehouse, bench: Scanner, folder: Path) -> None:
    (folder / "scratch.jpg").write_bytes(photo())
    bench.scan("CMD-PHOTO")
    assert (bench.code, photos(house)) == ("ok", [True])


def test_a_bad_picture_is_said_until_a_good_one_comes(house: Warehouse, bench: Scanner, folder: Path) -> None:
    strip = bench.window.job.photos
    (folder / "scratch.jpg").write_bytes(b"no photo")
    bench.qtbot.waitUntil(lambda: strip.note.text.startswith("scratch.jpg is no photo."))
    take_photo(house.database, "PACK-1", photo(), "other.jpg")  # by `warehouse photo`, say
    (folder / "again.jpg").write_bytes(photo(colour=(9, 9, 9)))
    bench.qtbot.waitUntil(lambda: strip.count == 2)
    assert strip.note.text == "Photos that wait: 2"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_the_strip_on_the_smallest_window(qtbot: QtBot, theme: str, language: str) -> None:
    load_fonts()
    page = WorkflowScreen()
    qtbot.addWidget(page)
    look = Look(THEMES[theme], scale_for(1024, 600), language)
    page.setStyleSheet(look.sheet())
    page.resize(1024, 600)
    page.show()
    page.dress(look)
    screen = replace(SCREENS["item"], commands=("CMD-PHOTO", *SCREENS["item"].commands))
    with qtbot.waitSignal(page.photos.wanted):
        page.show_reply(Reply(None, screen))
    image = QImage(320, 240, QImage.Format.Format_RGB32)
    image.fill(QColor(*RED))
    page.photos.show_photos([image] * 40)
    page.photos.show_trouble(say("{name} is damaged or not whole. Take the photo again.", name="a" * 40))
    QApplication.processEvents()
    assert page.photos.isVisible() and page.rect().contains(page.photos.geometry())
    assert not page.photos.note.is_clipped
    seen = page.grab().toImage()
    spot = page.photos.geometry().center()
    assert seen.pixelColor(page.photos.geometry().right() - look.px(40), spot.y()) == QColor(*RED)
    page.show_reply(Reply(None, SCREENS["item"]))
    assert not page.photos.isVisible()
