"""The site's aisles, worked out once from all its bins and kept for the walks."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection, func, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Location, table
from warehouse_app.domain.route import Layout, Place, layout_of
from warehouse_app.site import SiteFacts

_location = table(Location)
_COUNT = select(func.count()).select_from(_location).where(NO_PARCEL, _location.c.kind == "bin")
_BINS = select(
    _location.c.aisle, _location.c.bay, _location.c.level, _location.c.x_mm, _location.c.y_mm
).where(NO_PARCEL, _location.c.kind == "bin")  # fmt: skip
_known: dict[uuid.UUID, tuple[int, Layout | None]] = {}


def site_layout(connection: Connection, site: SiteFacts) -> Layout | None:
    """The layout of the site's bins; worked out again when their number has changed."""
    count = connection.scalar(_COUNT) or 0
    if site.id not in _known or _known[site.id][0] != count:
        places = [
            Place(r.aisle, r.bay, r.level, *(None if v is None else v / 1000 for v in (r.x_mm, r.y_mm)))
            for r in connection.execute(_BINS)
        ]
        _known[site.id] = (count, layout_of(places))
    return _known[site.id][1]
