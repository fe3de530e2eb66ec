"""Laying goods into boxes: blocks of equal units, each into the free space nearest to a corner of the box.

The free space of a box is kept as the largest empty cuboids, which overlap; a block placed cuts those that it meets
(maximal spaces, after Lai and Chan 1997 and Parreño and others 2008). There are several rules for which space comes
next and which block fits it best; a box is tried with one rule after the other, then with blocks preferred by chance
that is the same every time. Where several boxes are needed, the largest is filled as full as any rule can, and so on;
what is left goes into the smallest box that takes it. Effort is counted, not timed: the same input, the same answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Space = tuple[int, int, int, int, int, int]
"""An empty cuboid: its corner nearest to the box's own, then the opposite one, in mm."""

_AXES = ((2, 1, 0), (2, 0, 1), (0, 2, 1), (1, 2, 0), (0, 1, 2), (1, 0, 2))  # along which a box fills up, last first
_RULES = 3 * len(_AXES)  # with the largest block, the tightest fit, or the largest unit first
_ATTEMPTS = 54  # further ones prefer some goods by chance


class Goods(NamedTuple):
    """Equal units: the ways one may lie (mm along the box's sides), how many, grams of one, and whether fragile."""

    turns: tuple[tuple[int, int, int], ...]
    quantity: int
    weight_g: int = 0
    fragile: bool = False


class Size(NamedTuple):
    """A box inside, in mm; `max_weight_g` of its content, 0 is no limit."""

    length: int
    width: int
    height: int
    max_weight_g: int = 0


class Block(NamedTuple):
    """Equal units laid side by side: which goods, the corner, one unit's sides, and how many along each axis."""

    goods: int
    x: int
    y: int
    z: int
    length: int
    width: int
    height: int
    nx: int
    ny: int
    nz: int


Packed = tuple[int, list[Block]]
"""Which of the sizes, and the blocks in it."""


class _Effort:
    """What thinking is left."""

    def __init__(self, blocks: int) -> None:
        self.left = blocks


def pack(goods: Sequence[Goods], sizes: Sequence[Size], effort: int) -> list[Packed]:
    """Boxes for all of the goods: as few as found, then of the least volume. Each unit must fit the largest size that
    takes it; `sizes` are sorted by volume. Sizes may be used any number of times."""
    left, thinking = _Effort(effort), [g.quantity for g in goods]
    best: list[Packed] = []
    for rule in range(_RULES):
        if rule and left.left < 0:
            break
        found = _some_boxes(goods, thinking, sizes, rule, left, len(best))
        if found and (not best or _worth(found, sizes) < _worth(best, sizes)):
            best = found
        if len(best) < 2:  # one box: the smallest that any rule fits
            break
    return best


def units(blocks: Sequence[Block]) -> Iterator[tuple[int, int, int, int, int, int, int]]:
    """The units of blocks, lowered onto what lies below them: (goods, x, y, z, length, width, height)."""
    settled: list[Block] = []
    for block in sorted(blocks, key=lambda b: b.z):
        below = [b.z + b.nz * b.height for b in settled if _overlap(b, block) and b.z + b.nz * b.height <= block.z]
        settled.append(block._replace(z=max(below, default=0)))
    for b in settled:
        for k in range(b.nz):
            for j in range(b.ny):
                for i in range(b.nx):
                    yield (b.goods, b.x + i * b.length, b.y + j * b.width, b.z + k * b.height, *b[4:7])


def _overlap(one: Block, other: Block) -> bool:
    """Whether one lies above the other."""
    return (
        one.x < other.x + other.nx * other.length and other.x < one.x + one.nx * one.length
        and one.y < other.y + other.ny * other.width and other.y < one.y + one.ny * one.width
    )  # fmt: skip


def _worth(packed: list[Packed], sizes: Sequence[Size]) -> tuple[int, int]:
    return len(packed), sum(_volume(sizes[at]) for at, _ in packed)


