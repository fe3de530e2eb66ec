"""A printer that is a folder: each paper becomes a PDF file there. What the program prints to unless told otherwise."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from printing.printers.printer import PAPERS, Sheet, fitting
from printing.zpl import PDF, Form
from warehouse_app.domain.device import Kind, Trouble
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.domain.settings_form import setting


class FolderPrinter:
    """Writes whole files or none, and never over another one."""

    def __init__(
        self, folder: Path, name: str = "", papers: Collection[str] = (), without: Collection[str] = ()
    ) -> None:
        self.folder, self.papers, self._without = folder, papers, without
        self.name = name or folder.name

    form: Form = PDF
    repeats_safely = True

    def size_for(self, kind: str, wanted: PaperSize | None) -> PaperSize | None:
        """The kinds it is for (all, if none are named, but for those that others hold), on any size."""
        return None if kind in self._without else fitting(kind, wanted, self.papers, ())

    def print(self, sheet: Sheet) -> str:
        """Write a PDF under its name and return the file's name, with a number added where other content has the name.

        Printing the same bytes again under the same name (a retry after a crash) leaves the file as it is.
        Trouble where the folder cannot be written. Several programs may print to one folder.
        """
        try:
            return self._write(sheet)
        except OSError as error:
            raise Trouble(say("The folder {folder} cannot be written.", folder=str(self.folder))) from error

    def _write(self, sheet: Sheet) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".printing-", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sheet.data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)  # mkstemp makes it private, but people open these
            return self._claim(Path(temporary), _safe(sheet.name), sheet.data).name
        finally:
            Path(temporary).unlink(missing_ok=True)

    def printed(self, output: str) -> bool | None:
        """A file is written or not; nobody can tell whether somebody printed it."""
        return None

    def trouble(self) -> Sentence | None:
        """Why nothing can be written there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                return None
        except OSError:
            return say("The folder {folder} cannot be written.", folder=str(self.folder))

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


@dataclass(frozen=True)
class Settings:
    """What is set of a folder."""

    folder: str = setting("", say("Folder"))
    papers: tuple[str, ...] = PAPERS


def make(name: str, settings: Settings) -> FolderPrinter:
    return FolderPrinter(Path(settings.folder or "printed"), name, settings.papers)


KIND = Kind("folder", "printer", say("Folder of PDF files"), Settings, make)
