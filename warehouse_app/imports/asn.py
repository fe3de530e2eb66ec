"""Import of receipts to come (입고 예정): what a client announces. All rows or none.

Rows of one number, product, lot and expiry are summed. A file says of the receipts it names all that is expected: what
an earlier file said and this one does not is expected no more. A closed receipt stays as it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, insert, select, update

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Asn, AsnLine, Code, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome, parts
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import MAX_UNITS, code, day, moment, own_code, units

_asn, _line, _code = table(Asn), table(AsnLine), table(Code)
Key = tuple[uuid.UUID, str, str]  # product, lot, expiry
_SET_EXPECTED = update(_line).where(_line.c.id == bindparam("key")).values(expected=bindparam("new"))
_TOUCH = (  # a receipt that is closed meanwhile is not changed
    update(_asn)
    .where(_asn.c.id == bindparam("key"), _asn.c.status == "open")
    .values(expected_at=bindparam("new_at", type_=_asn.c.expected_at.type))
)


def asn_columns(zone: ZoneInfo) -> tuple[Column, ...]:
    """The columns; times without a zone are the site's."""
    return (
        Column("asn_no", own_code, required=True),
        Column("sku", code, required=True),
        Column("quantity", units, required=True),
        Column("client", code),
        Column("expected_at", moment(zone)),
        Column("lot", code),
        Column("expiry", day),
    )


@dataclass
class _Announced:
    """One receipt as the file has it."""

    client_id: uuid.UUID
    no: str
    rows: list[Parsed]
    expected_at: datetime | None = None
    lines: dict[Key, int] = field(default_factory=dict)


def take_asn(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New receipts, and changes of open ones (key: client and number)."""
    outcome = Outcome()
    announced = _announced(ctx, rows)
    known = _known(ctx, announced)
    lines = _lines(ctx, [row.id for row in known.values()])
    new: list[_Announced] = []
    for one in announced:
        old = known.get((one.client_id, one.no))
        if old is None:
            new.append(one)
            outcome.taken += len(one.lines)
        else:
            _change(ctx, one, old, lines.get(old.id, {}), outcome)
    if not outcome.bad(rows) and new:
        _insert(ctx, new)
    return outcome


def _announced(ctx: Context, rows: list[Parsed]) -> list[_Announced]:
    """The receipts of the file, their rows summed."""
    ctx.load_owners({row.values["sku"] for row in rows})
    by_name: dict[tuple[str, str], list[Parsed]] = {}
    for row in rows:
        by_name.setdefault((row.values["client"] or ctx.client, row.values["asn_no"]), []).append(row)
    found = []
    for (named, no), own in by_name.items():
        client = ctx.client_id(named or ctx.owner_of([row.values["sku"] for row in own]))
        found.append(_Announced(client, no, own))
    products = ctx.products({one.client_id for one in found}, {row.values["sku"] for row in rows})
    for one in found:
        times = [row.values["expected_at"] for row in one.rows if row.values["expected_at"]]
        one.expected_at = min(times, default=None)
        for row in one.rows:
            v = row.values
            product = products.get((one.client_id, v["sku"]))
            if product is None:
                row.wrong("sku", say("{sku} is no product of this client", sku=v["sku"]))
                continue
            if product.kind == "service":
                row.wrong("sku", say("{sku} is a service and lies nowhere", sku=product.sku))
            key = (product.id, v["lot"], v["expiry"])
            one.lines[key] = one.lines.get(key, 0) + v["quantity"]
            if one.lines[key] > MAX_UNITS:
                row.wrong("quantity", say("must be from 1 to {most}", most=MAX_UNITS))
    return found


def _known(ctx: Context, announced: list[_Announced]) -> dict[tuple[uuid.UUID, str], Any]:
    found: dict[tuple[uuid.UUID, str], Any] = {}
    for part in parts(sorted({one.no for one in announced})):
        for row in ctx.connection.execute(select(_asn).where(_asn.c.no.in_(part))):
            found[row.client_id, row.no] = row
    return found


def _lines(ctx: Context, ids: list[uuid.UUID]) -> dict[uuid.UUID, dict[Key, Any]]:
    found: dict[uuid.UUID, dict[Key, Any]] = {}
    for part in parts(sorted(ids)):
        for row in ctx.connection.execute(select(_line).where(_line.c.asn_id.in_(part))):
            found.setdefault(row.asn_id, {})[row.product_id, row.lot, row.expiry] = row
    return found


def _change(ctx: Context, one: _Announced, old: Any, lines: Mapping[Key, Any], outcome: Outcome) -> None:
    """Set what is expected of an open receipt to what the file says; what has come stays."""
    wanted = {**{key: 0 for key, line in lines.items() if line.expected}, **one.lines}
    differing = {key: n for key, n in wanted.items() if key not in lines or lines[key].expected != n}
    at = one.expected_at or old.expected_at
    outcome.unchanged += len(one.lines.keys() - differing.keys())
    if not differing and at == old.expected_at:
        return
    if old.is_blind:
        one.rows[0].wrong("asn_no", say("{asn} is the number of goods that nobody announced", asn=one.no))
    elif old.status != "open":
        one.rows[0].wrong("asn_no", say("{asn} is closed and cannot be changed", asn=one.no))
    if one.rows[0].errors:
        return
    outcome.changed += len(differing) or len(one.lines)
    outcome.unchanged -= 0 if differing else len(one.lines)
    if ctx.connection.execute(_TOUCH, {"key": old.id, "new_at": at}).rowcount != 1:
        raise Conflict("asn")
    if here := [{"key": lines[key].id, "new": n} for key, n in sorted(differing.items()) if key in lines]:
        ctx.connection.execute(_SET_EXPECTED, here)
    last = ctx.connection.scalar(select(func.max(_line.c.line_no)).where(_line.c.asn_id == old.id)) or 0
    if added := {key: n for key, n in differing.items() if key not in lines}:
        ctx.connection.execute(insert(_line), _line_rows(old.id, added, last))


def _insert(ctx: Context, new: list[_Announced]) -> None:
    heads, lines = [], []
    for one in new:
        key = new_key()
        heads.append({"id": key, "client_id": one.client_id, "no": one.no, "expected_at": one.expected_at,
                      "created_at": ctx.now})  # fmt: skip
        lines += _line_rows(key, one.lines, 0)
    ctx.connection.execute(insert(_asn), heads)
    ctx.connection.execute(insert(_line), lines)
    codes = [{"text": head["no"], "kind": "asn", "ref_id": head["id"], "quantity": 1} for head in heads]
    ctx.connection.execute(insert(_code), codes)


def _line_rows(asn_id: uuid.UUID, lines: Mapping[Key, int], last: int) -> list[dict[str, Any]]:
    return [
        {"id": new_key(), "asn_id": asn_id, "product_id": product, "lot": lot, "expiry": expiry, "expected": n,
         "line_no": at}
        for at, ((product, lot, expiry), n) in enumerate(lines.items(), last + 1)
    ]  # fmt: skip
