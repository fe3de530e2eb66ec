"""Wrong PINs: a few lock the person and the station for a while; guessing from many stations gets nowhere."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import select

from tests.robustness.test_races import at_once
from tests.workflows.small import Warehouse
from warehouse_app.command_line.main import main
from warehouse_app.database.engine import Database
from warehouse_app.database.models import LoginFailure, User, table
from warehouse_app.login import FAILURES, LoginRefused
from warehouse_app.pins import pin_columns
from warehouse_app.station import Station

RIGHT = "918273"


@pytest.fixture
def boss(house: Warehouse) -> Warehouse:
    for badge in ("USR-S", "USR-1"):
        key = house.value(select(table(User).c.id).where(table(User).c.badge == badge))
        house.set(User, key, **pin_columns(RIGHT))
    now = house.now()
    house.database.clock = lambda: now
    return house


def attempt(database: Database, station: str, badge: str, pin: str) -> str:
    """What a log-in says, '' if it works."""
    bench = Station(database, station, "ship")
    try:
        bench.open(badge, pin)
    except LoginRefused as refused:
        return refused.sentence.text
    finally:
        bench.close()
    return ""


WRONG, LOCKED = "The PIN is not right.", "Too many wrong PINs. Try again in {n} minutes."


def test_a_few_wrong_pins_lock_the_person_for_a_while(boss: Warehouse) -> None:
    said = [attempt(boss.database, f"S-{n}", "USR-S", "000000") for n in range(FAILURES + 2)]
    assert said == [WRONG] * FAILURES + [LOCKED] * 2
    assert attempt(boss.database, "S-99", "USR-S", RIGHT) == LOCKED  # wherever, and with the right one
    assert attempt(boss.database, "S-99", "USR-1", RIGHT) == ""
    boss.pass_time(minutes=16)
    assert attempt(boss.database, "S-99", "USR-S", RIGHT) == ""


def test_a_station_where_many_are_tried_is_locked(boss: Warehouse) -> None:
    for n in range(FAILURES):
        attempt(boss.database, "S-1", ("USR-S", "USR-1")[n % 2], "000000")
    assert attempt(boss.database, "S-1", "USR-1", RIGHT) == LOCKED
    assert attempt(boss.database, "S-2", "USR-1", RIGHT) == ""


def test_a_few_mistakes_do_not_lock(boss: Warehouse) -> None:
    for _ in range(FAILURES - 1):
        assert attempt(boss.database, "S-1", "USR-S", "1") == WRONG
    assert attempt(boss.database, "S-1", "USR-S", RIGHT) == ""
    assert attempt(boss.database, "S-1", "USR-S", "") == "This badge needs its PIN."
    assert boss.count(LoginFailure) == FAILURES - 1


def test_an_administrator_unlocks(boss: Warehouse, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(FAILURES):
        attempt(boss.database, "S-1", "USR-S", "000000")
    assert main(["user", "unlock", "USR-NONE", "--db", database_url, "--lang", "en"]) == 2
    assert main(["user", "unlock", "USR-S", "--db", database_url, "--lang", "en"]) == 0
    assert "can log in" in capsys.readouterr().out
    assert attempt(boss.database, "S-1", "USR-S", RIGHT) == ""


@pytest.mark.slow
def test_ten_stations_guess_ten_thousand_pins_and_get_nowhere(boss: Warehouse) -> None:
    guesses = count(900_000)
    got: list[str] = []

    def guess(station: int) -> None:
        bench = Station(boss.database, f"G-{station}", "ship")
        try:
            for _ in range(100):
                try:
                    bench.open("USR-S", str(next(guesses)))
                    got.append("in")
                except LoginRefused:
                    continue
        finally:
            bench.close()

    at_once(*[lambda n=n: guess(n) for n in range(10)])
    assert got == []
    checked = boss.count(LoginFailure)  # each of these was compared with the PIN, no other one was
    assert FAILURES <= checked <= FAILURES + 10
