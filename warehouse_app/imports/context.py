"""What every kind of import needs: the transaction, the site, and clients and carriers that come into being by name."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from warehouse_app.database.models import Carrier, Client, Code, Product, table
from warehouse_app.database.seed import DEFAULT_CARRIER, DEFAULT_CLIENT, add_carrier, add_client
from warehouse_app.imports.fields import Parsed, RowError
from warehouse_app.site import SiteFacts

T = TypeVar("T")
_AT_ONCE = 5000  # values in one IN list
_client, _carrier, _product, _code = table(Client), table(Carrier), table(Product), table(Code)


@dataclass
class Outcome:
    """What an import did, in rows (in orders for kinds that take each order whole)."""

    taken: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    errors: list[RowError] = field(default_factory=list)
    new_orders: list[str] = field(default_factory=list)  # their numbers

    def bad(self, rows: Collection[Parsed]) -> bool:
        """Take up the errors of rows; whether there are any."""
        for row in rows:
            self.errors += row.errors
        return bool(self.errors)


@dataclass
class Context:
    """One transaction of an import. `client` and `channel` are what the command or the format says where the file
    does not."""

    connection: Connection
    site: SiteFacts
    now: datetime
    action_id: uuid.UUID
    user_id: uuid.UUID | None
    client: str = ""
    channel: str = ""
    format: str = ""
    file: str = ""
    has_asides: bool = False
    _clients: dict[str, Any] = field(default_factory=dict)
    _carriers: dict[str, Any] = field(default_factory=dict)
    _owners: dict[str, set[str]] = field(default_factory=dict)

    def find_client(self, code: str) -> Any | None:
        """The row of a client's code, None if there is none."""
        if not self._clients:
            self._clients = {row.code: row for row in self.connection.execute(select(_client))}
        return self._clients.get(code)

    def client_id(self, code: str) -> uuid.UUID:
        """The client of a code; it comes into being where it does not exist. '' is the import's or the house's own."""
        code = code or self.client or DEFAULT_CLIENT
        if self.find_client(code) is None:
            key = add_client(self.connection, code)
            self._clients[code] = self.connection.execute(select(_client).where(_client.c.id == key)).one()
        found: uuid.UUID = self._clients[code].id
        return found

    def carriers(self) -> list[Any]:
        """The rows of all carriers, by code."""
        if not self._carriers:
            self._carriers = {row.code: row for row in self.connection.execute(select(_carrier))}
        return [self._carriers[code] for code in sorted(self._carriers)]

    def carrier(self, code: str, client: Any) -> Any:
        """The carrier of a code; it comes into being where it does not exist. '' is the client's, else the house's."""
        self.carriers()
        if not code:
            code = next((c.code for c in self._carriers.values() if c.id == client.carrier_id), DEFAULT_CARRIER)
        if code not in self._carriers:
            key = add_carrier(self.connection, code)
            self._carriers[code] = self.connection.execute(select(_carrier).where(_carrier.c.id == key)).one()
        return self._carriers[code]

    def products(self, clients: Collection[uuid.UUID], skus: Collection[str]) -> dict[tuple[uuid.UUID, str], Any]:
        """The products with one of these SKUs, by (client, sku)."""
        found: dict[tuple[uuid.UUID, str], Any] = {}
        for part in parts(sorted(set(skus))):
            statement = select(_product).where(_product.c.client_id.in_(list(clients)), _product.c.sku.in_(part))
            found |= {(row.client_id, row.sku): row for row in self.connection.execute(statement)}
        return found

    def products_by_id(self, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
        """Products by their ids."""
        found: dict[uuid.UUID, Any] = {}
        for part in parts(sorted(keys)):
            found |= {r.id: r for r in self.connection.execute(select(_product).where(_product.c.id.in_(part)))}
        return found

    def owner(self, row: Parsed, rows: Sequence[Parsed]) -> uuid.UUID:
        """The client that a row means: the one it names, else the import's, else whoever alone has its SKU.

        `rows` are all rows of the import, read for their SKUs at the first call.
        """
        named = row.values["client"] or self.client
        if not named:
            self.load_owners({r.values["sku"] for r in rows})
            named = self.owner_of([row.values["sku"]])
        return self.client_id(named)

    def load_owners(self, skus: Collection[str]) -> None:
        """Read who has products of these SKUs."""
        if self._owners:
            return
        self._owners = {"": set()}
        for part in parts(sorted(skus)):
            rows = self.connection.execute(
                select(_product.c.sku, _client.c.code)
                .join_from(_product, _client, _client.c.id == _product.c.client_id)
                .where(_product.c.sku.in_(part))
            )
            for row in rows:
                self._owners.setdefault(row.sku, set()).add(row.code)

    def owner_of(self, skus: Collection[str]) -> str:
        """The one client that has all these SKUs, else the one that has any of them, else the house's own."""
        found = [self._owners.get(sku, set()) for sku in skus]
        for clients in (set.intersection(*found) if found else set(), set().union(*found)):
            if len(clients) == 1:
                return str(*clients)
        return DEFAULT_CLIENT

    def item_codes(self, clients: Collection[uuid.UUID], texts: Collection[str]) -> dict[tuple[uuid.UUID, str], Any]:
        """What these texts mean as SKUs and barcodes of some clients: (client, text) → the code's row and product."""
        found: dict[tuple[uuid.UUID, str], Any] = {}
        for part in parts(sorted(set(texts))):
            rows = self.connection.execute(
                select(_code.c.text, _code.c.ref_id, _code.c.quantity, _product.c.client_id, _product.c.sku)
                .join_from(_code, _product, _product.c.id == _code.c.ref_id)
                .where(_code.c.kind == "item", _code.c.text.in_(part))
            )
            found |= {(row.client_id, row.text): row for row in rows if row.client_id in clients}
        return found


def parts(values: Sequence[T], size: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """The values in parts of at most `size`."""
    for at in range(0, len(values), size):
        yield values[at : at + size]
