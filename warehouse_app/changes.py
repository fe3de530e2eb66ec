"""Changes of orders from outside, at any time until they leave: cancel, hold, release, address, quantity.

What is not picked is released; what is picked or packed stops the parcel at its next scan, and its goods go back.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from warehouse_app.database.models import (
    Allocation,
    Location,
    Order,
    OrderLine,
    Parcel,
    Person,
    PrintJob,
    Product,
    table,
)
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import Recorder, StockKey
from warehouse_app.site import SiteFacts

ACTIONS = ("cancel", "hold", "release", "address", "quantity")
ADDRESS = ("recipient", "phone", "postcode", "address1", "address2")

_order, _line, _a, _parcel = table(Order), table(OrderLine), table(Allocation), table(Parcel)
_location, _person, _job, _product = table(Location), table(Person), table(PrintJob), table(Product)
_ACTIVE = ("ahead", "open", "labelled", "packed")


class ChangeRefused(Exception):
    """The change comes too late or makes no sense."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class Change:
    """One change: its action; for quantity the product and the new quantity; for address the fields that change."""

    action: str
    product_id: uuid.UUID | None = None
    quantity: int = 0
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Case:
    """The order being changed, with what hangs on it."""

    connection: Connection
    recorder: Recorder
    order: Any
    lines: list[Any]
    parcels: list[Any]

    @property
    def no(self) -> str:
        return self.order.order_no

    def goods(self) -> list[Any]:
        return [line for line in self.lines if line.kind == "goods"]


def apply_change(
    connection: Connection, site: SiteFacts, order_id: uuid.UUID, change: Change, now: datetime, action_id: uuid.UUID
) -> bool:
    """Make one change in this transaction; False if the order is so already. Raises ChangeRefused."""
    order = connection.execute(select(_order).where(_order.c.id == order_id).with_for_update()).one()
    case = _Case(
        connection,
        Recorder(connection, now, site.outside_ids, {"action_id": action_id}),
        order,
        list(connection.execute(select(_line).where(_line.c.order_id == order_id).order_by(_line.c.id))),
        list(connection.execute(select(_parcel).where(_parcel.c.order_id == order_id).order_by(_parcel.c.id))),
    )
    return {"cancel": _cancel, "hold": _hold, "release": _release, "address": _address, "quantity": _quantity}[
        change.action
    ](case, change)


def _cancel(case: _Case, _: Change) -> bool:
    if case.order.status == "cancelled":
        return False
    _refuse_if_left(case)
    _stop_parcels(case, "cancelled")
    _free(case, {line.id: 0 for line in case.goods()})
    shipped = any(line.shipped for line in case.goods())
    for line in case.lines:
        _set_line(case, line, cancelled=line.ordered - line.shipped)
    _put_back(case)
    _set_order(case, status="shipped" if shipped else "cancelled")
    _total(case)
    return True


def _hold(case: _Case, _: Change) -> bool:
    if case.order.status == "on_hold":
        return False
    if case.order.status == "cancelled":
        raise ChangeRefused(say("Order {order} is cancelled.", order=case.no))
    _refuse_if_left(case)
    _stop_parcels(case, "hold")
    case.connection.execute(
        update(_a).where(_a.c.order_id == case.order.id, _a.c.open).values(batch_id=None, skip_no=0)
    )
    _set_order(case, status="on_hold", held_from=case.order.status)
    return True


def _release(case: _Case, _: Change) -> bool:
    if case.order.status != "on_hold":
        return False
    case.connection.execute(
        update(_parcel).where(_parcel.c.order_id == case.order.id, _parcel.c.blocked == "hold").values(blocked="")
    )
    case.connection.execute(
        update(_location).where(_location.c.order_id == case.order.id, _location.c.use == "hold").values(use="pick")
    )
    _set_order(case, status=_status(case), held_from="")
    return True


