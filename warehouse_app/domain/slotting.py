"""Which bin goods go into: what a bin refuses, how much it takes, and a plan for a whole tote. Pure rules.

Same product with room first (its pick face before all, up to its maximum), then an empty bin at the distance of its
class (A nearest, C farthest), then one of the reserve, then a bin of the client's with room; what has a pick face goes
to the reserve before another bin to pick from. Units of another grade lie apart where there is room. Sizes in mm³ and
capacities that are 0 are unknown: no limit.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

UNLIMITED = 1_000_000_000
Reason = Literal["temperature", "counted", "client", "lot"]
Kind = tuple[str, str, str]  # lot, expiry, grade


class Goods(NamedTuple):
    """Units of one stock key. `volume` is that of one unit; `abc` its class, '' = not known yet."""

    product_id: uuid.UUID
    client_id: uuid.UUID
    kind: Kind
    quantity: int
    temperature: str = "ambient"
    volume: int = 0
    abc: str = ""


@dataclass
class Bin:
    """A bin as it is, with what is on its way to it. `kinds` are the units of each stock key there, by product."""

    id: uuid.UUID
    code: str
    temperature: str = "ambient"
    capacity: int = 0  # mm³
    capacity_units: int = 0
    mixed_lots: bool = False
    is_reserve: bool = False
    is_counted: bool = False
    distance: int = 0
    used: int = 0  # mm³
    units: int = 0
    kinds: dict[uuid.UUID, dict[Kind, int]] = field(default_factory=dict)
    clients: set[uuid.UUID] = field(default_factory=set)

    def put(self, goods: Goods, quantity: int) -> None:
        """Take so many units into account."""
        self.used += goods.volume * quantity
        self.units += quantity
        known = self.kinds.setdefault(goods.product_id, {})
        known[goods.kind] = known.get(goods.kind, 0) + quantity
        self.clients.add(goods.client_id)


def refusal(place: Bin, goods: Goods) -> Reason | None:
    """Why these goods may not lie in the bin whatever its room; None if they may."""
    if place.temperature != goods.temperature:
        return "temperature"
    if place.is_counted:
        return "counted"
    known = place.kinds.get(goods.product_id)
    if not known and place.clients - {goods.client_id}:
        return "client"
    if known and not place.mixed_lots and goods.kind[:2] not in {kind[:2] for kind in known}:
        return "lot"
    return None


def room(place: Bin, goods: Goods) -> int:
    """How many more units fit; UNLIMITED where sizes or capacities are unknown."""
    fits = UNLIMITED
    if place.capacity and goods.volume:
        fits = (place.capacity - place.used) // goods.volume
    if place.capacity_units:
        fits = min(fits, place.capacity_units - place.units)
    return max(0, fits)


class Put(NamedTuple):
    """So many units of the goods at a place of the list into a bin; None: no bin takes them."""

    at: int
    quantity: int
    bin: Bin | None


def plan(
    goods: Sequence[Goods],
    bins: Mapping[uuid.UUID, Bin],
    *,
    first: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    empty: Mapping[tuple[str, str], Sequence[uuid.UUID]],
    reserve: Mapping[str, Sequence[uuid.UUID]] | None = None,
    faces: Mapping[tuple[uuid.UUID, uuid.UUID], int] | None = None,
    others: Iterable[uuid.UUID] = (),
) -> list[Put]:
    """A bin for everything, split where one bin is too small. The bins' contents are changed by the plan.

    `first` are bins to prefer by product, best first; `empty` those for (temperature, class), nearest first; `reserve`
    empty ones by temperature; `faces` the maximum of each pick face (bin, product); `others` have something in them
    and may have room.
    """
    reserve, faces = reserve or {}, faces or {}
    faced = {product for _, product in faces}
    puts: list[Put] = []
    rest = list(others)
    own = {product: list(places) for product, places in first.items()}  # what comes later joins what came before
    for index, item in enumerate(goods):
        left = item.quantity
        mine = own.setdefault(item.product_id, [])
        new, back = empty.get((item.temperature, item.abc), ()), reserve.get(item.temperature, ())
        unused = (*back, *new) if item.product_id in faced else (*new, *back)
        for key in _candidates(item, bins, tuple(mine), unused, rest):
            place = bins[key]
            if refusal(place, item) is not None:
                continue
            n = min(left, room(place, item))
            if (most := faces.get((key, item.product_id))) is not None:
                n = min(n, most - sum(place.kinds.get(item.product_id, {}).values()))
            if n > 0:
                place.put(item, n)
                puts.append(Put(index, n, place))
                left -= n
                if key not in mine:
                    mine.append(key)
            if not left:
                break
        if left:
            puts.append(Put(index, left, None))
    return puts


def _candidates(
    item: Goods,
    bins: Mapping[uuid.UUID, Bin],
    first: Sequence[uuid.UUID],
    empty: Sequence[uuid.UUID],
    others: Collection[uuid.UUID],
) -> Iterable[uuid.UUID]:
    seen = set(first)
    with_other_grades = [key for key in first if not _has_grade(bins[key], item)]
    yield from (key for key in first if key not in with_other_grades)
    yield from (key for key in empty if key not in seen and not bins[key].units)
    yield from with_other_grades
    yield from (key for key in others if key not in seen)


def _has_grade(place: Bin, item: Goods) -> bool:
    """Whether the product lies there in this grade, or not at all."""
    known = place.kinds.get(item.product_id)
    return not known or item.kind[2] in {kind[2] for kind in known}
