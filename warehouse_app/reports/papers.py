"""What each paper says now: the facts behind a print job, read from the database as plain values.

A new paper is a reader here and a line in PAPERS. Personal data comes from table person alone; where the site masks
names, only a shipping label carries them whole, for its drawing side masks them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, bindparam, func, select, true

from warehouse_app.carrier_links import CarrierLink, link_of
from warehouse_app.combining import in_parcel, orders_in
from warehouse_app.database.models import (
    Carrier,
    Client,
    Location,
    Manifest,
    Order,
    OrderLine,
    Parcel,
    ParcelLine,
    Person,
    Product,
    Site,
    TrackingNumber,
    User,
    table,
)
from warehouse_app.database.roles import has_roles, recipients
from warehouse_app.domain.masking import mask_name
from warehouse_app.domain.papers import (
    GiftNote,
    ManifestPaper,
    ManifestParcel,
    PackingSlip,
    Paper,
    PaperSize,
    Sender,
    ShippingLabel,
    SlipLine,
)
from warehouse_app.domain.sentences import Sentence, say
from warehouse_app.reports.code_labels import code_label
from warehouse_app.reports.receipts import receipt
from warehouse_app.reports.return_papers import clearance, unit_label
from warehouse_app.reports.shift_reports import shift_report_due
from warehouse_app.settings import CARRIERS_PAPER, site_settings

_parcel, _order, _client, _carrier = table(Parcel), table(Order), table(Client), table(Carrier)
_person, _product, _content, _line = table(Person), table(Product), table(ParcelLine), table(OrderLine)
_place, _site, _manifest, _user = table(Location), table(Site), table(Manifest), table(User)
_number = table(TrackingNumber)
_box, _sibling = _product.alias("box"), _parcel.alias("sibling")

# How many parcels the order has is known once all that is wanted lies in them.
_missing = (
    select(func.sum(_line.c.ordered - _line.c.cancelled - _line.c.packed))
    .where(_line.c.order_id == _order.c.id, _line.c.kind == "goods")
    .scalar_subquery()
)
_parcels = (
    select(func.count())
    .where(_sibling.c.order_id == _order.c.id, _sibling.c.status.not_in(["void", "ahead"]))
    .scalar_subquery()
)


def _head_of(is_guarded: bool) -> Any:
    """The statement of a parcel's head; where names are guarded, they come from what guards them."""
    named: Any = recipients(_parcel.c.id) if is_guarded else _person
    key = named.c.person if is_guarded else named.c.id
    joined = true() if is_guarded else named.c.id == _order.c.person_id
    return (
    select(
        _parcel.c.sscc, _parcel.c.status, _parcel.c.tracking_no, _parcel.c.number, _parcel.c.weight_g,
        _parcel.c.service.label("by_service"), _parcel.c.temperature.label("parcel_temperature"),
        _order.c.order_no, _order.c.ordered_at, _order.c.service, _order.c.temperature, _order.c.is_gift,
        _client.c.code.label("client_code"), _client.c.name.label("client_name"),
        _client.c.note_symbol, _client.c.note_foot, _parcel.c.joined,
        _carrier.c.code.label("carrier"), _carrier.c.name.label("carrier_name"), _carrier.c.rule, _carrier.c.profile,
        key.label("person"),
        *(named.c[c] for c in ("recipient", "phone", "postcode", "address1", "address2", "country", "message",
                                 "gift_message")),
        _box.c.sku.label("box"), _number.c.issued_at, _site.c.name.label("site"), _site.c.time_zone, _site.c.settings,
        _missing.label("missing"), _parcels.label("parcels"),
    )
    .select_from(
        _parcel.join(_order, _order.c.id == _parcel.c.order_id)
        .join(_client, _client.c.id == _order.c.client_id)
        .join(_carrier, _carrier.c.id == _parcel.c.carrier_id)
        .join(_place, _place.c.id == _parcel.c.id)
        .join(_site, _site.c.id == _place.c.site_id)
        .outerjoin(named, joined)
        .outerjoin(_box, _box.c.id == _parcel.c.box_id)
        .outerjoin(_number, _number.c.number == _parcel.c.tracking_no)
    )
    .where(_parcel.c.id == bindparam("parcel"))
    )  # fmt: skip


