"""The inserts of an order and the reasons given."""

from datetime import date

import pytest

from warehouse_app.domain.inserts import InsertRule, OrderFacts, inserts_for
from warehouse_app.domain.sentences import translate

ORDER = OrderFacts("B01", "naver", frozenset({"vip"}), value=50_000, units=3, ordered_on=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (InsertRule("CARD"), "in every order"),
        (InsertRule("CARD", client="B01"), "in every order"),
        (InsertRule("CARD", client="B02"), None),
        (InsertRule("CARD", channel="naver"), "ordered at naver"),
        (InsertRule("CARD", channel="coupang"), None),
        (InsertRule("CARD", tag="vip"), "customer is vip"),
        (InsertRule("CARD", tag="first"), None),
        (InsertRule("CARD", min_value=50_000), "order of KRW 50,000 or more"),
        (InsertRule("CARD", min_value=50_001), None),
        (InsertRule("CARD", min_value=100, currency="USD"), None),
        (InsertRule("CARD", min_units=3), "3 items or more"),
        (InsertRule("CARD", min_units=4), None),
        (InsertRule("CARD", starts=date(2026, 11, 23), ends=date(2026, 11, 23)), "ordered until 2026-11-23"),
        (InsertRule("CARD", starts=date(2026, 11, 24)), None),
        (InsertRule("CARD", ends=date(2026, 11, 22)), None),
        (InsertRule("CARD", quantity=0), None),
        (InsertRule("CARD", min_value=1, tag="vip"), "order of KRW 1 or more, customer is vip"),
    ],
)
def test_one_rule(rule: InsertRule, reason: str | None) -> None:
    picks = inserts_for(ORDER, [rule])
    assert [translate(pick.reason, "en") for pick in picks] == ([] if reason is None else [reason])


def test_an_order_without_a_date_is_in_no_window() -> None:
    assert inserts_for(OrderFacts("B01"), [InsertRule("CARD", starts=date(2026, 1, 1))]) == []


def test_priority_sum_and_last() -> None:
    rules = [
        InsertRule("CARD"), InsertRule("MINI", priority=5), InsertRule("CARD", 2, tag="vip", priority=9),
        InsertRule("NEVER", priority=-1), InsertRule("AD", priority=0, last=False),
    ]  # fmt: skip
    assert [(p.sku, p.quantity) for p in inserts_for(ORDER, rules)] == [
        ("CARD", 3), ("MINI", 1), ("AD", 1), ("NEVER", 1),
    ]  # fmt: skip
    rules.append(InsertRule("MINI", priority=6, last=True))
    assert [(p.sku, p.quantity) for p in inserts_for(ORDER, rules)] == [("CARD", 2), ("MINI", 1)]
