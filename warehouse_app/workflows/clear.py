"""Clear (매각·기부·회송·폐기): returned units that are not for sale leave together, in lots.

Scan the label of a unit: a lot for its kind and client opens. Scan every unit that goes along. CMD-DONE, then who
receives them (scan or type, CMD-SKIP for nobody) and, of goods sold, what they bring. The list prints and they are gone
from the books. CMD-BACK leaves the lot open for later.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import and_, bindparam, literal_column, select

from warehouse_app.database.models import Balance, Clearance, Product, ReturnUnit, table
from warehouse_app.domain.dispositions import DISPOSITIONS, LOTS
from warehouse_app.domain.sentences import say
from warehouse_app.numbers import next_own
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows.inspect_facts import read_unit
from warehouse_app.workflows.parcels import request_print
from warehouse_app.workflows.refurbish import OF_LABEL

NAME = "clear"
ROLES = frozenset({"inspector"})
# Where the units of each kind of lot go.
GOES = {
    "liquidate": "LIQUIDATED",
    "donate": "DONATED",
    "vendor": "SUPPLIER",
    "customer": "CUSTOMER",
    "dispose": "SCRAP",
}

_lot, _unit, _balance, _product = table(Clearance), table(ReturnUnit), table(Balance), table(Product)
_OPEN = (
    select(_lot).where(_lot.c.status == literal_column("'open'"), _lot.c.station_id == bindparam("station")).limit(1)
)
_LEFT_OPEN = select(_lot.c.id, _lot.c.no).where(
    _lot.c.status == literal_column("'open'"), _lot.c.station_id.is_(None), _lot.c.kind == bindparam("kind"),
    _lot.c.client_id.is_not_distinct_from(bindparam("client", type_=_lot.c.client_id.type)),
).order_by(_lot.c.id).limit(1)  # fmt: skip
_NEXT = (
    select(_unit.c.code, _unit.c.disposition)
    .where(_unit.c.status == literal_column("'placed'"), _unit.c.disposition.in_(sorted(LOTS)),
           _unit.c.clearance_id.is_(None))
    .order_by(_unit.c.placed_at, _unit.c.id)
    .limit(1)
)  # fmt: skip
_NEXT_OF = (
    select(_unit.c.code)
    .outerjoin_from(_unit, _product, _product.c.id == _unit.c.product_id)
    .where(_unit.c.status == literal_column("'placed'"), _unit.c.disposition == bindparam("kind"),
           _unit.c.clearance_id.is_(None),
           _product.c.client_id.is_not_distinct_from(bindparam("client", type_=_product.c.client_id.type)))
    .order_by(_unit.c.placed_at, _unit.c.id)
    .limit(1)
)  # fmt: skip
_UNITS = (
    select(_unit, _balance.c.on_hand)
    .outerjoin_from(_unit, _balance, and_(
        _balance.c.location_id == _unit.c.place_id, _balance.c.product_id == _unit.c.product_id,
        _balance.c.lot == _unit.c.lot, _balance.c.expiry == _unit.c.expiry, _balance.c.serial == _unit.c.serial,
        _balance.c.grade == _unit.c.grade,
    ))
    .where(_unit.c.clearance_id == bindparam("lot"))
    .order_by(_unit.c.id)
)  # fmt: skip


def next_step(turn: Turn) -> Step:
    """Unit after unit → receiver → value → the lot has left."""
    lot = turn.connection.execute(_OPEN, {"station": turn.station_id}).first()
    if lot is None:
        return _start(turn)
    if turn.hand.get("receiver") is not None:
        return _enter_value(turn, lot)
    if turn.hand.get("ends"):
        return _enter_receiver(lot)
    return _scan_unit(turn, lot)


def _start(turn: Turn) -> Step:
    row = turn.connection.execute(_NEXT).first()
    if row is None:
        return Step("start", say("Nothing waits to leave. Scan a unit's label"), {"serial": _open})
    ask = say("{disposition}: scan {unit} or another", disposition=DISPOSITIONS[row.disposition], unit=row.code)
    return Step("start", ask, {"serial": _open}, target={"serial": row.code})


def _read(turn: Turn, thing: Thing) -> Any:
    key = turn.connection.scalar(OF_LABEL, {"text": thing.text})
    if key is None:
        raise Refused("unknown_code", say("{code} is not known here.", code=thing.text[:60]))
    unit = read_unit(turn, key)
    if unit.clearance_id is not None:
        raise Refused("already_done", say("{unit} is in a lot already.", unit=unit.code))
    if unit.status != "placed" or unit.disposition not in LOTS:
        raise Refused("wrong_item", say("{unit} does not leave.", unit=unit.code), DISPOSITIONS.get(unit.disposition))
    return unit


def _open(turn: Turn, thing: Thing) -> Said:
    unit = _read(turn, thing)
    left = turn.connection.execute(_LEFT_OPEN, {"kind": unit.disposition, "client": unit.client_id}).first()
    if left is not None:
        turn.recorder.set(Clearance, left.id, station_id=(None, turn.station_id))
        lot_id, no = left.id, left.no
    else:
        no = f"LOT-{turn.site.today(turn.now):%y%m%d}-{next_own(turn.connection, 'clearance')}"
        (lot_id,) = turn.recorder.add(Clearance, [{
            "no": no, "kind": unit.disposition, "client_id": unit.client_id, "status": "open",
            "station_id": turn.station_id, "user_id": turn.user_id, "at": turn.now,
        }])  # fmt: skip
    return _add(turn, lot_id, no, unit)


def _add(turn: Turn, lot_id: uuid.UUID, no: str, unit: Any) -> Said:
    turn.recorder.set(ReturnUnit, unit.id, clearance_id=(None, lot_id))
    turn.recorder.count(Clearance, {lot_id: {"units": unit.quantity}})
    return Said(say("{sku} goes with {lot}", sku=unit.sku or unit.scanned, lot=no), ref_id=lot_id)


def _scan_unit(turn: Turn, lot: Any) -> Step:
    following = turn.connection.scalar(_NEXT_OF, {"kind": lot.kind, "client": lot.client_id})

    def scan(turn: Turn, thing: Thing) -> Said:
        unit = _read(turn, thing)
        if unit.disposition != lot.kind:
            raise Refused("wrong_item", say("{unit} leaves otherwise.", unit=unit.code), DISPOSITIONS[unit.disposition])
        if unit.client_id != lot.client_id:
            raise Refused("wrong_item", say("{unit} belongs to another client.", unit=unit.code))
        return _add(turn, lot.id, lot.no, unit)

    def done(turn: Turn, _: Thing) -> Said:
        if not lot.units:
            raise Refused("nothing_to_do", say("Nothing is in {lot} yet.", lot=lot.no))
        turn.hold({"ends": True})
        return Said(say("{n} units", n=lot.units), ref_id=lot.id)

    def back(turn: Turn, _: Thing) -> Said:
        turn.recorder.set(Clearance, lot.id, station_id=(turn.station_id, None))
        return Said(say("{lot} stays open.", lot=lot.no), ref_id=lot.id)

    commands: dict[str, Handler] = {"CMD-DONE": done, "CMD-BACK": back}
    ask = say("Scan the next unit, or Done") if following else say("All are in {lot}: scan Done", lot=lot.no)
    return Step("scan_unit", ask, {"serial": scan}, commands, goes_on=not following and bool(lot.units),
                target={"serial": following}, done=lot.units, detail=LOTS[lot.kind])  # fmt: skip


def _enter_receiver(lot: Any) -> Step:
    def receiver(turn: Turn, thing: Thing) -> Said:
        return _named(turn, lot, thing.text[:200])

    def skip(turn: Turn, _: Thing) -> Said:
        return _named(turn, lot, "")

    def back(turn: Turn, _: Thing) -> Said:
        turn.hold({})
        return Said(say("{lot} goes on.", lot=lot.no), ref_id=lot.id)

    ask = say("Who receives {lot}? Scan or enter the name", lot=lot.no)
    return Step("enter_receiver", ask, {"text": receiver}, {"CMD-SKIP": skip, "CMD-BACK": back}, goes_on=True,
                done=lot.units, detail=LOTS[lot.kind])  # fmt: skip


def _named(turn: Turn, lot: Any, receiver: str) -> Said:
    if lot.kind == "liquidate":
        turn.hold({"ends": True, "receiver": receiver})
        return Said(say("What does it bring?"), ref_id=lot.id)
    return _close(turn, lot, receiver, 0)


def _enter_value(turn: Turn, lot: Any) -> Step:
    receiver = turn.hand["receiver"]

    def value(turn: Turn, thing: Thing) -> Said:
        digits = thing.text.replace(",", "").strip()
        if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
            raise Refused("bad_value", say("{text} is no amount.", text=thing.text[:40]))
        return _close(turn, lot, receiver, int(digits) * 100)

    def skip(turn: Turn, _: Thing) -> Said:
        return _close(turn, lot, receiver, 0)

    ask = say("Enter what {lot} brings", lot=lot.no)
    return Step("enter_value", ask, {"quantity": value, "text": value}, {"CMD-SKIP": skip}, done=lot.units)


def _close(turn: Turn, lot: Any, receiver: str, value: int) -> Said:
    """Everything in the lot leaves the books, and its list prints."""
    units = turn.connection.execute(_UNITS, {"lot": lot.id}).all()
    gone = next((u for u in units if u.product_id is not None and (u.on_hand or 0) < u.quantity), None)
    if gone is not None:
        raise Refused("no_stock", say("{unit} is not booked where it was put. Count that place.", unit=gone.code))
    to = turn.site.outside[GOES[lot.kind]]
    summed: dict[tuple[StockKey, uuid.UUID], int] = {}
    for u in units:
        if u.product_id is not None:
            place = (StockKey(u.product_id, u.lot, u.expiry, u.serial, u.grade), u.place_id)
            summed[place] = summed.get(place, 0) + u.quantity
    turn.recorder.move_many([
        MoveLine(key, n, place, to, "clear", lot.id) for (key, place), n in sorted(summed.items(), key=str)
    ])  # fmt: skip
    turn.recorder.set_many(ReturnUnit, [u.id for u in units], status=("placed", "cleared"))
    turn.recorder.set(
        Clearance, lot.id, status=("open", "closed"), station_id=(turn.station_id, None), receiver=("", receiver),
        value=(lot.value, value), closed_at=(None, turn.now),
    )  # fmt: skip
    request_print(turn, ["clearance"], lot.id, lot.no)
    turn.hold({})
    return Said(say("{lot}: {n} units have left", lot=lot.no, n=lot.units), ref_id=lot.id)
