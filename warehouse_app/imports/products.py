"""Import of products, and of further barcodes with their pack quantities. All rows or none."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, insert, update

from warehouse_app.database.models import Code, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import code, flag, money, one_of, own_code, short_text, size, units_or_one

PRODUCT_COLUMNS = (
    Column("sku", own_code, required=True),
    Column("name", short_text, required=True),
    Column("barcode", own_code),
    Column("client", code),
    Column("kind", one_of("goods", "box", "insert", "consumable", "service")),
    Column("length_mm", size),
    Column("width_mm", size),
    Column("height_mm", size),
    Column("weight_g", size),
    Column("price", money),
    Column("category", short_text),
    Column("temperature", one_of("ambient", "chilled", "frozen")),
    Column("fragile", flag),
    Column("lot_tracked", flag),
    Column("expiry_tracked", flag),
    Column("serial_tracked", flag),
    Column("no_combine", flag),
    Column("no_air", flag),
    Column("upright", flag),
    Column("max_weight_g", size),
    Column("image", short_text),
)
BARCODE_COLUMNS = (
    Column("sku", code, required=True),
    Column("barcode", own_code, required=True),
    Column("quantity", units_or_one),
    Column("client", code),
)
_KEPT = [c.name for c in PRODUCT_COLUMNS if c.name not in ("barcode", "client")]


def take_products(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New products, and changes of known ones (key: client and SKU)."""
    outcome = Outcome()
    clients = {row.line: ctx.client_id(row.values["client"]) for row in rows}
    known, scannable = _known(ctx, clients, rows)
    owner = {key: row.sku for key, row in scannable.items()}
    new, changed, new_codes = [], [], []
    seen: dict[tuple[uuid.UUID, str], Parsed] = {}
    for row in rows:
        client_id, sku = clients[row.line], row.values["sku"]
        key = (client_id, sku)
        if key in seen:
            if seen[key].values != row.values:
                row.wrong("sku", say("stands twice in the file, with different values"))
            continue
        seen[key] = row
        values = {name: row.values[name] for name in _KEPT}
        values["notes"] = row.notes
        old = known.get(key)
        product_id = old.id if old else new_key()
        for text in dict.fromkeys(t for t in (sku, row.values["barcode"]) if t):
            if owner.setdefault((client_id, text), sku) != sku:
                column = "barcode" if text != sku else "sku"
                reason = say("{code} belongs to product {sku} already", code=text, sku=owner[client_id, text])
                row.wrong(column, reason)
            elif (client_id, text) not in scannable:
                new_codes.append({"text": text, "kind": "item", "ref_id": product_id, "quantity": 1})
        if old is None:
            new.append({"id": product_id, "client_id": client_id, **values})
            outcome.taken += 1
        elif any(getattr(old, name) != value for name, value in values.items()):
            changed.append({"key": old.id, **{f"new_{name}": value for name, value in values.items()}})
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    if not outcome.bad(rows):
        _write(ctx, new, changed, new_codes)
    return outcome


def take_barcodes(ctx: Context, rows: list[Parsed]) -> Outcome:
    """Barcodes of known products; `quantity` is how many units one scan means."""
    outcome = Outcome()
    clients = {row.line: ctx.owner(row, rows) for row in rows}
    known, scannable = _known(ctx, clients, rows)
    new: dict[tuple[uuid.UUID, str], dict[str, Any]] = {}
    changed = []
    for row in rows:
        client_id, sku, text = clients[row.line], row.values["sku"], row.values["barcode"]
        product = known.get((client_id, sku))
        if product is None:
            row.wrong("sku", say("{sku} is no product of this client", sku=sku))
            continue
        old = scannable.get((client_id, text))
        quantity = row.values["quantity"]
        if old is not None and old.ref_id != product.id:
            reason = say("{code} belongs to product {sku} already", code=text, sku=old.sku)
            row.wrong("barcode", reason)
        elif old is not None and old.quantity != quantity:
            changed.append({"key": product.id, "code": text, "units": quantity})
            outcome.changed += 1
        elif old is not None:
            outcome.unchanged += 1
        else:
            fresh = {"text": text, "kind": "item", "ref_id": product.id, "quantity": quantity}
            if new.setdefault((client_id, text), fresh) != fresh:
                reason = say("{code} stands twice in the file, with different values", code=text)
                row.wrong("barcode", reason)
            outcome.taken += 1
    if not outcome.bad(rows):
        if new:
            ctx.connection.execute(insert(table(Code)), list(new.values()))
        if changed:
            ctx.connection.execute(_REPACK, changed)
    return outcome


def _known(ctx: Context, clients: dict[int, uuid.UUID], rows: list[Parsed]) -> tuple[Any, Any]:
    """The products of the rows' SKUs, and what their SKUs and barcodes mean already."""
    ids, skus = set(clients.values()), {row.values["sku"] for row in rows}
    texts = skus | {row.values["barcode"] for row in rows if row.values["barcode"]}
    return ctx.products(ids, skus), ctx.item_codes(ids, texts)


def _write(ctx: Context, new: list[Any], changed: list[Any], new_codes: list[Any]) -> None:
    if new:
        ctx.connection.execute(insert(table(Product)), new)
    if changed:
        ctx.connection.execute(_CHANGE, changed)
    if new_codes:
        ctx.connection.execute(insert(table(Code)), new_codes)


_product, _code = table(Product), table(Code)
_CHANGE = (
    update(_product)
    .where(_product.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}", type_=_product.c[name].type) for name in [*_KEPT, "notes"]})
)
_REPACK = (
    update(_code)
    .where(_code.c.ref_id == bindparam("key"), _code.c.text == bindparam("code"), _code.c.kind == "item")
    .values(quantity=bindparam("units"))
)
