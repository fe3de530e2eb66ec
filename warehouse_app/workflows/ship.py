"""Ship (출고·집하): scan parcels onto a carrier's manifest and hand them over.

Scan a parcel's label: its carrier's manifest opens. Scan the carrier's other parcels. When none waits any more, scan
Done: the manifest is closed and printed, and the orders have left with their tracking numbers.

Refused here: another carrier's parcel, one whose label was not scanned back at the bench, an old label, one that has
left already, and one whose order was cancelled, held or changed after printing: it goes back to packing.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, exists, func, insert, or_, select, update

from warehouse_app.combining import among_parcels, in_parcel, orders_in
from warehouse_app.database.models import (
    Balance,
    Carrier,
    Code,
    Manifest,
    Order,
    OrderLine,
    Outbox,
    Parcel,
    ParcelLine,
    table,
)
from warehouse_app.database.types import UtcTime, new_key
from warehouse_app.database.work import TO_SHIP
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.resolve import Thing
from warehouse_app.settings import site_settings
from warehouse_app.step import Refused, Said, Step, Turn
from warehouse_app.undo import FINAL
from warehouse_app.weights import learn_from
from warehouse_app.workflows.claims import check_silent, take_up
from warehouse_app.workflows.combine import ask_about_mate
from warehouse_app.workflows.parcels import request_print

NAME = "ship"
ROLES = frozenset({"picker", "packer"})
_SPREAD = 32  # stations that load the same carrier are named different ones of so many parcels
_COUNTED = 200  # of the parcels that wait, so many are counted; more would make each scan slower

_parcel, _manifest, _carrier, _order = table(Parcel), table(Manifest), table(Carrier), table(Order)
_line, _pline, _balance = table(OrderLine), table(ParcelLine), table(Balance)

_waits = and_(TO_SHIP, _parcel.c.blocked == "")
_JOB = (
    select(_manifest, _carrier.c.code.label("carrier"))
    .join_from(_manifest, _carrier, _carrier.c.id == _manifest.c.carrier_id)
    .where(_manifest.c.station_id == bindparam("station"), _manifest.c.status == "open")
    .limit(1)
)
_PARKED = (
    select(_manifest.c.id, _manifest.c.no, _manifest.c.parcels, _carrier.c.code.label("carrier"))
    .join_from(_manifest, _carrier, _carrier.c.id == _manifest.c.carrier_id)
    .where(_manifest.c.station_id.is_(None), _manifest.c.status == "open")
    .order_by(_manifest.c.id)
    .limit(1)
)
_PARKED_OF = select(_manifest.c.id, _manifest.c.no).where(
    _manifest.c.station_id.is_(None), _manifest.c.status == "open", _manifest.c.carrier_id == bindparam("carrier")
).limit(1)  # fmt: skip
_NEXT = (
    select(_parcel.c.id, _parcel.c.tracking_no, _parcel.c.sscc, _order.c.order_no, _carrier.c.code.label("carrier"))
    .join_from(_parcel, _order, _order.c.id == _parcel.c.order_id)
    .join(_carrier, _carrier.c.id == _parcel.c.carrier_id)
    .where(_waits)
)
_NEXT_OF = _NEXT.where(_parcel.c.carrier_id == bindparam("carrier")).order_by(_parcel.c.id).limit(_SPREAD)
_NEXT_ANY = _NEXT.order_by(_order.c.ship_by, _parcel.c.id).limit(1)
_WAITING = select(func.count()).select_from(
    select(_parcel.c.id).where(_waits, _parcel.c.carrier_id == bindparam("carrier")).limit(_COUNTED).subquery()
)
_ORDER_OF = (
    select(_order.c.status, _order.c.order_no, _carrier.c.code.label("carrier"), _manifest.c.station_id,
           _manifest.c.status.label("manifest_status"))
    .join_from(_parcel, _order, _order.c.id == _parcel.c.order_id)
    .join(_carrier, _carrier.c.id == _parcel.c.carrier_id)
    .outerjoin(_manifest, _manifest.c.id == _parcel.c.manifest_id)
    .where(_parcel.c.id == bindparam("parcel"))
)  # fmt: skip
_IN_PARCEL = (
    select(_order.c.order_no)
    .where(_order.c.id.in_(orders_in(in_parcel(bindparam("parcel")))), _order.c.status == bindparam("status"))
    .limit(1)
)
_OF_CARRIER = select(_manifest.c.id, _manifest.c.no, _manifest.c.station_id).where(_manifest.c.id == bindparam("key"))


def next_step(turn: Turn) -> Step:
    """Open a manifest with its first parcel → scan the carrier's parcels → close it when none waits."""
    job = turn.connection.execute(_JOB, {"station": turn.station_id}).first()
    if job is None:
        return _start(turn)
    waiting = turn.connection.execute(_NEXT_OF, {"carrier": job.carrier_id}).all()
    if not waiting:
        return _close_manifest(job)
    return _scan_parcel(turn, job, waiting[turn.station_id.int % len(waiting)])


