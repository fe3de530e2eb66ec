"""What is known of weights: the parts of a parcel, and learning from parcels that left."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, select, union_all

from warehouse_app.database.models import LearnedWeight, Parcel, ParcelLine, Product, table
from warehouse_app.domain.weights import MOST_READINGS, Part, learn

_parcel, _line, _product, _learned = table(Parcel), table(ParcelLine), table(Product), table(LearnedWeight)

_inside = union_all(
    select(_line.c.product_id, func.sum(_line.c.verified).label("units"))
    .where(_line.c.parcel_id == bindparam("parcel"), _line.c.verified > 0)
    .group_by(_line.c.product_id),
    select(_parcel.c.box_id.label("product_id"), literal_column("1").label("units")).where(
        _parcel.c.id == bindparam("parcel"), _parcel.c.box_id.is_not(None)
    ),
).subquery()
_PARTS = (
    select(_product.c.sku, _product.c.weight_g, _learned.c.unit_mg, _learned.c.tolerance_mg, _inside.c.units)
    .select_from(
        _inside.join(_product, _product.c.id == _inside.c.product_id).outerjoin(
            _learned, _learned.c.product_id == _product.c.id
        )
    )
    .order_by(_product.c.sku)
)
# Parcels with one product alone tell what a unit of it weighs: weight − box − inserts, divided by the units.
_alone = (
    select(_line.c.parcel_id)
    .where(_line.c.kind == "goods", _line.c.verified > 0)
    .group_by(_line.c.parcel_id)
    .having(func.count(func.distinct(_line.c.product_id)) == 1)
)
_READINGS = (
    select(_parcel.c.id, _parcel.c.weight_g, _parcel.c.box_id, _line.c.product_id,
           func.sum(_line.c.verified).label("units"))
    .join(_line, _line.c.parcel_id == _parcel.c.id)
    .where(
        _parcel.c.status == "shipped", _parcel.c.weight_g > 0, _line.c.kind == "goods", _line.c.verified > 0,
        _line.c.product_id.in_(bindparam("products", expanding=True)), _parcel.c.id.in_(_alone),
    )
    .group_by(_parcel.c.id, _parcel.c.weight_g, _parcel.c.box_id, _line.c.product_id)
    .order_by(_parcel.c.id.desc())
    .limit(5000)
)  # fmt: skip
_BESIDES = (
    select(_line.c.parcel_id, func.sum(_line.c.verified * _product.c.weight_g).label("grams"),
           func.min(_product.c.weight_g).label("least"))
    .join(_product, _product.c.id == _line.c.product_id)
    .where(_line.c.parcel_id.in_(bindparam("parcels", expanding=True)), _line.c.kind != "goods", _line.c.verified > 0)
    .group_by(_line.c.parcel_id)
)  # fmt: skip
_BOXES = select(_product.c.id, _product.c.weight_g).where(_product.c.id.in_(bindparam("boxes", expanding=True)))
_PRODUCTS_ON = (
    select(_line.c.product_id)
    .join(_parcel, _parcel.c.id == _line.c.parcel_id)
    .where(_parcel.c.manifest_id == bindparam("manifest"), _line.c.kind == "goods", _parcel.c.weight_g > 0)
    .distinct()
)


def parts_of(connection: Connection, parcel_id: uuid.UUID) -> list[Part]:
    """What lies in an open parcel, with its box. One statement."""
    return [
        Part(row.sku, row.unit_mg / 1000 if row.unit_mg else float(row.weight_g), int(row.units),
             row.tolerance_mg / 1000 if row.unit_mg else 0.0)
        for row in connection.execute(_PARTS, {"parcel": parcel_id})
    ]  # fmt: skip


def learn_from(connection: Connection, manifest_id: uuid.UUID, padding: int) -> int:
    """Learn from the parcels of a manifest that has left, with those before them. Returns how many products."""
    products = list(connection.execute(_PRODUCTS_ON, {"manifest": manifest_id}).scalars())
    if not products:
        return 0
    readings = _readings(connection, products, padding)
    known = {product: learned for product, found in readings.items() if (learned := learn(found))}
    if not known:
        return 0
    connection.execute(delete(_learned).where(_learned.c.product_id.in_(list(known))))
    rows: list[dict[str, Any]] = [
        {"product_id": product, "unit_mg": round(x.grams * 1000), "tolerance_mg": round(x.tolerance * 1000),
         "readings": x.readings}
        for product, x in sorted(known.items())
    ]  # fmt: skip
    connection.execute(insert(_learned), rows)
    return len(rows)


def _readings(connection: Connection, products: Iterable[uuid.UUID], padding: int) -> dict[uuid.UUID, list[float]]:
    rows = connection.execute(_READINGS, {"products": sorted(products)}).all()
    besides = {b.parcel_id: b for b in connection.execute(_BESIDES, {"parcels": [r.id for r in rows]})}
    boxes = {b.id: b.weight_g for b in connection.execute(_BOXES, {"boxes": sorted({r.box_id for r in rows} - {None})})}
    found: dict[uuid.UUID, list[float]] = {}
    for row in rows:
        other = besides.get(row.id)
        if (other is not None and not other.least) or (row.box_id is not None and not boxes.get(row.box_id)):
            continue  # an insert or box of unknown weight would be learned as part of the goods
        grams = row.weight_g - padding - boxes.get(row.box_id, 0) - (int(other.grams) if other is not None else 0)
        mine = found.setdefault(row.product_id, [])
        if grams > 0 and len(mine) < MOST_READINGS:
            mine.append(grams / row.units)
    return found
