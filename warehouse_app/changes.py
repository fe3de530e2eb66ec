"""Changes of orders from outside, at any time until they leave: cancel, hold, release, address, quantity, details.

What is not picked is released; what is picked or packed stops the parcel at its next scan, and its goods go back.
A change that is made writes one action row; one that changes nothing writes none.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update

from warehouse_app.change_effects import Case, free, labels_void, part_ways, put_back, status_now, stop_parcels
from warehouse_app.combining import household_keys, in_parcel, orders_in, parcels_with
from warehouse_app.database.models import Action, Allocation, Location, Order, OrderLine, Parcel, Person, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.gifts import customer_key
from warehouse_app.kits import Share, shares
from warehouse_app.recorder import Recorder
from warehouse_app.site import SiteFacts

ACTIONS = ("cancel", "hold", "release", "address", "quantity")
ADDRESS = ("recipient", "phone", "postcode", "address1", "address2")
_ON_LABEL = (*ADDRESS, "country", "message")
_PERSON = (*_ON_LABEL, "email", "gift_message", "extra")
_DETAILS = ("ordered_at", "ship_by", "not_before", "service", "tags", "bundle", "carrier_id")

_order, _line, _a, _parcel = table(Order), table(OrderLine), table(Allocation), table(Parcel)
_location, _person, _product = table(Location), table(Person), table(Product)


class ChangeRefused(Exception):
    """The change comes too late or makes no sense."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class Change:
    """One change: its action; for quantity the product and the new quantity in units.

    `address` are the fields of the personal store that change (address), `details` the order's columns (details:
    ordered_at, ship_by, not_before, service, tags, bundle, carrier_id).
    """

    action: str
    product_id: uuid.UUID | None = None
    quantity: int = 0
    address: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


def apply_change(
    connection: Connection,
    site: SiteFacts,
    order_id: uuid.UUID,
    change: Change,
    now: datetime,
    user_id: uuid.UUID | None = None,
) -> bool:
    """Make one change in this transaction; False if the order is so already. Raises ChangeRefused.

    Raises Conflict where a station was faster: run the transaction again (Database.run does).
    """
    order = connection.execute(select(_order).where(_order.c.id == order_id).with_for_update()).one()
    case = Case(
        connection,
        Recorder(connection, now, site.outside_ids, {}),
        order,
        list(connection.execute(select(_line).where(_line.c.order_id == order_id).order_by(_line.c.id))),
        list(
            connection.execute(select(_parcel).where(_parcel.c.id.in_(parcels_with(order_id))).order_by(_parcel.c.id))
        ),
    )
    made = _MAKE[change.action](case, change)
    if made:
        detail = {"change": change.action, "order": str(order_id)}
        if change.product_id is not None:
            detail |= {"product": str(change.product_id), "quantity": str(change.quantity)}
        connection.execute(
            insert(table(Action)).values(id=new_key(), kind="change", detail=detail, at=now, user_id=user_id)
        )
    return made


def _cancel(case: Case, _: Change) -> bool:
    if case.order.status in ("cancelled", "complete"):
        return False
    _refuse_if_left(case)
    stop_parcels(case, "cancelled")
    free(case, {line.id: 0 for line in case.goods()})
    case.connection.execute(
        update(_line).where(_line.c.order_id == case.order.id).values(cancelled=_line.c.ordered - _line.c.shipped)
    )
    _recount(case)
    return True


def _hold(case: Case, _: Change) -> bool:
    if case.order.status == "on_hold":
        return False
    _refuse_if_cancelled(case)
    _refuse_if_left(case)
    if case.order.status == "complete":
        raise ChangeRefused(say("Order {order} has nothing to ship.", order=case.no))
    stop_parcels(case, "hold")
    case.leave_batches()
    case.set_order(status="on_hold", held_from=case.order.status)
    return True


def _release(case: Case, _: Change) -> bool:
    if case.order.status != "on_hold":
        return False
    mine = [p.id for p in case.parcels if not (p.joined and _holds_another(case, p.id))]
    case.connection.execute(
        update(_parcel).where(_parcel.c.id.in_(mine), _parcel.c.blocked == "hold").values(blocked="")
    )
    case.connection.execute(
        update(_location).where(_location.c.order_id == case.order.id, _location.c.use == "hold").values(use="pick")
    )
    case.set_order(status=status_now(case), held_from="")
    return True


def _holds_another(case: Case, parcel_id: uuid.UUID) -> bool:
    """Whether another order that travels in this parcel is on hold."""
    others = _order.c.id.in_(orders_in(in_parcel(parcel_id))), _order.c.id != case.order.id
    return bool(case.connection.scalar(select(exists().where(*others, _order.c.status == "on_hold"))))


def _address(case: Case, change: Change) -> bool:
    person = case.connection.execute(select(_person).where(_person.c.id == case.order.person_id)).one_or_none()
    values = {
        name: value
        for name, value in change.address.items()
        if name in _PERSON and (person is None or getattr(person, name) != value)
    }
    if not values:
        return False
    _refuse_if_cancelled(case)
    _refuse_if_left(case)
    if person is None:
        raise ChangeRefused(say("The personal data of order {order} is erased.", order=case.no))
    told = {**person._mapping, **values}
    keys = {"customer": customer_key(told), **household_keys(told)}
    case.connection.execute(update(_person).where(_person.c.id == person.id).values(**values, **keys))
    if any(name in _ON_LABEL for name in values):
        part_ways(case)
        labels_void(case)
    if "gift_message" in values:  # the note in an open parcel is another one
        stop_parcels(case, "quantity")
        case.set_order(is_gift=bool(values["gift_message"]))
    return True


