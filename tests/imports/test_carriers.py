"""Which carrier and service an imported order gets, by when it must leave; number ranges by file."""

from __future__ import annotations

import pytest

from tests.imports.desk import Desk, counts, said
from warehouse_app.carriers import add_profile, numbers_left
from warehouse_app.database.engine import Database
from warehouse_app.database.models import Carrier, NumberRange
from warehouse_app.domain.carriers import BadProfile

DAY = """
code = "DAY"
name = "낮택배"
number = "12 mod7 4-4-4"
choose = true
cut_off = "18:00"
low = 100
[[cut_offs]]
at = "15:00"
temperature = "chilled"
[[cut_offs]]
at = "21:00"
service = "DAWN"
[[services]]
code = "DAY"
max_weight_g = 10000
zones = ["mainland", "jeju"]
prices = [[0, 0, 3000]]
[[services]]
code = "DAWN"
names = ["새벽배송"]
on_wish = true
postcodes = ["06"]
"""
SEA = """
code = "SEA"
choose = true
[[services]]
code = "SHIP"
by_air = []
days = 3
prices = [[0, 0, 9000]]
"""
HEADING = "order_no sku quantity postcode ordered_at service carrier"


def add(desk: Desk, *profiles: str) -> None:
    for text in profiles:
        desk.database.run(lambda connection, text=text: add_profile(connection, text))


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.shop()
    desk.rows("products", "sku name client weight_g temperature no_air", "SPRAY Spray A 300 - 1",
              "MILK Milk A 1000 chilled 0", "STONE Stone A 11000 - 0")  # fmt: skip
    add(desk, DAY, SEA)
    return desk


def way(desk: Desk, no: str) -> tuple[str, str, str, str]:
    """(carrier, service asked or given, ship_by in site time, what the notice says) of an order."""
    order = desk.order(no)
    (carrier,) = desk.all(Carrier, id=order.carrier_id)
    notice = order.notes.get("ship", {}).get("notice")
    local = order.ship_by.astimezone(desk.zone).strftime("%d %H:%M")
    return carrier.code, order.service, local, notice[0].format(**notice[1]) if notice else ""


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("MUG 1 04524 2026-12-07T10:00 - -", ("DAY", "", "07 18:00", "")),
        ("MUG 1 04524 2026-12-07T18:01 - -", ("DAY", "", "08 18:00", "")),
        ("MILK 1 04524 2026-12-07T10:00 - -", ("DAY", "", "07 15:00", "")),
        ("MILK 1 04524 2026-12-07T15:01 - -", ("DAY", "", "08 15:00", "")),
        ("STONE 1 04524 2026-12-07T10:00 - -", ("SEA", "", "07 17:00", "")),  # too heavy for the cheaper one
        ("MUG 1 63100 2026-12-07T10:00 - -", ("DAY", "", "07 18:00", "")),
        ("SPRAY 1 63100 2026-12-07T10:00 - -", ("SEA", "", "07 17:00", "")),  # it may not fly to Jeju
        ("MUG 1 40220 2026-12-07T10:00 - -", ("SEA", "", "07 17:00", "")),  # Ulleung
        ("MUG 1 06000 2026-12-07T10:00 새벽배송 -", ("DAY", "새벽배송", "07 21:00", "")),
        ("MUG 1 06000 2026-12-07T20:59 DAWN -", ("DAY", "DAWN", "07 21:00", "")),
        ("MUG 1 06000 2026-12-07T21:01 DAWN -", ("DAY", "DAY", "08 18:00", "DAWN takes parcels until 21:00")),
        ("MUG 1 04524 2026-12-07T10:00 DAWN -", ("DAY", "DAY", "07 18:00", "DAWN does not deliver there")),
        ("MUG 1 06000 2026-12-06T10:00 DAWN -", ("DAY", "DAY", "07 18:00", "DAWN takes nothing on this day")),
        ("MUG 1 40220 2026-12-07T10:00 DAWN -", ("SEA", "SHIP", "07 17:00", "DAWN does not deliver there")),
        ("MUG 1 04524 2026-12-07T10:00 gift-wrap -", ("DAY", "gift-wrap", "07 18:00", "")),  # no service's name
        ("STONE 1 04524 2026-12-07T10:00 - DAY", ("SEA", "", "07 17:00", "DAY takes 10000 g at most")),
        ("MUG 1 04524 2026-12-07T10:00 - CJ", ("CJ", "", "07 17:00", "")),
        ("STONE 3 04524 2026-12-07T10:00 - CJ", ("SEA", "", "07 17:00", "일반택배 takes 25000 g at most")),
        ("MUG 1 04524 2026-12-07T10:00 - OWN", ("OWN", "", "07 17:00", "")),
    ],
)
def test_who_takes_an_order(shop: Desk, row: str, wanted: tuple[str, str, str, str]) -> None:
    assert counts(shop.rows("orders", HEADING, f"1 {row}")) == {"taken": 1}
    assert way(shop, "1") == wanted


