"""A known order that its file says otherwise: the differences are changes, and only they."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.imports.desk import Desk, counts, said
from warehouse_app.allocation import allocate
from warehouse_app.database.models import Action, Carrier

HEAD = "order_no,sku,quantity,client,recipient,address1,ship_by,carrier,gift_message,tags\n"


def _order(mug: int = 2, cup: int = 0, name: str = "Kim", street: str = "S 1", rest: str = "2026-12-08,,,") -> str:
    lines = {"MUG": mug, "CUP": cup}
    return HEAD + "".join(f"1,{sku},{n},A,{name},{street},{rest}\n" for sku, n in lines.items() if n)


def test_each_difference_is_a_change(desk: Desk) -> None:
    desk.shop()
    assert counts(desk.take("orders", _order())) == {"taken": 1}
    allocate(desk.database)
    assert counts(desk.take("orders", _order(mug=3, cup=1))) == {"changed": 1}
    assert desk.lines("1") == {"MUG": 3, "CUP": 1} and desk.order("1").units == 4
    allocate(desk.database)
    assert counts(desk.take("orders", _order(mug=1, name="Lee"))) == {"changed": 1}
    assert desk.lines("1") == {"MUG": 1, "CUP": 0} and desk.person("1").recipient == "Lee"
    report = desk.take("orders", _order(mug=1, name="Lee", rest="2026-12-09,FAST,Hello,vip"))
    assert counts(report) == {"changed": 1}
    order = desk.order("1")
    assert order.ship_by == datetime(2026, 12, 9, 14, 59, 59, tzinfo=UTC) and order.tags == "vip" and order.is_gift
    assert desk.all(Carrier, id=order.carrier_id)[0].code == "FAST"
    assert {row.detail["change"] for row in desk.all(Action, kind="change")} == {"quantity", "address", "details"}
    assert counts(desk.take("orders", _order(mug=1, name="Lee", rest="2026-12-09,FAST,Hello,vip"))) == {"unchanged": 1}


def test_what_was_changed_in_between_stays(desk: Desk) -> None:
    desk.shop()
    desk.take("orders", _order(mug=3, cup=2))
    changes = "order_no action sku quantity address1"
    desk.rows("changes", changes, "1 quantity CUP 1 -", "1 address - - S_9")
    assert counts(desk.take("orders", _order(mug=3, cup=2))) == {"unchanged": 1}
    desk.take("orders", _order(mug=2, cup=2))
    assert desk.lines("1") == {"MUG": 2, "CUP": 1} and desk.person("1").address1 == "S_9"


def test_a_difference_that_comes_too_late_is_set_aside(desk: Desk) -> None:
    desk.shop()
    desk.take("orders", _order())
    desk.rows("changes", "order_no action", "1 cancel")
    assert desk.order("1").status == "cancelled"
    report = desk.take("orders", _order(mug=5))
    assert (counts(report), said(report)) == ({"set_aside": 1}, ["2 order_no: Order 1 is cancelled."])
    assert [row.order_no for row in desk.aside()] == ["1"] and desk.lines("1") == {"MUG": 0}


def test_every_line_replaced_by_another(desk: Desk) -> None:
    desk.shop()
    desk.take("orders", _order())
    desk.take("orders", _order(mug=0, cup=1))
    assert desk.lines("1") == {"MUG": 0, "CUP": 1} and desk.order("1").status == "new"


def test_an_order_of_services_gets_goods(desk: Desk) -> None:
    desk.shop()
    desk.rows("orders", "order_no sku quantity", "1 POST 1")
    assert desk.order("1").status == "complete"
    desk.rows("orders", "order_no sku quantity", "1 POST 1", "1 MUG 1")
    assert desk.order("1").status == "new"
