"""Import of orders in any format: each order is taken whole, or set aside whole with its reasons (미매칭)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select, tuple_, update

from warehouse_app.changes import Change, ChangeRefused, apply_change
from warehouse_app.database.models import Code, Listing, Order, OrderLine, Person, SetAside, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.imports.context import Context, Outcome, Parsed
from warehouse_app.imports.fields import RowError

_order, _line, _person, _aside = table(Order), table(OrderLine), table(Person), table(SetAside)
_listing, _code = table(Listing), table(Code)
_PERSON = (
    "recipient", "phone", "email", "postcode", "address1", "address2", "country", "message", "gift_message",
)  # fmt: skip
_HEAD = (*_PERSON, "ordered_at", "ship_by", "not_before", "service", "carrier", "tags", "bundle")
OrderKey = tuple[uuid.UUID, str, str]


def take_orders(ctx: Context, groups: dict[tuple[str, str, str], list[Parsed]], errors: list[RowError]) -> Outcome:
    """Take orders: {(client code, channel, order number): rows}. `errors` are those found in reading the rows.

    Key: client, channel and number. The same content again changes nothing; other content is a change.
    """
    outcome = Outcome()
    bad: dict[int, list[RowError]] = {}
    for error in errors:
        bad.setdefault(error.line, []).append(error)
    clients = {code: ctx.client_id(code) for code, _, _ in groups}
    products = ctx.products(set(clients.values()))
    listings = _listings(ctx, set(clients.values()))
    keys = [(clients[code], channel, no) for code, channel, no in groups]
    known = _known(ctx, keys)
    new: list[dict[str, Any]] = []
    for (code, channel, no), rows in groups.items():
        key = (clients[code], channel, no)
        wrong = [e for row in rows for e in bad.get(row.line, ())]
        lines: dict[uuid.UUID, dict[str, Any]] = {}
        if not wrong:
            lines, wrong = _lines(key, rows, products, listings)
        if wrong:
            outcome.errors += wrong
            outcome.set_aside += 1
            _set_aside(ctx, "orders", code, channel, no, rows, wrong)
            continue
        order = _order_of(ctx, key, rows, lines)
        old = known.get(key)
        if old is None:
            new.append(order)
            outcome.taken += 1
        elif old.fingerprint == order["head"]["fingerprint"]:
            outcome.unchanged += 1
        else:
            _change(ctx, outcome, old, order, rows[0].line)
        _resolve(ctx, code, channel, no)
    _insert(ctx, new)
    return outcome


def _lines(
    key: OrderKey, rows: list[Parsed], products: Any, listings: Any
) -> tuple[dict[uuid.UUID, dict[str, Any]], list[RowError]]:
    """The order's lines by product; the same product twice is summed, its rows kept as sources."""
    lines: dict[uuid.UUID, dict[str, Any]] = {}
    wrong = []
    for row in rows:
        v = row.values
        found = [(products[key[0], v["sku"]], 1)] if (key[0], v["sku"]) in products else []
        if not found and v.get("listing"):
            at = (key[0], key[1], v["listing"])
            found = listings.get((*at, v.get("option", "")), listings.get((*at, ""), []))
        if not found:
            name = v["sku"] or v.get("listing") or "–"
            wrong.append(RowError(row.line, "sku", say("{sku} is no product of this client", sku=name)))
            continue
        for product, per in found:
            line = lines.setdefault(
                product.id,
                {"product": product, "ordered": 0, "value": 0, "unit_price": v["unit_price"], "sources": []},
            )
            line["ordered"] += v["quantity"] * per
            line["value"] += v["quantity"] * v["unit_price"] if product is found[0][0] else 0
            line["sources"].append(
                {"ref": v.get("ref", ""), "quantity": v["quantity"], "price": v["unit_price"], "notes": row.notes}
            )
    too_many = next((x for x in lines.values() if x["ordered"] > 1_000_000), None)
    if too_many is not None:
        wrong.append(RowError(rows[0].line, "quantity", say("is over a million units")))
    return lines, wrong


