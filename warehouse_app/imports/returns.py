"""Import of returns to come (반품 접수): each return is taken whole, or set aside whole with its reasons (미매칭).

Key: client and return number. One return may bring back goods of several orders. A file says of the returns it names
all that is expected; what has come stays. A finished return is not changed.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, tuple_, update

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Code, Order, OrderLine, Product, ReturnCase, ReturnLine, table
from warehouse_app.database.types import new_key
from warehouse_app.domain import codes
from warehouse_app.domain.sentences import say
from warehouse_app.imports.aside import resolve_rows, set_aside
from warehouse_app.imports.context import Context, Outcome, parts
from warehouse_app.imports.fields import Column, Parsed, RowError
from warehouse_app.imports.values import Wrong, code, one_of, short_text, units

_case, _line, _order, _order_line = table(ReturnCase), table(ReturnLine), table(Order), table(OrderLine)
_product, _code = table(Product), table(Code)
Groups = Mapping[tuple[str, str, str], list[Parsed]]  # (client named or '', '', return number) → rows
_SET_CASE = (  # a return that is finished meanwhile is not changed
    update(_case)
    .where(_case.c.id == bindparam("key"), _case.c.status != "done")
    .values(tracking_no=bindparam("new_tracking"), value=bindparam("new_value"))
)
_SET_LINE = (
    update(_line)
    .where(_line.c.id == bindparam("key"))
    .values(
        expected=bindparam("new_expected"), reason=bindparam("new_reason"), wants=bindparam("new_wants"),
        exchange_id=bindparam("new_exchange", type_=_line.c.exchange_id.type),
    )
)  # fmt: skip


def rma_code(value: str) -> str:
    """The number of a return: the house prefix of returns is usual, that of anything else is not allowed."""
    found = code(value)
    if codes.reserved(found) and not found.startswith("RMA-"):
        raise Wrong(say("begins like a house code (totes, carts, badges, commands)"))
    return found


RETURN_COLUMNS = (
    Column("rma_no", rma_code, required=True),
    Column("order_no", code, required=True),
    Column("sku", code, required=True),
    Column("quantity", units, required=True),
    Column("reason", short_text),
    Column("wants", one_of("refund", "exchange")),
    Column("exchange_sku", code),
    Column("tracking_no", code),
    Column("client", code),
    Column("channel", short_text),
)


@dataclass
class _Return:
    """A return as its rows say it: {order line id: what is expected of it}."""

    client_id: uuid.UUID
    no: str
    rows: list[Parsed]
    order_id: uuid.UUID
    tracking_no: str = ""
    lines: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    value: int = 0


def take_returns(ctx: Context, groups: Groups) -> Outcome:
    """Announce returns; counted whole."""
    outcome = Outcome()
    orders = _orders(ctx, groups)
    lines = _order_lines(ctx, {row.id for found in orders.values() for row in found})
    wanted: list[tuple[tuple[str, str, str], _Return]] = []
    for key, rows in groups.items():
        found = None if any(row.errors for row in rows) else _read(ctx, key, rows, orders, lines)
        if found is None or any(row.errors for row in rows):
            _aside(ctx, outcome, key, rows, [e for row in rows for e in row.errors])
        else:
            wanted.append((key, found))
    known = _known(ctx, [one for _, one in wanted])
    for key, one in wanted:
        old = known.get((one.client_id, one.no))
        if old is None:
            _insert(ctx, one)
            outcome.taken += 1
        elif not _change(ctx, one, old, outcome):
            error = RowError(one.rows[0].line, "rma_no", say("{rma} is finished and cannot be changed", rma=one.no))
            _aside(ctx, outcome, key, one.rows, [error])
            continue
        resolve_rows(ctx, "returns", *key, one.rows)
    return outcome


def _aside(
    ctx: Context, outcome: Outcome, key: tuple[str, str, str], rows: list[Parsed], wrong: list[RowError]
) -> None:
    outcome.errors += wrong
    outcome.set_aside += 1
    set_aside(ctx, "returns", *key, rows, wrong)


def _orders(ctx: Context, groups: Groups) -> dict[str, list[Any]]:
    """The orders that the rows name, by number."""
    numbers = sorted({row.values["order_no"] for rows in groups.values() for row in rows} - {""})
    found: dict[str, list[Any]] = {}
    for part in parts(numbers):
        columns = (_order.c.id, _order.c.client_id, _order.c.channel, _order.c.order_no)
        for row in ctx.connection.execute(select(*columns).where(_order.c.order_no.in_(part))):
            found.setdefault(row.order_no, []).append(row)
    return found


def _order_lines(ctx: Context, orders: set[uuid.UUID]) -> dict[tuple[uuid.UUID, str], Any]:
    """The lines of goods of these orders, by order and SKU."""
    found: dict[tuple[uuid.UUID, str], Any] = {}
    for part in parts(sorted(orders)):
        rows = ctx.connection.execute(
            select(_order_line.c.id, _order_line.c.order_id, _order_line.c.product_id, _order_line.c.ordered,
                   _order_line.c.unit_price, _product.c.sku)
            .join_from(_order_line, _product, _product.c.id == _order_line.c.product_id)
            .where(_order_line.c.order_id.in_(part), _order_line.c.kind == "goods")
        )  # fmt: skip
        found |= {(row.order_id, row.sku): row for row in rows}
    return found


def _read(
    ctx: Context, key: tuple[str, str, str], rows: list[Parsed], orders: Mapping[str, list[Any]],
    lines: Mapping[tuple[uuid.UUID, str], Any],
) -> _Return | None:  # fmt: skip
    """The return that the rows say; what is wrong is noted in them."""
    found: _Return | None = None
    for row in rows:
        v = row.values
        order = _order_of(ctx, row, orders.get(v["order_no"], []), v["client"] or key[0])
        if order is None:
            continue
        if found is None:
            found = _Return(order.client_id, key[2], rows, order.id)
        if order.client_id != found.client_id:
            row.wrong("order_no", say("Order {order} is of another client", order=v["order_no"]))
            continue
        line = lines.get((order.id, v["sku"]))
        if line is None:
            row.wrong("sku", say("{sku} is not in order {order}", sku=v["sku"], order=v["order_no"]))
            continue
        one = found.lines.setdefault(
            line.id, {"order_id": order.id, "product_id": line.product_id, "expected": 0, "reason": v["reason"],
                      "wants": v["wants"], "exchange_id": None}
        )  # fmt: skip
        one["expected"] += v["quantity"]
        found.value += v["quantity"] * line.unit_price
        if one["expected"] > line.ordered:
            row.wrong("quantity", say("is more than the {n} that were ordered", n=line.ordered))
        if v["exchange_sku"]:
            product = ctx.products({order.client_id}, {v["exchange_sku"]}).get((order.client_id, v["exchange_sku"]))
            if product is None:
                row.wrong("exchange_sku", say("{sku} is no product of this client", sku=v["exchange_sku"]))
            else:
                one["exchange_id"] = product.id
        found.tracking_no = found.tracking_no or v["tracking_no"]
    return found


def _order_of(ctx: Context, row: Parsed, found: list[Any], client: str) -> Any | None:
    """The one order that a row means."""
    v = row.values
    if client:
        known = ctx.find_client(client)
        found = [order for order in found if known is not None and order.client_id == known.id]
    if v["channel"] or ctx.channel:
        found = [order for order in found if order.channel == (v["channel"] or ctx.channel)]
    if not found:
        row.wrong("order_no", say("There is no order {order}.", order=v["order_no"]))
        return None
    if len(found) > 1:
        told = say("Several orders have the number {order}: name client and channel.", order=v["order_no"])
        row.wrong("order_no", told)
        return None
    return found[0]


def _known(ctx: Context, wanted: list[_Return]) -> dict[tuple[uuid.UUID, str], Any]:
    found: dict[tuple[uuid.UUID, str], Any] = {}
    for part in parts([(one.client_id, one.no) for one in wanted], 500):
        rows = ctx.connection.execute(select(_case).where(tuple_(_case.c.client_id, _case.c.no).in_(part)))
        found |= {(row.client_id, row.no): row for row in rows}
    return found


def _insert(ctx: Context, one: _Return) -> None:
    key = new_key()
    ctx.connection.execute(insert(_case).values(
        id=key, no=one.no, client_id=one.client_id, kind="announced", status="announced", order_id=one.order_id,
        tracking_no=one.tracking_no, value=one.value, created_at=ctx.now,
    ))  # fmt: skip
    ctx.connection.execute(insert(_line), [
        {"id": new_key(), "case_id": key, "line_no": at, "order_line_id": line_id, "received": 0, **line}
        for at, (line_id, line) in enumerate(one.lines.items(), 1)
    ])  # fmt: skip
    ctx.connection.execute(insert(_code).values(text=one.no, kind="rma", ref_id=key, quantity=1))
    _register(ctx, key, one.tracking_no)


def _register(ctx: Context, case_id: uuid.UUID, tracking_no: str) -> None:
    """Let the return's tracking number be scanned; that of a parcel of ours leads there already."""
    texts = {tracking_no, re.sub(r"[-\s]", "", tracking_no)} - {""}
    if not texts:
        return
    ours = select(_code.c.text).where(_code.c.text.in_(sorted(texts)), _code.c.kind.in_(["tracking_no", "parcel"]))
    if free := texts - set(ctx.connection.scalars(ours)):
        rows = [{"text": text, "kind": "rma", "ref_id": case_id, "quantity": 1} for text in sorted(free)]
        ctx.connection.execute(insert(_code), rows)


