"""Allocation (재고 할당): promise stock to orders, so that no two orders count on the same unit."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, FromClause, and_, bindparam, case, exists, func, or_, select, text, update

from warehouse_app.database.engine import Conflict, Database
from warehouse_app.database.goods import OPEN_COUNT, is_of_recalled_lot
from warehouse_app.database.models import (
    Action,
    Allocation,
    Balance,
    Client,
    CountTask,
    LifeRule,
    Location,
    Order,
    OrderLine,
    Product,
    table,
)
from warehouse_app.database.types import Key, new_key
from warehouse_app.domain.allocation import Demand, Need, Plan, Supply, serve
from warehouse_app.kits import explode, parts_of
from warehouse_app.site import SiteFacts, read_site

_CHUNK = 500  # orders a transaction; short enough that stations do not wait
_order, _line, _a, _balance = table(Order), table(OrderLine), table(Allocation), table(Balance)
_location, _count, _client, _product = table(Location), table(CountTask), table(Client), table(Product)
_own_rule, _any_rule = table(LifeRule).alias("own_rule"), table(LifeRule).alias("any_rule")
_DAYS = func.coalesce(_own_rule.c.days, _any_rule.c.days, 0).label("days")  # that goods must still keep


def _with_rules(orders: FromClause) -> FromClause:
    """Orders with the rule of their channel, and the rule for any channel of their client."""
    of_client = _own_rule.c.client_id == _order.c.client_id, _any_rule.c.client_id == _order.c.client_id
    return orders.outerjoin(_own_rule, and_(of_client[0], _own_rule.c.channel == _order.c.channel)).outerjoin(
        _any_rule, and_(of_client[1], _any_rule.c.channel == "")
    )


_KEEPS = (
    select(_order.c.id, _DAYS)
    .select_from(_with_rules(_order))
    .where(_order.c.id.in_(bindparam("orders", expanding=True)), _DAYS > 0)
)
# Orders that may still want stock. One that is picked or in work wants some again after a short or a change.
_STATUSES = ("new", "waiting", "part_shipped", "allocated", "picked")
_unserved = _line.c.ordered - _line.c.cancelled - _line.c.allocated
_CANDIDATES = (
    select(_order.c.id)
    .where(
        _order.c.status.in_(_STATUSES),
        or_(_order.c.not_before.is_(None), _order.c.not_before < bindparam("tomorrow")),
        exists(select(_line.c.id).where(_line.c.order_id == _order.c.id, _line.c.kind == "goods", _unserved > 0)),
    )
    .order_by(_order.c.ship_by, _order.c.ordered_at, _order.c.id)
)
_ORDERS = (
    select(_order.c.id, _order.c.status, _order.c.parts, _client.c.ships_in_parts, _DAYS)
    .select_from(_with_rules(_order.join(_client, _client.c.id == _order.c.client_id)))
    .where(_order.c.id.in_(bindparam("orders", expanding=True)), _order.c.status.in_(_STATUSES))
    .order_by(_order.c.id)
    .with_for_update(of=_order)
)
_LINES = (
    select(_line.c.id, _line.c.order_id, _line.c.product_id, _unserved.label("units"))
    .where(_line.c.order_id.in_(bindparam("orders", expanding=True)), _line.c.kind == "goods", _unserved > 0)
    .order_by(_line.c.order_id, _line.c.line_no)
)
_SUPPLIES = (
    select(_balance)
    .join(_location, and_(_location.c.id == _balance.c.location_id, _location.c.kind == "bin"))
    .where(
        _balance.c.product_id.in_(bindparam("products", expanding=True)), _balance.c.grade == "",
        _balance.c.on_hand > _balance.c.allocated,
        or_(_balance.c.expiry == "", _balance.c.expiry >= bindparam("today")), ~is_of_recalled_lot(_balance),
        ~exists(
            select(_count.c.id).where(
                _count.c.location_id == _balance.c.location_id, OPEN_COUNT, _count.c.doubt,
                or_(_count.c.product_id == _balance.c.product_id, _count.c.product_id.is_(None)),
            )
        ),
    )
    .order_by(_balance.c.expiry == "", _balance.c.expiry, _balance.c.since, _balance.c.location_id)
)  # fmt: skip
_PROMISE = text(
    "UPDATE balance SET allocated = allocated + :n WHERE product_id = :product_id AND location_id = :location_id "
    "AND lot = :lot AND expiry = :expiry AND serial = :serial AND grade = :grade AND on_hand - allocated >= :n "
    "AND NOT EXISTS (SELECT 1 FROM recall r WHERE r.product_id = balance.product_id AND r.lot = balance.lot "
    "AND r.status = 'active')"
).bindparams(bindparam("product_id", type_=Key), bindparam("location_id", type_=Key))
_SERVE = update(_line).where(_line.c.id == bindparam("key")).values(allocated=_line.c.allocated + bindparam("n"))
_SET = update(_order).where(_order.c.id.in_(bindparam("keys", expanding=True))).values(status=bindparam("new_status"))
_PARTS = update(_order).where(_order.c.id.in_(bindparam("keys", expanding=True))).values(parts=True)
# Orders whose day (희망일) has not come wait.
_HOLD_BACK = (
    update(_order)
    .where(_order.c.status == "new", _order.c.not_before >= bindparam("tomorrow"))
    .values(status="waiting")
)
# Orders that waited for what is no longer wanted go on with what they have.
_promised = exists(select(_a.c.id).where(_a.c.order_id == _order.c.id, _a.c.open))
_in_totes = exists(select(_line.c.id).where(_line.c.order_id == _order.c.id, _line.c.picked > _line.c.packed))
_GO_ON = (
    update(_order)
    .where(
        _order.c.status == "waiting",
        ~exists(select(_line.c.id).where(_line.c.order_id == _order.c.id, _line.c.kind == "goods", _unserved > 0)),
        or_(_promised, _in_totes),
    )
    .values(status=case((_promised, "allocated"), else_="picked"))
)
_LEAVE = (
    update(_order)
    .where(
        _order.c.id.in_(bindparam("keys", expanding=True)), _order.c.status == "waiting",
        exists(select(_line.c.id).where(_line.c.order_id == _order.c.id, _line.c.picked > _line.c.packed)),
    )
    .values(status="picked", parts=True)
)  # fmt: skip


@dataclass
class AllocationReport:
    """What a run did: numbers of orders, and the order ids that wait."""

    whole: int = 0
    in_part: int = 0
    units: int = 0
    waiting: list[uuid.UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Short:
    """One line of an order that waits: what is wanted and what is missing, in units."""

    client: str
    channel: str
    order_no: str
    sku: str
    wanted: int
    missing: int


def allocate(database: Database, parts: bool = False, user_id: uuid.UUID | None = None) -> AllocationReport:
    """Allocate all orders that want stock, most urgent first; `parts` lets every order go in parts.

    Whole orders are served before parts. Each transaction takes some orders, locked in key order; balances are
    changed on the condition that they still have the free units, and a lost race is begun again. Raises Unavailable.
    """
    with database.read() as connection:
        site = read_site(connection)
        now = database.now(connection)
        tomorrow = datetime.combine(site.today(now) + timedelta(days=1), time(), site.zone)
        orders = list(connection.execute(_CANDIDATES, {"tomorrow": tomorrow}).scalars())
    database.run(lambda c: (c.execute(_HOLD_BACK, {"tomorrow": tomorrow}), c.execute(_GO_ON)))
    report = AllocationReport()
    chunks = [orders[at : at + _CHUNK] for at in range(0, len(orders), _CHUNK)]
    rest: list[uuid.UUID] = []
    for chunk in chunks:  # whole orders first, over all chunks
        plan = database.run(lambda c, chunk=chunk: _allocate(c, site, now, chunk, None, user_id))  # type: ignore[misc]
        _add(report, plan)
        rest += plan.waiting  # type: ignore[arg-type]
    for at in range(0, len(rest), _CHUNK):
        chunk = rest[at : at + _CHUNK]
        plan = database.run(lambda c, chunk=chunk: _allocate(c, site, now, chunk, parts, user_id))  # type: ignore[misc]
        _add(report, plan)
        report.waiting += plan.waiting  # type: ignore[arg-type]
    return report


def supplies_of(connection: Connection, products: Collection[Any], today: date) -> list[Any]:
    """Balances of new goods in bins that may be promised today, first to expire first."""
    given = {"products": sorted(products), "today": today.isoformat()}
    return list(connection.execute(_SUPPLIES, given).all())


def keeps_until(connection: Connection, orders: Collection[uuid.UUID], today: date) -> dict[uuid.UUID, str]:
    """The day (YYYY-MM-DD) until which goods promised to each of these orders must keep; only where a rule says so."""
    rows = connection.execute(_KEEPS, {"orders": list(orders)})
    return {row.id: (today + timedelta(days=row.days)).isoformat() for row in rows}


def waiting_orders(connection: Connection, limit: int = 5000) -> list[Short]:
    """The lines that lack stock, of orders that wait and of orders that go in parts; most urgent order first."""
    statement = (
        select(
            _client.c.code, _order.c.channel, _order.c.order_no, _product.c.sku,
            (_line.c.ordered - _line.c.cancelled).label("wanted"), _unserved.label("missing"),
        )
        .join_from(_order, _line, _line.c.order_id == _order.c.id)
        .join(_client, _client.c.id == _order.c.client_id)
        .join(_product, _product.c.id == _line.c.product_id)
        .where(_order.c.status.in_(_STATUSES), _line.c.kind == "goods", _unserved > 0)
        .order_by(_order.c.ship_by, _order.c.ordered_at, _order.c.id, _line.c.line_no)
        .limit(limit)
    )  # fmt: skip
    return [Short(*row) for row in connection.execute(statement)]


def _add(report: AllocationReport, plan: Plan) -> None:
    report.whole += len(plan.whole)
    report.in_part += len(plan.in_part)
    report.units += sum(grant.units for grant in plan.grants)


def _allocate(
    connection: Connection,
    site: SiteFacts,
    now: datetime,
    chunk: Sequence[uuid.UUID],
    parts: bool | None,
    user_id: uuid.UUID | None,
) -> Plan:
    """One transaction. `parts` None serves whole orders only."""
    orders = {row.id: row for row in connection.execute(_ORDERS, {"orders": list(chunk)})}
    if not orders:
        return Plan()
    if parts is not None:
        _explode(connection, site, now, [key for key in chunk if key in orders])
    needs: dict[uuid.UUID, list[Need]] = {}
    for line in connection.execute(_LINES, {"orders": list(orders)}):
        needs.setdefault(line.order_id, []).append(Need(line.id, line.product_id, line.units))
    today = site.today(now)
    demands = [
        Demand(
            key, tuple(needs[key]), parts is not None and (parts or orders[key].parts or orders[key].ships_in_parts),
            (today + timedelta(days=orders[key].days)).isoformat(),
        )
        for key in chunk
        if key in orders and key in needs
    ]  # fmt: skip
    products = sorted({need.product for own in needs.values() for need in own})  # type: ignore[type-var]
    supplies: dict[Any, list[Supply]] = {}
    rows: dict[Any, Any] = {}
    for row in supplies_of(connection, products, today):
        key = (row.product_id, row.location_id, row.lot, row.expiry, row.serial, row.grade)
        rows[key] = row
        supplies.setdefault(row.product_id, []).append(Supply(key, row.expiry, row.on_hand - row.allocated))
    plan = serve(demands, supplies)
    _write(connection, plan, demands, rows, {key: row.status for key, row in orders.items()}, parts is not None)
    if plan.grants:
        detail = {"whole": len(plan.whole), "in_part": len(plan.in_part)}
        connection.execute(
            table(Action).insert().values(id=new_key(), kind="allocate", detail=detail, at=now, user_id=user_id)
        )
    return plan


def _explode(connection: Connection, site: SiteFacts, now: datetime, orders: list[uuid.UUID]) -> None:
    """Sets that are not in stock go as their parts."""
    wanted = {line.product_id for line in connection.execute(_LINES, {"orders": orders})}
    made_of = parts_of(connection, wanted)
    if not made_of:
        return
    products = set(wanted).union(*made_of.values())
    free: dict[uuid.UUID, int] = {}
    for row in supplies_of(connection, products, site.today(now)):
        free[row.product_id] = free.get(row.product_id, 0) + row.on_hand - row.allocated
    explode(connection, orders, free, now)


def _write(
    connection: Connection, plan: Plan, demands: list[Demand], rows: Any, status: dict[Any, str], final: bool
) -> None:
    used: dict[Any, int] = {}
    served: dict[Any, int] = {}
    for grant in plan.grants:
        used[grant.supply] = used.get(grant.supply, 0) + grant.units
        served[grant.line] = served.get(grant.line, 0) + grant.units
    if used:
        names = ("product_id", "location_id", "lot", "expiry", "serial", "grade")
        promises = [{**dict(zip(names, key, strict=True)), "n": used[key]} for key in sorted(used)]
        if connection.execute(_PROMISE, promises).rowcount != len(promises):
            raise Conflict("balance")
        connection.execute(_SERVE, [{"key": line, "n": served[line]} for line in sorted(served)])
        connection.execute(
            table(Allocation).insert(),
            [
                {
                    "id": new_key(), "order_id": g.order, "order_line_id": g.line,
                    "product_id": rows[g.supply].product_id,
                    "location_id": rows[g.supply].location_id, "lot": rows[g.supply].lot,
                    "expiry": rows[g.supply].expiry, "serial": rows[g.supply].serial, "grade": rows[g.supply].grade,
                    "quantity": g.units, "picked": 0, "open": True,
                }
                for g in plan.grants
            ],
        )  # fmt: skip
    if ready := [*plan.whole, *plan.in_part]:
        connection.execute(_SET, {"keys": ready, "new_status": "allocated"})
    if plan.in_part:
        connection.execute(_PARTS, {"keys": plan.in_part})
    if final:
        leaving = [demand.order for demand in demands if demand.parts and demand.order in set(plan.waiting)]
        if leaving:  # what a short pick left in a tote goes without the rest
            connection.execute(_LEAVE, {"keys": leaving})
        parted = {demand.order for demand in demands if demand.parts}
        stays = [k for k in plan.waiting if status[k] == "new" or (status[k] == "allocated" and k not in parted)]
        if stays:
            connection.execute(_SET, {"keys": stays, "new_status": "waiting"})
