"""Undo: take back the last accepted input of a station, as a new input."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Balance, Journal, Location, table
from warehouse_app.domain.sentences import say
from warehouse_app.recalls import is_recalled
from warehouse_app.step import Refused, Turn

_journal, _place, _balance = table(Journal), table(Location), table(Balance)
_taken_back = _journal.alias("taken_back")
_LAST = (
    select(_journal.c.id, _journal.c.facts, _journal.c.step, _journal.c.raw)
    .where(
        _journal.c.station_id == bindparam("station"),
        _journal.c.seq > bindparam("login_seq"),
        _journal.c.ok,
        _journal.c.undoes.is_(None),
        _journal.c.raw != "CMD-HELP",
        ~select(_taken_back.c.id).where(_taken_back.c.undoes == _journal.c.id).exists(),
    )
    .order_by(_journal.c.seq.desc())
    .limit(1)
)
_FREED = (
    select(_place.c.id)
    .join_from(_place, _balance, _balance.c.location_id == _place.c.id)
    .where(_place.c.id.in_(bindparam("places", expanding=True)), _place.c.kind == "tote", _place.c.use == "",
           _balance.c.on_hand > 0)
    .limit(1)
)  # fmt: skip
FINAL = "final"  # the fact of an input that cannot be undone: ["final", reason]


def _promised_again(facts: list[Any]) -> set[tuple[uuid.UUID, str]]:
    """The products and lots of which taking these facts back would promise units to orders."""
    found = {
        (fact[1]["product_id"], fact[1]["lot"]) for fact in facts if fact[0] == "move" and fact[1]["allocated"] > 0
    }
    found |= {(fact[1][0], fact[1][1]) for fact in facts if fact[0] == "allocate" and fact[2] < 0}
    return {(uuid.UUID(product), lot) for product, lot in found if lot}


def undo_last(turn: Turn, login_seq: int) -> uuid.UUID:
    """Replay the facts of the last accepted input backwards; returns its journal id. Raises Refused."""
    row = turn.connection.execute(_LAST, {"station": turn.station_id, "login_seq": login_seq}).one_or_none()
    if row is None or not row.facts:
        raise Refused("nothing_to_do", say("There is nothing to take back."))
    if row.facts[0][0] == FINAL:
        raise Refused("blocked", say("This cannot be taken back any more."))
    for product_id, lot in _promised_again(row.facts):
        if is_recalled(turn.connection, product_id, lot):
            raise Refused("blocked", say("Lot {lot} is recalled. This cannot be taken back.", lot=lot))
    try:
        turn.recorder.undo(row.facts)
        _check_totes(turn, row.facts)
    except (Conflict, IntegrityError):  # an IntegrityError: what others added since hangs on a row of ours
        turn.recorder.facts.append([FINAL, "late"])  # marks the turn as dirty: it is rolled back
        raise Refused("blocked", say("This has been changed since and cannot be taken back.")) from None
    return row.id


def _check_totes(turn: Turn, facts: list[Any]) -> None:
    """Goods do not go back into a tote that was freed since (its order was cancelled, say). Raises Conflict."""
    places = {uuid.UUID(fact[1]["from_id"]) for fact in facts if fact[0] == "move"}
    if places and turn.connection.execute(_FREED, {"places": sorted(places)}).first() is not None:
        raise Conflict("tote")
