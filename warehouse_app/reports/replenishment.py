"""Open replenishment work: what is to be brought from reserve to which pick face, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, literal_column, select

from warehouse_app.database.models import Client, Location, Product, ReplenishTask, Station, table
from warehouse_app.site import SiteFacts

MOST = 2000
_task, _product, _client, _station = table(ReplenishTask), table(Product), table(Client), table(Station)
_from, _to = table(Location).alias("reserve"), table(Location).alias("face")


@dataclass(frozen=True)
class ReplenishRow:
    """Units to bring; `demand` of them are promised to orders already, `station` is at it now; `at` site's time."""

    client: str
    sku: str
    name: str
    source: str
    goal: str
    quantity: int
    demand: int
    lot: str
    expiry: str
    station: str
    at: datetime


def open_replenishment(connection: Connection, site: SiteFacts) -> list[ReplenishRow]:
    """Work that is not done, by demand, then by age. At most MOST rows."""
    rows = connection.execute(
        select(
            _client.c.code.label("client"), _product.c.sku, _product.c.name, _from.c.code.label("source"),
            _to.c.code.label("goal"), _task.c.quantity, _task.c.demand, _task.c.lot, _task.c.expiry,
            func.coalesce(_station.c.name, "").label("station"), _task.c.at,
        )
        .select_from(
            _task.join(_product, _product.c.id == _task.c.product_id)
            .join(_client, _client.c.id == _product.c.client_id)
            .join(_from, _from.c.id == _task.c.from_id)
            .join(_to, _to.c.id == _task.c.to_id)
            .outerjoin(_station, _station.c.id == _task.c.station_id)
        )
        .where(_task.c.status == literal_column("'open'"))
        .order_by(_task.c.demand.desc(), _task.c.id)
        .limit(MOST)
    )  # fmt: skip
    return [ReplenishRow(**{**row._mapping, "at": row.at.astimezone(site.zone)}) for row in rows]
