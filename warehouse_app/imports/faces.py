"""Import of pick faces: the bins from which a product is picked, and when they are refilled. All rows or none."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from warehouse_app.database.models import Location, PickFace, table
from warehouse_app.database.types import new_key
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome, parts
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import code, units, units_or_none

_face, _location = table(PickFace), table(Location)
_CHANGE = (
    update(_face)
    .where(_face.c.id == bindparam("key"))
    .values(minimum=bindparam("new_minimum"), maximum=bindparam("new_maximum"))
)

FACE_COLUMNS = (
    Column("client", code),
    Column("sku", code, required=True),
    Column("location", code, required=True),
    Column("minimum", units_or_none, required=True),
    Column("maximum", units, required=True),
)


def take_faces(ctx: Context, rows: list[Parsed]) -> Outcome:
    """New pick faces, and changes of known ones (key: location and product)."""
    outcome = Outcome()
    clients = {row.line: ctx.owner(row, rows) for row in rows}
    products = ctx.products(set(clients.values()), {row.values["sku"] for row in rows})
    places = _places(ctx, {row.values["location"] for row in rows})
    seen: dict[tuple[uuid.UUID, uuid.UUID], tuple[int, int]] = {}
    for row in rows:
        v = row.values
        product, place = products.get((clients[row.line], v["sku"])), places.get(v["location"])
        _check(row, product, place)
        if product is None or place is None:
            continue
        key, figures = (place.id, product.id), (v["minimum"], v["maximum"])
        if seen.setdefault(key, figures) != figures:
            row.wrong("location", say("stands twice in the file, with different values"))
    if outcome.bad(rows):
        return outcome
    known: dict[tuple[uuid.UUID, uuid.UUID], Any] = {}
    for part in parts(sorted({place for place, _ in seen})):
        found = ctx.connection.execute(select(_face).where(_face.c.location_id.in_(part)))
        known |= {(row.location_id, row.product_id): row for row in found}
    new, changed = [], []
    for key, (minimum, maximum) in seen.items():
        old = known.get(key)
        if old is None:
            new.append({"id": new_key(), "location_id": key[0], "product_id": key[1], "minimum": minimum,
                        "maximum": maximum})  # fmt: skip
        elif (old.minimum, old.maximum) != (minimum, maximum):
            changed.append({"key": old.id, "new_minimum": minimum, "new_maximum": maximum})
    if new:
        ctx.connection.execute(insert(_face), new)
    if changed:
        ctx.connection.execute(_CHANGE, changed)
    outcome.taken, outcome.changed = len(new), len(changed)
    outcome.unchanged = len(seen) - len(new) - len(changed)
    return outcome


def _places(ctx: Context, names: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts(sorted(names)):
        found |= {row.code: row for row in ctx.connection.execute(select(_location).where(_location.c.code.in_(part)))}
    return found


def _check(row: Parsed, product: Any, place: Any) -> None:
    v = row.values
    if product is None:
        row.wrong("sku", say("{sku} is no product of this client", sku=v["sku"]))
    elif product.kind == "service":
        row.wrong("sku", say("{sku} is a service and lies nowhere", sku=product.sku))
    if place is None:
        row.wrong("location", say("{location} is no known location", location=v["location"]))
    elif place.kind != "bin":
        row.wrong("location", say("{location} is no bin", location=place.code))
    elif place.is_reserve:
        row.wrong("location", say("{location} is a bin of the reserve", location=place.code))
    elif product is not None and product.temperature != place.temperature:
        row.wrong("location", say("has another temperature than {sku}", sku=product.sku))
    elif place.capacity_units and v["maximum"] > place.capacity_units:
        row.wrong("maximum", say("is more than fits into {location}", location=place.code))
    if v["maximum"] < v["minimum"]:
        row.wrong("maximum", say("is less than the minimum"))
