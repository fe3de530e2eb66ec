"""Forgetting the personal data of orders that ended longer ago than their client keeps them; the ledger stays whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, bindparam, delete, select, update

from warehouse_app.box_plans import forget_plans
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Action, Client, Order, Person, SetAside, table
from warehouse_app.database.types import UtcTime, new_key
from warehouse_app.evidence.photos import erase_late_photos, erase_photos_of, tidy_photos
from warehouse_app.evidence.store import Evidence, evidence_of

_AT_ONCE = 500
_ENDED = ("shipped", "cancelled", "complete")
_order, _client, _person, _aside = table(Order), table(Client), table(Person), table(SetAside)

_CLIENTS = select(_client.c.id, _client.c.code, _client.c.retention_days)
_DUE = (
    select(_order.c.id, _order.c.person_id)
    .where(
        _order.c.client_id == bindparam("client"), _order.c.status.in_(_ENDED), _order.c.person_id.is_not(None),
        _order.c.ship_by < bindparam("before", type_=UtcTime), _order.c.ordered_at < bindparam("before", type_=UtcTime),
    )
    .limit(_AT_ONCE)
)  # fmt: skip
_UNNAME = update(_order).where(_order.c.id.in_(bindparam("orders", expanding=True))).values(person_id=None)
_FORGET = delete(_person).where(
    _person.c.id.in_(bindparam("people", expanding=True)),
    ~select(_order.c.id).where(_order.c.person_id == _person.c.id).exists(),
)
_ASIDE = delete(_aside).where(_aside.c.at < bindparam("before", type_=UtcTime))


def forget(database: Database) -> int:
    """Erase what is due, some hundred orders a transaction; returns how many orders' recipients were forgotten.

    Photos of their returns go with them. Files set aside, and photos of parcels that nobody knew, are erased after the
    longest time that any client keeps its orders; photos that no job wanted after a day.
    """
    evidence = evidence_of(database)
    with database.read() as connection:
        clients = connection.execute(_CLIENTS).all()
        now = database.now(connection)
    count = 0
    for client in clients:
        before = now - timedelta(days=client.retention_days)
        while done := database.run(partial(_some, evidence=evidence, client_id=client.id, before=before, now=now)):
            count += done
        erase_late_photos(database, evidence, client.id, before)
    longest = now - timedelta(days=max((client.retention_days for client in clients), default=0))
    database.run(lambda connection: connection.execute(_ASIDE, {"before": longest}))
    erase_late_photos(database, evidence, None, longest)
    database.run(lambda connection: forget_plans(connection, now - timedelta(days=30)))
    tidy_photos(database, evidence)
    return count


def _some(connection: Connection, evidence: Evidence, client_id: object, before: datetime, now: datetime) -> int:
    rows = connection.execute(_DUE, {"client": client_id, "before": before}).all()
    if not rows:
        return 0
    erase_photos_of(connection, evidence, [row.id for row in rows])
    connection.execute(_UNNAME, {"orders": [row.id for row in rows]})
    connection.execute(_FORGET, {"people": [row.person_id for row in rows]})
    detail = {"orders": len(rows), "before": before.isoformat()}
    connection.execute(table(Action).insert().values(id=new_key(), kind="forget", detail=detail, at=now))
    return len(rows)
