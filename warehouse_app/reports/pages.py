"""What the window's pages show, in one place: what waits, the next cut-off, orders found. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from warehouse_app.carriers import NumbersLeft, numbers_left
from warehouse_app.reports.cut_offs import CutOff, next_cut_off
from warehouse_app.reports.queues import queues
from warehouse_app.reports.search import OrderRow, find_orders
from warehouse_app.site import SiteFacts


@dataclass(frozen=True)
class Home:
    """What waits, and what of it must leave within an hour, by workflow; for supervisors orders that lack stock and
    orders that an import set aside. A count of 1000 means 1000 or more."""

    waiting: dict[str, int]
    urgent: dict[str, int]
    short: int
    aside: int
    cut_off: CutOff | None
    low_numbers: tuple[NumbersLeft, ...] = ()  # carriers whose tracking numbers run out


def home(connection: Connection, site: SiteFacts, now: datetime) -> Home:
    """What waits now."""
    found = queues(connection, now)
    return Home(
        {name: waiting.count for name, waiting in found.jobs.items()},
        {name: waiting.urgent for name, waiting in found.jobs.items()},
        found.short,
        found.aside,
        next_cut_off(connection, site, now),
        tuple(numbers for numbers in numbers_left(connection) if numbers.low),
    )


__all__ = ["CutOff", "Home", "OrderRow", "find_orders", "home"]
