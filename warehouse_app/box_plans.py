"""Plans of boxes, made while orders are picked, so that no packer waits for one; kept by the order they are for.

A plan serves as long as goods and boxes are those it was made for. Where they are not (a short, a second box, orders
joined), a quick one is made at the bench.
"""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, exists, insert, literal_column, select

from warehouse_app.database.engine import Database, Unavailable
from warehouse_app.database.models import BoxPlan, Client, Order, OrderLine, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain import boxes
from warehouse_app.domain.carriers import coldest
from warehouse_app.domain.screen import Arrangement, Laid
from warehouse_app.recipes import boxes_for

_AHEAD = ("allocated", "picking", "picked")
_plan, _order, _line, _product = table(BoxPlan), table(Order), table(OrderLine), table(Product)
_client = table(Client)
_SIZES = (_product.c.length_mm, _product.c.width_mm, _product.c.height_mm, _product.c.weight_g)
# The kind in the very words of its index: a client has few boxes among its products.
_BOXES = (
    select(_product.c.id, _product.c.sku, *_SIZES, _product.c.max_weight_g)
    .where(_product.c.client_id == bindparam("client"), _product.c.kind == literal_column("'box'"))
    .order_by(_product.c.sku)
)
_STORED = select(_plan.c.ref_id, _plan.c.key, _plan.c.plan).where(_plan.c.ref_id.in_(bindparam("refs", expanding=True)))
_UNPLANNED = (
    select(_order)
    .where(_order.c.status.in_(_AHEAD), ~exists(select(_plan.c.id).where(_plan.c.ref_id == _order.c.id)))
    .order_by(_order.c.ship_by, _order.c.id)
    .limit(bindparam("most"))
)
_TOLD = (
    select(_order.c.id, _order.c.order_no, _client.c.code.label("client"), _plan.c.plan)
    .join_from(_plan, _order, _order.c.id == _plan.c.ref_id)
    .join(_client, _client.c.id == _order.c.client_id)
    .order_by(_client.c.code, _order.c.order_no)
)
_GOODS = (
    select(_line.c.order_id, _line.c.product_id, _product.c.sku,
           (_line.c.ordered - _line.c.cancelled - _line.c.packed).label("units"), *_SIZES,
           _product.c.fragile, _product.c.upright, _product.c.temperature)
    .join_from(_line, _product, _product.c.id == _line.c.product_id)
    .where(_line.c.order_id.in_(bindparam("orders", expanding=True)), _line.c.kind == "goods",
           _line.c.ordered - _line.c.cancelled > _line.c.packed)
    .order_by(_line.c.order_id, _line.c.line_no)
)  # fmt: skip


class Wanted(NamedTuple):
    """Units of one product to be packed: a row with its sizes, and how many."""

    product: Any
    units: int


class Proposal(NamedTuple):
    """The product of the box to fold first (None: choose by eye), and how many boxes there will be."""

    box_id: uuid.UUID | None
    boxes: int


def family_of(connection: Connection, client_id: uuid.UUID, allowed: frozenset[str] = frozenset()) -> list[Any]:
    """A client's boxes; of those that a packing recipe allows, if it has any of them."""
    found = list(connection.execute(_BOXES, {"client": client_id}).all())
    return [box for box in found if box.sku in allowed] or found


def propose(
    connection: Connection, refs: Sequence[uuid.UUID], goods: Sequence[Wanted], family: Sequence[Any], now: datetime
) -> Proposal:
    """The boxes for goods: from the plan of one of `refs`, or planned quickly and kept for the last of them."""
    if not family:
        return Proposal(None, 0)
    key = _key(goods, family)
    stored = connection.execute(_STORED, {"refs": list(refs)}).all()
    plan = next((row.plan for row in stored if row.key == key), None)
    if plan is None:
        plan = _planned(goods, family, boxes.QUICK)
        if any(row.ref_id == refs[-1] for row in stored):
            connection.execute(delete(_plan).where(_plan.c.ref_id == refs[-1]))
        row = {"id": new_key(), "ref_id": refs[-1], "key": key, "plan": plan, "at": now}
        connection.execute(insert(_plan), row)
    largest = max(family, key=lambda box: (box.length_mm * box.width_mm * box.height_mm, box.sku))
    box_id = uuid.UUID(plan["boxes"][0]["id"]) if plan["boxes"] else largest.id
    return Proposal(box_id, len(plan["boxes"]))


def arrangement_of(connection: Connection, parcel_id: uuid.UUID, order_id: uuid.UUID) -> Arrangement | None:
    """How the goods of a parcel lie in its box, if a plan says so: its own, else its order's."""
    stored = {row.ref_id: row.plan for row in connection.execute(_STORED, {"refs": [parcel_id, order_id]})}
    plan = stored.get(parcel_id) or stored.get(order_id)
    if not plan or not plan["boxes"]:
        return None
    first = plan["boxes"][0]
    long, wide, high = first["size"]
    return Arrangement((long, wide, high), tuple(Laid(*unit) for unit in first["units"]))


