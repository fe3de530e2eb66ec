"""An order of the same household that comes after the label was printed: the parcel is asked about before it goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from tests.workflows.test_combine import SAME_HOME, at_home
from warehouse_app.combining import stop_for
from warehouse_app.database.models import Parcel, table
from warehouse_app.imports.run import import_file


def come(house: Warehouse, no: str, **values: str) -> None:
    """A new order that is imported now."""
    house.order(no, {"CUP": 1})
    at_home(house, no, **{**SAME_HOME, **values})
    house.database.run(lambda c: stop_for(c, [house.ids["order", no]]))


def asked(house: Warehouse) -> list[str]:
    return [row.late_mate for row in house.rows(select(table(Parcel)).order_by(table(Parcel).c.id))]


@pytest.fixture
def labelled(house: Warehouse) -> Warehouse:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    at_home(house, "1001")
    house.at("pack", "PACK-1").scans("TOTE-1", "MUG", "BOX-S")
    house.close()
    return house


def test_at_the_label(labelled: Warehouse) -> None:
    come(labelled, "1002")
    assert asked(labelled) == ["1002"]
    pack = labelled.at("pack", "PACK-1")
    pack.play("""
        {tracking_no}  confirm  label_back
        {tracking_no}  ok       start
    """)
    assert asked(labelled) == [""]
    pack.scans("CMD-UNDO")
    assert asked(labelled) == ["1002"]
    pack.play("""
        {tracking_no}  confirm  label_back
        {tracking_no}  ok       start
    """)
    labelled.at("ship", "SHIP-1", "USR-2").scans(pack.seen["tracking_no"], "CMD-DONE")  # asked once is enough


def test_at_the_manifest(labelled: Warehouse) -> None:
    pack = labelled.at("pack", "PACK-1")
    pack.scans("{tracking_no}")
    come(labelled, "1002")
    number = pack.seen["tracking_no"]
    labelled.at("ship", "SHIP-1", "USR-2").play(f"""
        {number}  confirm  start
        {number}  ok       close_manifest
        CMD-DONE  ok       start
    """)
    assert asked(labelled) == [""]


def test_it_is_combined_after_all(labelled: Warehouse) -> None:
    pack = labelled.at("pack", "PACK-1")
    pack.scans("{tracking_no}")
    come(labelled, "1002")
    labelled.allocate()
    labelled.at("pick", "PICK-1").scans("1002", "{location}", "CUP", "TOTE-2")
    number = pack.seen["tracking_no"]
    pack.scan(number)
    pack.scans(number, "TOTE-1", "TOTE-1", "CMD-COMBINE")
    assert "1002" in {line.order for line in pack.screen.lines}
    pack.scans("MUG", "CUP", "BOX-S", "{tracking_no}")
    assert labelled.status("1001") == labelled.status("1002") == "packed"


@pytest.mark.parametrize(
    "values", [{"recipient": "김철수"}, {"address1": "부산 해운대구 센텀로 9", "postcode": "48058"}]
)
def test_others_are_not_asked_about(labelled: Warehouse, values: dict[str, str]) -> None:
    come(labelled, "1002", **values)
    assert asked(labelled) == [""]


def test_declined_once_is_declined(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1})
    house.picked("1002", "TOTE-2", {"CUP": 1})
    for no in ("1001", "1002"):
        at_home(house, no)
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "CMD-NO", "MUG", "BOX-S")
    come(house, "1003")
    assert asked(house) == [""]
    pack.scans("{tracking_no}")


def test_by_a_real_file(labelled: Warehouse, tmp_path: Path) -> None:
    person = labelled.rows(select(table(Parcel).c.id))
    assert person
    file = tmp_path / "orders.csv"
    home = {"recipient": "홍길동", "phone": "010-1234-5678", "postcode": "06236", "address1": "x", "address2": "",
            **SAME_HOME}  # fmt: skip
    names = [n for n in ("recipient", "phone", "postcode", "address1", "address2") if n in home]
    cells = ",".join(f'"{home[n]}"' for n in names)
    file.write_text(f"order_no,sku,quantity,client,{','.join(names)}\n1002,CUP,1,MAIN,{cells}\n", "utf-8")
    import_file(labelled.database, "orders", file)
    assert asked(labelled) == ["1002"]
    labelled.at("pack", "PACK-1").scan("CMD-HELP")
