"""Which carrier and service an imported order gets, and by when it must leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from warehouse_app.carriers import Choice, choose, next_cut_off, zone
from warehouse_app.domain.carrier_choice import Shipment
from warehouse_app.domain.carriers import coldest
from warehouse_app.imports.context import Context


class Route(NamedTuple):
    """Columns of an order: carrier, service, ship_by; what is known of the service, for its notes."""

    carrier_id: Any
    service: str
    ship_by: datetime
    notes: dict[str, Any]


def route(
    ctx: Context, client: Any, channel: str, given: Mapping[str, Any], person: Mapping[str, Any],
    goods: Collection[dict[str, Any]], ordered_at: datetime,
) -> Route:  # fmt: skip
    """The way of an order: the carrier that the file or its client names, else the best that may be chosen."""
    moment = max(ordered_at, given["not_before"] or ordered_at)
    classes = {line["product"].temperature for line in goods} or {"ambient"}
    own = ctx.carrier(given["carrier"], client) if given["carrier"] or client.carrier_id else None
    shipment = Shipment(
        zone(ctx.site, person["postcode"], person["country"]), person["postcode"],
        coldest(classes), client=client.code, channel=channel,
        weight_g=sum(line["product"].weight_g * line["ordered"] for line in goods),
        sum_mm=max((sum(_sides(line["product"])) for line in goods), default=0),
        side_mm=max((max(_sides(line["product"])) for line in goods), default=0),
        no_air=any(line["product"].no_air for line in goods),
    )  # fmt: skip
    wish = given["service"]
    choice = choose(ctx.carriers(), ctx.site, moment, shipment, wish, own)
    carrier = choice.carrier if choice.carrier is not None else ctx.carrier("", client)
    temperature = classes.pop() if len(classes) == 1 else "mixed"
    ship_by = given["ship_by"] or next_cut_off(carrier, ctx.site, moment, temperature, choice.service)
    met = not (wish and choice.notice is not None and choice.service)
    return Route(carrier.id, wish if met else choice.service, ship_by, notes_of(choice, wish))


def notes_of(choice: Choice, wish: str) -> dict[str, Any]:
    """What an order's notes keep of its choice; nothing where nothing is known."""
    if not choice.service and choice.notice is None:
        return {}
    kept: dict[str, Any] = {"service": choice.service, "days": choice.days, "price": choice.price}
    if choice.notice is not None:
        kept |= {"wished": wish, "notice": choice.notice.to_json()}
    return {"ship": kept}


def _sides(product: Any) -> tuple[int, int, int]:
    return product.length_mm or 0, product.width_mm or 0, product.height_mm or 0
