"""Import of locations, and of the stock that lies in them. All rows or none."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, case, func, insert, or_, select, update

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Code, Location, Move, table
from warehouse_app.database.types import new_key
from warehouse_app.domain import codes
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome, Parsed
from warehouse_app.imports.fields import (
    Column,
    RowError,
    Wrong,
    code,
    day,
    metres,
    one_of,
    short_text,
    size,
    units_or_none,
)
from warehouse_app.recorder import MoveLine, Recorder, StockKey

_KINDS = ("bin", "receiving", "packing", "staging", "returns", "quarantine", "refurbish", "tote", "cart")
GRADES = ("", "S", "A", "B", "C", "D", "X")


def _grade(value: str) -> str:
    grade = value.strip().upper()
    if grade == "NEW":
        return ""
    if grade not in GRADES:
        raise Wrong(say("is no grade"))
    return grade


LOCATION_COLUMNS = (
    Column("code", code, required=True),
    Column("zone", short_text, required=True),
    Column("kind", one_of(*_KINDS)),
    Column("aisle", short_text),
    Column("bay", short_text),
    Column("level", short_text),
    Column("x_m", metres),
    Column("y_m", metres),
    Column("capacity_l", size),
    Column("temperature", one_of("ambient", "chilled", "frozen")),
)
STOCK_COLUMNS = (
    Column("location", code, required=True),
    Column("sku", code, required=True),
    Column("quantity", units_or_none, required=True),
    Column("lot", code),
    Column("expiry", day),
    Column("serial", code),
    Column("grade", _grade),
    Column("client", code),
)

_location, _code, _move = table(Location), table(Code), table(Move)
_NAMES = ("zone", "kind", "aisle", "bay", "level", "x_mm", "y_mm", "capacity_l", "temperature")
_CHANGE = (
    update(_location)
    .where(_location.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}", type_=_location.c[name].type) for name in _NAMES})
)


def take_locations(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New locations, and changes of known ones (key: code)."""
    outcome = Outcome()
    known = {row.code: row for row in ctx.connection.execute(select(_location).where(_location.c.kind != "parcel"))}
    new, changed = [], []
    seen: dict[str, dict[str, Any]] = {}
    for row in rows:
        v = row.values
        values = {**{n: v[n] for n in _NAMES if n in v}, "x_mm": v["x_m"], "y_mm": v["y_m"]}
        if v["code"] in seen:
            if seen[v["code"]] != values:
                outcome.errors.append(
                    RowError(row.line, "code", say("stands twice in the file, with different values"))
                )
            continue
        seen[v["code"]] = values
        prefix = codes.reserved(v["code"])
        if prefix and codes.HOUSE_PREFIXES[prefix] != v["kind"]:
            reason = say("begins with {prefix} but is no {kind}", prefix=prefix, kind=codes.HOUSE_PREFIXES[prefix])
            outcome.errors.append(RowError(row.line, "code", reason))
        old = known.get(v["code"])
        if old is not None and old.kind == "outside":
            outcome.errors.append(RowError(row.line, "code", say("is the name of a place outside")))
        elif old is None:
            new.append({"id": new_key(), "site_id": ctx.site.id, "code": v["code"], **values})
            outcome.taken += 1
        elif any(getattr(old, name) != value for name, value in values.items()):
            changed.append({"key": old.id, **{f"new_{name}": value for name, value in values.items()}})
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    if not outcome.errors:
        if new:
            ctx.connection.execute(insert(_location), new)
            ctx.connection.execute(
                insert(_code),
                [{"text": r["code"], "kind": "location", "ref_id": r["id"], "quantity": 1} for r in new],
            )
        if changed:
            ctx.connection.execute(_CHANGE, changed)
    return outcome


