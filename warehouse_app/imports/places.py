"""Import of locations, and of the stock that lies in them. All rows or none."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Balance, Code, Location, Move, table
from warehouse_app.database.types import new_key
from warehouse_app.domain import codes
from warehouse_app.domain.numbers import is_gtin
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome, parts
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import Wrong, code, day, flag, metres, one_of, short_text, size, units_or_none
from warehouse_app.recorder import MoveLine, Recorder, StockKey
from warehouse_app.slotting import set_distances

_KINDS = ("bin", "receiving", "packing", "staging", "returns", "quarantine", "refurbish", "tote", "cart")
_NO_STOCK = ("outside", "parcel", "tote", "cart")  # what lies in totes and parcels is for scans to say
_MOST = 1_000_000_000
StockAt = tuple[StockKey, uuid.UUID]  # a stock key and the location
GRADES = ("", "S", "A", "B", "C", "D", "X")


def _grade(value: str) -> str:
    grade = value.strip().upper()
    if grade == "NEW":
        return ""
    if grade not in GRADES:
        raise Wrong(say("is no grade"))
    return grade


def _reserve(value: str) -> bool | None:
    """Whether the bin is reserve; None: its zone's name says it."""
    return flag(value) if value.strip() else None


def _gln(value: str) -> str:
    """A Global Location Number: 13 digits, the last a check digit like that of a GTIN."""
    value = value.strip()
    if value and not (len(value) == 13 and is_gtin(value)):
        raise Wrong(say("is no GLN"))
    return value


