"""Made-up orders of 1 to 30 units, the same every time, and a family of boxes for them."""

from __future__ import annotations

import random

from warehouse_app.domain.boxes import Box, Item

FAMILY = (
    Box("S", 220, 190, 90), Box("M", 270, 200, 150), Box("L", 380, 280, 210, 12_000),
    Box("XL", 480, 400, 320, 20_000),
)  # fmt: skip


def made_up(count: int, *, limits: bool = True) -> list[list[Item]]:
    """Orders; with `limits` some goods are fragile and some stand upright, and everything has a weight."""
    chance = random.Random(5)
    orders = []
    for _ in range(count):
        units, items = chance.randint(1, 30), list[Item]()
        while units:
            n = min(units, chance.choice((1, 1, 1, 2, 2, 3, 5)))
            sides = (chance.randint(30, 200), chance.randint(20, 150), chance.randint(5, 100))
            weight, fragile, upright = chance.randint(20, 900), chance.random() < 0.12, chance.random() < 0.1
            items.append(Item(*sides, weight, n, fragile and limits, upright and limits))
            units -= n
        orders.append(items)
    return orders


def volume(box: Box) -> int:
    return box.length_mm * box.width_mm * box.height_mm