def _start(turn: Turn) -> Step:
    accepts = {"tracking_no": _open, "parcel": _open, "manifest": _take_up, "carrier": _resume}
    first = turn.connection.execute(_NEXT_ANY).first()
    if first is not None:
        target = {
            "parcel": first.sscc, "tracking_no": first.tracking_no, "carrier": first.carrier, "order": first.order_no,
        }  # fmt: skip
        ask = say("Scan the first parcel for {carrier}", carrier=first.carrier)
        return Step("start", ask, accepts, target=target, wanted={first.id})
    left = turn.connection.execute(_PARKED).first()
    if left is not None:
        ask = say("Manifest {no} was left open: scan it", no=left.no)
        target = {"manifest": left.no, "carrier": left.carrier}
        return Step("start", ask, accepts, target=target, shown=("manifest", "carrier", "tracking_no", "parcel"))
    return Step("start", say("No parcel waits for a carrier"), accepts)


def _scan_parcel(turn: Turn, job: Any, waiting: Any) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        order = _check(turn, thing, job)
        return _add(turn, thing, job.id, job.parcels, order)

    count = turn.connection.scalar(_WAITING, {"carrier": job.carrier_id}) or 0
    target = {
        "parcel": waiting.sscc, "tracking_no": waiting.tracking_no, "carrier": job.carrier, "manifest": job.no,
        "order": waiting.order_no,
    }  # fmt: skip
    ask = say("Scan the next parcel for {carrier}", carrier=job.carrier)
    commands = {"CMD-DONE": lambda turn, _: _close_early(turn, job)}
    return Step(
        "scan_parcel", ask, {"tracking_no": accept, "parcel": accept}, commands, target=target, done=job.parcels,
        total=job.parcels + count, wanted={waiting.id}, detail=say("Manifest {no}", no=job.no),
    )  # fmt: skip


def _close_manifest(job: Any) -> Step:
    def accept(turn: Turn, thing: Thing) -> Said:
        order = _check(turn, thing, job)
        return _add(turn, thing, job.id, job.parcels, order)

    ask = say("All {count} parcels for {carrier} are scanned: close the manifest", count=job.parcels,
              carrier=job.carrier)  # fmt: skip
    accepts = {"tracking_no": accept, "parcel": accept}
    commands = {"CMD-DONE": lambda turn, _: _close(turn, job)}
    return Step(
        "close_manifest", ask, accepts, commands, goes_on=True, shown=(),
        target={"carrier": job.carrier, "manifest": job.no}, done=job.parcels,
        total=job.parcels,
    )  # fmt: skip


# -- scans ---------------------------------------------------------------------------------------------------------


def _open(turn: Turn, thing: Thing) -> Said:
    """The first parcel opens its carrier's manifest, or takes up one that was left."""
    order = _check(turn, thing, None)
    left = turn.connection.execute(_PARKED_OF, {"carrier": thing.row.carrier_id}).first()
    if left is not None:
        take_up(turn, Manifest, left.id, None)
        parcels = turn.connection.scalar(select(_manifest.c.parcels).where(_manifest.c.id == left.id)) or 0
        return _add(turn, thing, left.id, parcels, order)
    manifest_id, no = new_key(), f"{order.carrier}-{turn.station}-{turn.seq}"
    head = {
        "id": manifest_id, "no": no, "carrier_id": thing.row.carrier_id, "status": "open",
        "station_id": turn.station_id, "user_id": turn.user_id, "created_at": turn.now,
    }  # fmt: skip
    turn.recorder.add(Manifest, [head], undo={"status": "void", "station_id": None})
    turn.recorder.keep(Code, [{"text": no, "kind": "manifest", "ref_id": manifest_id, "quantity": 1}])
    return _add(turn, thing, manifest_id, 0, order)


