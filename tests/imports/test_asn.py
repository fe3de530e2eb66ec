"""Receipts to come: all rows or none; again is nothing; a file that differs changes what is expected."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import Asn, AsnLine, Code, Product, table

COLUMNS = "asn_no sku quantity client expected_at lot expiry"
ROWS = ("R-1 MUG 10 A 2026-12-07T09:00 - -", "R-1 CUP 5 A 2026-12-07T09:00 L1 2027-01-31", "R-2 MUG 3 A - - -")


def expected(desk: Desk, no: str) -> dict[tuple[str, str, str], int]:
    """{(sku, lot, expiry): units expected} of a receipt."""
    skus = {row.id: row.sku for row in desk.all(Product)}
    (asn,) = desk.all(Asn, no=no)
    return {(skus[r.product_id], r.lot, r.expiry): r.expected for r in desk.all(AsnLine, asn_id=asn.id)}


def test_new_again_and_changed(desk: Desk) -> None:
    desk.shop()
    assert counts(desk.rows("asn", COLUMNS, *ROWS)) == {"taken": 3}
    assert counts(desk.rows("asn", COLUMNS, *ROWS)) == {"unchanged": 3}
    assert expected(desk, "R-1") == {("MUG", "", ""): 10, ("CUP", "L1", "2027-01-31"): 5}
    assert desk.all(Asn, no="R-1")[0].expected_at == datetime(2026, 12, 7, 0, 0, tzinfo=UTC)  # nine in Seoul
    assert desk.count(Code, text="R-1", kind="asn") == 1
    assert counts(desk.rows("asn", COLUMNS, "R-1 MUG 12 A - - -", "R-1 TEA 2 A - - -")) == {"changed": 3}
    assert expected(desk, "R-1") == {("MUG", "", ""): 12, ("TEA", "", ""): 2, ("CUP", "L1", "2027-01-31"): 0}
    assert expected(desk, "R-2") == {("MUG", "", ""): 3}  # a file speaks of the receipts that it names
    assert counts(desk.rows("asn", COLUMNS, "R-2 MUG 3 A 2026-12-08 - -")) == {"changed": 1}


def test_rows_of_one_product_are_summed_and_lots_kept_apart(desk: Desk) -> None:
    desk.shop()
    rows = ("R-1 MUG 10 A - - -", "R-1 MUG 5 A - - -", "R-1 MUG 5 A - L1 -", "R-1 MUG 5 A - L1 20270131")
    assert counts(desk.rows("asn", COLUMNS, *rows)) == {"taken": 3}
    assert expected(desk, "R-1") == {("MUG", "", ""): 15, ("MUG", "L1", ""): 5, ("MUG", "L1", "2027-01-31"): 5}


def test_the_client_is_who_has_the_products(desk: Desk) -> None:
    desk.shop()
    desk.rows("products", "sku name client", "MUG Mug B", "POT Pot B")
    desk.rows("asn", "asn_no sku quantity", "R-1 MUG 1", "R-1 POT 1")  # B alone has both
    desk.rows("asn", "asn_no sku quantity client", "R-1 MUG 2 A")  # the same number at another client
    assert sorted(row.expected for row in desk.all(AsnLine)) == [1, 1, 2]
    assert desk.count(Asn, no="R-1") == 2


def test_all_rows_or_none(desk: Desk) -> None:
    desk.shop()
    report = desk.rows(
        "asn", COLUMNS, "R-1 MUG 10 A - - -", "R-1 NO 1 A - - -", "R-1 POST 1 A - - -", "TOTE-5 MUG 1 A - - -",
        "R-1 MUG 0 A - - -", "R-1 MUG 1 A sometime - -", "R-1 MUG 1 A - - 2027-02-30", "- MUG 1 A - - -",
        "R-3 MUG 600000 A - - -", "R-3 MUG 600000 A - - -",
    )  # fmt: skip
    assert said(report) == [
        "3 sku: NO is no product of this client",
        "4 sku: POST is a service and lies nowhere",
        "5 asn_no: begins like a house code (totes, carts, badges, commands)",
        "6 quantity: must be from 1 to 1000000",
        "7 expected_at: is no date (YYYY-MM-DD)",
        "8 expiry: is no date (YYYY-MM-DD)",
        "9 asn_no: is missing",
        "11 quantity: must be from 1 to 1000000",
    ]
    assert desk.count(Asn) == desk.count(Code, kind="asn") == 0


def test_a_closed_receipt_stays_as_it_is(desk: Desk) -> None:
    desk.shop()
    desk.rows("asn", COLUMNS, *ROWS)
    with desk.database.write() as connection:
        now = desk.database.now(connection)
        connection.execute(update(table(Asn)).where(table(Asn).c.no == "R-2").values(status="closed", closed_at=now))
    assert counts(desk.rows("asn", COLUMNS, *ROWS)) == {"unchanged": 3}
    report = desk.rows("asn", COLUMNS, "R-1 MUG 9 A - - -", "R-2 MUG 4 A - - -")
    assert said(report) == ["3 asn_no: R-2 is closed and cannot be changed"]
    assert expected(desk, "R-1")["MUG", "", ""] == 10
