"""Which inserts a parcel gets: a client's rules, asked with what the order, its customer and the stock say."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from warehouse_app.database.goods import is_of_recalled_lot
from warehouse_app.database.models import (
    Balance,
    InsertRule,
    Location,
    Order,
    Parcel,
    ParcelLine,
    Person,
    Product,
    table,
)
from warehouse_app.domain.inserts import Gift, GiftRule, RuleLine, RuleOrder, gifts_for
from warehouse_app.site import SiteFacts

_rule, _product, _balance, _place = table(InsertRule), table(Product), table(Balance), table(Location)
_parcel, _line, _order, _person = table(Parcel), table(ParcelLine), table(Order), table(Person)

_RULES = (
    select(_rule, _product.c.sku)
    .join_from(_rule, _product, _product.c.id == _rule.c.product_id)
    .where(_rule.c.client_id == bindparam("client"))
)
_SKUS = select(_product.c.id, _product.c.sku).where(
    _product.c.client_id == bindparam("client"), _product.c.sku.in_(bindparam("skus", expanding=True))
)
_promised = (
    select(func.coalesce(func.sum(_line.c.quantity - _line.c.verified), 0))
    .select_from(_line.join(_parcel, _parcel.c.id == _line.c.parcel_id))
    .where(_line.c.product_id == _product.c.id, _line.c.kind == "insert", _parcel.c.status == "open")
    .scalar_subquery()
)
_STOCK = (
    select(_product.c.sku, func.sum(_balance.c.on_hand - _balance.c.allocated).label("units"),
           _promised.label("promised"))
    .select_from(_product.join(_balance, _balance.c.product_id == _product.c.id)
                 .join(_place, _place.c.id == _balance.c.location_id))
    .where(_product.c.id.in_(bindparam("products", expanding=True)), _balance.c.grade == "",
           ~is_of_recalled_lot(_balance), _place.c.kind.in_(["packing", "bin", "staging"]))
    .group_by(_product.c.id, _product.c.sku)
)  # fmt: skip
_me = select(_person.c.customer).where(_person.c.id == bindparam("person")).scalar_subquery()
_of_me = (
    _order.c.client_id == bindparam("client"), _order.c.id != bindparam("order"),
    _order.c.person_id.in_(select(_person.c.id).where(_person.c.customer == _me, _person.c.customer != "")),
)  # fmt: skip
_GIVEN = (
    select(_line.c.rule, func.count(func.distinct(_line.c.parcel_id)).label("times"))
    .select_from(_line.join(_parcel, _parcel.c.id == _line.c.parcel_id).join(_order, _order.c.id == _parcel.c.order_id))
    .where(*_of_me, _line.c.kind == "insert", _line.c.rule != "", _line.c.quantity > 0, _parcel.c.status != "void")
    .group_by(_line.c.rule)
)
_EARLIER = select(_order.c.id).where(*_of_me, _order.c.ordered_at < bindparam("ordered_at"),
                                     _order.c.status != "cancelled").limit(1)  # fmt: skip


def customer_key(person: Mapping[str, Any]) -> str:
    """One customer, as far as an order tells: the own phone, else the mail address, else name and address; '' if none.

    Safe numbers (050…) change from order to order and say nothing. Kept in the personal store and erased with it.
    """
    phone = "".join(c for c in str(person.get("phone", "")) if c.isdigit())
    phone = "0" + phone[2:] if phone.startswith("82") else phone
    email = str(person.get("email", "")).strip().lower()
    where = "".join("".join(str(person.get(n, "")) for n in ("recipient", "postcode", "address1", "address2")).split())
    known = phone if len(phone) >= 9 and not phone.startswith("050") else email or where
    return hashlib.sha256(known.encode()).hexdigest()[:24] if known else ""


def inserts_of(
    connection: Connection, site: SiteFacts, goods: Sequence[tuple[Any, Sequence[tuple[Any, int]]]]
) -> list[tuple[uuid.UUID, Gift]]:
    """The inserts of a parcel of these orders, each with its lines and their units, with their products.

    At most five statements, and one for each further order.
    """
    order = goods[0][0]
    rows = connection.execute(_RULES, {"client": order.client_id}).all()
    if not rows:
        return []
    ids = _products(connection, order.client_id, rows)
    rules = [_rule_of(row, site, order.currency) for row in rows]
    stock = None
    if any(rule.at_zero for rule in rules):
        found = {r.sku: r for r in connection.execute(_STOCK, {"products": sorted(set(ids.values()))})}
        stock = {sku: int(found[sku].units - found[sku].promised) if sku in found else 0 for sku in ids}
    me = {"client": order.client_id, "order": order.id, "person": order.person_id}
    given: dict[str, int] = {}
    if any(rule.per_customer for rule in rules):
        given = {row.rule: int(row.times) for row in connection.execute(_GIVEN, me)}
    facts = [
        RuleOrder(
            of.order_no, of.channel, frozenset(of.tags.split()), of.value, of.currency, site.today(of.ordered_at),
            any(rule.first_order for rule in rules) and _is_first(connection, of),
            tuple(RuleLine(line.sku, n, line.category, _option(line)) for line, n in lines),
        )
        for of, lines in goods
    ]  # fmt: skip
    return [(ids[gift.sku], gift) for gift in gifts_for(facts, rules, stock, given)]


def _is_first(connection: Connection, order: Any) -> bool:
    me = {"client": order.client_id, "order": order.id, "person": order.person_id, "ordered_at": order.ordered_at}
    return connection.execute(_EARLIER, me).first() is None


def _products(connection: Connection, client_id: uuid.UUID, rows: Sequence[Any]) -> dict[str, uuid.UUID]:
    ids = {row.sku: row.product_id for row in rows}
    more = {sku for row in rows for sku in (*row.pool, row.substitute) if sku} - set(ids)
    if more:
        ids |= {r.sku: r.id for r in connection.execute(_SKUS, {"client": client_id, "skus": sorted(more)})}
    return ids


def _rule_of(row: Any, site: SiteFacts, currency: str) -> GiftRule:
    return GiftRule(
        code=row.code or row.sku, inserts=(row.sku, *row.pool), quantity=row.quantity, repeats=row.repeats,
        priority=row.priority, starts=site.today(row.starts_at) if row.starts_at else None,
        ends=site.today(row.ends_at) if row.ends_at else None, channel=row.channel, min_value=row.min_value,
        currency=currency, min_units=row.min_units, value_of=row.value_of, item=row.item, category=row.category,
        option=row.option, tag=row.tag, first_order=row.first_order, stop=row.stop, alone=row.alone,
        per_customer=row.per_customer, at_zero=row.at_zero, substitute=row.substitute,
    )  # fmt: skip


def _option(line: Any) -> str:
    return next((str(source["option"]) for source in line.sources if source.get("option")), "")
