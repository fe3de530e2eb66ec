"""The site's carriers: their profiles, cut-offs and number ranges, and which of them takes an order.

A profile is what the customer imported for a carrier, else the one the program brings (resources/carriers), else
nothing but its number rule. Where a postcode lies is told by resources/postcodes, one file a country.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from warehouse_app.database.models import Carrier, NumberRange, table
from warehouse_app.database.seed import add_carrier
from warehouse_app.domain.carrier_choice import Offer, Remote, Shipment, Zone, offers, refusal, zone_of
from warehouse_app.domain.carriers import BadProfile, Profile, Service, profile_in, read_toml
from warehouse_app.domain.cut_offs import CutOffs
from warehouse_app.domain.numbers import rule_of
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.site import SiteFacts

_FOLDER = Path(__file__).resolve().parents[1] / "resources"
_carrier, _range = table(Carrier), table(NumberRange)
_ALL = select(_carrier).order_by(_carrier.c.code)
_LEFT = (
    select(_carrier.c.code, _carrier.c.name, _carrier.c.profile, _carrier.c.rule, _range.c.service,
           func.sum(_range.c.last - _range.c.next + 1).label("left"))
    .join_from(_range, _carrier, _carrier.c.id == _range.c.carrier_id)
    .where(_range.c.kind == "tracking_no")
    .group_by(_carrier.c.code, _carrier.c.name, _carrier.c.profile, _carrier.c.rule, _range.c.service)
    .order_by(_carrier.c.code, _range.c.service)
)  # fmt: skip


class Choice(NamedTuple):
    """Who takes an order: the carrier's row, the service and its days ("" and 0: nothing is known of services).

    `notice` says why the service that was wished for does not take it.
    """

    carrier: Any
    service: str = ""
    days: int = 0
    price: int | None = None
    notice: Sentence | None = None


class NumbersLeft(NamedTuple):
    """Numbers left in the ranges of a carrier, of a service ('' all others). `low` raises the alarm."""

    code: str
    name: str
    service: str
    left: int
    low: bool


@cache
def shipped_profiles() -> Mapping[str, Profile]:
    """The profiles that the program brings, by code and by every other name."""
    found = {}
    for path in sorted((_FOLDER / "carriers").glob("*.toml")):
        profile = profile_in(read_toml(path.read_text(encoding="utf-8")))
        for name in (profile.code, profile.name, *profile.aliases):
            found[_plain(name)] = profile
    return found


@cache
def _stored(text: str) -> Profile:
    return profile_in(read_toml(text))


def profile_of(code: str, name: str, profile: str) -> Profile:
    """The profile of a carrier, from these columns of its row."""
    if profile:
        return _stored(profile)
    return shipped_profiles().get(_plain(code)) or Profile(code, name)


def profile_of_row(row: Any) -> Profile:
    """The profile of a carrier's row (code, name, profile)."""
    return profile_of(row.code, row.name, row.profile)


def cut_offs_of(row: Any, site: SiteFacts) -> CutOffs:
    """The cut-offs of a carrier's row (code, name, profile, cut_off) at the site."""
    return CutOffs(profile_of_row(row), site.zone, site.calendar, time.fromisoformat(row.cut_off))


def next_cut_off(
    row: Any, site: SiteFacts, moment: datetime, temperature: str = "ambient", service: str = ""
) -> datetime:
    """The carrier's next cut-off for such parcels, at or after the moment (UTC)."""
    return cut_offs_of(row, site).next(moment, temperature, service)


@cache
def remote_postcodes(country: str) -> tuple[Remote, ...]:
    """The ranges of postcodes of a country (ISO 3166) that lie in a zone of their own."""
    path = _FOLDER / "postcodes" / f"{country}.csv"
    if not re.fullmatch(r"[A-Z]{2}", country) or not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Remote(row["first"], row["last"],
                   Zone(row["zone"], int(row["days"]), int(row["surcharge"]) * 100, row["by_air"] == "1"))
            for row in csv.DictReader(file)
        )  # fmt: skip


def zone(site: SiteFacts, postcode: str, country: str = "") -> Zone:
    """Where a postcode lies; '' is the site's own country."""
    return zone_of(postcode, remote_postcodes(country.strip().upper() or site.calendar))


