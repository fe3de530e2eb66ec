"""Where products should lie: those picked often and far away, with the walking that a nearer bin would have saved;
and products scattered over bins that would fit into one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Float, and_, bindparam, cast, func, literal_column, select

from warehouse_app.database.models import Activity, Balance, Client, Location, Product, table
from warehouse_app.site import SiteFacts
from warehouse_app.slotting import IS_BIN, VOLUME

MOST = 200  # products looked at: those picked most
WEEK = 7
_LITRE = 1_000_000  # mm³

_product, _client, _location = table(Product), table(Client), table(Location)
_balance, _activity = table(Balance), table(Activity)

_picked = (
    select(_product.c.id, _product.c.client_id, _product.c.sku, _product.c.name, _product.c.abc, _product.c.temperature,
           _product.c.picks)
    .where(_product.c.picks > literal_column("0"))
    .order_by(_product.c.picks.desc(), _product.c.id)
    .limit(MOST)
    .subquery()
)  # fmt: skip
_bins = (
    select(
        _balance.c.product_id, _location.c.code.label("bin"), _location.c.distance_mm,
        func.row_number().over(partition_by=_balance.c.product_id,
                               order_by=(_location.c.distance_mm, _location.c.code)).label("rank"),
    )
    .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
    .where(_balance.c.product_id.in_(select(_picked.c.id)), _balance.c.on_hand > 0, IS_BIN, ~_location.c.is_reserve)
    .subquery()
)  # fmt: skip
# The bin in which each of them is picked: the nearest.
_LIES = (
    select(_picked, _client.c.code.label("client"), _bins.c.bin, _bins.c.distance_mm)
    .join_from(_picked, _client, _client.c.id == _picked.c.client_id)
    .join(_bins, _bins.c.product_id == _picked.c.id)
    .where(_bins.c.rank == literal_column("1"))
    .order_by(_picked.c.picks.desc(), _picked.c.id)
)
_WEEK = (
    select(_activity.c.product_id, func.sum(_activity.c.picks).label("picks"))
    .where(_activity.c.product_id.in_(bindparam("products", expanding=True)), _activity.c.day > bindparam("from_day"))
    .group_by(_activity.c.product_id)
)
_EMPTY = (
    select(_location.c.code, _location.c.distance_mm)
    .where(
        IS_BIN, _location.c.temperature == bindparam("temperature"), _location.c.is_empty, ~_location.c.is_reserve,
        ~select(_balance.c.product_id)
        .where(_balance.c.location_id == _location.c.id, _balance.c.on_hand > 0)
        .exists(),
    )
    .order_by(_location.c.distance_mm, _location.c.code)
    .limit(MOST)
)  # fmt: skip
# Bins near the start that hold one product that is hardly picked: to change places with.
_near = (
    select(_location.c.id, _location.c.code, _location.c.distance_mm)
    .where(IS_BIN, _location.c.temperature == bindparam("temperature"), ~_location.c.is_empty, ~_location.c.is_reserve)
    .order_by(_location.c.distance_mm, _location.c.code)
    .limit(MOST)
    .subquery()
)
_SLOW_BINS = (
    select(_near.c.code, _near.c.distance_mm, func.min(_product.c.sku).label("sku"),
           func.max(_product.c.picks).label("picks"))
    .select_from(
        _near.join(_balance, _balance.c.location_id == _near.c.id).join(
            _product, _product.c.id == _balance.c.product_id
        )
    )
    .where(_balance.c.on_hand > 0)
    .group_by(_near.c.code, _near.c.distance_mm)
    .having(func.count(_product.c.id.distinct()) == 1, func.max(_product.c.abc).in_(["", "C"]))
)  # fmt: skip
_several = (
    select(_balance.c.product_id, _balance.c.lot, _balance.c.expiry)
    .join(_location, _location.c.id == _balance.c.location_id)
    .where(_balance.c.on_hand > 0, _balance.c.serial == "", _balance.c.grade == "", IS_BIN, ~_location.c.is_reserve)
    .group_by(_balance.c.product_id, _balance.c.lot, _balance.c.expiry)
    .having(func.count() > 1)
    .limit(1000)
    .subquery()
)
_inner, _goods = _balance.alias("inner"), _product.alias("goods")
_there = select(func.sum(_inner.c.on_hand)).where(_inner.c.location_id == _location.c.id).correlate(_location)
_volume_there = (
    select(func.sum(_inner.c.on_hand * cast(_goods.c.length_mm, Float) * _goods.c.width_mm * _goods.c.height_mm))
    .join(_goods, _goods.c.id == _inner.c.product_id)
    .where(_inner.c.location_id == _location.c.id)
    .correlate(_location)
)
_IN_BINS = (
    select(
        _several, _client.c.code.label("client"), _product.c.sku, VOLUME.label("volume"),
        _location.c.code.label("bin"), _location.c.capacity_l, _location.c.capacity_units, _location.c.distance_mm,
        _balance.c.on_hand, _there.scalar_subquery().label("units_there"),
        _volume_there.scalar_subquery().label("volume_there"),
    )
    .select_from(
        _several.join(
            _balance,
            and_(_balance.c.product_id == _several.c.product_id, _balance.c.lot == _several.c.lot,
                 _balance.c.expiry == _several.c.expiry),
        )
        .join(_location, _location.c.id == _balance.c.location_id)
        .join(_product, _product.c.id == _several.c.product_id)
        .join(_client, _client.c.id == _product.c.client_id)
    )
    .where(_balance.c.on_hand > 0, _balance.c.serial == "", _balance.c.grade == "", IS_BIN, ~_location.c.is_reserve)
    .order_by(_several.c.product_id, _several.c.lot, _several.c.expiry, _location.c.code)
)  # fmt: skip


@dataclass(frozen=True)
class Nearer:
    """A product to move from `bin` to `to`; `saved_m` metres of walking it would have saved in the last week, there
    and back. `swap` is the SKU that would change places with it, '' for an empty bin."""

    client: str
    sku: str
    name: str
    abc: str
    picks: int
    week_picks: int
    bin: str
    to: str
    swap: str
    saved_m: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Scattered:
    """A product in several bins that would fit into one of them: units by bin, `into` the bin to gather them in."""

    client: str
    sku: str
    lot: str
    expiry: str
    bins: tuple[tuple[str, int], ...]
    into: str

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "bins": [{"location": code, "units": units} for code, units in self.bins]}


def nearer(connection: Connection, site: SiteFacts, now: datetime) -> list[Nearer]:
    """Products that should lie nearer, most saved first. At most seven statements."""
    lies = {row.id: row for row in connection.execute(_LIES)}
    from_day = (site.today(now) - timedelta(days=WEEK)).isoformat()
    picked = connection.execute(_WEEK, {"products": list(lies), "from_day": from_day})
    week = {row.product_id: int(row.picks) for row in picked}
    found: list[Nearer] = []
    for temperature in sorted({row.temperature for row in lies.values()}):
        targets = _targets(connection, temperature)
        rows = [row for row in lies.values() if row.temperature == temperature and week.get(row.id)]
        for row in sorted(rows, key=lambda r: -week[r.id] * r.distance_mm):
            best = next((t for t in targets if t.distance_mm < row.distance_mm and t.picks < row.picks), None)
            if best is None:
                continue
            targets.remove(best)
            saved = 2 * (row.distance_mm - best.distance_mm) * week[row.id] // 1000
            if saved:
                found.append(
                    Nearer(row.client, row.sku, row.name, row.abc, row.picks, week[row.id], row.bin, best.code,
                           best.sku, saved)
                )  # fmt: skip
    return sorted(found, key=lambda n: (-n.saved_m, n.client, n.sku))


@dataclass(frozen=True)
class _Target:
    code: str
    distance_mm: int
    sku: str = ""
    picks: int = -1


def _targets(connection: Connection, temperature: str) -> list[_Target]:
    """Empty bins, and bins of products hardly picked, nearest first."""
    found = [_Target(r.code, r.distance_mm) for r in connection.execute(_EMPTY, {"temperature": temperature})]
    for row in connection.execute(_SLOW_BINS, {"temperature": temperature}):
        found.append(_Target(row.code, row.distance_mm, row.sku, row.picks))
    return sorted(found, key=lambda t: (t.distance_mm, t.code))


def scattered(connection: Connection) -> list[Scattered]:
    """Products in several bins that one of them could hold, most bins first. One statement."""
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for row in connection.execute(_IN_BINS):
        groups.setdefault((row.product_id, row.lot, row.expiry), []).append(row)
    found = []
    for rows in groups.values():
        total = sum(row.on_hand for row in rows)
        fitting = [row for row in rows if _fits(row, total - row.on_hand)]
        if fitting:
            into = min(fitting, key=lambda r: (r.distance_mm, r.bin))
            bins = tuple((row.bin, row.on_hand) for row in rows)
            found.append(Scattered(into.client, into.sku, into.lot, into.expiry, bins, into.bin))
    return sorted(found, key=lambda s: (-len(s.bins), s.client, s.sku, s.lot))


def _fits(row: Any, more: int) -> bool:
    """Whether so many more units fit into the row's bin beside all that lies there."""
    if row.capacity_units and row.units_there + more > row.capacity_units:
        return False
    return not (row.capacity_l and row.volume and row.volume_there + more * row.volume > row.capacity_l * _LITRE)
