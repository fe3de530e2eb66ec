"""Recall (회수 명령) of a lot: find every unit, stop what is here, and say to whom the rest went.

A recalled lot is not promised to orders; promises made already end, and their orders are promised other units at the
next allocation. Parcels that hold it and have not left may not ship until they are unpacked.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, select, update

from warehouse_app.database.engine import Database
from warehouse_app.database.goods import is_of_recalled_lot
from warehouse_app.database.models import (
    Action,
    Balance,
    Client,
    Location,
    Move,
    Order,
    Parcel,
    Person,
    Product,
    Recall,
    table,
)
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import Recorder, StockKey
from warehouse_app.release import release
from warehouse_app.site import read_site

_recall, _balance, _location, _parcel = table(Recall), table(Balance), table(Location), table(Parcel)
_product, _client, _order, _person, _move = table(Product), table(Client), table(Order), table(Person), table(Move)

_ACTIVE = select(_recall.c.id).where(
    _recall.c.product_id == bindparam("product"), _recall.c.lot == bindparam("lot"), _recall.c.status == "active"
)
_of_lot = (_balance.c.product_id == bindparam("product"), _balance.c.lot == bindparam("lot"), _balance.c.on_hand > 0)
_HERE = (
    select(
        _location.c.code.label("location"), _location.c.kind, _balance.c.expiry, _balance.c.serial, _balance.c.on_hand,
        _order.c.order_no, _parcel.c.tracking_no,
    )
    .select_from(
        _balance.join(_location, _location.c.id == _balance.c.location_id)
        .outerjoin(_parcel, _parcel.c.id == _location.c.id)
        .outerjoin(_order, _order.c.id == func.coalesce(_parcel.c.order_id, _location.c.order_id))
    )
    .where(*_of_lot)
    .order_by(_location.c.kind, _location.c.code, _balance.c.expiry, _balance.c.serial)
)  # fmt: skip
_GONE = (
    select(
        _order.c.order_no, _order.c.channel, _parcel.c.sscc.label("parcel"), _parcel.c.tracking_no,
        _parcel.c.shipped_at, func.sum(_move.c.quantity).label("quantity"), _person.c.recipient, _person.c.phone,
    )
    .select_from(
        _move.join(_parcel, _parcel.c.id == _move.c.from_id)
        .join(_order, _order.c.id == _parcel.c.order_id)
        .outerjoin(_person, _person.c.id == _order.c.person_id)
    )
    .where(_move.c.product_id == bindparam("product"), _move.c.lot == bindparam("lot"),
           _move.c.to_id == bindparam("customer"))
    .group_by(_order.c.order_no, _order.c.channel, _parcel.c.sscc, _parcel.c.tracking_no, _parcel.c.shipped_at,
              _person.c.recipient, _person.c.phone)
    .order_by(_parcel.c.shipped_at, _parcel.c.sscc)
)  # fmt: skip
_LOCKED = select(_balance).where(*_of_lot).with_for_update()
_holds = _parcel.c.id.in_(select(_balance.c.location_id).where(*_of_lot))
# A hold ends and an address is mended; neither takes the recalled goods out.
_STOP = (
    update(_parcel)
    .where(_parcel.c.status.in_(["open", "labelled", "packed"]), _parcel.c.blocked.in_(["", "hold", "address"]), _holds)
    .values(blocked="recall")
)
_holds_any = exists(
    select(_balance.c.location_id).where(
        _balance.c.location_id == _parcel.c.id, _balance.c.on_hand > 0, is_of_recalled_lot(_balance)
    )
)
_GO_ON = update(_parcel).where(_parcel.c.blocked == "recall", ~_holds_any).values(blocked="")


class RecallRefused(Exception):
    """There is no such product or lot."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


def is_recalled(connection: Connection, product_id: uuid.UUID, lot: str) -> bool:
    """Whether this lot may not be sold. One statement, none where no lot is known."""
    return bool(lot) and connection.execute(_ACTIVE, {"product": product_id, "lot": lot}).first() is not None


def recall(
    database: Database, sku: str, lot: str, client: str = "", reason: str = "", user_id: uuid.UUID | None = None
) -> dict[str, Any]:
    """Recall a lot (also one that has not come yet), or tell again where it is; see `found`.

    Raises RecallRefused, Unavailable.
    """
    if not lot.strip():
        raise RecallRefused(say("Name the lot of {sku}.", sku=sku))

    def work(connection: Connection) -> dict[str, Any]:
        product = _find(connection, sku, client)
        where = {"product": product.id, "lot": lot}
        if connection.execute(_ACTIVE, where).first() is None:
            now = database.now(connection)
            row = {"product_id": product.id, "lot": lot, "reason": reason, "user_id": user_id, "at": now}
            connection.execute(insert(_recall).values(id=new_key(), status="active", **row))
            _action(connection, "recall", product.id, lot, now, user_id)
        _end_promises(Recorder(connection, database.now(connection), read_site(connection).outside_ids, {}), where)
        connection.execute(_STOP, where)
        return found(connection, product.id, lot)

    database.run(work)
    return database.run(work)  # what was promised or packed at that very moment did not know of the recall


