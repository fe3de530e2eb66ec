"""`warehouse plan --orders N --by HH:MM`: how many pickers and packers, and the queues through the day."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import closing
from datetime import date, time

from warehouse_app.command_line.command import BAD_INPUT, FAILED, Failure, opened, tell, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--orders", type=_orders, required=True, metavar="N")
    parser.add_argument("--by", type=_minute, required=True, metavar="HH:MM", help="the cut-off")
    parser.add_argument(
        "--from", dest="begin", type=_minute, default=9 * 60, metavar="HH:MM", help="work begins (09:00)"
    )
    parser.add_argument("--like", type=_date, metavar="DATE", help="orders come as on this day of the database")
    parser.add_argument("--picked", type=float, metavar="N", help="orders a picker picks in an hour, if not measured")
    parser.add_argument("--packed", type=float, metavar="N", help="orders a packer packs in an hour, if not measured")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.domain.peak import Rates
    from warehouse_app.reports.peak import plan
    from warehouse_app.site import read_site

    rates = None
    if arguments.picked or arguments.packed:
        if not (arguments.picked and arguments.packed and min(arguments.picked, arguments.packed) > 0):
            raise Failure(say("Give both rates, or none."), BAD_INPUT)
        rates = Rates(arguments.picked, arguments.packed)
    if arguments.by <= arguments.begin:
        raise Failure(say("The cut-off comes before work begins."), BAD_INPUT)
    with closing(opened(arguments)) as database, database.read() as connection:
        found = plan(connection, read_site(connection), database.now(connection), arguments.orders, arguments.by,
                     arguments.begin, arguments.like, rates)  # fmt: skip
    if found is None:
        raise Failure(
            say("Too little was picked and packed in the last seven days: give --picked and --packed."), FAILED
        )
    if found.crew is None:
        raise Failure(say("Nobody could do that by then."), FAILED)
    crew = found.crew
    done = _clock(crew.done) if crew.done is not None else ""
    if arguments.json:
        write_json({
            "orders": arguments.orders, "by": _clock(arguments.by), "from": _clock(arguments.begin),
            "rates": {"picked": found.rates.picked, "packed": found.rates.packed, "measured": found.measured},
            "pickers": crew.pickers, "packers": crew.packers, "done": done,
            "queue": [{"at": _clock(s.minute), "came": s.came, "to_pick": s.to_pick, "to_pack": s.to_pack,
                       "packed": s.packed} for s in found.slots],
        })  # fmt: skip
        return 0
    tell(arguments, say("{pickers} pickers and {packers} packers are done at {at}.", pickers=crew.pickers,
                        packers=crew.packers, at=done))  # fmt: skip
    for slot in found.slots[::4]:
        if arguments.begin - 60 < slot.minute < arguments.by:
            write(f"{_clock(slot.minute)}  {slot.came:6,} {slot.to_pick:8,} {slot.to_pack:8,} {slot.packed:8,}")
    return 0


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(text: str) -> int:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a time like 17:00") from None
    return at.hour * 60 + at.minute


def _orders(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 1_000_000):
        raise ArgumentTypeError(f"{text} is no number of orders")
    return int(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a date like 2026-12-07") from None
