"""The way a parcel goes: its carrier and service, looked at again where they may no longer hold.

At opening: parcels of a mixed order go by their temperature class; a service that was wished for (dawn delivery) and
whose cut-off is over gives way to the next one. Before the label: a parcel that became too heavy or too large.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.carriers import Choice, carriers, choose, profile_of, zone
from warehouse_app.database.models import Order, Parcel, ParcelLine, Person, Product, table
from warehouse_app.domain.carrier_choice import Shipment
from warehouse_app.domain.carriers import Service
from warehouse_app.step import Turn

_order, _person, _pline, _product = table(Order), table(Person), table(ParcelLine), table(Product)
_WHERE_TO = (
    select(_order.c.channel, _person.c.postcode, _person.c.country)
    .select_from(_order.outerjoin(_person, _person.c.id == _order.c.person_id))
    .where(_order.c.id == bindparam("order"))
)
_NO_AIR = (
    select(_pline.c.id)
    .join_from(_pline, _product, _product.c.id == _pline.c.product_id)
    .where(_pline.c.parcel_id == bindparam("parcel"), _product.c.no_air)
    .limit(1)
)


def at_opening(turn: Turn, order: Any, temperature: str) -> dict[str, Any]:
    """Columns of the parcel of an order (row with its client): carrier_id, service, notice, hours to delivery."""
    ship = order.notes.get("ship", {})
    kept = {"carrier_id": order.carrier_id, "service": ship.get("service", ""), "notice": ship.get("notice"),
            "hours": 24 * max(ship.get("days", 0), 1)}  # fmt: skip
    late = bool(ship.get("service")) and order.ship_by < turn.now
    if order.temperature != "mixed" and not late:
        return kept
    rows = carriers(turn.connection)
    own: Any = next(row for row in rows if row.id == order.carrier_id)
    service = profile_of(own.code, own.name, own.profile).service(kept["service"])
    if order.temperature != "mixed" and (service is None or not service.on_wish):
        return kept
    where: Any = turn.connection.execute(_WHERE_TO, {"order": order.id}).one()
    shipment = Shipment(
        zone(turn.site, where.postcode or "", where.country or ""), where.postcode or "", temperature,
        client=order.client, channel=where.channel,
    )  # fmt: skip
    choice = choose(rows, turn.site, turn.now, shipment, kept["service"] or order.service, own)
    return kept | _columns(choice, ship.get("notice"))


def at_label(turn: Turn, head: Any) -> tuple[uuid.UUID, str, str, str]:
    """Carrier id, number rule, code and service that take the closed parcel; changed where it is beyond the limits."""
    own = (head.carrier_id, head.rule, head.carrier, head.service)
    service = profile_of(head.carrier, head.carrier_name, head.carrier_profile).service(head.service)
    sides = [head.box_length or 0, head.box_width or 0, head.box_height or 0]
    if service is None or not _is_beyond(service, head.weight_g, sides):
        return own
    where: Any = turn.connection.execute(_WHERE_TO, {"order": head.order_id}).one()
    no_air = turn.connection.execute(_NO_AIR, {"parcel": head.id}).first() is not None
    shipment = Shipment(
        zone(turn.site, where.postcode or "", where.country or ""), where.postcode or "",
        head.temperature or "ambient", head.weight_g, sum(sides), max(sides), no_air, head.client, where.channel,
    )  # fmt: skip
    rows = carriers(turn.connection)
    now: Any = next(row for row in rows if row.id == head.carrier_id)
    choice = choose(rows, turn.site, turn.now, shipment, head.service, now)
    new = _columns(choice, head.notice)
    turn.recorder.set(Parcel, head.id, **{
        name: (getattr(head, name), new[name]) for name in ("carrier_id", "service", "notice")
        if getattr(head, name) != new[name]
    })  # fmt: skip
    return choice.carrier.id, choice.carrier.rule, choice.carrier.code, choice.service


def _is_beyond(service: Service, weight_g: int, sides: list[int]) -> bool:
    return (
        0 < service.max_weight_g < weight_g
        or 0 < service.max_sum_mm < sum(sides)
        or 0 < service.max_side_mm < max(sides)
    )


def _columns(choice: Choice, notice: Any) -> dict[str, Any]:
    return {
        "carrier_id": choice.carrier.id, "service": choice.service, "hours": 24 * max(choice.days, 1),
        "notice": choice.notice.to_json() if choice.notice is not None else notice,
    }  # fmt: skip
