"""Import of packing recipes (포장 지시). A file says all recipes of the clients it names; they become a new version."""

from __future__ import annotations

import uuid

from warehouse_app.domain.recipes import HOW, PER, RecipeRow
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import code, money, one_of, short_text, units_or_one, whole
from warehouse_app.recipes import save_recipes

_MATERIAL = ("insert", "consumable")

RECIPE_COLUMNS = (
    Column("client", code),
    Column("recipe", code, required=True),
    Column("step", whole, required=True),
    Column("sku", code),
    Column("quantity", units_or_one),
    Column("per", one_of(*PER)),
    Column("how", one_of(*HOW)),
    Column("text", short_text),
    Column("picture", short_text),
    Column("channel", short_text),
    Column("service", short_text),
    Column("temperature", one_of("", "ambient", "chilled", "frozen", "mixed")),
    Column("min_value", money),
    Column("gift", one_of("", "yes", "no")),
    Column("priority", whole),
    Column("boxes", short_text),
)


def take_recipes(ctx: Context, rows: list[Parsed]) -> Outcome:
    """All rows or none; parcels keep the steps that they were opened with."""
    outcome = Outcome()
    for row in rows:
        row.values["boxes"] = " ".join(row.values["boxes"].replace(",", " ").split())
    clients: dict[int, uuid.UUID] = {row.line: ctx.owner(row, rows) for row in rows}
    skus = {sku for row in rows for sku in (row.values["sku"], *row.values["boxes"].split()) if sku}
    products = ctx.products(set(clients.values()), skus)
    for row in rows:
        v = row.values
        if v["sku"]:
            material = products.get((clients[row.line], v["sku"]))
            if material is None or material.kind not in _MATERIAL:
                row.wrong("sku", say("{sku} is no packing material of this client", sku=v["sku"]))
        elif v["how"] != "show":
            row.wrong("sku", say("is missing"))
        for sku in v["boxes"].split():
            box = products.get((clients[row.line], sku))
            if box is None or box.kind != "box":
                row.wrong("boxes", say("{sku} is no box of this client", sku=sku))
    if outcome.bad(rows):
        return outcome
    for client in sorted(set(clients.values())):
        own = [
            RecipeRow(**{n: row.values[n] for n in RecipeRow._fields}) for row in rows if clients[row.line] == client
        ]
        if save_recipes(ctx.connection, client, own, ctx.now, ctx.user_id):
            outcome.taken += len(own)
        else:
            outcome.unchanged += len(own)
    return outcome
