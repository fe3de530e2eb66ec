"""Forgetting the personal data of orders that ended longer ago than their client keeps them; the ledger stays whole."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from warehouse_app.box_plans import forget_plans
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Action, Client, Order, Parcel, Person, PrintJob, SetAside, table
from warehouse_app.database.types import UtcTime, new_key
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.evidence.photos import erase_late_photos, erase_photos_of, tidy_photos
from warehouse_app.evidence.store import Evidence, evidence_of
from warehouse_app.login import forget_failures
from warehouse_app.print_jobs import print_folder

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
_job, _parcel = table(PrintJob), table(Parcel)
_FORGOTTEN_PAPERS = (
    select(_job.c.code)
    .join(_parcel, _parcel.c.id == _job.c.ref_id).join(_order, _order.c.id == _parcel.c.order_id)
    .where(_order.c.person_id.is_(None), _job.c.code != "")
)  # fmt: skip
_ASIDE = delete(_aside).where(_aside.c.at < bindparam("before", type_=UtcTime))


class StillWanted(Exception):
    """An order of this customer has not ended; `sentence` says which."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


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
    database.run(lambda connection: forget_failures(connection, now - timedelta(days=1)))
    database.run(lambda connection: forget_plans(connection, now - timedelta(days=30)))
    tidy_photos(database, evidence)
    tidy_papers(database)
    return count


def forget_customer(database: Database, order_id: uuid.UUID, user_id: uuid.UUID | None = None) -> int:
    """Erase what is known of the person of an order, with all other orders of that customer; how many orders.

    Their photos go too, and what imports have set aside of them. Raises StillWanted where one has not ended yet.
    """
    evidence = evidence_of(database)

    def work(connection: Connection) -> int:
        person = connection.execute(
            select(_person).join(_order, _order.c.person_id == _person.c.id).where(_order.c.id == order_id)
        ).one_or_none()
        if person is None:
            return 0
        same = _person.c.customer == person.customer if person.customer else _person.c.id == person.id
        orders: Any = connection.execute(
            select(_order.c.id, _order.c.order_no, _order.c.status, _order.c.person_id, _person.c.recipient)
            .join(_person, _person.c.id == _order.c.person_id).where(same).order_by(_order.c.id)
        ).all()  # fmt: skip
        for order in orders:
            if order.status not in _ENDED:
                raise StillWanted(say("Order {order} is still to be sent.", order=order.order_no))
        erase_photos_of(connection, evidence, [order.id for order in orders])
        connection.execute(_UNNAME, {"orders": [order.id for order in orders]})
        connection.execute(_FORGET, {"people": [order.person_id for order in orders]})
        connection.execute(delete(_aside).where(_aside.c.order_no.in_([order.order_no for order in orders])))
        values = {"id": new_key(), "kind": "forget", "detail": {"orders": len(orders)},
                  "at": database.now(connection), "user_id": user_id}  # fmt: skip
        connection.execute(table(Action).insert().values(values))
        return len(orders)

    count = database.run(work)
    tidy_papers(database)
    return count


def tidy_papers(database: Database) -> None:
    """Delete printed files of parcels whose recipient is forgotten."""
    with database.read() as connection:
        files = {path: path.stem for path in print_folder(database).glob("*.pdf")}
        if not files:
            return
        codes: set[str] = set(connection.scalars(_FORGOTTEN_PAPERS))
    for path, stem in files.items():
        if any(stem.endswith((code, *(f"{code}-{n}" for n in range(2, 10)))) for code in codes):
            path.unlink(missing_ok=True)


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
