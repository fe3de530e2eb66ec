"""Photos as the database knows them: taken at a station, waiting for a job to attach them, and erased in their time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, UpdateBase, bindparam, delete, insert, or_, select, update

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Order, Parcel, ReturnCase, ReturnLine, Station, table
from warehouse_app.database.models import Photo as PhotoRow
from warehouse_app.database.types import Key, UtcTime, new_key
from warehouse_app.evidence.picture import check_picture
from warehouse_app.evidence.store import Evidence, evidence_of
from warehouse_app.site import register_station

WAITS = timedelta(days=1)  # a photo for its job
_AT_ONCE = 500
_photo, _case, _line, _order = table(PhotoRow), table(ReturnCase), table(ReturnLine), table(Order)
_station, _parcel = table(Station), table(Parcel)

_WAITING = (
    select(_photo.c.id, _photo.c.sha256, _photo.c.media, _photo.c.width, _photo.c.height, _photo.c.at)
    .join_from(_photo, _station, _station.c.id == _photo.c.station_id)
    .where(
        _photo.c.case_id.is_(None),
        _photo.c.parcel_id.is_(None),
        _photo.c.sha256 != "",
        _station.c.name == bindparam("station"),
    )
    .order_by(_photo.c.id)
    .limit(50)
)
_LOST = (
    select(_photo.c.id, _photo.c.sha256)
    .where(
        _photo.c.case_id.is_(None), _photo.c.parcel_id.is_(None),
        _photo.c.at < bindparam("before", type_=UtcTime), _photo.c.id > bindparam("after"),
    )
    .order_by(_photo.c.id)
    .limit(_AT_ONCE)
    .with_for_update()  # on PostgreSQL a job may attach it at this moment
)  # fmt: skip
_ORDERS: BindParameter[Any] = bindparam("orders", expanding=True)
_OF_ORDERS = select(_photo.c.id, _photo.c.sha256).where(
    _photo.c.sha256 != "",
    or_(
        _photo.c.case_id.in_(select(_case.c.id).where(_case.c.order_id.in_(_ORDERS))),
        _photo.c.case_id.in_(select(_line.c.case_id).where(_line.c.order_id.in_(_ORDERS))),
        _photo.c.parcel_id.in_(select(_parcel.c.id).where(_parcel.c.order_id.in_(_ORDERS))),
    ),
)
_LATE = (
    select(_photo.c.id, _photo.c.sha256)
    .join_from(_photo, _case, _case.c.id == _photo.c.case_id)
    .outerjoin(_order, _order.c.id == _case.c.order_id)
    .where(
        _photo.c.sha256 != "", _photo.c.at < bindparam("before", type_=UtcTime), _photo.c.id > bindparam("after"),
        _order.c.person_id.is_(None), _case.c.client_id.is_not_distinct_from(bindparam("client", type_=Key)),
    )
    .order_by(_photo.c.id)
    .limit(_AT_ONCE)
)  # fmt: skip
_OTHERS = select(_photo.c.sha256).where(
    _photo.c.sha256.in_(bindparam("hashes", expanding=True)), _photo.c.id.not_in(bindparam("photos", expanding=True))
)
_DROP = delete(_photo).where(_photo.c.id.in_(bindparam("photos", expanding=True)))
_BLANK = update(_photo).where(_photo.c.id.in_(bindparam("photos", expanding=True))).values(sha256="")


@dataclass(frozen=True)
class Photo:
    """A photo that waits at a station. `sha256` names its picture in the store."""

    id: uuid.UUID
    sha256: str
    media: str
    width: int
    height: int
    at: datetime


def take_photo(database: Database, station_name: str, data: bytes, name: str) -> Photo:
    """Keep a picture, and a row that waits at the station for the job that attaches it.

    The station comes into being with its first photo. `name` is for sentences. Raises BadPicture, OSError, Unavailable.
    """
    picture = check_picture(data, name)
    evidence = evidence_of(database)
    sha256 = evidence.keep(picture)

    def take(connection: Connection) -> Photo:
        station_id, _ = register_station(connection, station_name)
        photo = Photo(new_key(), sha256, picture.media, picture.width, picture.height, database.now(connection))
        user = select(_station.c.user_id).where(_station.c.id == station_id).scalar_subquery()
        connection.execute(insert(_photo).values(
            id=photo.id, sha256=sha256, media=photo.media, width=photo.width, height=photo.height,
            size=len(picture.data), station_id=station_id, user_id=user, at=photo.at,
        ))  # fmt: skip
        return photo

    photo = database.run(take)
    evidence.keep(picture)  # the same picture may have been erased with another row in between
    return photo


def waiting_photos(connection: Connection, station_name: str) -> list[Photo]:
    """The photos that wait at a station, oldest first."""
    return [Photo(*row) for row in connection.execute(_WAITING, {"station": station_name})]


def erase_photos_of(connection: Connection, evidence: Evidence, order_ids: Sequence[uuid.UUID]) -> None:
    """Erase the pictures of all cases and parcels of these orders; that there was a photo stays known."""
    _erase(connection, evidence, connection.execute(_OF_ORDERS, {"orders": list(order_ids)}).all(), _BLANK)


def erase_late_photos(database: Database, evidence: Evidence, client_id: uuid.UUID | None, before: datetime) -> None:
    """Erase older pictures of a client's cases that have no order, or one whose recipient is forgotten.

    Without a client: of the cases that belong to none.
    """
    _erase_all(database, evidence, _LATE, {"client": client_id, "before": before}, _BLANK)


def tidy_photos(database: Database, evidence: Evidence) -> None:
    """Erase photos that waited for a day in vain, rows and all."""
    with database.read() as connection:
        before = database.now(connection) - WAITS
    _erase_all(database, evidence, _LOST, {"before": before}, _DROP)
    evidence.clear_leftovers()


def _erase_all(
    database: Database, evidence: Evidence, wanted: Select[Any], values: dict[str, Any], change: UpdateBase
) -> None:
    after: uuid.UUID | None = uuid.UUID(int=0)

    def some(connection: Connection) -> uuid.UUID | None:
        rows = connection.execute(wanted, {**values, "after": after}).all()
        _erase(connection, evidence, rows, change)
        return rows[-1].id if rows else None

    while after is not None:
        after = database.run(some)


def _erase(connection: Connection, evidence: Evidence, rows: Sequence[Any], change: UpdateBase) -> None:
    """Erase files that no other row names, then change their rows. Where the file cannot be erased, or the store is
    not to be found, the row stays as it is for another time."""
    hashes = {row.sha256 for row in rows if row.sha256}
    if not rows or (hashes and not evidence.folder.is_dir()):
        return
    named = {"hashes": list(hashes), "photos": [row.id for row in rows]}
    kept = set(connection.scalars(_OTHERS, named))
    stuck = set()
    for sha256 in hashes - kept:
        try:
            evidence.remove(sha256)
        except OSError:
            stuck.add(sha256)
    if photos := [row.id for row in rows if row.sha256 not in stuck]:
        connection.execute(change, {"photos": photos})