def _add(turn: Turn, thing: Thing, manifest_id: uuid.UUID, parcels: int, order: Any) -> Said:
    turn.recorder.set(Parcel, thing.id, manifest_id=(None, manifest_id))
    turn.recorder.set(Manifest, manifest_id, parcels=(parcels, parcels + 1))
    return Said(say("Order {order} is on the manifest.", order=order.order_no), ref_id=manifest_id)


def _check(turn: Turn, thing: Thing, job: Any | None) -> Any:
    """Whether this parcel may go onto this manifest; returns its order's row."""
    row = thing.row
    order = turn.connection.execute(_ORDER_OF, {"parcel": thing.id}).one()
    back = say("Take it back to packing.")
    if row.parcel_status == "shipped":
        raise Refused("already_done", say("Order {order} has left already.", order=order.order_no))
    if order.status == "cancelled" or row.blocked == "cancelled":
        no = _which(turn, thing.id, "cancelled") or order.order_no
        raise Refused("blocked", say("Order {order} was cancelled.", order=no), back)
    if order.status == "on_hold" or row.blocked == "hold":
        no = _which(turn, thing.id, "on_hold") or order.order_no
        raise Refused("blocked", say("Order {order} is on hold.", order=no), back)
    if thing.kind == "tracking_no" and row.parcel_status != "void" and thing.text != row.tracking_no:
        raise Refused("wrong_parcel", say("This is an old label of order {order}.", order=order.order_no), back)
    if row.parcel_status == "void":
        raise Refused("wrong_parcel", say("This label is void."), back)
    if row.blocked == "recall":
        raise Refused("blocked", say("Order {order} holds goods of a recalled lot.", order=order.order_no), back)
    if row.blocked:
        raise Refused("blocked", say("Order {order} was changed after packing.", order=order.order_no), back)
    if row.parcel_status != "packed":
        raise Refused("blocked", say("The label of order {order} was not scanned at packing.", order=order.order_no),
                      back)  # fmt: skip
    if row.manifest_id is not None:
        if order.station_id not in (None, turn.station_id):
            check_silent(turn, order.station_id)
        raise Refused("already_done", say("Order {order} is on a manifest already.", order=order.order_no))
    if job is not None and row.carrier_id != job.carrier_id:
        raise Refused("wrong_parcel", say("This parcel goes with {carrier}.", carrier=order.carrier),
                      say("This manifest is for {carrier}.", carrier=job.carrier))  # fmt: skip
    ask_about_mate(turn, thing.id, row.late_mate)
    return order


def _which(turn: Turn, parcel_id: uuid.UUID, status: str) -> str | None:
    """The number of the order in this parcel that is so."""
    return turn.connection.scalar(_IN_PARCEL, {"parcel": parcel_id, "status": status})


def _take_up(turn: Turn, thing: Thing) -> Said:
    row = turn.connection.execute(_OF_CARRIER, {"key": thing.id}).one()
    status = turn.connection.scalar(select(_manifest.c.status).where(_manifest.c.id == thing.id))
    if status != "open":
        raise Refused("already_done", say("Manifest {no} is closed.", no=row.no))
    take_up(turn, Manifest, row.id, row.station_id)
    return Said(say("Manifest {no} goes on.", no=row.no), ref_id=row.id)


def _resume(turn: Turn, thing: Thing) -> Said:
    left = turn.connection.execute(_PARKED_OF, {"carrier": thing.id}).first()
    if left is None:
        raise Refused("nothing_to_do", say("{carrier} has no open manifest. Scan a parcel.", carrier=thing.label))
    take_up(turn, Manifest, left.id, None)
    return Said(say("Manifest {no} goes on.", no=left.no), ref_id=left.id)


# -- closing -------------------------------------------------------------------------------------------------------


def _close_early(turn: Turn, job: Any) -> Said:
    turn.confirm(say("Parcels for {carrier} still wait. Close the manifest without them?", carrier=job.carrier))
    return _close(turn, job)