def _change(ctx: Context, one: _Return, old: Any, outcome: Outcome) -> bool:
    """Set what is expected to what the file says; False where the return is finished and would change."""
    rows = ctx.connection.execute(select(_line).where(_line.c.case_id == old.id)).all()
    lines = {row.order_line_id: row for row in rows if row.order_line_id is not None}
    none = {"expected": 0, "reason": "", "wants": "refund", "exchange_id": None}
    wanted = {key: none for key, line in lines.items() if line.expected} | one.lines
    columns = ("expected", "reason", "wants", "exchange_id")
    differing = {
        key: line for key, line in wanted.items()
        if key not in lines or any(getattr(lines[key], c) != line[c] for c in columns)
    }  # fmt: skip
    tracking = one.tracking_no or old.tracking_no
    if not differing and tracking == old.tracking_no:
        outcome.unchanged += 1
        return True
    if old.status == "done":
        return False
    given = {"key": old.id, "new_tracking": tracking, "new_value": one.value}
    if ctx.connection.execute(_SET_CASE, given).rowcount != 1:
        raise Conflict("return")
    changed = [
        {"key": lines[key].id, **{f"new_{name}": line[c] for name, c in
                                  zip(("expected", "reason", "wants", "exchange"), columns, strict=True)}}
        for key, line in differing.items() if key in lines
    ]  # fmt: skip
    if changed:
        ctx.connection.execute(_SET_LINE, changed)
    last = ctx.connection.scalar(select(func.max(_line.c.line_no)).where(_line.c.case_id == old.id)) or 0
    new = [(key, line) for key, line in differing.items() if key not in lines]
    if new:
        ctx.connection.execute(insert(_line), [
            {"id": new_key(), "case_id": old.id, "line_no": at, "order_line_id": key, "received": 0, **line}
            for at, (key, line) in enumerate(new, last + 1)
        ])  # fmt: skip
    if tracking != old.tracking_no:
        ctx.connection.execute(
            delete(_code).where(_code.c.kind == "rma", _code.c.ref_id == old.id, _code.c.text != old.no)
        )
        _register(ctx, old.id, tracking)
    outcome.changed += 1
    return True
