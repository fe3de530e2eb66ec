"""Import of coolant tables (보냉재): ice packs by month, hours to delivery and box. A file says all of its clients'."""

from __future__ import annotations

import re
import uuid

from warehouse_app.coolants import replace_table, table_of
from warehouse_app.domain.coolant import CoolantRow
from warehouse_app.domain.recipes import HOW
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import Wrong, code, one_of, units_or_one, whole

_MATERIAL = ("insert", "consumable")
_MONTHS = re.compile(r"(\d{1,2})(?:\s*[-~]\s*(\d{1,2}))?", re.ASCII)


def _months(value: str) -> tuple[int, int]:
    """ "6-9", "11-3", "7"; empty is the whole year."""
    if not value.strip():
        return 1, 12
    found = _MONTHS.fullmatch(value.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise Wrong(say("is no span of months like 6-9"))
    return first, last


COOLANT_COLUMNS = (
    Column("client", code),
    Column("temperature", one_of("chilled", "frozen"), required=True),
    Column("months", _months),
    Column("hours", whole),
    Column("box", code),
    Column("sku", code, required=True),
    Column("quantity", units_or_one),
    Column("how", one_of(*HOW)),
)


def take_coolants(ctx: Context, rows: list[Parsed]) -> Outcome:
    """All rows or none."""
    outcome = Outcome()
    clients: dict[int, uuid.UUID] = {row.line: ctx.owner(row, rows) for row in rows}
    skus = {sku for row in rows for sku in (row.values["sku"], row.values["box"]) if sku}
    products = ctx.products(set(clients.values()), skus)
    made: dict[uuid.UUID, list[CoolantRow]] = {client: [] for client in clients.values()}
    for row in rows:
        v, client = row.values, clients[row.line]
        material, box = products.get((client, v["sku"])), products.get((client, v["box"]))
        if material is None or material.kind not in _MATERIAL:
            row.wrong("sku", say("{sku} is no packing material of this client", sku=v["sku"]))
        if v["box"] and (box is None or box.kind != "box"):
            row.wrong("boxes", say("{sku} is no box of this client", sku=v["box"]))
        if row.errors or material is None:
            continue
        first, last = v["months"]
        made[client].append(CoolantRow(
            v["temperature"], first, last, v["hours"] or 0, box.id if box is not None else None, material.id,
            v["quantity"], v["how"] or HOW[0],
        ))  # fmt: skip
    if outcome.bad(rows):
        return outcome
    for client, own in sorted(made.items()):
        if table_of(ctx.connection, client) == own:
            outcome.unchanged += len(own)
        else:
            replace_table(ctx.connection, client, own)
            outcome.taken += len(own)
    return outcome
