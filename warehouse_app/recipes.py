"""A client's packing recipes as they are kept: versions, the one in force, and the steps of one parcel."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from warehouse_app.database.engine import Conflict
from warehouse_app.database.models import Action, PackingRecipes, Product, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.recipes import Parcel, Recipe, RecipeRow, recipe_for

_recipes, _product = table(PackingRecipes), table(Product)
_IN_FORCE = (
    select(_recipes.c.version, _recipes.c.rows)
    .where(_recipes.c.client_id == bindparam("client"))
    .order_by(_recipes.c.version.desc())
    .limit(1)
)
_MATERIALS = select(_product.c.id, _product.c.sku).where(
    _product.c.client_id == bindparam("client"), _product.c.sku.in_(bindparam("skus", expanding=True))
)


def rows_in_force(connection: Connection, client_id: uuid.UUID) -> tuple[int, list[RecipeRow]]:
    """The client's version and its rows; (0, []) where it has no recipes. One statement."""
    found: Any = connection.execute(_IN_FORCE, {"client": client_id}).first()
    return (0, []) if found is None else (found.version, [RecipeRow(*row) for row in found.rows])


def recipe_of(
    connection: Connection, orders: Sequence[Any], units: int, temperature: str
) -> tuple[str, Recipe | None, dict[str, uuid.UUID]]:
    """The recipe of a parcel of these orders of so many units and this temperature: what to write down
    (code and version), the recipe, and the products of its materials. At most two statements."""
    order, value = orders[0], sum(order.value for order in orders)
    version, rows = rows_in_force(connection, order.client_id)
    parcel = Parcel(order.channel, order.service, temperature, value, order.is_gift, units)
    recipe = recipe_for(parcel, rows)
    if recipe is None:
        return "", None, {}
    skus = sorted({step.sku for step in recipe.steps})
    products: dict[str, uuid.UUID] = {}
    if skus:
        products = {r.sku: r.id for r in connection.execute(_MATERIALS, {"client": order.client_id, "skus": skus})}
    return f"{recipe.code} v{version}", recipe, products


def boxes_for(connection: Connection, order: Any, units: int, temperature: str) -> frozenset[str]:
    """The boxes that the recipe of an order's parcel allows; none said means all."""
    parcel = Parcel(order.channel, order.service, temperature, order.value, order.is_gift, units)
    recipe = recipe_for(parcel, rows_in_force(connection, order.client_id)[1])
    return recipe.boxes if recipe else frozenset()


def save_recipes(
    connection: Connection,
    client_id: uuid.UUID,
    rows: Sequence[RecipeRow],
    now: datetime,
    user_id: uuid.UUID | None = None,
) -> bool:
    """Put a client's recipes in force as a new version; False where they are so already."""
    version, before = rows_in_force(connection, client_id)
    if before == list(rows):
        return False
    row = {
        "id": new_key(), "client_id": client_id, "version": version + 1, "rows": [list(r) for r in rows], "at": now,
        "user_id": user_id,
    }  # fmt: skip
    try:
        connection.execute(insert(_recipes), row)
    except IntegrityError as error:  # somebody else saved a version meanwhile
        raise Conflict("recipes") from error
    detail = {"client": str(client_id), "version": version + 1}
    connection.execute(insert(table(Action)).values(id=new_key(), kind="recipes", detail=detail, at=now,
                                                    user_id=user_id))  # fmt: skip
    return True
