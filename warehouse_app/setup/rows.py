"""The rows of each kind of set-up, spelled as the import of its name reads them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, and_, case, cast, func, or_, select, true

from warehouse_app.database.goods import NO_PARCEL
from warehouse_app.database.models import (
    Carrier,
    Client,
    Code,
    CoolantRule,
    InsertRule,
    KitPart,
    LifeRule,
    Listing,
    Location,
    NumberRange,
    PickFace,
    Product,
    Shift,
    User,
    table,
)
from warehouse_app.recipes import rows_in_force
from warehouse_app.return_rules import rows_of, rules_in_force
from warehouse_app.site import SiteFacts

Cells = dict[str, str]
_client, _product, _code, _location, _user = (table(m) for m in (Client, Product, Code, Location, User))
_carrier, _range, _face, _part, _rule = (table(m) for m in (Carrier, NumberRange, PickFace, KitPart, InsertRule))
_life, _listing, _shift, _coolant = (table(m) for m in (LifeRule, Listing, Shift, CoolantRule))
_box, _component = _product.alias("box"), _product.alias("component")


@dataclass(frozen=True)
class Wanted:
    """Which rows: those in which `search` stands, `limit` of them (None: all), whose first key is `among` some."""

    search: str = ""
    limit: int | None = None
    among: frozenset[str] | None = None


Rows = Callable[[Connection, SiteFacts, Wanted], list[Cells]]


def _spelled(value: Any, site: SiteFacts) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(site.zone).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)


def _hundredths(value: int) -> str:
    return f"{value / 100:.2f}".removesuffix(".00")


_AMOUNTS = ("price", "min_value")
_METRES = ("x_m", "y_m")


def _from(columns: Mapping[str, Any], source: Any, searched: Iterable[str], where: Any = None) -> Rows:
    """Rows read by one statement: import columns and what they stand for, the key first, sorted by it."""
    names = list(columns)
    order = [columns[name] for name in names if name in ("client", "code") or name == names[0]]
    found = [columns[name] for name in searched]

    def rows(connection: Connection, site: SiteFacts, wanted: Wanted) -> list[Cells]:
        statement = select(*(column.label(name) for name, column in columns.items())).select_from(source)
        if where is not None:
            statement = statement.where(where)
        if wanted.search:
            text = f"%{wanted.search.casefold().replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
            statement = statement.where(or_(*(func.lower(column).like(text, escape="/") for column in found)))
        if wanted.among is not None:
            statement = statement.where(columns[names[0]].in_(sorted(wanted.among)))
        statement = statement.order_by(*order).limit(wanted.limit)
        return [_cells(dict(row), site) for row in connection.execute(statement).mappings()]

    return rows


def _cells(row: Mapping[str, Any], site: SiteFacts) -> Cells:
    cells: Cells = {}
    for name, value in row.items():
        if name == "notes":
            cells |= {str(k): str(v) for k, v in (value or {}).items()}
        elif name in _AMOUNTS:
            cells[name] = _hundredths(value)
        elif name in _METRES:
            cells[name] = "" if value is None else f"{value / 1000:.3f}".rstrip("0").rstrip(".")
        else:
            cells[name] = _spelled(value, site)
    return cells


def _made(make: Callable[[Connection], Iterable[Cells]], key: str) -> Rows:
    """Rows of a kind that is kept whole, looked through here: there are few of them."""

    def rows(connection: Connection, site: SiteFacts, wanted: Wanted) -> list[Cells]:
        text = wanted.search.casefold()
        found = [cells for cells in make(connection) if any(text in value.casefold() for value in cells.values())]
        if wanted.among is not None:
            found = [cells for cells in found if cells[key] in wanted.among]
        return found[: wanted.limit]

    return rows


def _plain(source: Any, *names: str) -> dict[str, Any]:
    return {name: source.c[name] for name in names}


_OF_CLIENT = _product.join(_client, _client.c.id == _product.c.client_id)
_FIRST_BARCODE = (
    select(func.min(_code.c.text))
    .where(_code.c.ref_id == _product.c.id, _code.c.kind == "item", _code.c.quantity == 1,
           _code.c.text != _product.c.sku)
    .scalar_subquery()
)  # fmt: skip
_GLN = (
    select(func.min(_code.c.text))
    .where(_code.c.ref_id == _location.c.id, _code.c.kind == "location", _code.c.text != _location.c.code)
    .scalar_subquery()
)

clients = _from(
    {"client": _client.c.code, "name": _client.c.name, "carrier": _carrier.c.code,
     **_plain(_client, "ships_in_parts", "labels_before_picking", "quantity_entry_from", "retention_days",
              "handwritten_notes", "note_symbol", "note_foot")},
    _client.outerjoin(_carrier, _carrier.c.id == _client.c.carrier_id), ("client", "name"),
)  # fmt: skip
products = _from(
    {"sku": _product.c.sku, "name": _product.c.name, "barcode": _FIRST_BARCODE, "client": _client.c.code,
     **_plain(_product, "kind", "length_mm", "width_mm", "height_mm", "weight_g", "price", "category", "temperature",
              "fragile", "lot_tracked", "expiry_tracked", "serial_tracked", "no_combine", "no_air", "upright",
              "max_weight_g", "image", "notes")},
    _OF_CLIENT, ("sku", "name", "client", "category"),
)  # fmt: skip
barcodes = _from(
    {"sku": _product.c.sku, "barcode": _code.c.text, "quantity": _code.c.quantity, "client": _client.c.code},
    _OF_CLIENT.join(_code, _code.c.ref_id == _product.c.id), ("sku", "barcode", "client"),
    and_(_code.c.kind == "item", or_(_code.c.text != _product.c.sku, _code.c.quantity != 1)),
)  # fmt: skip
locations = _from(
    {**_plain(_location, "code", "zone", "kind", "aisle", "bay", "level"), "x_m": _location.c.x_mm,
     "y_m": _location.c.y_mm, **_plain(_location, "capacity_l", "temperature", "capacity_units", "mixed_lots"),
     "reserve": _location.c.is_reserve, "gln": _GLN},
    _location, ("code", "zone", "aisle"), and_(NO_PARCEL, _location.c.kind != "outside"),
)  # fmt: skip
faces = _from(
    {"sku": _product.c.sku, "client": _client.c.code, "location": _location.c.code,
     **_plain(_face, "minimum", "maximum")},
    _face.join(_product, _product.c.id == _face.c.product_id).join(_client, _client.c.id == _product.c.client_id)
    .join(_location, _location.c.id == _face.c.location_id), ("sku", "client", "location"),
)  # fmt: skip
users = _from(
    {"badge": _user.c.badge, "name": _user.c.name, "role": _user.c.roles, "active": _user.c.active},
    _user, ("badge", "name", "role"),
)  # fmt: skip
listings = _from(
    {"listing": _listing.c.listing, "channel": _listing.c.channel, "option": _listing.c.option,
     "sku": _product.c.sku, "quantity": _listing.c.quantity, "client": _client.c.code},
    _listing.join(_product, _product.c.id == _listing.c.product_id)
    .join(_client, _client.c.id == _listing.c.client_id), ("listing", "channel", "option", "sku", "client"),
)  # fmt: skip
inserts = _from(
    {"sku": _product.c.sku, "client": _client.c.code,
     **_plain(_rule, "code", "pool", "quantity", "repeats", "priority", "min_value", "min_units", "value_of",
              "channel", "tag", "item", "category", "option", "first_order", "starts_at", "ends_at", "stop", "alone",
              "per_customer", "at_zero", "substitute", "ask_back")},
    _rule.join(_product, _product.c.id == _rule.c.product_id).join(_client, _client.c.id == _rule.c.client_id),
    ("sku", "client", "code", "channel", "tag"),
)  # fmt: skip
kits = _from(
    {"kit_sku": _product.c.sku, "client": _client.c.code, "component_sku": _component.c.sku,
     "quantity": _part.c.quantity},
    _part.join(_product, _product.c.id == _part.c.kit_id).join(_client, _client.c.id == _product.c.client_id)
    .join(_component, _component.c.id == _part.c.product_id), ("kit_sku", "component_sku", "client"),
)  # fmt: skip
shifts = _from(
    {"shift": _shift.c.name, **_plain(_shift, "begins", "ends", "aliases")}, _shift, ("shift", "aliases"), true()
)
carriers = _from(
    {"carrier": _carrier.c.code, "name": _carrier.c.name, "cut_off": _carrier.c.cut_off}, _carrier,
    ("carrier", "name"),
)  # fmt: skip
numbers = _from(
    {"carrier": _carrier.c.code, "first": cast(_range.c.first, String), "last": cast(_range.c.last, String),
     "service": _range.c.service, "next": cast(_range.c.next, String)},
    _range.join(_carrier, _carrier.c.id == _range.c.carrier_id), ("carrier", "service"),
    and_(_range.c.kind == "tracking_no", _range.c.seq > 0),
)  # fmt: skip
life_rules = _from(
    {"client": _client.c.code, "channel": _life.c.channel, "days": _life.c.days},
    _life.join(_client, _client.c.id == _life.c.client_id), ("client", "channel"),
)  # fmt: skip
_months = case(
    (and_(_coolant.c.from_month == 1, _coolant.c.to_month == 12), ""),
    else_=cast(_coolant.c.from_month, String) + "-" + cast(_coolant.c.to_month, String),
)
coolants = _from(
    {"client": _client.c.code, "temperature": _coolant.c.temperature, "months": _months,
     "hours": _coolant.c.up_to_hours, "box": _box.c.sku, "sku": _product.c.sku,
     "quantity": _coolant.c.quantity, "how": _coolant.c.how},
    _coolant.join(_client, _client.c.id == _coolant.c.client_id)
    .join(_product, _product.c.id == _coolant.c.product_id).outerjoin(_box, _box.c.id == _coolant.c.box_id),
    ("client", "sku", "temperature"),
)  # fmt: skip


def _recipes(connection: Connection) -> Iterable[Cells]:
    owners: list[tuple[uuid.UUID, str]] = [
        (row.id, row.code) for row in connection.execute(select(_client).order_by(_client.c.code))
    ]
    for key, code in owners:
        for row in rows_in_force(connection, key)[1]:
            cells = {name: str(value) for name, value in row._asdict().items()}
            yield {"client": code, **cells, "min_value": _hundredths(row.min_value)}


def _return_rules(connection: Connection) -> Iterable[Cells]:
    for row in rows_of(connection, rules_in_force(connection)[0]):
        yield dict(row._asdict())


recipes, return_rules = _made(_recipes, "client"), _made(_return_rules, "part")
