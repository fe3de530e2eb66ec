"""A short round walk where the floor has no layout that allows an exact one: local search, the same for a same seed.

2-opt and segment moves to near neighbours, then kicks (a piece of the walk cut in three and joined in another order)
that are kept where they do not make it longer. Decision of 2026-11-23, by `benchmarks/route.py`: in the same time
PyVRP 0.14.1 finds longer walks from 120 stops on (on two blocks, over the optimum, median and worst of 7: 1.3 and
2.1 % against 0.0 and 0.5 % at 120 stops; 4.3 and 6.6 % against 0.2 and 0.8 % at 250), as good ones below, and its
import costs 0.5 s, so no solver library is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

Metres = Sequence[Sequence[float]]

_NEAR = 10
_KICK_SPAN = 50
_LEAST_GAIN_M = 1e-9


def short_walk(metres: Metres, seed: int = 1, kicks: int | None = None) -> list[int]:
    """The order of all places from 0 on a closed walk within about 1 % of the shortest; `metres` is symmetric."""
    size = len(metres)
    if size < 4:
        return list(range(size))
    near = [sorted((j for j in range(size) if j != i), key=row.__getitem__)[:_NEAR] for i, row in enumerate(metres)]
    tour = _nearest_next(metres)
    _improve(metres, near, tour, list(tour))
    length = _length(metres, tour)
    random = Random(seed)
    for _ in range(min(500, 20 * size) + 6 * size if kicks is None else kicks):
        start = random.randrange(size)
        turned = tour[start:] + tour[:start]
        i, j, k = sorted(random.sample(range(1, min(size, _KICK_SPAN)), 3))
        other = turned[:i] + turned[j:k] + turned[i:j] + turned[k:]
        _improve(metres, near, other, [turned[at] for at in (i - 1, i, j - 1, j, k - 1, k)])
        if (other_length := _length(metres, other)) <= length:
            tour, length = other, other_length
    start = tour.index(0)
    return tour[start:] + tour[:start]


def _length(metres: Metres, tour: list[int]) -> float:
    return sum(metres[a][b] for a, b in zip(tour, tour[1:] + tour[:1], strict=True))


def _nearest_next(metres: Metres) -> list[int]:
    tour, left = [0], set(range(1, len(metres)))
    while left:
        tour.append(min(left, key=metres[tour[-1]].__getitem__))
        left.remove(tour[-1])
    return tour


def _improve(metres: Metres, near: Sequence[Sequence[int]], tour: list[int], queue: list[int]) -> None:
    """Shorten the tour in place, looking around the queued places, until no move there helps."""
    position = [0] * len(tour)
    for at, place in enumerate(tour):
        position[place] = at
    while queue:
        place = queue.pop()
        while changed := _two_opt(metres, near, tour, position, place) or _move(metres, near, tour, position, place):
            queue += changed


def _two_opt(
    metres: Metres, near: Sequence[Sequence[int]], tour: list[int], position: list[int], a: int
) -> tuple[int, ...]:
    """Join a to a nearer place c and their followers b and d to each other; the four places, () if nothing helps."""
    size = len(tour)
    for ahead in (1, -1):
        b = tour[(position[a] + ahead) % size]
        for c in near[a]:
            gain = metres[a][b] - metres[a][c]
            if gain <= _LEAST_GAIN_M:
                break
            d = tour[(position[c] + ahead) % size]
            if gain + metres[c][d] - metres[b][d] > _LEAST_GAIN_M:
                _reverse(tour, position, *((b, c) if ahead == 1 else (a, d)))
                return a, b, c, d
    return ()


def _reverse(tour: list[int], position: list[int], first: int, last: int) -> None:
    """Reverse the part from one place to another, or the rest of the round, whichever is shorter."""
    size = len(tour)
    low, high = position[first], position[last]
    count = (high - low) % size + 1
    if 2 * count > size:
        low, high, count = high + 1, low - 1, size - count
    for step in range(count // 2):
        i, j = (low + step) % size, (high - step) % size
        tour[i], tour[j] = tour[j], tour[i]
        position[tour[i]], position[tour[j]] = i, j


def _move(
    metres: Metres, near: Sequence[Sequence[int]], tour: list[int], position: list[int], a: int
) -> tuple[int, ...]:
    """Move up to three places, of which a is the first, to a nearer place c; the ends, () if nothing helps."""
    size = len(tour)
    for count in range(1, min(4, size - 2)):
        for ahead in (1, -1):
            part = [tour[(position[a] + ahead * step) % size] for step in range(count)]
            last = part[-1]
            before, after = tour[(position[a] - ahead) % size], tour[(position[a] + ahead * count) % size]
            gain = metres[before][a] + metres[last][after] - metres[before][after]
            for c in near[a]:
                if metres[a][c] >= gain:
                    break
                for side in (1, -1):
                    e = tour[(position[c] + side) % size]
                    added = metres[a][c] + metres[last][e] - metres[c][e]
                    if c not in part and e not in part and gain - added > _LEAST_GAIN_M:
                        _insert(tour, position, part, c, side)
                        return before, after, a, last, c, e
    return ()


def _insert(tour: list[int], position: list[int], part: list[int], c: int, side: int) -> None:
    """Take the part out and put it beside c, its first place next to c."""
    rest = [place for place in tour if place not in part]
    at = rest.index(c)
    tour[:] = rest[: at + 1] + part + rest[at + 1 :] if side == 1 else rest[:at] + part[::-1] + rest[at:]
    for number, place in enumerate(tour):
        position[place] = number
