"""A small warehouse for tests: made in a few lines, asked for its facts, and proved at the end of every test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from tests.workflows.books import prove
from tests.workflows.transcript import Worker
from warehouse_app.allocation import allocate
from warehouse_app.changes import Change, apply_change
from warehouse_app.database.engine import Database
from warehouse_app.database.models import (
    Action,
    Asn,
    AsnLine,
    Balance,
    Carrier,
    Client,
    Code,
    InsertRule,
    KitPart,
    Location,
    Model,
    Move,
    Order,
    OrderLine,
    Person,
    Product,
    Site,
    User,
    table,
)
from warehouse_app.database.seed import add_carrier, add_client
from warehouse_app.database.types import new_key
from warehouse_app.recorder import Recorder, StockKey
from warehouse_app.site import read_site

NOON = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Seoul


class Warehouse:
    """Makes things by the codes that people use. Products have their SKU as barcode and 13 digits of their own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.workers: list[Worker] = []
        self.ids: dict[tuple[str, str], uuid.UUID] = {}
        self._together: Connection | None = None
        with database.read() as connection:
            self.site = connection.scalar(select(table(Site).c.id))
            for model in (Client, Carrier):
                for row in connection.execute(select(table(model).c.id, table(model).c.code)):
                    self.ids[model.__tablename__, row.code] = row.id
            for row in connection.execute(select(table(Location).c.id, table(Location).c.code)):
                self.ids["location", row.code] = row.id

    # -- making ----------------------------------------------------------------------------------------------------

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything made in this block is one transaction: much faster."""
        with self.database.write() as connection:
            self._together = connection
            yield
        self._together = None

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self._together is not None:
            yield self._together
        else:
            with self.database.write() as connection:
                yield connection

    def add(self, model: type[Model], **values: Any) -> uuid.UUID:
        """One row of any table."""
        key = new_key()
        with self._write() as connection:
            connection.execute(insert(table(model)).values(id=key, **values))
        return key

    def code(self, text: str, kind: str, ref_id: uuid.UUID, quantity: int = 1) -> None:
        """A scannable code."""
        with self._write() as connection:
            connection.execute(insert(table(Code)).values(text=text, kind=kind, ref_id=ref_id, quantity=quantity))

    def client(self, code: str = "MAIN", **values: Any) -> uuid.UUID:
        """The client of this code, made if new; `values` are set."""
        if ("client", code) not in self.ids:
            with self._write() as connection:
                self.ids["client", code] = add_client(connection, code)
        key = self.ids["client", code]
        if values:
            self.set(Client, key, **values)
        return key

    def carrier(self, code: str = "HOUSE") -> uuid.UUID:
        """The carrier of this code, made if new."""
        if ("carrier", code) not in self.ids:
            with self._write() as connection:
                self.ids["carrier", code] = add_carrier(connection, code)
        return self.ids["carrier", code]

    def product(
        self, sku: str, barcodes: Mapping[str, int] | None = None, client: str = "MAIN", kind: str = "goods",
        size: tuple[int, int, int] = (100, 100, 100), **values: Any,
    ) -> uuid.UUID:  # fmt: skip
        """A product; `barcodes` are its codes besides the SKU, with the units that one scan means."""
        long, wide, high = size
        key = self.add(
            Product, client_id=self.client(client), sku=sku, name=f"{sku} name", kind=kind, length_mm=long,
            width_mm=wide, height_mm=high, weight_g=100, notes={}, **values,
        )  # fmt: skip
        self.ids["product", f"{client}/{sku}"] = key
        for text, quantity in {sku: 1, **(barcodes or {})}.items():
            self.code(text, "item", key, quantity)
        return key

    def place(self, code: str, kind: str = "bin", **values: Any) -> uuid.UUID:
        """A location of any kind."""
        values = {"is_empty": kind == "bin", **values}
        key = self.add(Location, site_id=self.site, code=code, kind=kind, **values)
        self.ids["location", code] = key
        self.code(code, "location", key)
        return key

    def stock(
        self, code: str, sku: str, quantity: int, client: str = "MAIN", lot: str = "", expiry: str = "",
        serial: str = "", grade: str = "",
    ) -> None:  # fmt: skip
        """Units from the supplier in a bin (made if new, in the aisle of its first letter)."""
        if ("location", code) not in self.ids:
            aisle, _, bay = code.partition("-")
            self.place(code, aisle=aisle, bay=bay, x_mm=3000 * (ord(aisle[0]) - 64), y_mm=1000 * int(bay or 1))
        key = {
            "product_id": self.ids["product", f"{client}/{sku}"], "lot": lot, "expiry": expiry, "serial": serial,
            "grade": grade,
        }  # fmt: skip
        action = self.add(Action, kind="import", detail={}, at=NOON)
        with self._write() as connection:
            to = self.ids["location", code]
            connection.execute(update(table(Location)).where(table(Location).c.id == to).values(is_empty=False))
            connection.execute(insert(table(Balance)).values(**key, location_id=to, on_hand=quantity, since=NOON))
            connection.execute(
                insert(table(Move)).values(
                    id=new_key(), **key, quantity=quantity, from_id=self.ids["location", "SUPPLIER"], to_id=to,
                    kind="import", action_id=action, at=NOON,
                )
            )  # fmt: skip

    def carry(self, sku: str, source: str, to: str, quantity: int = 1, client: str = "MAIN", **key: str) -> None:
        """Units moved by somebody else, from one place to another."""
        action, now = self.add(Action, kind="move", detail={}, at=NOON), self.now()
        with self._write() as connection:
            outside = frozenset({self.ids["location", "SCRAP"], self.ids["location", "SUPPLIER"]})
            recorder = Recorder(connection, now, outside, {"action_id": action})
            places = (self.ids["location", source], self.ids["location", to])
            recorder.move(StockKey(self.ids["product", f"{client}/{sku}"], **key), quantity, *places, "move")

    def order(
        self, order_no: str, lines: Mapping[str, int], client: str = "MAIN", channel: str = "shop", hours: float = 5,
        gift: str = "", carrier: str = "HOUSE", **values: Any,
    ) -> uuid.UUID:  # fmt: skip
        """An order for {sku: units}, to be shipped in so many hours. Not yet allocated."""
        now = self.now()
        person = self.add(Person, recipient="홍길동", phone="010-1234-5678", gift_message=gift, extra={})
        key = self.add(
            Order, client_id=self.client(client), channel=channel, order_no=order_no, status="new", ordered_at=now,
            ship_by=now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours), is_gift=bool(gift),
            carrier_id=self.carrier(carrier), person_id=person, units=sum(lines.values()), lines=len(lines),
            **{"notes": {}, **values},
        )  # fmt: skip
        self.ids["order", order_no] = key
        self.code(order_no, "order", key)
        for at, (sku, units) in enumerate(lines.items(), 1):
            product = self.ids["product", f"{client}/{sku}"]
            self.add(OrderLine, order_id=key, product_id=product, line_no=at, ordered=units, sources=[])
        return key

    def asn(
        self, no: str, lines: Mapping[str, int], client: str = "MAIN", hours: float | None = 5, lot: str = "",
        expiry: str = "",
    ) -> uuid.UUID:  # fmt: skip
        """A receipt to come of {sku: units}, expected in so many hours (None: nobody knows when)."""
        at = self.now() + timedelta(hours=hours) if hours is not None else None
        key = self.add(Asn, client_id=self.client(client), no=no, expected_at=at, created_at=self.now())
        self.ids["asn", no] = key
        self.code(no, "asn", key)
        for number, (sku, units) in enumerate(lines.items(), 1):
            self.asn_line(no, sku, units, client=client, lot=lot, expiry=expiry, line_no=number)
        return key

    def asn_line(self, no: str, sku: str, units: int, client: str = "MAIN", **values: Any) -> None:
        """One more line of a receipt to come."""
        product = self.ids["product", f"{client}/{sku}"]
        values.setdefault("line_no", 100)
        self.add(AsnLine, asn_id=self.ids["asn", no], product_id=product, expected=units, **values)

    def came(self, no: str) -> dict[str, tuple[int, int, int]]:
        """{sku: (expected, received, damaged)} of a receipt, all its lots together."""
        line, product, asn = table(AsnLine), table(Product), table(Asn)
        rows = self.rows(
            select(product.c.sku, *(func.sum(line.c[c]) for c in ("expected", "received", "damaged")))
            .join_from(line, product, product.c.id == line.c.product_id)
            .join(asn, asn.c.id == line.c.asn_id)
            .where(asn.c.no == no)
            .group_by(product.c.sku)
        )
        return {row[0]: tuple(int(n) for n in row[1:]) for row in rows}

    def user(self, badge: str, roles: str = "picker packer") -> None:
        """A person with a badge."""
        key = self.add(User, badge=badge, name=badge.title(), roles=roles)
        self.code(badge, "badge", key)

    def insert_rule(self, sku: str, client: str = "MAIN", **conditions: Any) -> None:
        """A rule that adds an insert to parcels."""
        self.add(
            InsertRule, client_id=self.client(client), product_id=self.ids["product", f"{client}/{sku}"], **conditions
        )

    def kit(self, sku: str, content: Mapping[str, int], client: str = "MAIN") -> None:
        """A product is a set: {sku of a part: units}."""
        for part, units in content.items():
            self.add(KitPart, kit_id=self.ids["product", f"{client}/{sku}"],
                     product_id=self.ids["product", f"{client}/{part}"], quantity=units)  # fmt: skip

    def allocate(self, parts: bool = False) -> None:
        """Promise stock to all orders."""
        allocate(self.database, parts=parts)

    def change(self, order_no: str, action: str, sku: str = "", quantity: int = 0, **address: str) -> bool:
        """A change of an order from outside; False if it is so already. Raises ChangeRefused."""
        product = self.ids["product", f"MAIN/{sku}"] if sku else None
        change = Change(action, product, quantity, address)

        def make(connection: Connection) -> bool:
            now = self.database.now(connection)
            return apply_change(connection, read_site(connection), self.ids["order", order_no], change, now)

        return self.database.run(make)

    def set(self, model: type[Model], key: uuid.UUID, **values: Any) -> None:
        """Change a row."""
        with self._write() as connection:
            connection.execute(update(table(model)).where(table(model).c.id == key).values(**values))

    def at(self, workflow: str, station: str, badge: str | None = "USR-1") -> Worker:
        """A worker at a station."""
        worker = Worker(self.database, workflow, station, badge)
        self.workers.append(worker)
        return worker

    def picked(self, order_no: str, tote: str, lines: Mapping[str, int], **values: Any) -> None:
        """An order that was picked into a tote."""
        self.order(order_no, lines, **values)
        self.allocate()
        pick = self.at("pick", "PICK-9", "USR-3")
        pick.scans(order_no)
        while pick.screen.step != "start":
            target = pick.screen.target
            scan = {"scan_bin": "location", "scan_item": "sku", "enter_quantity": "quantity", "scan_serial": "serial",
                    "scan_lot": "lot"}  # fmt: skip
            pick.scans(tote if pick.screen.step == "scan_tote" else str(target[scan[pick.screen.step]]))

    # -- time ------------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        with self._write() as connection:
            return self.database.now(connection)

    def pass_time(self, **duration: float) -> None:
        """Let time pass (timedelta's arguments)."""
        later = self.now() + timedelta(**duration)
        self.database.clock = lambda: later

    # -- asking ----------------------------------------------------------------------------------------------------

    def value(self, statement: Any) -> Any:
        with self.database.read() as connection:
            return connection.scalar(statement)

    def rows(self, statement: Any) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(statement).all())

    def status(self, order_no: str) -> str:
        """An order's status."""
        return str(self.value(select(table(Order).c.status).where(table(Order).c.id == self.ids["order", order_no])))

    def on_hand(self, sku: str, code: str, client: str = "MAIN") -> int:
        """Units of a product in a place."""
        balance = table(Balance)
        total = select(func.coalesce(func.sum(balance.c.on_hand), 0)).where(
            balance.c.product_id == self.ids["product", f"{client}/{sku}"],
            balance.c.location_id == self.ids["location", code],
        )
        return int(self.value(total))

    def line(self, order_no: str, sku: str, client: str = "MAIN") -> dict[str, int]:
        """The counters of an order's line that are not 0."""
        line = table(OrderLine)
        counters = ("ordered", "cancelled", "allocated", "picked", "packed", "shipped")
        row = self.rows(
            select(*(line.c[c] for c in counters)).where(
                line.c.order_id == self.ids["order", order_no],
                line.c.product_id == self.ids["product", f"{client}/{sku}"],
            )
        )[0]
        return {name: n for name, n in zip(counters, row, strict=True) if n}

    def use(self, code: str) -> str:
        """What a tote or cart serves; '' if free."""
        return str(self.value(select(table(Location).c.use).where(table(Location).c.code == code)))

    def count(self, model: type[Model], **values: Any) -> int:
        """Rows with these values."""
        rows = table(model)
        conditions = [rows.c[name] == value for name, value in values.items()]
        return int(self.value(select(func.count()).select_from(rows).where(*conditions)))

    def sold(self, sku: str, client: str = "MAIN") -> int:
        """Units that have left to customers."""
        move = table(Move)
        return int(self.value(
            select(func.coalesce(func.sum(move.c.quantity), 0)).where(
                move.c.product_id == self.ids["product", f"{client}/{sku}"],
                move.c.to_id == self.ids["location", "CUSTOMER"],
            )
        ))  # fmt: skip

    def close(self) -> None:
        for worker in self.workers:
            worker.close()
        self.workers.clear()


