"""Every workflow by its name. A new one is one file and one line here."""

from __future__ import annotations

from types import ModuleType

from warehouse_app.login import OFFICE_ROLES
from warehouse_app.workflows import (
    arrive,
    clear,
    count,
    inspect,
    kit,
    move,
    pack,
    pick,
    putaway,
    receive,
    refurbish,
    replenish,
    ship,
)

WORKFLOWS: dict[str, ModuleType] = {
    module.NAME: module
    for module in (pick, pack, ship, putaway, count, receive, move, replenish, arrive, inspect, refurbish, clear, kit)
}


def jobs_of(roles: str) -> frozenset[str]:
    """The workflows that somebody with these roles (separated by spaces) may do."""
    mine = set(roles.split())
    return frozenset(name for name, job in WORKFLOWS.items() if mine & (job.ROLES | OFFICE_ROLES))
