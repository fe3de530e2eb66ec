"""Where a graded unit goes: a tote of goods to be put away, or the place that the house has for its disposition."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import Location, Station, table
from warehouse_app.domain.dispositions import RESTOCK
from warehouse_app.domain.sentences import say
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Turn

# The house's own place of each disposition: by the kind of place, or by its code.
KINDS = {"refurbish": "refurbish", "hold": "quarantine"}
CODES = {
    "liquidate": "LIQUIDATION", "donate": "DONATION", "vendor": "TO-VENDOR", "customer": "TO-CUSTOMER",
    "dispose": "DISPOSAL",
}  # fmt: skip

_location, _station = table(Location), table(Station)
_NAMED = select(_location.c.id, _location.c.code, _location.c.kind).where(
    NO_PARCEL, _location.c.code == bindparam("code"), _location.c.kind != "outside"
)
_OF_KIND = (
    select(_location.c.id, _location.c.code)
    .where(NO_PARCEL, _location.c.kind == bindparam("kind"))
    .order_by(_location.c.code == bindparam("last"), _location.c.code)
    .limit(1)
)
_emptied = select(_station.c.id).where(_station.c.tote_id == _location.c.id).exists()
_TOTE = select(_location.c.id, _location.c.code, _location.c.kind, _location.c.use, _emptied.label("emptied")).where(
    _location.c.id == bindparam("place")
)
_LOCKED = _TOTE.with_for_update(key_share=True, of=_location)
_FREE = (
    select(_location.c.id, _location.c.code)
    .where(NO_PARCEL, _location.c.kind == "tote", _location.c.use == "")
    .order_by(_location.c.code)
    .limit(1)
)


class Destination(NamedTuple):
    """A place to put a unit. `fixed` places take it alone; of totes any empty one will do."""

    id: uuid.UUID
    code: str
    is_tote: bool
    is_fixed: bool


def plan_place(turn: Turn, disposition: str, code: str) -> uuid.UUID | None:
    """The place that a rule names by its code, else the house's own for the disposition; None: a tote."""
    if code:
        named = turn.connection.execute(_NAMED, {"code": code}).first()
        if named is not None:
            return uuid.UUID(str(named.id))
    if disposition in RESTOCK:
        return None
    if disposition in KINDS:
        kind = KINDS[disposition]
        row: Any = turn.connection.execute(_OF_KIND, {"kind": kind, "last": kind.upper()}).first()
    else:
        row = turn.connection.execute(_NAMED, {"code": CODES[disposition]}).first()
    return uuid.UUID(str(row.id)) if row is not None else None


def destination(turn: Turn, unit: Any, totes: dict[str, str]) -> Destination | None:
    """Where a graded unit goes now. `totes` are those this bench fills, by temperature. None: there is no place."""
    row: Any
    if unit.place_id is not None:
        row = turn.connection.execute(_TOTE, {"place": unit.place_id}).one()
        return Destination(row.id, row.code, row.kind == "tote", True)
    own = totes.get(unit.temperature or "ambient")
    if own:
        row = turn.connection.execute(_TOTE, {"place": uuid.UUID(own)}).first()
        if row is not None and row.use == "received" and not row.emptied:
            return Destination(row.id, row.code, True, False)
    row = turn.connection.execute(_FREE).first()
    if row is not None:
        return Destination(row.id, row.code, True, False)
    row = turn.connection.execute(_OF_KIND, {"kind": "receiving", "last": "RECEIVING"}).first()
    return Destination(row.id, row.code, False, True) if row is not None else None


def accept(
    turn: Turn, temperature: str, to: Destination | None, thing: Thing, totes: dict[str, str]
) -> tuple[Any, dict[str, str]]:
    """The scanned place (id, code), if it is where the unit goes, and the totes that this bench fills from now on."""
    if to is None:
        raise Refused("blocked", say("There is no place for it: call the supervisor."))
    if thing.id != to.id and (to.is_fixed or thing.kind != "tote"):
        code = "wrong_tote" if to.is_tote else "wrong_bin"
        raise Refused(code, say("This is {place}.", place=thing.label), say("It goes into {place}.", place=to.code))
    place = turn.connection.execute(_LOCKED, {"place": thing.id}).one()
    if place.kind != "tote":
        return place, totes
    own = totes.get(temperature or "ambient")
    if place.use not in ("", "received") or place.emptied or (place.use == "received" and own != str(place.id)):
        raise Refused("wrong_tote", say("{tote} is in use.", tote=thing.label), say("Take an empty one."))
    if place.use == "":
        turn.recorder.set(Location, place.id, use=("", "received"))
    return place, {**totes, (temperature or "ambient"): str(place.id)}


def stock_grade(disposition: str, grade: str) -> str:
    """The grade in the stock key: goods restocked as new are new goods again."""
    return "" if disposition == "restock_new" else grade
