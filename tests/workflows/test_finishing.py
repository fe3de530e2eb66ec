"""The last things before the label: gift notes written by hand, a photo of the open box; gifts that come back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.pictures import photo
from tests.workflows.shipped import announce
from tests.workflows.small import Warehouse
from tests.workflows.transcript import Worker
from warehouse_app.database.models import InsertRule, Move, Photo, PrintJob, ReturnCase, Site, table
from warehouse_app.evidence.photos import erase_photos_of, take_photo, tidy_photos
from warehouse_app.evidence.store import evidence_of


def test_a_note_is_written_by_hand_where_the_brand_wants_it(house: Warehouse) -> None:
    house.client("MAIN", handwritten_notes=True)
    house.picked("1001", "TOTE-1", {"MUG": 1}, gift="생일 축하해")
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "BOX-S")
    pack.ask("confirm")
    assert "by hand" in pack.screen.ask.text
    assert pack.screen.detail is not None and pack.screen.detail.values == {"text": "생일 축하해"}
    assert house.count(PrintJob, kind="gift_note") == 0
    pack.scans("CMD-DONE", "CMD-UNDO", "CMD-DONE", "{tracking_no}")


@pytest.mark.parametrize("photos", [0, 2])
def test_a_photo_of_the_open_box(house: Warehouse, photos: int, tmp_path: Path) -> None:
    house.set(Site, house.site, settings={"box_photos": True})
    house.picked("1001", "TOTE-1", {"MUG": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "BOX-S")
    pack.ask("photo")
    for n in range(photos):
        take_photo(house.database, "PACK-1", photo(colour=(n, 9, 9)), f"{n}.jpg")
    pack.scans("CMD-PHOTO" if photos else "CMD-DONE")
    pack.ask("label_back")
    kept = house.value(select(func.count()).where(table(Photo).c.parcel_id.is_not(None)))
    assert kept == photos
    pack.scans("CMD-UNDO")
    pack.ask("photo")
    assert house.value(select(func.count()).where(table(Photo).c.parcel_id.is_not(None))) == 0
    pack.scans("CMD-DONE", "{tracking_no}")
    house.pass_time(days=3)
    tidy_photos(house.database, evidence_of(house.database))
    assert house.count(Photo) == photos  # they belong to a parcel and are not lost
    with house.database.write() as connection:
        erase_photos_of(connection, evidence_of(house.database), [house.ids["order", "1001"]])
    assert house.count(Photo, sha256="") == photos  # the picture is gone with the person


def returned(house: Warehouse, *, ask_back: bool = True) -> None:
    """An order that was shipped with a gift comes back and is announced."""
    house.insert_rule("GIFT", code="G1", ask_back=ask_back, quantity=2)
    house.stock("B-9", "GIFT", 9)
    house.set(InsertRule, house.value(select(table(InsertRule).c.id)), ask_back=ask_back)
    house.picked("1001", "TOTE-8", {"MUG": 1})
    pack = house.at("pack", "PACK-9")
    pack.scans("TOTE-8", "MUG", "GIFT", "GIFT", "BOX-S", "{tracking_no}")
    house.at("ship", "SHIP-9").scans(pack.seen["tracking_no"], "CMD-DONE")
    announce(house, "RMA-1", "1001", {"MUG": 1})


def graded(house: Warehouse) -> Worker:
    """The unit is graded and in its place."""
    inspect = house.at("inspect", "RET-1", "USR-I")
    inspect.scans("RMA-1", "MUG", "CHOICE-1", "TOTE-1")
    return inspect


def case(house: Warehouse) -> tuple[str, str]:
    row = house.rows(select(table(ReturnCase)))[0]
    return row.status, row.gift


def test_a_gift_comes_back_with_its_order(house: Warehouse) -> None:
    returned(house)
    inspect = graded(house)
    assert inspect.screen.step == "gift_back"
    assert inspect.screen.target["sku"] == "GIFT"
    inspect.play("""
        MUG       wrong_item  gift_back
        GIFT      ok          start
        CMD-UNDO  ok          gift_back
        GIFT      ok          start
    """)
    assert case(house) == ("done", "back")
    assert house.on_hand("GIFT", "RETURNS") == 2
    assert house.count(Move, kind="gift_back") == 2  # one of them taken back


def test_a_gift_that_is_missing_is_written_down(house: Warehouse) -> None:
    returned(house)
    graded(house).scans("CMD-NO")
    assert case(house) == ("done", "missing")


def test_nobody_asks_for_a_gift_whose_rule_does_not(house: Warehouse) -> None:
    returned(house, ask_back=False)
    inspect = graded(house)
    assert (inspect.screen.step, *case(house)) == ("start", "done", "")