def test_without_a_carrier_to_choose_from_the_house_takes_it(desk: Desk) -> None:
    desk.shop()
    desk.rows("orders", HEADING, "1 MUG 1 63100 2026-12-07T10:00 DAWN -")
    assert way(desk, "1") == ("HOUSE", "DAWN", "07 17:00", "")
    assert desk.order("1").notes == {}


def test_the_same_file_again_changes_nothing(shop: Desk) -> None:
    row = "1 MUG 1 06000 2026-12-07T21:01 DAWN -"
    shop.rows("orders", HEADING, row)
    assert counts(shop.rows("orders", HEADING, row)) == {"unchanged": 1}


def test_number_ranges_are_taken_once_and_end_the_stand_in(shop: Desk) -> None:
    heading = "carrier first last service"
    assert counts(
        shop.rows("numbers", heading, "DAY 20000000000 20000000099 -", "DAY 30000000000 30000000009 DAWN")
    ) == {"taken": 2}
    assert counts(shop.rows("numbers", heading, "DAY 20000000000 20000000099 -")) == {"unchanged": 1}
    with shop.database.read() as connection:
        left = [(n.code, n.service, n.left, n.low) for n in numbers_left(connection) if n.code == "DAY"]
    assert left == [("DAY", "", 100, False), ("DAY", "DAWN", 10, True)]
    assert {row.seq for row in shop.all(NumberRange) if row.next <= row.last and row.carrier_id} == {0, 1}


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("DAY 20000000050 20000000150 -", "2 first: overlaps another range of DAY"),
        ("DAY 20000000200 20000000100 -", "2 last: is smaller than the first"),
        ("DAY 2000000000000 2000000000001 -", "2 first: has more than 12 digits"),
        ("DAY 200000000003 20000000200 -", "2 first: has a wrong check digit"),
        ("NONE 1 2 -", "2 carrier: There is no carrier NONE"),
        ("DAY abc 2 -", "2 first: is no number"),
    ],
)
def test_number_ranges_that_cannot_be(shop: Desk, row: str, wanted: str) -> None:
    heading = "carrier first last service"
    shop.rows("numbers", heading, "DAY 20000000000 20000000099 -")
    assert said(shop.rows("numbers", heading, row))[0] == wanted
    assert len([r for r in shop.all(NumberRange) if r.seq]) == 1


def test_numbers_are_given_whole_or_without_their_check_digit(shop: Desk) -> None:
    shop.rows("numbers", "carrier first last", "CJ 301100112230 301100112241")
    assert [(r.first, r.last) for r in shop.all(NumberRange) if r.seq == 1] == []  # CJ has not come into being yet
    shop.rows("orders", HEADING, "1 MUG 1 04524 - - CJ")
    shop.rows("numbers", "carrier first last", "CJ 301100112230 301100112241")
    assert [(r.first, r.last) for r in shop.all(NumberRange) if r.seq == 1] == [(30110011223, 30110011224)]


def test_a_profile_of_another_number_format_needs_a_code_of_its_own(database: Database, desk: Desk) -> None:
    desk.shop()
    desk.rows("orders", HEADING, "1 MUG 1 04524 - - CJ")
    with pytest.raises(BadProfile):
        add(desk, 'code = "CJ"\nnumber = "13"')
    add(desk, 'code = "CJ"\nname = "우리 CJ"\ncut_off = "19:30"')
    (row,) = desk.all(Carrier, code="CJ")
    assert (row.name, row.rule, row.cut_off) == ("우리 CJ", "CJ", "19:30")
