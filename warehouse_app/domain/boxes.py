"""Which boxes to fold for some goods, and how the goods lie in them (박스 추천).

The smallest box that takes everything; where none does, few boxes, and then small ones. It advises and never refuses:
goods of unknown size are left out and said, and what is longer than every box lies in none. The same goods and boxes
always give the same plan. How blocks of goods are laid is in cartons.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from warehouse_app.domain import cartons
from warehouse_app.domain.sentences import Sentence, say

EFFORT = 80_000
"""How long a plan is thought about, in blocks tried: some hundredths of a second. QUICK is for a waiting packer."""
QUICK = 8_000


@dataclass(frozen=True)
class Item:
    """Units of one product: outer millimetres and grams of one unit; 0 is unknown.

    Of `fragile` goods nothing lies on top but other fragile ones; `upright` ones are only turned on the spot.
    """

    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    weight_g: int = 0
    quantity: int = 1
    fragile: bool = False
    upright: bool = False


@dataclass(frozen=True)
class Box:
    """A box by its code: inner millimetres; `max_weight_g` of its content, 0 is no limit."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    max_weight_g: int = 0


class Unit(NamedTuple):
    """One unit in a box: which of the items, the corner nearest to the box's own, and its sides there, in mm."""

    item: int
    x: int
    y: int
    z: int
    length: int
    width: int
    height: int


class Filled(NamedTuple):
    """A box and what lies in it."""

    box: Box
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Plan:
    """The boxes, in the order they are packed; items by their position that lie in none; what to mind."""

    boxes: tuple[Filled, ...] = ()
    loose: tuple[int, ...] = ()
    warnings: tuple[Sentence, ...] = ()

    @property
    def first(self) -> Box | None:
        """The box to fold first; None: choose by eye."""
        return self.boxes[0].box if self.boxes else None


def choose(items: Sequence[Item], boxes: Iterable[Box], effort: int = EFFORT) -> Plan:
    """The plan for these goods; boxes without a size count for nothing."""
    family = sorted((box for box in boxes if _volume(box)), key=lambda box: (_volume(box), _sides(box), box.code))
    wanted = [at for at, item in enumerate(items) if item.quantity > 0]
    unknown = [at for at in wanted if not _volume(items[at])]
    loose = [at for at in wanted if at not in unknown and not any(_goes_in(items[at], box) for box in family)]
    warnings = []
    if unknown:
        warnings.append(say("{count} products have no size: check the box by eye.", count=len(unknown)))
    if not family:
        return Plan((), tuple(unknown + loose), tuple(warnings))
    if loose:
        warnings.append(say("{count} products are too large or too heavy for every box.", count=len(loose)))
    known = [at for at in wanted if at not in unknown and at not in loose]
    goods = [
        cartons.Goods(_turns(items[at]), items[at].quantity, items[at].weight_g, items[at].fragile) for at in known
    ]
    sizes = [cartons.Size(box.length_mm, box.width_mm, box.height_mm, box.max_weight_g) for box in family]
    packed = cartons.pack(goods, sizes, effort)
    filled = tuple(
        Filled(family[size], tuple(Unit(known[kind], *place) for kind, *place in cartons.units(blocks)))
        for size, blocks in packed
    )
    return Plan(filled, tuple(unknown + loose), tuple(warnings))


def _goes_in(item: Item, box: Box) -> bool:
    if box.max_weight_g and item.weight_g > box.max_weight_g:
        return False
    inner = (box.length_mm, box.width_mm, box.height_mm)
    return any(all(side <= room for side, room in zip(turn, inner, strict=True)) for turn in _turns(item))


def _turns(item: Item) -> tuple[tuple[int, int, int], ...]:
    """The ways a unit may lie: its sides along the box's length, width and height."""
    long, wide, high = item.length_mm, item.width_mm, item.height_mm
    turns = {(long, wide, high), (wide, long, high)}
    if not item.upright:
        turns |= {(long, high, wide), (high, long, wide), (wide, high, long), (high, wide, long)}
    return tuple(sorted(turns, reverse=True))


def _sides(box: Box) -> tuple[int, ...]:
    return tuple(sorted((box.length_mm, box.width_mm, box.height_mm), reverse=True))


def _volume(thing: Item | Box) -> int:
    return max(0, thing.length_mm) * max(0, thing.width_mm) * max(0, thing.height_mm)