def _order_of(ctx: Context, key: OrderKey, rows: list[Parsed], lines: dict[uuid.UUID, dict[str, Any]]) -> Any:
    head: dict[str, Any] = {
        name: next((r.values.get(name) for r in rows if r.values.get(name)), None if name.endswith("at") else "")
        for name in _HEAD
    }
    for name in ("ordered_at", "ship_by", "not_before"):
        head[name] = head[name] or None
    tags = " ".join(dict.fromkeys(t for r in rows for t in (r.values.get("tags") or "").replace(",", " ").split()))
    content = {name: str(head[name] or "") for name in _HEAD} | {
        "tags": tags,
        "lines": sorted((str(p), x["ordered"], x["value"]) for p, x in lines.items()),
    }
    fingerprint = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    carrier = ctx.carrier(head["carrier"] or "", key[0])
    ordered_at = head["ordered_at"] or ctx.now
    goods = [x for x in lines.values() if x["product"].kind != "service"]
    classes = {x["product"].temperature for x in goods}
    order_id, person_id = new_key(), new_key()
    return {
        "head": {
            "id": order_id, "client_id": key[0], "channel": key[1], "order_no": key[2],
            "status": "new" if goods else "complete", "ordered_at": ordered_at,
            "ship_by": head["ship_by"] or next_cut_off(ctx, max(ordered_at, head["not_before"] or ordered_at), carrier),
            "not_before": head["not_before"], "service": head["service"] or "", "carrier_id": carrier.id,
            "person_id": person_id, "tags": tags, "is_gift": bool(head["gift_message"]), "bundle": head["bundle"] or "",
            "temperature": classes.pop() if len(classes) == 1 else "mixed" if classes else "ambient",
            "units": sum(x["ordered"] for x in goods), "lines": len(goods),
            "value": sum(x["value"] for x in lines.values()), "fingerprint": fingerprint, "notes": {},
        },
        "person": {"id": person_id, "extra": {}, **{name: head[name] or "" for name in _PERSON}},
        "lines": lines,
    }  # fmt: skip


def next_cut_off(ctx: Context, moment: datetime, carrier: Any) -> datetime:
    """The carrier's next cut-off on a business day of the site, at or after the moment (UTC)."""
    from warehouse_app.domain.calendar import is_business_day  # its holiday tables are slow to import

    local = moment.astimezone(ctx.site.zone)
    hour, minute = map(int, carrier.cut_off.split(":"))
    day = local.date()
    while True:
        at = datetime.combine(day, time(hour, minute), ctx.site.zone)
        if at >= local and is_business_day(day, ctx.site.calendar):
            return at.astimezone(UTC)
        day += timedelta(days=1)


def _insert(ctx: Context, orders: list[dict[str, Any]]) -> None:
    if not orders:
        return
    connection = ctx.connection
    connection.execute(insert(_person), [o["person"] for o in orders])
    connection.execute(insert(_order), [o["head"] for o in orders])
    connection.execute(
        insert(_line),
        [
            {
                "id": new_key(), "order_id": o["head"]["id"], "product_id": product_id, "line_no": at,
                "kind": "service" if x["product"].kind == "service" else "goods", "ordered": x["ordered"],
                "unit_price": x["unit_price"], "sources": x["sources"],
            }
            for o in orders
            for at, (product_id, x) in enumerate(o["lines"].items(), 1)
        ],
    )  # fmt: skip
    connection.execute(
        insert(_code),
        [{"text": o["head"]["order_no"], "kind": "order", "ref_id": o["head"]["id"], "quantity": 1} for o in orders],
    )


def _known(ctx: Context, keys: list[OrderKey]) -> dict[OrderKey, Any]:
    known: dict[OrderKey, Any] = {}
    for at in range(0, len(keys), 500):
        part = keys[at : at + 500]
        rows = ctx.connection.execute(
            select(_order.c.id, _order.c.client_id, _order.c.channel, _order.c.order_no, _order.c.fingerprint).where(
                tuple_(_order.c.client_id, _order.c.channel, _order.c.order_no).in_(part)
            )
        )
        known |= {(r.client_id, r.channel, r.order_no): r for r in rows}
    return known


def _listings(ctx: Context, clients: set[uuid.UUID]) -> dict[Any, list[tuple[Any, int]]]:
    by_id = {p.id: p for p in ctx.products(clients).values()}
    result: dict[Any, list[tuple[Any, int]]] = {}
    for r in ctx.connection.execute(select(_listing).where(_listing.c.client_id.in_(list(clients)))):
        result.setdefault((r.client_id, r.channel, r.listing, r.option), []).append((by_id[r.product_id], r.quantity))
    return result


# -- a known order whose content differs ---------------------------------------------------------------------------


def _change(ctx: Context, outcome: Outcome, old: Any, order: dict[str, Any], at_line: int) -> None:
    """Treat the differences as changes of address and quantities."""
    person = order["person"]
    address = {name: person[name] for name in ("recipient", "phone", "postcode", "address1", "address2")}
    current = {
        r.product_id: r.ordered - r.cancelled
        for r in ctx.connection.execute(select(_line).where(_line.c.order_id == old.id))
    }
    wanted = {product_id: x["ordered"] for product_id, x in order["lines"].items()}
    changes = [Change("address", address=address)] + [
        Change("quantity", product_id, wanted.get(product_id, 0))
        for product_id in {**wanted, **current}
        if wanted.get(product_id, 0) != current.get(product_id, 0)
    ]
    try:
        with ctx.connection.begin_nested():
            made = [apply_change(ctx.connection, ctx.site, old.id, c, ctx.now, ctx.action_id) for c in changes]
            ctx.connection.execute(
                update(_order).where(_order.c.id == old.id).values(fingerprint=order["head"]["fingerprint"])
            )
    except ChangeRefused as refused:
        outcome.errors.append(RowError(at_line, "order_no", refused.sentence))
        outcome.set_aside += 1
        return
    outcome.changed += any(made)
    outcome.unchanged += not any(made)


