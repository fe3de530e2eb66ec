"""Which inserts a parcel gets, and why: every rule field alone, together, at its edges, and without stock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from warehouse_app.domain.inserts import Gift, GiftRule, RuleLine, RuleOrder, gifts_for
from warehouse_app.domain.sentences import translate

DAY = date(2026, 11, 23)
MUGS = RuleLine("MUG", 2, "kitchen", "red")
TEA = RuleLine("TEA", 1, "food")
A = RuleOrder("1001", "naver", frozenset({"vip"}), 5_000_000, "KRW", DAY, lines=(MUGS, TEA))
B = RuleOrder("1002", "naver", frozenset(), 1_000_000, "KRW", DAY, lines=(TEA,))
DOLLARS = RuleOrder("1003", "own", value=4_999, currency="USD", ordered_on=DAY, lines=(MUGS,))
FIRST = RuleOrder("1004", value=1, is_first=True, lines=(TEA,))
UNDATED = RuleOrder("1005", lines=(TEA,))


def rule(sku: str = "CARD", **values: object) -> GiftRule:
    values.setdefault("code", f"R-{sku}")
    return GiftRule(inserts=tuple(sku.split()), **values)  # type: ignore[arg-type]


def given(orders: list[RuleOrder], *rules: GiftRule, **more: object) -> dict[str, int]:
    got: dict[str, int] = {}
    for gift in gifts_for(orders, rules, **more):  # type: ignore[arg-type]
        key = gift.sku if gift.outcome == "give" else f"{gift.outcome}:{gift.sku}"
        got[key] = got.get(key, 0) + gift.quantity
    return got


ONE, NONE, TWO = {"CARD": 1}, {}, {"CARD": 2}  # type: ignore[var-annotated]


@pytest.mark.parametrize(
    ("orders", "rules", "gifts"),
    [
        # thresholds of one order: under, at, over
        ([A], [rule()], ONE),
        ([A], [rule(min_value=4_999_900)], ONE),
        ([A], [rule(min_value=5_000_000)], ONE),
        ([A], [rule(min_value=5_000_001)], NONE),
        ([A], [rule(min_units=2)], ONE),
        ([A], [rule(min_units=3)], ONE),
        ([A], [rule(min_units=4)], NONE),
        ([DOLLARS], [rule(min_value=4_999, currency="USD")], ONE),
        ([DOLLARS], [rule(min_value=5_000, currency="USD")], NONE),
        ([DOLLARS], [rule(min_value=1)], NONE),
        ([DOLLARS], [rule()], ONE),
        # the combined parcel
        ([A, B], [rule()], TWO),
        ([A, B], [rule(value_of="parcel")], ONE),
        ([A, B], [rule(min_value=6_000_000)], NONE),
        ([A, B], [rule(min_value=5_999_999, value_of="parcel")], ONE),
        ([A, B], [rule(min_value=6_000_000, value_of="parcel")], ONE),
        ([A, B], [rule(min_value=6_000_001, value_of="parcel")], NONE),
        ([A, B], [rule(min_units=4, value_of="parcel")], ONE),
        ([A, B], [rule(min_units=4)], NONE),
        ([A, B], [rule(min_units=5, value_of="parcel")], NONE),
        ([A, B], [rule(min_units=3)], ONE),
        ([A, DOLLARS], [rule(min_value=5_000_001, value_of="parcel")], NONE),
        ([A, DOLLARS], [rule(min_units=5, value_of="parcel")], ONE),
        ([A, B], [rule(min_value=5_500_000, tag="vip", value_of="parcel")], NONE),
        ([A, B], [rule(min_value=5_000_000, tag="vip", value_of="parcel")], ONE),
        # windows, both days included
        ([A], [rule(starts=DAY)], ONE),
        ([A], [rule(ends=DAY)], ONE),
        ([A], [rule(starts=DAY, ends=DAY)], ONE),
        ([A], [rule(starts=date(2026, 11, 24))], NONE),
        ([A], [rule(ends=date(2026, 11, 22))], NONE),
        ([UNDATED], [rule(starts=date(2020, 1, 1))], NONE),
        ([UNDATED], [rule()], ONE),
        # who and what
        ([A], [rule(channel="naver")], ONE),
        ([A], [rule(channel="coupang")], NONE),
        ([A], [rule(tag="vip")], ONE),
        ([B], [rule(tag="vip")], NONE),
        ([FIRST], [rule(first_order=True)], ONE),
        ([A], [rule(first_order=True)], NONE),
        ([A], [rule(item="MUG")], ONE),
        ([B], [rule(item="MUG")], NONE),
        ([A], [rule(category="food")], ONE),
        ([DOLLARS], [rule(category="food")], NONE),
        ([A], [rule(option="red")], ONE),
        ([B], [rule(option="red")], NONE),
        ([A], [rule(item="MUG", category="kitchen", option="red")], ONE),
        ([A], [rule(item="MUG", category="food")], NONE),
        ([A], [rule(item="TEA", option="red")], NONE),
        ([A], [rule(min_value=1, tag="vip", channel="naver", item="TEA", starts=DAY, min_units=3)], ONE),
        ([A], [rule(min_value=1, tag="vip", channel="naver", item="TEA", starts=DAY, min_units=4)], NONE),
        # stacking
        ([A], [rule(), rule("MINI")], {"CARD": 1, "MINI": 1}),
        ([A], [rule(), rule("MINI", priority=1, stop=True)], {"MINI": 1}),
        ([A], [rule(), rule("MINI", priority=-1, stop=True)], {"CARD": 1, "MINI": 1}),
        ([B], [rule(), rule("MINI", priority=1, stop=True, tag="vip")], ONE),
        ([A], [rule(alone=True), rule("MINI", priority=1)], {"MINI": 1}),
        ([A], [rule(alone=True), rule("MINI")], {"CARD": 1, "MINI": 1}),
        ([A], [rule(quantity=3)], {"CARD": 3}),
        ([A], [rule(quantity=0)], NONE),
        ([A], [rule(), rule(code="R-2")], TWO),
        # pools
        ([A], [rule("P1 P2", quantity=2)], {"P1": 1, "P2": 1}),
        ([A], [rule("P1 P2", quantity=5)], {"P1": 1, "P2": 1}),
    ],
)
def test_rules(orders: list[RuleOrder], rules: list[GiftRule], gifts: dict[str, int]) -> None:
    assert given(orders, *rules) == gifts


@pytest.mark.parametrize(
    ("rules", "stock", "gifts"),
    [
        ([rule()], {}, ONE),  # nobody counts it
        ([rule(at_zero="block")], {"CARD": 1}, ONE),
        ([rule(at_zero="block")], {}, {"block:CARD": 1}),
        ([rule(at_zero="skip")], {}, {"skip:CARD": 1}),
        ([rule(at_zero="skip", quantity=2)], {"CARD": 1}, {"skip:CARD": 2}),
        ([rule(at_zero="substitute", substitute="MINI")], {"MINI": 1}, {"substitute:MINI": 1}),
        ([rule(at_zero="substitute", substitute="MINI")], {}, {"block:CARD": 1}),
        ([rule(at_zero="substitute", substitute="MINI")], {"CARD": 1, "MINI": 1}, ONE),
        ([rule(at_zero="skip"), rule(code="S", at_zero="skip")], {"CARD": 1}, {"CARD": 1, "skip:CARD": 1}),
        ([rule(at_zero="skip", alone=True), rule("MINI", priority=1, at_zero="skip")], {"CARD": 1},
         {"skip:MINI": 1, "CARD": 1}),
        ([rule("P1 P2", at_zero="block")], {"P2": 1}, {"P2": 1}),
        ([rule("P1 P2", at_zero="block", quantity=2)], {"P2": 1}, {"P2": 1}),
        ([rule("P1 P2", at_zero="block", quantity=2, repeats=True)], {"P2": 2}, {"P2": 2}),
    ],
)  # fmt: skip
def test_without_stock(rules: list[GiftRule], stock: dict[str, int], gifts: dict[str, int]) -> None:
    assert given([A], *rules, stock=stock) == gifts


@pytest.mark.parametrize(("before", "gifts"), [(0, ONE), (1, ONE), (2, NONE)])
def test_a_customer_gets_it_so_often_and_no_more(before: int, gifts: dict[str, int]) -> None:
    assert given([A], rule(per_customer=2), given_before={"R-CARD": before}) == gifts
    assert given([A, B], rule(per_customer=2), given_before={"R-CARD": 1}) == ONE


def test_a_pool_is_drawn_the_same_again_and_evenly_over_orders() -> None:
    pool = rule("P1 P2 P3")
    drawn = [gifts_for([RuleOrder(str(n))], [pool])[0].sku for n in range(600)]
    assert drawn == [gifts_for([RuleOrder(str(n))], [pool])[0].sku for n in range(600)]
    assert all(150 < drawn.count(sku) < 250 for sku in ("P1", "P2", "P3"))
    often = [gifts_for([RuleOrder(str(n))], [rule("P1 P2", quantity=3, repeats=True)]) for n in range(50)]
    assert all(sum(gift.quantity for gift in gifts) == 3 for gifts in often)


def test_why() -> None:
    def why(**values: object) -> str:
        return translate(gifts_for([A], [rule(**values)])[0].reason, "en")

    assert why() == "in every order"
    assert why(min_value=5_000_000) == "order of KRW 50,000 or more"
    assert why(min_value=5_000_000, value_of="parcel") == "orders of KRW 50,000 or more together"
    assert why(item="MUG", tag="vip", ends=DAY) == "MUG was ordered, customer is vip, ordered until 2026-11-23"
    substitute = gifts_for([A], [rule(at_zero="substitute", substitute="MINI")], {"MINI": 1})[0]
    assert (substitute.instead_of, substitute.rule) == ("CARD", "R-CARD")
    assert isinstance(substitute, Gift)


@pytest.mark.parametrize(
    ("moment", "gifts"),
    [(datetime(2026, 11, 22, 14, 59, 59, tzinfo=UTC), NONE), (datetime(2026, 11, 22, 15, 0, tzinfo=UTC), ONE)],
)
def test_a_window_begins_at_midnight_of_the_site(moment: datetime, gifts: dict[str, int]) -> None:
    ordered = moment.astimezone(ZoneInfo("Asia/Seoul")).date()
    assert given([RuleOrder("1", ordered_on=ordered)], rule(starts=DAY)) == gifts
