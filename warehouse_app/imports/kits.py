"""Import of sets (임가공): which products a set is made of. A file says all parts of the sets it names."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, insert, select

from warehouse_app.database.models import KitPart, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome, parts
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import code, units

_part = table(KitPart)

KIT_COLUMNS = (
    Column("client", code),
    Column("kit_sku", code, required=True),
    Column("component_sku", code, required=True),
    Column("quantity", units, required=True),
)


def take_kits(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New sets, and sets made otherwise than before: their parts are replaced by those of the file."""
    outcome = Outcome()
    for row in rows:
        row.values["sku"] = row.values["kit_sku"]
    clients = {row.line: ctx.owner(row, rows) for row in rows}
    skus = {row.values[name] for row in rows for name in ("kit_sku", "component_sku")}
    products = ctx.products(set(clients.values()), skus)
    wanted: dict[uuid.UUID, dict[uuid.UUID, int]] = {}
    for row in rows:
        v = row.values
        kit, part = (
            products.get((clients[row.line], v["kit_sku"])),
            products.get((clients[row.line], v["component_sku"])),
        )
        for name, product in (("kit_sku", kit), ("component_sku", part)):
            if product is None:
                row.wrong(name, say("{sku} is no product of this client", sku=v[name]))
            elif product.kind == "service":
                row.wrong(name, say("{sku} is a service and lies nowhere", sku=product.sku))
            elif product.serial_tracked:
                row.wrong(name, say("{sku} has serial numbers and cannot be part of a set", sku=product.sku))
        if kit is None or part is None or row.errors:
            continue
        if kit.id == part.id:
            row.wrong("component_sku", say("a set cannot contain itself"))
        elif wanted.setdefault(kit.id, {}).setdefault(part.id, v["quantity"]) != v["quantity"]:
            row.wrong("quantity", say("stands twice in the file, with different values"))
    if not any(row.errors for row in rows):
        _check_depth(ctx, rows, clients, products, wanted)
    if outcome.bad(rows):
        return outcome
    known: dict[uuid.UUID, dict[uuid.UUID, int]] = {}
    for some in parts(sorted(wanted)):
        for found in ctx.connection.execute(select(_part).where(_part.c.kit_id.in_(some))):
            known.setdefault(found.kit_id, {})[found.product_id] = found.quantity
    for kit_id, content in wanted.items():
        old = known.get(kit_id)
        if old == content:
            outcome.unchanged += len(content)
            continue
        if old is not None:
            ctx.connection.execute(delete(_part).where(_part.c.kit_id == kit_id))
            outcome.changed += len(content)
        else:
            outcome.taken += len(content)
        ctx.connection.execute(insert(_part), [
            {"id": new_key(), "kit_id": kit_id, "product_id": part_id, "quantity": n}
            for part_id, n in sorted(content.items())
        ])  # fmt: skip
    return outcome


def _check_depth(ctx: Context, rows: list[Parsed], clients: dict, products: dict, wanted: dict) -> None:
    """A set of sets would be built in two steps; it is refused rather than half understood."""
    existing = {(row.kit_id, row.product_id) for row in ctx.connection.execute(select(_part))}
    kept = {pair for pair in existing if pair[0] not in wanted}
    pairs = kept | {(kit, part) for kit, content in wanted.items() for part in content}
    kits, used = {kit for kit, _ in pairs}, {part for _, part in pairs}
    for row in rows:
        part = products[clients[row.line], row.values["component_sku"]]
        kit = products[clients[row.line], row.values["kit_sku"]]
        if part.id in kits or kit.id in used:
            row.wrong("component_sku", say("a set cannot be part of another set"))
