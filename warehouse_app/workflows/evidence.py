"""Photos taken at a station become evidence of a case, of a unit, or of a parcel."""

from __future__ import annotations

import uuid

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Photo, table
from warehouse_app.step import Turn

_photo = table(Photo)
_WAITING = (
    select(_photo.c.id)
    .where(_photo.c.case_id.is_(None), _photo.c.parcel_id.is_(None), _photo.c.station_id == bindparam("station"))
    .order_by(_photo.c.id)
    .limit(50)
)


def attach_photos(turn: Turn, case_id: uuid.UUID, unit_id: uuid.UUID | None = None) -> int:
    """Give the photos that wait at this station to a case (and unit); how many."""
    waiting = list(turn.connection.scalars(_WAITING, {"station": turn.station_id}))
    turn.recorder.set_many(Photo, waiting, case_id=(None, case_id), unit_id=(None, unit_id))
    return len(waiting)


def attach_to_parcel(turn: Turn, parcel_id: uuid.UUID) -> int:
    """Give the photos that wait at this station to a parcel; how many."""
    waiting = list(turn.connection.scalars(_WAITING, {"station": turn.station_id}))
    turn.recorder.set_many(Photo, waiting, parcel_id=(None, parcel_id))
    return len(waiting)
