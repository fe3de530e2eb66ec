"""What a printer is to the print queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from printing.registry import DOCUMENTS, sizes
from printing.zpl import Form
from warehouse_app.domain.papers import PaperSize
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.domain.settings_form import setting

PAPERS: Any = setting((), say("Only for these papers (none chosen: for all)"), *DOCUMENTS, several=True)
LOADED: Any = setting("100x150", say("Size of the labels in it"), *(size.value for size in PaperSize))
SILENT = say("The printer does not answer. Is it on, and is its cable in?")


class Unsure(OSError):
    """The connection broke when everything was sent: it may have come out or not."""


@dataclass(frozen=True)
class Sheet:
    """A paper as a printer takes it: `data` in the printer's form, `name` for people and files."""

    name: str
    size: PaperSize
    data: bytes


class Printer(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def papers(self) -> Collection[str]:
        """The kinds it is for; none named: all."""

    @property
    def form(self) -> Form:
        """What `print` takes."""

    @property
    def repeats_safely(self) -> bool:
        """Whether the same sheet given twice is still one paper."""

    def size_for(self, kind: str, wanted: PaperSize | None) -> PaperSize | None:
        """On which size it prints this kind of paper; None if it does not."""

    def print(self, sheet: Sheet) -> str:
        """Hand over one paper; returns what the printer calls it.

        OSError (a domain.device.Trouble says what to do) if nothing of it can have come out, Unsure if it may have.
        """

    def printed(self, output: str) -> bool | None:
        """Whether what `print` called so has come out; None while that is not known, and if it never will be."""

    def trouble(self) -> Sentence | None:
        """Why it does not print now, None if it does as far as can be told. Blocks for a few seconds at most."""


def fitting(
    kind: str, wanted: PaperSize | None, papers: Collection[str], loaded: Collection[PaperSize]
) -> PaperSize | None:
    """The size on which a printer that holds these papers (none: all) on these sizes (none: any) prints a kind.

    A size that the site or a carrier wants is kept to; else it is the first of the kind that is loaded.
    """
    if (papers and kind not in papers) or kind not in DOCUMENTS:
        return None
    possible = (wanted,) if wanted is not None else sizes(kind)
    return next((size for size in possible if not loaded or size in loaded), None)
