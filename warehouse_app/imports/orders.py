"""Import of orders in any format: each order is taken whole, or set aside whole with its reasons (미매칭)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, tuple_

from warehouse_app.combining import stop_for
from warehouse_app.database.models import Code, Listing, Order, OrderLine, Person, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.aside import resolve_order, set_aside
from warehouse_app.imports.context import Context, Outcome, parts
from warehouse_app.imports.fields import Parsed
from warehouse_app.imports.order_content import MOST_UNITS, Draft, draft_of
from warehouse_app.imports.order_format import SHIPPED
from warehouse_app.imports.reimport import change_order, withdraw_order

_order, _line, _person, _listing, _code = (table(m) for m in (Order, OrderLine, Person, Listing, Code))
OrderKey = tuple[uuid.UUID, str, str]
Groups = Mapping[tuple[str, str, str], list[Parsed]]  # (client named or '', channel, order number) → rows


@dataclass(frozen=True)
class _Catalogue:
    """What the rows of these orders can mean."""

    products: Mapping[tuple[uuid.UUID, str], Any]
    listings: Mapping[tuple[uuid.UUID, str, str, str], list[tuple[Any, int]]]

    def meaning(self, key: OrderKey, values: Mapping[str, Any]) -> list[tuple[Any, int]]:
        """Products and units of one row: by SKU, else by listing and option, else by listing."""
        for name in ("option_sku", "sku"):
            product = self.products.get((key[0], values.get(name) or ""))
            if product is not None:
                return [(product, 1)]
        sku, listing, option = (values.get(n) or "" for n in ("sku", "listing", "option"))
        for known, of_option in ((sku, option), (listing, option), (sku, ""), (listing, "")):
            found = self.listings.get((key[0], key[1], known, of_option)) if known else None
            if found:
                return found
        return []


def take_orders(ctx: Context, groups: Groups) -> Outcome:
    """Take orders. Key: client, channel and number. The same content again changes nothing; other is a change."""
    outcome = Outcome()
    codes = _clients(ctx, groups)
    ids = {code: client.id for code in set(codes) if (client := ctx.find_client(code)) is not None}
    catalogue = _catalogue(ctx, set(ids.values()), groups)
    keys = {group: (ids[code], *group[1:]) for group, code in zip(groups, codes, strict=True) if code in ids}
    known = _known(ctx, list(keys.values()))
    new: list[Draft] = []
    for (group, rows), code in zip(groups.items(), codes, strict=True):
        named, channel, no = group
        old = known.get(keys[group]) if group in keys else None
        if all(row.gone for row in rows):
            if old is not None:
                withdraw_order(ctx, outcome, old, rows)
            continue
        live = [row for row in rows if not row.gone or (old is not None and row.gone == SHIPPED)]
        key = keys.get(group) or (uuid.UUID(int=0), channel, no)
        lines, skipped = _lines(key, live, catalogue)
        wrong = [e for row in live for e in row.errors]
        if wrong:
            outcome.errors += wrong
            outcome.set_aside += 1
            set_aside(ctx, "orders", named, channel, no, rows, wrong)
            continue
        if not lines:
            continue  # nothing that is shipped
        ctx.client_id(code)
        draft = draft_of(ctx, key, ctx.find_client(code), live, lines, skipped)
        if old is None:
            new.append(draft)
            outcome.taken += 1
            outcome.new_orders.append(no)
        elif not change_order(ctx, outcome, old, draft, rows, named):
            continue
        resolve_order(ctx, code, channel, no)
    _insert(ctx, new)
    stop_for(ctx.connection, [draft.head["id"] for draft in new])
    return outcome


def _clients(ctx: Context, groups: Groups) -> list[str]:
    """The client code of each order: named, or whoever has its products."""
    unnamed = {group for group in groups if not group[0]}
    if unnamed:
        ctx.load_owners({row.values["sku"] for group in unnamed for row in groups[group]})
    return [group[0] or ctx.owner_of([r.values["sku"] for r in rows]) for group, rows in groups.items()]


def _lines(key: OrderKey, rows: list[Parsed], catalogue: _Catalogue) -> tuple[dict[uuid.UUID, Any], list[str]]:
    """The order's lines by product, the same product twice summed, its rows kept as sources; and the names of
    digital goods that are no product here."""
    lines: dict[uuid.UUID, dict[str, Any]] = {}
    skipped = []
    for row in rows:
        if row.errors:
            continue
        v = row.values
        found = catalogue.meaning(key, v)
        digital = v.get("requires_shipping", "").casefold() == "false"
        name = v["sku"] or v.get("listing") or "–"
        if not found and digital:
            skipped.append(name)
        elif not found:
            row.wrong("sku", say("{sku} is no product of this client", sku=name))
        for product, per in found:
            kind = "service" if digital or product.kind == "service" else "goods"
            line = lines.setdefault(
                product.id,
                {"product": product, "kind": kind, "ordered": 0, "value": 0, "unit_price": v["unit_price"],
                 "sources": []},
            )  # fmt: skip
            units = v["quantity"] * per
            line["ordered"] += units
            line["value"] += v["quantity"] * v["unit_price"] if product is found[0][0] else 0
            source = {"ref": v.get("ref", ""), "quantity": v["quantity"], "units": units, "price": v["unit_price"]}
            source |= {"option": v["option"]} if v.get("option") else {}
            line["sources"].append(source | ({"notes": row.notes} if row.notes else {}))
            if line["ordered"] > MOST_UNITS:
                row.wrong("quantity", say("is over a million units"))
                break
    return lines, skipped


def _insert(ctx: Context, drafts: list[Draft]) -> None:
    if not drafts:
        return
    connection = ctx.connection
    connection.execute(insert(_person), [d.person for d in drafts])
    connection.execute(insert(_order), [d.head for d in drafts])
    rows = [
        {
            "id": new_key(), "order_id": d.head["id"], "product_id": product_id, "line_no": at, "kind": x["kind"],
            "ordered": x["ordered"], "unit_price": x["unit_price"], "sources": x["sources"],
        }
        for d in drafts
        for at, (product_id, x) in enumerate(d.lines.items(), 1)
    ]  # fmt: skip
    connection.execute(insert(_line), rows)
    connection.execute(
        insert(_code),
        [{"text": d.head["order_no"], "kind": "order", "ref_id": d.head["id"], "quantity": 1} for d in drafts],
    )


def _known(ctx: Context, keys: list[OrderKey]) -> dict[OrderKey, Any]:
    known: dict[OrderKey, Any] = {}
    for part in parts(keys, 500):
        rows = ctx.connection.execute(
            select(_order).where(tuple_(_order.c.client_id, _order.c.channel, _order.c.order_no).in_(part))
        )
        known |= {(r.client_id, r.channel, r.order_no): r for r in rows}
    return known


def _catalogue(ctx: Context, clients: set[uuid.UUID], groups: Groups) -> _Catalogue:
    """The products and listings that the rows name."""
    names = {row.values.get(n) or "" for rows in groups.values() for row in rows
             for n in ("sku", "option_sku", "listing")} - {""}  # fmt: skip
    products = ctx.products(clients, names)
    found: list[Any] = []
    for part in parts(sorted(names)):
        found += ctx.connection.execute(
            select(_listing).where(_listing.c.client_id.in_(list(clients)), _listing.c.listing.in_(part))
        ).all()
    meant = ctx.products_by_id({row.product_id for row in found})
    listings: dict[tuple[uuid.UUID, str, str, str], list[tuple[Any, int]]] = {}
    for row in found:
        product = (meant[row.product_id], row.quantity)
        listings.setdefault((row.client_id, row.channel, row.listing, row.option), []).append(product)
    return _Catalogue(products, listings)
