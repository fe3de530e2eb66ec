"""A small day's goods come in through consoles, on both databases; and the count that proves it finds what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.floor import inbound
from tests.floor.console import Json
from tests.floor.files import Files, read_day

FILES = {
    "products": """client,sku,name,barcode,weight_g,lot_tracked,expiry_tracked,serial_tracked,temperature
A,MUG-01,머그,8801,300,0,0,0,ambient
B,MUG-01,컵,8801,300,0,0,0,ambient
A,MILK,우유,8802,1000,1,1,0,chilled
B,WATCH,시계,8803,90,0,0,1,ambient
A,12345,숫자,,10,0,0,0,ambient
B,SOAP,비누,8804,,1,0,0,ambient
""",
    "barcodes": "client,sku,barcode,quantity\nA,MUG-01,18801,12\n",
    "locations": """code,zone,kind,aisle,x_m,y_m,capacity_l,temperature
A-01,A,bin,A,1,1,400,ambient
A-02,A,bin,A,1,2,400,ambient
A-03,A,bin,A,1,3,400,ambient
A-04,A,bin,A,1,4,400,ambient
A-05,A,bin,A,1,5,400,ambient
A-06,A,bin,A,1,6,400,ambient
A-07,A,bin,A,1,7,400,ambient
A-08,A,bin,A,1,8,400,ambient
A-09,A,bin,A,1,9,400,ambient
C-01,C,bin,C,9,1,400,chilled
C-02,C,bin,C,9,2,400,chilled
C-03,C,bin,C,9,3,400,chilled
C-04,C,bin,C,9,4,400,chilled
TOTE-1,M,tote,,,,,
TOTE-2,M,tote,,,,,
DOCK-1,IN,receiving,,0,0,,
""",
    "stock": "client,location,sku,quantity\nA,A-01,MUG-01,9\n",
    "asn": """asn_no,sku,quantity,client,expected_at,lot,expiry
R-1,MUG-01,30,A,2026-12-07 09:00,,
R-1,MILK,4,A,2026-12-07 09:00,L1,2098-12-01
R-1,MILK,3,A,2026-12-07 09:00,L2,2098-12-05
R-1,12345,6,A,2026-12-07 09:00,,
R-1,MUG-01,2,B,2026-12-07 10:00,,
R-1,WATCH,3,B,2026-12-07 10:00,,
R-2,SOAP,5,B,,,
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / f"{name}.csv").write_text(content, "utf-8")
    return tmp_path


@pytest.fixture
def day(folder: Path) -> Files:
    return read_day(folder)


@pytest.mark.slow
# One console: of two robots that see the last unit announced, both scan it, and both confirm one too many.
@pytest.mark.parametrize("consoles", ["1"])
def test_all_that_is_announced_is_received_and_put_away(
    folder: Path, database_url: str, consoles: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = inbound.main([str(folder), "--db", database_url, "--consoles", consoles, "--probes", "0.05"])
    said = capsys.readouterr()
    assert done == 0, said.out + said.err


def stock(day: Files) -> list[Json]:
    """All as it should be."""
    lines = [{**row, "on_hand": int(row["quantity"])} for row in day.stock]
    return lines + [{**row, "location": "A-02", "on_hand": int(row["quantity"])} for row in day.announced]


def test_the_count_finds_what_is_wrong(day: Files) -> None:
    assert inbound.compare(day, stock(day)) == []
    for change, found in (
        ({"on_hand": 8}, ["('A', 'MUG-01'): 39 in the files, 38 in stock", "('A-01', 'A', 'MUG-01'): 9 lay there"]),
        ({"location": "A-03"}, ["('A-01', 'A', 'MUG-01'): 9 lay there before, 0 now"]),
        ({"client": "B"}, ["('A', 'MUG-01')", "('B', 'MUG-01'): 2 in the files, 11 in stock", "('A-01',"]),
    ):
        differences = inbound.compare(day, [{**stock(day)[0], **change}, *stock(day)[1:]])
        assert [said.startswith(words) for said, words in zip(differences, found, strict=True)] == [True] * len(found)
    lying = [*stock(day)[:-1], {**stock(day)[-1], "location": "DOCK-1"}]
    assert inbound.compare(day, lying) == ["5 of SOAP of B lie in DOCK-1, a place of kind receiving"]
