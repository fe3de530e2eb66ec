"""What every input needs to know of the site, read once when a station opens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from warehouse_app.database.engine import Conflict
from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Location, Site, Station, table
from warehouse_app.database.types import new_key


@dataclass(frozen=True)
class SiteFacts:
    """The site's row and its outside places by code (SUPPLIER, CUSTOMER, ADJUSTMENT, ...)."""

    id: uuid.UUID
    zone: ZoneInfo
    calendar: str
    settings: Mapping[str, Any]
    outside: Mapping[str, uuid.UUID]
    outside_ids: frozenset[uuid.UUID]

    def today(self, now: datetime) -> date:
        """The site's calendar day at `now` (UTC)."""
        return now.astimezone(self.zone).date()


_ONE_AT_A_TIME = select(table(Site).c.id).order_by(table(Site).c.id).with_for_update(key_share=True)


def plan_alone(connection: Connection) -> None:
    """Let nobody else plan until this transaction ends: two plans at once would give away the same goods and room."""
    connection.execute(_ONE_AT_A_TIME)


def read_site(connection: Connection) -> SiteFacts:
    """The site of this database."""
    site = connection.execute(select(table(Site))).one()
    places = connection.execute(
        select(table(Location).c.code, table(Location).c.id).where(NO_PARCEL, table(Location).c.kind == "outside")
    ).all()
    outside = {place.code: place.id for place in places}
    return SiteFacts(
        site.id, ZoneInfo(site.time_zone), site.calendar, site.settings, outside, frozenset(outside.values())
    )


def register_station(connection: Connection, name: str) -> tuple[uuid.UUID, SiteFacts]:
    """The id of a station, which comes into being with its first use, and the site it stands at. Raises Conflict."""
    site, station = read_site(connection), table(Station)
    found = connection.scalar(select(station.c.id).where(station.c.site_id == site.id, station.c.name == name))
    if found is None:
        found = new_key()
        try:
            with connection.begin_nested():
                connection.execute(insert(station).values(id=found, site_id=site.id, name=name, hash=""))
        except IntegrityError:
            raise Conflict("station") from None
    return found, site