def furnish(database: Database) -> Warehouse:
    """Three goods in four bins, two boxes, an insert, eight totes, two carts, people; no orders."""
    house = Warehouse(database)
    with house.together():
        house.product("MUG", {"8801000000012": 1, "18801000000019": 12})
        house.product("TEA", {"8801000000029": 1})
        house.product("CUP", {"8801000000036": 1})
        house.product("BOX-S", kind="box", size=(300, 300, 300))
        house.product("BOX-L", kind="box", size=(600, 600, 600))
        house.product("GIFT", kind="insert")
        house.stock("A-1", "MUG", 100)
        house.stock("A-2", "TEA", 5)
        house.stock("A-3", "CUP", 50)
        house.stock("B-1", "MUG", 10)
        for n in range(1, 9):
            house.place(f"TOTE-{n}", "tote")
        for n in (1, 2):
            house.place(f"CART-{n}", "cart")
        for badge in ("USR-1", "USR-2", "USR-3"):
            house.user(badge)
        house.user("USR-I", "inspector")
        house.user("USR-S", "supervisor")
    return house


@pytest.fixture
def house(database: Database) -> Iterator[Warehouse]:
    """A furnished warehouse; its books are checked when the test ends."""
    made = furnish(database)
    yield made
    made.close()
    prove(database)
