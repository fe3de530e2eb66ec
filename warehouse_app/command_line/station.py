"""`warehouse station WORKFLOW`: a floor job without a window. One input a line, one answer a line.

An input line is the text of a scan, or a JSON object with `scan` or `weight_g` and, if wanted, `id` (a UUID). With
--json every answer is one JSON object; without, sentences for people.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from argparse import ArgumentParser, Namespace
from typing import Any

from warehouse_app.box_plans import Planner
from warehouse_app.command_line.command import Failure, opened, write
from warehouse_app.database.types import new_key
from warehouse_app.domain.screen import Input, Reply, Result, Screen
from warehouse_app.domain.sentences import say, translate
from warehouse_app.login import LoginRefused
from warehouse_app.station import Station
from warehouse_app.workflows.registry import WORKFLOWS

_HEAVIEST_G = 10_000_000


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("workflow", choices=sorted(WORKFLOWS), metavar="WORKFLOW", help=" ".join(sorted(WORKFLOWS)))
    parser.add_argument("--user", required=True, metavar="BADGE", help="who works; the PIN, if any, is WAREHOUSE_PIN")
    parser.add_argument("--station", required=True, metavar="NAME", help="the name of this working place")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object a line")


def run(arguments: Namespace) -> int:
    database = opened(arguments)
    station = Station(database, arguments.station, arguments.workflow)
    planner = Planner(database)
    try:
        reply = station.open(arguments.user, os.environ.get("WAREHOUSE_PIN") or None)
        _show(reply, arguments)
        planner.start()
        for line in sys.stdin:
            reply = _answer(station, line.rstrip("\r\n"), reply.screen)
            _show(reply, arguments)
    except LoginRefused as refused:
        raise Failure(refused.sentence) from None
    finally:
        planner.stop()
        station.close()
        database.close()
    return 0


def _answer(station: Station, line: str, screen: Screen) -> Reply:
    given = read_input(line)
    if isinstance(given, Input):
        return station.handle(given)
    return Reply(given, screen)


def read_input(line: str) -> Input | Result:
    """The input that a line means, or the result that says what is wrong with it. Only lines with { are JSON."""
    if not line.lstrip().startswith("{"):
        return Input(str(new_key()), scan=_writable(line))
    try:
        given: Any = json.loads(line)
    except (ValueError, RecursionError):
        return Result(False, "bad_value", say("This line is not JSON."), line[:200])
    scan, weight = given.get("scan"), given.get("weight_g")
    key = given.get("id", str(new_key()))
    try:
        key = str(uuid.UUID(key))
    except (ValueError, AttributeError, TypeError):
        return Result(False, "bad_value", say("The id of an input is a UUID."), str(scan or "")[:200])
    if isinstance(scan, str) and weight is None:
        return Input(key, scan=_writable(scan))
    if scan is None and type(weight) in (int, float) and 0 <= weight <= _HEAVIEST_G and weight == int(weight):
        return Input(key, weight_g=int(weight))
    return Result(False, "bad_value", say("An input is a scan, or a weight in grams."), str(scan or "")[:200])


def _writable(text: str) -> str:
    """The text without what no encoding can carry (half a surrogate pair, written in JSON as an escape)."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _show(reply: Reply, arguments: Namespace) -> None:
    language = arguments.lang
    if arguments.json:
        result = reply.result.as_json(language) if reply.result else None
        write(json.dumps({"result": result, "screen": reply.screen.as_json(language)}, ensure_ascii=False))
        return
    if reply.result:
        said = reply.result.as_json(language)["say"]
        write(f"{'OK' if reply.result.ok else '!!'}  {said}")
    screen = reply.screen
    progress = f"  ({screen.done}/{screen.total})" if screen.total else ""
    write(f"\n>>  {translate(screen.ask, language)}{progress}")
    if screen.detail:
        write(f"    {translate(screen.detail, language)}")
    for choice in screen.choices:
        write(f"    {choice.code}  {translate(choice.text, language)}")
    if screen.commands:
        write(f"    {' '.join(screen.commands)}")
