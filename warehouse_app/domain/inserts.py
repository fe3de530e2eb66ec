"""Gifts and other inserts (사은품, 동봉물): which of a client's rules hold for an order, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from warehouse_app.domain.sentences import Sentence, say

_WITHOUT_CENTS = ("KRW", "JPY", "VND")


@dataclass(frozen=True)
class OrderFacts:
    """What rules ask about an order. `value` is in minor units of `currency`; `ordered_on` is a date at the site."""

    client: str
    channel: str = ""
    tags: frozenset[str] = frozenset()
    value: int = 0
    currency: str = "KRW"
    units: int = 0
    ordered_on: date | None = None


@dataclass(frozen=True)
class InsertRule:
    """`quantity` of the insert `sku` goes into every order for which all conditions hold; empty ones always hold.

    `starts` and `ends` are order dates, both included. Rules are asked by `priority`, highest first; one that holds
    and is the `last` ends the asking.
    """

    sku: str
    quantity: int = 1
    client: str = ""
    channel: str = ""
    tag: str = ""
    min_value: int = 0
    currency: str = "KRW"
    min_units: int = 0
    starts: date | None = None
    ends: date | None = None
    priority: int = 0
    last: bool = False


@dataclass(frozen=True)
class InsertPick:
    """An insert that goes into the parcel, and why."""

    sku: str
    quantity: int
    reason: Sentence


def inserts_for(order: OrderFacts, rules: Iterable[InsertRule]) -> list[InsertPick]:
    """The inserts of an order, by priority, then SKU. What several rules give adds up; the first one's reason stays."""
    picks: dict[str, InsertPick] = {}
    for rule in sorted(rules, key=lambda rule: (-rule.priority, rule.sku)):
        if rule.quantity < 1 or not _holds(rule, order):
            continue
        if pick := picks.get(rule.sku):
            picks[rule.sku] = replace(pick, quantity=pick.quantity + rule.quantity)
        else:
            picks[rule.sku] = InsertPick(rule.sku, rule.quantity, _reason(rule))
        if rule.last:
            break
    return list(picks.values())


def _holds(rule: InsertRule, order: OrderFacts) -> bool:
    if rule.starts or rule.ends:
        in_window = order.ordered_on is not None and (rule.starts or date.min) <= order.ordered_on <= (
            rule.ends or date.max
        )
        if not in_window:
            return False
    return (
        rule.client in ("", order.client)
        and rule.channel in ("", order.channel)
        and (not rule.tag or rule.tag in order.tags)
        and (not rule.min_value or (rule.currency == order.currency and order.value >= rule.min_value))
        and order.units >= rule.min_units
    )


def _reason(rule: InsertRule) -> Sentence:
    reasons = []
    if rule.min_value:
        reasons.append(say("order of {money} or more", money=_money(rule.min_value, rule.currency)))
    if rule.min_units:
        reasons.append(say("{count} items or more", count=rule.min_units))
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


def _money(minor: int, currency: str) -> str:
    return f"{currency} {minor:,}" if currency in _WITHOUT_CENTS else f"{currency} {minor / 100:,.2f}"
