"""What really lies in the bins. Only hands see it; the program never does."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

MISPLACED = 0.005  # of put-aways: the worker scans the right bin and lays the goods into another
MISCOUNTED = 0.003  # of picks: one unit more or less than was said

Place = tuple[str, str]  # bin, SKU


class Shelves:
    """The truth: units by bin and product. `errors` counts what hands did wrong."""

    def __init__(self, bins: list[str], chance: random.Random) -> None:
        self.bins, self.chance = bins, chance
        self.units: Counter[Place] = Counter()
        self.errors: Counter[str] = Counter()
        self._skus: defaultdict[str, set[str]] = defaultdict(set)

    def put(self, place: str, sku: str, units: int) -> None:
        """Units are laid into a bin, now and then into a neighbouring one."""
        if self.chance.random() < MISPLACED:
            self.errors["misplaced"] += 1
            at = self.bins.index(place)
            place = self.bins[at + 1 if at + 1 < len(self.bins) else at - 1]
        self.units[place, sku] += units
        self._skus[place].add(sku)

    def take(self, place: str, sku: str, units: int) -> None:
        """Units are taken out, now and then one too many or too few."""
        if self.chance.random() < MISCOUNTED:
            wrong = units + self.chance.choice((-1, 1))
            if 0 <= wrong <= self.units[place, sku]:
                self.errors["miscounted"] += 1
                units = wrong
        self.units[place, sku] -= units
        assert self.units[place, sku] >= 0

    def lying(self, place: str) -> dict[str, int]:
        """What somebody sees who looks into a bin."""
        return {sku: n for sku in sorted(self._skus[place]) if (n := self.units[place, sku])}

    def accuracy(self, book: dict[Place, int]) -> float:
        """The share of all bins' products whose book figure is the truth."""
        places = {key for key, n in (*self.units.items(), *book.items()) if n}
        right = sum(self.units.get(key, 0) == book.get(key, 0) for key in places)
        return right / len(places)
