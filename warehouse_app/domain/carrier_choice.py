"""Which carrier and service take a parcel: those that may, and of these the one that costs least.

Zones are what carriers charge for: the mainland, Jeju, islands (도서산간), by postcode.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from warehouse_app.domain.carriers import MAINLAND, Profile, Service
from warehouse_app.domain.sentences import Sentence, say


class Zone(NamedTuple):
    """Where a postcode lies: further days to delivery, what it costs more, whether parcels fly there."""

    name: str = MAINLAND
    days: int = 0
    surcharge: int = 0
    by_air: bool = False


class Remote(NamedTuple):
    """A range of postcodes, both ends in it, that lie in a zone."""

    first: str
    last: str
    zone: Zone


class Shipment(NamedTuple):
    """What is to be sent. Weight in g, `sum_mm` and `side_mm` of the parcel; 0 is not known. `no_air`: may not fly."""

    zone: Zone = Zone()
    postcode: str = ""
    temperature: str = "ambient"
    weight_g: int = 0
    sum_mm: int = 0
    side_mm: int = 0
    no_air: bool = False
    client: str = ""
    channel: str = ""


class Offer(NamedTuple):
    """A way to send it: what it costs (None: not known), and the days until it is there."""

    carrier: str
    service: Service
    price: int | None
    days: int


def zone_of(postcode: str, remote: Sequence[Remote]) -> Zone:
    """The zone of a postcode; what stands in no range is mainland."""
    code = "".join(c for c in postcode if c.isalnum())
    return next((r.zone for r in remote if len(code) == len(r.first) and r.first <= code <= r.last), Zone())


def refusal(service: Service, shipment: Shipment) -> Sentence | None:
    """Why the service does not take it; None: it does."""
    zone = shipment.zone.name
    name = service.name or service.code
    if shipment.temperature not in service.temperatures:
        return say("{service} does not take this temperature", service=name)
    if service.zones and zone not in service.zones:
        return say("{service} does not deliver there", service=name)
    if service.postcodes and not shipment.postcode.startswith(service.postcodes):
        return say("{service} does not deliver there", service=name)
    flies = shipment.zone.by_air if service.by_air is None else zone in service.by_air
    if shipment.no_air and flies:
        return say("{service} flies there, and this may not fly", service=name)
    if service.max_weight_g and shipment.weight_g > service.max_weight_g:
        return say("{service} takes {n} g at most", service=name, n=service.max_weight_g)
    too_large = service.max_sum_mm and shipment.sum_mm > service.max_sum_mm
    if too_large or (service.max_side_mm and shipment.side_mm > service.max_side_mm):
        return say("It is too large for {service}", service=name)
    if (service.clients and shipment.client not in service.clients) or (
        service.channels and shipment.channel not in service.channels
    ):
        return say("{service} is not for these orders", service=name)
    if service.prices and price_of(service, shipment) is None:
        return say("{service} has no price for it", service=name)
    return None


def price_of(service: Service, shipment: Shipment) -> int | None:
    """What it costs, by the price table and the zone; None where the table has no line for it."""
    for line in service.prices:
        light = not line.up_to_g or shipment.weight_g <= line.up_to_g
        if light and (not line.up_to_mm or shipment.sum_mm <= line.up_to_mm):
            more = service.surcharges.get(shipment.zone.name, shipment.zone.surcharge)
            return line.price + more
    return None


def offers(profiles: Iterable[Profile], shipment: Shipment, wish: str = "") -> list[Offer]:
    """Every way to send it, the best first: the service that is wished for, then by price, priority and name."""
    found = []
    for profile in profiles:
        wished = profile.service(wish) if wish else None
        for service in profile.services:
            if refusal(service, shipment) is None and (service is wished or not service.on_wish):
                price = price_of(service, shipment)
                offer = Offer(profile.code, service, price, service.days + shipment.zone.days)
                order = (service is not wished, price is None, price or 0, service.priority)
                found.append((order, profile.code, service.code, offer))
    return [entry[-1] for entry in sorted(found, key=lambda entry: entry[:3])]