def lift(database: Database, sku: str, lot: str, client: str = "", user_id: uuid.UUID | None = None) -> dict[str, Any]:
    """End a recall: the lot may be sold again. Raises RecallRefused, Unavailable."""

    def work(connection: Connection) -> dict[str, Any]:
        product = _find(connection, sku, client)
        ended = connection.execute(
            update(_recall)
            .where(_recall.c.product_id == product.id, _recall.c.lot == lot, _recall.c.status == "active")
            .values(status="lifted")
        ).rowcount
        if not ended:
            raise RecallRefused(say("Lot {lot} of {sku} is not recalled.", lot=lot, sku=sku))
        _action(connection, "recall_lifted", product.id, lot, database.now(connection), user_id)
        connection.execute(_GO_ON)
        return found(connection, product.id, lot)

    return database.run(work)


def found(connection: Connection, product_id: uuid.UUID, lot: str) -> dict[str, Any]:
    """Every unit of a lot: `here` by place (with the order it is for), `gone` by parcel with its recipient."""
    where = {"product": product_id, "lot": lot, "customer": read_site(connection).outside["CUSTOMER"]}
    head = connection.execute(
        select(_client.c.code.label("client"), _product.c.sku, _product.c.name)
        .join_from(_product, _client, _client.c.id == _product.c.client_id)
        .where(_product.c.id == product_id)
    ).one()
    last = connection.execute(
        select(_recall.c.status, _recall.c.reason, _recall.c.at)
        .where(_recall.c.product_id == product_id, _recall.c.lot == lot)
        .order_by(_recall.c.id.desc())
        .limit(1)
    ).one_or_none()
    here = [{k: v or "" for k, v in row.items()} for row in connection.execute(_HERE, where).mappings()]
    gone = [
        {**row, "quantity": int(row["quantity"]), "recipient": row["recipient"] or "", "phone": row["phone"] or "",
         "shipped_at": row["shipped_at"].isoformat() if row["shipped_at"] else ""}
        for row in connection.execute(_GONE, where).mappings()
    ]  # fmt: skip
    return {
        **head._asdict(), "lot": lot, "status": last.status if last else "", "reason": last.reason if last else "",
        "at": last.at.isoformat() if last else "", "here": here, "gone": gone,
        "units_here": sum(row["on_hand"] for row in here), "units_gone": sum(row["quantity"] for row in gone),
    }  # fmt: skip


def active(connection: Connection) -> list[dict[str, Any]]:
    """The lots that may not be sold, the latest first: client, sku, name, lot, reason, at, and units still here."""
    rows = connection.execute(
        select(
            _client.c.code.label("client"), _product.c.sku, _product.c.name, _recall.c.lot, _recall.c.reason,
            _recall.c.at,
            select(func.coalesce(func.sum(_balance.c.on_hand), 0))
            .where(_balance.c.product_id == _recall.c.product_id, _balance.c.lot == _recall.c.lot)
            .scalar_subquery().label("units_here"),
        )
        .join_from(_recall, _product, _product.c.id == _recall.c.product_id)
        .join(_client, _client.c.id == _product.c.client_id)
        .where(_recall.c.status == "active")
        .order_by(_recall.c.id.desc())
    )  # fmt: skip
    return [{**row, "at": row["at"].isoformat(), "units_here": int(row["units_here"])} for row in rows.mappings()]


def _find(connection: Connection, sku: str, client: str) -> Any:
    clients = select(_client.c.id)
    clients = clients.where(_client.c.code == client) if client else clients  # products are found by client and SKU
    statement = select(_product.c.id).where(_product.c.client_id.in_(clients), _product.c.sku == sku)
    rows = connection.execute(statement).all()
    if not rows:
        raise RecallRefused(say("There is no product {sku}.", sku=sku))
    if len(rows) > 1:
        raise RecallRefused(say("{sku} is a product of several clients: name one with --client.", sku=sku))
    return rows[0]


def _action(
    connection: Connection, kind: str, product_id: uuid.UUID, lot: str, now: Any, user_id: uuid.UUID | None
) -> uuid.UUID:
    key = new_key()
    detail = {"product": str(product_id), "lot": lot}
    connection.execute(insert(table(Action)).values(id=key, kind=kind, detail=detail, at=now, user_id=user_id))
    return key


def _end_promises(record: Recorder, where: dict[str, Any]) -> None:
    promised = {
        (StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade), row.location_id): row.allocated
        for row in record.connection.execute(_LOCKED, where)
        if row.allocated
    }
    for (key, place), n in sorted(promised.items(), key=lambda item: (*map(str, item[0][0]), str(item[0][1]))):
        record.allocate(key, place, -n)
    release(record, promised)
