"""What an inspector's bench knows: the case it has claimed with its lines, and the unit that lies open on it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, exists, func, literal_column, select

from warehouse_app.database.models import (
    Client,
    Move,
    Order,
    OrderLine,
    Product,
    ReturnCase,
    ReturnLine,
    ReturnUnit,
    table,
)
from warehouse_app.database.returns import ARRIVED
from warehouse_app.domain.screen import Line
from warehouse_app.step import Turn

_case, _line, _unit, _product = table(ReturnCase), table(ReturnLine), table(ReturnUnit), table(Product)
_order, _order_line, _client, _move = table(Order), table(OrderLine), table(Client), table(Move)
_reversal = _move.alias("reversal")

_JOB = (
    select(
        _case.c.id.label("case_id"), _case.c.no, _case.c.kind, _case.c.client_id, _case.c.order_id.label("first_order"),
        _case.c.arrived_at, _case.c.due_at, _case.c.tracking_no, _case.c.parcel_id, _case.c.outcome, _case.c.gift,
        _client.c.code.label("client"), _line.c.id.label("line_id"), _line.c.line_no, _line.c.order_id,
        _line.c.order_line_id, _line.c.product_id, _line.c.expected, _line.c.received, _line.c.reason, _line.c.wants,
        _line.c.exchange_id, _product.c.sku, _product.c.name, _product.c.image, _order.c.order_no,
    )
    .select_from(
        _case.outerjoin(_client, _client.c.id == _case.c.client_id)
        .outerjoin(_line, _line.c.case_id == _case.c.id)
        .outerjoin(_product, _product.c.id == _line.c.product_id)
        .outerjoin(_order, _order.c.id == func.coalesce(_line.c.order_id, _case.c.order_id))
    )
    .where(ARRIVED, _case.c.station_id == bindparam("station"))
    .order_by(_line.c.line_no)
)  # fmt: skip
_UNIT_COLUMNS = (
    *_unit.c, _product.c.sku, _product.c.name, _product.c.image, _product.c.category, _product.c.price,
    _product.c.temperature, _product.c.serial_tracked, _product.c.lot_tracked, _product.c.expiry_tracked,
    _product.c.client_id, _client.c.code.label("client"), _line.c.reason, _line.c.wants, _order.c.ordered_at,
    _order_line.c.order_id,
)  # fmt: skip
_unit_rows = (
    _unit.outerjoin(_product, _product.c.id == _unit.c.product_id)
    .outerjoin(_client, _client.c.id == _product.c.client_id)
    .outerjoin(_line, _line.c.id == _unit.c.line_id)
    .outerjoin(_order_line, _order_line.c.id == _unit.c.order_line_id)
    .outerjoin(_order, _order.c.id == _order_line.c.order_id)
)
_OPEN_UNIT = (
    select(*_UNIT_COLUMNS)
    .select_from(_unit_rows)
    .where(_unit.c.case_id == bindparam("case"), _unit.c.status == literal_column("'open'"))
    .limit(1)
)
_UNIT = select(*_UNIT_COLUMNS).select_from(_unit_rows).where(_unit.c.id == bindparam("unit"))
_NEXT = (
    select(_case.c.id, _case.c.no, _case.c.due_at)
    .where(ARRIVED, _case.c.station_id.is_(None), _case.c.kind != "unknown")
    .order_by(_case.c.due_at, _case.c.value.desc(), _case.c.id)
    .limit(1)
)
# What of a product left with these orders, and what of it came back: the case's own lines first.
_SHIPPED = (
    select(
        _order_line.c.id.label("order_line_id"), _order_line.c.order_id, _order_line.c.shipped,
        _order_line.c.returned, _order_line.c.unit_price, _order.c.order_no,
    )
    .join_from(_order_line, _order, _order.c.id == _order_line.c.order_id)
    .where(
        _order_line.c.product_id == bindparam("product"),
        _order_line.c.order_id.in_(bindparam("orders", expanding=True)), _order_line.c.kind == "goods",
    )
    .order_by(_order_line.c.returned >= _order_line.c.shipped, _order.c.order_no)
)  # fmt: skip
RETURNED = select(_order_line.c.shipped, _order_line.c.returned).where(_order_line.c.id == bindparam("line"))
# Lots and serial numbers that left with an order line and are not on a bench or back already.
_back = (
    select(func.coalesce(func.sum(_unit.c.quantity), 0))
    .where(
        _unit.c.order_line_id == bindparam("line"),
        _unit.c.lot == _move.c.lot,
        _unit.c.expiry == _move.c.expiry,
        _unit.c.serial == _move.c.serial,
        _unit.c.id != bindparam("unit"),
    )
    .correlate(_move)
    .scalar_subquery()
)
_LEFT = (
    select(_move.c.lot, _move.c.expiry, _move.c.serial, (func.sum(_move.c.quantity) - _back).label("quantity"))
    .where(
        _move.c.ref_id == bindparam("order"), _move.c.product_id == bindparam("product"), _move.c.kind == "ship",
        ~exists(select(_reversal.c.id).where(_reversal.c.reverses == _move.c.id)),
    )
    .group_by(_move.c.lot, _move.c.expiry, _move.c.serial)
    .order_by(_move.c.expiry, _move.c.lot, _move.c.serial)
    .limit(200)
)  # fmt: skip


@dataclass
class InspectJob:
    """A claimed case. `head` is any row of the query, `lines` what it expects, `unit` what lies open on the bench."""

    head: Any
    lines: list[Any]
    unit: Any | None
    hand: dict[str, Any] = field(default_factory=dict)

    @property
    def expected(self) -> list[Any]:
        """Lines of which units are announced."""
        return [line for line in self.lines if line.expected]

    @property
    def unfinished(self) -> list[Any]:
        """Lines of which announced units have not been seen."""
        return [line for line in self.lines if line.received < line.expected]

    @cached_property
    def orders(self) -> list[uuid.UUID]:
        """The orders that the case may be of."""
        found = {line.order_id for line in self.lines} | {self.head.first_order}
        found |= {uuid.UUID(order) for order in self.hand.get("orders", ())}
        return sorted(order for order in found if order is not None)

    @property
    def done(self) -> int:
        """Announced units that were seen."""
        return sum(min(line.received, line.expected) for line in self.lines)

    @property
    def total(self) -> int:
        """Announced units."""
        return sum(line.expected for line in self.lines)

    def shown(self) -> tuple[Line, ...]:
        """The unfinished lines, for the screen."""
        return tuple(
            Line(x.sku, x.name, x.received, x.expected, order=x.order_no or "", image=x.image or "")
            for x in self.unfinished
        )

    def target(self, **extra: Any) -> dict[str, Any]:
        """What the screen names: the case, its order, the product on the bench or wanted next."""
        at = self.unit or next(iter(self.unfinished), None)
        target = {"rma": self.head.no, "order": next((x.order_no for x in [*self.lines, self.head] if x.order_no), "")}
        if at is not None and at.sku:
            target |= {"sku": at.sku, "name": at.name}
        if at is not None and at is not self.unit:
            target |= {"quantity": at.expected - at.received}
        return {**target, **extra}


def load(turn: Turn) -> InspectJob | None:
    """The case that this station has claimed; None if it has none. Two statements."""
    rows = turn.connection.execute(_JOB, {"station": turn.station_id}).all()
    if not rows:
        return None
    first = rows[0].case_id
    rows = [row for row in rows if row.case_id == first]
    unit = turn.connection.execute(_OPEN_UNIT, {"case": first}).first()
    return InspectJob(rows[0], [row for row in rows if row.line_id is not None], unit, turn.hand)


def next_case(turn: Turn) -> Any | None:
    """The most urgent case that nobody has: by due time, then value."""
    return turn.connection.execute(_NEXT).first()


def read_unit(turn: Turn, unit_id: uuid.UUID) -> Any:
    """A unit with its product, line and order."""
    return turn.connection.execute(_UNIT, {"unit": unit_id}).one()


def shipped_lines(turn: Turn, job: InspectJob, product_id: uuid.UUID) -> list[Any]:
    """Order lines of the case's orders that had the product; those with units still out come first."""
    if not job.orders:
        return []
    return list(turn.connection.execute(_SHIPPED, {"product": product_id, "orders": job.orders}).all())


def kinds_left(turn: Turn, unit: Any) -> list[Any]:
    """Lots, expiries and serial numbers with which the unit may have left."""
    if unit.order_line_id is None:
        return []
    given = {"order": unit.order_id, "product": unit.product_id, "line": unit.order_line_id, "unit": unit.id}
    return [row for row in turn.connection.execute(_LEFT, given).all() if row.quantity > 0]