def choose(
    rows: Sequence[Any],
    site: SiteFacts,
    moment: datetime,
    shipment: Shipment,
    wish: str = "",
    own: Any | None = None,
    fallback: Any | None = None,
) -> Choice:
    """Who takes it at that moment (UTC): a service of the carrier that is named (`own`), else the best of all that may
    be chosen. Where none takes it the one named stays, else `fallback`; the notice says why the wish cannot be met.
    """
    named = choice_of([own], site, moment, shipment, wish) if own is not None else None
    if named is not None and (named.service or named.notice is None):
        return named
    others = [row for row in rows if profile_of_row(row).choose and (own is None or row.code != own.code)]
    found = choice_of(others, site, moment, shipment, wish) if others else None
    notice = (named and named.notice) or (found and found.notice) or None
    if found is not None and found.service:
        return found._replace(notice=notice)
    return Choice(own if own is not None else fallback, notice=notice)


def choice_of(rows: Sequence[Any], site: SiteFacts, moment: datetime, shipment: Shipment, wish: str) -> Choice:
    """The best of these carriers; one without services takes everything, and nothing is known of it."""
    by_code = {row.code: row for row in rows}
    profiles = [replace(profile_of_row(row), code=row.code) for row in rows]
    wished, late = None, None
    for at, profile in enumerate(profiles):
        service = profile.service(wish) if wish else None
        if service is None:
            continue
        wished = wished or service
        if service.on_wish and (late := _too_late(by_code[profile.code], site, moment, shipment, service)):
            rest = tuple(s for s in profile.services if s is not service)
            profiles[at] = replace(profile, services=rest)
    found: list[Offer] = offers(profiles, shipment, wish)
    best = found[0] if found else None
    notice = None
    if wished is not None and (best is None or best.service is not wished):
        notice = refusal(wished, shipment) or late
    elif best is None and (service := next((s for p in profiles for s in p.services if not s.on_wish), None)):
        notice = refusal(service, shipment)
    if best is None:
        return Choice(rows[0], notice=notice)
    return Choice(by_code[best.carrier], best.service.code, best.days, best.price, notice)


def _too_late(row: Any, site: SiteFacts, moment: datetime, shipment: Shipment, service: Service) -> Sentence | None:
    """Why a service that goes the same night takes no more today."""
    local = moment.astimezone(site.zone)
    at = cut_offs_of(row, site).of_day(local.date(), shipment.temperature, service.code)
    name = service.name or service.code
    if at is None:
        return say("{service} takes nothing on this day", service=name)
    if local.time() > at:
        return say("{service} takes parcels until {at}", service=name, at=at.strftime("%H:%M"))
    return None


def carriers(connection: Connection) -> list[Any]:
    """All carriers of the site."""
    return list(connection.execute(_ALL).all())


def add_profile(connection: Connection, text: str) -> Profile:
    """Keep a carrier's profile; the carrier comes into being where it does not exist. Raises BadProfile."""
    profile = profile_in(read_toml(text))
    values = {"profile": text, "name": profile.name or profile.code, "rule": profile.rule.key}
    if profile.cut_off:
        values["cut_off"] = profile.cut_off
    known = connection.execute(select(_carrier.c.rule).where(_carrier.c.code == profile.code)).first()
    if known is None:
        add_carrier(connection, profile.code, profile.name, profile.rule.key)
    elif known.rule != profile.rule.key and rule_of(known.rule).serial_digits != profile.rule.serial_digits:
        raise BadProfile(
            say("{carrier} has numbers of another format. Give the profile a code of its own.", carrier=profile.code)
        )
    connection.execute(update(_carrier).where(_carrier.c.code == bindparam("known")).values(values),
                       {"known": profile.code})  # fmt: skip
    return profile


def numbers_left(connection: Connection) -> list[NumbersLeft]:
    """What is left of every carrier's numbers."""
    return [
        NumbersLeft(row.code, row.name or row.code, row.service, int(row.left), row.left < profile_of_row(row).low)
        for row in connection.execute(_LEFT)
    ]


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
