"""A printer that is a folder: each paper becomes a PDF file there. What the program prints to unless told otherwise."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path


class FolderPrinter:
    """Writes whole files or none, and never over another one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name

    def print(self, name: str, data: bytes) -> str:
        """Write `data` under `name` and return the file's name, with a number added where other content has the name.

        Printing the same bytes again under the same name (a retry after a crash) leaves the file as it is.
        OSError where the folder cannot be written. Several programs may print to one folder.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".printing-", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)  # mkstemp makes it private, but people open these
            return self._claim(Path(temporary), _safe(name), data).name
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _claim(self, temporary: Path, stem: str, data: bytes) -> Path:
        number = 1
        while True:
            path = self.folder / (f"{stem}.pdf" if number == 1 else f"{stem}-{number}.pdf")
            try:
                _move_to_new(temporary, path)
                return path
            except FileExistsError:
                if path.is_file() and path.read_bytes() == data:
                    return path
                number += 1


def _move_to_new(source: Path, target: Path) -> None:
    """Give a file its name; FileExistsError if something has it."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: take the name first, then put the content there
        os.close(os.open(target, os.O_CREAT | os.O_EXCL))
        os.replace(source, target)


def _safe(name: str) -> str:
    """A file name on every system: no separators, no leading dots, not too long."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[:80] or "paper"
