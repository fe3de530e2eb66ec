"""What came of a receipt, for its paper."""

from __future__ import annotations

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, or_, select

from warehouse_app.database.models import Asn, AsnLine, Client, Code, Product, Site, User, table
from warehouse_app.domain.papers import ReceiptLine, ReceiptPaper

_asn, _line, _product, _client, _user = (table(m) for m in (Asn, AsnLine, Product, Client, User))
_site, _code = table(Site), table(Code)
_HEAD = (
    select(
        _asn.c.no, _asn.c.is_blind, _asn.c.expected_at, _asn.c.first_unit_at, _asn.c.closed_at,
        _client.c.code.label("client_code"), _client.c.name.label("client_name"), _user.c.name.label("user"),
        _site.c.name.label("site_name"), _site.c.code.label("site_code"), _site.c.time_zone,
    )
    .select_from(
        _asn.join(_client, _client.c.id == _asn.c.client_id)
        .outerjoin(_user, _user.c.id == _asn.c.closed_by)
        .join(_site, _site.c.id.is_not(None))
    )
    .where(_asn.c.id == bindparam("asn"))
    .limit(1)
)  # fmt: skip
_LINES = (
    select(_product.c.sku, _product.c.name, _line.c.expected, _line.c.received, _line.c.damaged, _line.c.lot,
           _line.c.expiry)
    .join_from(_line, _product, _product.c.id == _line.c.product_id)
    .where(_line.c.asn_id == bindparam("asn"), or_(_line.c.expected > 0, _line.c.received > 0))
    .order_by(_line.c.line_no, _line.c.id)
)  # fmt: skip


def receipt(connection: Connection, asn_id: uuid.UUID, copy: int = 0) -> ReceiptPaper | None:
    """The paper of a receipt, open or closed; None if there is none."""
    row = connection.execute(_HEAD, {"asn": asn_id}).one_or_none()
    if row is None:
        return None
    zone = ZoneInfo(row.time_zone)

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone) if at else None

    lines = connection.execute(_LINES, {"asn": asn_id})
    return ReceiptPaper(
        no=row.no, client=row.client_name or row.client_code,
        lines=tuple(ReceiptLine(x.sku, x.name, x.expected, x.received, x.damaged, x.lot, x.expiry) for x in lines),
        site=row.site_name or row.site_code, user=row.user or "", is_blind=row.is_blind,
        expected_at=local(row.expected_at), first_unit_at=local(row.first_unit_at), closed_at=local(row.closed_at),
    )  # fmt: skip


def receipts_of(connection: Connection, code: str, client: str | None = None) -> list[uuid.UUID]:
    """The receipts with this number, of one client where it is named."""
    found = (
        select(_asn.c.id)
        .join_from(_code, _asn, _asn.c.id == _code.c.ref_id)
        .join(_client, _client.c.id == _asn.c.client_id)
        .where(_code.c.kind == "asn", _code.c.text == code)
        .order_by(_client.c.code)
    )
    return list(connection.scalars(found.where(_client.c.code == client) if client else found))
