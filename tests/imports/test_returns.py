"""Returns to come: each whole or set aside; again is nothing; a file that differs changes what is expected."""

from __future__ import annotations

import csv
import io

from sqlalchemy import update

from tests.imports.desk import Desk, counts, said
from warehouse_app.database.models import Code, Product, ReturnCase, ReturnLine, table

COLUMNS = "rma_no order_no sku quantity client reason wants exchange_sku tracking_no"
ROWS = ("RMA-7 1001 MUG 1 A BROKEN - - 6801-2345", "RMA-7 1002 CUP 2 A - exchange TEA -", "RMA-8 1001 CUP 1 A - - - -")


def sold(desk: Desk) -> None:
    """Two orders of client A: two mugs and a cup; two cups."""
    desk.shop()
    desk.rows("orders", "order_no sku quantity client unit_price", "1001 MUG 2 A 100", "1001 CUP 1 A 50",
              "1002 CUP 2 A 50")  # fmt: skip


def expected(desk: Desk, no: str) -> list[tuple[str, int, str, str]]:
    """(sku, units, reason, wanted) of a return's lines."""
    skus = {row.id: row.sku for row in desk.all(Product)}
    (case,) = desk.all(ReturnCase, no=no)
    return sorted((skus[r.product_id], r.expected, r.reason, r.wants) for r in desk.all(ReturnLine, case_id=case.id))


def test_new_again_and_changed(desk: Desk) -> None:
    sold(desk)
    assert counts(desk.rows("returns", COLUMNS, *ROWS)) == {"taken": 2}
    assert counts(desk.rows("returns", COLUMNS, *ROWS)) == {"unchanged": 2}
    assert expected(desk, "RMA-7") == [("CUP", 2, "", "exchange"), ("MUG", 1, "BROKEN", "refund")]
    (case,) = desk.all(ReturnCase, no="RMA-7")
    assert (case.kind, case.status, case.value) == ("announced", "announced", 20_000)
    assert {row.text for row in desk.all(Code, kind="rma")} == {"RMA-7", "RMA-8", "6801-2345", "68012345"}
    assert counts(desk.rows("returns", COLUMNS, "RMA-7 1001 MUG 2 A - - - 999")) == {"changed": 1}
    assert expected(desk, "RMA-7") == [("CUP", 0, "", "refund"), ("MUG", 2, "", "refund")]
    assert {row.text for row in desk.all(Code, kind="rma")} == {"RMA-7", "RMA-8", "999"}


def test_a_bad_return_is_set_aside_alone(desk: Desk) -> None:
    sold(desk)
    report = desk.rows(
        "returns", COLUMNS, *ROWS, "RMA-1 9999 MUG 1 A - - - -", "RMA-2 1001 TEA 1 A - - - -",
        "RMA-3 1001 MUG 3 A - - - -", "RMA-4 1001 MUG 1 A - swap - -", "TOTE-4 1001 MUG 1 A - - - -",
        "RMA-5 1001 MUG 1 A - exchange NO -", "RMA-6 1001 MUG 0 A - - - -", "- 1001 MUG 1 A - - - -",
    )  # fmt: skip
    assert (report.taken, report.set_aside) == (2, 8)
    assert said(report) == [
        "5 order_no: There is no order 9999.",
        "6 sku: TEA is not in order 1001",
        "7 quantity: is more than the 2 that were ordered",
        "8 wants: must be one of: refund, exchange",
        "9 rma_no: begins like a house code (totes, carts, badges, commands)",
        "10 exchange_sku: NO is no product of this client",
        "11 quantity: must be from 1 to 1000000",
        "12 rma_no: is missing",
    ]
    assert counts(desk.rows("returns", COLUMNS, *ROWS, "RMA-2 1001 TEA 1 A - - - -", strict=True)) == {}


def test_what_was_set_aside_is_taken_when_its_order_comes(desk: Desk) -> None:
    sold(desk)
    assert desk.rows("returns", COLUMNS, "RMA-9 1003 MUG 1 A - - - -").set_aside == 1
    desk.rows("orders", "order_no sku quantity client", "1003 MUG 1 A")
    assert expected(desk, "RMA-9") == [("MUG", 1, "", "refund")]


