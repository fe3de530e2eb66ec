"""How much waits in each job, and how much of it is urgent; counted so far and no further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, literal_column, select, union_all

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import (
    Asn,
    Balance,
    CountTask,
    KitPart,
    Location,
    Order,
    OrderLine,
    Parcel,
    ReplenishTask,
    ReturnCase,
    ReturnUnit,
    SetAside,
    table,
)
from warehouse_app.database.returns import ARRIVED
from warehouse_app.database.types import UtcTime
from warehouse_app.database.work import TO_SHIP
from warehouse_app.domain.dispositions import LOTS

MOST = 1000  # "999+" tells enough, and counting stays quick
SOON = timedelta(hours=1)

_order, _parcel, _place, _aside = table(Order), table(Parcel), table(Location), table(SetAside)
_balance, _line, _part = table(Balance), table(OrderLine), table(KitPart)
_case, _unit = table(ReturnCase), table(ReturnUnit)
_asn, _count, _replenish = table(Asn), table(CountTask), table(ReplenishTask)


@dataclass(frozen=True)
class Waiting:
    """Orders, parcels or totes that wait for a job, and how many of them must leave within an hour; 0 to MOST."""

    count: int
    urgent: int


class Queues(NamedTuple):
    """What waits by workflow; `short` orders lack stock, `aside` could not be taken from their file."""

    jobs: dict[str, Waiting]
    short: int
    aside: int


def queues(connection: Connection, now: datetime) -> Queues:
    """What waits now. One statement, which reads indexes alone."""
    row = connection.execute(_QUEUES, {"soon": now + SOON}).one()
    jobs = {name: Waiting(getattr(row, name), getattr(row, f"{name}_urgent", 0)) for name in _JOBS}
    return Queues(jobs, row.short, row.aside)


def _counted(statement: Any) -> Any:
    return select(func.count()).select_from(statement.limit(MOST).subquery()).scalar_subquery()


def _orders(status: str) -> Any:
    return select(_order.c.id).where(_order.c.status == status)


# Conditions as the partial indexes have them.
_packed = select(_parcel.c.id).where(TO_SHIP, _parcel.c.blocked == "")
_arrived = (
    select(_place.c.id)
    .where(NO_PARCEL, _place.c.kind == "receiving",
           select(_balance.c.product_id).where(_balance.c.location_id == _place.c.id, _balance.c.on_hand > 0).exists())
)  # fmt: skip
_put_away = union_all(
    select(_place.c.id).where(NO_PARCEL, _place.c.kind == "tote", _place.c.use.in_(["putback", "received"])), _arrived
)
_placed = select(_unit.c.id).where(_unit.c.status == literal_column("'placed'"))
_JOBS = {
    "pick": _orders("allocated"),
    "pack": _orders("picked"),
    "ship": _packed,
    "receive": select(_asn.c.id).where(_asn.c.status == literal_column("'open'")),
    "putaway": _put_away,
    "replenish": select(_replenish.c.id).where(_replenish.c.status == literal_column("'open'")),
    "count": select(_count.c.id).where(_count.c.status == literal_column("'open'")),
    "inspect": select(_case.c.id).where(ARRIVED),
    "refurbish": _placed.where(_unit.c.disposition == "refurbish"),
    "kit": (
        select(_order.c.id)
        .join(_line, _line.c.order_id == _order.c.id)
        .where(
            _order.c.status == "waiting",
            _line.c.kind == "goods",
            _line.c.ordered > _line.c.cancelled + _line.c.allocated,
            _line.c.product_id.in_(select(_part.c.kit_id)),
        )
    ),
    "clear": _placed.where(_unit.c.disposition.in_(sorted(LOTS)), _unit.c.clearance_id.is_(None)),
}
_soon = _order.c.ship_by <= bindparam("soon", type_=UtcTime)
_QUEUES = select(
    *(_counted(waiting).label(name) for name, waiting in _JOBS.items()),
    *(_counted(_JOBS[name].where(_soon)).label(f"{name}_urgent") for name in ("pick", "pack")),
    _counted(_packed.join(_order, _order.c.id == _parcel.c.order_id).where(_soon)).label("ship_urgent"),
    _counted(_JOBS["inspect"].where(_case.c.due_at <= bindparam("soon", type_=UtcTime))).label("inspect_urgent"),
    _counted(_orders("waiting")).label("short"),
    _counted(select(_aside.c.id).where(_aside.c.resolved_at.is_(None))).label("aside"),
)
