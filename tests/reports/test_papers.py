"""Papers say what the database says: numbers, addresses, what lies inside, and no name where names are masked."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import event, select

from printing.registry import render
from tests.workflows.small import Warehouse
from warehouse_app.database.models import Carrier, Order, Parcel, Person, Product, Site, table
from warehouse_app.domain.papers import (
    CodeLabel,
    GiftNote,
    ManifestPaper,
    PackingSlip,
    PaperSize,
    ReceiptPaper,
    ShippingLabel,
)
from warehouse_app.domain.sentences import translate
from warehouse_app.reports.code_labels import code_label, code_labels
from warehouse_app.reports.papers import paper, paper_size
from warehouse_app.reports.receipts import receipts_of
from warehouse_app.settings import SiteSettings, save_site_settings


@pytest.fixture
def parcel(house: Warehouse) -> uuid.UUID:
    """A labelled parcel: two mugs and a card, for somebody with an address."""
    house.picked("1001", "TOTE-1", {"MUG": 2}, gift="생일 축하해!")
    person_id = house.value(select(table(Order).c.person_id).where(table(Order).c.id == house.ids["order", "1001"]))
    address = {"postcode": "06236", "address1": "서울 강남구 테헤란로 152", "address2": "27층", "message": "문 앞에"}
    house.set(Person, person_id, **address)
    house.set(Product, house.ids["product", "MAIN/MUG"], fragile=True)
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG", "MUG", "{box}", "CMD-DONE")
    return uuid.UUID(str(house.value(select(table(Parcel).c.id))))


def made(house: Warehouse, kind: str, ref_id: uuid.UUID, copy: int = 0) -> Any:
    with house.database.read() as connection:
        return paper(connection, kind, ref_id, copy)


def test_shipping_label(house: Warehouse, parcel: uuid.UUID) -> None:
    label = made(house, "shipping_label", parcel, copy=2)
    assert isinstance(label, ShippingLabel)
    assert (label.recipient, label.shown_recipient, label.shown_phone) == ("홍길동", "홍*동", "010-****-5678")
    assert (label.postcode, label.address) == ("06236", ("서울 강남구 테헤란로 152", "27층"))
    assert (label.order_no, label.number, label.total, label.copy, label.box) == ("1001", 1, 1, 2, "BOX-S")
    assert (label.carrier, len(label.tracking_no), len(label.sscc)) == ("HOUSE", 12, 18)
    assert [translate(mark, "en") for mark in label.marks if not isinstance(mark, str)] == ["Fragile"]
    assert label.ship_date is not None
    assert render(label, paper_size(label, {})).startswith(b"%PDF")


def test_names_are_whole_where_the_site_wants_it(house: Warehouse, parcel: uuid.UUID) -> None:
    with house.database.write() as connection:
        save_site_settings(connection, SiteSettings(mask_names=False, paper="4x6in", sender="용인\n031-1"))
    label = made(house, "shipping_label", parcel)
    assert (label.shown_recipient, label.sender.address) == ("홍길동", ("용인", "031-1"))
    assert made(house, "packing_slip", parcel).recipient == made(house, "gift_note", parcel).recipient == "홍길동"
    settings = house.value(select(table(Site).c.settings))
    assert paper_size(label, settings) is PaperSize.LABEL_4X6
    assert paper_size(made(house, "packing_slip", parcel), settings) is None


def test_a_carriers_own_form_where_the_site_wants_it(house: Warehouse, parcel: uuid.UUID) -> None:
    label, note = made(house, "shipping_label", parcel), made(house, "gift_note", parcel)
    assert paper_size(label, {"paper": "carrier"}) is None  # the house has no form of its own
    house.set(Carrier, house.carrier("HOUSE"), profile=OWN)
    label = made(house, "shipping_label", parcel)
    assert (label.sort_code, label.sort_alias) == ("7C", "역삼")
    assert paper_size(label, {"paper": "carrier"}) is PaperSize.LABEL_CJ
    assert paper_size(label, {}) is PaperSize.LABEL_100X150
    assert paper_size(note, {"paper": "carrier"}) is None


OWN = """
code = "HOUSE"
[label]
paper = "123x100"
[[sorting]]
code = "7C"
alias = "역삼"
postcodes = ["062"]
"""


def test_packing_slip_and_gift_note(house: Warehouse, parcel: uuid.UUID) -> None:
    slip = made(house, "packing_slip", parcel)
    assert isinstance(slip, PackingSlip)
    assert [(line.sku, line.quantity) for line in slip.lines] == [("MUG", 2)]
    assert (slip.recipient, slip.gift, slip.client, slip.total) == ("홍*동", True, "MAIN", 1)
    note = made(house, "gift_note", parcel)
    assert isinstance(note, GiftNote)
    assert (note.message, note.recipient) == ("생일 축하해!", "홍*동")
    assert render([slip]) and render(note)


def test_several_parcels_are_counted_once_all_is_packed(house: Warehouse) -> None:
    house.picked("1002", "TOTE-2", {"CUP": 2})
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-2", "CUP", "CMD-SPLIT", "{box}", "{tracking_no}")
    rows = house.rows(select(table(Parcel).c.id).order_by(table(Parcel).c.number))
    first = made(house, "shipping_label", rows[0].id)
    assert (first.number, first.total) == (1, 0)  # nobody knows yet how many there will be
    pack.scans("CUP", "{box}")
    labels = [made(house, "shipping_label", row.id) for row in rows]
    assert [(label.number, label.total) for label in labels] == [(1, 2), (2, 2)]


def test_manifest(house: Warehouse, parcel: uuid.UUID) -> None:
    house.workers[-1].scans("{tracking_no}")
    ship = house.at("ship", "DOCK")
    ship.scans("{tracking_no}", "CMD-DONE")
    manifest_id = house.value(select(table(Parcel).c.manifest_id))
    listed = made(house, "manifest", manifest_id)
    assert isinstance(listed, ManifestPaper)
    assert [(p.order_no, p.client) for p in listed.parcels] == [("1001", "MAIN")]
    assert listed.user == "Usr-1"
    assert listed.closed_at is not None and listed.closed_at.utcoffset().total_seconds() == 9 * 3600  # type: ignore[union-attr]


def test_a_void_parcel_has_no_papers(house: Warehouse, parcel: uuid.UUID) -> None:
    house.change("1001", "cancel")
    house.workers[-1].scans("TOTE-8")
    assert [made(house, kind, parcel) for kind in ("shipping_label", "packing_slip", "gift_note")] == [None] * 3
    house.at("putaway", "BACK").scans("TOTE-8", "MUG", "A-1")


def test_nobody_is_left_to_send_to(house: Warehouse, parcel: uuid.UUID) -> None:
    house.set(Order, house.ids["order", "1001"], person_id=None)  # erased
    assert [made(house, kind, parcel) for kind in ("shipping_label", "packing_slip", "gift_note")] == [None] * 3


def test_few_statements(house: Warehouse, parcel: uuid.UUID) -> None:
    counted: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    made(house, "shipping_label", parcel)
    made(house, "packing_slip", parcel)
    assert len([s for s in counted if s.lstrip().upper().startswith("SELECT")]) == 4


def test_code_labels(house: Warehouse) -> None:
    with house.database.read() as connection:
        assert code_labels(connection, "tote", "TOTE-7") == [CodeLabel("tote", "TOTE-7", number="7")]
        assert [label.code for label in code_labels(connection, "cart", "CART-*")] == ["CART-1", "CART-2"]
        assert code_labels(connection, "bin", "A-1")[0].zone == "A"
        case = code_labels(connection, "item", "18801000000019")
        assert [(label.name, label.zone) for label in case] == [("MUG name × 12", "MAIN")]
        assert code_labels(connection, "badge", "USR-S")[0].zone == "supervisor"
        assert [label.code for label in code_labels(connection, "box", "BOX*")] == ["BOX-L", "BOX-S"]
        assert code_labels(connection, "tote", "tote-*") == code_labels(connection, "bin", "TOTE-1") == []
        mug = code_label(connection, house.ids["product", "MAIN/MUG"])
        assert mug is not None and mug.code == "8801000000012"
    assert render([mug])


def test_receipt(house: Warehouse) -> None:
    house.asn("R-1", {"MUG": 3, "TEA": 2})
    dock = house.at("receive", "DOCK-1", "USR-S")
    dock.scans("R-1", "MUG", "MUG", "CMD-DAMAGED")
    open_ = made(house, "receipt", house.ids["asn", "R-1"])
    dock.scan("CMD-DONE")
    dock.scans("CMD-DONE")
    closed = made(house, "receipt", house.ids["asn", "R-1"])
    assert isinstance(closed, ReceiptPaper)
    assert (open_.closed_at, open_.user, closed.user, closed.no, closed.client) == (None, "", "Usr-S", "R-1", "MAIN")
    assert closed.closed_at >= closed.first_unit_at and closed.closed_at.utcoffset().total_seconds() == 9 * 3600
    assert [(x.sku, x.expected, x.received, x.damaged) for x in closed.lines] == [("MUG", 3, 2, 1), ("TEA", 2, 0, 0)]
    assert made(house, "receipt", uuid.uuid4()) is None
    with house.database.read() as connection:
        assert receipts_of(connection, "R-1") == [house.ids["asn", "R-1"]]
        assert receipts_of(connection, "R-1", "B") == receipts_of(connection, "R-2") == []
    assert render([open_, closed])
