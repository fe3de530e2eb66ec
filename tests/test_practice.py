"""Whoever scans what the practice scanner calls right gets every job done; what it calls wrong is refused."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from tests.workflows.books import prove
from tests.workflows.small import Warehouse, furnish
from tests.workflows.transcript import Worker
from warehouse_app.database.engine import Database
from warehouse_app.database.models import User
from warehouse_app.domain.screen import Screen
from warehouse_app.domain.sentences import say
from warehouse_app.pins import pin_columns
from warehouse_app.practice import UNKNOWN, PracticeCode, practice_codes


@pytest.fixture
def house(database: Database) -> Iterator[Warehouse]:
    made = furnish(database)
    yield made
    made.close()
    prove(database)


def codes(house: Warehouse, screen: Screen) -> list[PracticeCode]:
    with house.database.read() as connection:
        return practice_codes(connection, screen)


def work(house: Warehouse, worker: Worker, chance: random.Random) -> None:
    """Do a job by the panel alone until there is none; try every wrong code once a step."""
    tried = set()
    for _ in range(200):
        screen = worker.screen
        offered = codes(house, screen)
        right = [code for code in offered if code.right]
        assert [code.right for code in offered] == sorted((code.right for code in offered), reverse=True)
        assert len(offered) <= 9 and len({code.code for code in offered}) == len(offered)
        assert right or screen.step == "start", (screen, offered)
        if not right:
            return
        assert len(offered) > len(right), f"nothing wrong is offered at {screen.step}"
        for code in offered:
            if not code.right and (screen.step, code.label.text) not in tried:
                tried.add((screen.step, code.label.text))
                reply = worker.scan(code.code)
                assert reply.result is not None and not reply.result.ok, (screen.step, screen.target, code)
                assert reply.screen.step == screen.step
        chosen = chance.choice(right)
        worker.scan(chosen.code)
        assert worker.code == "ok", (screen.step, screen.target, chosen, worker.said[-4:])
    raise AssertionError(f"no end: {worker.said[-10:]}")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_shift_by_the_panel_alone(house: Warehouse, seed: int) -> None:
    chance = random.Random(seed)
    house.client(quantity_entry_from=4)
    with house.together():
        house.product("LAMP", {"8801000000043": 1}, serial_tracked=True)
        house.stock("A-4", "LAMP", 1, serial="S-1")
        house.product("SOAP", {"8801000000050": 1}, lot_tracked=True, expiry_tracked=True)
        for lot in ("L1", "L2"):
            house.stock("B-2", "SOAP", 3, lot=lot, expiry="2030-01-01")
        house.insert_rule("GIFT", min_units=2)
        house.order("1001", {"MUG": 14, "TEA": 2, "LAMP": 1}, gift="축하해")
        house.order("1002", {"CUP": 5, "SOAP": 1, "MUG": 1})
        house.order("1003", {"CUP": 1})
        house.order("1004", {"MUG": 2})
    house.allocate()
    work(house, house.at("pick", "PICK-1"), chance)
    assert {house.status(no) for no in ("1001", "1002", "1003", "1004")} == {"picked"}
    work(house, house.at("pack", "BENCH-1"), chance)
    assert {house.status(no) for no in ("1001", "1002", "1003", "1004")} == {"packed"}
    work(house, house.at("ship", "DOCK"), chance)
    assert {house.status(no) for no in ("1001", "1002", "1003", "1004")} == {"shipped"}


def test_put_back_and_unpack(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "TEA": 2})
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG")
    house.change("1001", "cancel")
    pack.scan(UNKNOWN)
    assert pack.screen.step == "unpack"
    assert [code.code for code in codes(house, pack.screen) if code.right] == ["TOTE-1"]
    pack.scans("TOTE-1")
    work(house, house.at("putaway", "BACK"), random.Random(4))
    assert (house.use("TOTE-1"), house.on_hand("MUG", "A-1") + house.on_hand("MUG", "B-1")) == ("", 110)


def test_total_pick_and_sort(house: Warehouse) -> None:
    from warehouse_app.waves import Filter, release

    house.order("1001", {"MUG": 2, "TEA": 1})
    house.order("1002", {"MUG": 1, "CUP": 1})
    house.allocate()
    assert release(house.database, Filter(), total=True)
    work(house, house.at("pick", "PICK-1"), random.Random(5))
    assert {house.status(no) for no in ("1001", "1002")} == {"picked"}


def test_badges(house: Warehouse) -> None:
    house.user("USR-R", "receiver")
    screen = Screen("pick", "login", say("Scan your badge to begin."), ("badge", "command"))
    offered = codes(house, screen)
    assert [c.code for c in offered if c.right] == ["USR-1", "USR-2", "USR-3", "USR-S"]
    assert [c.code for c in offered if not c.right] == ["USR-I", "USR-0000"]
    worker = house.at("pick", "PICK-1", None)
    assert codes(house, worker.screen) == offered


def test_badges_with_a_pin(house: Warehouse) -> None:
    house.add(User, badge="USR-0", name="Chief", roles="supervisor", **pin_columns("123456"))
    at_station = Screen("pick", "login", say("Scan your badge to begin."), ("badge", "command"))
    assert "USR-0" not in [c.code for c in codes(house, at_station)]
    window = codes(house, Screen("", "login", say("")))
    assert (window[0].code, window[0].label.text) == ("USR-0", "Badge of {name}, with PIN")


def test_the_same_sku_at_two_clients(house: Warehouse) -> None:
    house.product("MUG", {"8809000000017": 1}, client="OTHER")
    house.picked("1001", "TOTE-1", {"MUG": 1})
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1")
    assert [c.code for c in codes(house, pack.screen) if c.right] == ["8801000000012", "BOX-S"]


def test_choices(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "TEA": 1})
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "CMD-NOCODE")
    assert [c.code for c in codes(house, pack.screen)][:2] == ["CHOICE-1", "CHOICE-2"]
    pack.scans("CHOICE-1", "CMD-NOCODE", "CHOICE-1")
    assert pack.screen.target.get("quantity") is None


def test_few_statements(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "TEA": 1})
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1")
    counted: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    codes(house, pack.screen)
    assert len([s for s in counted if s.lstrip().upper().startswith("SELECT")]) <= 3
