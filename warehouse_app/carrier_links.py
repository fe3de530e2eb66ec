"""How the program speaks with a carrier: its profile alone, or a class of its own for what a file cannot say.

A package offers its class under the entry points of GROUP; a profile names it with `link`. This is also the place for
carriers that are asked online: a class may look up the sorting centre, or write the upload file in its own way. What
must not wait for a network (numbers, labels) never asks one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from warehouse_app.carriers import profile_of
from warehouse_app.domain.carriers import Profile, Sorting

GROUP = "warehouse_app.carriers"
NOWHERE = Sorting("", ())


class CarrierLink:
    """A carrier as its profile says it. Subclasses override what their carrier does otherwise."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def sorted_to(self, postcode: str, address: Sequence[str]) -> Sorting:
        """Where a parcel is sorted to; an empty code where nothing is known."""
        return self.profile.sorted_to(postcode) or NOWHERE

    def upload_rows(self, parcels: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
        """The rows of the file the carrier takes, by its headings; `parcels` are those of reports/uploads.py."""
        columns = self.profile.upload.columns
        return [
            {heading: value[1:] if value.startswith("=") else str(parcel.get(value, "")) for heading, value in
             columns.items()}
            for parcel in parcels
        ]  # fmt: skip


@cache
def link_of(code: str, name: str, profile: str) -> CarrierLink:
    """The link of a carrier's row. A class that is not installed, or not one of ours, is as if there were none."""
    found = profile_of(code, name, profile)
    for entry in entry_points(group=GROUP, name=found.link) if found.link else ():
        made = entry.load()
        if isinstance(made, type) and issubclass(made, CarrierLink):
            return made(found)
    return CarrierLink(found)
