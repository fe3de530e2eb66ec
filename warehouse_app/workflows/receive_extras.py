"""What else may happen while goods arrive: damage, missing measures, totes, and the end of a receipt."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.database.models import Asn, AsnLine, Balance, Location, Product, Station, table
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import StockKey
from warehouse_app.resolve import Thing
from warehouse_app.step import Refused, Said, Turn
from warehouse_app.workflows.claims import check_silent
from warehouse_app.workflows.parcels import request_print
from warehouse_app.workflows.receive_facts import QUARANTINE, ReceiveJob

SIDES = ("length_mm", "width_mm", "height_mm")

_station, _balance = table(Station), table(Balance)
_LIES_IN = select(_balance.c.product_id).where(_balance.c.location_id == bindparam("place"), _balance.c.on_hand > 0)
_IS_THERE = select(_balance.c.on_hand).where(
    _balance.c.product_id == bindparam("product"), _balance.c.location_id == bindparam("place"),
    _balance.c.lot == bindparam("lot"), _balance.c.expiry == bindparam("expiry"),
    _balance.c.serial == bindparam("serial"), _balance.c.grade == "", _balance.c.on_hand > _balance.c.allocated,
)  # fmt: skip
_HOLDER = select(_station.c.id).where(_station.c.tote_id == bindparam("tote"), _station.c.id != bindparam("station"))


# -- damage and measures ---------------------------------------------------------------------------------------------


def damaged(turn: Turn, job: ReceiveJob) -> Said:
    """One of the units received last goes to quarantine."""
    line, last = job.last, job.hand.get("last")
    if line is None or not last or last["n"] < 1:
        raise Refused("nothing_to_do", say("First scan the damaged unit."))
    key = StockKey(line.product_id, last["lot"], last["expiry"], last["serial"])
    place = uuid.UUID(last["place"])
    lies = {"product": key.product_id, "lot": key.lot, "expiry": key.expiry, "serial": key.serial, "place": place}
    if turn.connection.execute(_IS_THERE, lies).first() is None:
        raise Refused("blocked", say("{sku} was taken away by now.", sku=line.sku))
    to = turn.connection.execute(QUARANTINE).one()
    turn.recorder.move(key, 1, place, to.id, "damaged", job.head.asn_id)
    turn.recorder.count(AsnLine, {line.line_id: {"damaged": 1}})
    turn.hold({**job.hand, "last": {**last, "n": last["n"] - 1}})
    return Said(say("Damaged {sku}: put it on {place}.", sku=line.sku, place=to.code), ref_id=job.head.asn_id)


def lacks(line: Any | None) -> list[str]:
    """Which measures of the product in hand nobody knows: weight, size."""
    if line is None:
        return []
    sizes = all(getattr(line, side) for side in SIDES)
    return [name for name, known in (("weight", line.weight_g), ("text", sizes)) if not known]


def weigh(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """The weight of one unit of the product in hand."""
    return measure(turn, job, {"weight_g": thing.quantity})


def measure(turn: Turn, job: ReceiveJob, values: dict[str, int]) -> Said:
    """A weight (g) or the three sides (mm) of the product in hand, kept where nobody knew it."""
    line = job.last
    if line is None:
        raise Refused("wrong_kind", say("First scan the item."))
    if not all(0 < n <= 1_000_000 for n in values.values()):
        raise Refused("bad_value", say("That is no measure."))
    if ("weight" if "weight_g" in values else "text") not in lacks(line):
        raise Refused("already_done", say("{sku} is measured already.", sku=line.sku))
    turn.recorder.set(Product, line.product_id, **{name: (getattr(line, name), n) for name, n in values.items()})
    return Said(say("{sku} is measured.", sku=line.sku), ref_id=job.head.asn_id)


# -- where units go --------------------------------------------------------------------------------------------------


def take_tote(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """Units go into this tote from now on."""
    if thing.id == turn.tote_id and job.head.tote:
        raise Refused("already_done", say("{tote} is in use here.", tote=thing.label))
    if thing.row.use not in ("", "received"):
        raise Refused("wrong_tote", say("{tote} is in use.", tote=thing.label))
    leave_tote(turn, job)
    if thing.row.use == "":
        turn.recorder.set(Location, thing.id, use=("", "received"))
    else:
        holder = turn.connection.execute(_HOLDER, {"tote": thing.id, "station": turn.station_id}).first()
        if holder is not None:
            check_silent(turn, holder.id)
            turn.recorder.set(Station, holder.id, tote_id=(thing.id, None))
    turn.take_tote(thing.id)
    return Said(say("Units go into {tote}", tote=thing.label), ref_id=job.head.asn_id)


def take_place(turn: Turn, job: ReceiveJob, thing: Thing) -> Said:
    """Units go to this receiving place from now on."""
    if thing.row.location_kind != "receiving":
        raise Refused("wrong_bin", say("{location} is no receiving place.", location=thing.label))
    leave_tote(turn, job)
    turn.hold({**job.hand, "place": str(thing.id)})
    return Said(say("Units go to {place}", place=thing.label), ref_id=job.head.asn_id)


def tote_full(turn: Turn, job: ReceiveJob) -> Said:
    """The tote is ready to be put away."""
    if not job.head.tote:
        raise Refused("wrong_kind", say("There is no tote in use yet."))
    leave_tote(turn, job)
    return Said(say("{tote} is full. Scan the next one.", tote=job.head.tote), ref_id=job.head.asn_id)


def leave_tote(turn: Turn, job: ReceiveJob) -> None:
    """Let go of the tote; it is free again if nothing lies in it."""
    if job.head.tote:
        if turn.connection.execute(_LIES_IN.limit(1), {"place": job.head.tote_id}).first() is None:
            turn.recorder.set(Location, job.head.tote_id, use=("received", ""))
        turn.take_tote(None)


# -- the end ---------------------------------------------------------------------------------------------------------


def close(turn: Turn, job: ReceiveJob) -> Said:
    """Close the receipt with what came, and print it."""
    head = job.head
    odd = [line for line in job.lines if line.received != line.expected or line.damaged]
    if not job.known or (odd and not head.is_blind):
        turn.confirm(_difference(job))
    leave_tote(turn, job)
    turn.recorder.set(Asn, head.asn_id, status=("open", "closed"), closed_at=(None, turn.now),
                      closed_by=(None, turn.user_id))  # fmt: skip
    request_print(turn, ["receipt"], head.asn_id, head.no)
    turn.hold({})
    return Said(say("Receipt {asn} is closed.", asn=head.no), ref_id=head.asn_id)


def _difference(job: ReceiveJob) -> Sentence:
    missing = sum(max(line.expected - line.received, 0) for line in job.lines)
    extra = sum(max(line.received - line.expected, 0) for line in job.lines)
    damaged_ = sum(line.damaged for line in job.lines)
    return say("{missing} missing, {extra} too many, {damaged} damaged. Close {asn}?", missing=missing, extra=extra,
               damaged=damaged_, asn=job.head.no)  # fmt: skip
