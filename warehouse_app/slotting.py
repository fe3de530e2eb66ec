"""Bins for goods: proposals for a tote or receiving place, the check of a bin that a worker chose, and distances.

A proposal costs the same number of statements however many products lie in the tote. It looks at the bins of the same
products, at the nearest empty bins of each class wanted, and only if that is not enough at bins in use.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Float,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    union_all,
    update,
)

from warehouse_app.database.inbound import TO_PUT
from warehouse_app.database.models import (
    Balance,
    CountTask,
    Location,
    PickFace,
    Product,
    PutTask,
    table,
)
from warehouse_app.domain.route import DEPOT, Point, distance
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.domain.slotting import Bin, Goods, Put, plan, refusal, room
from warehouse_app.layout import site_layout
from warehouse_app.recorder import StockKey
from warehouse_app.resolve import Thing
from warehouse_app.site import SiteFacts
from warehouse_app.step import Refused, Turn

_OWN, _OTHERS = 400, 200  # bins looked at: of the same products; in use, where nothing else was found
_LITRE = 1_000_000  # mm³

_location, _balance, _product = table(Location), table(Balance), table(Product)
_put, _count, _face = table(PutTask), table(CountTask), table(PickFace)

IS_BIN = _location.c.kind == literal_column("'bin'")  # as the partial index has it
VOLUME = cast(_product.c.length_mm, Float) * _product.c.width_mm * _product.c.height_mm  # mm³: too many for integers
_COUNTED = (
    select(_count.c.id)
    .where(_count.c.location_id == _location.c.id, _count.c.status == literal_column("'open'"),
           _count.c.doubt | _count.c.holder_id.is_not(None))
    .exists()
)  # fmt: skip
_FILLED = select(_balance.c.product_id).where(_balance.c.location_id == _location.c.id, _balance.c.on_hand > 0).exists()
_COMING = select(_put.c.id).where(_put.c.bin_id == _location.c.id, TO_PUT).exists()
_COLUMNS = (
    _location.c.id, _location.c.code, _location.c.temperature, _location.c.capacity_l, _location.c.capacity_units,
    _location.c.mixed_lots, _location.c.is_reserve, _location.c.distance_mm, _COUNTED.label("is_counted"),
)  # fmt: skip

_OF_PRODUCTS = (
    select(*_COLUMNS, _balance.c.product_id, func.max(_face.c.maximum).label("face"))
    .select_from(
        _balance.join(_location, _location.c.id == _balance.c.location_id).outerjoin(
            _face, and_(_face.c.location_id == _location.c.id, _face.c.product_id == _balance.c.product_id)
        )
    )
    .where(_balance.c.product_id.in_(bindparam("products", expanding=True)), _balance.c.on_hand > 0, IS_BIN)
    .group_by(_location.c.id, _balance.c.product_id)
    .order_by(func.max(_face.c.maximum).is_(None), _location.c.is_reserve, _location.c.distance_mm, _location.c.code)
    .limit(_OWN)
)
_FACES = (
    select(*_COLUMNS, _face.c.product_id, _face.c.maximum.label("face"))
    .join_from(_face, _location, _location.c.id == _face.c.location_id)
    .where(_face.c.product_id.in_(bindparam("products", expanding=True)), IS_BIN)
    .order_by(_location.c.distance_mm, _location.c.code)
    .limit(_OWN)
)
_BY_ID = select(*_COLUMNS).where(_location.c.id.in_(bindparam("places", expanding=True)), IS_BIN)
_HELD = select(*_COLUMNS).where(_location.c.id == bindparam("place"), IS_BIN).with_for_update(key_share=True)
_EMPTY = (
    select(*_COLUMNS)
    .where(
        IS_BIN, _location.c.temperature == bindparam("temperature"), _location.c.is_empty,
        _location.c.distance_mm >= bindparam("beyond"), _location.c.is_reserve == bindparam("reserve"),
        ~_FILLED, ~_COMING,
    )
    .order_by(_location.c.distance_mm, _location.c.code)
    .limit(bindparam("most"))
)  # fmt: skip
_IN_USE = (
    select(*_COLUMNS)
    .where(IS_BIN, _location.c.temperature == bindparam("temperature"), ~_location.c.is_empty)
    .order_by(_location.c.distance_mm, _location.c.code)
    .limit(_OTHERS)
)


def _kept(rows: FromClause, place: Any, units: Any) -> Select[Any]:
    """Rows of goods in bins; of products that nobody asks about only the client and the room they take."""
    asked = rows.c.product_id.in_(bindparam("products", expanding=True))
    kind = [case((asked, rows.c[name])).label(name) for name in ("product_id", "lot", "expiry", "grade")]
    return select(
        place.label("place"), *kind, _product.c.client_id, units.label("units"), (units * VOLUME).label("volume")
    ).join_from(rows, _product, _product.c.id == rows.c.product_id)


_CONTENTS = _kept(_balance, _balance.c.location_id, _balance.c.on_hand).where(
    _balance.c.location_id.in_(bindparam("places", expanding=True)), _balance.c.on_hand > 0
)
_COMING_TO = _kept(_put, _put.c.bin_id, _put.c.quantity).where(
    _put.c.bin_id.in_(bindparam("places", expanding=True)), TO_PUT, _put.c.station_id != bindparam("station")
)
_FARTHEST = (
    select(_location.c.distance_mm)
    .where(IS_BIN, _location.c.temperature == bindparam("temperature"), _location.c.is_empty == bindparam("empty"))
    .order_by(_location.c.distance_mm.desc())
    .limit(1)
)
_all = union_all(_CONTENTS, _COMING_TO).subquery("inside")
_SORTS = (_all.c.place, _all.c.client_id, _all.c.product_id, _all.c.lot, _all.c.expiry, _all.c.grade)
_INSIDE = select(
    *_SORTS, func.sum(_all.c.units).label("units"), func.sum(_all.c.volume).label("volume")
).group_by(*_SORTS)  # fmt: skip
_CHOSEN = (
    select(
        *_COLUMNS, _product.c.client_id, _product.c.sku, _product.c.temperature.label("wanted_temperature"),
        VOLUME.label("volume"),
    )
    .join_from(_location, _product, _product.c.id == bindparam("product"))
    .where(_location.c.id == bindparam("place"), IS_BIN)
    .with_for_update(of=_location, key_share=True)
)  # fmt: skip
# Where empty bins of a class are looked for: beyond this share of the way to the farthest empty bin.
_BEYOND = {"A": 0.0, "B": 1 / 3, "": 1 / 3, "C": 2 / 3}


def propose(
    connection: Connection,
    goods: Sequence[Goods],
    station_id: uuid.UUID,
    preferred: Mapping[uuid.UUID, uuid.UUID] | None = None,
) -> list[Put]:
    """Bins for goods, in the order of `goods`; `preferred` names a bin to try first for a product.

    At most five statements, two more for each temperature and three for each class in it.
    """
    products = sorted({item.product_id for item in goods})
    bins: dict[uuid.UUID, Bin] = {}
    first: dict[uuid.UUID, list[uuid.UUID]] = {}
    faces: dict[tuple[uuid.UUID, uuid.UUID], int] = {}
    if preferred:
        for row in connection.execute(_BY_ID, {"places": sorted(set(preferred.values()))}):
            bins[row.id] = _bin(row)
        for product, place in preferred.items():
            if place in bins:
                first.setdefault(product, []).append(place)
    for statement in (_FACES, _OF_PRODUCTS):
        for row in connection.execute(statement, {"products": products}):
            bins.setdefault(row.id, _bin(row))
            if row.face is not None:
                faces[row.id, row.product_id] = row.face
            if row.id not in first.setdefault(row.product_id, []):
                first[row.product_id].append(row.id)
    for product, place in (preferred or {}).items():
        faces.pop((place, product), None)  # what was taken from there finds room again
    empty: dict[tuple[str, str], list[uuid.UUID]] = {}
    for wanted in sorted({(item.temperature, item.abc) for item in goods}):
        many = sum((item.temperature, item.abc) == wanted for item in goods) + 8
        empty[wanted] = _empty(connection, bins, *wanted, many)
    reserve: dict[str, list[uuid.UUID]] = {}
    for temperature in sorted({item.temperature for item in goods}):
        many = sum(item.temperature == temperature for item in goods) + 8
        reserve[temperature] = _nearest(connection, bins, temperature, many, is_reserve=True)
    _fill(connection, bins.values(), station_id, products)
    puts = plan(goods, bins, first=first, empty=empty, reserve=reserve, faces=faces)
    if all(put.bin is not None for put in puts):
        return puts
    others: dict[uuid.UUID, Bin] = {}
    for temperature in sorted({goods[put.at].temperature for put in puts if put.bin is None}):
        for row in connection.execute(_IN_USE, {"temperature": temperature}):
            if row.id not in bins:
                others[row.id] = _bin(row)
    _fill(connection, others.values(), station_id, products)
    left = [put for put in puts if put.bin is None]
    again = plan([goods[p.at]._replace(quantity=p.quantity) for p in left], others, first={}, empty={},
                 others=list(others))  # fmt: skip
    return [p for p in puts if p.bin is not None] + [p._replace(at=left[p.at].at) for p in again]


def read_bin(turn: Turn, bin: Thing, products: Iterable[uuid.UUID]) -> Bin:  # noqa: A002
    """A scanned bin with what lies in it, and what other stations are bringing to it. Raises Refused: no bin.

    Which lots lie there is known of these products only.
    Whoever scans it meanwhile waits: its room is given away once.
    """
    row = turn.connection.execute(_HELD, {"place": bin.id}).one_or_none()
    if row is None:
        raise Refused("wrong_bin", say("{location} is no bin.", location=bin.label))
    place = _bin(row)
    _fill(turn.connection, [place], turn.station_id, products)
    return place


def check_goods(place: Bin, sku: str, goods: Goods) -> None:
    """Refuse a bin that may not take these goods, or not so many of them."""
    if reason := refusal(place, goods):
        raise Refused("wrong_bin", Sentence(_REASONS[reason].text, {"sku": sku, "bin": place.code}))
    if (fits := room(place, goods)) < goods.quantity:
        if not fits:
            raise Refused("wrong_bin", say("{bin} is full.", bin=place.code))
        raise Refused("over_quantity", say("Only {fits} more fit into {bin}.", fits=fits, bin=place.code),
                      say("Enter {fits}, then scan the bin.", fits=fits))  # fmt: skip


def check_bin(turn: Turn, bin: Thing, key: StockKey, quantity: int) -> None:  # noqa: A002
    """Refuse a bin that may not take these units; what is on its way to it by other stations counts as there.

    Whoever scans it meanwhile waits: its room is given away once.
    """
    row = turn.connection.execute(_CHOSEN, {"place": bin.id, "product": key.product_id}).one_or_none()
    if row is None:
        raise Refused("wrong_bin", say("{location} is no bin.", location=bin.label))
    place = _bin(row)
    _fill(turn.connection, [place], turn.station_id, [key.product_id])
    goods = Goods(key.product_id, row.client_id, (key.lot, key.expiry, key.grade), quantity, row.wanted_temperature,
                  int(row.volume))  # fmt: skip
    check_goods(place, row.sku, goods)


_REASONS = {
    "temperature": say("{sku} may not lie in {bin}: wrong temperature."),
    "counted": say("{bin} is being counted."),
    "client": say("{bin} holds another client's goods."),
    "lot": say("{bin} holds another lot of {sku}."),
}


def set_distances(connection: Connection, site: SiteFacts) -> None:
    """Work out how far every bin is from where walks begin; bins without coordinates follow by their codes."""
    columns = (_location.c.id, _location.c.x_mm, _location.c.y_mm, _location.c.distance_mm)
    rows = connection.execute(select(*columns).where(IS_BIN).order_by(_location.c.code)).all()
    layout = site_layout(connection, site)
    far, changed = 0, []
    for row in (r for r in rows if r.x_mm is not None and r.y_mm is not None):
        mm = round(1000 * distance(layout, DEPOT, Point(row.x_mm / 1000, row.y_mm / 1000)))
        far = max(far, mm)
        if mm != row.distance_mm:
            changed.append({"key": row.id, "mm": mm})
    for at, row in enumerate((r for r in rows if r.x_mm is None or r.y_mm is None), 1):
        if far + 1000 * at != row.distance_mm:
            changed.append({"key": row.id, "mm": far + 1000 * at})
    if changed:
        connection.execute(_SET_DISTANCE, changed)


_SET_DISTANCE = update(_location).where(_location.c.id == bindparam("key")).values(distance_mm=bindparam("mm"))


def _empty(
    connection: Connection, bins: dict[uuid.UUID, Bin], temperature: str, abc: str, many: int
) -> list[uuid.UUID]:
    """The nearest empty bins of a class; nearer ones where there are too few."""
    beyond = 0
    if share := _BEYOND.get(abc, 1 / 3):
        farthest = connection.scalar(_FARTHEST, {"temperature": temperature, "empty": True}) or 0
        beyond = int(farthest * share)
    found: dict[uuid.UUID, None] = {}
    for start in dict.fromkeys((beyond, 0)):
        if len(found) < many:
            found |= dict.fromkeys(_nearest(connection, bins, temperature, many, start))
    return list(found)


def _nearest(
    connection: Connection, bins: dict[uuid.UUID, Bin], temperature: str, many: int, beyond: int = 0,
    *, is_reserve: bool = False,
) -> list[uuid.UUID]:  # fmt: skip
    """The nearest empty bins beyond a distance, to pick from or of the reserve."""
    values = {"temperature": temperature, "beyond": beyond, "most": many, "reserve": is_reserve}
    found = []
    for row in connection.execute(_EMPTY, values):
        bins.setdefault(row.id, _bin(row))
        found.append(row.id)
    return found


def _bin(row: Any) -> Bin:
    return Bin(
        row.id, row.code, row.temperature, row.capacity_l * _LITRE, row.capacity_units, row.mixed_lots, row.is_reserve,
        row.is_counted, row.distance_mm,
    )  # fmt: skip


def _fill(connection: Connection, bins: Collection[Bin], station_id: uuid.UUID, products: Iterable[uuid.UUID]) -> None:
    """Read what lies in the bins, and what other stations are bringing to them."""
    by_id = {place.id: place for place in bins}
    if not by_id:
        return
    where = {"places": sorted(by_id), "station": station_id, "products": sorted(set(products))}
    for row in connection.execute(_INSIDE, where):
        place = by_id[row.place]
        place.used += int(row.volume)
        place.units += int(row.units)
        place.clients.add(row.client_id)
        if row.product_id is not None:
            place.kinds.setdefault(row.product_id, {})[row.lot, row.expiry, row.grade] = int(row.units)
