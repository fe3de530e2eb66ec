"""How many pickers and packers a day needs: this site's own rates, and a past day's pattern of orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, bindparam, select

from warehouse_app.database.models import Order, table
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.peak import SLOT, Crew, Rates, Slot, crew_for, simulate, spread
from warehouse_app.reports.shift_facts import read_facts
from warehouse_app.shifts import days
from warehouse_app.site import SiteFacts

_order = table(Order)
_CAME = select(_order.c.ordered_at).where(
    _order.c.ordered_at >= bindparam("start", type_=UtcTime), _order.c.ordered_at < bindparam("end", type_=UtcTime)
)
MEASURED_DAYS = 7
LEAST_HOURS = 0.5  # of work measured, or a rate says nothing


@dataclass(frozen=True)
class PeakPlan:
    """The crew for a day, with the rates it rests on and the queues through the day. `crew` None: nobody could.

    `measured` says whether the rates are this site's own, or were given.
    """

    rates: Rates
    measured: bool
    crew: Crew | None
    slots: list[Slot]


def measured_rates(connection: Connection, site: SiteFacts, now: datetime) -> Rates | None:
    """Orders an hour of a picker and of a packer over the last seven days; None where too little was worked."""
    today = site.today(now)
    facts = read_facts(connection, site, days(today - timedelta(days=MEASURED_DAYS - 1), today, site), "")
    hours = {"pick": 0.0, "pack": 0.0}
    for (_, _, workflow), seconds in facts.active.items():
        if workflow in hours:
            hours[workflow] += seconds / 3600
    packed = len({m.ref_id for m in facts.moves if m.kind == "pack"})
    units = {kind: sum(m.quantity for m in facts.moves if m.kind == kind) for kind in ("pick", "pack")}
    if min(hours.values()) < LEAST_HOURS or not packed or not units["pick"]:
        return None
    picked = units["pick"] / (units["pack"] / packed)  # in orders of the size that was packed
    return Rates(round(picked / hours["pick"], 1), round(packed / hours["pack"], 1))


def pattern(connection: Connection, site: SiteFacts, day: date) -> list[int]:
    """Orders of a day by quarter of an hour."""
    start = datetime.combine(day, time(), site.zone)
    found = [0] * (24 * 60 // SLOT)
    for at in connection.scalars(_CAME, {"start": start, "end": start + timedelta(days=1)}):
        local = at.astimezone(site.zone)
        found[(local.hour * 60 + local.minute) // SLOT] += 1
    return found


def plan(
    connection: Connection, site: SiteFacts, now: datetime, orders: int, deadline: int, begin: int,
    like: date | None = None, rates: Rates | None = None,
) -> PeakPlan | None:  # fmt: skip
    """The crew for so many orders by the deadline (minute of the day), work beginning at `begin`.

    Orders come as on the day `like`; without one all are there when work begins. None where no rate is known.
    """
    known = rates or measured_rates(connection, site, now)
    if known is None:
        return None
    slots = 24 * 60 // SLOT
    weights = pattern(connection, site, like) if like is not None else [0] * slots
    weights = [weight if (at + 1) * SLOT <= deadline else 0 for at, weight in enumerate(weights)]
    if not any(weights):
        weights[min(begin // SLOT, slots - 1)] = 1
    came = spread(orders, weights)
    crew = crew_for(came, 0, deadline, known, begin)
    queues = simulate(came, 0, known, crew.pickers, crew.packers, begin) if crew is not None else []
    return PeakPlan(known, rates is None, crew, queues)
