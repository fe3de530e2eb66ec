"""A supervisor with a PIN lets something pass beside the worker: badge, then PIN; and nothing remembers the PIN."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from tests.workflows.small import Warehouse
from tests.workflows.test_weigh import packed, put, settings
from tests.workflows.transcript import Worker
from warehouse_app.database.models import Journal, Parcel, User, table
from warehouse_app.domain.screen import Input
from warehouse_app.login import FAILURES
from warehouse_app.pins import pin_columns

CODE = "481516"


@pytest.fixture
def bench(house: Warehouse) -> Worker:
    settings(house, weighing="scale", padding_g=20)
    (boss,) = house.rows(select(table(User).c.id).where(table(User).c.badge == "USR-S"))
    house.set(User, boss.id, **pin_columns(CODE))
    return packed(house)


def test_badge_and_pin(house: Warehouse, bench: Worker) -> None:
    bench.play(f"""
        USR-S      pin_needed   weigh
        000000     not_allowed  weigh
        USR-S      pin_needed   weigh
        {CODE}     ok           weight_reason
        CHOICE-2   ok           weigh
    """)
    assert put(bench, 1500) == "ok"
    row = house.rows(select(table(Parcel)))[0]
    assert row.weighed == "allowed"
    journal = house.rows(select(table(Journal)).where(table(Journal).c.raw == "PIN"))
    assert [r.code for r in journal] == ["not_allowed", "ok"]
    kept = "".join(r.raw + json.dumps(r.result) for r in house.rows(select(table(Journal))))
    assert "000000" not in kept and CODE not in kept


def test_another_scan_ends_the_question_and_the_pin_is_good_once(bench: Worker) -> None:
    bench.play(f"""
        USR-S      pin_needed    weigh
        MUG        over_quantity  weigh
        {CODE}     unknown_code  weigh
        USR-S      pin_needed    weigh
        {CODE}     ok            weight_reason
        CMD-UNDO   ok            weigh
        USR-S      pin_needed    weigh
    """)


def test_a_repeated_input_is_answered_as_before(bench: Worker) -> None:
    bench.scan("USR-S")
    given = Input("0190c7a4-6a00-7000-8000-0000000000aa", CODE)
    first = bench.station.handle(given)
    again = bench.station.handle(given)
    assert first.result is not None and again.result is not None
    assert (first.result.code, again.result.code, again.result.replayed) == ("ok", "ok", True)
    assert CODE not in json.dumps(first.result.as_json("en"))


def test_guessing_beside_the_worker_locks_too(bench: Worker) -> None:
    for _ in range(FAILURES):
        bench.play("""
            USR-S   pin_needed   weigh
            000000  not_allowed  weigh
        """)
    bench.play(f"""
        USR-S   pin_needed   weigh
        {CODE}  not_allowed  weigh
    """)
    assert bench.reply.result is not None
    assert "Too many wrong PINs" in bench.reply.result.as_json("en")["say"]
