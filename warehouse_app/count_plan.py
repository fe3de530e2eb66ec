"""Which bins are counted when nobody found anything wrong: the day's plan, and what a supervisor asks for.

Such counts do not stop the sale of what lies there: nothing says yet that the books are wrong.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select

from warehouse_app.database.engine import Database
from warehouse_app.database.goods import NO_PARCEL, OPEN_COUNT
from warehouse_app.database.models import Action, Balance, Client, CountTask, Location, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.site import read_site

A_TIMES = 3  # bins with products of class A are counted so many times as often

_task, _location, _balance = table(CountTask), table(Location), table(Balance)
_product, _client = table(Product), table(Client)
_bins = (NO_PARCEL, _location.c.kind == "bin")
_is_open = exists(
    select(_task.c.id).where(_task.c.location_id == _location.c.id, OPEN_COUNT, _task.c.product_id.is_(None))
)
_has_a = exists(
    select(_balance.c.location_id)
    .join(_product, _product.c.id == _balance.c.product_id)
    .where(_balance.c.location_id == _location.c.id, _balance.c.on_hand > 0, _product.c.abc == "A")
)


class PlanRefused(Exception):
    """What was asked for is not there."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


def plan(database: Database, days: int, user_id: uuid.UUID | None = None) -> int:
    """Today's counts: so many bins, those counted longest ago first, that all are seen within `days`.

    Run again on the same day it adds only what the day still lacks. Returns how many were added. Raises Unavailable.
    """

    def work(connection: Connection) -> int:
        now, site = database.now(connection), read_site(connection)
        begin = datetime.combine(site.today(now), time(), site.zone).astimezone(UTC)
        made = connection.scalar(
            select(func.count()).select_from(_task).where(_task.c.reason == "plan", _task.c.at >= begin)
        )
        chosen: list[uuid.UUID] = []
        wanted = 0
        for which, within in ((_has_a, max(days // A_TIMES, 1)), (None, days)):
            quota = _share(connection, which, within)
            wanted += quota
            chosen += _oldest(connection, which, chosen, min(quota, max(wanted - (made or 0) - len(chosen), 0)))
        return _ask(connection, "plan", [(place, None) for place in chosen], now, user_id)

    return database.run(work)


def ask_for(
    database: Database, bins: Collection[str] = (), skus: Collection[str] = (), abc: str = "", client: str = "",
    user_id: uuid.UUID | None = None,
) -> int:  # fmt: skip
    """Ask for counts of bins, of products wherever they lie, or of all products of a class; those not asked for yet.

    Returns how many were added. Raises PlanRefused where there is no such bin or product, Unavailable.
    """

    def work(connection: Connection) -> int:
        wanted: list[tuple[uuid.UUID, uuid.UUID | None]] = []
        for code in bins:
            place = connection.scalar(select(_location.c.id).where(*_bins, _location.c.code == code))
            if place is None:
                raise PlanRefused(say("There is no bin {bin}.", bin=code))
            wanted.append((place, None))
        for sku in skus:
            clients = select(_client.c.id).where(_client.c.code == client) if client else select(_client.c.id)
            mine = _product.c.client_id.in_(clients)  # products are found by client and SKU
            products = connection.scalars(select(_product.c.id).where(mine, _product.c.sku == sku)).all()
            if not products:
                raise PlanRefused(say("There is no product {sku}.", sku=sku))
            wanted += _where(connection, _product.c.id.in_(products))
        if abc:
            wanted += _where(connection, _product.c.abc == abc)
        return _ask(connection, "asked", wanted, database.now(connection), user_id)

    return database.run(work)


def _share(connection: Connection, which: ColumnElement[bool] | None, days: int) -> int:
    """How many of these bins a day, so that all are seen within so many days."""
    conditions = _bins if which is None else (*_bins, which)
    number = connection.scalar(select(func.count()).select_from(_location).where(*conditions)) or 0
    return -(-number // days)


def _oldest(
    connection: Connection, which: ColumnElement[bool] | None, but: Collection[uuid.UUID], number: int
) -> list[uuid.UUID]:
    if not number:
        return []
    conditions = _bins if which is None else (*_bins, which)
    rows = connection.scalars(
        select(_location.c.id)
        .where(*conditions, ~_is_open)
        .order_by(_location.c.counted_at.is_not(None), _location.c.counted_at, _location.c.code)
        .limit(number + len(but))
    )
    return [key for key in rows if key not in set(but)][:number]


def _where(connection: Connection, which: ColumnElement[bool]) -> list[tuple[uuid.UUID, uuid.UUID | None]]:
    rows = connection.execute(
        select(_balance.c.location_id, _balance.c.product_id)
        .join(_product, _product.c.id == _balance.c.product_id)
        .join(_location, _location.c.id == _balance.c.location_id)
        .where(which, _location.c.kind == "bin", _balance.c.on_hand > 0)
        .distinct()
    )
    return [(row.location_id, row.product_id) for row in rows]


def _ask(
    connection: Connection, reason: str, wanted: Iterable[tuple[uuid.UUID, uuid.UUID | None]], now: Any,
    user_id: uuid.UUID | None,
) -> int:  # fmt: skip
    asked = select(_task.c.location_id, _task.c.product_id).where(OPEN_COUNT)
    known = {(row.location_id, row.product_id) for row in connection.execute(asked)}
    new = [key for key in dict.fromkeys(wanted) if key not in known and (key[0], None) not in known]
    if new:
        connection.execute(insert(_task), [
            {"id": new_key(), "location_id": place, "product_id": product, "reason": reason, "doubt": False, "at": now}
            for place, product in new
        ])  # fmt: skip
        detail = {"reason": reason, "counts": len(new)}
        connection.execute(
            insert(table(Action)).values(id=new_key(), kind="count_plan", detail=detail, at=now, user_id=user_id)
        )
    return len(new)