def test_a_finished_return_is_not_changed(desk: Desk) -> None:
    sold(desk)
    desk.rows("returns", COLUMNS, *ROWS)
    with desk.database.write() as connection:
        case = table(ReturnCase)
        connection.execute(update(case).where(case.c.no == "RMA-8").values(
            status="done", outcome="none", arrived_at=case.c.created_at, due_at=case.c.created_at,
            closed_at=case.c.created_at,
        ))  # fmt: skip
    assert counts(desk.rows("returns", COLUMNS, ROWS[2])) == {"unchanged": 1}
    report = desk.rows("returns", COLUMNS, "RMA-8 1001 MUG 1 A - - - -")
    assert said(report) == ["2 rma_no: RMA-8 is finished and cannot be changed"]


def test_the_same_number_at_two_clients(desk: Desk) -> None:
    sold(desk)
    desk.rows("products", "sku name client", "MUG Mug B")
    desk.rows("orders", "order_no sku quantity client", "1001 MUG 1 B")
    assert said(desk.rows("returns", "rma_no order_no sku quantity", "RMA-7 1001 MUG 1")) == [
        "2 order_no: Several orders have the number 1001: name client and channel."
    ]
    rows = ("RMA-7 1001 MUG 1 A - - - -", "RMA-7 1001 MUG 1 B - - - -")
    assert counts(desk.rows("returns", COLUMNS, *rows)) == {"taken": 2}


HOSTILE = (
    "=1+1", "+82", "-", "@SUM(A1)", "'; DROP TABLE return_case; --", "RMA-\x07", "RMA-\u202e7", "R" * 5000, "🙂" * 60,
    "CMD-UNDO", "rma-7 ", "\ufeff", "../../etc", "1e9", "99999999999999999999", "nan",
)  # fmt: skip


def test_any_cell_may_be_nonsense(desk: Desk) -> None:
    sold(desk)
    good = dict.fromkeys(COLUMNS.split(), "") | {"order_no": "1001", "sku": "CUP", "quantity": "1", "client": "A"}
    rows = [
        {**good, "rma_no": f"RMA-{column}-{at}"} | {column: cell}
        for column in good for at, cell in enumerate(HOSTILE)
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, list(good))
    writer.writeheader()
    writer.writerows([*rows, {**good, "rma_no": "RMA-GOOD"}])
    report = desk.take("returns", text.getvalue())
    assert desk.count(ReturnCase, no="RMA-GOOD") == 1
    assert {"rma_no", "order_no", "sku", "quantity", "wants", "exchange_sku"} <= {
        error.column for error in report.errors
    }
    again = desk.take("returns", text.getvalue())
    assert (again.unchanged, again.set_aside, again.taken) == (report.taken, report.set_aside, 0)
    desk.close()


def test_a_korean_spreadsheet_file(desk: Desk) -> None:
    sold(desk)
    told = "rma_no,order_no,sku,quantity,client,reason\r\nRMA-7,1001,MUG,1,A,단순 변심\r\n"
    assert desk.take("returns", told.encode("cp949")).taken == 1
    assert expected(desk, "RMA-7") == [("MUG", 1, "단순 변심", "refund")]


def test_numbers_of_two_returns_may_be_the_same(desk: Desk) -> None:
    sold(desk)
    rows = ("RMA-7 1001 MUG 1 A - - - 555", "RMA-8 1001 CUP 1 A - - - 555", "RMA-9 1002 CUP 1 A - - - RMA-7")
    assert counts(desk.rows("returns", COLUMNS, *rows)) == {"taken": 3}
    assert desk.count(Code, kind="rma", text="555") == 2
    changed = ("RMA-8 1001 CUP 1 A - - - 556",)
    assert counts(desk.rows("returns", COLUMNS, *changed)) == {"changed": 1}
    assert (desk.count(Code, text="555"), desk.count(Code, text="556")) == (1, 1)
