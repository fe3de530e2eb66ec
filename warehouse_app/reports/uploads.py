"""Files that carriers take: the parcels that got a number on a day, in the columns of each carrier's profile."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, select

from warehouse_app.carrier_links import link_of
from warehouse_app.database.models import (
    Carrier,
    Client,
    Order,
    Parcel,
    ParcelLine,
    Person,
    Product,
    TrackingNumber,
    table,
)
from warehouse_app.database.types import UtcTime
from warehouse_app.domain.carriers import Upload
from warehouse_app.reports.tracking import harmless
from warehouse_app.site import SiteFacts

_parcel, _order, _person, _client = table(Parcel), table(Order), table(Person), table(Client)
_carrier, _number, _product, _content = table(Carrier), table(TrackingNumber), table(Product), table(ParcelLine)
_PARCELS = (
    select(
        _parcel.c.id, _parcel.c.tracking_no, _parcel.c.sscc, _parcel.c.weight_g, _parcel.c.status,
        _order.c.order_no, _order.c.service, _order.c.channel, _order.c.notes, _client.c.code.label("client"),
        _client.c.name.label("client_name"), _carrier.c.code.label("carrier"), _carrier.c.name.label("carrier_name"),
        _carrier.c.profile, _product.c.sku.label("box"), _product.c.length_mm, _product.c.width_mm,
        _product.c.height_mm,
        *(_person.c[c] for c in ("recipient", "phone", "postcode", "address1", "address2", "message")),
    )
    .select_from(
        _number.join(_parcel, _parcel.c.tracking_no == _number.c.number)
        .join(_order, _order.c.id == _parcel.c.order_id)
        .join(_client, _client.c.id == _order.c.client_id)
        .join(_carrier, _carrier.c.id == _parcel.c.carrier_id)
        .join(_person, _person.c.id == _order.c.person_id)
        .outerjoin(_product, _product.c.id == _parcel.c.box_id)
    )
    .where(_number.c.issued_at >= bindparam("start", type_=UtcTime),
           _number.c.issued_at < bindparam("end", type_=UtcTime), _parcel.c.status != "void")
    .order_by(_carrier.c.code, _number.c.number)
)  # fmt: skip
_GOODS = (
    select(_content.c.parcel_id, _product.c.name, _product.c.sku, _content.c.quantity)
    .join_from(_content, _product, _product.c.id == _content.c.product_id)
    .where(_content.c.parcel_id.in_(bindparam("parcels", expanding=True)), _content.c.kind == "goods",
           _content.c.quantity > 0)
    .order_by(_content.c.parcel_id, _content.c.line_no)
)  # fmt: skip
_AT_ONCE = 500
_BOX_SIZES = (800, 1000, 1200, 1400)  # sums of the sides in mm up to which a box is 극소, 소, 중, 대; else 특대
_MOST_BYTES = 150  # of the goods' names


def export_uploads(
    connection: Connection, site: SiteFacts, day: date, folder: Path, carrier: str = ""
) -> dict[Path, int]:
    """Write a file for each carrier that takes one; returns rows by file. Raises OSError."""
    start = datetime.combine(day, time(), site.zone)
    rows: list[Any] = list(connection.execute(_PARCELS, {"start": start, "end": start + timedelta(days=1)}).all())
    by_carrier: dict[str, list[Any]] = {}
    for row in rows:
        if carrier in ("", row.carrier):
            by_carrier.setdefault(row.carrier, []).append(row)
    written = {}
    for code, own in by_carrier.items():
        link = link_of(code, own[0].carrier_name, own[0].profile)
        upload = link.profile.upload
        if not upload.columns:
            continue
        goods = _goods(connection, [row.id for row in own])
        made = link.upload_rows(_facts(row, goods.get(row.id, []), day) for row in own)
        path = folder / f"{re.sub(r'[^A-Za-z0-9_-]+', '_', f'upload-{code}-{day}')}.{upload.kind}"
        folder.mkdir(parents=True, exist_ok=True)
        _write(path, upload, list(upload.columns), made)
        written[path] = len(made)
    return written


def _goods(connection: Connection, parcels: Sequence[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for at in range(0, len(parcels), _AT_ONCE):
        for row in connection.execute(_GOODS, {"parcels": parcels[at : at + _AT_ONCE]}):
            found.setdefault(row.parcel_id, []).append(row)
    return found


def _facts(row: Any, goods: list[Any], day: date) -> dict[str, Any]:
    """What a column may say of a parcel. Weights in kg and g, sizes in cm, prices in whole money."""
    total = sum((row.length_mm or 0, row.width_mm or 0, row.height_mm or 0))
    price = row.notes.get("ship", {}).get("price")
    return {
        "date": day.strftime("%Y%m%d"), "recipient": row.recipient, "phone": row.phone, "postcode": row.postcode,
        "address": " ".join(part for part in (row.address1, row.address2) if part), "message": row.message,
        "address1": row.address1, "address2": row.address2, "tracking_no": row.tracking_no, "sscc": row.sscc,
        "order_no": row.order_no, "client": row.client_name or row.client, "channel": row.channel,
        "service": row.service, "goods": _named(goods), "units": sum(line.quantity for line in goods),
        "weight_g": row.weight_g or "", "kg": f"{row.weight_g / 1000:.2f}" if row.weight_g else "",
        "sum_cm": -(-total // 10) or "", "box": row.box or "",
        "box_size": 1 + sum(total > limit for limit in _BOX_SIZES), "price": "" if price is None else price // 100,
    }  # fmt: skip


def _named(goods: list[Any]) -> str:
    """The goods in as few bytes as the carriers' old systems take: the first name, and how many more."""
    if not goods:
        return ""
    more = f" 외 {len(goods) - 1}" if len(goods) > 1 else ""
    name = goods[0].name or goods[0].sku
    while len((name + more).encode("cp949", "replace")) > _MOST_BYTES:
        name = name[:-1]
    return name + more


def _write(path: Path, upload: Upload, headings: list[str], rows: list[dict[str, str]]) -> None:
    """The file, whole or not at all. What an encoding cannot say becomes a question mark."""
    fresh = path.with_suffix(".new")
    cells = [[harmless(row.get(heading, "")) for heading in headings] for row in rows]
    if upload.kind == "xlsx":
        from openpyxl import Workbook  # slow to import
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        book = Workbook(write_only=True)
        sheet = book.create_sheet(upload.sheet or "Sheet1")
        for line in [headings, *cells]:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in line])
        book.save(fresh)
    else:
        with fresh.open("w", encoding=upload.encoding, errors="replace", newline="") as file:
            csv.writer(file).writerows([headings, *cells])
    os.replace(fresh, path)
