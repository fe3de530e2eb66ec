"""Product pictures: read and drawn on a worker thread, kept, and handed to whoever asked, at once or later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

from ui.bridge import Worker

DEMO = Path(__file__).resolve().parents[1] / "resources" / "demo" / "images"
_SIDE = 640  # pixels: enough for the picture on a 4K screen
_TAG = "picture"
Then = Callable[[str, QImage | None], None]


class Pictures(QObject):
    """`find(name, then)` brings the image of a file name, None if no folder has it."""

    def __init__(self, worker: Worker, folders: Sequence[Path]) -> None:
        super().__init__()
        self._worker, self._folders = worker, tuple(folders)
        self._known: dict[str, QImage | None] = {}
        self._waiting: dict[str, list[Then]] = {}
        worker.done.connect(self._read)

    def find(self, name: str, then: Then) -> None:
        if name in self._known:
            then(name, self._known[name])
            return
        first = name not in self._waiting
        self._waiting.setdefault(name, []).append(then)
        if first:
            self._worker.do(_TAG, lambda: (name, read_picture(self._folders, name)))

    def _read(self, tag: object, result: Any) -> None:
        if tag != _TAG:
            return
        name, image = result
        self._known[name] = image
        for then in self._waiting.pop(name, []):
            then(name, image)


def read_picture(folders: Sequence[Path], name: str) -> QImage | None:
    """The picture of this file name from the first folder that has it; None if it is missing or no picture."""
    plain = Path(name.replace("\\", "/")).name  # an imported name never leads out of the folders
    path = next((folder / plain for folder in folders if plain and (folder / plain).is_file()), None)
    if path is None:
        return None
    if path.suffix.lower() == ".svg":
        renderer = QSvgRenderer(str(path))
        if not renderer.isValid():
            return None
        renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        image = QImage(_SIDE, _SIDE, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        return image
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    if reader.size().isValid():
        reader.setScaledSize(reader.size().scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    read = reader.read()
    return None if read.isNull() else read
