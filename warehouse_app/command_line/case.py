"""`warehouse case RMA`: the whole life of one return, from order to final destination.

RMA may also be an order number, a tracking number, an SSCC or the label of a unit. `--json` writes one object; times
are UTC, ISO 8601, '' where they have not come; amounts are whole money; what ends in `_said`, questions, answers and
`say` are words in the language asked for:

    {rma, client, kind, kind_said, status, state, state_said, tracking_no, order_no, value, created_at, arrived_at,
     handover, due_at, closed_at, in_time, station, inspector, owner,
     orders: [{order_no, channel, status, ordered_at}],
     parcels: [{order_no, parcel, tracking_no, carrier, status, shipped_at}],
     lines: [{sku, name, order_no, expected, received, reason, wants, wants_said, exchange_sku}],
     units: [{unit, sku, name, scanned, kind, kind_said, status, status_said, order_no, lot, expiry, serial, quantity,
              rules_version, answers: [{question, answer, question_key, answer_key}], computed, computed_said, grade,
              grade_reason, grade_reason_said, disposition, disposition_said, place, zone, destination_said, value,
              recovery, opened_at, graded_at, placed_at, inspector, station,
              photos: [{sha256, media, width, height, size, at, station, user}],
              work: [{work, work_said, seconds, cost, at, user}], work_seconds, work_cost,
              second: {due, grade, inspector, answers, agrees},
              clearance: null or {no, kind, status, receiver, closed_at}}],
     photos: [of the parcel as a whole],
     outcome, outcome_said, outcome_reason, outcome_reason_said, accepted_value, refund_due_at, refunded_at,
     replacement, replacement_status,
     journal: [{at, user, station, workflow, step, scan, ok, code, say, undone}]}

`kind` is announced, blind, rto or unknown; `status` announced, arrived or done; `state` that of the clock: announced,
ok, due_today, at_risk, overdue or done; `in_time` null while it is not finished; `second.agrees` null without a second
grading.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, write, write_json
from warehouse_app.domain.sentences import Sentence, say, translate


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("rma", metavar="RMA", help="return number, order, tracking number or label of a unit")
    parser.add_argument("--client", metavar="CODE", help="where several clients have a return of this number")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.reports.cases import find_cases, life, worded
    from warehouse_app.site import read_site

    with closing(opened(arguments)) as database, database.read() as connection:
        found = find_cases(connection, arguments.rma, arguments.client)
        if not found:
            raise Failure(say("There is no return {rma}.", rma=arguments.rma), BAD_INPUT)
        if len(found) > 1:
            numbers = len({case.no for case in found})
            several = ", ".join(case.no if numbers > 1 else f"{case.no} --client {case.client}" for case in found[:20])
            sentence = say("There are several returns of {rma}: {several}", rma=arguments.rma, several=several)
            raise Failure(sentence, BAD_INPUT)
        told = life(connection, read_site(connection), database.now(connection), found[0].id)
    if told is None:  # taken back at this moment
        raise Failure(say("There is no return {rma}.", rma=arguments.rma), BAD_INPUT)
    if arguments.json:
        write_json(worded(told, arguments.lang))
        return 0
    for indent, *cells in _lines(told):
        words = [translate(cell, arguments.lang) if isinstance(cell, Sentence) else str(cell) for cell in cells]
        write(" " * int(indent) + "  ".join(word for word in words if word))
    return 0


def _lines(told: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The same for people: indentation and the words of each line."""
    yield 0, told["rma"], told["client"], told["kind_said"], told["state_said"], told["tracking_no"]
    for order in told["orders"]:
        yield 2, order["order_no"], order["channel"], order["status"], _short(order["ordered_at"])
    for parcel in told["parcels"]:
        yield 4, parcel["carrier"], parcel["tracking_no"] or parcel["parcel"], _short(parcel["shipped_at"])
    for line in told["lines"]:
        yield (2, f"{line['received']}/{line['expected']} × {line['sku']}", line["reason"], line["wants_said"],
               line["exchange_sku"])  # fmt: skip
    if told["arrived_at"]:
        yield 2, say("came {at}, due {due}", at=_short(told["arrived_at"]), due=_short(told["due_at"]))
    for unit in told["units"]:
        name = unit["sku"] or unit["scanned"]
        yield 2, unit["unit"], f"{unit['quantity']} × {name}", unit["grade"], unit["disposition_said"]
        for answer in unit["answers"]:
            yield 6, answer["question"], answer["answer"]
        if unit["grade_reason"]:
            yield 6, f"{unit['computed']} → {unit['grade']}", unit["grade_reason_said"]
        for work in unit["work"]:
            yield 6, work["work_said"], f"{work['seconds'] // 60}:{work['seconds'] % 60:02}", f"{work['cost']:,}"
        if unit["second"]["grade"]:
            yield 6, say("second grading"), unit["second"]["inspector"], unit["second"]["grade"]
        yield 6, unit["destination_said"], _short(unit["placed_at"])
    if told["outcome"]:
        yield 2, told["outcome_said"], told["outcome_reason_said"], told["replacement"]


def _short(at: datetime | str) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else at