def _volume(size: Sequence[int]) -> int:
    return size[0] * size[1] * size[2]


def _some_boxes(
    goods: Sequence[Goods], quantities: Sequence[int], sizes: Sequence[Size], rule: int, effort: _Effort, known: int
) -> list[Packed]:
    """Boxes by one rule (the first: by the best of all rules each time); [] if there are more than already known."""
    packed: list[Packed] = []
    left = list(quantities)
    while any(left):
        last = _one_box(goods, left, sizes, rule, effort)
        if last is not None:
            return [*packed, last]
        if known and len(packed) + 2 > known:
            return []
        largest = max(range(len(sizes)), key=lambda at: (_takes(goods, left, sizes[at]), at))
        rules = range(_RULES) if rule == 0 else (rule,)
        fullest: list[Block] = []
        for n, way in enumerate(rules):
            if n and effort.left < 0:
                break
            blocks = _fill(goods, left, sizes[largest], way, effort)
            fullest = max(fullest, blocks, key=_filled)
        if not fullest:
            return []
        packed.append((largest, fullest))
        for block in fullest:
            left[block.goods] -= block.nx * block.ny * block.nz
    return packed


def _filled(blocks: Sequence[Block]) -> int:
    return sum(_volume(b[4:7]) * b.nx * b.ny * b.nz for b in blocks)


def _takes(goods: Sequence[Goods], quantities: Sequence[int], size: Size) -> bool:
    """Whether at least one of the goods that are left fits the box."""
    return any(n and _fits(g, size) for g, n in zip(goods, quantities, strict=True))


def _fits(goods: Goods, size: Size) -> bool:
    if size.max_weight_g and goods.weight_g > size.max_weight_g:
        return False
    return any(turn[0] <= size[0] and turn[1] <= size[1] and turn[2] <= size[2] for turn in goods.turns)


def _one_box(
    goods: Sequence[Goods], quantities: Sequence[int], sizes: Sequence[Size], rule: int, effort: _Effort
) -> Packed | None:
    """The smallest box that takes all of it, by this rule and those after it."""
    volume = sum(_volume(g.turns[0]) * n for g, n in zip(goods, quantities, strict=True))
    weight = sum(g.weight_g * n for g, n in zip(goods, quantities, strict=True))
    needed = sum(quantities)
    for at, size in enumerate(sizes):
        if volume > _volume(size) or (size.max_weight_g and weight > size.max_weight_g):
            continue
        if not all(_fits(g, size) for g, n in zip(goods, quantities, strict=True) if n):
            continue
        for way in range(rule, rule + (_ATTEMPTS if rule == 0 else len(_AXES))):
            if way > rule and effort.left < 0:
                break
            blocks = _fill(goods, quantities, size, way, effort)
            if sum(b.nx * b.ny * b.nz for b in blocks) == needed:
                return at, blocks
    return None


def _fill(
    goods: Sequence[Goods], quantities: Sequence[int], size: Size, rule: int, effort: _Effort
) -> list[Block]:  # fmt: skip
    """As many of the units as this rule lays into the box. Sturdy goods come first, fragile ones after them."""
    axes = _AXES[rule % len(_AXES)]
    style = rule // len(_AXES) if rule < _RULES else (0, 2)[rule // len(_AXES) % 2]
    chance = random.Random(rule)
    liking = [1.0 if rule < _RULES else chance.uniform(0.6, 1.4) for _ in goods]
    left, blocks = list(quantities), list[Block]()
    spaces: list[Space] = [(0, 0, 0, size.length, size.width, size.height)]
    room = size.max_weight_g
    for fragile in (False, True):
        wanted = [k for k, g in enumerate(goods) if g.fragile is fragile and left[k]]
        above = list(blocks) if fragile else []  # sturdy goods that nothing fragile may lie under
        tried: list[Space] = []
        while wanted and spaces:
            first, second, third = axes
            space = min(spaces, key=lambda s: (s[first], s[second], s[third]))
            spaces.remove(space)
            block = _best(goods, wanted, left, liking, space, axes, style, above, room)
            effort.left -= 6 * len(wanted) + len(spaces)
            if block is None:
                tried.append(space)
                continue
            blocks.append(block)
            laid = block.nx * block.ny * block.nz
            left[block.goods] -= laid
            if room:
                room = max(1, room - laid * goods[block.goods].weight_g)
            wanted = [k for k in wanted if left[k]]
            spaces = _cut([*spaces, space], block)
            tried = [] if fragile else _cut(tried, block)
        spaces += tried
    return blocks


