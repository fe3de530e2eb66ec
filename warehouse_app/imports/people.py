"""Import of users and listings. All rows or none."""

from __future__ import annotations

import re
import uuid
from typing import Any

from sqlalchemy import delete, insert, select, update

from warehouse_app.database.models import Code, Listing, User, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome, parts
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import Wrong, code, flag, short_text, units_or_one
from warehouse_app.pins import is_right, pin_columns

ROLES = ("picker", "packer", "receiver", "inspector", "supervisor", "administrator")


def _badge(value: str) -> str:
    text = code(value)
    if not text.startswith("USR-") or len(text) < 5:
        raise Wrong(say("must begin with USR-"))
    return text


def _roles(value: str) -> str:
    roles = value.replace(",", " ").casefold().split()
    if unknown := [r for r in roles if r not in ROLES]:
        raise Wrong(say("{role} is no role", role=unknown[0]))
    return " ".join(dict.fromkeys(roles))


def _pin(value: str) -> str:
    pin = value.strip().removeprefix("'")
    if pin and not re.fullmatch(r"\d{6,12}", pin, re.ASCII):
        raise Wrong(say("must be 6 to 12 digits"))
    return pin


def _active(value: str) -> bool | None:
    """Whether the badge opens anything; None: as it is."""
    return flag(value) if value.strip() else None


USER_COLUMNS = (
    Column("badge", _badge, required=True),
    Column("name", short_text, required=True),
    Column("role", _roles, required=True),
    Column("pin", _pin),
    Column("active", _active),
)
LISTING_COLUMNS = (
    Column("channel", short_text, required=True),
    Column("listing", short_text, required=True),
    Column("sku", code, required=True),
    Column("quantity", units_or_one, required=True),
    Column("option", short_text),
    Column("client", code),
)


_user, _code, _listing = table(User), table(Code), table(Listing)


def take_users(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New users, and changes of known ones (key: badge). An empty PIN keeps the one there is."""
    outcome = Outcome()
    known = {row.badge: row for row in ctx.connection.execute(select(_user))}
    seen: dict[str, dict[str, Any]] = {}
    for row in rows:
        v = row.values
        if v["badge"] in seen:
            if seen[v["badge"]] != v:
                row.wrong("badge", say("stands twice in the file, with different values"))
            continue
        seen[v["badge"]] = v
    if outcome.bad(rows):
        return outcome
    for badge, v in seen.items():
        old = known.get(badge)
        if old is None:
            key = new_key()
            ctx.connection.execute(
                insert(_user).values(
                    id=key,
                    badge=badge,
                    name=v["name"],
                    roles=v["role"],
                    **pin_columns(v["pin"]),
                    active=v["active"] is not False,
                )
            )
            ctx.connection.execute(insert(_code).values(text=badge, kind="badge", ref_id=key, quantity=1))
            outcome.taken += 1
            continue
        changes = {"name": v["name"], "roles": v["role"]}
        if v["active"] is not None:
            changes["active"] = v["active"]
        changes = {name: value for name, value in changes.items() if getattr(old, name) != value}
        if v["pin"] and not is_right(ctx.connection, old.id, old.pin_salt, v["pin"]):
            changes |= pin_columns(v["pin"])
        if changes:
            ctx.connection.execute(update(_user).where(_user.c.id == old.id).values(**changes))
        outcome.changed += bool(changes)
        outcome.unchanged += not changes
    return outcome


def take_listings(ctx: Context, rows: list[Parsed]) -> Outcome:
    """What a channel's listing or option means in products; its rows replace what it meant before."""
    outcome = Outcome()
    clients = {row.line: ctx.owner(row, rows) for row in rows}
    products = ctx.products(set(clients.values()), {row.values["sku"] for row in rows})
    meaning: dict[tuple[Any, ...], dict[uuid.UUID, int]] = {}
    for row in rows:
        v = row.values
        product = products.get((clients[row.line], v["sku"]))
        if product is None:
            row.wrong("sku", say("{sku} is no product of this client", sku=v["sku"]))
            continue
        own = meaning.setdefault((clients[row.line], v["channel"], v["listing"], v["option"]), {})
        if own.setdefault(product.id, v["quantity"]) != v["quantity"]:
            row.wrong("quantity", say("stands twice in the file, with different values"))
    if outcome.bad(rows):
        return outcome
    known: dict[tuple[Any, ...], dict[uuid.UUID, int]] = {}
    for part in parts(sorted({key[2] for key in meaning})):
        for r in ctx.connection.execute(select(_listing).where(_listing.c.listing.in_(part))):
            known.setdefault((r.client_id, r.channel, r.listing, r.option), {})[r.product_id] = r.quantity
    names = ("client_id", "channel", "listing", "option")
    new = []
    for key, own in meaning.items():
        if known.get(key) == own:
            outcome.unchanged += len(own)
            continue
        if key in known:
            same = [_listing.c[name] == value for name, value in zip(names, key, strict=True)]
            ctx.connection.execute(delete(_listing).where(*same))
            outcome.changed += len(own)
        else:
            outcome.taken += len(own)
        head = dict(zip(names, key, strict=True))
        new += [{"id": new_key(), **head, "product_id": p, "quantity": n} for p, n in own.items()]
    if new:
        ctx.connection.execute(insert(_listing), new)
    return outcome
