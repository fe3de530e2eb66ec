"""The independent count, on a day small enough to count by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.floor import counts
from tests.floor.files import Files, OrderKey, read_day

KEY: OrderKey = ("A", "own", "1")


@pytest.fixture
def day(tmp_path: Path) -> Files:
    files = {
        "products.csv": "client,sku,name,kind\nA,M,머그,goods\nA,P,배송비,service\n",
        "locations.csv": "code,zone,kind\nA-01,A,bin\nA-02,A,bin\nQ,R,quarantine\n",
        "stock.csv": "client,location,sku,quantity,expiry,grade\nA,A-01,M,4,,\n"
        "A,A-02,M,2,2020-01-01,\nA,Q,M,1,,\nA,A-02,M,8,,B\n",
        "orders.csv": "client,channel,order_no,sku,quantity\nA,own,1,M,2\n"
        "A,own,1,M,1\nA,own,1,P,1\nA,own,2,M,5\nA,own,3,P,1\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "naver").mkdir()
    export = "※ 안내\r\n상품주문번호,주문번호,수량,판매자 상품코드\r\n11,9,2,M\r\n12,9,1,없음\r\n"
    (tmp_path / "naver" / "A.csv").write_bytes(export.encode("cp949"))
    return read_day(tmp_path)


def told(key: OrderKey, status: str, *, ordered: int, shipped: int, cancelled: int = 0) -> dict[str, Any]:
    line = {"sku": "M", "ordered": ordered, "shipped": shipped, "cancelled": cancelled}
    contents = [{"sku": "M", "quantity": shipped}]
    parcels = [{"parcel": f"P{key[2]}", "tracking_no": f"T{key[2]}", "contents": contents}] if shipped else []
    return {"status": status, "lines": [line] if ordered else [], "parcels": parcels}


def answers(**more: dict[str, Any]) -> dict[OrderKey, dict[str, Any]]:
    keys = {n: ("A", "own", n) for n in "123"}
    return {
        keys["1"]: told(keys["1"], "shipped", ordered=3, shipped=3),
        keys["2"]: told(keys["2"], "part_shipped", ordered=5, shipped=1),
        keys["3"]: told(keys["3"], "complete", ordered=0, shipped=0),
        **{keys[n]: answer for n, answer in more.items()},
    }


STOCK = [{"client": "A", "sku": "M", "on_hand": 11}]


def test_the_files_are_counted_as_by_hand(day: Files) -> None:
    assert day.orders == {KEY: {"M": 3}, ("A", "own", "2"): {"M": 5}, ("A", "own", "3"): {}}
    assert list(day.skipped) == [("A", "naver", "9")]  # one bad row sets the whole order aside
    assert counts.imported(day) == {("A", "M"): 15}
    assert counts.pickable(day, "2026-11-23") == {("A", "M"): 4}


def test_a_right_day_has_no_difference(day: Files) -> None:
    report = counts.compare(day, "2026-11-23", answers(), STOCK)
    assert report.differences == []
    assert (report.figures["units shipped"], report.figures["units short"]) == (4, 4)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"1": told(KEY, "shipped", ordered=3, shipped=2)}, "shipped of"),
        ({"1": told(KEY, "shipped", ordered=3, shipped=4)}, "more than wanted"),
        ({"1": told(KEY, "cancelled", ordered=3, shipped=3, cancelled=3)}, "cancelled, yet 3 units shipped"),
        ({"2": told(KEY, "part_shipped", ordered=5, shipped=1)}, "T1 is on 2 parcels"),
        ({"3": told(KEY, "waiting", ordered=0, shipped=0)}, "status"),
    ],
)
def test_a_wrong_day_is_found_out(day: Files, wrong: dict[str, Any], said: str) -> None:
    assert said in "\n".join(counts.compare(day, "2026-11-23", answers(**wrong), STOCK).differences)


def test_a_change_in_time_must_be_kept_and_one_too_late_may_be(day: Files) -> None:
    changes = [{"order_no": "1", "action": "cancel", "client": "A", "channel": "own"}]
    kept = answers(**{
        "1": told(KEY, "cancelled", ordered=3, shipped=0, cancelled=3),
        "2": told(("A", "own", "2"), "part_shipped", ordered=5, shipped=4),
    })  # fmt: skip
    assert counts.compare(day, "2026-11-23", kept, STOCK, changes, {KEY: "allocated"}).differences == []
    assert counts.compare(day, "2026-11-23", answers(), STOCK, changes, {KEY: "packed"}).differences == []
    assert counts.compare(day, "2026-11-23", answers(), STOCK, changes, {KEY: "allocated"}).differences != []


def test_holds_and_quantities(day: Files) -> None:
    changes = [
        {"order_no": "1", "action": "quantity", "sku": "M", "quantity": "1"},
        {"order_no": "2", "action": "hold"},
    ]
    assert counts.apply_changes(day.orders, changes, held=True) == {KEY: {"M": 1}, ("A", "own", "3"): {}}
