"""Which units go to which order: whole orders by urgency, first expiry first. Pure; quantities are units."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Supply:
    """Free units of one balance. Supplies of a product are offered in the order given: expiry, then age."""

    key: Hashable
    expiry: str
    free: int


@dataclass(frozen=True)
class Need:
    """What one order line still wants of a product."""

    line: Hashable
    product: Hashable
    units: int


@dataclass(frozen=True)
class Demand:
    """One order's needs; `parts`: what is there may go, and the rest later. Goods must keep until `keeps` at least."""

    order: Hashable
    needs: tuple[Need, ...]
    parts: bool = False
    keeps: str = ""

    def takes(self, supply: Supply) -> bool:
        """Whether the supply keeps long enough."""
        return not supply.expiry or supply.expiry >= self.keeps


@dataclass(frozen=True)
class Grant:
    """Units of one supply promised to one line."""

    order: Hashable
    line: Hashable
    supply: Hashable
    units: int


@dataclass
class Plan:
    """The outcome: grants, the orders served whole and in part, and those that wait."""

    grants: list[Grant] = field(default_factory=list)
    whole: list[Hashable] = field(default_factory=list)
    in_part: list[Hashable] = field(default_factory=list)
    waiting: list[Hashable] = field(default_factory=list)


def serve(demands: Iterable[Demand], supplies: Mapping[Hashable, Sequence[Supply]]) -> Plan:
    """Serve whole orders first, in the order given; then those that may go in parts. `supplies` are by product.

    The supplies' free units are used up.
    """
    plan = Plan()
    short: list[Demand] = []
    for demand in demands:
        wanted: dict[Hashable, int] = {}
        for need in demand.needs:
            wanted[need.product] = wanted.get(need.product, 0) + need.units
        if all(sum(s.free for s in supplies.get(p, ()) if demand.takes(s)) >= n for p, n in wanted.items()):
            _grant(plan, demand, supplies)
            plan.whole.append(demand.order)
        else:
            short.append(demand)
    for demand in short:
        if demand.parts and _grant(plan, demand, supplies):
            plan.in_part.append(demand.order)
        else:
            plan.waiting.append(demand.order)
    return plan


def _grant(plan: Plan, demand: Demand, supplies: Mapping[Hashable, Sequence[Supply]]) -> bool:
    before = len(plan.grants)
    for need in demand.needs:
        left = need.units
        for supply in _by_fit([s for s in supplies.get(need.product, ()) if demand.takes(s)], left):
            if n := min(left, supply.free):
                supply.free -= n
                left -= n
                plan.grants.append(Grant(demand.order, need.line, supply.key, n))
            if not left:
                break
    return len(plan.grants) > before


def _by_fit(supplies: Sequence[Supply], units: int) -> list[Supply]:
    """First expiry first; among equal expiries, the first that covers the whole need spares a stop."""
    free = [s for s in supplies if s.free]
    if free and free[0].free < units:
        whole = next((s for s in free if s.expiry == free[0].expiry and s.free >= units), None)
        if whole is not None:
            return [whole]
    return free