def _close(turn: Turn, job: Any) -> Said:
    """The parcels leave: ledger, orders, tracking numbers and the paper, in one transaction."""
    connection, record = turn.connection, turn.recorder
    record.facts.append([FINAL, "manifest"])
    left = connection.execute(_LEAVE, {"manifest": job.id, "now": turn.now}).all()
    stay = connection.execute(_STAY, {"manifest": job.id}).rowcount
    content = connection.execute(_CONTENT, {"manifest": job.id}).all()
    customer = turn.site.outside["CUSTOMER"]
    record.move_many([
        MoveLine(StockKey(c.product_id, c.lot, c.expiry, c.serial, c.grade), c.on_hand, c.location_id, customer,
                 "ship", c.order_id)
        for c in content
    ])  # fmt: skip
    connection.execute(_EMPTY, {"manifest": job.id})
    shipped = connection.execute(_SHIPPED_UNITS, {"manifest": job.id}).all()
    record.count(OrderLine, {row.order_line_id: {"shipped": row.units} for row in shipped})
    connection.execute(_ORDERS_LEFT, {"manifest": job.id})
    record.set(
        Manifest, job.id, status=("open", "closed"), closed_at=(None, turn.now), station_id=(turn.station_id, None),
        parcels=(job.parcels, len(left)),
    )  # fmt: skip
    request_print(turn, ["manifest"], job.id, job.no)
    learn_from(connection, job.id, site_settings(turn.site.settings).padding_g)
    if left:
        connection.execute(insert(table(Outbox)), [
            {"id": new_key(), "kind": "order_shipped", "ref_id": p.id, "payload": {"tracking_no": p.tracking_no},
             "status": "waiting", "at": turn.now}
            for p in left
        ])  # fmt: skip
    return Said(_closed(job, len(left), stay), ref_id=job.id)


def _closed(job: Any, left: int, stay: int) -> Sentence:
    if stay:
        return say(
            "Manifest {no} closed: {left} parcels; {stay} were stopped and stay.", no=job.no, left=left, stay=stay
        )
    return say("Manifest {no} closed: {left} parcels for {carrier}", no=job.no, left=left, carrier=job.carrier)


_of_manifest = _parcel.c.manifest_id == bindparam("manifest")
_on_it = select(_parcel.c.id).where(_of_manifest, _parcel.c.status == "shipped")
_stopped = exists(
    select(_order.c.id).where(_order.c.id == _parcel.c.order_id, _order.c.status.in_(["cancelled", "on_hold"]))
)
_LEAVE = (
    update(_parcel)
    .where(_of_manifest, _parcel.c.status == "packed", _parcel.c.blocked == "", ~_stopped)
    .values(status="shipped", shipped_at=bindparam("now", type_=UtcTime))
    .returning(_parcel.c.id, _parcel.c.tracking_no)
)
_STAY = update(_parcel).where(_of_manifest, _parcel.c.status != "shipped").values(manifest_id=None)
_CONTENT = (
    select(_balance, _parcel.c.order_id)
    .join_from(_balance, _parcel, _parcel.c.id == _balance.c.location_id)
    .where(_of_manifest, _parcel.c.status == "shipped", _balance.c.on_hand > 0)
)
_EMPTY = delete(_balance).where(_balance.c.location_id.in_(_on_it), _balance.c.on_hand == 0)
_SHIPPED_UNITS = (
    select(_pline.c.order_line_id, func.sum(_pline.c.verified).label("units"))
    .where(_pline.c.parcel_id.in_(_on_it), _pline.c.order_line_id.is_not(None), _pline.c.verified > 0)
    .group_by(_pline.c.order_line_id)
    .order_by(_pline.c.order_line_id)
)
_missing = exists(
    select(_line.c.id).where(
        _line.c.order_id == _order.c.id, _line.c.kind == "goods", _line.c.shipped < _line.c.ordered - _line.c.cancelled
    )
)
_ORDERS_LEFT = (
    update(_order)
    .where(
        _order.c.id.in_(orders_in(among_parcels(_on_it))),
        or_(_order.c.status == "packed", ~_missing),
    )
    .values(status=case((_missing, "part_shipped"), else_="shipped"))
)
