"""Photos at the window: what a camera hands over is kept, and what waits at the station is shown in the strip.

Files and database are touched on the camera's thread and on one of this port, never on the window's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader
from sqlalchemy.exc import DBAPIError

from devices.camera import Camera, Outcome
from devices.photo_folder import PhotoFolder
from ui.bridge import Worker
from ui.widgets.photo_strip import PhotoStrip
from warehouse_app.database.engine import Database, Unavailable
from warehouse_app.evidence.photos import take_photo, waiting_photos
from warehouse_app.evidence.picture import BYTES_MOST, BadPicture
from warehouse_app.evidence.store import evidence_of

_SMALL = QSize(320, 240)  # pixels: enough for the strip on a 4K screen


class CameraPort(QObject):
    """Stands between a station's camera, its photos and the strip. `camera` is None where no folder is watched."""

    took = Signal()
    refused = Signal(object)

    def __init__(self, database: Database, station: str, strip: PhotoStrip, folder: str = "") -> None:
        super().__init__()
        self._database, self._station, self._strip = database, station, strip
        self._small: dict[str, QImage] = {}  # of the worker's thread alone
        self._worker = Worker("photos")
        self.camera: Camera | None = PhotoFolder(Path(folder), self._take, BYTES_MOST) if folder else None
        self._worker.done.connect(self._loaded)
        self.took.connect(self._load)
        self.refused.connect(strip.show_trouble)
        strip.wanted.connect(self._load)

    def start(self) -> None:
        """Begin to take what the camera hands over."""
        if self.camera is not None:
            self.camera.start()

    def stop(self) -> None:
        """End both threads; returns when they have ended."""
        if self.camera is not None:
            self.camera.stop()
        self._worker.stop()

    def _take(self, data: bytes, name: str) -> Outcome:
        try:
            take_photo(self._database, self._station, data, name)
        except BadPicture as bad:
            self.refused.emit(bad.sentence)
            return Outcome.REFUSED
        except (Unavailable, DBAPIError, OSError):  # the bar says how the database is
            return Outcome.LATER
        self.took.emit()
        return Outcome.KEPT

    def _load(self) -> None:
        self._worker.do("waiting", self._waiting)

    def _waiting(self) -> list[QImage]:
        with self._database.read() as connection:
            hashes = [photo.sha256 for photo in waiting_photos(connection, self._station)]
        evidence = evidence_of(self._database)
        small: dict[str, QImage] = {}
        for sha256 in hashes:
            if sha256 in self._small:
                small[sha256] = self._small[sha256]
                continue
            try:
                small[sha256] = _read_small(evidence.read(sha256))
            except (OSError, ValueError):  # it was taken where this station cannot look
                small[sha256] = _grey()
        self._small = small
        return [small[sha256] for sha256 in hashes]

    def _loaded(self, tag: object, images: Any) -> None:
        self._strip.show_photos(images)


def _read_small(data: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(data)
    reader = QImageReader(buffer, b"jpg")
    if reader.size().isValid():
        reader.setScaledSize(reader.size().scaled(_SMALL, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    return _grey() if image.isNull() else image


def _grey() -> QImage:
    image = QImage(_SMALL, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    return image
