"""Orders of one household that travel in one parcel (합포장): who may be joined, and which parcels an order is in.

An order is in the parcels begun for it (parcel.order_id) and in those that have lines of it. Who is one household is
said by domain/addresses.py; the marketplace's own bundle number says it first.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, func, or_, select, union, update

from warehouse_app.database.models import Order, OrderLine, Parcel, ParcelLine, Person, Product, table
from warehouse_app.domain.addresses import Recipient, household, phone_mark, same_postcode

FORBIDDEN = ("no_combine", "합포금지")
"""Tags of orders that go in parcels of their own."""
_AT_ONCE = 500

_order, _line, _person, _product = table(Order), table(OrderLine), table(Person), table(Product)
_parcel, _pline = table(Parcel), table(ParcelLine)
_has_lines = _pline.join(_line, _line.c.id == _pline.c.order_line_id)


def parcels_with(order: Any) -> Any:
    """The ids of the parcels that an order is in; `order` is a parameter or a column."""
    begun = select(_parcel.c.id).where(_parcel.c.order_id == order)
    lines = select(_line.c.id).where(_line.c.order_id == order)
    return union(begun, select(_pline.c.parcel_id).where(_pline.c.order_line_id.in_(lines), _pline.c.quantity > 0))


def orders_in(*parcels: Any) -> Select[Any]:
    """The ids of the orders whose goods belong into parcels; `parcels` are conditions on the column parcel_id."""
    return select(_line.c.order_id).select_from(_has_lines).where(*parcels, _pline.c.quantity > 0).distinct()


def in_parcel(parcel: Any) -> Any:
    """The condition for `orders_in`: of this parcel, a parameter or a column."""
    return _pline.c.parcel_id == parcel


def among_parcels(parcels: Any) -> Any:
    """The condition for `orders_in`: of the parcels that a statement finds."""
    return _pline.c.parcel_id.in_(parcels)


def household_keys(person: Mapping[str, Any]) -> dict[str, str]:
    """What orders of one household have in common, and what tells their phones apart, without saying who they are.

    Columns of Person; `household` is '' where a person stays alone.
    """
    who = recipient(person)
    known = household(who)
    key = hashlib.sha256(known.encode()).hexdigest()[:24] if known else ""
    return {"household": key, "phone_mark": phone_mark(who)}


def recipient(person: Mapping[str, Any]) -> Recipient:
    """A row of the personal store, as far as it tells who gets a parcel."""
    return Recipient(
        *(str(person.get(name) or "") for name in ("recipient", "phone", "postcode", "address1", "address2", "country"))
    )


_who = ("postcode", "household", "phone_mark")
_OF_ORDER = (
    select(_order, *(_person.c[name] for name in _who))
    .join_from(_order, _person, _person.c.id == _order.c.person_id)
)  # fmt: skip
_ME = _OF_ORDER.where(_order.c.id == bindparam("order"))
_ALONE = (
    select(func.count())
    .select_from(_line.join(_product, _product.c.id == _line.c.product_id))
    .where(_line.c.order_id == _order.c.id, _line.c.ordered > _line.c.cancelled, _product.c.no_combine)
    .scalar_subquery()
)
_MATES = (
    _OF_ORDER.where(
        _order.c.client_id == bindparam("client"), _order.c.id != bindparam("order"),
        _order.c.status.in_(bindparam("statuses", expanding=True)), _order.c.temperature == bindparam("temperature"),
        ~_order.c.is_gift, _ALONE == 0,
        or_(
            (_person.c.household == bindparam("household")) & (_person.c.household != ""),
            (_order.c.bundle == bindparam("bundle")) & (_order.c.bundle != "")
            & (_order.c.channel == bindparam("channel")),
        ),
        ~exists(select(_parcel.c.id).where(_parcel.c.order_id == _order.c.id, _parcel.c.status == "ahead")),
    )
    .order_by(_order.c.ship_by, _order.c.ordered_at, _order.c.id)
    .limit(20)
)  # fmt: skip
_MAY = (
    select(_order.c.id)
    .where(_order.c.id == bindparam("order"), ~_order.c.is_gift, _order.c.temperature != "mixed", _ALONE == 0)
)  # fmt: skip


def mates(connection: Connection, order_id: uuid.UUID, statuses: Sequence[str] = ("picked",)) -> list[Any]:
    """Orders that may travel in one parcel with this one, most urgent first; at most three statements."""
    me: Any = connection.execute(_ME, {"order": order_id}).one_or_none()
    if me is None or me.temperature == "mixed" or not (me.household or me.bundle) or _is_forbidden(me):
        return []
    found = connection.execute(_MATES, {
        "order": me.id, "client": me.client_id, "statuses": list(statuses), "temperature": me.temperature,
        "household": me.household, "bundle": me.bundle, "channel": me.channel,
    }).all()  # fmt: skip
    together = [me]
    for row in found:  # each with each: one with a safe number may go with either of two, never with both
        if not _is_forbidden(row) and all(_together(one, row) for one in together):
            together.append(row)
    return together[1:] if together[1:] and connection.execute(_MAY, {"order": order_id}).first() else []


_other, _other_person = _order.alias("other"), _person.alias("other_person")
_CANDIDATES = (
    select(_order.c.id, _order.c.order_no)
    .join_from(_order, _person, _person.c.id == _order.c.person_id)
    .where(
        _order.c.id.in_(bindparam("orders", expanding=True)),
        exists(
            select(_other.c.id)
            .join_from(_other_person, _other, _other.c.person_id == _other_person.c.id)
            .where(_other_person.c.household == _person.c.household, _other_person.c.household != "",
                   _other.c.client_id == _order.c.client_id, _other.c.id != _order.c.id,
                   _other.c.status.in_(["packing", "packed"]))
        ),
    )
    .order_by(_order.c.id)
)  # fmt: skip
_ASK = (
    update(_parcel)
    .where(_parcel.c.id.in_(parcels_with(bindparam("order"))), _parcel.c.status.in_(["labelled", "packed"]),
           _parcel.c.manifest_id.is_(None), ~_parcel.c.alone, _parcel.c.late_mate == "")
    .values(late_mate=bindparam("no"))
)  # fmt: skip


def stop_for(connection: Connection, orders: Sequence[uuid.UUID]) -> int:
    """New orders of households whose parcel has its label and has not left: that parcel is asked about before it goes.

    Returns how many orders there are. One statement where there is none.
    """
    found: list[Any] = []
    for at in range(0, len(orders), _AT_ONCE):
        found += connection.execute(_CANDIDATES, {"orders": list(orders[at : at + _AT_ONCE])}).all()
    for row in found:
        for mate in mates(connection, row.id, ("packing", "packed")):
            connection.execute(_ASK, {"order": mate.id, "no": row.order_no})
    return len(found)


def _together(one: Any, other: Any) -> bool:
    if one.bundle and one.bundle == other.bundle and one.channel == other.channel:
        return True
    if not one.household or one.household != other.household:
        return False
    return len({one.phone_mark, other.phone_mark} - {""}) < 2 and same_postcode(one.postcode, other.postcode)


def _is_forbidden(order: Any) -> bool:
    return any(tag in FORBIDDEN for tag in order.tags.split())
