"""What the papers of returns say: a unit's label, and the list of a clearance lot."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select

from warehouse_app.database.models import (
    Clearance,
    Location,
    Product,
    ReturnCase,
    ReturnUnit,
    Site,
    User,
    table,
)
from warehouse_app.domain.dispositions import DISPOSITIONS, LOTS
from warehouse_app.domain.papers import ClearanceLine, ClearancePaper, UnitLabel

_unit, _case, _product, _place = table(ReturnUnit), table(ReturnCase), table(Product), table(Location)
_lot, _user, _site = table(Clearance), table(User), table(Site)
_UNIT = (
    select(
        _unit.c.code, _unit.c.grade, _unit.c.disposition, _unit.c.scanned, _product.c.sku, _product.c.name,
        _place.c.code.label("place"), _case.c.no,
    )
    .select_from(
        _unit.join(_case, _case.c.id == _unit.c.case_id)
        .outerjoin(_product, _product.c.id == _unit.c.product_id)
        .outerjoin(_place, _place.c.id == _unit.c.place_id)
    )
    .where(_unit.c.id == bindparam("unit"))
)  # fmt: skip
_LOT = (
    select(_lot, _user.c.name.label("user"), _site.c.name.label("site_name"), _site.c.code.label("site_code"),
           _site.c.time_zone)
    .select_from(_lot.outerjoin(_user, _user.c.id == _lot.c.user_id).join(_site, _site.c.id.is_not(None)))
    .where(_lot.c.id == bindparam("lot"))
    .limit(1)
)  # fmt: skip
_UNITS = (
    select(
        _product.c.sku, _product.c.name, _unit.c.scanned, _unit.c.grade, func.sum(_unit.c.quantity).label("quantity"),
        func.sum(_unit.c.value).label("value"),
    )
    .select_from(_unit.outerjoin(_product, _product.c.id == _unit.c.product_id))
    .where(_unit.c.clearance_id == bindparam("lot"))
    .group_by(_product.c.sku, _product.c.name, _unit.c.scanned, _unit.c.grade)
    .order_by(_product.c.sku, _unit.c.grade)
)  # fmt: skip


def unit_label(connection: Connection, unit_id: uuid.UUID, copy: int = 0) -> UnitLabel | None:
    """The label of a graded unit; None if it is on no bench any more."""
    row = connection.execute(_UNIT, {"unit": unit_id}).one_or_none()
    if row is None or not row.grade:
        return None
    return UnitLabel(
        code=row.code, grade=row.grade, sku=row.sku or row.scanned, name=row.name or "",
        disposition=DISPOSITIONS[row.disposition], destination=row.place or "", rma=row.no, copy=copy,
    )  # fmt: skip


def clearance(connection: Connection, lot_id: uuid.UUID, copy: int = 0) -> ClearancePaper | None:
    """The list of a lot; None if there is none."""
    row = connection.execute(_LOT, {"lot": lot_id}).one_or_none()
    if row is None:
        return None
    lines: dict[tuple[str, str], ClearanceLine] = {}
    for x in connection.execute(_UNITS, {"lot": lot_id}):
        known = lines.get((x.sku or x.scanned, x.grade))
        lines[x.sku or x.scanned, x.grade] = ClearanceLine(
            x.sku or x.scanned, x.name or "", x.grade, int(x.quantity) + (known.quantity if known else 0),
            int(x.value) // 100 + (known.value if known else 0),
        )  # fmt: skip
    return ClearancePaper(
        no=row.no, title=LOTS[row.kind], lines=tuple(lines.values()), receiver=row.receiver, value=row.value // 100,
        currency=row.currency, site=row.site_name or row.site_code, user=row.user or "",
        asks_receipt=row.kind == "donate",
        closed_at=row.closed_at.astimezone(ZoneInfo(row.time_zone)) if row.closed_at else None,
    )  # fmt: skip
