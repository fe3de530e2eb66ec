"""Goods that expire soon or have expired: which lots, how many units, where, and how many are promised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from warehouse_app.database.goods import is_of_recalled_lot
from warehouse_app.database.models import Balance, Client, Location, Product, table

_balance, _product, _client, _location = table(Balance), table(Product), table(Client), table(Location)


def expiring(connection: Connection, today: date, days: int, client: str = "") -> list[dict[str, Any]]:
    """Lots that expire within `days` of today, or have, the soonest first.

    Rows of client, sku, name, lot, expiry, days (left; negative: expired), on_hand, allocated (units), recalled, and
    places: [{location, on_hand, allocated}].
    """
    recalled = is_of_recalled_lot(_balance)
    statement = (
        select(
            _client.c.code.label("client"), _product.c.sku, _product.c.name, _balance.c.lot, _balance.c.expiry,
            _location.c.code.label("location"), recalled.label("recalled"),
            func.sum(_balance.c.on_hand).label("on_hand"), func.sum(_balance.c.allocated).label("allocated"),
        )
        .join_from(_balance, _product, _product.c.id == _balance.c.product_id)
        .join(_client, _client.c.id == _product.c.client_id)
        .join(_location, _location.c.id == _balance.c.location_id)
        .where(_balance.c.expiry != "", _balance.c.expiry <= (today + timedelta(days=days)).isoformat(),
               _balance.c.on_hand > 0, _location.c.kind != "outside")
        .group_by(_client.c.code, _product.c.sku, _product.c.name, _balance.c.product_id, _balance.c.lot,
                  _balance.c.expiry, _location.c.code)
        .order_by(_balance.c.expiry, _client.c.code, _product.c.sku, _balance.c.lot, _location.c.code)
    )  # fmt: skip
    if client:
        statement = statement.where(_client.c.code == client)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in connection.execute(statement):
        key = (row.expiry, row.client, row.sku, row.lot)
        if key not in found:
            left = (date.fromisoformat(row.expiry) - today).days
            found[key] = {
                "client": row.client, "sku": row.sku, "name": row.name, "lot": row.lot, "expiry": row.expiry,
                "days": left, "on_hand": 0, "allocated": 0, "recalled": bool(row.recalled), "places": [],
            }  # fmt: skip
        here = {"location": row.location, "on_hand": int(row.on_hand), "allocated": int(row.allocated)}
        found[key]["places"].append(here)
        for name in ("on_hand", "allocated"):
            found[key][name] += here[name]
    return list(found.values())
