"""A camera as a scanner of last resort: each picture that it puts in a folder is read for its barcodes.

A telephone or a document camera serves until the scanner is back. A picture with one code is a scan and is
removed; one with several, or with none, scans nothing and stays where it is.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.camera import Outcome
from devices.framing import Scan
from devices.photo_folder import PhotoFolder
from warehouse_app.domain.device import Kind
from warehouse_app.domain.sentences import say
from warehouse_app.domain.settings_form import setting

_MOST_BYTES = 40_000_000
_MOST_DOTS = 60_000_000


@dataclass(frozen=True)
class Settings:
    """What is set of a camera that scans."""

    folder: str = setting("", say("Folder that the camera puts pictures in"))


def codes_in(data: bytes) -> list[str]:
    """The different codes in a picture file, from top to bottom. OSError for what is no picture."""
    import zxingcpp  # only where a camera scans
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_DOTS:
                raise OSError("the picture is too large")
            grey = picture.convert("L")
    except (ValueError, SyntaxError) as error:
        raise OSError(str(error)) from error
    found = sorted(zxingcpp.read_barcodes(grey), key=lambda code: code.position.top_left.y)
    return list(dict.fromkeys(_text(code) for code in found))


def _text(code: object) -> str:
    identifier, text = getattr(code, "symbology_identifier", ""), bytes(getattr(code, "bytes", b""))
    words = text.decode("utf-8", "surrogateescape")
    return identifier + words if identifier in ("]C1", "]e0", "]d2", "]Q3") else words


class PictureScanner:
    """Reads the pictures of a folder from `start` to `stop`."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self._folder = name, Path(settings.folder)
        self._watch: PhotoFolder | None = None

    def start(self, scanned: Callable[[Scan], None], heard_of: Callable[[bool], None]) -> None:
        """Begin to watch; a folder that is not there yet is waited for. Both are called on the watcher's thread."""

        def take(data: bytes, name: str) -> Outcome:
            now = time.monotonic()
            try:
                codes = codes_in(data)
            except OSError:
                return Outcome.REFUSED
            if len(codes) != 1:
                return Outcome.REFUSED
            scanned(Scan(codes[0], now, now))
            return Outcome.KEPT

        self._watch = PhotoFolder(self._folder, take, _MOST_BYTES, heard_of)
        self._watch.start()

    def stop(self) -> None:
        """End; returns when the watcher's thread has ended."""
        if self._watch is not None:
            self._watch.stop()


KIND = Kind("picture-scanner", "scanner", say("Camera as a scanner (a folder of pictures)"), Settings, PictureScanner)
