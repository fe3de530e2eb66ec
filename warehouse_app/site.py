"""What every input needs to know of the site, read once when a station opens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Location, Site, table


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
