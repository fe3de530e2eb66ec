"""A small warehouse put into a database in a few words, for tests that do not read files."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import (
    Action,
    Balance,
    Carrier,
    Client,
    Code,
    Location,
    Model,
    Move,
    Order,
    OrderLine,
    Product,
    Site,
    User,
    table,
)
from warehouse_app.database.seed import add_client
from warehouse_app.database.types import new_key
from warehouse_app.site import read_site

NOW = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)  # ten in the morning in Seoul


class Stockroom:
    """Puts clients, products, places, stock and orders into a database; keys by what people call them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        database.clock = lambda: NOW
        self.products: dict[str, uuid.UUID] = {}
        self.places: dict[str, uuid.UUID] = {}
        self.orders: dict[str, uuid.UUID] = {}
        with database.read() as connection:
            self.site = read_site(connection)
            self.clients = {r.code: r.id for r in connection.execute(select(table(Client)))}
            self.carrier_id = connection.scalar(select(table(Carrier).c.id))
            for row in connection.execute(select(table(Location).c.code, table(Location).c.id)):
                self.places[row.code] = row.id
            self.site_id = connection.scalar(select(table(Site).c.id))

    def add(self, model: type[Model], **values: Any) -> uuid.UUID:
        """One row as it is."""
        key = values.setdefault("id", new_key())
        with self.database.write() as connection:
            connection.execute(insert(table(model)), values)
        return key

    def client(self, code: str, **values: Any) -> None:
        with self.database.write() as connection:
            self.clients[code] = add_client(connection, code)
            if values:
                connection.execute(
                    table(Client).update().where(table(Client).c.id == self.clients[code]).values(**values)
                )

    def product(self, sku: str, client: str = "MAIN", **values: Any) -> uuid.UUID:
        key = self.add(Product, sku=sku, client_id=self.clients[client], name=f"Name of {sku}", **values)
        self.products[sku] = key
        self._code(sku, "item", key)
        return key

    def place(self, code: str, kind: str = "bin", **values: Any) -> uuid.UUID:
        key = self.add(Location, code=code, site_id=self.site_id, kind=kind, **values)
        self.places[code] = key
        self._code(code, "location", key)
        return key

    def user(self, badge: str = "USR-1", roles: str = "picker packer supervisor") -> uuid.UUID:
        key = self.add(User, badge=badge, name="Kim", roles=roles)
        self._code(badge, "badge", key)
        return key

    def stock(self, sku: str, place: str, quantity: int, *, since: datetime = NOW, **key: str) -> None:
        """Units from nowhere into a place, by the ledger."""
        if sku not in self.products:
            self.product(sku)
        if place not in self.places:
            self.place(place)
        action = self.add(Action, kind="import", at=NOW)
        stock_key = {"product_id": self.products[sku], "lot": "", "expiry": "", "serial": "", "grade": "", **key}
        self.add(
            Move, **stock_key, quantity=quantity, from_id=self.site.outside["ADJUSTMENT"], to_id=self.places[place],
            kind="import", action_id=action, at=NOW,
        )  # fmt: skip
        with self.database.write() as connection:
            balance = {**stock_key, "location_id": self.places[place], "on_hand": quantity, "since": since}
            connection.execute(insert(table(Balance)), balance)

    def order(self, order_no: str, wanted: dict[str, int], client: str = "MAIN", **values: Any) -> uuid.UUID:
        """An order of some units of some SKUs, to be shipped today unless `ship_by` says otherwise."""
        for sku in wanted:
            if sku not in self.products:
                self.product(sku)
        head = {"ordered_at": NOW, "ship_by": NOW + timedelta(hours=7), "carrier_id": self.carrier_id, **values}
        units = sum(wanted.values())
        key = self.add(Order, order_no=order_no, client_id=self.clients[client], units=units, lines=len(wanted), **head)
        for at, (sku, ordered) in enumerate(wanted.items(), 1):
            self.add(OrderLine, order_id=key, product_id=self.products[sku], line_no=at, ordered=ordered)
        self.orders[order_no] = key
        self._code(order_no, "order", key)
        return key

    def status(self, order_no: str) -> str:
        with self.database.read() as connection:
            found = connection.scalar(select(table(Order).c.status).where(table(Order).c.id == self.orders[order_no]))
        return str(found)

    def rows(self, model: type[Model], **equal: Any) -> list[Any]:
        """All rows whose columns have these values, by id where there is one."""
        found = table(model)
        statement = select(found).where(*(found.c[k] == v for k, v in equal.items()))
        if "id" in found.c:
            statement = statement.order_by(found.c.id)
        with self.database.read() as connection:
            return list(connection.execute(statement))

    def _code(self, text: str, kind: str, ref_id: uuid.UUID) -> None:
        with self.database.write() as connection:
            connection.execute(insert(table(Code)).values(text=text, kind=kind, ref_id=ref_id))
