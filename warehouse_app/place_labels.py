"""Labels of locations asked for at a desk: a print job each, written down as one action."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from warehouse_app.database.engine import Database
from warehouse_app.database.models import Action, Location, PrintJob, Station, table
from warehouse_app.database.types import new_key

_job, _place, _station = table(PrintJob), table(Location), table(Station)


def request_labels(database: Database, ids: Sequence[uuid.UUID], station: str = "") -> int:
    """Ask for the labels of locations, to be printed at a station ('' = any), in the order of their codes.

    Returns how many. Raises Unavailable.
    """

    def write(connection: Connection) -> int:
        now = database.now(connection)
        at = connection.scalar(select(_station.c.id).where(_station.c.name == station))
        places: list[Any] = []
        for start in range(0, len(ids), 5000):
            part = list(ids[start : start + 5000])
            places += connection.execute(select(_place.c.id, _place.c.code).where(_place.c.id.in_(part))).all()
        places.sort(key=lambda place: place.code)
        if not places:
            return 0
        keys = sorted(new_key() for _ in places)  # papers are printed in the order of their keys
        connection.execute(
            insert(_job),
            [
                {"id": key, "kind": "code_label", "ref_id": place.id, "code": place.code, "status": "requested",
                 "reason": "", "copy": 0, "station_id": at, "at": now}
                for key, place in zip(keys, places, strict=True)
            ],
        )  # fmt: skip
        detail = {"labels": len(places), "first": places[0].code, "last": places[-1].code}
        connection.execute(insert(table(Action)).values(id=new_key(), kind="labels", detail=detail, at=now))
        return len(places)

    return database.run(write)