_HEADS = {guarded: _head_of(guarded) for guarded in (False, True)}
_CONTENT = (
    select(_content.c.kind, _content.c.quantity, _product.c.sku, _product.c.name, _product.c.temperature,
           _product.c.fragile, _product.c.no_air)
    .join_from(_content, _product, _product.c.id == _content.c.product_id)
    .where(_content.c.parcel_id == bindparam("parcel"), _content.c.quantity > 0)
    .order_by(_content.c.line_no)
)  # fmt: skip
_MANIFEST = (
    select(_manifest.c.no, _manifest.c.closed_at, _manifest.c.status, _carrier.c.code, _carrier.c.name,
           _carrier.c.rule, _user.c.name.label("user"))
    .select_from(
        _manifest.join(_carrier, _carrier.c.id == _manifest.c.carrier_id).outerjoin(
            _user, _user.c.id == _manifest.c.user_id
        )
    )
    .where(_manifest.c.id == bindparam("manifest"))
)  # fmt: skip
_ON_MANIFEST = (
    select(_parcel.c.tracking_no, _parcel.c.weight_g, _order.c.order_no, _client.c.name, _client.c.code)
    .join_from(_parcel, _order, _order.c.id == _parcel.c.order_id)
    .join(_client, _client.c.id == _order.c.client_id)
    .where(and_(_parcel.c.manifest_id == bindparam("manifest"), _parcel.c.status != "void"))
    .order_by(_parcel.c.tracking_no)
)
_ORDER_NOS = (
    select(_order.c.order_no)
    .where(_order.c.id.in_(orders_in(in_parcel(bindparam("parcel")))))
    .order_by(_order.c.order_no)
)
_SITE = select(_site.c.name, _site.c.code, _site.c.time_zone)
_MARKS: Mapping[str, Sentence] = {"chilled": say("Chilled"), "frozen": say("Frozen")}


def paper(connection: Connection, kind: str, ref_id: uuid.UUID, copy: int = 0) -> Paper | None:
    """The paper of a print job's kind about the row it names; None if it is no longer to be printed.

    `copy` counts reprints. At most three statements. KeyError for an unknown kind.
    """
    return PAPERS[kind](connection, ref_id, copy)


def paper_size(paper: Paper, settings: Mapping[str, Any]) -> PaperSize | None:
    """The size that the site's settings want for this paper; None is its kind's usual one."""
    if not isinstance(paper, ShippingLabel | GiftNote):
        return None
    wanted = site_settings(settings).paper
    if wanted == CARRIERS_PAPER:
        wanted = paper.paper if isinstance(paper, ShippingLabel) else ""
    return PaperSize(wanted) if wanted in {size.value for size in PaperSize} else None


def shipping_label(connection: Connection, parcel_id: uuid.UUID, copy: int = 0) -> ShippingLabel | None:
    """The label of a parcel that has a tracking number."""
    row = _head(connection, parcel_id)
    if row is None or not row.tracking_no:
        return None
    settings, client = site_settings(row.settings), row.client_name or row.client_code
    address = tuple(line for line in (row.address1, row.address2) if line)
    link = link_of(row.carrier, row.carrier_name, row.profile)
    sorted_to = link.sorted_to(row.postcode, address)
    return ShippingLabel(
        carrier=row.rule or row.carrier, carrier_name=row.carrier_name or row.carrier, tracking_no=row.tracking_no,
        sscc=row.sscc, sender=Sender(row.site or client, address=tuple(settings.sender.splitlines())),
        recipient=row.recipient, phone=row.phone, postcode=row.postcode, address=address,
        order_no=row.order_no, client=client, service=_service(row, link), country=row.country,
        message=row.message, box=row.box or "", number=row.number, total=_total(row),
        ship_date=row.issued_at.astimezone(ZoneInfo(row.time_zone)).date() if row.issued_at else None,
        weight_g=row.weight_g, marks=_marks(row, connection.execute(_CONTENT, {"parcel": parcel_id}).all()), copy=copy,
        masked=settings.mask_names, sort_code=sorted_to.code, sort_alias=sorted_to.alias, paper=link.profile.paper,
    )  # fmt: skip


