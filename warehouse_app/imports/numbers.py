"""Import of number ranges (운송장 대역): the numbers a carrier's contract gives, for all its services or for one.

The first range of a carrier ends the stand-in that it came into being with. No range may touch another one of the
carrier, used up or not: no number is used twice.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, insert, select, update

from warehouse_app.database.models import Carrier, NumberRange, table
from warehouse_app.domain.numbers import NumberRule, rule_for
from warehouse_app.domain.sentences import say
from warehouse_app.imports.context import Context, Outcome
from warehouse_app.imports.fields import Column, Parsed
from warehouse_app.imports.values import Wrong, code, short_text

_range, _carrier = table(NumberRange), table(Carrier)


def _digits(value: str) -> str:
    text = "".join(c for c in value if c not in " -")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Wrong(say("is no number"))
    return text


NUMBER_COLUMNS = (
    Column("carrier", code, required=True),
    Column("first", _digits, required=True),
    Column("last", _digits, required=True),
    Column("service", short_text),
)


def take_numbers(ctx: Context, rows: list[Parsed]) -> Outcome:
    """All rows or none. Numbers may be given whole, or without their check digit."""
    outcome = Outcome()
    carriers = {row.code: row for row in ctx.carriers()}
    ranges: list[Any] = list(ctx.connection.execute(select(_range).where(_range.c.kind == "tracking_no")).all())
    given = {(r.carrier_id, r.service, r.first, r.last) for r in ranges if r.seq}
    taken = [(r.carrier_id, r.first, r.last if r.seq else r.next - 1) for r in ranges]
    fresh: list[dict[str, Any]] = []
    for row in rows:
        carrier = carriers.get(row.values["carrier"])
        if carrier is None:
            row.wrong("carrier", say("There is no carrier {carrier}", carrier=row.values["carrier"]))
            continue
        rule = rule_for(carrier.rule or carrier.code)
        first, last = _serial(row, "first", rule), _serial(row, "last", rule)
        if row.errors or first is None or last is None:
            continue
        key, service = carrier.id, row.values["service"]
        if last < first:
            row.wrong("last", say("is smaller than the first"))
        elif (key, service, first, last) in given:
            outcome.unchanged += 1
        elif any(k == key and first <= end and begin <= last for k, begin, end in taken):
            row.wrong("first", say("overlaps another range of {carrier}", carrier=carrier.code))
        else:
            taken.append((key, first, last))
            fresh.append({
                "kind": "tracking_no", "carrier_id": key, "prefix": "", "first": first, "next": first, "last": last,
                "seq": 1, "service": service,
            })  # fmt: skip
    if outcome.bad(rows):
        return outcome
    if fresh:
        stand_ins = and_(_range.c.carrier_id.in_({row["carrier_id"] for row in fresh}), _range.c.seq == 0)
        ctx.connection.execute(update(_range).where(stand_ins).values(last=_range.c.next - 1))
        ctx.connection.execute(insert(_range), fresh)
    outcome.taken = len(fresh)
    return outcome


def _serial(row: Parsed, name: str, rule: NumberRule) -> int | None:
    """The serial of a number: without its check digit, where it has one. None where it makes no sense."""
    text = row.values[name]
    if not isinstance(text, str) or row.errors:
        return None
    if len(text) > rule.digits:
        row.wrong(name, say("has more than {n} digits", n=rule.digits))
    elif rule.check is None or len(text) < rule.digits:
        return int(text)
    elif rule.blocks and rule.check(text[:-1]) != int(text[-1]):
        row.wrong(name, say("has a wrong check digit"))
    else:
        return int(text[:-1])
    return None
