"""Gifts that come back with their order, where their rule says so: one scan each, or CMD-NO where one is missing.

Asked for when everything else of a return is in its place; a gift is not graded and waits at RETURNS to be put away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from warehouse_app.combining import parcels_with
from warehouse_app.database.models import InsertRule, Location, Move, Parcel, ParcelLine, Product, ReturnCase, table
from warehouse_app.domain.sentences import say
from warehouse_app.recorder import MoveLine, StockKey
from warehouse_app.resolve import Thing
from warehouse_app.step import Handler, Refused, Said, Step, Turn
from warehouse_app.workflows.inspect_facts import InspectJob

KIND = "gift_back"
_pline, _parcel, _product, _rule = table(ParcelLine), table(Parcel), table(Product), table(InsertRule)
_move, _location = table(Move), table(Location)
_GIVEN = (
    select(_pline.c.product_id, _pline.c.verified, _product.c.sku, _product.c.name)
    .join_from(_pline, _parcel, _parcel.c.id == _pline.c.parcel_id)
    .join(_product, _product.c.id == _pline.c.product_id)
    .join(_rule, and_(_rule.c.client_id == _product.c.client_id, or_(
        _rule.c.code == _pline.c.rule, and_(_rule.c.code == "", _rule.c.product_id == _pline.c.product_id))))
    .where(_parcel.c.id.in_(parcels_with(bindparam("order"))), _parcel.c.status == "shipped",
           _pline.c.kind == "insert", _pline.c.verified > 0, _rule.c.ask_back)
    .distinct()
    .order_by(_product.c.sku)
)  # fmt: skip
_CAME = select(_move.c.product_id, _move.c.quantity, _move.c.from_id).where(_move.c.ref_id == bindparam("case"))
_PLACE = select(_location.c.id).where(_location.c.code == "RETURNS", _location.c.kind == "returns")


def due(turn: Turn, job: InspectJob) -> list[Any]:
    """The gifts of the case's first order that are to come back and have not: product_id, verified, sku, name."""
    head = job.head
    if head.first_order is None or head.kind not in ("announced", "blind"):
        return []
    given = turn.connection.execute(_GIVEN, {"order": head.first_order}).all()
    if not given:
        return []
    came: dict[Any, int] = {}
    outside = turn.site.outside["CUSTOMER"]
    for move in turn.connection.execute(_CAME, {"case": head.case_id}):
        sign = 1 if move.from_id == outside else -1
        came[move.product_id] = came.get(move.product_id, 0) + sign * move.quantity
    return [row for row in given if came.get(row.product_id, 0) < row.verified]


def asked(turn: Turn, job: InspectJob) -> bool:
    """Whether gifts are still to be asked for before the case ends; from now on they are."""
    if job.head.gift or not due(turn, job):
        return False
    turn.recorder.set(ReturnCase, job.head.case_id, gift=("", "asked"))
    return True


def step(turn: Turn, job: InspectJob, finish: Callable[[Turn, InspectJob], Said]) -> Step:
    """Ask for the gifts; `finish` ends the case."""
    rows = due(turn, job)
    first = rows[0]

    def take(turn: Turn, thing: Thing) -> Said:
        row = next((row for row in rows if row.product_id == thing.id), None)
        if row is None:
            raise Refused("wrong_item", say("{item} is no gift of this order.", item=thing.label),
                          say("Wanted: {sku} {name}.", sku=first.sku, name=first.name))  # fmt: skip
        place = turn.connection.execute(_PLACE).scalar_one()
        turn.recorder.move_many([
            MoveLine(StockKey(row.product_id), row.verified, turn.site.outside["CUSTOMER"], place, KIND,
                     job.head.case_id)
        ])  # fmt: skip
        if len(rows) > 1:
            return Said(say("The gift {sku} is back.", sku=row.sku), ref_id=job.head.case_id)
        turn.recorder.set(ReturnCase, job.head.case_id, gift=("asked", "back"))
        return finish(turn, job)

    def missing(turn: Turn, _: Thing) -> Said:
        turn.recorder.set(ReturnCase, job.head.case_id, gift=("asked", "missing"))
        return finish(turn, job)

    accepts: dict[str, Handler] = {"insert": take, "item": take}
    target = job.target(sku=first.sku, name=first.name, quantity=first.verified, destination="RETURNS")
    return Step(
        "gift_back", say("The gift {sku} comes back too: scan it, or No if it is missing", sku=first.sku), accepts,
        {"CMD-NO": missing}, wanted={row.product_id for row in rows}, target=target, done=job.done, total=job.total,
        shown=("insert", "item"),
    )  # fmt: skip
