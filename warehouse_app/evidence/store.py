"""Where the pictures lie: files named by their content, each written once, in a folder outside the ledger."""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from contextlib import suppress
from pathlib import Path

from warehouse_app.database.engine import Database
from warehouse_app.evidence.picture import Picture
from warehouse_app.journal import data_folder
from warehouse_app.settings import local_settings

_HASH = re.compile(r"[0-9a-f]{64}\Z")
_YOUNG_S = 3600


def evidence_of(database: Database) -> Evidence:
    """The store of a database: a folder of its name, beside a local file or in this user's data.

    Stations that share a database share the folder of WAREHOUSE_PHOTOS or of their settings; without, each sees its
    own photos alone.
    """
    shared = os.environ.get("WAREHOUSE_PHOTOS") or local_settings().photo_store
    if shared and not database.is_local:
        return Evidence(Path(shared))
    # Two databases in one folder keep theirs apart: what one of them erases, a copy of it may still need.
    name = Path(database.url.database or "warehouse").stem
    return Evidence(data_folder(database) / f"{name}.photos")


class Evidence:
    """Pictures by the SHA-256 of their content, in hex. What is no such hash never becomes a path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the picture with this hash lies. Raises ValueError for what is no hash."""
        if not _HASH.match(sha256):
            raise ValueError("this is no hash of a picture")
        return self.folder / sha256[:2] / sha256[2:4] / f"{sha256}.jpg"

    def keep(self, picture: Picture) -> str:
        """Write a picture, whole and on disk, unless it is there; its hash. Raises OSError."""
        path = self.path(picture.sha256)
        if path.exists():
            return picture.sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{picture.sha256}.{uuid.uuid4().hex}.new")
        try:
            with fresh.open("xb") as file:
                file.write(picture.data)
                file.flush()
                os.fsync(file.fileno())
            try:
                fresh.replace(path)
            except PermissionError:  # Windows: another station wrote it at this moment and somebody reads it
                if not path.exists():
                    raise
        finally:
            fresh.unlink(missing_ok=True)
        _sync_folder(path.parent)
        return picture.sha256

    def read(self, sha256: str) -> bytes:
        """A picture's bytes. Raises ValueError for what is no hash or no longer that content, FileNotFoundError."""
        data = self.path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError("the file of this picture was changed")
        return data

    def remove(self, sha256: str) -> None:
        """Erase a picture; nothing happens if it is not there."""
        self.path(sha256).unlink(missing_ok=True)

    def clear_leftovers(self) -> None:
        """Erase what a crash left half written more than an hour ago."""
        before = time.time() - _YOUNG_S
        for path in self.folder.glob("??/??/*.new"):
            with suppress(OSError):  # it is gone, or is erased another day
                if path.stat().st_mtime < before:
                    path.unlink()


def _sync_folder(folder: Path) -> None:
    """The new name is on disk too, where a system can say so of a folder."""
    if os.name != "nt":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
