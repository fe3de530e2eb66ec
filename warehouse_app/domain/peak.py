"""Peak planning: orders that come through a day, pickers and packers at a known rate, and whether a cut-off is made.

The day is cut into slots of a quarter of an hour. In each slot pickers work off what has come, packers what is picked
by the slot's begin. Rates are orders an hour of one person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SLOT = 15
"""Minutes."""
MOST_PEOPLE = 500


@dataclass(frozen=True)
class Rates:
    """Orders that one person picks, and packs, in an hour."""

    picked: float
    packed: float


@dataclass(frozen=True)
class Slot:
    """A quarter of an hour: what came in it, what waits at its end for picking and packing, packed so far."""

    minute: int
    """Of the day, when it begins."""
    came: int
    to_pick: int
    to_pack: int
    packed: int


@dataclass(frozen=True)
class Crew:
    """How many people, and the minute of the day when the last order is packed (None: not by the end of the slots)."""

    pickers: int
    packers: int
    done: int | None


def simulate(
    came: Sequence[int], begin: int, rates: Rates, pickers: int, packers: int, work_from: int = 0
) -> list[Slot]:  # fmt: skip
    """The queues through the slots from minute `begin`; people work from minute `work_from` on."""
    slots: list[Slot] = []
    to_pick = to_pack = picked = packed = 0.0
    for at, orders in enumerate(came):
        minute = begin + at * SLOT
        to_pick += orders
        if minute >= work_from:
            done = min(to_pack, rates.packed * packers * SLOT / 60)
            to_pack, packed = to_pack - done, packed + done
            took = min(to_pick, rates.picked * pickers * SLOT / 60)
            to_pick, to_pack, picked = to_pick - took, to_pack + took, picked + took
        slots.append(Slot(minute, orders, _up(to_pick), _up(to_pack), int(packed + 1e-6)))
    return slots


def done_at(slots: Sequence[Slot]) -> int | None:
    """The minute at whose slot's end nothing waits any more for good; None if something waits at the end."""
    if not slots or slots[-1].to_pick or slots[-1].to_pack:
        return None
    last = max((at for at, slot in enumerate(slots) if slot.to_pick or slot.to_pack or slot.came), default=-1)
    return slots[min(last + 1, len(slots) - 1)].minute + SLOT


def crew_for(came: Sequence[int], begin: int, deadline: int, rates: Rates, work_from: int = 0) -> Crew | None:
    """The fewest people who have all that came packed by the deadline (minute of the day); None: nobody could.

    Of several crews of one size the one with the most packers: the bench is where a parcel waits for its label.
    """
    slots = [orders for at, orders in enumerate(came) if begin + (at + 1) * SLOT <= deadline]
    if not any(slots):
        return Crew(0, 0, begin)
    best: Crew | None = None
    for pickers in range(1, MOST_PEOPLE):
        if best is not None and pickers >= best.pickers + best.packers:
            break
        packers = _packers_for(slots, begin, rates, pickers, work_from)
        if packers is None:
            continue
        done = done_at(simulate(slots, begin, rates, pickers, packers, work_from))
        if best is None or (pickers + packers, -packers) < (best.pickers + best.packers, -best.packers):
            best = Crew(pickers, packers, done)
    return best


def _packers_for(slots: Sequence[int], begin: int, rates: Rates, pickers: int, work_from: int) -> int | None:
    """The fewest packers that so many pickers need, by halving: more packers never finish later."""

    def enough(packers: int) -> bool:
        end = simulate(slots, begin, rates, pickers, packers, work_from)[-1]
        return not (end.to_pick or end.to_pack)

    if not enough(MOST_PEOPLE):
        return None
    low, high = 1, MOST_PEOPLE
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def spread(orders: int, weights: Sequence[int]) -> list[int]:
    """So many orders over slots by weights, none lost by rounding."""
    total = sum(weights)
    if not total:
        return [orders if at == 0 else 0 for at in range(len(weights))]
    found, given, so_far = [], 0, 0
    for weight in weights:
        so_far += weight
        due = orders * so_far // total
        found.append(due - given)
        given = due
    return found


def _up(value: float) -> int:
    return -int(-(value - 1e-6) // 1) if value > 1e-6 else 0
