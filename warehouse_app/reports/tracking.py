"""Tracking numbers for the sales channels: one CSV for each client and channel, in the columns the channel takes.

A channel's columns are one line of COLUMNS; any other channel gets the house's own.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from warehouse_app.database.models import Carrier, Client, Order, OrderLine, Parcel, ParcelLine, Product, table
from warehouse_app.domain.numbers import RULES
from warehouse_app.site import SiteFacts

_order, _client, _carrier, _product = table(Order), table(Client), table(Carrier), table(Product)
_parcel, _content, _line = table(Parcel), table(ParcelLine), table(OrderLine)

# Channel → its heading: our value, or a fixed text after "=". Headings of uploads as marketplaces publish them.
COLUMNS: dict[str, dict[str, str]] = {
    "naver": {"상품주문번호": "ref", "배송방법": "=택배", "택배사": "carrier", "송장번호": "tracking_no"},
    "coupang": {
        "번호": "ref", "묶음배송번호": "bundle", "주문번호": "order_no", "택배사": "carrier",
        "운송장번호": "tracking_no",
    },
    "cafe24": {"주문번호": "order_no", "품목별 주문번호": "ref", "택배사": "carrier", "운송장번호": "tracking_no"},
    "shopify": {
        "Name": "order_no", "Lineitem sku": "sku", "Lineitem quantity": "quantity", "Tracking Company": "carrier",
        "Tracking Number": "tracking_no",
    },
}  # fmt: skip
_HOUSE = {name: name for name in ("order_no", "sku", "quantity", "carrier", "tracking_no", "parcel", "shipped_at")}
_CARRIERS = {rule.key: rule.name for rule in RULES if rule.key != "HOUSE"}


def export_tracking(
    connection: Connection, site: SiteFacts, day: date, folder: Path, client: str = "", channel: str | None = None
) -> dict[Path, int]:
    """Write the files of what left on a day of the site; returns rows by file. Raises OSError."""
    files: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _shipped(connection, site, day, client, channel):
        files.setdefault((row["client"], row["channel"]), []).append(row)
    written = {}
    for (own, at), rows in files.items():
        name = re.sub(r"[^\w-]+", "_", f"tracking-{own}-{at or 'own'}-{day}")
        path = folder / f"{name}.csv"
        _write(path, COLUMNS.get(at, _HOUSE), rows)
        written[path] = len(rows)
    return written


def _shipped(
    connection: Connection, site: SiteFacts, day: date, client: str, channel: str | None
) -> list[dict[str, Any]]:
    """One row for each row of the order's file, with the first parcel that its product left in."""
    begin = datetime.combine(day, time(), site.zone)
    statement = (
        select(
            _client.c.code.label("client"), _order.c.channel, _order.c.order_no, _order.c.bundle, _product.c.sku,
            _line.c.id, _line.c.sources, _content.c.verified, _carrier.c.name, _carrier.c.rule, _parcel.c.tracking_no,
            _parcel.c.sscc, _parcel.c.shipped_at,
        )
        .join_from(_parcel, _content, _content.c.parcel_id == _parcel.c.id)
        .join(_line, _line.c.id == _content.c.order_line_id)
        .join(_order, _order.c.id == _line.c.order_id)
        .join(_client, _client.c.id == _order.c.client_id)
        .join(_carrier, _carrier.c.id == _parcel.c.carrier_id)
        .join(_product, _product.c.id == _line.c.product_id)
        .where(_parcel.c.status == "shipped", _content.c.verified > 0)
        .where(_parcel.c.shipped_at >= begin, _parcel.c.shipped_at < begin + timedelta(days=1))
        .order_by(_client.c.code, _order.c.channel, _order.c.order_no, _parcel.c.number, _content.c.line_no)
    )  # fmt: skip
    if client:
        statement = statement.where(_client.c.code == client)
    if channel is not None:
        statement = statement.where(_order.c.channel == channel)
    rows, told = [], set()
    for row in connection.execute(statement):
        by_channel = row.channel in COLUMNS
        if by_channel and row.id in told:
            continue  # a marketplace takes one number for each of its rows
        told.add(row.id)
        for source in (row.sources or [{}]) if by_channel else [{}]:
            rows.append({
                "client": row.client, "channel": row.channel, "order_no": row.order_no, "bundle": row.bundle,
                "ref": source.get("ref", ""), "sku": row.sku, "quantity": source.get("quantity", row.verified),
                "carrier": _CARRIERS.get(row.rule, row.name), "tracking_no": row.tracking_no, "parcel": row.sscc,
                "shipped_at": row.shipped_at.astimezone(site.zone).strftime("%Y-%m-%d %H:%M:%S"),
            })  # fmt: skip
    return rows


def _write(path: Path, columns: Mapping[str, str], rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8-sig", newline="") as file:  # with a BOM, or Excel spoils Korean
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([c[1:] if c.startswith("=") else harmless(str(row[c])) for c in columns.values()])
    os.replace(fresh, path)


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula."""
    is_number = re.fullmatch(r"[+-]?[\d.]+", cell, re.ASCII)
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else cell