def plans(connection: Connection, order_no: str = "", client: str = "") -> Iterator[dict[str, Any]]:
    """The plans of orders to be packed: client, order, boxes with every unit's SKU and place in mm, what fits none."""
    statement = _TOLD.where(_order.c.status.in_(_AHEAD))
    statement = statement.where(_order.c.order_no == order_no) if order_no else statement
    statement = statement.where(_client.c.code == client) if client else statement
    rows = connection.execute(statement).all()
    goods: dict[uuid.UUID, list[Any]] = {row.id: [] for row in rows}
    for at in range(0, len(rows), 500):
        for line in connection.execute(_GOODS, {"orders": list(goods)[at : at + 500]}):
            goods[line.order_id].append(line)
    boxes_of = {box.id: box.sku for box in connection.execute(select(_product).where(_product.c.kind == "box"))}
    for row in rows:
        skus = [line.sku for line in goods[row.id]]
        if any(unit[0] >= len(skus) for box in row.plan["boxes"] for unit in box["units"]):
            continue  # the order was changed since
        yield {
            "client": row.client, "order_no": row.order_no,
            "boxes": [
                {"box": boxes_of[uuid.UUID(box["id"])], "size": box["size"],
                 "units": [[skus[unit[0]], *unit[1:]] for unit in box["units"]]}
                for box in row.plan["boxes"]
            ],
            "loose": sorted(line.sku for line in goods[row.id] if str(line.product_id) in row.plan["loose"]),
        }  # fmt: skip


def plan_ahead(database: Database, most: int = 20) -> int:
    """Plan the most urgent orders that have no plan yet; returns how many. Called in the background."""
    with database.read() as connection:
        now = database.now(connection)
        orders = connection.execute(_UNPLANNED, {"most": most}).all()
        goods: dict[uuid.UUID, list[Wanted]] = {order.id: [] for order in orders}
        for row in connection.execute(_GOODS, {"orders": list(goods)}):
            goods[row.order_id].append(Wanted(row, row.units))
        families = {}
        for order in orders:
            temperature = order.temperature
            if temperature == "mixed":  # its first parcel is of the coldest class
                temperature = coldest(wanted.product.temperature for wanted in goods[order.id])
                goods[order.id] = [w for w in goods[order.id] if w.product.temperature == temperature]
            units = sum(wanted.units for wanted in goods[order.id])
            families[order.id] = family_of(
                connection, order.client_id, boxes_for(connection, order, units, temperature)
            )
    rows = [
        {"id": new_key(), "ref_id": key, "key": _key(wanted, families[key]),
         "plan": _planned(wanted, families[key], boxes.EFFORT), "at": now}
        for key, wanted in goods.items()
    ]  # fmt: skip

    def keep(connection: Connection) -> None:
        known = {row.ref_id for row in connection.execute(_STORED, {"refs": [row["ref_id"] for row in rows]})}
        if fresh := [row for row in rows if row["ref_id"] not in known]:
            connection.execute(insert(_plan), fresh)

    if rows:
        database.run(keep)
    return len(rows)


def forget_plans(connection: Connection, before: datetime) -> None:
    """Erase old plans: they serve for days."""
    connection.execute(delete(_plan).where(_plan.c.at < before))


class Planner:
    """Plans in the background every few seconds, until it is stopped."""

    def __init__(self, database: Database, seconds: float = 3.0) -> None:
        self._database, self._seconds = database, seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="box-planner", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; returns when the last plan is kept."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                while plan_ahead(self._database, 5) and not self._stopped.wait(0.05):  # the floor comes first
                    pass
            except Unavailable:  # the bench plans quickly itself, and the next round may do
                continue


def _planned(goods: Sequence[Wanted], family: Sequence[Any], effort: int) -> dict[str, Any]:
    items = [
        boxes.Item(p.length_mm, p.width_mm, p.height_mm, p.weight_g, n, p.fragile, p.upright) for p, n in goods
    ]  # fmt: skip
    by_code = {box.sku: box for box in family}
    kinds = [boxes.Box(b.sku, b.length_mm, b.width_mm, b.height_mm, b.max_weight_g) for b in family]
    plan = boxes.choose(items, kinds, effort)
    return {
        "boxes": [
            {"id": str(by_code[filled.box.code].id),
             "size": [filled.box.length_mm, filled.box.width_mm, filled.box.height_mm],
             "units": [list(unit) for unit in filled.units]}
            for filled in plan.boxes
        ],
        "loose": [str(goods[at].product.product_id) for at in plan.loose],
        "warnings": [warning.to_json() for warning in plan.warnings],
    }  # fmt: skip


def _key(goods: Sequence[Wanted], family: Sequence[Any]) -> str:
    """Of what a plan is made for: goods with their sizes, and the boxes."""
    told = [
        [str(p.product_id), n, p.length_mm, p.width_mm, p.height_mm, p.weight_g, p.fragile, p.upright]
        for p, n in goods
    ]  # fmt: skip
    told += [[str(b.id), b.length_mm, b.width_mm, b.height_mm, b.max_weight_g] for b in family]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:24]