def take_stock(ctx: Context, rows: list[Parsed]) -> Outcome:
    """What lies where. The file says what was brought in all: importing it again moves only the difference."""
    outcome = Outcome()
    clients = {row.line: ctx.client_id(ctx.owner(row.values["client"], row.values["sku"])) for row in rows}
    products = ctx.products(set(clients.values()))
    places = {
        row.code: row
        for row in ctx.connection.execute(select(_location).where(_location.c.kind.not_in(["parcel", "outside"])))
    }
    wanted: dict[Any, int] = {}
    lines: dict[Any, int] = {}
    serials: dict[tuple[uuid.UUID, str], int] = {}
    for row in rows:
        v = row.values
        product, place = products.get((clients[row.line], v["sku"])), places.get(v["location"])
        if product is None:
            outcome.errors.append(RowError(row.line, "sku", say("{sku} is no product of this client", sku=v["sku"])))
        if place is None:
            reason = say("{location} is no known location", location=v["location"])
            outcome.errors.append(RowError(row.line, "location", reason))
        if v["serial"] and v["quantity"] > 1:
            outcome.errors.append(RowError(row.line, "quantity", say("must be 1 for a serial number")))
        if product is None or place is None:
            continue
        if v["serial"] and v["quantity"]:
            first = serials.setdefault((product.id, v["serial"]), row.line)
            if first != row.line:
                reason = say("serial number {serial} stands twice in the file", serial=v["serial"])
                outcome.errors.append(RowError(row.line, "serial", reason))
        key = (StockKey(product.id, v["lot"], v["expiry"], v["serial"], v["grade"]), place.id)
        wanted[key] = wanted.get(key, 0) + v["quantity"]
        lines.setdefault(key, row.line)
    if outcome.errors:
        return outcome
    before: dict[Any, int] = _brought(ctx, {key.product_id for key, _ in wanted})
    supplier = ctx.site.outside["SUPPLIER"]
    moves = []
    for (key, place_id), quantity in wanted.items():
        difference = quantity - before.get((key, place_id), 0)
        if difference > 0:
            moves.append(MoveLine(key, difference, supplier, place_id, "import"))
        elif difference < 0:
            moves.append(MoveLine(key, -difference, place_id, supplier, "import"))
        known = (key, place_id) in before
        outcome.unchanged += difference == 0
        outcome.changed += bool(difference) and known
        outcome.taken += bool(difference) and not known
    _record(ctx, outcome, moves, lines)
    return outcome


def _brought(ctx: Context, products: set[uuid.UUID]) -> dict[Any, int]:
    """What imports have brought so far, by stock key and location."""
    brought: dict[Any, int] = {}
    supplier = ctx.site.outside["SUPPLIER"]
    place = case((_move.c.from_id == supplier, _move.c.to_id), else_=_move.c.from_id)
    signed = case((_move.c.from_id == supplier, _move.c.quantity), else_=-_move.c.quantity)
    columns = (_move.c.product_id, _move.c.lot, _move.c.expiry, _move.c.serial, _move.c.grade, place)
    ids = list(products)
    for at in range(0, len(ids), 5000):
        rows = ctx.connection.execute(
            select(*columns, func.sum(signed))
            .where(
                _move.c.kind == "import", _move.c.product_id.in_(ids[at : at + 5000]),
                or_(_move.c.from_id == supplier, _move.c.to_id == supplier),
            )
            .group_by(*columns)
        )  # fmt: skip
        for *key, place_id, quantity in rows:
            brought[StockKey(*key), place_id] = int(quantity)
    return brought


def _record(ctx: Context, outcome: Outcome, moves: list[MoveLine], lines: dict[Any, int]) -> None:
    recorder = Recorder(
        ctx.connection, ctx.now, ctx.site.outside_ids, {"action_id": ctx.action_id, "user_id": ctx.user_id}
    )
    incoming = [m for m in moves if m.source in ctx.site.outside_ids]
    recorder.move_many(incoming)
    for line in (m for m in moves if m.source not in ctx.site.outside_ids):
        try:
            recorder.move_many([line])
        except Conflict:
            reason = say("takes away more than is free there")
            outcome.errors.append(RowError(lines[line.key, line.source], "quantity", reason))
