"""How much coolant (보냉재) a cold parcel needs: by table, for the month, the hours to delivery and the box."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import NamedTuple


class CoolantRow(NamedTuple):
    """One line of a client's table. Months from..to may go over the year's end; `up_to_hours` 0 is however long.

    `box_id` None is any box. `how` is scan, confirm or show, as in packing recipes.
    """

    temperature: str
    from_month: int
    to_month: int
    up_to_hours: int
    box_id: uuid.UUID | None
    product_id: uuid.UUID
    quantity: int
    how: str


def coolant_for(
    rows: Iterable[CoolantRow], temperature: str, month: int, hours: int, box_id: uuid.UUID | None
) -> list[CoolantRow]:
    """The lines that a parcel needs. Of those that hold, the ones of its very box, then of the fewest hours.

    A journey longer than the table knows takes the lines of its longest.
    """
    own = [r for r in rows if r.temperature == temperature and _in_season(r, month) and r.box_id in (None, box_id)]
    if any(r.box_id is not None for r in own):
        own = [r for r in own if r.box_id is not None]
    enough = [r for r in own if not r.up_to_hours or hours <= r.up_to_hours]
    if not own:
        return []
    best = min(map(_hours, enough)) if enough else max(map(_hours, own))
    return sorted((r for r in own if _hours(r) == best), key=lambda r: r.product_id)


def _hours(row: CoolantRow) -> float:
    return row.up_to_hours or float("inf")


def _in_season(row: CoolantRow, month: int) -> bool:
    if row.from_month <= row.to_month:
        return row.from_month <= month <= row.to_month
    return month >= row.from_month or month <= row.to_month