def packing_slip(connection: Connection, parcel_id: uuid.UUID, copy: int = 0) -> PackingSlip | None:
    """What lies in a parcel, or is to lie in it."""
    row = _head(connection, parcel_id)
    if row is None:
        return None
    lines = connection.execute(_CONTENT, {"parcel": parcel_id}).all()
    return PackingSlip(
        order_no=row.order_no, client=row.client_name or row.client_code,
        lines=tuple(SlipLine(x.sku, x.name, x.quantity) for x in lines if x.kind == "goods"),
        inserts=tuple(SlipLine(x.sku, x.name, x.quantity) for x in lines if x.kind == "insert"),
        recipient=_shown(row),
        ordered_on=row.ordered_at.astimezone(ZoneInfo(row.time_zone)).date(), number=row.number, total=_total(row),
        gift=row.is_gift, return_code=row.sscc,
        others=_others(connection, parcel_id, row) if row.joined else (),
    )  # fmt: skip


def gift_note(connection: Connection, parcel_id: uuid.UUID, copy: int = 0) -> GiftNote | None:
    """The giver's card, of a parcel that has one."""
    row = _head(connection, parcel_id)
    if row is None or not row.gift_message:
        return None
    return GiftNote(
        message=row.gift_message, client=row.client_name or row.client_code, recipient=_shown(row),
        order_no=row.order_no, symbol=row.note_symbol, foot=row.note_foot,
    )  # fmt: skip


def manifest(connection: Connection, manifest_id: uuid.UUID, copy: int = 0) -> ManifestPaper | None:
    """The list of a manifest's parcels, by tracking number."""
    row = connection.execute(_MANIFEST, {"manifest": manifest_id}).one_or_none()
    if row is None or row.status == "void":
        return None
    site = connection.execute(_SITE).one()
    parcels = connection.execute(_ON_MANIFEST, {"manifest": manifest_id})
    return ManifestPaper(
        no=row.no, carrier=row.rule or row.code, carrier_name=row.name or row.code,
        parcels=tuple(ManifestParcel(p.tracking_no or "", p.order_no, p.name or p.code, p.weight_g) for p in parcels),
        site=site.name or site.code, user=row.user or "",
        closed_at=row.closed_at.astimezone(ZoneInfo(site.time_zone)) if row.closed_at else None,
    )  # fmt: skip


PAPERS: Mapping[str, Callable[[Connection, uuid.UUID, int], Paper | None]] = {
    "shipping_label": shipping_label, "packing_slip": packing_slip, "gift_note": gift_note, "manifest": manifest,
    "code_label": code_label, "receipt": receipt, "unit_label": unit_label, "clearance": clearance,
    "shift_report": shift_report_due,
}  # fmt: skip


def _head(connection: Connection, parcel_id: uuid.UUID) -> Any | None:
    """What a parcel's papers share; None if it is void, or the personal data of its order is erased."""
    row = connection.execute(_HEADS[has_roles(connection)], {"parcel": parcel_id}).one_or_none()
    return None if row is None or row.status == "void" or row.person is None else row


def _others(connection: Connection, parcel_id: uuid.UUID, row: Any) -> tuple[str, ...]:
    """The numbers of the orders that joined a parcel."""
    found = connection.scalars(_ORDER_NOS, {"parcel": parcel_id})
    return tuple(no for no in found if no != row.order_no)


def _service(row: Any, link: CarrierLink) -> str:
    """What the label calls the service: that of the parcel, else what the order says."""
    service = link.profile.service(row.by_service) if row.by_service else None
    return (service.name or service.code) if service is not None else row.service


def _shown(row: Any) -> str:
    return mask_name(row.recipient) if site_settings(row.settings).mask_names else str(row.recipient)


def _total(row: Any) -> int:
    return row.parcels if row.missing is not None and row.missing <= 0 else 0


def _marks(row: Any, content: Sequence[Any]) -> tuple[Sentence, ...]:
    classes = {row.parcel_temperature or row.temperature, *(x.temperature for x in content if x.kind == "goods")}
    marks = [words for name, words in _MARKS.items() if name in classes]
    marks += [say("Not by air")] if any(x.no_air for x in content) else []
    return (*marks, say("Fragile")) if any(x.fragile for x in content) else tuple(marks)
