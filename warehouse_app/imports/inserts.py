"""Import of insert rules (사은품 규칙): who gets which gift. All rows or none; a rule of a known code is changed."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from warehouse_app.database.models import InsertRule, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import (
    code,
    flag,
    moment,
    money,
    one_of,
    short_text,
    units_or_none,
    units_or_one,
    whole,
)

_rule = table(InsertRule)


def insert_columns(zone: ZoneInfo) -> tuple[Column, ...]:
    """The columns of insert rules; `pool` are further SKUs to draw from, separated by spaces."""
    return (
        Column("sku", code, required=True),
        Column("client", code),
        Column("code", code),
        Column("pool", short_text),
        Column("quantity", units_or_one),
        Column("repeats", flag),
        Column("priority", whole),
        Column("min_value", money),
        Column("min_units", whole),
        Column("value_of", one_of("order", "parcel")),
        Column("channel", short_text),
        Column("tag", short_text),
        Column("item", code),
        Column("category", short_text),
        Column("option", short_text),
        Column("first_order", flag),
        Column("starts_at", moment(zone)),
        Column("ends_at", moment(zone, end_of_day=True)),
        Column("stop", flag),
        Column("alone", flag),
        Column("per_customer", units_or_none),
        Column("at_zero", one_of("", "block", "substitute", "skip")),
        Column("substitute", code),
        Column("ask_back", flag),
    )


_NAMES = tuple(c.name for c in insert_columns(ZoneInfo("UTC")) if c.name not in ("sku", "client"))


def take_inserts(ctx: Context, rows: list[Parsed]) -> Outcome:
    """When a parcel gets which insert. Without a code a rule is known by all that it says."""
    outcome = Outcome()
    clients = {row.line: ctx.owner(row, rows) for row in rows}
    for row in rows:
        row.values["pool"] = row.values["pool"].replace(",", " ").split()
    skus = {s for row in rows for s in (row.values["sku"], *row.values["pool"], row.values["substitute"]) if s}
    products = ctx.products(set(clients.values()), skus)
    known = list(ctx.connection.execute(select(_rule)))
    by_code = {(r.client_id, r.code): r for r in known if r.code}
    as_said = {(r.client_id, r.product_id, *_said(r._mapping)) for r in known if not r.code}
    seen: set[tuple[uuid.UUID, str]] = set()
    for row in rows:
        v, client = row.values, clients[row.line]
        for name, sku in (("sku", v["sku"]), *(("pool", s) for s in v["pool"]), ("substitute", v["substitute"])):
            product = products.get((client, sku))
            if (sku or name == "sku") and (product is None or product.kind != "insert"):
                row.wrong(name, say("{sku} is no insert of this client", sku=sku))
        if v["at_zero"] == "substitute" and not v["substitute"]:
            row.wrong("substitute", say("is missing"))
        if v["code"] and (client, v["code"]) in seen:
            row.wrong("code", say("stands twice in the file, with different values"))
        seen.add((client, v["code"]))
        if row.errors:
            continue
        values = {"product_id": products[client, v["sku"]].id, **{n: v[n] for n in _NAMES}}
        old = by_code.get((client, v["code"])) if v["code"] else None
        if old is not None:
            if any(getattr(old, name) != value for name, value in values.items()):
                ctx.connection.execute(update(_rule).where(_rule.c.id == old.id).values(**values))
                outcome.changed += 1
            else:
                outcome.unchanged += 1
            continue
        key = (client, values["product_id"], *_said(v))
        if not v["code"] and key in as_said:
            outcome.unchanged += 1
            continue
        as_said.add(key)
        ctx.connection.execute(insert(_rule).values(id=new_key(), client_id=client, **values))
        outcome.taken += 1
    outcome.bad(rows)
    return outcome


def _said(values: Any) -> tuple[Any, ...]:
    return tuple(tuple(values[name]) if name == "pool" else values[name] for name in _NAMES)
