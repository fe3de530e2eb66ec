"""Gifts and other inserts (사은품, 동봉물): which rules of a client hold for the orders of a parcel.

A pool is drawn by the order's own numbers, so that the same order draws the same gift however often it is asked.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from warehouse_app.domain.sentences import Sentence, say

WITHOUT_CENTS = ("KRW", "JPY", "VND")
AtZero = Literal["", "block", "substitute", "skip"]
Outcome = Literal["give", "substitute", "skip", "block"]


@dataclass(frozen=True)
class RuleLine:
    """Units of one product that a customer bought."""

    sku: str
    quantity: int
    category: str = ""
    option: str = ""


@dataclass(frozen=True)
class RuleOrder:
    """What rules ask about an order. `value` is in hundredths of `currency`; `ordered_on` is a date at the site."""

    order_no: str
    channel: str = ""
    tags: frozenset[str] = frozenset()
    value: int = 0
    currency: str = "KRW"
    ordered_on: date | None = None
    is_first: bool = False
    lines: tuple[RuleLine, ...] = ()

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True)
class GiftRule:
    """What a client gives to whom; all conditions that are set must hold.

    `inserts` is one SKU, or a pool of which `quantity` are drawn (the same one again only with `repeats`). Thresholds
    count one order, or (`value_of` parcel) all orders of the parcel together. `starts` and `ends` are order dates, both
    included. Rules are asked by `priority`, highest first: `stop` ends the asking once it holds, `alone` gives nothing
    if an earlier rule gave something. `per_customer` limits how often one customer gets it, 0 is no limit. `at_zero`
    says what becomes of it without stock; '' is an insert that nobody counts.
    """

    code: str
    inserts: tuple[str, ...]
    quantity: int = 1
    repeats: bool = False
    priority: int = 0
    starts: date | None = None
    ends: date | None = None
    channel: str = ""
    min_value: int = 0
    currency: str = "KRW"
    min_units: int = 0
    value_of: Literal["order", "parcel"] = "order"
    item: str = ""
    category: str = ""
    option: str = ""
    tag: str = ""
    first_order: bool = False
    stop: bool = False
    alone: bool = False
    per_customer: int = 0
    at_zero: AtZero = ""
    substitute: str = ""


@dataclass(frozen=True)
class Gift:
    """What a rule gives: `quantity` of `sku`, and why. `instead_of` is the SKU that a substitute stands for.

    A gift that is skipped is kept for the record; one that blocks keeps the parcel open until there is stock.
    """

    rule: str
    sku: str
    quantity: int
    reason: Sentence
    outcome: Outcome = "give"
    instead_of: str = ""


def gifts_for(
    orders: Sequence[RuleOrder],
    rules: Iterable[GiftRule],
    stock: Mapping[str, int] | None = None,
    given_before: Mapping[str, int] | None = None,
) -> list[Gift]:
    """The gifts of a parcel of these orders, by priority of their rules, then by their codes.

    `stock` are free units by SKU (None: nothing is counted); `given_before` how often this customer got each rule's.
    """
    left = Counter(dict(stock or {}))
    before = Counter(dict(given_before or {}))
    gifts: list[Gift] = []
    for rule in sorted(rules, key=lambda rule: (-rule.priority, rule.code)):
        held = _holds_for(rule, orders)
        if not held or not rule.inserts or rule.quantity < 1:
            continue
        if not (rule.alone and any(gift.outcome != "skip" for gift in gifts)):
            for group in held:
                if rule.per_customer and before[rule.code] >= rule.per_customer:
                    break
                before[rule.code] += 1
                gifts += _given(rule, group, left, counted=stock is not None and rule.at_zero != "")
        if rule.stop:
            break
    return gifts


def _holds_for(rule: GiftRule, orders: Sequence[RuleOrder]) -> list[Sequence[RuleOrder]]:
    """The orders, or groups of orders, that a rule gives something for."""
    fitting = [order for order in orders if _fits(rule, order)]
    groups: list[Sequence[RuleOrder]] = [fitting] if rule.value_of == "parcel" else [[order] for order in fitting]
    return [group for group in groups if group and _reaches(rule, group)]


def _fits(rule: GiftRule, order: RuleOrder) -> bool:
    if rule.starts or rule.ends:
        day = order.ordered_on
        if day is None or not (rule.starts or date.min) <= day <= (rule.ends or date.max):
            return False
    return (
        rule.channel in ("", order.channel)
        and (not rule.tag or rule.tag in order.tags)
        and (not rule.first_order or order.is_first)
        and (not rule.min_value or rule.currency == order.currency)
        and (
            not (rule.item or rule.category or rule.option)
            or any(
                rule.item in ("", line.sku) and rule.category in ("", line.category)
                and rule.option in ("", line.option)
                for line in order.lines
            )
        )
    )  # fmt: skip


def _reaches(rule: GiftRule, orders: Sequence[RuleOrder]) -> bool:
    value, units = sum(order.value for order in orders), sum(order.units for order in orders)
    return value >= rule.min_value and units >= rule.min_units


def _given(rule: GiftRule, orders: Sequence[RuleOrder], left: Counter[str], *, counted: bool) -> list[Gift]:
    wanted = _drawn(rule, orders, left if counted else None)
    reason = _reason(rule)
    if not counted:
        return [Gift(rule.code, sku, n, reason) for sku, n in wanted]
    gifts = []
    for sku, n in wanted:
        if left[sku] >= n:
            left[sku] -= n
            gifts.append(Gift(rule.code, sku, n, reason))
        elif rule.at_zero == "substitute" and rule.substitute and left[rule.substitute] >= n:
            left[rule.substitute] -= n
            gifts.append(Gift(rule.code, rule.substitute, n, reason, "substitute", sku))
        else:
            gifts.append(Gift(rule.code, sku, n, reason, "skip" if rule.at_zero == "skip" else "block"))
    return gifts


def _drawn(rule: GiftRule, orders: Sequence[RuleOrder], left: Counter[str] | None) -> list[tuple[str, int]]:
    """What a rule gives: its insert, or inserts drawn from its pool; those without stock only if all are."""
    pool = list(dict.fromkeys(rule.inserts))
    if len(pool) == 1:
        return [(pool[0], rule.quantity)]
    there = [sku for sku in pool if left is None or left[sku] > 0] or pool
    seed = "|".join([rule.code, *sorted(order.order_no for order in orders)])
    drawn: Counter[str] = Counter()
    for at in range(rule.quantity if rule.repeats else min(rule.quantity, len(there))):
        can = there
        if left is not None and any(left[sku] > drawn[sku] for sku in there):
            can = [sku for sku in there if left[sku] > drawn[sku]]
        can = can if rule.repeats else [sku for sku in can if not drawn[sku]]
        if not can:
            break
        number = int.from_bytes(hashlib.sha256(f"{seed}|{at}".encode()).digest()[:8])
        drawn[can[number % len(can)]] += 1
    return sorted(drawn.items())


def _reason(rule: GiftRule) -> Sentence:
    together = rule.value_of == "parcel"
    reasons = []
    if rule.min_value:
        money = _money(rule.min_value, rule.currency)
        reasons.append(say("orders of {money} or more together", money=money) if together
                       else say("order of {money} or more", money=money))  # fmt: skip
    if rule.min_units:
        reasons.append(say("{count} items or more", count=rule.min_units))
    if rule.item:
        reasons.append(say("{sku} was ordered", sku=rule.item))
    if rule.category:
        reasons.append(say("something of {category} was ordered", category=rule.category))
    if rule.option:
        reasons.append(say("option {option}", option=rule.option))
    if rule.first_order:
        reasons.append(say("first order"))
    if rule.tag:
        reasons.append(say("customer is {tag}", tag=rule.tag))
    if rule.channel:
        reasons.append(say("ordered at {channel}", channel=rule.channel))
    if rule.ends:
        reasons.append(say("ordered until {date}", date=rule.ends.isoformat()))
    elif rule.starts:
        reasons.append(say("ordered since {date}", date=rule.starts.isoformat()))
    if not reasons:
        return say("in every order")
    reason = reasons[0]
    for further in reasons[1:]:
        reason = say("{reason}, {further}", reason=reason, further=further)
    return reason


def _money(hundredths: int, currency: str) -> str:
    if currency in WITHOUT_CENTS:
        return f"{currency} {hundredths // 100:,}"
    return f"{currency} {hundredths / 100:,.2f}"