def _address(case: _Case, change: Change) -> bool:
    if case.order.status == "cancelled":
        raise ChangeRefused(say("Order {order} is cancelled.", order=case.no))
    _refuse_if_left(case)
    values = {name: text for name, text in change.address.items() if name in ADDRESS and text}
    person = case.connection.execute(select(_person).where(_person.c.id == case.order.person_id)).one_or_none()
    if person is None:
        raise ChangeRefused(say("The personal data of order {order} is erased.", order=case.no))
    values = {name: text for name, text in values.items() if getattr(person, name) != text}
    if not values:
        return False
    case.connection.execute(update(_person).where(_person.c.id == person.id).values(**values))
    _void_labels(case)
    return True


def _quantity(case: _Case, change: Change) -> bool:
    line = next((x for x in case.lines if x.product_id == change.product_id), None)
    if case.order.status == "cancelled":
        raise ChangeRefused(say("Order {order} is cancelled.", order=case.no))
    if line is None:
        return _new_line(case, change)
    wanted = line.ordered - line.cancelled
    if change.quantity == wanted:
        return False
    _refuse_if_left(case)
    if change.quantity < line.shipped:
        raise ChangeRefused(say("{n} units of order {order} have left already.", n=line.shipped, order=case.no))
    if change.quantity < wanted:
        _free(case, {line.id: change.quantity})
        _set_line(case, line, cancelled=line.cancelled + wanted - change.quantity)
    else:
        _set_line(case, line, ordered=line.ordered + change.quantity - wanted)
    if line.kind == "goods":
        _stop_parcels(case, "quantity")
    _recount(case)
    return True


def _new_line(case: _Case, change: Change) -> bool:
    if not change.quantity:
        return False
    _refuse_if_left(case)
    product = case.connection.execute(select(_product).where(_product.c.id == change.product_id)).one()
    last = max((line.line_no for line in case.lines), default=0)
    kind = "service" if product.kind == "service" else "goods"
    case.connection.execute(
        insert(_line).values(
            id=new_key(), order_id=case.order.id, product_id=product.id, line_no=last + 1, kind=kind,
            ordered=change.quantity, sources=[],
        )
    )  # fmt: skip
    if kind == "goods":
        _stop_parcels(case, "quantity")
    _recount(case)
    return True


# -- what changes share --------------------------------------------------------------------------------------------


def _refuse_if_left(case: _Case) -> None:
    goods = case.goods()
    if case.order.status == "shipped" or (goods and all(x.shipped >= x.ordered - x.cancelled > 0 for x in goods)):
        raise ChangeRefused(say("Order {order} has left already.", order=case.no))


def _stop_parcels(case: _Case, reason: str) -> None:
    """Parcels that have not left are refused at their next scan; labels printed ahead are void."""
    mine = and_(_parcel.c.order_id == case.order.id, _parcel.c.status.in_(_ACTIVE))
    keep = (_parcel.c.blocked == "",) if reason == "hold" else ()
    case.connection.execute(update(_parcel).where(mine, _parcel.c.status != "ahead", *keep).values(blocked=reason))
    if reason == "cancelled":
        case.connection.execute(update(_parcel).where(mine, _parcel.c.status == "ahead").values(status="void"))


def _void_labels(case: _Case) -> None:
    """The number of a label that may be printed is void: the bench prints a new one; the old one is refused."""
    voided = [p.id for p in case.parcels if p.status in ("labelled", "packed") and p.tracking_no]
    ahead = [p.id for p in case.parcels if p.status == "ahead"]
    if voided:
        case.connection.execute(
            update(_parcel)
            .where(_parcel.c.id.in_(voided), _parcel.c.status.in_(["labelled", "packed"]))
            .values(status="open", tracking_no=None, blocked="address", closed_at=None, manifest_id=None)
        )
        if case.order.status == "packed":
            _set_order(case, status="packing")
    if ahead:
        case.connection.execute(update(_parcel).where(_parcel.c.id.in_(ahead)).values(status="void", tracking_no=None))
    if voided or ahead:
        case.connection.execute(
            update(_job)
            .where(_job.c.ref_id.in_([*voided, *ahead]), _job.c.kind == "shipping_label", _job.c.status != "void")
            .values(status="void")
        )


