"""What a put-away walk knows: the open place, its plan of bins, and how a plan is made."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, case, func, or_, select, update

from warehouse_app.database.inbound import TO_PUT
from warehouse_app.database.models import Balance, Location, Move, Product, PutTask, Station, table
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.route import Place, walk
from warehouse_app.domain.slotting import Goods, Put
from warehouse_app.layout import site_layout
from warehouse_app.recorder import StockKey
from warehouse_app.site import plan_alone
from warehouse_app.slotting import VOLUME, propose
from warehouse_app.step import Turn
from warehouse_app.workflows.claims import SILENT

_location, _balance, _product, _station = table(Location), table(Balance), table(Product), table(Station)
_move, _put = table(Move), table(PutTask)
_place, _bin = _location.alias("place"), _location.alias("bin")
_KEY = ("product_id", "lot", "expiry", "serial", "grade")
_MOST = 500  # lines of one plan; what is over is planned when they are done

_JOB = (
    select(
        _place.c.id.label("place_id"), _place.c.code.label("place"), _place.c.kind, _place.c.use, _place.c.order_id,
        _place.c.batch_id, _place.c.slot, _place.c.is_full, _put.c.id.label("task_id"),
        *(_put.c[c] for c in _KEY), _put.c.walk, _bin.c.id.label("bin_id"), _bin.c.code.label("bin"),
        case((_put.c.quantity < _balance.c.on_hand, _put.c.quantity), else_=_balance.c.on_hand).label("quantity"),
        _put.c.quantity.label("planned"), _balance.c.on_hand, _product.c.sku, _product.c.name, _product.c.image,
    )
    .select_from(
        _station.join(_place, _place.c.id == _station.c.tote_id)
        .outerjoin(_put, and_(_put.c.place_id == _place.c.id, _put.c.station_id == _station.c.id, TO_PUT))
        .outerjoin(_balance, and_(_balance.c.location_id == _place.c.id, _balance.c.on_hand > 0,
                                  *(_balance.c[c] == _put.c[c] for c in _KEY)))
        .outerjoin(_product, _product.c.id == _put.c.product_id)
        .outerjoin(_bin, _bin.c.id == _put.c.bin_id)
    )
    .where(
        _station.c.id == bindparam("station"),
        or_(_place.c.use.in_(["putback", "received"]), _place.c.kind == "receiving"),
    )
    .order_by(_put.c.walk, _put.c.id)
)  # fmt: skip
_others = (
    select(func.coalesce(func.sum(_put.c.quantity), 0))
    .where(
        _put.c.place_id == _balance.c.location_id,
        _put.c.station_id != bindparam("station"),
        TO_PUT,
        *(_put.c[c] == _balance.c[c] for c in _KEY),
    )
    .correlate(_balance)
    .scalar_subquery()
)
_THERE = (
    select(
        *(_balance.c[c] for c in _KEY), (_balance.c.on_hand - _others).label("quantity"), _product.c.client_id,
        _product.c.temperature, VOLUME.label("volume"), _product.c.abc,
    )
    .join_from(_balance, _product, _product.c.id == _balance.c.product_id)
    .where(_balance.c.location_id == bindparam("place"), _balance.c.on_hand > _others)
    .order_by(_product.c.sku, _balance.c.lot, _balance.c.expiry, _balance.c.serial)
    .limit(_MOST)
)  # fmt: skip
_THERE_OF = _THERE.where(_balance.c.product_id == bindparam("product"))
_CAME_FROM = (
    select(_move.c.product_id, _move.c.from_id)
    .join(_location, _location.c.id == _move.c.from_id)
    .where(_move.c.to_id == bindparam("place"), _location.c.kind == "bin")
    .order_by(_move.c.id.desc())
    .limit(_MOST)
)
_PLACES = select(
    _location.c.id, _location.c.aisle, _location.c.bay, _location.c.level, _location.c.x_mm, _location.c.y_mm
).where(_location.c.id.in_(bindparam("places", expanding=True)))
# Plans that nobody follows: parked ones, those of stations not heard of for long; at a tote all of them.
_FORGET = (
    update(_put)
    .where(
        _put.c.place_id == bindparam("place"),
        TO_PUT,
        or_(
            bindparam("all", type_=Boolean),
            _put.c.station_id.is_(None),
            _put.c.station_id.in_(
                select(_station.c.id).where(_station.c.heard_at < bindparam("silent", type_=UtcTime))
            ),
        ),
    )
    .values(quantity=0)
)


@dataclass
class PutJob:
    """The open place (any of its rows tells of it), what is planned there, and what is in hand."""

    head: Any
    rows: list[Any]
    held: Any = None
    quantity: int = 0

    @property
    def shared(self) -> bool:
        """Whether several stations may put away from here at once."""
        return bool(self.head.kind == "receiving")


def load(turn: Turn) -> PutJob | None:
    """The place open at this station with its plan; None if none is open. One statement."""
    rows = list(turn.connection.execute(_JOB, {"station": turn.station_id}))
    if not rows:
        return None
    job = PutJob(rows[0], [row for row in rows if row.on_hand])
    hand = turn.hand
    job.held = next((row for row in job.rows if str(row.task_id) == hand.get("task")), None)
    if job.held is not None:
        job.quantity = min(hand.get("n") or job.held.quantity, job.held.on_hand)
    return job


def key_of(row: Any) -> StockKey:
    """The stock key of a planned line."""
    return StockKey(row.product_id, row.lot, row.expiry, row.serial, row.grade)


def plan_place(turn: Turn, place_id: uuid.UUID, use: str, product_id: uuid.UUID | None = None) -> int:
    """Write down where everything in a place (or one product of it) goes, in the order of the walk; lines planned.

    `use` is that of a tote, which one station empties alone, and '' for a receiving place, which several share.
    """
    where = {"place": place_id, "station": turn.station_id}
    plan_alone(turn.connection)
    turn.connection.execute(_FORGET, {**where, "all": bool(use), "silent": turn.now - SILENT})
    if product_id is None:
        there = turn.connection.execute(_THERE, where).all()
    else:
        there = turn.connection.execute(_THERE_OF, {**where, "product": product_id}).all()
    if not there:
        return 0
    goods = [
        Goods(r.product_id, r.client_id, (r.lot, r.expiry, r.grade), r.quantity, r.temperature, int(r.volume), r.abc)
        for r in there
    ]
    preferred: dict[uuid.UUID, uuid.UUID] = {}
    if use == "putback":
        for row in turn.connection.execute(_CAME_FROM, {"place": place_id}):
            preferred.setdefault(row.product_id, row.from_id)
    puts = propose(turn.connection, goods, turn.station_id, preferred)
    order = _walked(turn, puts)
    turn.recorder.add(PutTask, [
        {
            "place_id": place_id, "station_id": turn.station_id, **{c: getattr(there[put.at], c) for c in _KEY},
            "quantity": put.quantity, "bin_id": put.bin.id if put.bin else None, "walk": at,
        }
        for at, put in enumerate(order)
    ])  # fmt: skip
    return len(order)


def _walked(turn: Turn, puts: list[Put]) -> list[Put]:
    """The plan in walking order; lines without a bin last."""
    known = [put for put in puts if put.bin is not None]
    ids = list(dict.fromkeys(put.bin.id for put in known if put.bin))
    rows = {r.id: r for r in turn.connection.execute(_PLACES, {"places": ids})}
    places = [
        Place(r.aisle, r.bay, r.level, *(None if v is None else v / 1000 for v in (r.x_mm, r.y_mm)))
        for r in (rows[key] for key in ids)
    ]
    position = {ids[i]: at for at, i in enumerate(walk(places, layout=site_layout(turn.connection, turn.site)))}
    known.sort(key=lambda put: position[put.bin.id] if put.bin else 0)
    return known + [put for put in puts if put.bin is None]
