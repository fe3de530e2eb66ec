"""Files of changes: each order's changes are made together or set aside together, once."""

from __future__ import annotations

from tests.imports.desk import Desk, counts, said
from warehouse_app.allocation import allocate

ORDERS = "order_no sku quantity client channel"
CHANGES = "order_no action client channel sku quantity"


def test_cancel_hold_release_quantity(desk: Desk) -> None:
    desk.shop()
    desk.rows("orders", ORDERS, *(f"{no} MUG 2 A web" for no in range(1, 6)), "5 CUP 1 A web")
    allocate(desk.database)
    rows = ("1 cancel A web - -", "2 hold A web - -", "3 quantity A web MUG 1", "4 quantity A web MUG 0",
            "5 cancel A web CUP -")  # fmt: skip
    assert counts(desk.rows("changes", CHANGES, *rows)) == {"changed": 5}
    assert [desk.order(str(no)).status for no in range(1, 6)] == [
        "cancelled", "on_hold", "allocated", "cancelled", "allocated",
    ]  # fmt: skip
    assert (desk.lines("3"), desk.lines("5")) == ({"MUG": 1}, {"MUG": 2, "CUP": 0})
    assert counts(desk.rows("changes", CHANGES, *rows)) == {"unchanged": 5}
    assert counts(desk.rows("changes", CHANGES, *reversed(rows))) == {"unchanged": 5}  # another file says the same
    assert counts(desk.rows("changes", CHANGES, "2 release A web - -")) == {"changed": 1}
    assert desk.order("2").status == "allocated"
    assert counts(desk.rows("changes", CHANGES, *rows)) == {"unchanged": 5}  # the hold of that file was released
    assert desk.order("2").status == "allocated"


def test_the_changes_of_one_order_are_made_together(desk: Desk) -> None:
    desk.shop()
    desk.rows("orders", ORDERS, "1 MUG 2 A web", "2 MUG 2 A web")
    report = desk.rows("changes", CHANGES, "1 quantity A web MUG 1", "1 quantity A web NO 1", "2 hold A web - -",
                       "1 fly A web - -")  # fmt: skip
    assert counts(report) == {"changed": 1, "set_aside": 3}
    assert said(report) == ["5 action: must be one of: cancel, hold, release, address, quantity"]
    assert desk.lines("1") == {"MUG": 2} and [row.order_no for row in desk.aside()] == ["1"]


def test_a_change_that_comes_before_its_order_waits_for_it(desk: Desk) -> None:
    desk.shop()
    report = desk.rows("changes", CHANGES, "1 cancel A web - -", "9 hold NOBODY web - -")
    assert counts(report) == {"set_aside": 2}
    assert said(report) == ["2 order_no: There is no order 1.", "3 order_no: There is no order 9."]
    assert desk.clients() == {"MAIN", "A"}
    desk.rows("orders", ORDERS, "1 MUG 2 A web", "9 MUG 2 A web")
    assert (desk.order("1").status, desk.order("9").status) == ("cancelled", "new")
    assert [row.order_no for row in desk.aside()] == ["9"]


def test_a_number_that_several_orders_have(desk: Desk) -> None:
    desk.shop()
    desk.rows("orders", ORDERS, "1 MUG 2 A web", "1 MUG 2 A shop")
    assert said(desk.rows("changes", CHANGES, "1 cancel - - - -")) == [
        "2 order_no: Several orders have the number 1: name client and channel."
    ]
    assert counts(desk.rows("changes", CHANGES, "1 cancel - shop - -")) == {"changed": 1}


def test_a_new_street_takes_the_old_flat_away(desk: Desk) -> None:
    desk.shop()
    desk.take("orders", "order_no,sku,quantity,recipient,postcode,address1,address2\n1,MUG,1,Kim,04524,S 1,Flat 2\n")
    desk.take("changes", "order_no,action,phone,address1\n1,address,010-1,T 9\n")
    person = desk.person("1")
    assert (person.recipient, person.phone, person.address1, person.address2) == ("Kim", "010-1", "T 9", "")
    assert said(desk.take("changes", "order_no,action\n1,address\n")) == ["2 order_no: The row names no new address."]


def test_a_file_that_broke_off_goes_on(desk: Desk) -> None:
    """Of changes that were set aside in a file known by now, those are tried again that can be made."""
    desk.shop()
    rows = ("1 hold A web - -", "2 hold A web - -")
    desk.rows("orders", ORDERS, "1 MUG 2 A web")
    desk.rows("changes", CHANGES, *rows)
    desk.rows("orders", ORDERS, "2 MUG 2 A web")
    assert desk.order("2").status == "on_hold" and desk.aside() == []
    desk.rows("changes", CHANGES, "1 release A web - -")
    assert counts(desk.rows("changes", CHANGES, *rows)) == {"unchanged": 2}