def _best(
    goods: Sequence[Goods], wanted: Sequence[int], left: Sequence[int], liking: Sequence[float], space: Space,
    axes: tuple[int, int, int], style: int, above: Sequence[Block], room: int,
) -> Block | None:  # fmt: skip
    """The block that suits a free space best; None if no unit goes in."""
    x, y, z = space[:3]
    sides = (space[3] - x, space[4] - y, space[5] - z)
    first, second, third = axes
    best: Block | None = None
    best_key: tuple[float, ...] = ()
    for k in wanted:
        most = left[k]
        if room and goods[k].weight_g:
            most = min(most, room // goods[k].weight_g)
        for turn in goods[k].turns:
            if turn[0] > sides[0] or turn[1] > sides[1] or turn[2] > sides[2]:
                continue
            counts, rest = [1, 1, 1], most
            for axis in (third, second, first):
                counts[axis] = min(sides[axis] // turn[axis], rest)
                rest //= counts[axis] or 1
            number = counts[0] * counts[1] * counts[2]
            if not number:
                continue
            unit = turn[0] * turn[1] * turn[2] * liking[k]
            gaps = [sides[axis] - counts[axis] * turn[axis] for axis in (0, 1, 2)]
            key: tuple[float, ...]
            if style == 0:
                key = (number * unit, -gaps[third], -gaps[second], -gaps[first])
            elif style == 1:
                narrow = sorted(gaps)
                key = (-narrow[0], -narrow[1], number * unit)
            else:
                key = (unit, number * unit, -gaps[third], -gaps[second])
            if best is None or key > best_key:
                block = Block(k, x, y, z, *turn, *counts)
                if above and any(b.z >= z and _overlap(b, block) for b in above):
                    continue
                best, best_key = block, key
    return best


def _cut(spaces: Sequence[Space], block: Block) -> list[Space]:
    """The free spaces when a block has been laid: those that it meets are cut into the largest that are left."""
    bx, by, bz = block.x, block.y, block.z
    ex, ey, ez = bx + block.nx * block.length, by + block.ny * block.width, bz + block.nz * block.height
    kept: list[Space] = []
    new: dict[Space, None] = {}
    for space in spaces:
        x1, y1, z1, x2, y2, z2 = space
        if bx >= x2 or ex <= x1 or by >= y2 or ey <= y1 or bz >= z2 or ez <= z1:
            kept.append(space)
            continue
        if bx > x1:
            new[x1, y1, z1, bx, y2, z2] = None
        if ex < x2:
            new[ex, y1, z1, x2, y2, z2] = None
        if by > y1:
            new[x1, y1, z1, x2, by, z2] = None
        if ey < y2:
            new[x1, ey, z1, x2, y2, z2] = None
        if bz > z1:
            new[x1, y1, z1, x2, y2, bz] = None
        if ez < z2:
            new[x1, y1, ez, x2, y2, z2] = None
    fresh = list(new)
    alone = [s for at, s in enumerate(fresh) if not _inside(s, fresh, at) and not _inside(s, kept, -1)]
    return kept + alone


def _inside(space: Space, others: Sequence[Space], but: int) -> bool:
    x1, y1, z1, x2, y2, z2 = space
    for at, t in enumerate(others):
        if t[0] <= x1 and t[1] <= y1 and t[2] <= z1 and t[3] >= x2 and t[4] >= y2 and t[5] >= z2 and at != but:
            return True
    return False