LOCATION_COLUMNS = (
    Column("code", code, required=True),
    Column("zone", short_text, required=True),
    Column("kind", one_of("", *_KINDS)),
    Column("aisle", short_text),
    Column("bay", short_text),
    Column("level", short_text),
    Column("x_m", metres),
    Column("y_m", metres),
    Column("capacity_l", size),
    Column("temperature", one_of("ambient", "chilled", "frozen")),
    Column("capacity_units", size),
    Column("mixed_lots", flag),
    Column("reserve", _reserve),
    Column("gln", _gln),
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

_location, _code, _move, _balance = table(Location), table(Code), table(Move), table(Balance)
_NAMES = (
    "zone", "kind", "aisle", "bay", "level", "x_mm", "y_mm", "capacity_l", "capacity_units", "mixed_lots",
    "is_reserve", "temperature",
)  # fmt: skip
_RESERVE_ZONES = ("RESERVE", "RSV", "BULK", "OVERSTOCK", "보관", "예비")  # bins whose zone's name begins so are reserve
_CHANGE = (
    update(_location)
    .where(_location.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}", type_=_location.c[name].type) for name in _NAMES})
)


def take_locations(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New locations, and changes of known ones (key: code)."""
    outcome = Outcome()
    known = _places(ctx, {row.values["code"] for row in rows})
    used = _used(ctx, [place.id for place in known.values()])
    new, changed = [], []
    seen: dict[str, dict[str, Any]] = {}
    for row in rows:
        v = row.values
        prefix = codes.reserved(v["code"])
        kind = v["kind"] or codes.HOUSE_PREFIXES.get(prefix) or "bin"
        reserve = v["zone"].upper().startswith(_RESERVE_ZONES) if v["reserve"] is None else v["reserve"]
        values = {
            **{n: v[n] for n in _NAMES if n in v}, "kind": kind, "x_mm": v["x_m"], "y_mm": v["y_m"],
            "is_reserve": reserve and kind == "bin",
        }  # fmt: skip
        if v["code"] in seen:
            if seen[v["code"]] != values:
                row.wrong("code", say("stands twice in the file, with different values"))
            continue
        seen[v["code"]] = values
        if prefix and codes.HOUSE_PREFIXES[prefix] != kind:
            what = codes.HOUSE_PREFIXES[prefix]
            row.wrong("code", say("begins with {prefix} but is no {kind}", prefix=prefix, kind=what))
        old = known.get(v["code"])
        if old is None:
            empty = {"is_empty": kind == "bin"}
            new.append({"id": new_key(), "site_id": ctx.site.id, "code": v["code"], **values, **empty})
            outcome.taken += 1
        elif old.kind in ("outside", "parcel"):
            row.wrong("code", say("is the name of a place outside, or of a parcel"))
        elif any(getattr(old, name) != value for name, value in values.items()):
            if old.kind != kind and old.id in used:
                row.wrong("kind", say("cannot change: the place is in use"))
            changed.append({"key": old.id, **{f"new_{name}": value for name, value in values.items()}})
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    if not outcome.bad(rows):
        if new:
            ctx.connection.execute(insert(_location), new)
            ctx.connection.execute(
                insert(_code),
                [{"text": r["code"], "kind": "location", "ref_id": r["id"], "quantity": 1} for r in new],
            )
        if changed:
            ctx.connection.execute(_CHANGE, changed)
        if new or changed:
            set_distances(ctx.connection, ctx.site)
        _add_glns(ctx, rows, {**{r["code"]: r["id"] for r in new}, **{p.code: p.id for p in known.values()}})
    return outcome


def _add_glns(ctx: Context, rows: list[Parsed], ids: Mapping[str, uuid.UUID]) -> None:
    """Make the GLNs of places scannable."""
    wanted = {row.values["gln"]: ids[row.values["code"]] for row in rows if row.values["gln"]}
    known: set[tuple[str, uuid.UUID]] = set()
    for part in parts(sorted(wanted)):
        found = select(_code.c.text, _code.c.ref_id).where(_code.c.text.in_(part), _code.c.kind == "location")
        known |= {(row.text, row.ref_id) for row in ctx.connection.execute(found)}
    new = [
        {"text": gln, "kind": "location", "ref_id": key, "quantity": 1}
        for gln, key in wanted.items() if (gln, key) not in known
    ]  # fmt: skip
    if new:
        ctx.connection.execute(insert(_code), new)


def _places(ctx: Context, names: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts(sorted(names)):
        found |= {row.code: row for row in ctx.connection.execute(select(_location).where(_location.c.code.in_(part)))}
    return found


def _used(ctx: Context, ids: list[uuid.UUID]) -> set[uuid.UUID]:
    """Places that hold goods, or totes and carts at work."""
    used: set[uuid.UUID] = set()
    for part in parts(ids):
        used |= set(ctx.connection.scalars(
            select(_balance.c.location_id).where(_balance.c.location_id.in_(part), _balance.c.on_hand > 0)
        ))  # fmt: skip
        used |= set(ctx.connection.scalars(select(_location.c.id).where(
            _location.c.id.in_(part), or_(_location.c.use != "", _location.c.batch_id.is_not(None))
        )))  # fmt: skip
    return used


def take_stock(ctx: Context, rows: list[Parsed]) -> Outcome:
    """What lies where. The file says what was brought in all: importing it again moves only the difference.

    What is more or less than an earlier file said comes from ADJUSTMENT or goes there.
    """
    outcome = Outcome()
    clients = {row.line: ctx.owner(row, rows) for row in rows}
    products = ctx.products(set(clients.values()), {row.values["sku"] for row in rows})
    places = _places(ctx, {row.values["location"] for row in rows})
    wanted: dict[StockAt, int] = {}
    first: dict[StockAt, Parsed] = {}
    for row in rows:
        v = row.values
        product, place = products.get((clients[row.line], v["sku"])), places.get(v["location"])
        _check_stock(row, product, place)
        if product is None or place is None:
            continue
        at = (StockKey(product.id, v["lot"], v["expiry"], v["serial"], v["grade"]), place.id)
        wanted[at] = wanted.get(at, 0) + v["quantity"]
        first.setdefault(at, row)
        if wanted[at] > _MOST:
            row.wrong("quantity", say("is too much for one place"))
    _check_serials(ctx, wanted, first)
    if outcome.bad(rows):
        return outcome
    before = _brought(ctx, {key.product_id for key, _ in wanted})
    supplier, adjustment = ctx.site.outside["SUPPLIER"], ctx.site.outside["ADJUSTMENT"]
    moves = []
    for (key, place_id), quantity in wanted.items():
        known = (key, place_id) in before
        difference = quantity - before.get((key, place_id), 0)
        if difference > 0:
            moves.append(MoveLine(key, difference, adjustment if known else supplier, place_id, "import"))
        elif difference < 0:
            moves.append(MoveLine(key, -difference, place_id, adjustment, "import"))
        outcome.unchanged += difference == 0
        outcome.changed += bool(difference) and known
        outcome.taken += bool(difference) and not known
    _record(ctx, moves, first)
    outcome.bad(rows)
    return outcome


def _check_stock(row: Parsed, product: Any, place: Any) -> None:
    if product is None:
        row.wrong("sku", say("{sku} is no product of this client", sku=row.values["sku"]))
    elif product.kind == "service":
        row.wrong("sku", say("{sku} is a service and lies nowhere", sku=product.sku))
    if place is None:
        row.wrong("location", say("{location} is no known location", location=row.values["location"]))
    elif place.kind in _NO_STOCK:
        row.wrong("location", say("{location} is no place for stock", location=place.code))
    if row.values["serial"] and row.values["quantity"] > 1:
        row.wrong("quantity", say("must be 1 for a serial number"))


def _check_serials(ctx: Context, wanted: Mapping[StockAt, int], first: Mapping[StockAt, Parsed]) -> None:
    """A serial number lies in one place: in the file, and in what is booked."""
    where: dict[tuple[uuid.UUID, str], StockAt] = {}
    for at, quantity in wanted.items():
        key = at[0]
        if not key.serial or not quantity or first[at].errors:
            continue
        if quantity > 1 or where.setdefault((key.product_id, key.serial), at) != at:
            first[at].wrong("serial", say("serial number {serial} stands twice in the file", serial=key.serial))
    for part in parts(sorted({serial for _, serial in where}), 1000):
        for row in ctx.connection.execute(
            select(_balance.c.product_id, _balance.c.serial, _location.c.code, _location.c.id)
            .join_from(_balance, _location, _location.c.id == _balance.c.location_id)
            .where(_balance.c.serial.in_(part), _balance.c.on_hand > 0)
        ):
            meant = where.get((row.product_id, row.serial))
            if meant is not None and meant[1] != row.id and meant not in _brought(ctx, {row.product_id}):
                reason = say("serial number {serial} lies in {location}", serial=row.serial, location=row.code)
                first[meant].wrong("serial", reason)


def _brought(ctx: Context, products: set[uuid.UUID]) -> dict[StockAt, int]:
    """What imports have brought so far, by stock key and location."""
    brought: dict[StockAt, int] = {}
    outside = [ctx.site.outside["SUPPLIER"], ctx.site.outside["ADJUSTMENT"]]
    names = (_move.c.product_id, _move.c.lot, _move.c.expiry, _move.c.serial, _move.c.grade)
    for part in parts(sorted(products)):
        for place, other, sign in ((_move.c.to_id, _move.c.from_id, 1), (_move.c.from_id, _move.c.to_id, -1)):
            rows = ctx.connection.execute(
                select(*names, place, func.sum(_move.c.quantity))
                .where(_move.c.kind == "import", _move.c.product_id.in_(part), other.in_(outside))
                .group_by(*names, place)
            )
            for *key, place_id, quantity in rows:
                at = (StockKey(*key), place_id)
                brought[at] = brought.get(at, 0) + sign * int(quantity)
    return brought


def _record(ctx: Context, moves: list[MoveLine], first: Mapping[StockAt, Parsed]) -> None:
    cause = {"action_id": ctx.action_id, "user_id": ctx.user_id}
    recorder = Recorder(ctx.connection, ctx.now, ctx.site.outside_ids, cause)
    recorder.move_many([m for m in moves if m.source in ctx.site.outside_ids])
    for line in (m for m in moves if m.source not in ctx.site.outside_ids):
        try:
            recorder.move_many([line])
        except Conflict:
            reason = say("takes away more than is free there")
            first[line.key, line.source].wrong("quantity", reason)
