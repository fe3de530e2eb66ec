"""SQL statements an input at receiving: few, the same however long the receipt is, and the same on both databases."""

from __future__ import annotations

import pytest

from tests.conftest import FreshUrl
from tests.workflows.small import Warehouse, furnish
from tests.workflows.test_statements import Counts, play
from warehouse_app.database.engine import Database

REPEATED = 14
OTHERS = 40
CODE = "8801000000074"


def receive(house: Warehouse, lines: int) -> Counts:
    """A receipt of so many lines from the first scan to its closing, each exception once."""
    counts: Counts = {}
    with house.together():
        house.user("USR-R", "receiver")
        for n in range(lines):
            house.product(f"P{n:03}", {f"99000{n:05}": 1}, lot_tracked=n % 5 == 4)
        house.product("WATCH", {CODE: 1}, serial_tracked=True)
        house.product("MILK", lot_tracked=True, expiry_tracked=True)
    with house.together():
        house.asn("R-1", {**{f"P{n:03}": 5 for n in range(lines)}, "WATCH": 9, "MILK": 9, "MUG": 30})
    dock = house.at("receive", "DOCK-1", "USR-R")

    def one(scan: str, name: str) -> None:
        play(house, dock, scan, counts, name)

    def confirmed(scan: str, name: str) -> None:
        dock.scan(scan)
        one(scan, name)

    one("P000", "start by item")
    one("CMD-UNDO", "undo")
    one("R-1", "start by receipt")
    one("P000", "first item")
    one("CMD-UNDO", "undo")
    one("P000", "first item")
    for scan in ("P000", "P001", "MUG", "MUG", "18801000000019"):
        one(scan, "item")
    one("3", "quantity")
    one("MILK", "lot tracked")
    one("L1", "lot")
    confirmed("2099-01-01", "expiry")
    one("MILK", "lot holds")
    one("WATCH", "serial tracked")
    one("S1", "serial")
    one(f"(01)0{CODE}(21)S2", "serial in the code")
    one("CMD-DAMAGED", "damaged")
    one("CMD-UNDO", "undo")
    one("TOTE-1", "tote")
    one("MUG", "item")
    one("TOTE-2", "tote")
    one("CMD-SPLIT", "tote full")
    confirmed("CUP", "not announced")
    one("CMD-NOCODE", "no code")
    one("CHOICE-1", "item without code")
    dock.scan("8809999999997")
    one("CMD-NOCODE", "unknown code")
    one("CHOICE-1", "chosen")
    one("USR-S", "consent")
    one("CMD-HOLD", "hold")
    one("TOTE-3", "problem tote")
    confirmed("CMD-DONE", "close")
    one("CMD-UNDO", "undo")
    confirmed("CMD-DONE", "close")
    confirmed("CUP", "blind")
    one("CMD-BACK", "back")
    return counts


def measured(fresh_url: FreshUrl, kind: str, lines: int) -> Counts:
    with fresh_url(kind) as url:
        database = Database(url)
        house = furnish(database)
        counts = receive(house, lines)
        house.close()
        database.close()
    return counts


@pytest.mark.parametrize("lines", [30, pytest.param(300, marks=pytest.mark.slow)])
def test_the_same_few_statements_however_long_the_receipt(fresh_url: FreshUrl, lines: int) -> None:
    first = measured(fresh_url, "sqlite", 5)
    repeated = ("item", "quantity", "lot", "expiry", "lot holds", "serial", "serial in the code", "serial tracked")
    for name, number in first.items():
        assert number <= (REPEATED if name in repeated else OTHERS), (name, number, first)
    for kind, length in (("postgresql", 5), ("sqlite", lines), ("postgresql", lines)):
        counts = measured(fresh_url, kind, length)
        assert counts == first, {k: (v, first.get(k)) for k, v in counts.items() if first.get(k) != v}
