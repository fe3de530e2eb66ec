"""What is where: every balance in real places, totes and open parcels."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, case, select

from warehouse_app.database.models import Balance, Client, Location, Product, table

_balance, _product, _client, _location = table(Balance), table(Product), table(Client), table(Location)

# What lies in a tote or parcel is an order's, unless it is on its way back to the bins.
_BOUND = _location.c.kind.in_(["tote", "parcel"]) & (_location.c.use != "") & (_location.c.use != "putback")
_IN_PARCEL = _location.c.kind == "parcel"
PROMISED = case((_BOUND | _IN_PARCEL, _balance.c.on_hand), else_=_balance.c.allocated)  # units of a balance


def stock(connection: Connection, client: str = "", sku: str = "", location: str = "") -> list[dict[str, Any]]:
    """Rows of client, sku, location, lot, expiry, serial, grade, on_hand, allocated (units), by client and SKU."""
    statement = (
        select(
            _client.c.code.label("client"), _product.c.sku, _location.c.code.label("location"), _balance.c.lot,
            _balance.c.expiry, _balance.c.serial, _balance.c.grade, _balance.c.on_hand,
            PROMISED.label("allocated"),
        )
        .join_from(_balance, _product, _product.c.id == _balance.c.product_id)
        .join(_client, _client.c.id == _product.c.client_id)
        .join(_location, _location.c.id == _balance.c.location_id)
        .where(_balance.c.on_hand > 0, _location.c.kind != "outside")
        .order_by(_client.c.code, _product.c.sku, _location.c.code, _balance.c.expiry, _balance.c.lot,
                  _balance.c.serial, _balance.c.grade)
    )  # fmt: skip
    for column, wanted in ((_client.c.code, client), (_product.c.sku, sku), (_location.c.code, location)):
        if wanted:
            statement = statement.where(column == wanted)
    return [dict(row) for row in connection.execute(statement).mappings()]