def _details(case: Case, change: Change) -> bool:
    values = {n: v for n, v in change.details.items() if n in _DETAILS and getattr(case.order, n) != v}
    if not values:
        return False
    _refuse_if_cancelled(case)
    _refuse_if_left(case)
    case.set_order(**values)
    if "carrier_id" in values:
        labels_void(case)
        case.connection.execute(
            update(_parcel)
            .where(_parcel.c.order_id == case.order.id, _parcel.c.status == "open")
            .values(carrier_id=values["carrier_id"], service="", notice=None)
        )
    return True


def _quantity(case: Case, change: Change) -> bool:
    line = next((x for x in case.lines if x.product_id == change.product_id), None)
    wanted = line.ordered - line.cancelled if line is not None else 0
    in_sets = shares(case.connection, case.order.id) if line is not None else []
    if line is not None:  # what is meant are the units bought for themselves
        of_sets = sum(s.sets * s.each for s in in_sets if s.part_line_id == line.id)
        change = replace(change, quantity=change.quantity + of_sets)
    if change.quantity == wanted:
        return False
    if line is not None and line.kind == "kit":
        return _sets(case, line, change.quantity, wanted, [s for s in in_sets if s.kit_line_id == line.id])
    _refuse_if_cancelled(case)
    _refuse_if_left(case)
    if line is None:
        return _new_line(case, change)
    if change.quantity < line.shipped:
        raise ChangeRefused(say("{n} units of order {order} have left already.", n=line.shipped, order=case.no))
    mine = update(_line).where(_line.c.id == line.id)
    if change.quantity < wanted:
        if line.kind == "goods":
            free(case, {line.id: change.quantity})
            stop_parcels(case, "quantity", case.parcels_beyond(line, change.quantity))
        case.connection.execute(mine.values(cancelled=_line.c.cancelled + wanted - change.quantity))
    else:
        case.connection.execute(mine.values(ordered=_line.c.ordered + change.quantity - wanted))
        if line.kind == "goods":
            _grown(case)
    _recount(case)
    return True


def _sets(case: Case, line: Any, sets: int, before: int, parts: list[Share]) -> bool:
    """More or fewer sets of a line that goes as its parts: its parts are changed with it."""
    _refuse_if_cancelled(case)
    _refuse_if_left(case)
    mine = update(_line).where(_line.c.id == line.id)
    if sets < before:
        case.connection.execute(mine.values(cancelled=_line.c.cancelled + before - sets))
    else:
        case.connection.execute(mine.values(ordered=_line.c.ordered + sets - before))
    loose = {s.part_line_id: 0 for s in parts}
    every = shares(case.connection, case.order.id)
    for part in case.lines:
        if part.id in loose:
            own = (
                part.ordered
                - part.cancelled
                - sum(
                    s.each * (before if s.kit_line_id == line.id else s.sets)
                    for s in every
                    if s.part_line_id == part.id
                )
            )
            _quantity(case, Change("quantity", part.product_id, own))
    return True


def _new_line(case: Case, change: Change) -> bool:
    product = case.connection.execute(select(_product).where(_product.c.id == change.product_id)).one()
    kind = "service" if product.kind == "service" else "goods"
    case.connection.execute(
        insert(_line).values(
            id=new_key(), order_id=case.order.id, product_id=product.id, kind=kind, ordered=change.quantity,
            line_no=max((line.line_no for line in case.lines), default=0) + 1, sources=[],
        )
    )  # fmt: skip
    if kind == "goods":
        _grown(case)
    _recount(case)
    return True


_MAKE = {
    "cancel": _cancel, "hold": _hold, "release": _release, "address": _address, "quantity": _quantity,
    "details": _details,
}  # fmt: skip


def _refuse_if_cancelled(case: Case) -> None:
    if case.order.status == "cancelled":
        raise ChangeRefused(say("Order {order} is cancelled.", order=case.no))


def _refuse_if_left(case: Case) -> None:
    goods = case.goods()
    if case.order.status == "shipped" or (goods and all(x.shipped >= x.ordered - x.cancelled > 0 for x in goods)):
        raise ChangeRefused(say("Order {order} has left already.", order=case.no))


def _grown(case: Case) -> None:
    """More is wanted: what is packed waits for it, unless the order may go in parts."""
    if not case.order.parts:
        stop_parcels(case, "quantity")


def _recount(case: Case) -> None:
    """After a change of quantities: the order's totals and where it stands now."""
    case.lines = list(case.connection.execute(select(_line).where(_line.c.order_id == case.order.id)))
    goods = case.goods()
    wanted = {line.id: line.ordered - line.cancelled for line in case.lines}
    units = sum(wanted[line.id] for line in goods)
    case.set_order(
        units=units, lines=sum(wanted[line.id] > 0 for line in goods),
        value=min(sum(wanted[line.id] * line.unit_price for line in case.lines), 10**18),
    )  # fmt: skip
    status = case.order.status
    if not any(wanted.values()) or (not units and status != "complete"):
        stop_parcels(case, "cancelled")
        put_back(case)
        case.set_order(status="cancelled")
    elif all(line.shipped >= wanted[line.id] for line in goods) and units:
        stop_parcels(case, "cancelled")
        put_back(case)
        case.set_order(status="shipped")
    elif status == "complete" and units:
        case.set_order(status="new")
    elif status in ("picked", "packing", "packed"):
        short = any(line.allocated < wanted[line.id] for line in goods)
        if short and not case.order.parts:
            case.set_order(status="waiting")
    elif status in ("new", "waiting", "allocated", "picking") and not case.is_unsorted():
        now = status_now(case)
        if not (status == "picking" and now == "allocated"):
            case.set_order(status=now)