# -- what cannot be taken ------------------------------------------------------------------------------------------


def _set_aside(
    ctx: Context, kind: str, client: str, channel: str, no: str, rows: list[Parsed], wrong: list[RowError]
) -> None:
    """Keep the rows for later; the same rows again are kept once."""
    raw = [{"line": row.line, "cells": dict(row.raw)} for row in rows]
    content = json.dumps([kind, ctx.format, client, channel, no, [r["cells"] for r in raw]], sort_keys=True)
    fingerprint = hashlib.sha256(content.encode()).hexdigest()
    reasons = [{"line": e.line, "column": e.column, "reason": e.reason.to_json()} for e in wrong]
    known = ctx.connection.execute(select(_aside.c.id).where(_aside.c.fingerprint == fingerprint)).first()
    if known is not None:
        ctx.connection.execute(update(_aside).where(_aside.c.id == known.id).values(reasons=reasons, resolved_at=None))
        return
    ctx.connection.execute(
        insert(_aside).values(
            id=new_key(), kind=kind, format=ctx.format, client=client, channel=channel, order_no=no, rows=raw,
            reasons=reasons, file=ctx.file, fingerprint=fingerprint, at=ctx.now,
        )
    )  # fmt: skip


def _resolve(ctx: Context, client: str, channel: str, no: str) -> None:
    if ctx.has_asides:
        ctx.connection.execute(
            update(_aside)
            .where(
                _aside.c.kind == "orders", _aside.c.client == client, _aside.c.channel == channel,
                _aside.c.order_no == no, _aside.c.resolved_at.is_(None),
            )
            .values(resolved_at=ctx.now)
        )  # fmt: skip


# -- the changes file ----------------------------------------------------------------------------------------------

Progress = Callable[[int, int], None]


def take_changes(ctx: Context, rows: list[Parsed], errors: list[RowError]) -> Outcome:
    """Cancel, hold, release, address and quantity of known orders; each row is taken or set aside."""
    outcome = Outcome()
    bad = {e.line: e for e in errors}
    products: dict[uuid.UUID, dict[tuple[uuid.UUID, str], Any]] = {}
    for row in rows:
        v = row.values
        wrong: Sentence | None = bad[row.line].reason if row.line in bad else None
        column = bad[row.line].column if row.line in bad else "order_no"
        if wrong is None:
            try:
                with ctx.connection.begin_nested():
                    made = _change_row(ctx, v, products)
                outcome.taken += made
                outcome.unchanged += not made
                continue
            except ChangeRefused as refused:
                wrong = refused.sentence
        error = RowError(row.line, column, wrong)
        outcome.errors.append(error)
        outcome.set_aside += 1
        _set_aside(ctx, "changes", v.get("client", ""), v.get("channel", ""), v.get("order_no", ""), [row], [error])
    return outcome


def _change_row(ctx: Context, v: dict[str, Any], products: dict[uuid.UUID, Any]) -> bool:
    conditions = [_order.c.order_no == v["order_no"]]
    if v["client"] or ctx.client:
        conditions.append(_order.c.client_id == ctx.client_id(v["client"]))
    if v["channel"] or ctx.channel:
        conditions.append(_order.c.channel == (v["channel"] or ctx.channel))
    found = ctx.connection.execute(select(_order.c.id, _order.c.client_id).where(*conditions).limit(2)).all()
    if not found:
        raise ChangeRefused(say("There is no order {order}.", order=v["order_no"]))
    if len(found) > 1:
        raise ChangeRefused(
            say("Several orders have the number {order}: name client and channel.", order=v["order_no"])
        )
    order = found[0]
    product_id = None
    if v["action"] == "quantity":
        own = products.setdefault(order.client_id, ctx.products({order.client_id}))
        product = own.get((order.client_id, v["sku"]))
        if product is None:
            raise ChangeRefused(say("{sku} is no product of this client", sku=v["sku"] or "–"))
        product_id = product.id
    address = {name: v[name] for name in ("recipient", "phone", "postcode", "address1", "address2")}
    change = Change(v["action"], product_id, v["quantity"], address)
    return apply_change(ctx.connection, ctx.site, order.id, change, ctx.now, ctx.action_id)
