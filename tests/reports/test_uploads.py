"""Files that carriers take, and carriers that a customer adds without touching the program."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.workflows.shipped import ship
from tests.workflows.small import Warehouse
from warehouse_app.carrier_links import link_of
from warehouse_app.database.models import Carrier, Person, Product, table
from warehouse_app.reports.uploads import export_uploads
from warehouse_app.site import read_site


@pytest.fixture
def today(house: Warehouse) -> date:
    with house.database.read() as connection:
        return read_site(connection).today(house.database.now(connection))


def written(house: Warehouse, folder: Path, day: date, carrier: str = "") -> dict[str, list[list[str]]]:
    """{file name: its lines} of the uploads of a day."""
    with house.database.read() as connection:
        files = export_uploads(connection, read_site(connection), day, folder, carrier)
    found: dict[str, list[list[str]]] = {}
    for path, rows in files.items():
        if path.suffix == ".xlsx":
            lines = [[str(cell or "") for cell in row] for row in load_workbook(path).worksheets[0].values]
        else:
            encoding = "cp949" if "EPOST" in path.name else "utf-8-sig"
            lines = list(csv.reader(path.read_text(encoding).splitlines()))
        assert len(lines) == rows + 1
        found[path.name] = lines
    return found


def test_every_carrier_gets_its_own_columns(house: Warehouse, today: date, tmp_path: Path) -> None:
    first = ship(house, "1001", {"MUG": 2, "TEA": 1}, carrier="CJ")
    second = ship(house, "1002", {"CUP": 1}, carrier="EPOST")
    ship(house, "1003", {"CUP": 1})  # the house carrier takes no file
    files = written(house, tmp_path, today)
    assert set(files) == {f"upload-CJ-{today}.xlsx", f"upload-EPOST-{today}.csv"}
    heading, row = files[f"upload-CJ-{today}.xlsx"]
    cj = dict(zip(heading, row, strict=True))
    assert list(cj)[:4] == ["예약구분", "집하예정일", "받는분성명", "받는분전화번호"]
    assert (cj["예약구분"], cj["집하예정일"], cj["받는분성명"]) == ("1", today.strftime("%Y%m%d"), "홍길동")
    assert (cj["운송장번호"], cj["고객주문번호"], cj["박스수량"], cj["박스타입"]) == (first, "1001", "1", "2")
    assert cj["품목명"] == "MUG name 외 1"
    heading, row = files[f"upload-EPOST-{today}.csv"]
    assert dict(zip(heading, row, strict=True))["등기번호"] == second
    assert written(house, tmp_path, today - timedelta(days=1)) == {}
    assert set(written(house, tmp_path, today, "CJ")) == {f"upload-CJ-{today}.xlsx"}


def test_long_and_hostile_texts(house: Warehouse, today: date, tmp_path: Path) -> None:
    house.product("LONG")
    house.stock("A-9", "LONG", 5)
    house.set(Product, house.ids["product", "MAIN/LONG"], name="가나다라마바사아자차 " * 30)
    ship(house, "1001", {"LONG": 1}, carrier="CJ")
    house.set(
        Person,
        house.value(select(table(Person).c.id)),
        recipient='=HYPERLINK("x")',
        message="\x01\x02문 앞 🎉",
        address1="서울",
    )
    ((heading, row),) = written(house, tmp_path, today).values()
    cells = dict(zip(heading, row, strict=True))
    assert len(cells["품목명"].encode("cp949")) <= 150 and cells["품목명"].startswith("가나다")
    assert cells["받는분성명"] == '\'=HYPERLINK("x")' and cells["배송메세지1"] == "문 앞 🎉"


PACKAGE = """
from warehouse_app.carrier_links import CarrierLink
from warehouse_app.domain.carriers import Sorting

class Own(CarrierLink):
    def sorted_to(self, postcode, address):
        return Sorting(f"Z{postcode[:1]}", (), "own")

    def upload_rows(self, parcels):
        return [{"번호": str(p["tracking_no"])[::-1]} for p in parcels]

def nonsense():
    pass
"""
PROFILE = 'code = "HOUSE"\nlink = "own"\n[upload.columns]\n"번호" = "tracking_no"\n'


def test_a_carrier_is_a_profile_and_a_class_of_a_package(
    house: Warehouse, today: date, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    site = tmp_path / "packages"
    (site / "own_carrier-1.0.dist-info").mkdir(parents=True)
    (site / "own_carrier.py").write_text(PACKAGE, "utf-8")
    (site / "own_carrier-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: own-carrier\nVersion: 1.0\n"
    )
    (site / "own_carrier-1.0.dist-info" / "entry_points.txt").write_text(
        "[warehouse_app.carriers]\nown = own_carrier:Own\nbad = own_carrier:nonsense\n"
    )
    monkeypatch.syspath_prepend(str(site))
    house.set(Carrier, house.carrier("HOUSE"), profile=PROFILE)
    number = ship(house, "1001", {"MUG": 1})
    ((heading, row),) = written(house, tmp_path, today).values()
    assert (heading, row) == (["번호"], [number[::-1]])
    assert link_of("HOUSE", "x", PROFILE).sorted_to("06236", ()).code == "Z0"
    for other in ("bad", "none"):  # what is not there, or no class of ours, is as if the profile named none
        assert type(link_of("HOUSE", "x", PROFILE.replace('"own"', f'"{other}"'))).__name__ == "CarrierLink"
