"""A print job as the print queue and the keeper of jobs speak of it, and what it prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse_app.domain.papers import Paper, PaperSize


@dataclass(frozen=True)
class Job:
    """A claimed job. `key` is for the keeper, `name` for people and files, `tries` counts failed ones before."""

    key: object
    name: str
    tries: int = 0


@dataclass(frozen=True)
class Contents:
    """What a job prints; `size` None is the usual one of its kind."""

    papers: Paper | Sequence[Paper]
    size: PaperSize | None = None
    language: str = "ko"

    @property
    def kind(self) -> str:
        """The kind of its papers, '' for what is none."""
        papers = list(self.papers) if isinstance(self.papers, Sequence) else [self.papers]
        return getattr(papers[0], "kind", "") if papers else ""