def _free(case: _Case, keep: Mapping[uuid.UUID, int]) -> None:
    """Release the unpicked allocations of lines beyond the units to keep: {order line: units}."""
    rows = case.connection.execute(
        select(_a).where(_a.c.order_line_id.in_(list(keep)), _a.c.open).order_by(_a.c.id.desc())
    ).all()
    surplus = {line.id: line.allocated - keep[line.id] for line in case.lines if line.id in keep}
    released: dict[tuple[StockKey, uuid.UUID], int] = {}
    for row in rows:
        n = min(row.quantity - row.picked, max(surplus[row.order_line_id], 0))
        if not n:
            continue
        surplus[row.order_line_id] -= n
        place = (StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade), row.location_id)
        released[place] = released.get(place, 0) + n
        case.connection.execute(
            update(_a).where(_a.c.id == row.id).values(quantity=_a.c.quantity - n, open=row.quantity - n > row.picked)
        )
        case.connection.execute(
            update(_line).where(_line.c.id == row.order_line_id).values(allocated=_line.c.allocated - n)
        )
    for (key, location_id), n in sorted(released.items(), key=str):
        case.recorder.allocate(key, location_id, -n)


def _put_back(case: _Case) -> None:
    """The order's totes wait to be put back."""
    case.connection.execute(
        update(_location)
        .where(_location.c.order_id == case.order.id, _location.c.kind == "tote", _location.c.use.in_(["pick", "hold"]))
        .values(use="putback")
    )


def _recount(case: _Case) -> None:
    """After a change of quantities: the order's totals and where it stands now."""
    if not _total(case):
        _put_back(case)
        _stop_parcels(case, "cancelled")
        _set_order(case, status="cancelled")
    elif case.order.status in ("new", "waiting", "allocated", "picking"):
        status = _status(case)
        if not (case.order.status == "picking" and status == "allocated"):
            _set_order(case, status=status)


def _total(case: _Case) -> int:
    """Sum the order up again; returns its units."""
    case.lines = list(case.connection.execute(select(_line).where(_line.c.order_id == case.order.id)))
    goods = case.goods()
    units = sum(line.ordered - line.cancelled for line in goods)
    value = sum((line.ordered - line.cancelled) * line.unit_price for line in case.lines)
    _set_order(case, units=units, value=value, lines=sum(line.ordered > line.cancelled for line in goods))
    return units


def _status(case: _Case) -> str:
    """Where an order stands by its facts."""
    goods = case.goods()
    open_count = case.connection.scalar(
        select(func.count()).select_from(_a).where(_a.c.order_id == case.order.id, _a.c.open)
    )
    wanted, picked, packed, shipped = (
        sum(line.ordered - line.cancelled for line in goods),
        sum(line.picked for line in goods),
        sum(line.packed for line in goods),
        sum(line.shipped for line in goods),
    )
    if open_count:
        return "allocated"
    if any(p.status in ("open", "labelled") for p in case.parcels):
        return "packing"
    if picked > packed:
        short = any(line.picked < line.ordered - line.cancelled for line in goods)
        return "waiting" if short and not case.order.parts else "picked"
    if packed > shipped:
        return "packed"
    if shipped:
        return "shipped" if shipped >= wanted else "part_shipped"
    return "new"


def _set_order(case: _Case, **values: Any) -> None:
    case.connection.execute(update(_order).where(_order.c.id == case.order.id).values(**values))


def _set_line(case: _Case, line: Any, **values: Any) -> None:
    case.connection.execute(update(_line).where(_line.c.id == line.id).values(**values))
