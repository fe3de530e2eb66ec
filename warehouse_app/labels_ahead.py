"""Labels printed before picking (송장 선출력): allocated orders of the clients that want it get their parcel's number.

Scanning such a label at the packing bench opens its order; when everything is in, the same label closes the parcel.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Carrier, Client, Order, Parcel, PrintJob, table
from warehouse_app.database.types import new_key
from warehouse_app.site import read_site
from warehouse_app.workflows.parcels import buy_number, new_parcel

_AT_ONCE = 100  # orders a transaction
_order, _client, _carrier, _parcel = table(Order), table(Client), table(Carrier), table(Parcel)
_WANTED = (
    select(_order.c.id, _order.c.order_no, _order.c.carrier_id, _carrier.c.code, _carrier.c.rule)
    .join_from(_order, _client, _client.c.id == _order.c.client_id)
    .join(_carrier, _carrier.c.id == _order.c.carrier_id)
    .where(
        _order.c.status == "allocated", _client.c.labels_before_picking,
        ~exists(select(_parcel.c.id).where(_parcel.c.order_id == _order.c.id, _parcel.c.status != "void")),
    )
    .order_by(_order.c.ship_by, _order.c.ordered_at, _order.c.id)
    .limit(_AT_ONCE)
    .with_for_update(of=_order)
)  # fmt: skip
_NUMBER = update(_parcel).where(_parcel.c.id == bindparam("key")).values(tracking_no=bindparam("bought"))


def print_ahead(database: Database) -> int:
    """Ask for the labels of all allocated orders that want them now; returns how many."""
    count = 0
    while done := database.run(lambda connection: _print(connection, database)):
        count += done
    return count


def _print(connection: Connection, database: Database) -> int:
    orders = connection.execute(_WANTED).all()
    if not orders:
        return 0
    site, now = read_site(connection), database.now(connection)
    parcels = [
        {**new_parcel(connection, site.id, order, new_key(), now), "status": "ahead"} for order in orders
    ]  # fmt: skip
    connection.execute(insert(_parcel), parcels)
    numbers, jobs = [], []
    for order, parcel in zip(orders, parcels, strict=True):
        number = buy_number(connection, order.carrier_id, order.rule, order.code, parcel["id"], now)
        numbers.append({"key": parcel["id"], "bought": number})
        jobs.append(
            {"id": new_key(), "kind": "shipping_label", "ref_id": parcel["id"], "code": number, "status": "requested",
             "reason": "", "copy": 0, "at": now}
        )  # fmt: skip
    connection.execute(_NUMBER, numbers)
    connection.execute(insert(table(PrintJob)), jobs)
    return len(orders)
