"""What every kind of import needs: the transaction, the site, and clients and carriers that come into being by name."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from warehouse_app.database.models import Carrier, Client, Code, Product, table
from warehouse_app.database.seed import DEFAULT_CARRIER, DEFAULT_CLIENT, add_carrier, add_client
from warehouse_app.imports.fields import RowError
from warehouse_app.site import SiteFacts

_client, _carrier, _product, _code = table(Client), table(Carrier), table(Product), table(Code)


@dataclass
class Parsed:
    """A row that could be read: its line, values by column name, notes from unknown columns, and the raw cells."""

    line: int
    values: dict[str, Any]
    notes: dict[str, str]
    raw: Mapping[str, str]


@dataclass
class Outcome:
    """What an import did, in rows (in orders for kinds that take each order whole)."""

    taken: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    errors: list[RowError] = field(default_factory=list)


@dataclass
class Context:
    """One import. `client` and `channel` are what the command or the format says where the file does not."""

    connection: Connection
    site: SiteFacts
    now: datetime
    action_id: uuid.UUID
    user_id: uuid.UUID | None
    client: str = ""
    channel: str = ""
    format: str = ""
    file: str = ""
    strict: bool = False
    clients: dict[str, Any] = field(default_factory=dict)
    carriers: dict[str, Any] = field(default_factory=dict)
    has_asides: bool = False
    owners: dict[str, list[str]] = field(default_factory=dict)

    def client_id(self, code: str) -> uuid.UUID:
        """The client of a code; it comes into being where it does not exist. '' is the import's or the house's own."""
        code = code or self.client or DEFAULT_CLIENT
        if not self.clients:
            self.clients = {row.code: row for row in self.connection.execute(select(_client))}
        if code not in self.clients:
            key = add_client(self.connection, code)
            self.clients[code] = self.connection.execute(select(_client).where(_client.c.id == key)).one()
        return self.clients[code].id

    def client_code(self, key: uuid.UUID) -> str:
        """The code of a client that was asked for before."""
        return next(code for code, row in self.clients.items() if row.id == key)

    def carrier(self, code: str, client_id: uuid.UUID) -> Any:
        """The carrier of a code; it comes into being where it does not exist. '' is the client's, else the house's."""
        if not self.carriers:
            self.carriers = {row.code: row for row in self.connection.execute(select(_carrier))}
        if not code:
            own = next((c.carrier_id for c in self.clients.values() if c.id == client_id), None)
            code = next((c.code for c in self.carriers.values() if c.id == own), DEFAULT_CARRIER)
        if code not in self.carriers:
            key = add_carrier(self.connection, code)
            self.carriers[code] = self.connection.execute(select(_carrier).where(_carrier.c.id == key)).one()
        return self.carriers[code]

    def products(self, clients: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], Any]:
        """All products of some clients by (client, sku)."""
        rows = self.connection.execute(select(_product).where(_product.c.client_id.in_(list(clients))))
        return {(row.client_id, row.sku): row for row in rows}

    def owner(self, client: str, sku: str) -> str:
        """The client code that a row means: the one it names, else the import's, else whoever alone has the SKU."""
        if client or self.client:
            return client or self.client
        if not self.owners:
            rows = self.connection.execute(
                select(_product.c.sku, _client.c.code).join_from(
                    _product, _client, _client.c.id == _product.c.client_id
                )
            )
            for row in rows:
                self.owners.setdefault(row.sku, []).append(row.code)
        found = self.owners.get(sku, [])
        return found[0] if len(found) == 1 else DEFAULT_CLIENT

    def item_codes(self, clients: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], Any]:
        """All SKUs and barcodes of some clients: (client, text) → the code's row with its product."""
        rows = self.connection.execute(
            select(_code.c.text, _code.c.ref_id, _code.c.quantity, _product.c.client_id, _product.c.sku)
            .join_from(_code, _product, _product.c.id == _code.c.ref_id)
            .where(_code.c.kind == "item", _product.c.client_id.in_(list(clients)))
        )
        return {(row.client_id, row.text): row for row in rows}
