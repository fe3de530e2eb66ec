"""Stock files are opening statements: what was brought in all, moved once, corrected by the difference."""

from __future__ import annotations

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import Action, Move

COLUMNS = "location sku quantity lot expiry serial grade"


def test_stock_again_and_changed(desk: Desk) -> None:
    desk.shop()
    assert desk.count(Move) == 2
    again = desk.rows("stock", "client location sku quantity", "A B-1 MUG 10", "A B-2 CUP 5")
    assert (counts(again), desk.count(Move)) == ({"unchanged": 2}, 2)
    changed = desk.rows("stock", "client location sku quantity", "A B-1 MUG 7", "A B-2 CUP 9")
    assert counts(changed) == {"changed": 2}
    assert (desk.on_hand("B-1", "MUG"), desk.on_hand("B-2", "CUP"), desk.count(Move)) == (7, 9, 4)
    assert counts(desk.rows("stock", "client location sku quantity", "A B-1 MUG 7")) == {"unchanged": 1}
    imports = {row.id for row in desk.all(Action, kind="import")}
    assert {move.action_id for move in desk.all(Move)} <= imports


def test_rows_of_one_place_are_summed_and_lots_are_told_apart(desk: Desk) -> None:
    desk.shop()
    rows = ("B-1 TEA 3 L1 2027-01-31 - -", "B-1 TEA 4 L1 2027-01-31 - -", "B-1 TEA 5 L2 - - NEW", "B-1 TEA 1 - - - B")
    assert counts(desk.rows("stock", COLUMNS, *rows)) == {"taken": 3}
    assert counts(desk.rows("stock", COLUMNS, *rows)) == {"unchanged": 3}
    assert desk.on_hand("B-1", "TEA") == 13


def test_all_stock_or_none(desk: Desk) -> None:
    desk.shop()
    report = desk.rows(
        "stock", COLUMNS, "B-1 MUG 5 - - - -", "B-9 MUG 5 - - - -", "B-1 NO 5 - - - -", "TOTE-1 MUG 5 - - - -",
        "B-1 MUG -5 - - - -", "B-1 MUG 1,5 - - - -", "B-1 MUG 5 - 2027-02-30 - -", "B-1 MUG 2 - - S1 -",
        "B-1 POST 1 - - - -", "B-1 MUG 5 - - - Q", "SUPPLIER MUG 1 - - - -",
    )  # fmt: skip
    assert [line.split(":")[0] for line in said(report)] == [
        "3 location", "4 sku", "5 location", "6 quantity", "7 quantity", "8 expiry", "9 quantity", "10 sku",
        "11 grade", "12 location",
    ]  # fmt: skip
    assert desk.on_hand("B-1", "MUG") == 10


def test_no_more_is_taken_away_than_is_free(desk: Desk) -> None:
    desk.shop()
    desk.rows("orders", "order_no sku quantity client", "1 MUG 8 A")
    from warehouse_app.allocation import allocate

    allocate(desk.database)
    report = desk.rows("stock", "client location sku quantity", "A B-2 CUP 1", "A B-1 MUG 7")
    assert said(report) == ["3 quantity: takes away more than is free there"]
    assert (desk.on_hand("B-1", "MUG"), desk.on_hand("B-2", "CUP")) == (10, 5)
    assert counts(desk.rows("stock", "client location sku quantity", "A B-1 MUG 8")) == {"changed": 1}


def test_a_serial_number_lies_in_one_place(desk: Desk) -> None:
    desk.shop()
    assert said(desk.rows("stock", COLUMNS, "B-1 TEA 1 - - S1 -", "B-2 TEA 1 - - S1 -")) == [
        "3 serial: serial number S1 stands twice in the file"
    ]
    assert counts(desk.rows("stock", COLUMNS, "B-1 TEA 1 - - S1 -")) == {"taken": 1}
    assert said(desk.rows("stock", COLUMNS, "B-2 TEA 1 - - S1 -")) == ["2 serial: serial number S1 lies in B-1"]
    assert counts(desk.rows("stock", COLUMNS, "B-1 TEA 1 - - S1 -")) == {"unchanged": 1}
