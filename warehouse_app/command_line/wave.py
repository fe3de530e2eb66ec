"""`warehouse wave`: release orders to be picked together, and list waves."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import closing
from datetime import time

from warehouse_app.command_line.command import FAILED, Failure, opened, tell, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    jobs = parser.add_subparsers(dest="job", required=True, metavar="JOB")
    job = jobs.add_parser("release", help="allocated orders that are in no wave")
    job.add_argument("--client", default="", metavar="CODE")
    job.add_argument("--before", type=_time, metavar="HH:MM", help="to be shipped by then, today")
    job.add_argument("--temperature", default="", choices=["ambient", "chilled", "frozen", "mixed"])
    size = job.add_mutually_exclusive_group()
    size.add_argument("--single", action="store_const", const=True, dest="single", help="orders of one line")
    size.add_argument("--multi", action="store_const", const=False, dest="single", help="orders of several lines")
    job.add_argument("--total", action="store_true", help="pick totals, then sort them into slots")
    job = jobs.add_parser("list", help="the last waves")
    job.add_argument("--json", action="store_true", help="answer with a JSON list")


def run(arguments: Namespace) -> int:
    from warehouse_app.waves import Filter, release, waves

    with closing(opened(arguments)) as database:
        if arguments.job == "release":
            wanted = Filter(arguments.client, arguments.before, arguments.temperature, arguments.single)
            released = release(database, wanted, total=arguments.total)
            if released is None:
                raise Failure(say("No allocated order is like that."), FAILED)
            tell(arguments, say("Wave {no}: {orders} orders, {units} units.", no=released.no, orders=released.orders,
                                units=released.units))  # fmt: skip
            return 0
        with database.read() as connection:
            found = waves(connection)
    if arguments.json:
        write_json([{**wave._asdict(), "at": wave.at.isoformat()} for wave in found])
        return 0
    for wave in found:
        asked = " ".join(f"{name}={value}" for name, value in wave.filter.items())
        write(f"{wave.no:5} {wave.kind:6} {wave.at:%Y-%m-%d %H:%M} UTC {wave.orders:6} {wave.units:6}  {asked}")
    return 0


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a time like 15:30") from None
