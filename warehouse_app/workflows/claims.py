"""Whose job it is: claims of stations on batches, parcels and manifests, hand-over and take-over."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from warehouse_app.database.inbound import TO_PUT
from warehouse_app.database.models import (
    Batch,
    Clearance,
    CountTask,
    KitJob,
    Manifest,
    Parcel,
    PutTask,
    ReplenishTask,
    ReturnCase,
    ReturnUnit,
    Station,
    User,
    table,
)
from warehouse_app.database.returns import ARRIVED, IN_WORK
from warehouse_app.database.work import AT_A_BENCH
from warehouse_app.domain.sentences import say
from warehouse_app.step import Refused, Turn

SILENT = timedelta(minutes=10)  # a station not heard of for so long has lost its claims

_batch, _parcel, _manifest = table(Batch), table(Parcel), table(Manifest)
_count, _put, _replenish = table(CountTask), table(PutTask), table(ReplenishTask)
_case, _unit, _lot, _kit = table(ReturnCase), table(ReturnUnit), table(Clearance), table(KitJob)
_station, _user = table(Station), table(User)
_HOLDER = (
    select(_station.c.name, _station.c.heard_at, _user.c.name.label("user"))
    .select_from(_station.outerjoin(_user, _user.c.id == _station.c.user_id))
    .where(_station.c.id == bindparam("holder"))
)
_OPEN = (
    (_batch.c.station_id, _batch.c.status == "open"),
    (_parcel.c.station_id, AT_A_BENCH),
    (_manifest.c.station_id, _manifest.c.status == "open"),
    (_count.c.holder_id, _count.c.status == "open"),
    (_put.c.station_id, TO_PUT),
    (_replenish.c.station_id, _replenish.c.status == "open"),
    (_case.c.station_id, ARRIVED),
    (_unit.c.station_id, IN_WORK),
    (_lot.c.station_id, _lot.c.status == "open"),
    (_kit.c.station_id, _kit.c.status == "open"),
)
_PARK = [
    update(held.table).where(held == bindparam("station"), open_).values({held: None}) for held, open_ in _OPEN
]  # fmt: skip


def take_up(turn: Turn, model: type[Any], key: uuid.UUID, holder: uuid.UUID | None) -> None:
    """Claim a job for this station: free, parked, or of a station silent for ten minutes. Raises Refused claimed."""
    if holder == turn.station_id:
        return
    if holder is not None:
        check_silent(turn, holder)
    turn.recorder.set(model, key, station_id=(holder, turn.station_id))


def check_silent(turn: Turn, holder: uuid.UUID) -> None:
    """Refuse with `claimed` if the station that holds a job is at work."""
    row = turn.connection.execute(_HOLDER, {"holder": holder}).one()
    if row.heard_at is not None and turn.now - row.heard_at < SILENT:
        who = row.user or row.name
        raise Refused("claimed", say("{user} is working on this at {station}.", user=who, station=row.name))


def park(turn: Turn) -> None:
    """Leave every job of this station for whoever scans it next."""
    for statement in _PARK:
        turn.connection.execute(statement, {"station": turn.station_id})
    turn.take_tote(None)
    turn.hold({})
